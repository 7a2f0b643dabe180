# SPDX-License-Identifier: Apache-2.0
"""Can everything that C++ can be done in C and in Python? The list docs/capabilities.toml, held against the sources.

A name of the list that is not there, a public name of C++ that is in no row, and a language without names or a reason are errors. So is
a field of a struct that another language has under the same name, but without that field, and no reason for it.
"""
import ast
import fnmatch
import re
import tomllib
from collections.abc import Iterator
from typing import NamedTuple

import c_header
import output
import reader
from output import Output

LIST = "docs/capabilities.toml"
PAGE = "docs/guide/capabilities.md"
TITLES = {
    "commands": "Commands", "transactions": "Transactions of the host's own", "service": "The service",
    "ports": "What a host may replace", "shipped": "What is shipped", "rules": "Rules and words", "people": "Populations",
    "records": "Records", "tests": "For tests",
}
LANGUAGES = ("cpp", "c", "python")


class Capability(NamedTuple):
    what: str
    names: dict[str, list[str]]
    reasons: dict[str, str]


def cpp_names() -> set[str]:
    """Types, functions and public methods of the headers; by the way that clang-format writes them."""
    found: set[str] = set()
    for path in sorted((reader.ROOT / "include/doverie").rglob("*.h")):
        text = re.sub(r"/\*.*?\*/", "", re.sub(r"//.*", "", path.read_text(encoding="utf-8")), flags=re.DOTALL)
        found |= cpp_names_in(text.split("\n"))
    return found


def cpp_names_in(lines: list[str]) -> set[str]:
    found: set[str] = set()
    owner, public = "", True
    for line in lines:
        opens = re.match(r"(?:template <.*> )?(class|struct|enum class) (?:DOVERIE_\w+ )?(\w+)(?:[^;]*\{|(?: final)?$)", line)
        if opens:
            found.add(opens[2])
            owner, public = ("" if "}" in line else opens[2]), opens[1] != "class"
        elif line.startswith("};"):
            owner = ""
        elif owner:
            public = {"public": True, "private": False, "protected": False}.get(line.strip().rstrip(":"), public)
            method = re.match(r"  (?! )(?:virtual |static |\[\[nodiscard\]\] )*[\w:<>,&*\s]+?[ &*](\w+)\(", line)
            if method and public and method[1] not in (owner, "final"):
                found.add(f"{owner}::{method[1]}")
        elif function := re.match(r"(?:inline |constexpr |template <.*> )*(?!return|using|namespace|static_assert)"
                                  r"[A-Za-z_][\w:<>,&* ]*[ &*](\w+)\(", line):
            found.add(function[1])
    return found


def cpp_fields() -> Iterator[tuple[str, str]]:
    """Of every struct, its name and that of a field."""
    for path in sorted((reader.ROOT / "include/doverie").rglob("*.h")):
        text = re.sub(r"/\*.*?\*/|//[^\n]*|^#(?:[^\n\\]|\\.)*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for struct, body in re.findall(r"^struct (?:DOVERIE_\w+ )?(\w+)(?: final)? \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL):
            for field in re.findall(r"^  (?!using|static|enum|return)[\w:<>, *]+?[ *&](\w+)(?: = [^;]*|\{[^;]*\})?;$", body, re.MULTILINE):
                yield struct, field


def c_names() -> set[str]:
    headers = c_header.headers()
    return headers.functions.keys() | headers.structs.keys() | headers.handles.keys() | headers.numbers.keys()


def c_fields() -> dict[str, set[str]]:
    """By the name that a struct has in C++; of a list, C has the count."""
    return {struct: {member.name.removesuffix("_count") for member in declared.members}
            for struct, declared in ((camel(name), one) for name, one in c_header.headers().structs.items())}


def camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.removeprefix("doverie_").split("_"))


def python_fields() -> dict[str, set[str]]:
    """Of the classes of the package: fields and properties. Those that have none are not looked at."""
    found: dict[str, set[str]] = {}
    for path in sorted((reader.ROOT / "bindings/python/doverie").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                own = {each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)}
                methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
                found[node.name] = found.get(node.name, set()) | (own | methods if own else set())
    return {name: own for name, own in found.items() if own}


def missing_fields() -> set[str]:
    """Struct.field of C++, and the language that has the struct without it, as the list writes them."""
    c, python, found = c_fields(), python_fields(), set()
    for struct, field in cpp_fields():
        if struct in c and not c[struct] & {field, field.removesuffix("s"), re.sub("ies$", "y", field)}:
            found.add(f"{struct}.{field} in c")
        if struct in python and not python[struct] & {field, f"{field}_id"}:
            found.add(f"{struct}.{field} in python")
    return found


def python_names() -> set[str]:
    """Of the package, and of its module for C++: classes, functions, methods; those of public modules with the module, too."""
    found: set[str] = set()
    for path in sorted((reader.ROOT / "bindings/python/doverie").glob("*.py*")):
        names = python_names_in(ast.parse(path.read_text(encoding="utf-8")))
        found |= names | {f"{path.stem}.{name}" for name in names if not path.stem.startswith("_")}
    return found


def python_names_in(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
        if isinstance(node, ast.ImportFrom):
            found |= {each.asname or each.name for each in node.names}
    return found


def capabilities() -> dict[str, list[Capability]]:
    rows = tomllib.loads((reader.ROOT / LIST).read_text(encoding="utf-8"))
    return {group: [Capability(row["what"], {each: row.get(each, []) for each in LANGUAGES},
                               {each: row.get(f"no_{each}", "") for each in LANGUAGES}) for row in rows[group]]
            for group in TITLES if group in rows}


def refuse(row: str, wrong: bool, what: str) -> None:
    if wrong:
        raise reader.ListError(f"{LIST}: {row}: {what}")


def check(found: dict[str, list[Capability]]) -> None:
    known = {"cpp": cpp_names(), "c": c_names(), "python": python_names()}
    rows = [row for group in found.values() for row in group]
    for row in rows:
        for language in LANGUAGES:
            names, reason = row.names[language], row.reasons[language]
            refuse(row.what, bool(names) == bool(reason), f"needs names or a reason for {language}, and not both")
            for name in names:
                refuse(row.what, not fnmatch.filter(known[language], name), f"there is no {name} in {language}")
    told = {name for row in rows for pattern in row.names["cpp"] for name in fnmatch.filter(known["cpp"], pattern)}
    refuse_fields(missing_fields(), tomllib.loads((reader.ROOT / LIST).read_text(encoding="utf-8"))["fields"])
    missing = sorted(known["cpp"] - told)
    refuse("every row", bool(missing), f"none has {', '.join(missing)}")


def refuse_fields(missing: set[str], excused: dict[str, str]) -> None:
    for one in sorted(missing - excused.keys()):
        refuse("fields", True, f"there is no {one}, and no reason for it")
    for one in sorted(excused.keys() - missing):
        refuse("fields", True, f"{one} has a reason, and is there")


def cell(row: Capability, language: str) -> str:
    return ", ".join(f"`{name}`" for name in row.names[language]) or f"– ({row.reasons[language]})"


def page(found: dict[str, list[Capability]]) -> str:
    parts = [f"## {TITLES[group]}\n\n" + output.table("what | C++ | C | Python", [
        [row.what, *(cell(row, language) for language in LANGUAGES)] for row in rows]) for group, rows in found.items()]
    return "\n".join(parts)


def outputs() -> list[Output]:
    found = capabilities()
    check(found)
    return [Output(PAGE, page(found), LIST, "capabilities")]
