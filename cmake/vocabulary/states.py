# SPDX-License-Identifier: Apache-2.0
"""Where do the vocabularies of states.def and their texts go? Enums of C++ and Python, constants of C, the guide to states."""
from typing import Literal, NamedTuple

import output
import reader
from layout import c_comment, cpp_comment, with_comments
from output import Output

LIST = f"{reader.LISTS}/states.def"
TEXTS = f"{reader.LISTS}/state_texts.def"


class State(NamedTuple):
    number: int
    name: reader.Word
    meaning: reader.Said


class Vocabulary(NamedTuple):
    number: int
    name: reader.Word
    Type: reader.Word
    prefix: reader.Word
    text: reader.Said
    states: reader.Word

    @property
    def rows(self) -> list[State]:
        return reader.rows_within(self.states, "STATE", State)


class StateText(NamedTuple):
    Type: reader.Word
    state: reader.Word
    viewer: Literal["trustor", "contact", "recoverer"]
    english: reader.Said
    russian: reader.Said


def vocabularies() -> list[Vocabulary]:
    found = reader.read("states.def", {"VOCABULARY": Vocabulary, "STATE": State})["VOCABULARY"]
    for vocabulary in found:
        numbers = [state.number for state in vocabulary.rows]
        reader.refuse(vocabulary.name, numbers != list(range(1, len(numbers) + 1)), "its numbers do not count from 1 in order")
        reader.refuse(vocabulary.name, len({state.name for state in vocabulary.rows}) != len(numbers), "has a name twice")
    return found


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def enums(found: list[Vocabulary]) -> str:
    return "\n".join(
        cpp_comment(vocabulary.text) + f"enum class {vocabulary.Type} : std::uint8_t {{\n"
        + with_comments([(f"  {state.name} = {state.number},", state.meaning) for state in vocabulary.rows])
        + f"}};\nstd::string_view name_of({vocabulary.Type} state);\n" for vocabulary in found)


def constants(found: list[Vocabulary]) -> str:
    text = "/* Which of the vocabularies below a number is of, for doverie_state_text(). */\n"
    text += "typedef int32_t doverie_vocabulary;\n"
    text += "".join(f"#define DOVERIE_VOCABULARY_{each.name.upper()} {each.number}\n" for each in found)
    text += name_function("vocabulary")
    for each in found:
        text += "\n" + c_comment(each.text) + f"typedef int32_t doverie_{each.name};\n"
        text += "".join(f"{c_comment(sentence(state.meaning))}#define DOVERIE_{each.prefix}_{state.name.upper()} {state.number}\n"
                        for state in each.rows)
        text += name_function(each.name)
    return text


def name_function(name: str) -> str:
    argument = name.rpartition("_")[2]
    text = f"DOVERIE_API doverie_string doverie_{name}_name(doverie_{name} {argument})"
    return f"{text} DOVERIE_BORROWED(forever) DOVERIE_SINCE(0, 1);\n"


def module(found: list[Vocabulary]) -> str:
    body = "".join(output.python_enum(each.Type, "State", each.text, [(s.name, s.number, sentence(s.meaning)) for s in each.rows])
                   for each in found)
    return output.python_module(LIST, "The states that answers and views tell of.", "from doverie._state import State", body)


def texts(found: list[Vocabulary]) -> list[StateText]:
    """In the order of the vocabularies; no state is told to one reader twice."""
    rows = reader.read("state_texts.def", {"STATE_TEXT": StateText}, unique=())["STATE_TEXT"]
    known = [(each.Type, state.name) for each in found for state in each.rows]
    for index, row in enumerate(rows):
        reader.refuse(row.Type, (row.Type, row.state) not in known, f"{row.state} is no state of it in states.def")
        told = [(other.Type, other.state, other.viewer) for other in rows[:index]]
        reader.refuse(row.Type, (row.Type, row.state, row.viewer) in told, f"{row.state} has words for the {row.viewer} already")
    return sorted(rows, key=lambda row: known.index((row.Type, row.state)))


def table(found: list[Vocabulary]) -> str:
    parts = []
    for vocabulary in found:
        rows = [[f"`{row.state}`", row.viewer, row.english, row.russian] for row in texts(found) if row.Type == vocabulary.Type]
        parts.append(f"### `{vocabulary.Type}`\n\n{vocabulary.text}\n\n"
                     + output.table("state | shown to | English | Russian", rows))
    return "\n".join(parts)


def outputs() -> list[Output]:
    found = vocabularies()
    return [Output("include/doverie/core/states.h", enums(found), LIST, "states"),
            Output("capi/doverie.h", constants(found), LIST, "states"),
            Output("bindings/python/doverie/_states.py", module(found), LIST),
            Output("docs/guide/states.md", table(found), TEXTS, "texts")]
