# SPDX-License-Identifier: Apache-2.0
"""What follows from the C headers themselves? Names of enumerations, versions of symbols, and the list that tests call."""
import os
import re
from typing import NamedTuple

import command_c
import reader
from command_rows import SIDES, of_sides
from layout import filled
from output import Output

HEADER = "capi/doverie.h"
# The maps of the libraries, with the headers that they export.
MAPS = {"capi/doverie.map": (HEADER, "capi/doverie_operator.h", "capi/doverie_operation.h"),
        "capi/doverie_postgres.map": ("capi/doverie_postgres.h",),
        "capi/doverie_senders.map": ("capi/doverie_senders.h",), "capi/doverie_testing.map": ("capi/doverie_testing.h",)}
# Enumerations without a type of their own, or whose constants stand elsewhere, by what these begin with.
ELSEWHERE = {"unit": "DOVERIE_UNIT_", "waits_for": "DOVERIE_WAITS_FOR_", "notice_kind": "DOVERIE_NOTICE_"}
# The headers whose functions the tests call with nonsense: those of libdoverie, and of what every host can test with.
TRIED = (HEADER, "capi/doverie_operator.h", "capi/doverie_operation.h", "capi/doverie_testing.h")
FUNCTION = re.compile(r"^DOVERIE_API ([^;(]*?)\b(doverie_\w+)\(((?:[^;()]|\([^()]*\))*)\)", re.MULTILINE)
HANDLES = re.compile(r"^typedef struct (\w+) \1;", re.MULTILINE)
COMMENT = r"(?:/\*(?:[^*]|\*(?!/))*\*/)"
CONSTANT = re.compile(rf"(?:{COMMENT}\n)?#define (DOVERIE_\w+) (\d+)(?: +{COMMENT})?\n")


class Enumeration(NamedTuple):
    name: str
    rows: list[tuple[str, int]]  # names as they are told, and numbers


def text_of(path: str) -> str:
    return (reader.ROOT / path).read_text(encoding="utf-8")


def enumeration(name: str, constants: list[tuple[str, int]]) -> Enumeration:
    """Whatever all constants begin with is left away, up to an underscore."""
    common = os.path.commonprefix([constant for constant, _ in constants])
    prefix = len(ELSEWHERE.get(name, common[:common.rfind("_") + 1]))
    return Enumeration(name, [(constant[prefix:].lower(), number) for constant, number in constants])


def enumerations(header: str) -> list[Enumeration]:
    """In their order; every one has constants right behind its type, or is ELSEWHERE."""
    found = []
    for match in re.finditer(r"^typedef int32_t doverie_(\w+);\n", header, re.MULTILINE):
        constants, end = [], match.end()
        while one := CONSTANT.match(header, end):
            constants.append((one[1], int(one[2])))
            end = one.end()
        if not constants and match[1] not in ELSEWHERE:
            raise reader.ListError(f"{HEADER}: {match[1]}: is an enumeration without constants")
        found += [enumeration(match[1], constants)] if constants else []
    for name, prefix in ELSEWHERE.items():
        rows = re.findall(rf"^#define ({prefix}\w+) (\d+)", header, re.MULTILINE)
        found.append(enumeration(name, [(constant, int(number)) for constant, number in rows]))
    return found


def definition(of: Enumeration) -> str:
    argument = re.search(rf"doverie_{of.name}_name\(\w+ (\w+)\)", text_of(HEADER) + text_of("capi/doverie_operation.h"))
    if argument is None:
        raise reader.ListError(f"{HEADER}: {of.name}: is an enumeration without doverie_{of.name}_name()")
    kind = "int32_t" if of.name == "notice_kind" else f"doverie_{of.name}"
    rows = [f'{{{number}, "{name}"}}' for name, number in of.rows]
    return (f"doverie_string doverie_{of.name}_name({kind} {argument[1]}) {{\n"
            + filled("  static constexpr Name kNames[] = {", rows, "};") + f"\n  return name_in(kNames, {argument[1]});\n}}\n")


def symbols(paths: tuple[str, ...]) -> dict[str, list[str]]:
    """The functions of the headers by the version that was the first to have them, oldest version first."""
    found: dict[tuple[int, int], list[str]] = {}
    for path in paths:
        for name, major, minor in re.findall(r"^DOVERIE_API [^;]*?\b(doverie_\w+)\([^;]*DOVERIE_SINCE\((\d+), (\d+)\);",
                                             text_of(path), re.MULTILINE):
            found.setdefault((int(major), int(minor)), []).append(name)
    return {f"{major}.{minor}": sorted(found[major, minor]) for major, minor in sorted(found)}


def version_script(path: str, headers: tuple[str, ...]) -> str:
    stem = path.removeprefix("capi/").removesuffix(".map").upper()
    text, before = "# SPDX-License-Identifier: Apache-2.0\n# Written by cmake/vocabulary from the marks DOVERIE_SINCE.\n", ""
    for version, names in symbols(headers).items():
        rows = "".join(f"    {name};\n" for name in names)
        text += f"{stem}_{version} {{\n  global:\n{rows}" + ("" if before else "  local: *;\n") + f"}}{before};\n"
        before = f" {stem}_{version}"
    if HEADER in headers:
        version = ".".join(re.findall(r"^#define DOVERIE_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text_of(HEADER), re.MULTILINE))
        text += f"DOVERIE_PRIVATE_{version} {{\n  global:\n    doverie_private_*;\n}};\n"
    return text


def kind_of(result: str, name: str, parameters: str) -> str:
    """How a function is tried with nonsense: see functions.def."""
    if name.endswith("_free"):
        return "FREE"
    if result != "doverie_status" or "doverie_error** error" not in parameters:
        return "OTHER"
    kept = [each for each in re.split(r",\s*", parameters) if "DOVERIE_NULLABLE" not in each and "DOVERIE_OUT" not in each]
    handles = HANDLES.findall("\n".join(text_of(path) for path in TRIED))
    given = [re.fullmatch(r"(?:DOVERIE_\w+ )*(?:const )?(\w+)\* \w+", " ".join(each.split())) for each in kept]
    return "WITH_HANDLE" if any(each and each[1] in handles for each in given) else "MAKER"


def functions() -> dict[str, list[str]]:
    """Of the headers that are tried, without the commands, which have a list of their own."""
    commands = {command_c.function(row) for row in of_sides(*SIDES)}
    found: dict[str, list[str]] = {"WITH_HANDLE": [], "MAKER": [], "FREE": [], "OTHER": []}
    for path in TRIED:
        for result, name, parameters in FUNCTION.findall(text_of(path)):
            if name not in commands:
                found[kind_of(" ".join(result.split()), name, parameters)].append(name)
    return found


def outputs() -> list[Output]:
    names = "\n".join(map(definition, enumerations(text_of(HEADER) + text_of("capi/doverie_operation.h"))))
    tried = functions()
    return [Output("capi/names.cc", names, HEADER, "names"),
            *(Output("tests/interfaces/capi/functions.def", "".join(f"{kind}({name})\n" for name in tried[kind]), HEADER, mark)
              for kind, mark in (("WITH_HANDLE", "handles"), ("MAKER", "makers"), ("FREE", "frees"), ("OTHER", "others"))),
            *(Output(path, version_script(path, headers), HEADER) for path, headers in MAPS.items())]
