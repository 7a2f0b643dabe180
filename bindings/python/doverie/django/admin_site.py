# SPDX-License-Identifier: Apache-2.0
"""Which admin does not lead around the contact? In INSTALLED_APPS `doverie.django.admin_site.AdminConfig` in the place of
`django.contrib.admin`."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class AdminSite(admin.AdminSite):
    """Django's; but whoever works here and wants another password of their own asks the contact, as everybody does."""

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        """Leads to where the contact is asked."""
        return redirect("doverie:trustor")


class AdminConfig(apps.AdminConfig):
    """The admin with that site."""

    default_site = "doverie.django.admin_site.AdminSite"
