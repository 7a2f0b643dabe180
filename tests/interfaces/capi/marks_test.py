#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can a machine read all that libraries for other languages need to know out of the C headers?

Holds every function, as cmake/description reads it, to the rules that stand in doverie.h under "Marks".

Usage: marks_test.py HEADER...
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "cmake/description"))
from header import Function, Headers, Variable  # noqa: E402

PARTS = ["Marks", "Strings and errors", "The service", "The trustor", "The contact", "The recoverer", "The host", "Answers",
         "Stores and other ports that ship", "Ports of the host's own", "Policies and rules", "Populations", "Audit and replay"]


def wrong_outs(headers: Headers, function: Function) -> list[str]:
    found = []
    freed = [f.parameters[0].base() for name, f in headers.functions.items() if name.endswith("_free")]
    for one in function.parameters:
        written = "*" in one.type and "const" not in one.type and one.name != "self"
        made = one.type.endswith("**") and written
        if written and (made or one.base() not in headers.handles) != ("DOVERIE_OUT" in one.marks):
            found.append(f"{one.name}: DOVERIE_OUT is for what the call writes")
        if made and ("DOVERIE_OWNED" not in one.marks or freed.count(one.base()) != 1):
            found.append(f"{one.name}: DOVERIE_OWNED, and one function that frees it")
        if "DOVERIE_OUT" in one.marks and not made and headers.lends(one.base()) != bool(one.lender()):
            found.append(f"{one.name}: DOVERIE_BORROWED is for structs with pointers in them")
    return found


def members_of(headers: Headers, struct: str) -> list[str]:
    return [one.name for one in headers.structs[struct].members] if struct in headers.structs else []


def wrong_lengths(headers: Headers, variables: list[Variable]) -> list[str]:
    """Whatever can only be an array has a length, and every length named is there."""
    beside = {one.name: one for one in variables}
    found = []
    for one in variables:
        single = one.base() in {*headers.structs, *headers.handles, "char", "void"} - {"doverie_string"}
        if "const" in one.type and "*" in one.type and (one.type.count("*") > 1 or not single) and not one.length():
            found.append(f"{one.name}: an array without DOVERIE_LENGTH")
        name, _, member = one.length().partition(".")
        members = members_of(headers, beside[name].base()) if name in beside else []
        if one.length() and (name not in beside or (member and member not in members) or "*" not in one.type):
            found.append(f"{one.name}: there is no {one.length()}")
    return found


def wrong_counts(parameters: list[Variable]) -> list[str]:
    """Sizes that are no positions belong to an array."""
    named = {one.length() for one in parameters}
    return [f"{one.name}: no DOVERIE_LENGTH names it" for one in parameters
            if one.type == "size_t" and one.name not in {"index", "append", *named}]


def wrong_attributes(name: str, function: Function) -> list[str]:
    """Those that compilers know follow from the others."""
    result, parameters = function.result, function.parameters
    nonnull = [f"DOVERIE_NONNULL({number})" for number, one in enumerate(parameters, 1)
               if "*" in one.type and "DOVERIE_NULLABLE" not in one.marks]
    given = [mark for mark in result.marks if mark.startswith("DOVERIE_NONNULL")]
    found = [] if given == nonnull else [f"has {given}, and its parameters say {nonnull}"]
    answers = bool(parameters) and parameters[0].base().endswith("_sink")
    exempt = answers or name == "doverie_error_status" or name.endswith(("_at", "_get"))
    if (result.type == "doverie_status" and not exempt) != ("DOVERIE_MUST_USE" in result.marks):
        found.append("DOVERIE_MUST_USE is for a status, unless a callback's sink is answered, or it is a getter's")
    return found


def wrong_name(headers: Headers, name: str, function: Function) -> list[str]:
    """What tells of a handle begins with its type."""
    names = [one.name for one in function.parameters]
    getter = name.endswith("_get") or (name.endswith("_at") and "index" in names) or (name.endswith("_count") and len(names) == 1)
    tells = getter and function.parameters and function.parameters[0].base() in headers.handles
    return [f"tells of a {function.parameters[0].base()}, and does not begin with that"] if tells and not name.startswith(
        f"{function.parameters[0].base()}_") else []


def wrong_types(headers: Headers) -> list[str]:
    """Structs that grow have a size, enumerations names, flags one width."""
    members = [(name, member) for name, struct in headers.structs.items() for member in struct.members]
    sized = {name for name, struct in headers.structs.items() if [m.name for m in struct.members[:1]] == ["struct_size"]}
    never = {name for name, struct in headers.structs.items() if "Never grows." in struct.doc}
    found = [f"{name}: neither begins with struct_size nor says that it never grows"
             for name in sorted(headers.structs.keys() - (sized ^ never))]
    found += [f"{name}: there is no {name}_name()" for name, number in headers.numbers.items()
              if number.number == "int32_t" and f"{name}_name" not in headers.functions]
    return found + [f"{name}.{member.name}: a flag is int32_t" for name, member in members
                    if re.match("flag|1:", member.doc) and re.fullmatch("u?int(64|16|8)_t", member.type)]


def wrong(headers: Headers, name: str, function: Function) -> list[str]:
    result, parameters = function.result, function.parameters
    found = wrong_outs(headers, function) + wrong_lengths(headers, parameters) + wrong_counts(parameters)
    found += wrong_attributes(name, function) + wrong_name(headers, name, function)
    names = [one.name for one in parameters]
    if (result.type == "doverie_status") != (function.has_error or name == "doverie_error_status"):
        found.append("whatever gives a status takes `doverie_error **error`, last, and nothing else does")
    if not re.fullmatch(r"DOVERIE_SINCE\(\d+, \d+\)", (result.marks or [""])[-1]):
        found.append("ends with DOVERIE_SINCE")
    if ("*" in result.type or headers.lends(result.type)) != bool(result.lender()):
        found.append("DOVERIE_BORROWED is for results with pointers in them")
    found += [f"{one.name}: there is no {one.lender()} to borrow from" for one in [*parameters, result]
              if one.lender() not in ("", "forever", *names)]
    if any(one.type == "doverie_error**" for one in parameters):
        found.append("`doverie_error **error` is the last one, and has no marks")
    if name.endswith("_free") and [one.marks for one in parameters] != [["DOVERIE_NULLABLE", "DOVERIE_TAKEN"]]:
        found.append("takes one object, which may be NULL")
    return found


def main() -> int:
    headers = Headers([pathlib.Path(path) for path in sys.argv[1:]])
    failures = [f"not understood: {text}" for text in headers.unread]
    if headers.parts[:len(PARTS)] != PARTS:
        failures.append(f"the parts of the first header are {headers.parts}, and not {PARTS}")
    elif not failures:
        failures += [f"{name}: {what}" for name, function in headers.functions.items() for what in wrong(headers, name, function)]
        failures += wrong_types(headers)
        failures += [f"{name}.{what}" for name, struct in headers.structs.items() for what in wrong_lengths(headers, struct.members)]
    print("\n".join(failures) or f"{len(headers.functions)} functions, {len(headers.structs)} structs")
    return 1 if failures or not headers.functions else 0


if __name__ == "__main__":
    sys.exit(main())
