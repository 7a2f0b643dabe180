# SPDX-License-Identifier: Apache-2.0
"""What does commands.def say of each command, and what is a field of each kind in C++, C and Python?"""
import functools
import keyword
import re
from collections.abc import Callable
from typing import Literal, NamedTuple

import reader
import reasons

LIST = f"{reader.LISTS}/commands.def"
# The classes of C++ and of Python, and whose commands they have.
CLASSES = {
    "TrustorSide": ("trustor",),
    "ContactSide": ("contact",),
    "RecovererSide": ("recoverer",),
    "OperatorSide": ("host", "operator"),
}
SIDES = tuple(side for sides in CLASSES.values() for side in sides)
REFERENCE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
REFUSAL = re.compile(r"(?:and |or )?(?:its state|as \{\w+\}|whatever makes |(\w+))")
HEADERS = ("include/doverie/core/answers.h", "include/doverie/service.h")  # whose members {Type.member} can name


class Kind(NamedTuple):
    """A kind of field: its types, and how an argument of C becomes one (`{}`: the argument's name)."""

    cpp: str
    c: str = "doverie_string"
    python: str = "str"
    from_c: str = 'text({0}, "{0}")'
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
    "attestation": Kind("Attestation", "const doverie_attestation*", "Attestation", "attestation_of({0})"),
    "code": Kind("Secret", from_c='secret_text({0}, "{0}")'),
    "secret": Kind("Secret", "doverie_bytes", "Secret | bytes", 'doverie::Secret(bytes({0}, "{0}"))'),
    "operation": Kind("std::string", from_c='operation_of({0}, "{0}")', c_note=" (empty: password_recovery)"),
    "flag": Kind("bool", "int32_t", "bool", 'flag({0}, "{0}")', moved=False, c_note=" (flag)"),
    "change": Kind("AccountChange", "doverie_account_change", "AccountChange", 'change_of({0}, "{0}")', moved=False),
    "instant": Kind("Instant", "int64_t", "datetime", 'instant_of({0}, "{0}")', moved=False,
                    c_note=" (microseconds since 1970, UTC)"),
    "only_invitation": Kind("std::optional<InvitationId>"),
    "stored": Kind("std::string"),
    "cursor": Kind("std::string"),
    "limit": Kind("std::int32_t", "int32_t", "int", "{0}", moved=False),
}
DEFAULTS = {"flag": " = false", "only_invitation": " = {}", "operation": "{kPasswordRecovery}", "cursor": "{}",
            "limit": " = kPageSize"}
FACADE_TYPES = {"operation": "OperationName"}
FACADE_DEFAULTS = DEFAULTS | {"operation": " = kPasswordRecovery", "cursor": " = {}"}
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
    text: reader.Said
    refusals: reader.Text
    fields: reader.Word

    @property
    def all_fields(self) -> list[Field]:
        return reader.rows_within(self.fields, "FIELD", Field)

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
    methods: dict[tuple[str, str], Command] = {}
    for row in rows:
        refuse = functools.partial(reader.refuse, row.Type)
        refuse(row.name != snake(row.Type), f"is {snake(row.Type)} in snake_case, not {row.name}")
        refuse(not re.fullmatch(rf"{reader.NUMBER}\.{reader.NUMBER}", row.since), f"since is {row.since}, not like 0.1")
        refuse((row.method == "none") != (row.side == "library"), f"method is {row.method}; none is for the library alone")
        if row.side != "library":
            other = methods.setdefault((class_of(row), row.method), row)
            refuse(other is not row, f"method {row.method} of {class_of(row)} is that of {other.Type} already")
        check_fields(row)
        check_refusals(row)
        for text in (row.text, row.refusals, *(field.text for field in row.all_fields)):
            check_references(row, text, {other.Type for other in rows})
    return tuple(rows)


def check_fields(row: Command) -> None:
    names: list[str] = []
    for field in row.all_fields:
        reader.refuse(row.Type, field.kind not in KINDS, f"{field.name}: {field.kind} is none of {', '.join(KINDS)}")
        reader.refuse(row.Type, field.name in names or field.python_name in names, f"has two fields {field.name}")
        names += {field.name, field.python_name}
    for name in (row.name, row.method, *names):
        reader.refuse(row.Type, not name.isidentifier() or keyword.iskeyword(name), f"{name} is no name in Python")
    reader.refuse(row.Type, row.bound and row.side != "library" and row.all_fields[0].kind != "account",
                  f"its first field is no account, which a {row.side} acts with")


def check_refusals(row: Command) -> None:
    """Parts between commas: each begins with a reason, or is one of the phrases that stand for reasons."""
    text = re.sub(r"`.*?`", "", row.refusals)
    words = re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", text)
    for part in filter(None, re.sub(r"\(.*?\)", "", text).split(",")):
        phrase = REFUSAL.match(part.strip())
        words += [part.strip()] if not phrase else [phrase[1]] if phrase[1] else []
    for word in words:
        reader.refuse(row.Type, word not in codes(), f"{word} is no reason of reasons.def")


def check_references(row: Command, text: str, types: set[str]) -> None:
    left = re.search("[{}].*", REFERENCE.sub("", text))
    reader.refuse(row.Type, bool(left), f"{left and left[0]}: write {{Type}}, {{Type.member}} or {{reason}}")
    for name, member in REFERENCE.findall(text):
        if member:
            known = re.search(rf"\b{member}(?: =|[;({{])", structs().get(name, ""))
            reader.refuse(row.Type, not known, f"{{{name}.{member}}} is in neither of {', '.join(HEADERS)}")
        else:
            reader.refuse(row.Type, name not in types | codes(), f"{{{name}}} is neither a command nor a reason")


@functools.cache
def structs() -> dict[str, str]:
    """What stands between the braces of each type of HEADERS, without comments."""
    text = re.sub(r"//.*|/\*.*?\*/", "", "".join((reader.ROOT / header).read_text(encoding="utf-8") for header in HEADERS))
    return dict(re.findall(r"^(?:struct|class) (\w+)[^;{]*\{(.*?)^\};", text, re.MULTILINE | re.DOTALL))


def class_of(row: Command) -> str:
    return next(name for name, sides in CLASSES.items() if row.side in sides)


def of_sides(*sides: str) -> list[Command]:
    """The commands of these sides, one side after the other."""
    return [row for side in sides for row in commands() if row.side == side]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@functools.cache
def codes() -> frozenset[str]:
    rows = reader.read("reasons.def", {"REASON": reasons.Reason, "FAULT": reasons.Fault})
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
