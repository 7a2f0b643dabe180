# SPDX-License-Identifier: Apache-2.0
"""Where do letters go? Into a table, for the demonstration's page."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Box(BaseEmailBackend):
    """A mail backend that keeps what it gets."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from portal.models import Letter

        for message in email_messages:
            for to in message.to:
                Letter.objects.create(to=to, subject=message.subject, text=message.body)
        return len(email_messages)
