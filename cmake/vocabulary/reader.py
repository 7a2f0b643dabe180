# SPDX-License-Identifier: Apache-2.0
"""What stands in a list of include/doverie/core?

A list is a file of rows `DOVERIE_KIND(cell, cell, "text", …)` that C++ includes as it stands. Here the rows become named tuples: a
kind of row is a NamedTuple class whose fields are the columns. The head comment of the list has to name the same columns, and the
annotation of a field says what its cells may be: `int`, `bool`, `Word` (anything that is not a string, as it is written), `Text` (a
string, or several side by side) or a Literal of words. Whatever is neither a row nor a comment nor a preprocessor line is refused:
a row that cannot be read must not be a row that silently is not there.
"""
import pathlib
import re
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = "include/doverie/core"

SILENT = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?\*/|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.DOTALL | re.MULTILINE)
TOKEN = re.compile(r'\s+|"(?:[^"\\\n]|\\.)*"|[(){}\[\],]|[^\s"(){}\[\],]+')
STRINGS = re.compile(r'(?:"(?:[^"\\\n]|\\.)*"\s*)+')
CHARACTER = re.compile(r'"|\\(.)|([^"\\]+)')


class Word(str):
    """A cell that is C++ and not a string: a name, a number with a unit, an expression."""


class Text(str):
    """A cell that is a string, without its quotes."""


class ListError(Exception):
    """The list is not what its readers need it to be; the message begins with file and line."""


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
    seen: dict[tuple[str, object], int] = {}
    for line, kind, cells in split(text, path):
        if kind not in kinds:
            raise ListError(f"{path}:{line}: DOVERIE_{kind} is none of {', '.join(kinds)}")
        row = row_of(kinds[kind], cells, f"{path}:{line}")
        for column in unique:
            first = seen.setdefault((column, getattr(row, column)), line)
            if first != line:
                raise ListError(f"{path}:{line}: {column} {getattr(row, column)} is that of line {first} already")
        found[kind].append(row)
    return found


def split(text: str, path: str) -> typing.Iterator[tuple[int, str, list[str]]]:
    """Line, kind and cells of each row."""
    text = SILENT.sub(lambda match: match[1] or re.sub(r"[^\n]", " ", match[0]), text)
    at = 0
    while rest := text[at:].lstrip():
        at = len(text) - len(rest)
        line = text.count("\n", 0, at) + 1
        start = re.compile(r"DOVERIE_(\w+)\(").match(text, at)
        if not start:
            raise ListError(f"{path}:{line}: not a row: {rest.splitlines()[0]}")
        cells, at = cells_from(text, start.end(), f"{path}:{line}")
        yield line, start[1], cells


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
    if wanted is Text and STRINGS.fullmatch(cell):
        return Text(unquoted(cell))
    if wanted is int and re.fullmatch(r"-?\d+", cell):
        return int(cell)
    if wanted is bool and cell in ("true", "false"):
        return cell == "true"
    if wanted is Word and cell and not cell.startswith('"'):
        return Word(cell)
    if cell in words:
        return cell
    raise ListError(f"{where}: {column} is {cell or 'empty'}, not {' or '.join(words) or wanted.__name__}")


def unquoted(cell: str) -> str:
    """The text of the string literals in `cell`, joined as C++ joins them."""
    return CHARACTER.sub(lambda match: match[1] or match[2] or "", re.sub(r'"\s+"', '""', cell))
