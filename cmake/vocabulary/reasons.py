# SPDX-License-Identifier: Apache-2.0
"""Where do the codes of reasons.def go? Constants of C, enums of Python, the tables of the guide to errors."""
from typing import NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/reasons.def"
HEADINGS = {"REASON": "Why a command was refused, in order of precedence.", "FAULT": "What broke."}


class Code(NamedTuple):
    number: int
    name: reader.Word
    retryable: bool
    english: reader.Said
    russian: reader.Said


def constants(codes: dict[str, list[Code]]) -> str:
    return "".join(
        output.c_constants(f"{what}: {HEADINGS[kind][0].lower()}{HEADINGS[kind][1:]}", kind, named(codes[kind]))
        for kind, what in (("REASON", "Reasons"), ("FAULT", "Faults")))


def named(codes: list[Code]) -> list[tuple[str, int, str]]:
    return [(code.name, code.number, code.english) for code in codes]


def module(codes: dict[str, list[Code]]) -> str:
    body = "".join(output.python_enum(name, "Code", HEADINGS[kind], named(codes[kind]))
                   for kind, name in (("REASON", "Reason"), ("FAULT", "FaultCode")))
    return output.python_module(LIST, "The codes of everything the library can answer besides yes.",
                                "from doverie._code import Code", body)


def table(codes: list[Code]) -> str:
    return output.table("number | name | retry | English | Russian", [
        [str(code.number), f"`{code.name}`", "yes" if code.retryable else "–", code.english, code.russian] for code in codes])


def outputs() -> list[Output]:
    codes = reader.read("reasons.def", {"REASON": Code, "FAULT": Code})
    return [Output("capi/doverie.h", constants(codes), LIST, "codes"),
            Output("bindings/python/doverie/_codes.py", module(codes), LIST),
            Output("docs/guide/errors.md", table(codes["REASON"]), LIST, "reasons"),
            Output("docs/guide/errors.md", table(codes["FAULT"]), LIST, "faults")]
