# SPDX-License-Identifier: Apache-2.0
"""The trusted contact as a reusable Django app: both cabinets, the recovery page, the desk, the pump.

    INSTALLED_APPS += ["doverie.django"]
    MIDDLEWARE += ["doverie.django.middleware.PumpsItself"]  # with a SQLite file
    urlpatterns += [path("trusted-contact/", include("doverie.django.urls"))]

docs/guide/django.md says what a host writes; it needs the extra `django`.
"""
