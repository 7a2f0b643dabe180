# SPDX-License-Identifier: Apache-2.0
"""What does commands.def say of each command, and what is a field of each kind in C++, C and Python?"""
import functools
import re
from collections.abc import Callable
from typing import Literal, NamedTuple

import reader
import reasons

LIST = f"{reader.LISTS}/commands.def"
SIDES = ("trustor", "contact", "recoverer", "host", "operator")
REFERENCE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


class Kind(NamedTuple):
    """A kind of field: its types, and how an argument of C or of Python becomes one (`{}`: the argument's name)."""

    cpp: str
    c: str = "doverie_string"
    python: str = "str"
    from_c: str = 'text({0}, "{0}")'
    from_python: str = 'text("{0}", {0})'
    moved: bool = True
    c_note: str = ""


KINDS = {
    "account": Kind("AccountId"),
    "invitation": Kind("InvitationId"),
    "request": Kind("RequestId"),
    "text": Kind("std::string"),
    "host_id": Kind("std::string"),
    "second_host_id": Kind("std::string"),
    "channel": Kind("std::string"),
    "attestation": Kind("Attestation", "const doverie_attestation*", "Attestation", "attestation_of({0})",
                        'argument<Attestation>("{0}", {0})'),
    "code": Kind("Secret", from_c='secret_text({0}, "{0}")', from_python="code_of({0})"),
    "secret": Kind("Secret", "doverie_bytes", "Secret | bytes", 'doverie::Secret(bytes({0}, "{0}"))', "secret_of({0})"),
    "flag": Kind("bool", "int32_t", "bool", 'flag({0}, "{0}")', 'argument<bool>("{0}", {0})', moved=False, c_note=" (flag)"),
    "change": Kind("AccountChange", "doverie_account_change", "AccountChange", 'change_of({0}, "{0}")',
                   'argument<AccountChange>("{0}", {0})', moved=False),
    "instant": Kind("Instant", "int64_t", "datetime", 'instant_of({0}, "{0}")', 'argument<Instant>("{0}", {0})', moved=False,
                    c_note=" (microseconds since 1970, UTC)"),
    "only_invitation": Kind("std::optional<InvitationId>"),
    "stored": Kind("std::string"),
}
DEFAULTS = {"flag": " = false", "only_invitation": " = {}"}
# A facade does not ask for these.
LEFT_OUT = ("only_invitation",)


class Field(NamedTuple):
    kind: reader.Word
    name: reader.Word
    text: reader.Text

    @property
    def of(self) -> Kind:
        return KINDS[self.kind]

    @property
    def python_name(self) -> str:
        return f"{self.name}_id" if self.kind in ("invitation", "request") else self.name


class Command(NamedTuple):
    number: int
    since: reader.Word
    name: reader.Word
    Type: reader.Word
    side: Literal["trustor", "contact", "recoverer", "host", "operator", "library"]
    method: reader.Word
    deed: Literal["asks", "records", "weighs"]
    answer: reader.Word
    text: reader.Text
    refusals: reader.Text
    fields: reader.Word

    @property
    def all_fields(self) -> list[Field]:
        return [reader.row_of(Field, cells, f"{LIST}: {self.Type}") for _, _, cells in reader.split(self.fields, LIST)]

    @property
    def given(self) -> list[Field]:
        """What the functions of all languages ask for; the account that acts comes first."""
        return [field for field in self.all_fields if field.kind not in LEFT_OUT]

    @property
    def bound(self) -> bool:
        """Whether the side has an account of its own, which acts."""
        return self.side not in ("host", "operator")

    @property
    def recorded(self) -> bool:
        return self.deed != "asks"


@functools.cache
def commands() -> tuple[Command, ...]:
    return checked(reader.read("commands.def", {"COMMAND": Command})["COMMAND"])


def checked(rows: list[Command]) -> tuple[Command, ...]:
    """`rows`, when every cell means something."""
    for row in rows:
        complain(row, row.name != snake(row.Type), f"is {snake(row.Type)} in snake_case, not {row.name}")
        for field in row.all_fields:
            complain(row, field.kind not in KINDS, f"{field.name}: {field.kind} is none of {', '.join(KINDS)}")
        for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", re.sub(r"`.*?`", "", row.refusals)):
            complain(row, word not in codes(), f"{word} is no reason of reasons.def")
        for name, member in REFERENCE.findall(f"{row.text} {row.refusals} {row.fields}"):
            complain(row, not member and name not in codes() and name not in {other.Type for other in rows},
                     f"{{{name}}} is neither a command nor a reason")
    return tuple(rows)


def complain(row: Command, wrong: bool, what: str) -> None:
    if wrong:
        raise reader.ListError(f"{LIST}: {row.Type}: {what}")


def of_sides(*sides: str) -> list[Command]:
    """The commands of these sides, one side after the other."""
    return [row for side in sides for row in commands() if row.side == side]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@functools.cache
def codes() -> frozenset[str]:
    rows = reader.read("reasons.def", {"REASON": reasons.Code, "FAULT": reasons.Code})
    return frozenset(code.name for kind in rows.values() for code in kind)


class Speech(NamedTuple):
    """How a language writes the name of a command, of a member of something, and of a reason."""

    command: Callable[[Command], str]
    member: Callable[[str, str], str]
    reason: Callable[[str], str]
    argument: Callable[[Field], str]


def spoken(row: Command, speech: Speech) -> list[str]:
    """The documentation of a function, by paragraph: what it does, what it is given, what it is refused with."""
    fields = [f"{speech.argument(field)}: {told(field.text, speech)}." for field in row.given if field.text]
    refusals = re.sub(r"\b[a-z_]+\b", lambda word: speech.reason(word[0]) if word[0] in codes() else word[0], row.refusals)
    return [told(row.text, speech), *([" ".join(fields)] if fields else []),
            *([f"Rejects: {told(refusals, speech)}."] if refusals else [])]


def told(text: str, speech: Speech) -> str:
    """`text` with its references as the language writes them."""
    return REFERENCE.sub(lambda reference: named(speech, *reference.groups()), text)


def named(speech: Speech, name: str, member: str | None) -> str:
    if member:
        return speech.member(name, member)
    if name in codes():
        return speech.reason(name)
    return speech.command(next(other for other in commands() if other.Type == name))
