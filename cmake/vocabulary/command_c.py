# SPDX-License-Identifier: Apache-2.0
"""Where do commands go in C? Into doverie.h side by side, the functions behind it, and the list that the tests call."""
from command_rows import LIST, SIDES, Command, Speech, of_sides, snake, spoken
from layout import CPP_COLUMNS, c_comment, filled
from output import Output

# Answers that count elements, which have functions of their own.
VIEWS = ("TrustorView", "ContactView", "AuditTrail", "Diagnosis", "Timeline", "Holdings", "InvitationPage", "HistoryPage")
HEADERS = {side: "capi/doverie_operator.h" if side == "operator" else "capi/doverie.h" for side in SIDES}
MARKS = {
    "const doverie_command_meta* meta": "DOVERIE_NULLABLE ",
    "doverie_answer** out": "DOVERIE_OUT DOVERIE_OWNED ",
}


def function(row: Command) -> str:
    return f"doverie_{row.side}_{row.method}"


def member(of: str, name: str) -> str:
    return f"doverie_{snake(of)}_{name}()" if of == "Service" else f"doverie_{snake(of)}.{name}"


SPEECH = Speech(lambda row: f"{function(row)}()", member, str, lambda field: f"`{field.name}`{field.of.c_note}")


def parameters(row: Command) -> list[str]:
    return ["const doverie_service* service",
            *(["const doverie_command_meta* meta"] if row.recorded else []),
            *(f"{field.of.c} {field.name}" for field in row.given),
            *(["doverie_answer** out"] if row.answer != "Done" else []),
            "doverie_error** error"]


def documentation(row: Command) -> str:
    elements = " and the elements it counts" if row.answer in VIEWS else ""
    answer = [] if row.answer == "Done" else [f"Answer: doverie_answer_{snake(row.answer)}(){elements}."]
    return c_comment(" ".join(spoken(row, SPEECH) + answer))


def declaration(row: Command) -> str:
    given = [MARKS.get(each, "") + each for each in parameters(row)]
    nonnull = [f"DOVERIE_NONNULL({number}) " for number, each in enumerate(given, 1)
               if "*" in each and "DOVERIE_NULLABLE" not in each and each != "doverie_error** error"]
    since = f"{''.join(nonnull)}DOVERIE_MUST_USE DOVERIE_SINCE({', '.join(row.since.split('.'))});"
    text = filled(f"DOVERIE_API doverie_status {function(row)}(", given, ")")
    fits = len(text.rpartition("\n")[2]) + 1 + len(since) <= CPP_COLUMNS
    return f"{documentation(row)}{text}{' ' if fits else chr(10) + '    '}{since}\n"


def value_parameters(row: Command) -> list[str]:
    return [*(f"{field.of.c} {field.name}" for field in row.given), "doverie_command** out", "doverie_error** error"]


def value_declaration(row: Command) -> str:
    """Of a function that makes the command and does not run it."""
    given = [each.replace("doverie_command**", "DOVERIE_OUT DOVERIE_OWNED doverie_command**") for each in value_parameters(row)]
    nonnull = "".join(f"DOVERIE_NONNULL({number}) " for number, each in enumerate(given, 1)
                      if "*" in each and each != "doverie_error** error")
    text = filled(f"DOVERIE_API doverie_status doverie_command_{row.side}_{row.method}(", given, ")")
    since = ", ".join(row.since.split("."))
    return f"/* What {function(row)}() runs. */\n{text}\n    {nonnull}DOVERIE_MUST_USE DOVERIE_SINCE({since});\n"


def value_definition(row: Command) -> str:
    arguments = [field.of.from_c.format(field.name) for field in row.given]
    return (filled(f"doverie_status doverie_command_{row.side}_{row.method}(", value_parameters(row), ") {") + "\n"
            "  return give_command(out, error, [&] {\n"
            + filled(f"    return doverie::{row.Type}{{", arguments, "};") + "\n  });\n}\n")


def definition(row: Command) -> str:
    arguments = [field.of.from_c.format(field.name) for field in row.given]
    runner, out = ("run", "") if row.answer == "Done" else ("ask", "out, ")
    return (filled(f"doverie_status {function(row)}(", parameters(row), ") {") + "\n"
            f"  return {runner}(service, {out}error, [&](const doverie::Service& running) {{\n"
            + filled(f"    doverie::{row.Type} command{{", arguments, "};") + "\n"
            f"    return running.run(std::move(command), {'meta_of(meta)' if row.recorded else '{}'});\n  }});\n}}\n")


def outputs() -> list[Output]:
    rows = of_sides(*SIDES)
    return [*(Output(HEADERS[side], "".join(map(declaration, of_sides(side))), LIST, side) for side in SIDES),
            Output("capi/doverie_operation.h", "".join(map(value_declaration, rows)), LIST, "values"),
            Output("capi/command_values.cc", "\n".join(map(value_definition, rows)), LIST, "values"),
            Output("capi/commands.cc", "\n".join(map(definition, rows)), LIST, "commands"),
            Output("tests/interfaces/capi/functions.def", "".join(f"COMMAND({function(row)})\n" for row in rows), LIST, "commands")]
