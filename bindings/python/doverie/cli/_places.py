# SPDX-License-Identifier: Apache-2.0
"""Where in a JSON document something stands."""

import json
import re
from collections.abc import Iterator
from typing import Final

_DECODER: Final = json.JSONDecoder()
_SPACE: Final = re.compile(r"[ \t\n\r]*")


def line_and_column(text: str, pointer: str) -> tuple[int, int] | None:
    """Of the member or item that the JSON pointer names, counted from 1; None when there is none. The text is valid JSON."""
    at = start = _after_space(text, 0)
    for token in pointer.split("/")[1:]:
        wanted = token.replace("~1", "/").replace("~0", "~")
        found = next(((begin, value) for name, begin, value in _parts(text, at) if name == wanted), None)
        if found is None:
            return None
        start, at = found
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _parts(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Name, where it begins (with its key), and where its value begins, of everything in the object or array at `at`."""
    if text[at] not in "{[":
        return
    in_object = text[at] == "{"
    begin = _after_space(text, at + 1)
    index = 0
    while text[begin] not in "}]":
        name, value = str(index), begin
        if in_object:
            name, colon = _DECODER.raw_decode(text, begin)
            value = _after_space(text, _after_space(text, colon) + 1)
        yield name, begin, value
        end = _after_space(text, _DECODER.raw_decode(text, value)[1])
        begin = _after_space(text, end + 1) if text[end] == "," else end
        index += 1


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
