# SPDX-License-Identifier: Apache-2.0
"""What do the C headers declare? The one parser of them: declarations with their marks and the comments that belong to them.

It understands what capi/doverie.h promises under "Marks", and no other C; what it does not understand is in `unread`.
"""
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MARK = r"DOVERIE_[A-Z_]+(?:\([^()]*\))?"
TYPE = r"(?:const )?\w+(?: ?\*(?: ?const\b)?)*"
VARIABLE = re.compile(rf"((?:{MARK} )*)({TYPE}) ?\b(\w+)(?:\[(\d+)\])?")
CALLBACK = re.compile(rf"((?:{MARK} )*)({TYPE}) ?\(\*(\w+)\)\((.*)\)((?: {MARK})*)")
FUNCTION = re.compile(rf"DOVERIE_API ((?:{MARK} )*)({TYPE}) ?\b(\w+)\((.*?)\)((?: {MARK})*)")
HANDLE = re.compile(r"typedef struct (\w+) \1")
STRUCT = re.compile(r"typedef struct (\w+) \{(.*)\} \1", re.DOTALL)
NUMBER = re.compile(r"typedef (u?int(?:8|16|32|64)_t) (\w+)")
ENUM = re.compile(r"enum \{(.*)\}", re.DOTALL)
DEFINE = re.compile(r"#\s*define (\w+)(\([^)]*\))?\s*(.*)", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NO_DOC = re.compile(r"(?:BEGIN |END |=== |--- )")


@dataclass
class Variable:
    """A parameter, a member, or what a function returns; `parameters` of a callback."""
    marks: list[str]
    type: str
    name: str
    count: int = 0  # of an array inside of a struct
    doc: str = ""
    parameters: "list[Variable] | None" = None

    def has(self, mark: str) -> bool:
        return f"DOVERIE_{mark}" in self.marks

    def argument(self, mark: str) -> str:
        """What stands in brackets behind the mark; empty when it has none."""
        start = f"DOVERIE_{mark}("
        return next((one[len(start):-1] for one in self.marks if one.startswith(start)), "")

    def length(self) -> str:
        return self.argument("LENGTH")

    def lender(self) -> str:
        return self.argument("BORROWED")

    def base(self) -> str:
        return re.sub(r"\bconst\b", "", self.type).strip(" *")

    def pointers(self) -> int:
        return self.type.count("*")


@dataclass
class Function:
    result: Variable
    parameters: list[Variable]  # without the error at the end, which has marks by rule
    has_error: bool
    doc: str
    header: str
    part: str


@dataclass
class Declared:
    """A struct with its members, a handle or a number without any."""
    doc: str
    header: str
    part: str
    members: list[Variable] = field(default_factory=list)
    number: str = ""  # the C type of an enumeration or of flags


@dataclass
class Constant:
    value: str
    doc: str
    header: str
    part: str
    of: str = ""  # the number that it is one of


@dataclass
class Item:
    kind: str  # comment, line (of the preprocessor), declaration
    text: str
    gap: int  # how many newlines stand before it
    doc: str = ""
    apart: bool = False  # an empty line stands between it and the item before


def end_of_declaration(text: str, at: int) -> int:
    """Behind its semicolon, or behind the brace that opens `extern "C"`."""
    depth = 0
    for found in re.compile(r"/\*.*?\*/|[{};]", re.DOTALL).finditer(text, at):
        if found[0] == "{":
            depth += 1
            if text.startswith("extern", at):
                return found.end()
        elif found[0] == "}":
            depth -= 1
            if depth < 0:
                return found.end()
        elif found[0] == ";" and depth == 0:
            return found.end()
    return len(text)


def split(text: str) -> Iterator[Item]:
    at = 0
    line = re.compile(r"(?:[^\n\\/]|\\.|/(?!\*))*", re.DOTALL)
    while True:
        gap = re.compile(r"\s*").match(text, at)
        assert gap
        at = gap.end()
        if at == len(text):
            return
        comment = COMMENT.match(text, at)
        if comment:
            kind, end = "comment", comment.end()
        elif text[at] == "#":
            found = line.match(text, at)
            assert found
            kind, end = "line", found.end()
        else:
            kind, end = "declaration", end_of_declaration(text, at)
        yield Item(kind, text[at:end], gap[0].count("\n"))
        at = end


def words(comment: str) -> str:
    """A comment's text: lines of a paragraph joined, paragraphs apart; empty for headings and marks."""
    lines = [re.sub(r"^\s*\*? ?", "", one).rstrip() for one in comment[2:-2].strip().splitlines()]
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines))
    text = "\n\n".join(re.sub(r"\s+", " ", one).strip() for one in paragraphs).strip()
    return "" if NO_DOC.match(text) else text


def with_docs(text: str) -> list[Item]:
    """Everything but comments, each with the comment right above it or behind it on its line."""
    items: list[Item] = []
    above, apart = "", False
    for item in split(text):
        apart = apart or item.gap > 1
        if item.kind != "comment":
            item.doc, item.apart = above if item.gap <= 1 else "", apart
            items.append(item)
            above, apart = "", False
        elif item.gap == 0 and items and not items[-1].doc:
            items[-1].doc = words(item.text)
        else:
            above = words(item.text)
    return items


