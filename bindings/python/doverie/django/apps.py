# SPDX-License-Identifier: Apache-2.0
"""What does Django learn of the app? Its name, its checks, and which signals it listens to."""

from django.apps import AppConfig


class DoverieConfig(AppConfig):
    """`doverie.django` in INSTALLED_APPS."""

    name = "doverie.django"
    label = "doverie"
    verbose_name = "Доверенный контакт"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the checks, and listens."""
        from doverie.django import _checks, _listening  # noqa: F401
