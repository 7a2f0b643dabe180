# SPDX-License-Identifier: Apache-2.0
"""Policies as they are named on the command line."""

import re
from typing import Final

from doverie._errors import InvalidArgument
from doverie._policy import Policy
from doverie.cli._places import line_and_column
from doverie.cli._reports import Place, Problem, read_text

SHIPPED: Final = {"gosuslugi": Policy.gosuslugi, "strict": Policy.strict}
"""The policies that the library ships."""

_PREFIX: Final = re.compile(r"^policy document: ")
_POINTER: Final = re.compile(r"(/[^\s;:]+)")
_BREAKS: Final = re.compile(r"it breaks at line (\d+), column (\d+)")


def policy_of(name: str) -> Policy:
    """A shipped policy, or the one in a file. Raises Problem, which points into the file, for a wrong one."""
    if name in SHIPPED:
        return SHIPPED[name]()
    text = read_text(name)
    try:
        return Policy.from_json(text)
    except InvalidArgument as error:
        raise _pointing(name, text, str(error)) from None


def _pointing(file: str, text: str, fault: str) -> Problem:
    message = _PREFIX.sub("", fault)
    if broken := _BREAKS.search(message):
        return Problem(message, place=Place(file=file, line=int(broken[1]), column=int(broken[2])))
    found = _POINTER.match(message)
    return Problem(message, place=place_of(file, text, found[1] if found else None))


def place_of(file: str, text: str, pointer: str | None) -> Place:
    """Where in the text of a file the pointer leads; the file as a whole, when it leads nowhere."""
    line, column = (pointer is not None and line_and_column(text, pointer)) or (None, None)
    return Place(file=file, line=line, column=column, pointer=pointer)
