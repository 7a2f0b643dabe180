# SPDX-License-Identifier: Apache-2.0
"""What stands in a list of include/doverie/core?

A list is a file of rows `DOVERIE_KIND(cell, cell, "text", …)` that C++ includes as it stands. Here the rows become named
tuples: a kind of row is a NamedTuple class whose fields are the columns. The head comment of the list has to name the same
columns, and the annotation of a field says what its cells may be: `int` (from 0 on), `bool`, `Word` (anything that is not a
string, as it is written), `Said` (a string, or several side by side), `Text` (the same, or empty) or a Literal of words.
Whatever is neither a row nor a comment nor a preprocessor line is refused: a row that cannot be read must not be one that
silently is not there.
"""
import pathlib
import re
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = "include/doverie/core"

SILENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.DOTALL | re.MULTILINE)
TOKEN = re.compile(r'\s+|"(?:[^"\\\n]|\\.)*"|[(){}\[\],]|[^\s"(){}\[\],]+')
STRINGS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+')
NUMBER = "(?:0|[1-9][0-9]*)"
# Comments of C, tables of Markdown and strings of Python would all need to write these in ways of their own.
NOT_IN_TEXTS = ("\\", '"', "*/", "|")


class Word(str):
    """A cell that is C++ and not a string: a name, a number with a unit, an expression. `where`: its file and line."""

    where = ""


class Text(str):
    """A cell that is a string, without its quotes."""


class Said(Text):
    """A text that is not empty: somebody reads it, or it begins a sentence."""


class ListError(Exception):
    """The list is not what its readers need it to be; the message begins with file and line."""


def refuse(row: str, wrong: bool, what: str) -> None:
    """If `wrong`: `what` is said of the row that has `row` for its name; with its place, if that is known."""
    if wrong:
        raise ListError(f"{row.where}: {row}: {what}" if isinstance(row, Word) else f"{row}: {what}")


def read(name: str, kinds: dict[str, type], unique: tuple[str, ...] = ("number", "name")) -> dict[str, list[typing.Any]]:
    """The rows of the list `name`, by kind (`REASON` for DOVERIE_REASON), each kind in the order of the list.

    No two rows of the list, of whatever kinds, may have the same value in a column of `unique`.
    """
    return parse((ROOT / LISTS / name).read_text(encoding="utf-8"), f"{LISTS}/{name}", kinds, unique)


def parse(text: str, path: str, kinds: dict[str, type], unique: tuple[str, ...]) -> dict[str, list[typing.Any]]:
    for kind, row_class in kinds.items():
        columns = f"DOVERIE_{kind}({', '.join(row_class._fields)})"  # type: ignore[attr-defined]
        if columns not in text:
            raise ListError(f"{path}:1: the head comment has to name the columns: {columns}")
    found: dict[str, list[typing.Any]] = {kind: [] for kind in kinds}
    seen: dict[tuple[str, object], str] = {}
    for where, kind, row in rows_of(text, path, kinds):
        for key in ((column, getattr(row, column)) for column in unique):
            if key in seen:
                raise ListError(f"{where}: {key[0]} {key[1]} is that of line {seen[key].rpartition(':')[2]} already")
            seen[key] = where
        found[kind].append(row)
    return found


def rows_within(cell: Word, kind: str, row_class: type) -> list[typing.Any]:
    """The rows that are the cell of another row."""
    path, _, line = cell.where.rpartition(":")
    return [row for _, _, row in rows_of(cell, path, {kind: row_class}, int(line))]


def rows_of(text: str, path: str, kinds: dict[str, type], line: int = 0) -> typing.Iterator[tuple[str, str, typing.Any]]:
    """Where it is, the kind and the row, of each; `line`: that of the row that they are in."""
    for where, kind, cells in split(text, path, line):
        if kind not in kinds:
            raise ListError(f"{where}: DOVERIE_{kind} is none of {', '.join(kinds)}")
        yield where, kind, row_of(kinds[kind], cells, where)


def split(text: str, path: str, line: int) -> typing.Iterator[tuple[str, str, list[str]]]:
    """Where it is, kind and cells of each row."""
    text = SILENT.sub(lambda match: match[1] or re.sub(r"[^\n]", " ", match[0]), text)
    at = 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        where = f"{path}:{line or text.count(chr(10), 0, at) + 1}"
        start = re.compile(r"DOVERIE_(\w+)\(").match(text, at)
        if not start:
            raise ListError(f"{where}: not a row: {rest.splitlines()[0]}")
        cells, at = cells_from(text, start.end(), where)
        yield where, start[1], cells


def cells_from(text: str, at: int, where: str) -> tuple[list[str], int]:
    """The cells up to the bracket that closes the row, and where it ends."""
    cells, depth = [""], 0
    while token := TOKEN.match(text, at):
        at = token.end()
        if token[0] == ")" and depth == 0:
            return [cell.strip() for cell in cells], at
        if token[0] == "," and depth == 0:
            cells.append("")
            continue
        depth += (token[0] in "({[") - (token[0] in ")}]")
        cells[-1] += token[0]
    raise ListError(f"{where}: the row does not end")


def row_of(row_class: type, cells: list[str], where: str) -> typing.Any:
    columns = typing.get_type_hints(row_class)
    if len(cells) != len(columns):
        raise ListError(f"{where}: {len(cells)} cells; the columns are {len(columns)}: {', '.join(columns)}")
    return row_class(*(value_of(cell, *column, where) for cell, column in zip(cells, columns.items(), strict=True)))


def value_of(cell: str, column: str, wanted: typing.Any, where: str) -> object:
    words = typing.get_args(wanted)
    if wanted in (Text, Said) and STRINGS.fullmatch(cell):
        return wanted(text_of(cell, f"{where}: {column}", wanted is Said))
    if wanted is int and re.fullmatch(NUMBER, cell):
        return int(cell)
    if wanted is bool and cell in ("true", "false"):
        return cell == "true"
    if wanted is Word and cell and not cell.startswith('"'):
        word = Word(cell)
        word.where = where
        return word
    if cell in words:
        return cell
    raise ListError(f"{where}: {column} is {cell or 'empty'}, not {' or '.join(words) or wanted.__name__}")


def text_of(cell: str, what: str, said: bool) -> str:
    """The text of the string literals in `cell`, joined as C++ joins them."""
    text = re.sub(r'"\s+"', "", cell)[1:-1]
    if said and not text.strip():
        raise ListError(f"{what} is empty")
    for wrong in NOT_IN_TEXTS:
        if wrong in text:
            raise ListError(f"{what} has {wrong}, which not every output can say: use other words or “ ”")
    return text
