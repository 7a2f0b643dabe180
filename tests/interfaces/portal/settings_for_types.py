# SPDX-License-Identifier: Apache-2.0
"""What mypy's plugin for Django has to know of a project that the app is in."""

SECRET_KEY = "of no use"  # noqa: S105
INSTALLED_APPS = [
    "doverie.django.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "doverie.django",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
