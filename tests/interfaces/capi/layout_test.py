#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do compilers lay the structs out, and number the constants, as capi/doverie.api.json says?

Asks the compiler at hand for this processor, and Clang, where it is, for every other one that the description names.

Usage: layout_test.py DESCRIPTION HEADER_DIR C_COMPILER
"""
import json
import pathlib
import shutil
import subprocess
import sys

CLANGS = ["clang-19", "clang"]


def assertions(description: dict) -> list[str]:
    said = [f"sizeof(void*) == {description['platform']['pointer']}"]
    said += [f"sizeof({name}) == {size}" for name, size in description["platform"]["sizes"].items()]
    for struct in description["structs"]:
        said += [f"sizeof({struct['name']}) == {struct['size']}", f"_Alignof({struct['name']}) == {struct['align']}"]
        for member in struct["members"]:
            said.append(f"offsetof({struct['name']}, {member['name']}) == {member['offset']}")
            said.append(f"sizeof((({struct['name']}*)0)->{member['name']}) == {member['size']}")
    for constant in description["constants"]:
        if constant["type"] != "string":
            value = int(constant["value"])
            said.append(f"{constant['name']} == " + ("INT64_MIN" if value == -(1 << 63) else f"{value}LL"))
    said += [f"sizeof({enum['name']}) == sizeof({enum['type']})" for enum in description["enums"]]
    return said


def source(description: dict) -> str:
    headers = sorted({function["header"] for function in description["functions"]})
    lines = [f'#include "{name}"' for name in headers]
    lines += [f'_Static_assert({said}, "{said}");' for said in assertions(description)]
    return "\n".join(lines) + "\n"


def compilers(description: dict, at_hand: str) -> dict[str, list[str]]:
    clang = next((name for name in CLANGS if shutil.which(name)), None)
    others = description["platform"]["processors"] if clang else []
    return {"this processor": [at_hand], **{name: [str(clang), f"--target={name}-linux-gnu", "-ffreestanding"] for name in others}}


def main() -> int:
    description = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    text, failures = source(description), 0
    asked = compilers(description, sys.argv[3])
    for name, command in asked.items():
        command = [*command, "-std=c11", "-fsyntax-only", f"-I{sys.argv[2]}", "-x", "c", "-"]
        done = subprocess.run(command, input=text, encoding="utf-8", capture_output=True, check=False)
        if done.returncode != 0:
            failures += 1
            print(f"{name}:\n{done.stderr[:4000]}")
    print(f"{len(assertions(description))} assertions for {', '.join(asked)}; {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
