# SPDX-License-Identifier: Apache-2.0
"""What is made from the lists: whole files, and blocks between marks in files that are otherwise written by hand."""
import pathlib
import re
import shutil
import subprocess
from typing import NamedTuple

# How a comment begins and ends, by the ending of the file.
COMMENTS = {".h": ("/* ", " */"), ".md": ("<!-- ", " -->"), ".py": ("# ", ""), ".pyi": ("# ", ""), ".cc": ("// ", ""),
            ".def": ("// ", "")}
WHOLE = "the whole file"
KEPT = "tests/interfaces/capi/released/"  # headers as they were


class Output(NamedTuple):
    """A text that follows from a list, and where it stands.

    Without a `mark` it is the whole file. With one it is what stands between the lines `BEGIN mark: …` and `END mark`, which
    are written by hand once, as comments of the file's language, wherever the text shall be.
    """

    path: str
    text: str
    source: str
    mark: str = ""


class MarkError(Exception):
    """A file does not have the marks that an output goes between."""


def written_from(source: str) -> str:
    """The note that keeps people from editing a derived text."""
    return f"written by cmake/vocabulary from {source}"


def applied(output: Output, current: str) -> str:
    """The file as it has to be, when `current` is what it is now."""
    if not output.mark:
        return output.text
    opening, closing = COMMENTS[pathlib.PurePath(output.path).suffix]
    begin = re.compile(rf"^([ \t]*){re.escape(opening)}BEGIN {re.escape(output.mark)}:.*\n", re.MULTILINE)
    end = re.compile(rf"^[ \t]*{re.escape(opening)}END {re.escape(output.mark)}{re.escape(closing)}$", re.MULTILINE)
    begins, ends = list(begin.finditer(current)), list(end.finditer(current))
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        raise MarkError(f"{output.path}: needs, each once, the lines "
                        f"`{opening}BEGIN {output.mark}:{closing}` and `{opening}END {output.mark}{closing}`")
    head = f"{begins[0][1]}{opening}BEGIN {output.mark}: {written_from(output.source)}{closing}\n"
    return current[:begins[0].start()] + head + output.text + current[ends[0].start():]


def orphans(path: str, text: str, outputs: list[Output]) -> list[str]:
    """What was written once and no list writes any more: marks of blocks, or the whole file."""
    found = re.findall(rf"BEGIN ([^:\n]+): {re.escape(written_from(''))}", text)
    if re.search(rf"^# W{re.escape(written_from('')[1:])}.*; do not edit\.$", text, re.MULTILINE):
        found.append(WHOLE)
    return sorted(set(found) - {each.mark or WHOLE for each in outputs if each.path == path})


def written(root: pathlib.Path) -> set[str]:
    """Files of the repository that say they are written here, or a block of them; none where Git does not know the files."""
    if not shutil.which("git"):
        return set()
    found = subprocess.run(["git", "-C", str(root), "-c", "safe.directory=*", "grep", "--untracked", "-lIe",
                            written_from("")[1:]], capture_output=True, text=True, check=False)
    return {path for path in found.stdout.splitlines() if not path.startswith(KEPT)}


def table(head: str, rows: list[list[str]]) -> str:
    """A table in Markdown; `head` has the names of the columns with ` | ` between them."""
    lines = [head, "|".join(["---"] * (head.count(" | ") + 1))]
    return "\n".join([f"| {lines[0]} |", f"|{lines[1]}|", *(f"| {' | '.join(cells)} |" for cells in rows)]) + "\n"


def c_constants(heading: str, prefix: str, rows: list[tuple[str, int, str]]) -> str:
    """Macros of name, number and comment, the comment above each; `heading` above them all."""
    lines = [f"/* --- {heading} */"]
    for name, number, comment in rows:
        lines += [f"/* {comment} */", f"#define DOVERIE_{prefix}_{name.upper()} {number}"]
    return "\n".join(lines) + "\n"


def python_enum(name: str, base: str, doc: str, rows: list[tuple[str, int, str]]) -> str:
    """A class of name, number and docstring."""
    members = "".join(f'    {name.upper()} = {number}\n    """{comment}"""\n' for name, number, comment in rows)
    return f'\n\nclass {name}({base}):\n    """{doc}"""\n\n{members}'


def python_module(source: str, doc: str, imports: str, body: str) -> str:
    """A module that nobody edits."""
    head = f'# SPDX-License-Identifier: Apache-2.0\n# W{written_from(source)[1:]}; do not edit.\n"""{doc}"""\n\n'
    return f"{head}{imports}\n{body}"
