# SPDX-License-Identifier: Apache-2.0
"""Where do commands go in Python? Into the dataclasses of doverie.commands, and the sides that people call, which run these."""
from command_rows import CLASSES, LIST, SIDES, Command, Field, Speech, class_of, commands, of_sides, snake, spoken, told
from layout import PYTHON_COLUMNS, docstring, python_signature
from output import Output

IDS = ("account", "invitation", "request")
ABOUT_IDS = ("attestation", "code", "secret")  # not named by a caller who has named what they are about
SPEECH = Speech(lambda row: f"`{class_of(row)}.{row.method}`", "`{}.{}`".format, str.upper,
                lambda field: f"`{field.python_name}`")
DEFAULTS = {"flag": " = False", "operation": " = PASSWORD_RECOVERY", "cursor": ' = ""', "limit": " = PAGE_SIZE"}
# What is said of a field that the list says nothing of, and the kinds of fields that no repr shows.
MEANINGS = {"account": "The id of the {}.", "invitation": "The id of the {}.", "request": "The id of the {}.",
            "secret": "That of the recovery.", "second_host_id": "Another one.", "attestation": "What the contact declares.",
            "code": "As it was typed.", "change": "What has changed.", "host_id": "The host's own id of who acts."}
DISCREET = ("text", "code", "secret", "stored")


def answered(row: Command) -> str:
    return {"Done": "None", "AuditTrail": "tuple[AuditEntry, ...]", "Timeline": "tuple[TimelineEntry, ...]",
            "Holdings": "tuple[Finding, ...]"}.get(row.answer, row.answer)


def values() -> list[Command]:
    """The commands that a host gives: those of the sides, and what the library itself records, which a host that drives operations
    by hand may have to."""
    return [*of_sides(*SIDES), *(row for row in commands() if row.side == "library" and row.answer == "Done")]


def member(field: Field) -> str:
    default = DEFAULTS.get(field.kind, "")
    if field.kind in DISCREET:
        default = " = field(repr=False)"
    meaning = told(field.text, SPEECH) + "." if field.text else MEANINGS[field.kind].format(field.name)
    return f"    {field.python_name}: {field.of.python}{default}\n" + docstring([meaning[0].upper() + meaning[1:]], "    ")


def value(row: Command) -> str:
    what = told(row.text, SPEECH) if row.side == "library" else f"What `{class_of(row)}.{row.method}` runs."
    return (f"\n\n@final\n@dataclass(frozen=True, slots=True, kw_only=True)\nclass {row.Type}(Command[{answered(row)}]):\n"
            + docstring([what], "    ") + "\n" + "".join(map(member, row.given)))


def all_values() -> str:
    names = "".join(f'    "{name}",\n' for name in sorted(["Command", *(row.Type for row in values())]))
    return "".join(map(value, values())) + f"\n\n__all__ = [\n{names}]\n"


def asked_for(row: Command) -> list[str]:
    """Ids by position, and what is about the one before it; everything else by name."""
    parameters, named = ["self"], False
    for field in row.given[1 if row.bound else 0:]:
        if not named and field.kind not in IDS and not (len(parameters) > 1 and field.kind in ABOUT_IDS):
            parameters, named = [*parameters, "*"], True
        parameters.append(f"{field.python_name}: {field.of.python}{DEFAULTS.get(field.kind, '')}")
    if row.recorded:
        parameters += [*([] if named else ["*"]), "command_id: str | None = None", 'context: bytes = b""']
    return parameters


def method(row: Command) -> str:
    given = [f"{field.python_name}={'self._account' if row.bound and index == 0 else field.python_name}"
             for index, field in enumerate(row.given)]
    meta = ["command_id", "context"] if row.recorded else []
    what, *rest = spoken(row, SPEECH)
    first, _, more = what.partition(". ")
    paragraphs = [what] if not rest and len(what) < 100 else [first + "." if more else first, *([more] if more else []), *rest]
    returned = "" if row.answer == "Done" else "return "
    return (python_signature(f"def {row.method}", asked_for(row), f" -> {answered(row)}:", "    ")
            + docstring(paragraphs, "        ")
            + call(f"{returned}self._service.run", f"commands.{row.Type}", given, meta))


def call(function: str, made: str, given: list[str], meta: list[str]) -> str:
    """A call of `function` with `made(given)` and `meta`, broken as it has to be."""
    value = f"{made}({', '.join(given)})"
    one = f"        {function}({', '.join([value, *meta])})"
    if len(one) <= PYTHON_COLUMNS:
        return one + "\n"
    made_first = python_signature(f"command = {made}", given, "", "        ")
    return f"{made_first}        {function}({', '.join(['command', *meta])})\n"


def outputs() -> list[Output]:
    return [Output("bindings/python/doverie/commands.py", all_values(), LIST, "values"),
            *(Output("bindings/python/doverie/_sides.py", "\n".join(map(method, of_sides(*sides))), LIST, snake(name))
              for name, sides in CLASSES.items())]
