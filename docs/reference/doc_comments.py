# SPDX-License-Identifier: Apache-2.0
"""The comments of a public header as Doxygen has to see them: plain ones become documentation. Doxygen runs it on each header.

Usage: doc_comments.py HEADER

A comment above something, or behind it on its line, is about that. Headings, marks of generated blocks and the licence stay plain;
what is indented in a comment is code. The head of a file is the file's.
"""
import re
import sys

PLAIN = re.compile(r"\s*(?://|/\*)\s*(?:SPDX|---|===|BEGIN |END |NOLINT|clang-format)")
BEHIND = re.compile(r"^(?P<code>.*\S)\s*(?P<mark>//|/\*) (?P<text>.*)$")
INDENTED = 3


def code_blocks(lines: list[str], mark: str) -> list[str]:
    """`lines` of a comment, without its marks; what is indented becomes a block of code."""
    out: list[str] = []
    inside = False
    for line in lines:
        indented = len(line) - len(line.lstrip()) >= INDENTED or (inside and not line.strip())
        if indented != inside:
            out.append("@code" if indented else "@endcode")
            inside = indented
        out.append(line)
    return [f"{mark}{line}".rstrip() for line in [*out, *(["@endcode"] if inside else [])]]


def slashes(lines: list[str], head: bool) -> list[str]:
    """A block of `//` lines."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    texts = [re.sub(r"^\s*// ?", "", line) for line in lines]
    return code_blocks([*(["@file"] if head else []), *(f" {text}" if text else "" for text in texts)], f"{indent}///")


def behind(line: str) -> str:
    """A line with the comment behind its code turned to it."""
    found = BEHIND.match(line)
    if not found or found["code"].count('"') % 2 or found["code"].lstrip().startswith("#include"):
        return line
    return f"{found['code']} {'///<' if found['mark'] == '//' else '/**<'} {found['text']}"


def documented(text: str) -> str:
    lines, out, at = text.split("\n"), [], 0
    while at < len(lines):
        line = lines[at]
        if PLAIN.match(line):
            out.append(line)
        elif line.lstrip().startswith("//"):
            end = at
            while end < len(lines) and lines[end].lstrip().startswith("//") and not PLAIN.match(lines[end]):
                end += 1
            out += slashes(lines[at:end], not any("#ifndef" in each for each in lines[:at]))
            at = end - 1
        elif line.strip() == "/*":  # the head of a header of C
            out.append("/** @file")
        elif line.lstrip().startswith("/* "):
            out.append(line.replace("/* ", "/** ", 1))
        else:
            out.append(behind(line))
        at += 1
    return "\n".join(out)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as header:
        sys.stdout.write(documented(header.read()))
