# SPDX-License-Identifier: Apache-2.0
"""The service: commands over ports."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from doverie import _native
from doverie._closing import Closing
from doverie._host_rules import HostRule
from doverie._native import (
    AccountDirectory,
    Clock,
    Entropy,
    EventStore,
    Language,
    Notifier,
    Observer,
    PumpWhat,
    SmsSender,
)
from doverie._policy import Policy, PolicySchedule, schedule_of
from doverie._pump_report import PumpReport, SetAsideMessage
from doverie._shadow import ShadowDifference, told_with_texts
from doverie._sides import ContactSide, OperatorSide, RecovererSide, TrustorSide
from doverie.commands import Command

T = TypeVar("T")


class Service(Closing):
    """Trusted contacts for the accounts of a portal.

        with doverie.Service(store=doverie.SqliteStore("circles.db"), directory=accounts, keys=keys, sms=gateway) as service:
            invitation = service.trustor("maria").invite(name="Иван", phone="+79161234567")
            service.contact("ivan").accept(invitation.id)

    It starts no threads and holds no lock while it calls a port. It remembers the circles and contacts that it has seen last
    (some ten thousand, about 1 KB each) so as not to read them anew; the store is asked every time whether they are still the
    latest. So any number of services, in any number of processes, may share a store that allows it. Thread-safe.

    store, directory, keys
        Where events live, where facts about people come from, and what codes and seals are made with.
    policies
        A policy, several with different dates, or a schedule; gosuslugi alone when there is none.
    sms, notifier
        How codes and notices get out. Without a sender, pump() reports DeliveryError as soon as a code is due; without a
        notifier, notices are dropped.
    clock, entropy
        The machine's, unless a test brings its own.
    realm
        Lets tenants or stands share a database: empty, or 1 to 32 of [a-z0-9-].
    epoch
        Raised by the host after a backup was restored: what was opened under a lower epoch is void.
    restored_at
        When that was: for 24 hours no code is made or accepted. Only for a store that does not tell itself
        (ReadResult.restored_at).
    nobody_is_told
        Says that nobody is to be told of anything, although a policy has a delay (waiting_period, removal_delay) for people
        to say no in; without it such a policy and no notifier are refused.
    sms_origin
        The host name in the last line of an SMS, in small letters and of at most 64 characters; empty: no such line.
    sms_text
        What the SMS says in front of that, with `{code}` in it once; two segments at most, with the longest code of the
        policies and the last line. None: sms_text(Language.RUSSIAN).
    shadow, on_shadow_difference
        Policies that decide along and enforce nothing, and a function that is called with a ShadowDifference for every
        command they would have decided differently; both or neither. It is called by the thread of the command, before
        that returns; what it raises goes to sys.unraisablehook.
    rules
        Of the host's own, beside the library's. What one raises comes out of the command, which has done nothing then.
    commands_kept
        For how long a command can be repeated safely: then the pump lets go of its record. A day at least, as long as a
        grant can be good.
    observers
        Are told what the service does, without anybody's name: OpenMetrics, those of doverie.observers, and the host's own.

    Ports and rules live as long as the service that uses them; one that refers back to it keeps both alive until close().
    Only those written in Python are called with the GIL; everything else runs without it.

    Raises InvalidArgument, naming the argument, when one cannot be used.
    """

    def __init__(
        self,
        *,
        store: EventStore,
        directory: AccountDirectory,
        keys: _native.Keys,
        policies: Policy | Sequence[Policy] | PolicySchedule | None = None,
        sms: SmsSender | None = None,
        notifier: Notifier | None = None,
        clock: Clock | None = None,
        entropy: Entropy | None = None,
        realm: str = "",
        epoch: int = 1,
        sms_origin: str = "gosuslugi.ru",
        sms_text: str | None = None,
        shadow: Policy | Sequence[Policy] | PolicySchedule | None = None,
        on_shadow_difference: Callable[[ShadowDifference], object] | None = None,
        rules: Sequence[HostRule] = (),
        restored_at: datetime | None = None,
        nobody_is_told: bool = False,
        observers: Sequence[Observer] = (),
        commands_kept: timedelta = timedelta(days=30),
    ) -> None:
        self.policies: Final = schedule_of(policies)
        """What it decides by."""
        self._records: tuple[EventStore, str] | None = (store, realm)  # for the command line; let go of by close()
        self._native = _native.Service(
            store=store,
            directory=directory,
            keys=keys,
            policies=self.policies,
            sms=sms,
            notifier=notifier,
            clock=clock,
            entropy=entropy,
            realm=realm,
            epoch=epoch,
            sms_origin=sms_origin,
            sms_text=sms_text if sms_text is not None else _native.sms_text(Language.RUSSIAN),
            shadow=None if shadow is None else schedule_of(shadow),
            on_shadow_difference=told_with_texts(on_shadow_difference, rules),
            rules=rules,
            restored_at=restored_at,
            nobody_is_told=nobody_is_told,
            observers=observers,
            commands_kept=commands_kept,
        )

    def trial(self) -> "Service":
        """The same service over the same store, to which nothing is written: what would happen.

            with service.trial() as trial:
                trial.operations().erase("maria", operator_id="anna")  # raises what the real one would

        Its commands are answered, refused and recorded in memory, one after the other, and its pump finds nothing to send.
        No shadow and no observer. A record goes on in memory as it was when the trial first read it: what others write later
        changes nothing. One trial for each question; close it before the store.
        """
        native = self._native.trial()
        trial = Service.__new__(Service)  # not of a host's own class, whose close() may close more
        vars(trial).update(vars(self) | {"_native": native})
        return trial

    def run(self, command: Command[T], *, command_id: str | None = None, context: bytes = b"") -> T:
        """Runs any command of doverie.commands, as the method of its side does."""
        return self._native.run(command, command_id, context)

    def trustor(self, account: str) -> TrustorSide:
        """The owner of the account, logged in. Raises InvalidArgument for what is no account id, as the others do."""
        return TrustorSide(self._native, account)

    def contact(self, account: str) -> ContactSide:
        """A trusted contact, or somebody who was invited to be one, logged in."""
        return ContactSide(self._native, account)

    def recoverer(self, account: str) -> RecovererSide:
        """Whoever started to recover the password of the account."""
        return RecovererSide(self._native, account)

    def operations(self) -> OperatorSide:
        """The host itself."""
        return OperatorSide(self._native)

    def pump(self, limit: int = 64, what: PumpWhat = PumpWhat.EVERYTHING) -> PumpReport:
        """Sends up to `limit` messages that are due, codes first.

        Call it after commands and from time to time, from any number of threads and processes; PumpRunner does. A crash
        repeats work, never loses it. There is always a report: what went wrong, or what a sender raised, is its `fault`,
        and the other messages were dealt with all the same. Only what is no Exception, as KeyboardInterrupt, is raised.
        """
        return self._native.pump(limit, what)

    def messages_set_aside(self, limit: int = 64) -> tuple[SetAsideMessage, ...]:
        """Up to `limit` of the messages that no run of the pump could read, each with what is wrong with it."""
        return self._native.messages_set_aside(limit)

    def release_set_aside(self, limit: int = 64) -> int:
        """Lets the pump try up to `limit` of them again, say after an upgrade; returns how many.

        Those that are wrong still are set aside again.
        """
        return self._native.release_set_aside(limit)

    @property
    def sms_segments(self) -> int:
        """How many segments the longest SMS with a code takes: 1 or 2. With the defaults it is one."""
        return self._native.sms_segments

    @property
    def observer_failures(self) -> int:
        """How often an observer has raised something, which was dropped."""
        return self._native.observer_failures

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._native.closed

    def close(self) -> None:
        """Lets go of the ports as soon as the calls that are under way have ended. Any later call raises Closed.

        A store that nobody else holds, as in `Service(store=SqliteStore(path), …)`, is closed by that, too.
        """
        self._records = None
        self._native.close()

    def __repr__(self) -> str:
        return f"<doverie.Service {'closed' if self.closed else 'open'}>"
