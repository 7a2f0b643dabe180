# SPDX-License-Identifier: Apache-2.0
"""What follows from the C headers themselves? Names of enumerations, versions of symbols, and the list that tests call."""
import functools
import os
import sys
from typing import NamedTuple

import command_c
import reader
from command_rows import SIDES, of_sides
from layout import filled
from output import Output

sys.path.append(str(reader.ROOT / "cmake/description"))  # behind this folder: the one parser of the headers
import header as parser

HEADER = "capi/doverie.h"
# The maps of the libraries, with the headers that they export.
MAPS = {"capi/doverie.map": (HEADER, "capi/doverie_operator.h", "capi/doverie_operation.h"),
        "capi/doverie_postgres.map": ("capi/doverie_postgres.h",),
        "capi/doverie_senders.map": ("capi/doverie_senders.h",), "capi/doverie_testing.map": ("capi/doverie_testing.h",)}
# Libraries that are not always built, with what the tests that link them define.
SOMETIMES = {"capi/doverie_postgres.map": "DOVERIE_TESTS_POSTGRES", "capi/doverie_senders.map": "DOVERIE_TESTS_SENDERS"}
NAMED = (HEADER, "capi/doverie_operation.h")  # whose enumerations have names
# An enumeration without a type of its own, by what its constants begin with.
UNTYPED = {"notice_kind": "DOVERIE_NOTICE_"}


class Enumeration(NamedTuple):
    name: str
    type: str
    rows: list[tuple[str, int]]  # names as they are told, and numbers


@functools.cache
def headers() -> parser.Headers:
    paths = [reader.ROOT / path for paths in MAPS.values() for path in paths]
    return parser.Headers(paths)


def functions_of(paths: tuple[str, ...]) -> dict[str, parser.Function]:
    return {name: one for name, one in headers().functions.items() if f"capi/{one.header}" in paths}


def enumeration(name: str, kind: str, prefix: str, constants: dict[str, parser.Constant]) -> Enumeration:
    """Whatever all constants begin with is left away."""
    return Enumeration(name, kind, [(constant.removeprefix(prefix).lower(), int(one.value)) for constant, one in constants.items()])


def enumerations() -> list[Enumeration]:
    """In the order of their types."""
    found, constants = [], headers().constants
    for number, declared in headers().numbers.items():
        if f"capi/{declared.header}" in NAMED and declared.number == "int32_t":
            own = {name: one for name, one in constants.items() if one.of == number}
            if not own:
                raise reader.ListError(f"{HEADER}: {number}: is an enumeration without constants")
            common = os.path.commonprefix(list(own))
            prefix = f"{number.upper()}_" if common.startswith(f"{number.upper()}_") else common[:common.rfind("_") + 1]
            found.append(enumeration(number.removeprefix("doverie_"), number, prefix, own))
    for name, prefix in UNTYPED.items():
        found.append(enumeration(name, "int32_t", prefix, {each: one for each, one in constants.items() if each.startswith(prefix)}))
    return found


def definition(of: Enumeration) -> str:
    tells = headers().functions.get(f"doverie_{of.name}_name")
    if tells is None:
        raise reader.ListError(f"{HEADER}: {of.name}: is an enumeration without doverie_{of.name}_name()")
    argument = tells.parameters[0].name
    rows = [f'{{{number}, "{name}"}}' for name, number in of.rows]
    return (f"doverie_string doverie_{of.name}_name({of.type} {argument}) {{\n"
            + filled("  static constexpr Name kNames[] = {", rows, "};") + f"\n  return name_in(kNames, {argument});\n}}\n")


def symbols(paths: tuple[str, ...]) -> dict[str, list[str]]:
    """The functions of the headers by the version that was the first to have them, oldest version first."""
    found: dict[tuple[int, ...], list[str]] = {}
    for name, one in functions_of(paths).items():
        found.setdefault(tuple(map(int, one.result.argument("SINCE").split(", "))), []).append(name)
    return {".".join(map(str, since)): sorted(found[since]) for since in sorted(found)}


def version_script(path: str, paths: tuple[str, ...]) -> str:
    stem = path.removeprefix("capi/").removesuffix(".map").upper()
    text, before = "# SPDX-License-Identifier: Apache-2.0\n# Written by cmake/vocabulary from the marks DOVERIE_SINCE.\n", ""
    for version, names in symbols(paths).items():
        rows = "".join(f"    {name};\n" for name in names)
        text += f"{stem}_{version} {{\n  global:\n{rows}" + ("" if before else "  local: *;\n") + f"}}{before};\n"
        before = f" {stem}_{version}"
    if HEADER in paths:
        version = ".".join(headers().constants[f"DOVERIE_VERSION_{part}"].value for part in ("MAJOR", "MINOR", "PATCH"))
        text += f"DOVERIE_PRIVATE_{version} {{\n  global:\n    doverie_private_*;\n}};\n"
    return text


def kind_of(name: str, one: parser.Function) -> str:
    """How a function is tried with nonsense: see functions.def."""
    if name.endswith("_free"):
        return "FREE"
    if one.result.type != "doverie_status" or not one.has_error:
        return "OTHER"
    kept = [each for each in one.parameters if not each.has("NULLABLE") and not each.has("OUT")]
    return "WITH_HANDLE" if any(each.base() in headers().handles and each.pointers() == 1 for each in kept) else "MAKER"


def tried() -> dict[str, list[str]]:
    """The functions of all headers by how they are tried, without the commands, which have a list of their own. Those of a library
    that is not always built are between conditions."""
    commands = {command_c.function(row) for row in of_sides(*SIDES)}
    found: dict[str, list[str]] = {"WITH_HANDLE": [], "MAKER": [], "FREE": [], "OTHER": []}
    for path, names in MAPS.items():
        always = path not in SOMETIMES
        for kind, rows in found.items():
            own = [f"{kind}({name})\n" for name, one in functions_of(names).items()
                   if name not in commands and kind_of(name, one) == kind]
            rows += own if always or not own else [f"#ifdef {SOMETIMES[path]}\n", *own, "#endif\n"]
    return found


def callbacks() -> str:
    """Every struct with callbacks, and every one of these but for the end; and what a service can be given of the host's."""
    rows = []
    for name, one in headers().structs.items():
        own = [member.name for member in one.members if member.parameters is not None and member.name != "destroy"]
        rows += [*([f"CALLBACKS({name})\n"] if own else []), *(f"CALLBACK({name}, {each})\n" for each in own)]
    options = [f"OPTION({member.name})\n" for member in headers().structs["doverie_service_options"].members
               if member.base() in headers().handles and member.pointers() == 1]
    return "".join([*rows, *options])


def outputs() -> list[Output]:
    names = "\n".join(map(definition, enumerations()))
    return [Output("capi/names.cc", names, HEADER, "names"),
            *(Output("tests/interfaces/capi/functions.def", "".join(tried()[kind]), HEADER, mark)
              for kind, mark in (("WITH_HANDLE", "handles"), ("MAKER", "makers"), ("FREE", "frees"), ("OTHER", "others"))),
            Output("tests/interfaces/capi/functions.def", callbacks(), HEADER, "callbacks"),
            *(Output(path, version_script(path, names), HEADER) for path, names in MAPS.items())]
