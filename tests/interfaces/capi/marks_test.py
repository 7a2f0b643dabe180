#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can a machine read all that libraries for other languages need to know out of the C headers?

Reads every function by the one pattern that doverie.h promises, and holds it to the rules that stand there under "Marks".

Usage: marks_test.py HEADER...
"""
import pathlib
import re
import sys
from typing import NamedTuple

PARTS = ["Marks", "Strings and errors", "The service", "The trustor", "The contact", "The recoverer", "The host", "Answers",
         "Stores and other ports that ship", "Ports of the host's own", "Policies and rules", "Populations", "Audit and replay",
         "The contract kit"]
MARK = r"DOVERIE_(?:NULLABLE|OUT|OWNED|TAKEN|BORROWED\(\w+\)|LENGTH\([\w.]+\)|SINCE\(\d+, \d+\))"
TYPE = r"(?:const )?\w+(?:\*(?: const)?)*"
FUNCTION = re.compile(rf"DOVERIE_API ({TYPE}) (doverie_\w+)\(([^;]*?)\)((?: {MARK})*) ?;")
VARIABLE = re.compile(rf"((?:{MARK} )*)({TYPE}) (\w+)(\[\d+\])?")
STRUCT = re.compile(r"typedef struct (\w+) \{(.*?)\} \1;")
CALLBACK = re.compile(r"(?:DOVERIE_NULLABLE )?void \(\*\w+\)\([^()]*\)")


class Variable(NamedTuple):
    """A parameter or a member."""
    marks: list[str]
    type: str
    name: str

    def length(self) -> str:
        return next((mark[len("DOVERIE_LENGTH("):-1] for mark in self.marks if mark.startswith("DOVERIE_LENGTH(")), "")

    def lender(self) -> str:
        return next((mark[len("DOVERIE_BORROWED("):-1] for mark in self.marks if mark.startswith("DOVERIE_BORROWED(")), "")

    def base(self) -> str:
        return self.type.replace("const", "").strip(" *")


class Function(NamedTuple):
    result: Variable
    parameters: list[Variable]  # without the error at the end, which has marks by rule


def variable(text: str) -> Variable:
    found = VARIABLE.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Variable(re.findall(MARK, found[1]), found[2], found[3])


class Headers:
    """What the headers declare; `unread` is what the patterns did not understand."""

    def __init__(self, paths: list[str]) -> None:
        text = "\n".join(pathlib.Path(path).read_text(encoding="utf-8") for path in paths)
        self.parts = re.findall(r"^/\* === (.+?) =+\n \* [^\n]+\?", text, re.MULTILINE)
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s+", " ", re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)).replace("( ", "(")
        self.unread: list[str] = []
        self.handles = {name for name in re.findall(r"typedef struct (\w+) (?=\w+;)", text)}
        self.functions: dict[str, Function] = {}
        for kind, name, parameters, marks in FUNCTION.findall(text):
            split = [] if parameters == "void" else parameters.split(", ")
            if split and split[-1] == "doverie_error** error":
                split.pop()
            self.functions[name] = Function(Variable(re.findall(MARK, marks), kind, name), self.read(split))
        if len(self.functions) != text.count("DOVERIE_API "):
            self.unread += re.findall(r"DOVERIE_API [^;]*;", FUNCTION.sub("", text))
        self.structs = {name: self.read([member.strip() for member in body.split(";") if member.strip()])
                        for name, body in STRUCT.findall(text)}

    def read(self, texts: list[str]) -> list[Variable]:
        read = []
        for text in texts:
            try:
                read += [] if CALLBACK.fullmatch(text) else [variable(text)]
            except ValueError:
                self.unread.append(text)
        return read

    def lends(self, kind: str) -> bool:
        """Whether something of this type has pointers in it."""
        return any("*" in member.type or self.lends(member.type) for member in self.structs.get(kind, []))


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


def wrong_lengths(headers: Headers, variables: list[Variable]) -> list[str]:
    """Whatever can only be an array has a length, and every length named is there."""
    beside = {one.name: one for one in variables}
    found = []
    for one in variables:
        single = one.base() in {*headers.structs, *headers.handles, "char", "void"} - {"doverie_string"}
        if "const" in one.type and "*" in one.type and (one.type.count("*") > 1 or not single) and not one.length():
            found.append(f"{one.name}: an array without DOVERIE_LENGTH")
        name, _, member = one.length().partition(".")
        members = [m.name for m in headers.structs.get(beside[name].base(), [])] if name in beside else []
        if one.length() and (name not in beside or (member and member not in members) or "*" not in one.type):
            found.append(f"{one.name}: there is no {one.length()}")
    return found


def wrong_counts(parameters: list[Variable]) -> list[str]:
    """Sizes that are no positions belong to an array."""
    named = {one.length() for one in parameters}
    return [f"{one.name}: no DOVERIE_LENGTH names it" for one in parameters
            if one.type == "size_t" and one.name not in {"index", "append", *named}]


def wrong(headers: Headers, name: str, function: Function) -> list[str]:
    result, parameters = function
    found = wrong_outs(headers, function) + wrong_lengths(headers, parameters) + wrong_counts(parameters)
    names = [one.name for one in parameters]
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
    headers = Headers(sys.argv[1:])
    failures = [f"not understood: {text}" for text in headers.unread]
    if headers.parts[:len(PARTS)] != PARTS:
        failures.append(f"the parts of the first header are {headers.parts}, and not {PARTS}")
    elif not failures:
        failures += [f"{name}: {what}" for name, function in headers.functions.items() for what in wrong(headers, name, function)]
        failures += [f"{name}.{what}" for name, members in headers.structs.items() for what in wrong_lengths(headers, members)]
    print("\n".join(failures) or f"{len(headers.functions)} functions, {len(headers.structs)} structs")
    return 1 if failures or not headers.functions else 0


if __name__ == "__main__":
    sys.exit(main())
