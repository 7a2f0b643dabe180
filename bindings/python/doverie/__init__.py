# SPDX-License-Identifier: Apache-2.0
"""doverie: a trusted contact for account recovery.

A second person, chosen in advance, has to confirm that the password of an account is recovered.

    with doverie.Service(store=doverie.SqliteStore("circles.db"), directory=accounts, keys=keys, sms=gateway) as service:
        invitation = service.trustor("maria").invite(name="Иван", phone="+79161234567")
        service.contact("ivan").accept(invitation.id)

Everything is typed and thread-safe. A rule that says no raises Rejected; what broke raises a subclass of Fault.
doverie.PostgresStore is there, too, where the package was built with libpq, and doverie.KannelSender and doverie.HttpSender
where it was built with libcurl. Each of these is loaded when it is first asked for, and everything else with the first name of it:
whoever imports this package and does not use it waits for nothing.
"""

import importlib

TYPE_CHECKING = False  # as typing has it, which takes as long to load as the interpreter
if TYPE_CHECKING:
    from typing import Any

    from doverie._account import Account, mask_phone, parse_phone
    from doverie._answers import (
        Accepted,
        Approved,
        Attestation,
        AuditEntry,
        CodeConfirmed,
        CodeView,
        ContactEntry,
        ContactView,
        Diagnosis,
        Finding,
        Grant,
        HistoryEntry,
        HistoryPage,
        InvitationPage,
        InvitationView,
        Invited,
        Progress,
        RecoveryStarted,
        RecoveryView,
        RequestView,
        SendNotice,
        TimelineEntry,
        TrustorEntry,
        TrustorView,
    )
    from doverie._attestation import Question, latest_attestation, questions
    from doverie._codes import FaultCode, Reason
    from doverie._delivery import ConsoleNotifier, ConsoleSmsSender, FileSmsSender
    from doverie._directories import MemoryDirectory, SqliteDirectory
    from doverie._errors import (
        AccountUnknown,
        Busy,
        ClockSkew,
        Closed,
        DeliveryError,
        DirectoryError,
        EntropyUnavailable,
        Error,
        Fault,
        InternalError,
        InvalidArgument,
        KeyUnavailable,
        NothingDone,
        OutcomeUnknown,
        OutOfMemory,
        ReasonDetail,
        RecordError,
        Rejected,
        StoreError,
    )
    from doverie._explain import RuleExplanation
    from doverie._host_reason import HostReason
    from doverie._host_rules import HostFinding, HostRule, HostRuleInput
    from doverie._keys import KeyRing, new_secret
    from doverie._native import (
        AccountChange,
        AccountDirectory,
        AgeReached,
        AppendOutcome,
        AppliesTo,
        Channel,
        Clock,
        CommandOutcome,
        DeliveryState,
        Entropy,
        EventStore,
        KeyPurpose,
        Keys,
        KeyState,
        Language,
        LeapBirthday,
        Notifier,
        Observer,
        OperationState,
        PhoneState,
        PumpWhat,
        QuestionKind,
        Role,
        Secret,
        SettleAs,
        ShadowKind,
        SmsOutcome,
        SmsSender,
        Viewer,
    )
    from doverie._needs import Needs
    from doverie._notices import Notice
    from doverie._observing import CommandSeen, KeyUse, OpenMetrics, PumpSeen
    from doverie._operation import Operation
    from doverie._operations import PASSWORD_CHANGE, PASSWORD_RECOVERY
    from doverie._policy import Policy, PolicySchedule
    from doverie._pump_report import PumpCounts, PumpReport, SetAsideMessage
    from doverie._pump_runner import PumpRunner
    from doverie._reason_columns import Unit, WaitsFor
    from doverie._records import (
        AppendResult,
        Batch,
        CommandRecord,
        EventRecord,
        FeedEntry,
        LeasedMessage,
        MessageRecord,
        ReadRequest,
        ReadResult,
        ReadTag,
        Settlement,
        StreamAppend,
        StreamRecord,
        StreamVersion,
        TagChange,
        TagEntry,
        WithdrawnMessage,
    )
    from doverie._service import Service
    from doverie._shadow import ShadowDifference
    from doverie._sides import ContactSide, OperatorSide, RecovererSide, TrustorSide
    from doverie._states import (
        ContactStep,
        FreezeCause,
        HistoryKind,
        InvitationState,
        LinkState,
        RequestEnd,
        RequestState,
        SmsState,
        StartStatus,
    )
    from doverie._stores import MemoryStore, SqliteStore
    from doverie._texts import NoticeText, SmsSize, notice_text, operation_text, sms_size, sms_text
    from doverie._gateways import HttpSender as HttpSender
    from doverie._gateways import KannelSender as KannelSender
    from doverie._postgres_store import PostgresStore as PostgresStore

    __version__: str

