# SPDX-License-Identifier: Apache-2.0
# Written by cmake/vocabulary from include/doverie/core/operations.def; do not edit.
"""Operations that a contact can be asked to confirm; the policy may name others."""

from typing import Final

PASSWORD_RECOVERY: Final = "password_recovery"
"""Somebody who cannot log in wants a new password."""
PASSWORD_CHANGE: Final = "password_change"
"""Somebody who is logged in wants a new password."""
