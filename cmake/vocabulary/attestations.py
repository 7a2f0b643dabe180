# SPDX-License-Identifier: Apache-2.0
"""Where do the questions of attestations.def go? Into the tables of the specification, one for each version."""
from typing import Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/attestations.def"


class Question(NamedTuple):
    version: int
    id: reader.Word
    kind: Literal["agree", "number"]
    english: reader.Said
    russian: reader.Said

    @property
    def question(self) -> str:
        return f"{self.id} of version {self.version}"


def outputs() -> list[Output]:
    questions: list[Question] = reader.read("attestations.def", {"QUESTION": Question}, unique=("question",))["QUESTION"]
    return [Output("docs/spec/attestation.md", output.table("question | Russian | English", [
                [f"`{question.id}`", question.russian, question.english]
                for question in questions if question.version == version]), LIST, f"version {version}")
            for version in sorted({question.version for question in questions})]