__all__ = [
    "PASSWORD_CHANGE",
    "PASSWORD_RECOVERY",
    "Accepted",
    "Account",
    "AccountChange",
    "AccountDirectory",
    "AccountUnknown",
    "AgeReached",
    "AppendOutcome",
    "AppendResult",
    "AppliesTo",
    "Approved",
    "Attestation",
    "AuditEntry",
    "Batch",
    "Busy",
    "Channel",
    "Clock",
    "ClockSkew",
    "Closed",
    "CodeConfirmed",
    "CodeView",
    "CommandOutcome",
    "CommandRecord",
    "CommandSeen",
    "ConsoleNotifier",
    "ConsoleSmsSender",
    "ContactEntry",
    "ContactSide",
    "ContactStep",
    "ContactView",
    "DeliveryError",
    "DeliveryState",
    "Diagnosis",
    "DirectoryError",
    "Entropy",
    "EntropyUnavailable",
    "Error",
    "EventRecord",
    "EventStore",
    "Fault",
    "FaultCode",
    "FeedEntry",
    "FileSmsSender",
    "Finding",
    "FreezeCause",
    "Grant",
    "HistoryEntry",
    "HistoryKind",
    "HistoryPage",
    "HostFinding",
    "HostReason",
    "HostRule",
    "HostRuleInput",
    "InternalError",
    "InvalidArgument",
    "InvitationPage",
    "InvitationState",
    "InvitationView",
    "Invited",
    "KeyPurpose",
    "KeyRing",
    "KeyState",
    "KeyUnavailable",
    "KeyUse",
    "Keys",
    "Language",
    "LeapBirthday",
    "LeasedMessage",
    "LinkState",
    "MemoryDirectory",
    "MemoryStore",
    "MessageRecord",
    "Needs",
    "NothingDone",
    "Notice",
    "NoticeText",
    "Notifier",
    "Observer",
    "OpenMetrics",
    "Operation",
    "OperationState",
    "OperatorSide",
    "OutOfMemory",
    "OutcomeUnknown",
    "PhoneState",
    "Policy",
    "PolicySchedule",
    "Progress",
    "PumpCounts",
    "PumpReport",
    "PumpRunner",
    "PumpSeen",
    "PumpWhat",
    "Question",
    "QuestionKind",
    "ReadRequest",
    "ReadResult",
    "ReadTag",
    "Reason",
    "ReasonDetail",
    "RecordError",
    "RecovererSide",
    "RecoveryStarted",
    "RecoveryView",
    "Rejected",
    "RequestEnd",
    "RequestState",
    "RequestView",
    "Role",
    "RuleExplanation",
    "Secret",
    "SendNotice",
    "Service",
    "SetAsideMessage",
    "SettleAs",
    "Settlement",
    "ShadowDifference",
    "ShadowKind",
    "SmsOutcome",
    "SmsSender",
    "SmsSize",
    "SmsState",
    "SqliteDirectory",
    "SqliteStore",
    "StartStatus",
    "StoreError",
    "StreamAppend",
    "StreamRecord",
    "StreamVersion",
    "TagChange",
    "TagEntry",
    "TimelineEntry",
    "TrustorEntry",
    "TrustorSide",
    "TrustorView",
    "Unit",
    "Viewer",
    "WaitsFor",
    "WithdrawnMessage",
    "latest_attestation",
    "mask_phone",
    "new_secret",
    "notice_text",
    "operation_text",
    "parse_phone",
    "questions",
    "sms_size",
    "sms_text",
]

# The modules of the names above; the one in C++ first, of which some classes are made anew.
_HOMES = (
    "_native _account _answers _attestation _codes _delivery _directories _errors _explain _host_reason "
    "_host_rules _keys _needs _notices _observing _operation _operations _policy _pump_report _pump_runner "
    "_reason_columns _records _service _shadow _sides _states _stores _texts"
).split()


def _load() -> None:
    """All names at once, for they know each other."""
    names: dict[str, Any] = {"__version__": importlib.import_module("doverie._native").__version__}
    for home in _HOMES:
        names |= {name: found for name, found in vars(importlib.import_module(f"doverie.{home}")).items() if name in __all__}
    for found in names.values():
        # Reprs, pickles and help() name the place that hosts import things from, not the private module where they are defined.
        if not isinstance(found, str):  # a constant
            found.__module__ = __name__
    globals().update(names)


# What loads a library that not everybody has: the module that does, and the library with its Debian package. Not in __all__:
# `from doverie import *` loads none of them.
_APART = {
    "PostgresStore": ("_postgres_store", "_postgres", "libpq", "libpq-dev"),
    "KannelSender": ("_gateways", "_senders", "libcurl", "libcurl4-openssl-dev"),
    "HttpSender": ("_gateways", "_senders", "libcurl", "libcurl4-openssl-dev"),
}


def __getattr__(name: str) -> object:
    if name == "__version__" or name in __all__:
        _load()
        return globals()[name]
    if name not in _APART:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, native, library, package = _APART[name]
    try:
        found = getattr(importlib.import_module(f"doverie.{module}"), name)
    except ImportError as error:
        raise ImportError(
            f"doverie.{name} cannot be loaded: this package was built without {library}, or {library} is missing now. "
            f"On Debian, install {package} and build the package again",
            name=f"doverie.{native}",
        ) from error
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_APART, "__version__"})
