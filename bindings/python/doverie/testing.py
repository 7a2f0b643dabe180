# SPDX-License-Identifier: Apache-2.0
"""What hosts test with: seeded fakes that tell the same story in every language, and a whole service in memory.

    @pytest.fixture
    def portal():
        with doverie.testing.service() as portal:
            portal.add_account("maria", given_name="Мария", phone="+79031112233")
            portal.add_account("ivan", given_name="Иван", phone="+79161234567")
            yield portal

    def test_ivan_is_invited(portal):
        portal.trustor("maria").invite(name="Иван", phone="+79161234567")
        assert [invitation.trustor for invitation in portal.contact("ivan").cabinet().invitations] == ["maria"]

Everything here is thread-safe. A host that wrote an event store of its own has EventStoreContract to test it with.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final, final

from doverie import _native
from doverie._account import Account, mask_phone
from doverie._answers import SendNotice
from doverie._closing import refuse_subclass
from doverie._contract import EventStoreContract
from doverie._directories import MemoryDirectory
from doverie._host_rules import HostRule
from doverie._keys import KeyRing
from doverie._native import EventStore, Observer, SmsOutcome
from doverie._policy import Policy, PolicySchedule
from doverie._rule_tests import (
    TODAY,
    Boundary,
    BoundaryCoverage,
    RuleRows,
    Scenario,
    account,
    boundary_coverage,
    rejected,
)
from doverie._service import Service
from doverie._shadow import ShadowDifference
from doverie._stores import MemoryStore

__all__ = [
    "MORNING",
    "TODAY",
    "Boundary",
    "BoundaryCoverage",
    "EventStoreContract",
    "FakeClock",
    "FakeEntropy",
    "FakeNotifier",
    "FakeSms",
    "InMemoryService",
    "RuleRows",
    "Scenario",
    "SentSms",
    "account",
    "boundary_coverage",
    "rejected",
    "service",
]

MORNING: Final = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
"""When clocks begin unless a test says otherwise: a Monday, noon in Moscow."""

_GROWN_UP: Final = date(1980, 1, 1)
_MASTER_KEY: Final = b"a master key for tests, never to be used otherwise"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSms:
    """An SMS that was sent. The repr masks the phone and leaves out the text, as it holds the code."""

    message_id: str
    """The idempotency key: the same SMS has the same one."""
    to: str
    """The phone, in E.164."""
    text: str = field(repr=False)
    """What it says, the code among it."""

    @property
    def code(self) -> str:
        """The code in the text: its first digits."""
        found = re.search("[0-9]+", self.text)
        return found[0] if found else ""

    def __repr__(self) -> str:
        return f"SentSms(message_id={self.message_id!r}, to={mask_phone(self.to)!r}, text=<redacted>)"


@final
class FakeClock(_native.FakeClock):
    """A clock that stands still until told to move. Thread-safe."""

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("FakeClock", "Clock")

    def __init__(self, start: datetime = MORNING) -> None:
        super().__init__(start)

    def set(self, now: datetime) -> None:
        """Forwards, time passes until then; backwards, somebody sets the clock back."""
        super().set(now)

    def advance(self, by: timedelta) -> None:
        """Lets time pass."""
        super().advance(by)

    def jump(self, by: timedelta) -> None:
        """Somebody sets the clock, forwards or back, and no time passes."""
        super().jump(by)

    def __repr__(self) -> str:
        return f"FakeClock({self.now().isoformat()})"


@final
class FakeEntropy(_native.FakeEntropy):
    """Bytes that depend on the seed alone, the same in every language. NOT random. Thread-safe."""

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("FakeEntropy", "Entropy")

    def __init__(self, seed: int = 1) -> None:
        super().__init__(seed)

    def reseed(self, seed: int) -> None:
        """Begins again, at the first bytes of another seed."""
        super().reseed(seed)


@final
class FakeSms(_native.FakeSms):
    """A sender that remembers what it was given. Thread-safe."""

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("FakeSms", "SmsSender")

    def __init__(self) -> None:
        super().__init__()

    def sent(self) -> tuple[SentSms, ...]:
        """Everything it was given, whatever it answered."""
        return super().sent()

    def answer_with(self, outcome: SmsOutcome) -> None:
        """What it answers from now on; ACCEPTED at first."""
        super().answer_with(outcome)


@final
class FakeNotifier(_native.FakeNotifier):
    """A notifier that remembers what it was given. Thread-safe."""

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("FakeNotifier", "Notifier")

    def __init__(self) -> None:
        super().__init__()

    def notices(self) -> tuple[SendNotice, ...]:
        """Everything it was given."""
        return super().notices()


class InMemoryService(Service):
    """A service whose ports are all fakes, at hand for the test. Two of the same seed tell the same story."""

    def __init__(
        self,
        *,
        policies: Policy | Sequence[Policy] | PolicySchedule | None = None,
        store: EventStore | None = None,
        start: datetime = MORNING,
        seed: int = 1,
        shadow: Policy | Sequence[Policy] | PolicySchedule | None = None,
        on_shadow_difference: Callable[[ShadowDifference], object] | None = None,
        rules: Sequence[HostRule] = (),
        keys: _native.Keys | None = None,
        epoch: int = 1,
        restored_at: datetime | None = None,
        nobody_is_told: bool = False,
        observers: Sequence[Observer] = (),
    ) -> None:
        self.directory: Final = MemoryDirectory()
        """Its people: none, until a test puts some there."""
        self.clock: Final = FakeClock(start)
        """Stands still until the test moves it."""
        self.entropy: Final = FakeEntropy(seed)
        """The same bytes in every run of one seed."""
        self.sms: Final = FakeSms()
        """Keeps what was sent."""
        self.notifier: Final = FakeNotifier()
        """Keeps what was told."""
        super().__init__(
            store=MemoryStore() if store is None else store,
            directory=self.directory,
            keys=KeyRing.from_master(_MASTER_KEY) if keys is None else keys,
            policies=policies,
            sms=self.sms,
            notifier=self.notifier,
            clock=self.clock,
            entropy=self.entropy,
            shadow=shadow,
            on_shadow_difference=on_shadow_difference,
            rules=rules,
            epoch=epoch,
            restored_at=restored_at,
            nobody_is_told=nobody_is_told,
            observers=observers,
        )

    def add_account(
        self, account: str, *, given_name: str, phone: str | None, birth_date: date = _GROWN_UP, **facts: Any
    ) -> Account:
        """Opens an account, or replaces its facts: a confirmed citizen's with a current passport, unless `facts`, as of
        doverie.Account, say otherwise.
        """
        eligible = {"citizen": True, "confirmed": True, "passport_current": True}
        added = Account(given_name=given_name, phone=phone, birth_date=birth_date, **eligible | facts)
        self.directory.put(account, added)
        return added

    def last_code(self, phone: str) -> str:
        """Runs the pump, and gives the code of the last SMS to that phone. Raises LookupError when there was none."""
        self.pump().raise_for_fault()
        e164 = _native.parse_phone(phone)
        for sms in reversed(self.sms.sent()):
            if sms.to == e164:
                return sms.code
        raise LookupError(f"no SMS was sent to {mask_phone(phone)}")


service = InMemoryService
"""`with doverie.testing.service() as portal:`: a whole service in memory."""
