# SPDX-License-Identifier: Apache-2.0
"""Which pages has the portal? Профиль → Безопасность → Доверенный контакт, as the letter has it, and what a demonstration needs."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", LoginView.as_view(template_name="doverie/login.html", redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", include("django.conf.urls.i18n")),
    path("profile/", views.profile, name="profile"),
    path("profile/security/", views.security, name="security"),
    path("profile/security/contact/", include("doverie.django.urls")),
    path("demonstration/", views.demonstration, name="demonstration"),
    path("demonstration/gateway/", views.gateway, name="gateway"),
    path("static/<path:path>", views.static_file),
    path("admin/", admin.site.urls),
]
