#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the raw layer for Node.js from the description of the C interface: types and functions as koffi declares them.

Usage: generate.py DESCRIPTION OUTPUT
"""
import json
import pathlib
import sys

WANTED = ["doverie", "doverie_testing_c"]  # libraries: that of all hosts, and the fakes that make the story the same everywhere
HEAD = """// Written by examples/node/generate.py from capi/doverie.api.json.
import koffi from 'koffi';

const load = (name) => koffi.load(`${process.env.DOVERIE_LIBRARY_DIR ?? '.'}/lib${name}.so`);
const pointer = koffi.pointer;

"""


def doc(one: dict) -> str:
    return "".join(f"// {line}\n" for line in one.get("doc", "").splitlines() if line)


def constant(one: dict) -> str:
    exact = one["type"] != "string" and isinstance(one["value"], str)
    value = f"{one['value']}n" if exact else json.dumps(one["value"], ensure_ascii=False)
    return f"{doc(one)}export const {one['name']} = {value};\n"


class Types:
    def __init__(self, description: dict) -> None:
        self.numbers = {one["name"]: one["type"] for one in description["enums"]} | {"ptrdiff_t": "int64_t"}

    def of(self, one: dict) -> str:
        """Structs go by value as objects; addresses are numbers, but for structs that a call reads or fills."""
        if one.get("pointers", 0) == 0 and one["kind"] == "struct":
            return one["base"]
        if one.get("pointers", 0) == 0:
            return f"'{self.numbers.get(one['base'], one['base'])}'"
        return "'void *'"

    def parameter(self, one: dict) -> str:
        pointers, direction = one.get("pointers", 0), one["direction"]
        if one["base"] == "void" or "length" in one or pointers == 0 or (pointers == 1 and one["kind"] == "handle"):
            return self.of(one)
        if direction == "out":
            inner = one["base"] if pointers == 1 and one["kind"] == "struct" else self.of({**one, "pointers": pointers - 1})
            return f"koffi.inout(pointer({inner}))"
        return f"pointer({one['base']})" if one["kind"] == "struct" else self.of(one)

    def member(self, one: dict) -> str:
        if one["kind"] == "callback":
            parameters = ", ".join(self.of(each) for each in one["parameters"])
            return f"pointer(koffi.proto('void', [{parameters}]))"
        return f"koffi.array({self.of(one)}, {one['count']})" if "count" in one else self.of(one)


def text(description: dict) -> str:
    types = Types(description)
    parts = [HEAD, *(f"const {one} = load('{one}');\n" for one in WANTED), *(constant(one) for one in description["constants"])]
    for one in description["structs"]:
        members = ", ".join(f"{each['name']}: {types.member(each)}" for each in one["members"])
        parts.append(f"\n{doc(one)}export const {one['name']} = koffi.struct('{one['name']}', {{ {members} }});\n")
        parts.append(f"if (koffi.sizeof({one['name']}) !== {one['size']}) throw new Error('{one['name']}: another layout');\n")
    for one in description["functions"]:
        if one["library"] in WANTED:
            parameters = ", ".join(types.parameter(each) for each in one["parameters"])
            returns = "'void'" if one["returns"]["type"] == "void" else types.of(one["returns"])
            parts.append(f"\n{doc(one)}export const {one['name']} = {one['library']}.func('{one['name']}', {returns}, [{parameters}]);\n")
    return "".join(parts)


if __name__ == "__main__":
    source = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    pathlib.Path(sys.argv[2]).write_text(text(source), encoding="utf-8")
