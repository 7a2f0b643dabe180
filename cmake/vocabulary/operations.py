# SPDX-License-Identifier: Apache-2.0
"""Where do the operations of operations.def go? Constants of C and Python, and the table of the specification."""
import output
import reader
from output import Output
from typing import NamedTuple

LIST = f"{reader.LISTS}/operations.def"


class Operation(NamedTuple):
    name: reader.Word
    english: reader.Said
    russian: reader.Said
    meaning: reader.Said
    source: reader.Said


def constants(operations: list[Operation]) -> str:
    lines = ["/* --- Operations that a contact can be asked to confirm; the policy may name others. */"]
    for operation in operations:
        lines += [f"/* {operation.meaning[0].upper()}{operation.meaning[1:]}. */",
                  f'#define DOVERIE_OPERATION_{operation.name.upper()} "{operation.name}"']
    return "\n".join(lines) + "\n"


def module(operations: list[Operation]) -> str:
    body = "".join(f'{operation.name.upper()}: Final = "{operation.name}"\n"""{operation.meaning[0].upper()}{operation.meaning[1:]}."""\n'
                   for operation in operations)
    return output.python_module(LIST, "Operations that a contact can be asked to confirm; the policy may name others.",
                                "from typing import Final\n", body)


def table(operations: list[Operation]) -> str:
    return output.table("operation | Russian | English | begun when | source", [
        [f"`{operation.name}`", operation.russian, operation.english, operation.meaning, operation.source]
        for operation in operations])


def outputs() -> list[Output]:
    operations = reader.read("operations.def", {"OPERATION": Operation}, unique=("name",))["OPERATION"]
    return [Output("capi/doverie.h", constants(operations), LIST, "operations"),
            Output("bindings/python/doverie/_operations.py", module(operations), LIST),
            Output("docs/spec/recovery.md", table(operations), LIST, "operations")]
