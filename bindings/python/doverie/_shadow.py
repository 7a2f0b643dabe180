# SPDX-License-Identifier: Apache-2.0
"""Shadow policies: what would change if other policies were in force."""

from dataclasses import dataclass

from doverie._errors import ReasonDetail
from doverie._native import ShadowKind, StartStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowDifference:
    """One command that a shadow policy would have decided differently. No personal data, no secrets and no codes."""

    kind: ShadowKind
    command: str
    """Its name: "start_recovery"."""
    command_id: str
    """Finds its events, if it wrote any."""
    policy: str
    """Id of the policy in force."""
    shadow_policy: str
    reasons: tuple[ReasonDetail, ...]
    """Why it was refused; empty when it was not."""
    shadow_reasons: tuple[ReasonDetail, ...]
    """Why the shadow would have."""
    status: StartStatus | None
    """What the start of a recovery was answered."""
    shadow_status: StartStatus | None
    fault: str
    """Of a shadow that failed."""
