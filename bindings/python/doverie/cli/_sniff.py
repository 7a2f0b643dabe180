# SPDX-License-Identifier: Apache-2.0
"""What a file is that was expected to be text, by its first bytes, and what to do about it."""

from typing import Final

from doverie.cli._words import say

_FEWEST_LETTERS: Final = 3
UTF8_MARK: Final = b"\xef\xbb\xbf"
_BEGINNINGS: Final = (
    (b"PK\x03\x04", "an .xlsx workbook or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an .xls workbook or another document of Microsoft Office"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"{\\rtf", "a document in RTF"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)


def not_text(begin: bytes) -> str | None:
    """What the file is instead, and that it has to be text; None when it may be text."""
    for marks, what in _BEGINNINGS:
        if begin.startswith(marks):
            return say("this is {what}; save it as text in UTF-8", what=say(what))
    return say("this is no text: it has a byte of 0; save it as text in UTF-8") if b"\0" in begin else None


def not_utf8(begin: bytes) -> str:
    """What to do with text that is not UTF-8."""
    try:
        readable = begin.decode("cp1251")
    except UnicodeDecodeError:
        return say("not UTF-8; save it in UTF-8")
    letters = sum("а" <= letter.lower() <= "я" for letter in readable if not letter.isascii())
    others = sum(not letter.isascii() for letter in readable)
    if letters < _FEWEST_LETTERS or letters * 2 < others:
        return say("not UTF-8; save it in UTF-8")
    return say("not UTF-8, but Windows-1251, as it seems; save it in UTF-8, or: iconv -f cp1251 -t utf-8 OLD > NEW")
