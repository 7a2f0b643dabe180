# SPDX-License-Identifier: Apache-2.0
"""Where do the facts of accounts go? Structs of C, Python's Account and its columns of populations. C++ includes the list."""
from typing import NamedTuple

import reader
from output import Output

LIST = f"{reader.LISTS}/facts.def"
HEADER = "capi/doverie.h"
ACCOUNT = "bindings/python/doverie/_account.py"
COLUMNS = "bindings/python/doverie/population.py"
# Bits of population.h that are no fact's: of flags (exists, phone confirmed, allowed, replacing) or of rules (too young,
# changed since).
TAKEN = ("0x01", "0x02", "0x10", "0x40", "0x80")


class Flag(NamedTuple):
    name: reader.Word
    flag: reader.Word
    words: reader.Said
    words_without: reader.Said
    meaning: reader.Said


class Since(NamedTuple):
    name: reader.Word
    words: reader.Said
    meaning: reader.Said


def checked(flags: list[Flag]) -> list[Flag]:
    free = [bit for bit in (f"{1 << index:#04x}" for index in range(8)) if bit not in TAKEN]
    for row in flags:
        reader.refuse(row.name, row.flag not in free, f"flag is {row.flag}; free here are {', '.join(free) or 'none'}")
        free.remove(row.flag)
    return flags


def members(kind: str, rows: list[tuple[str, str]]) -> str:
    """Of a struct of C, each under its comment."""
    return "".join(f"  /* {comment} */\n  {kind} {name};\n" for name, comment in rows)


def fields(kind: str, initial: str, rows: list[tuple[str, str]]) -> str:
    """Of a dataclass."""
    return "".join(f'    {name}: {kind} = {initial}\n    """{meaning[0].upper()}{meaning[1:]}."""\n' for name, meaning in rows)


def told_changes(rows: list[tuple[str, str]]) -> str:
    """A bit for each, their comments one under the other, as clang-format has them."""
    bits = [f"#define DOVERIE_TELLS_{name.upper()} {1 << place}" for place, (name, _) in enumerate(rows)]
    width = max(map(len, bits))
    return "".join(f"{bit:{width}} /* {text} */\n" for bit, (_, text) in zip(bits, rows, strict=True))


def outputs() -> list[Output]:
    facts = reader.read("facts.def", {"FLAG_FACT": Flag, "SINCE_FACT": Since}, unique=("name", "words"))
    flags = [(row.name, row.meaning) for row in checked(facts["FLAG_FACT"])]
    since = [(row.name, row.meaning) for row in facts["SINCE_FACT"]]
    plain = [(name, meaning.replace("`", "")) for name, meaning in since]
    names = [name for name, _ in flags + since]
    return [
        Output(HEADER, members("int32_t", [(name, f"flag: {text}") for name, text in flags]), LIST, "flags of accounts"),
        Output(HEADER, members("int64_t", [(name, f"instant: {text}; 0: not known") for name, text in since]), LIST,
               "instants of accounts"),
        Output(HEADER, told_changes(since), LIST, "told changes"),
        Output(HEADER, members("doverie_column", [(name, text) for name, text in flags]), LIST, "columns of flags"),
        Output(HEADER, members("doverie_column", [(name, text) for name, text in since]), LIST, "columns of instants"),
        Output(ACCOUNT, fields("bool", "False", flags), LIST, "flags"),
        Output(ACCOUNT, fields("datetime | None", "None", plain), LIST, "instants"),
        Output(COLUMNS, "".join(f"        {name}: object = None,\n" for name in names), LIST, "columns"),
        Output(COLUMNS, "".join(f'            "{name}": {name},\n' for name in names), LIST, "columns by name"),
    ]
