# SPDX-License-Identifier: Apache-2.0
"""Where do the rules about accounts go? Bits of the word of a population to C and to its guide. C++ includes the list."""
from typing import Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/rules.def"
Role = Literal["trustor", "contact"]


class Account(NamedTuple):
    reason: reader.Word
    role: Role
    sentence: reader.Said


class Age(NamedTuple):
    reason: reader.Word
    role: Role
    parameter: reader.Word
    sentence: reader.Said
    english: reader.Said
    russian: reader.Said


class Flag(NamedTuple):
    reason: reader.Word
    role: Role
    fact: reader.Word
    parameter: reader.Word
    sentence: reader.Said
    english: reader.Said
    free_english: reader.Said
    russian: reader.Said
    free_russian: reader.Said


class Phone(NamedTuple):
    reason: reader.Word
    role: Role
    sentence: reader.Said
    english: reader.Said
    russian: reader.Said


class Since(Flag):
    """The same columns: the fact is an instant."""


KINDS: dict[str, type] = {"ACCOUNT_RULE": Account, "AGE_RULE": Age, "FLAG_RULE": Flag, "PHONE_RULE": Phone, "SINCE_RULE": Since}


def bits(rules: list[Since]) -> list[tuple[int, Since]]:
    """Rules about what has changed since, each with its bit: counted for each role, in the order of the list."""
    seen: dict[str, int] = {}
    found = []
    for rule in rules:
        bit = seen.setdefault(rule.role, 0)
        reader.refuse(rule.reason, bit > 31, f"is one SINCE_RULE of the {rule.role} too many; a word has 32 bits")
        found.append((bit, rule))
        seen[rule.role] += 1
    return found


def constants(rules: list[Since]) -> str:
    return "".join(f"#define DOVERIE_MORE_{rule.reason.upper()} {1 << bit:#04x}\n" for bit, rule in bits(rules))


def table(rules: list[Since]) -> str:
    rows = [[str(bit), f"`{rule.reason}`", f"`{rule.fact}`", f"`{rule.parameter}`"] for bit, rule in bits(rules)]
    return output.table("bit | rule | column | looked at by a policy with", rows)


def outputs() -> list[Output]:
    rules = reader.read("rules.def", KINDS, unique=("reason",))
    return [Output("capi/doverie.h", constants(rules["SINCE_RULE"]), LIST, "word"),
            Output("docs/guide/populations.md", table(rules["SINCE_RULE"]), LIST, "word")]
