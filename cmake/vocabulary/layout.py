# SPDX-License-Identifier: Apache-2.0
"""How is what follows from a list broken into lines? As clang-format and the style of the Python package have it."""
import itertools
import textwrap

CPP_COLUMNS = 125
PYTHON_COLUMNS = 120


def filled(opening: str, parts: list[str], closing: str) -> str:
    """`parts` between brackets, as many on a line as fit, aligned behind the bracket that `opening` ends with. Behind `{` six parts
    or more that need more than two lines have one each, as clang-format wants it."""
    lines, margin = [opening], " " * (len(opening) - opening.rfind("\n") - 1)
    for index, part in enumerate(parts):
        end = closing if index == len(parts) - 1 else ","
        if index == 0:
            lines[-1] += part
        elif len(lines[-1].rpartition("\n")[2]) + 2 + len(part) + len(end) <= CPP_COLUMNS:
            lines[-1] += f", {part}"
        else:
            lines[-1] += ","
            lines.append(margin + part)
    if opening.endswith("{") and len(parts) > 5 and len(lines) > 2:
        lines = [opening + f",\n{margin}".join(parts)]
    return "\n".join(lines) + closing


def cpp_comment(text: str, indent: str = "") -> str:
    return textwrap.fill(text, CPP_COLUMNS, initial_indent=f"{indent}// ", subsequent_indent=f"{indent}// ",
                         break_on_hyphens=False) + "\n"


def with_comments(members: list[tuple[str, str]]) -> str:
    """Lines of code, each with its comment behind it, or above it if it is too long for that."""
    lines, behind = [], [bool(comment) and len(f"{code}  // {comment}") <= CPP_COLUMNS for code, comment in members]
    for fits, run in itertools.groupby(range(len(members)), lambda index: behind[index]):
        rows = [members[index] for index in run]
        width = max(len(code) for code, _ in rows)
        lines += [f"{code.ljust(width)}  // {comment}\n" if fits else (cpp_comment(comment, "  ") if comment else "") + f"{code}\n"
                  for code, comment in rows]
    return "".join(lines)


def c_comment(text: str) -> str:
    unbroken = f"{text}\0*/"  # its end does not stand alone
    return textwrap.fill(unbroken, CPP_COLUMNS, initial_indent="/* ", subsequent_indent=" * ",
                         break_on_hyphens=False).replace("\0", " ") + "\n"


def python_signature(head: str, parameters: list[str], tail: str, indent: str) -> str:
    """`head(parameters)tail` on one line, on three, or with a line for each parameter: the first of these that fits."""
    one = f"{indent}{head}({', '.join(parameters)}){tail}"
    if len(one) <= PYTHON_COLUMNS:
        return one + "\n"
    between = f"{indent}    {', '.join(parameters)}"
    if len(between) > PYTHON_COLUMNS:
        between = "\n".join(f"{indent}    {parameter}," for parameter in parameters)
    return f"{indent}{head}(\n{between}\n{indent}){tail}\n"


def docstring(paragraphs: list[str], indent: str) -> str:
    """A docstring, on one line if it fits; otherwise the closing quotes stand alone."""
    one = f'{indent}"""{paragraphs[0]}"""'
    if len(paragraphs) == 1 and len(one) <= PYTHON_COLUMNS:
        return one + "\n"
    wrapped = [textwrap.fill(each, PYTHON_COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
               for each in [f'"""{paragraphs[0]}', *paragraphs[1:]]]
    return "\n\n".join(wrapped) + f'\n{indent}"""\n'
