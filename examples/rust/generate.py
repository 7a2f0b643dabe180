#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the raw layer for Rust from the description of the C interface: declarations, as C has them.

Usage: generate.py DESCRIPTION OUTPUT
"""
import json
import pathlib
import sys

NUMBERS = {"char": "c_char", "int8_t": "i8", "uint8_t": "u8", "int16_t": "i16", "uint16_t": "u16", "int32_t": "i32",
           "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64", "size_t": "usize", "ptrdiff_t": "isize", "void": "c_void"}
WANTED = ["doverie", "doverie_testing_c"]  # libraries: that of all hosts, and the fakes that make the story the same everywhere
# Words of Rust that names of C can be.
WORDS = {"abstract", "as", "async", "await", "become", "box", "crate", "dyn", "final", "fn", "impl", "in", "let", "loop", "macro", "match",
         "mod", "move", "mut", "override", "priv", "pub", "ref", "self", "super", "trait", "try", "type", "unsafe", "use", "virtual",
         "where", "yield"}


def name_of(name: str) -> str:
    return f"{name}_" if name in WORDS else name


def rust(one: dict) -> str:
    base = NUMBERS.get(one["base"], one["base"])
    pointers = one.get("pointers", 0)
    if pointers == 0:
        return base
    inner = "*const " if one.get("const") else "*mut "
    return ("*const " if one.get("const") else "*mut ") * (pointers - 1) + inner + base


def parameters(of: list) -> str:
    return ", ".join(f"{name_of(one['name'])}: {rust(one)}" for one in of)


def doc(one: dict, indent: str = "") -> str:
    return "".join(f"{indent}/// {line}\n" for line in one.get("doc", "").replace("\n\n", "\n").splitlines())


def member(one: dict) -> str:
    if one["kind"] == "callback":
        kind = f"Option<unsafe extern \"C\" fn({parameters(one['parameters'])})>"
    elif "count" in one:
        kind = f"[{NUMBERS[one['base']]}; {one['count']}]"
    else:
        kind = rust(one)
    return f"{doc(one, '    ')}    pub {name_of(one['name'])}: {kind},\n"


def struct(one: dict) -> str:
    text = f"{doc(one)}#[repr(C)]\n#[derive(Clone, Copy)]\npub struct {one['name']} {{\n"
    text += "".join(member(each) for each in one["members"]) + "}\n"
    text += f"const _: () = assert!(size_of::<{one['name']}>() == {one['size']});\n"
    if one.get("grows"):
        text += f"impl Default for {one['name']} {{\n    fn default() -> Self {{\n"
        text += f"        Self {{ struct_size: {one['size']}, ..unsafe {{ zeroed() }} }}\n    }}\n}}\n"
    return text + "\n"


def constant(one: dict) -> str:
    kind = {"string": "&str", "int32_t": "i32", "int64_t": "i64"}[one["type"]]
    value = json.dumps(one["value"], ensure_ascii=False) if kind == "&str" else one["value"]
    return f"{doc(one)}pub const {one['name']}: {kind} = {value};\n"


def function(one: dict) -> str:
    returns = "" if one["returns"]["type"] == "void" else f" -> {rust(one['returns'])}"
    return f"{doc(one, '    ')}    pub fn {one['name']}({parameters(one['parameters'])}){returns};\n"


def text(description: dict) -> str:
    parts = ["// Written by examples/rust/generate.py from capi/doverie.api.json.\n",
             "use std::ffi::{c_char, c_void};\nuse std::mem::{size_of, zeroed};\n\n"]
    parts += [f"pub type {one['name']} = {NUMBERS[one['type']]};\n" for one in description["enums"]]
    parts += [constant(one) for one in description["constants"]]
    parts += [f"\n{doc(one)}#[repr(C)]\npub struct {one['name']} {{\n    _private: [u8; 0],\n}}\n" for one in description["handles"]]
    parts += [struct(one) for one in description["structs"]]
    for library in WANTED:
        functions = [function(one) for one in description["functions"] if one["library"] == library]
        parts.append(f"#[link(name = \"{library}\")]\nextern \"C\" {{\n{''.join(functions)}}}\n")
    return "".join(parts)


if __name__ == "__main__":
    source = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    pathlib.Path(sys.argv[2]).write_text(text(source), encoding="utf-8")