def flat(text: str) -> str:
    text = re.sub(r"\s+", " ", COMMENT.sub(" ", text)).strip(" ;")
    return re.sub(r" ?\*", "*", re.sub(r"\( ", "(", text))


def pieces(text: str) -> list[str]:
    """What stands between commas, but for those in brackets."""
    return [] if text in ("", "void") else [one.strip() for one in re.split(r",(?![^()]*\))", text)]


class Headers:
    """What the headers declare, by name and in their order."""

    def __init__(self, paths: list[pathlib.Path]) -> None:
        self.parts: list[str] = []
        self.unread: list[str] = []
        self.functions: dict[str, Function] = {}
        self.structs: dict[str, Declared] = {}
        self.handles: dict[str, Declared] = {}
        self.numbers: dict[str, Declared] = {}
        self.constants: dict[str, Constant] = {}
        self.marks: set[str] = set()
        self._open = ""  # the number whose constants may follow
        for path in paths:
            self._header = path.name
            self._read(path.read_text(encoding="utf-8"))
        self._bring_together()

    def _bring_together(self) -> None:
        """Constants of a number that stand elsewhere begin with its name: DOVERIE_UNIT_… of doverie_unit."""
        have = {constant.of for constant in self.constants.values()}
        for number in self.numbers.keys() - have:
            for name, constant in self.constants.items():
                if name.startswith(f"{number.upper()}_"):
                    constant.of = number

    def lends(self, kind: str) -> bool:
        """Whether something of this type has pointers in it."""
        declared = self.structs.get(kind)
        return declared is not None and any(
            "*" in member.type or self.lends(member.type) for member in declared.members if member.parameters is None)

    def _read(self, text: str) -> None:
        parts = re.split(r"^/\* === (.+?) =+\n \* ([^\n]+\?)", text, flags=re.MULTILINE)
        self._part = ""
        self._items(parts[0])
        for name, question, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            self.parts.append(name)
            self._part = name
            self._items(f"/* {question}" + body)

    def _items(self, text: str) -> None:
        self._open = ""
        for item in with_docs(text):
            if item.apart:
                self._open = ""
            if item.kind == "line":
                self._line(item)
            elif not item.text.startswith(("extern", "}")):
                self._declaration(item)

    def _line(self, item: Item) -> None:
        found = DEFINE.fullmatch(item.text.replace("\\\n", " ").strip())
        if found and self._part == "Marks":
            self.marks.add(found[1])
        elif found and not found[2] and found[3] and "__" not in found[3]:
            self.constants[found[1]] = Constant(found[3].strip(), item.doc, self._header, self._part, self._open)

    def _declaration(self, item: Item) -> None:
        text = flat(item.text)
        place = (item.doc, self._header, self._part)
        if number := NUMBER.fullmatch(text):
            self._open = number[2]
            self.numbers[number[2]] = Declared(*place, number=number[1])
            return
        self._open = ""
        if function := FUNCTION.fullmatch(text):
            self._function(function, *place)
        elif handle := HANDLE.fullmatch(text):
            self.handles[handle[1]] = Declared(*place)
        elif struct := STRUCT.fullmatch(item.text.rstrip("; ")):
            self.structs[struct[1]] = Declared(*place, members=self._members(struct[2]))
        elif enum := ENUM.fullmatch(item.text.rstrip("; ")):
            self._enum(enum[1])
        else:
            self.unread.append(text)

    def _function(self, found: re.Match[str], doc: str, header: str, part: str) -> None:
        parameters = pieces(found[4])
        has_error = bool(parameters) and parameters[-1] == "doverie_error** error"
        if has_error:
            parameters.pop()
        result = Variable(self._marks(found[1] + found[5]), found[2], found[3])
        self.functions[found[3]] = Function(result, self._variables(parameters), has_error, doc, header, part)

    def _members(self, body: str) -> list[Variable]:
        found = []
        for item in with_docs(body):
            for member in self._variables([flat(item.text)]):
                member.doc = item.doc
                found.append(member)
        return found

    def _enum(self, body: str) -> None:
        for item in with_docs(body.replace(",", ";")):
            name, _, value = flat(item.text).partition(" = ")
            self.constants[name] = Constant(value, item.doc, self._header, self._part)

    def _marks(self, text: str) -> list[str]:
        """Those that the header says the meaning of."""
        marks: list[str] = re.findall(MARK, text)
        self.unread += [mark for mark in marks if mark.partition("(")[0] not in self.marks]
        return marks

    def _variables(self, texts: list[str]) -> list[Variable]:
        read = []
        for text in texts:
            callback, plain = CALLBACK.fullmatch(text), VARIABLE.fullmatch(text)
            if callback:
                marks = self._marks(callback[1] + callback[5])
                read.append(Variable(marks, callback[2], callback[3], parameters=self._variables(pieces(callback[4]))))
            elif plain:
                read.append(Variable(self._marks(plain[1]), plain[2], plain[3], int(plain[4] or 0)))
            else:
                self.unread.append(text)
        return read
