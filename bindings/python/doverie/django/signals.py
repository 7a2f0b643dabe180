# SPDX-License-Identifier: Apache-2.0
"""What can a host listen to? Logins are Django's own signal, `user_logged_in`."""

from django.dispatch import Signal

phone_changed = Signal()
"""A person has another phone: `user`. Sent after the commit, when the library knows. The sender is `Person`."""
