# SPDX-License-Identifier: Apache-2.0
"""What does the demonstration show? Messages and letters as they came: a portal in production keeps neither."""

from django.db import models
from django.utils import timezone


class Sms(models.Model):
    """What the gateway was given."""

    to = models.CharField(max_length=20)
    text = models.TextField()
    message_id = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)


class Letter(models.Model):
    """What the portal has sent by e-mail."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
