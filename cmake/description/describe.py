# SPDX-License-Identifier: Apache-2.0
"""What has a library for another language to know of the C interface? All of it as one document.

docs/guide/another-language.md says what each member means; capi/doverie.api.schema.json is its schema.
"""
import pathlib
import re
from typing import Any

import header
import layout

Object = dict[str, Any]
CAPI = pathlib.Path(__file__).resolve().parents[2] / "capi"
MAIN = "doverie"
LIMITS = {f"{sign}INT{bits}_{end}": value for bits in (8, 16, 32, 64)
          for sign, end, value in (("", "MIN", -(1 << (bits - 1))), ("", "MAX", (1 << (bits - 1)) - 1), ("U", "MAX", (1 << bits) - 1))}
EXACT_IN_DOUBLES = 1 << 53


class DescriptionError(Exception):
    """The headers say something that the description has no words for."""


def library(name: str) -> str:
    """The shared library that a header's functions are in, as a linker takes it: one of its own where there is a .pc of its name."""
    stem = name.removesuffix(".h")
    return f"{stem}_c" if stem != MAIN and (CAPI / f"{stem}.pc.in").exists() else MAIN


def without_empty(value: Object) -> Object:
    return {key: one for key, one in value.items() if one not in ("", None, False, [])}


class Description:
    def __init__(self, headers: header.Headers) -> None:
        self._headers = headers
        self._layouts = layout.Layouts(headers)
        self._values: dict[str, int | str] = {}
        self._groups = self._prefixes()
        self._freed_by = {function.parameters[0].base(): name for name, function in headers.functions.items()
                          if name.endswith("_free")}
        if headers.unread:
            raise DescriptionError("\n".join(f"not understood: {text}" for text in headers.unread))

    def document(self) -> Object:
        constants = self._constants()
        headers = self._headers
        return {
            "$schema": "doverie.api.schema.json",
            "version": ".".join(str(self._values[f"DOVERIE_VERSION_{part}"]) for part in ("MAJOR", "MINOR", "PATCH")),
            "platform": {"system": "linux", "data_model": "LP64", "processors": layout.PROCESSORS, "sizes": layout.SIZES,
                         "pointer": layout.POINTER},
            "libraries": sorted({library(function.header) for function in headers.functions.values()}),
            "enums": [self._enum(name, one) for name, one in headers.numbers.items()],
            "constants": constants,
            "handles": [self._handle(name, one) for name, one in headers.handles.items()],
            "structs": [self._struct(name, one) for name, one in headers.structs.items()],
            "functions": [self._function(name, one) for name, one in headers.functions.items()],
        }

    # --- Constants.

    def _prefixes(self) -> list[str]:
        """The groups of constants that comments name, as DOVERIE_REASON_… or DOVERIE_NOTICE_*."""
        declared = [*self._headers.structs.values(), *self._headers.functions.values()]
        docs = [one.doc for one in declared] + [member.doc for one in self._headers.structs.values() for member in one.members]
        return sorted(set(re.findall(r"\b(DOVERIE_[A-Z_]+_)(?:…|\*)", "\n".join(docs))), key=len)

    def _constants(self) -> list[Object]:
        found = []
        for name, constant in self._headers.constants.items():
            value = self._values[name] = self._value(constant.value)
            group = "" if constant.of else next((one for one in self._groups if name.startswith(one)), "")
            exact = value if isinstance(value, str) or abs(value) < EXACT_IN_DOUBLES else str(value)
            found.append(without_empty({
                "name": name, "type": self._type_of(value, constant), "enum": constant.of, "group": group,
                "header": constant.header, "part": constant.part, "doc": constant.doc}) | {"value": exact})
        return found

    def _value(self, text: str) -> int | str:
        if text.startswith('"'):
            return text.strip('"')
        names = {**LIMITS, **self._values}
        spelled = re.sub(r"\b[A-Z]\w+\b", lambda found: f"({names.get(found[0], found[0])})", text)
        spelled = re.sub(r"(?<=[0-9a-fA-F])[uUlL]+\b", "", spelled)
        if not re.fullmatch(r"[\s()0-9a-fx+*|<-]+", spelled):
            raise DescriptionError(f"no constant: {text}")
        return int(eval(spelled, {"__builtins__": {}}))  # digits and operators alone

    def _type_of(self, value: int | str, constant: header.Constant) -> str:
        if isinstance(value, str):
            return "string"
        if constant.of:
            return self._headers.numbers[constant.of].number
        return "int32_t" if -(1 << 31) <= value < 1 << 31 else "int64_t"

    # --- Types.

    def _enum(self, name: str, one: header.Declared) -> Object:
        values = [constant for constant, row in self._headers.constants.items() if row.of == name]
        return without_empty({"name": name, "type": one.number, "header": one.header, "part": one.part, "doc": one.doc}) | {
            "constants": values}

    def _handle(self, name: str, one: header.Declared) -> Object:
        freed_by = self._freed_by.get(name)
        return without_empty({"name": name, "freed_by": freed_by, "lives": "" if freed_by else "call", "header": one.header,
                              "part": one.part, "doc": one.doc})

    def _struct(self, name: str, one: header.Declared) -> Object:
        space = self._layouts.of_type(name)
        grows = bool(one.members) and one.members[0].name == "struct_size"
        callbacks = any(member.parameters is not None for member in one.members)
        members = [self._member(member, offset) for member, offset in
                   zip(one.members, self._layouts.offsets(name), strict=True)]
        return without_empty({"name": name, "size": space.size, "align": space.align, "grows": grows, "callbacks": callbacks,
                              "header": one.header, "part": one.part, "doc": one.doc}) | {"members": members}

    def _kind(self, base: str) -> str:
        headers = self._headers
        for kind, names in (("enum", headers.numbers), ("handle", headers.handles), ("struct", headers.structs),
                            ("number", layout.SIZES)):
            if base in names:
                return kind
        if base == "void":
            return "void"
        raise DescriptionError(f"no type of the description: {base}")

    def _type(self, one: header.Variable) -> Object:
        return {"name": one.name, "type": one.type, "kind": self._kind(one.base()), "base": one.base(),
                "pointers": one.pointers(), "const": one.type.startswith("const ")}

    def _member(self, one: header.Variable, offset: int) -> Object:
        space = self._layouts.of(one)
        place = {"offset": offset, "size": space.size, "count": one.count}
        group = next((prefix for prefix in self._groups if prefix in one.doc), "") if one.base() in layout.SIZES else ""
        if one.parameters is not None:
            return without_empty({"name": one.name, "kind": "callback", **place, "nullable": one.has("NULLABLE"),
                                  "lives": "destroy", "doc": one.doc}) | {
                "offset": offset, "parameters": [self._given(parameter) for parameter in one.parameters],
                "returns": one.type}
        return without_empty({**self._type(one), **place, "nullable": one.has("NULLABLE"), "length": one.length(),
                              "group": group, "since": one.argument("SINCE").replace(", ", "."), "doc": one.doc}) | {
            "offset": offset}

    # --- Functions.

    def _given(self, one: header.Variable) -> Object:
        """A parameter of a callback: the library gives it, until the callback returns."""
        described = without_empty({**self._type(one), "nullable": one.has("NULLABLE"), "length": one.length()})
        borrowed = one.pointers() and one.base() != "void" or not one.pointers() and self._headers.lends(one.base())
        return {**described, "lives": "call"} if borrowed else described

    def _direction(self, one: header.Variable) -> str:
        if one.has("OUT"):
            return "out"
        changed = one.pointers() and not one.type.startswith("const ") and one.base() != "void" and not one.has("TAKEN")
        return "change" if changed else "in"

    def _parameter(self, one: header.Variable) -> Object:
        owned, taken = one.has("OWNED"), one.has("TAKEN")
        freed_by = self._freed_by.get(one.base(), "") if owned else ""
        return without_empty({
            **self._type(one), "direction": self._direction(one), "nullable": one.has("NULLABLE"), "owned": owned,
            "freed_by": freed_by, "taken": taken, "lives": one.lender(), "length": one.length()})

    def _function(self, name: str, one: header.Function) -> Object:
        parameters = list(one.parameters)
        if one.has_error:
            marks = ["DOVERIE_NULLABLE", "DOVERIE_OUT", "DOVERIE_OWNED"]
            parameters.append(header.Variable(marks, "doverie_error**", "error"))
        result = {**self._type(one.result), "nullable": one.result.has("NULLABLE"), "lives": one.result.lender()}
        del result["name"]
        return without_empty({
            "name": name, "library": library(one.header), "header": one.header, "part": one.part,
            "since": one.result.argument("SINCE").replace(", ", "."), "frees": name in self._freed_by.values(),
            "must_use": one.result.has("MUST_USE"),
            "doc": one.doc}) | {
            "parameters": [self._parameter(parameter) for parameter in parameters], "returns": without_empty(result)}
