# SPDX-License-Identifier: Apache-2.0
"""How is the portal set up? From the environment, which serve.py fills: a portal in production is told the same by its own means."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
STATE = Path(os.environ["PORTAL_STATE"])  # keys, and what the demonstration writes
ADDRESS = os.environ.get("PORTAL_ADDRESS", "http://127.0.0.1:8000")

SECRET_KEY = (STATE / "django.key").read_text(encoding="utf-8")
DEBUG = False
DEMONSTRATION = True  # shows codes and letters on a page: never in production
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]

INSTALLED_APPS = [
    "doverie.django.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "doverie.django",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.OnlyOurOwn",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("PORTAL_SERVER", ""),
        "NAME": "portal",
        "USER": "portal",
        "CONN_MAX_AGE": 60,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
TIME_ZONE = "Europe/Moscow"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "security", "home"
SESSION_COOKIE_AGE = 3600
SESSION_COOKIE_SAMESITE = "Lax"
EMAIL_BACKEND = "portal.letters.Box"
DEFAULT_FROM_EMAIL = "portal@portal.example"

DOVERIE = {
    "STORE": f"host={os.environ.get('PORTAL_SERVER', '')} dbname=portal user=portal",
    "MASTER_KEY": STATE / "master.key",
    "SMS": "portal.recovery.sms",
    "VERIFIED_LOGIN": "portal.recovery.verified",
    "PORTAL_URL": ADDRESS,
    "LINKS_PER_HOUR": int(os.environ.get("PORTAL_LINKS_PER_HOUR", "20")),
}
