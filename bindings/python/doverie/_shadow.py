# SPDX-License-Identifier: Apache-2.0
"""Shadow policies: what would change if other policies were in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from doverie._errors import ReasonDetail
from doverie._host_reason import AnyReason
from doverie._host_rules import HostRule
from doverie._native import ShadowKind
from doverie._states import StartStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowDifference:
    """One command that a shadow policy would have decided differently. No personal data, no secrets and no codes."""

    kind: ShadowKind
    """How it would have been decided."""
    command: str
    """Its name: "start_recovery"."""
    command_id: str
    """Finds its events, if it wrote any."""
    policy: str
    """Id of the policy in force."""
    shadow_policy: str
    """Id of the shadow policy."""
    reasons: tuple[ReasonDetail, ...]
    """Why it was refused; empty when it was not."""
    shadow_reasons: tuple[ReasonDetail, ...]
    """Why the shadow would have."""
    status: StartStatus | None
    """What the start of a recovery was answered."""
    shadow_status: StartStatus | None
    """Of a start: how the shadow would have answered."""
    fault: str
    """Of a shadow that failed."""


Listener: TypeAlias = Callable[[ShadowDifference], object]


def told_with_texts(listener: Listener | None, rules: Sequence[HostRule]) -> Listener | None:
    """The listener, called with differences whose reasons have the texts of the host's rules."""
    if not rules or not callable(listener):
        return listener
    reasons: dict[AnyReason, AnyReason] = {rule.reason: rule.reason for rule in rules}

    def named(details: tuple[ReasonDetail, ...]) -> tuple[ReasonDetail, ...]:
        return tuple(replace(detail, code=reasons.get(detail.code, detail.code)) for detail in details)

    def tell(difference: ShadowDifference) -> object:
        return listener(
            replace(difference, reasons=named(difference.reasons), shadow_reasons=named(difference.shadow_reasons))
        )

    return tell
