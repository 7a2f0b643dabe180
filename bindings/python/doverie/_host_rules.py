# SPDX-License-Identifier: Apache-2.0
"""Rules of the host's own, beside the library's: who else may not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from doverie import _native
from doverie._account import Account
from doverie._host_reason import HostReason
from doverie._native import Role
from doverie._policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRuleInput:
    """What a rule may look at."""

    account: Account
    """The facts as they are now, the host's own among them."""
    policy: Policy
    """The one that the decision is made under."""
    today: date
    """The civil date in the policy's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFinding:
    """What a rule found. The two sides are told and recorded where numbers were compared: never personal data."""

    passed: bool
    """Whether the rule holds."""
    needs: int | None = None
    """What it asks for, where it compares numbers; else None."""
    has: int | None = None
    """What there is, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """A rule of the host's own.

        client = doverie.HostRule(
            number=10_001,
            name="contact_no_client",
            role=doverie.Role.CONTACT,
            english="The contact has to be a client of the bank.",
            russian="Контакт должен быть клиентом банка.",
            check=lambda seen: seen.account.fact("client") == 1,
        )
        service = doverie.Service(rules=[client], ...)

    It is looked at wherever the library's rules of that role are, on the same facts, and never instead of them: it can
    refuse somebody, not let anybody in. Raises InvalidArgument, naming the rule, for what cannot be.
    """

    number: int
    """From 10000 on, and for ever: it is in the records."""
    name: str
    """1 to 64 of [a-z0-9_], none of the library's; for ever."""
    role: Role
    """Whom it looks at."""
    english: str
    """What it asks for, as a sentence for people."""
    russian: str
    """The same in Russian."""
    check: Callable[[HostRuleInput], HostFinding | bool] = field(repr=False)
    """Pure: no clock, no I/O, the same for the same input. Called with the GIL, by the thread of the command, by several at
    once, and again whenever a decision is made again. What it raises comes out of the command, which has done nothing."""
    fact: str = ""
    """What it looks at; may be empty."""
    sentence: str = ""
    """Of the host's own specification; may be empty."""

    def __post_init__(self) -> None:
        _native.host_rule_check(self)

    @property
    def reason(self) -> HostReason:
        """What it gives when it fails."""
        return HostReason(number=self.number, name=self.name, english=self.english, russian=self.russian)
