#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Style that matters, as a test: a licence line and a head in every file, length of files, functions and lines, no left-overs.

Usage: tidy.py SOURCE_DIR
"""
import ast
import pathlib
import re
import subprocess
import sys

C_FAMILY = {".h", ".cc", ".c", ".cpp", ".def", ".in", ".java", ".go", ".rs", ".mjs"}  # with comments like C's
PYTHON = {".py", ".pyi"}
HASH_COMMENTS = {".sh", ".cmake", ".toml"}
NAMES = {"CMakeLists.txt", "run"}  # scripts and lists without a suffix that would tell
MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 31
MOST_COLUMNS = 140  # clang-format keeps code at 125; links and tables may be longer
# A file may be longer when one thing cannot be told in two files; say why.
LONGER = {
    "capi/doverie.h": "the C interface is one header",
    "tests/interfaces/capi/released/0.1/doverie.h": "the same, as it was",
    "tests/interfaces/capi/released/0.1/layout.c": "all members of all structs of a version",
    "bindings/python/doverie/_native.pyi": "the stub of one module",
    "bindings/python/doverie/_sides.py": "the sides are written from one list",
    "bindings/python/doverie/commands.py": "the commands are written from the same list",
    "tests/interfaces/capi/functions.def": "every function of the headers, written from them",
    "tests/stores/contract/faults.cc": "one list of what can be wrong with a store",
    "src/core/records/events.h": "one list of all that can have happened, and every event of a circle in one variant",
}
LISTS = {".toml", ".txt"}  # as long and as wide as what they list
LEFT_OVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|#if 0\b")
LICENCE = "SPDX-License-Identifier: Apache-2.0"


def tracked(root: pathlib.Path) -> list[str]:
    listing = subprocess.run(
        ["git", "-C", str(root), "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        return listing.stdout.splitlines()
    tops = ("include", "src", "capi", "bindings", "examples", "tests", "cmake", ".ci")
    return [file.relative_to(root).as_posix() for top in tops for file in (root / top).rglob("*") if file.is_file()]


def is_code(path: pathlib.PurePosixPath) -> bool:
    return path.suffix in C_FAMILY | PYTHON | HASH_COMMENTS or path.name in NAMES


def is_c_family(path: pathlib.PurePosixPath) -> bool:
    """Templates (.in) are what is before their .in: `builtin.cc.in` is C++, `config.cmake.in` is not."""
    inner = path.with_suffix("") if path.suffix == ".in" else path
    return inner.suffix in C_FAMILY


def head_of(path: pathlib.PurePosixPath, text: str) -> str:
    """What the file says of itself: the comment that goes on after the licence line, or the docstring."""
    if path.suffix in PYTHON:
        return ast.get_docstring(ast.parse(text)) or ""
    comment = re.compile(r"(?://|/?\*)+/?(.*)" if is_c_family(path) else r"#(.*)")
    words = []
    for line in text.splitlines():
        match = comment.fullmatch(line.strip())
        if not match:
            break
        if not line.startswith("#!") and LICENCE not in line:
            words.append(match[1].removesuffix("*/").strip())
    return " ".join(words).strip()


def flaw_of_head(path: pathlib.PurePosixPath, text: str) -> str | None:
    head = head_of(path, text)
    if not head:
        return f"{path}: no head; say after the licence line what question the file answers"
    if len(head.split()) < 3 or not re.search(r"[.?!:](\s|\)|$)", head):
        return f"{path}: its head is no sentence: {head}"
    return None


def without_literals(text: str) -> str:
    """C++ whose comments, literals and initializers of members are gone, so that braces left are those of the code's blocks."""
    literal = r'R"(\w*)\((?:.|\n)*?\)\1"|//[^\n]*|/\*(?:.|\n)*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'(?!\w)'
    text = re.sub(literal, lambda match: "\n" * match[0].count("\n"), text)
    return re.sub(r"(?<=\w)\{[^{}]*\}(?=\s*[,{])", lambda match: "()" + "\n" * match[0].count("\n"), text)


NO_FUNCTION = re.compile(r"\s*(?:(?:else\s+)?if|for|while|switch|do|else|try|catch|namespace|extern|class|struct|enum|union|return|case)\b")
SIGNATURE = re.compile(r"\)\s*(?:const|noexcept|override|final|&{1,2}|->[^;{}]*|\s)*$|\)\s*:\s[^;]*$")


def long_functions(path: str, text: str) -> list[str]:
    """Functions with a body of too many lines, signature included; what stands inside of one counts as part of it."""
    found: list[str] = []
    code, start, depth, function, line = without_literals(text), 0, 0, None, 1
    for at, character in enumerate(code):
        line += character == "\n"
        if character == "{":
            depth += 1
            before = code[start:at]
            if function is None and SIGNATURE.search(before) and not NO_FUNCTION.match(before.strip()):
                function = (depth, line - before.lstrip().count("\n"))
        elif character == "}":
            if function and function[0] == depth:
                if (lines := line - function[1] + 1) > MOST_LINES_OF_A_FUNCTION:
                    found.append(f"{path}:{function[1]}: {lines} lines; a function has at most {MOST_LINES_OF_A_FUNCTION}")
                function = None
            depth -= 1
        if character in "{};":
            start = at + 1
    return found


def complaints(path: str, text: str) -> list[str]:
    found = []
    lines = text.splitlines()
    if lines and LICENCE not in "\n".join(lines[:4]):
        found.append(f"{path}: no SPDX line at the top")
    if flaw := flaw_of_head(pathlib.PurePosixPath(path), text):
        found.append(flaw)
    is_list = pathlib.PurePosixPath(path).suffix in LISTS
    if len(lines) > MOST_LINES and path not in LONGER and not is_list:
        found.append(f"{path}: {len(lines)} lines; at most {MOST_LINES}, or a reason in tidy.py")
    if path.startswith("src/") and path.endswith((".cc", ".h")):
        found += long_functions(path, text)
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS and not is_list:
            found.append(f"{path}:{number}: {len(line)} columns; at most {MOST_COLUMNS}")
        if "\t" in line and not path.endswith(".go"):  # gofmt
            found.append(f"{path}:{number}: a tab")
        if LEFT_OVERS.search(line) and not path.endswith("tidy.py"):
            found.append(f"{path}:{number}: a left-over: {line.strip()}")
    return found


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    found, seen = [], 0
    for path in tracked(root):
        if not is_code(pathlib.PurePosixPath(path)) or not (root / path).is_file():
            continue
        seen += 1
        found += complaints(path, (root / path).read_text(encoding="utf-8"))
    print("\n".join(found) or f"{seen} files are tidy")
    return 1 if found or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
