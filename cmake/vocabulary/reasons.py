# SPDX-License-Identifier: Apache-2.0
"""Where do the codes of reasons.def go? Constants of C, enums of Python, the tables of the guide to errors."""
from typing import Any, Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/reasons.def"
HEADINGS = {"REASON": "Why a command was refused, in order of precedence.", "FAULT": "What broke."}


class Reason(NamedTuple):
    number: int
    name: reader.Word
    unit: Literal["none", "years", "tries", "places", "seconds", "hours"]
    waits_for: Literal["nothing", "time", "time_or_operator", "caller", "trustor", "contact"]
    english: reader.Said
    russian: reader.Said


class Fault(NamedTuple):
    number: int
    name: reader.Word
    effect: Literal["none", "unknown"]
    retryable: bool
    english: reader.Said
    russian: reader.Said


# What the words of the columns mean, in the order of the enums of result.h.
UNIT_DOC = "What the numbers of a reason count."
UNITS = {
    "none": "No number was compared.",
    "years": "Whole years of age.",
    "tries": "Wrong ones so far, of those allowed.",
    "places": "As many as there are, of those allowed.",
    "seconds": "Seconds to wait, and those that have passed.",
    "hours": "Whole hours to wait, and those that have passed.",
}
WAITS_FOR_DOC = "What has to happen before the same command can succeed."
WAITS_FOR = {
    "nothing": "The same command never succeeds.",
    "time": "Time alone.",
    "time_or_operator": "Time, or an operator where an operator has frozen the account.",
    "caller": "Who gave the command: something else has to be typed, chosen or asked for.",
    "trustor": "The trustor, who has to do something first.",
    "contact": "The contact, who has to do something first.",
}


def constants(codes: dict[str, list[Any]]) -> str:
    blocks = [("Reasons: why a command was refused, in order of precedence.", "REASON", named(codes["REASON"])),
              ("Faults: what broke.", "FAULT", named(codes["FAULT"])),
              (UNIT_DOC, "UNIT", words(UNITS)),
              (WAITS_FOR_DOC, "WAITS_FOR", words(WAITS_FOR))]
    return "".join(output.c_constants(*block) for block in blocks)


def named(codes: list[Any]) -> list[tuple[str, int, str]]:
    return [(code.name, code.number, code.english) for code in codes]


def words(meanings: dict[str, str]) -> list[tuple[str, int, str]]:
    return [(word, number, meaning) for number, (word, meaning) in enumerate(meanings.items())]


def module(codes: dict[str, list[Any]]) -> str:
    body = "".join(output.python_enum(name, "Code", HEADINGS[kind], named(codes[kind]))
                   for kind, name in (("REASON", "Reason"), ("FAULT", "FaultCode")))
    return output.python_module(LIST, "The codes of everything the library can answer besides yes.",
                                "from doverie._code import Code", body)


def columns_module() -> str:
    body = "".join(output.python_enum(name, "Named", doc, words(meanings))
                   for name, doc, meanings in (("Unit", UNIT_DOC, UNITS), ("WaitsFor", WAITS_FOR_DOC, WAITS_FOR)))
    return output.python_module(LIST, "What is said of a reason besides its name and texts.",
                                "from doverie._named import Named", body)


def reasons_table(codes: list[Reason]) -> str:
    return output.table("number | name | numbers | waits for | English | Russian", [
        [str(code.number), f"`{code.name}`", "–" if code.unit == "none" else code.unit, code.waits_for.replace("_", " "),
         code.english, code.russian] for code in codes])


def faults_table(codes: list[Fault]) -> str:
    return output.table("number | name | done | send again | English | Russian", [
        [str(code.number), f"`{code.name}`", "unknown" if code.effect == "unknown" else "nothing",
         "yes" if code.retryable else "–", code.english, code.russian] for code in codes])


def outputs() -> list[Output]:
    codes = reader.read("reasons.def", {"REASON": Reason, "FAULT": Fault})
    return [Output("capi/doverie.h", constants(codes), LIST, "codes"),
            Output("bindings/python/doverie/_codes.py", module(codes), LIST),
            Output("bindings/python/doverie/_reason_columns.py", columns_module(), LIST),
            Output("docs/guide/errors.md", reasons_table(codes["REASON"]), LIST, "reasons"),
            Output("docs/guide/errors.md", faults_table(codes["FAULT"]), LIST, "faults")]
