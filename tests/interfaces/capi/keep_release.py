#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What do programs know that are compiled today? Headers of this version, and where its structs have their members.

--write puts both into released/MAJOR.MINOR; until the version is released it is run again whenever a header changes, and
never after that. --check says whether what is there is what the headers say.

Usage: keep_release.py --write | --check HEADER_DIR [C_COMPILER]
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HEADERS = ("doverie.h", "doverie_operator.h", "doverie_operation.h", "doverie_testing.h", "doverie_postgres.h",
           "doverie_senders.h")
HEAD = """/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where programs of version {version} look for members, and what they take numbers for: on machines with pointers of 64 bits, at
 * compile time. Written by keep_release.py.
 */
{includes}
#define SAME(name, condition) typedef char name[(condition) ? 1 : -1]

#ifdef __LP64__
{checks}#endif
typedef int not_empty;
"""


def stripped(text: str) -> str:
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.DOTALL)


def members(text: str) -> list[tuple[str, str]]:
    """Struct and member, callbacks as well."""
    found = []
    for name, body in re.findall(r"typedef struct (doverie_\w+) \{(.*?)\} \1;", text, re.DOTALL):
        for member in filter(str.strip, body.split(";")):
            called = re.search(r"\(\*(\w+)\)", member) or re.search(r"(\w+)(?:\[\d+\])?\s*$", member)
            found.append((name, called[1]))
    return found


def measured(directory: str, compiler: str, expressions: list[str]) -> list[int]:
    """What the compiler takes them for."""
    lines = "".join(f'  printf("%lld\\n", (long long)({each}));\n' for each in expressions)
    includes = "".join(f'#include "{header}"\n' for header in HEADERS)
    with tempfile.TemporaryDirectory() as folder:
        source, program = pathlib.Path(folder, "probe.c"), pathlib.Path(folder, "probe")
        source.write_text(f"{includes}#include <stdio.h>\nint main(void) {{\n{lines}  return 0;\n}}\n", encoding="utf-8")
        subprocess.run([compiler, f"-I{directory}", str(source), "-o", str(program)], check=True)
        return [int(line) for line in subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout.split()]


def layout(directory: str, compiler: str, version: str, text: str) -> str:
    constants = re.findall(r"^#define (DOVERIE_\w+) +(?:-?(?:0x)?[0-9A-Fa-f]+|INT(?:64|32)_MIN)\s*$", text, re.MULTILINE)
    constants = [name for name in constants if name not in ("DOVERIE_VERSION_MINOR", "DOVERIE_VERSION_PATCH")]
    places = members(text)
    structs = list(dict.fromkeys(name for name, _ in places))
    offsets = measured(directory, compiler, [f"offsetof({name}, {member})" for name, member in places])
    sizes = measured(directory, compiler, [f"sizeof({name})" for name in structs])
    numbers = measured(directory, compiler, constants)
    checks = [f"SAME({name}_at_{member}, offsetof({name}, {member}) == {offset});"
              for (name, member), offset in zip(places, offsets, strict=True)]
    checks += [f"SAME({name}_size, sizeof({name}) >= {size});" for name, size in zip(structs, sizes, strict=True)]
    checks += [f"SAME(is_{name}, {name} == {'INT64_MIN' if number == -2**63 else number});"
               for name, number in zip(constants, numbers, strict=True)]
    includes = "".join(f'#include "{header}"\n' for header in HEADERS)
    return HEAD.format(version=version, includes=includes, checks="".join(f"{each}\n" for each in checks))


def main() -> int:
    what, directory, compiler = sys.argv[1], sys.argv[2], (sys.argv[3:] or ["cc"])[0]
    texts = {header: pathlib.Path(directory, header).read_text(encoding="utf-8") for header in HEADERS}
    numbers = re.findall(r"^#define DOVERIE_VERSION_M(?:AJOR|INOR) (\d+)", texts["doverie.h"], re.MULTILINE)
    version = ".".join(numbers)
    wanted = {**texts, "layout.c": layout(directory, compiler, version, stripped("".join(texts.values())))}
    folder = pathlib.Path(__file__).parent / "released" / version
    if what == "--write":
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (folder / name).write_text(text, encoding="utf-8")
        return 0
    changed = [name for name, text in wanted.items()
               if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text]
    print("\n".join(f"released/{version}/{name} is not what capi says" for name in changed) or f"version {version} is kept")
    print("run tests/interfaces/capi/keep_release.py --write capi, unless that version is released" if changed else "", end="")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
