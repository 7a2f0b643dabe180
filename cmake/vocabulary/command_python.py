# SPDX-License-Identifier: Apache-2.0
"""Where do commands go in Python? Into the native service, its stub, and the sides that people call."""
from command_cpp import HEADINGS
from command_rows import CLASSES, LIST, SIDES, Command, Field, Speech, class_of, of_sides, snake, spoken
from layout import docstring, filled, python_signature
from output import Output

IDS = ("account", "invitation", "request")
ABOUT_IDS = ("attestation", "code", "secret")  # not named by a caller who has named what they are about
SPEECH = Speech(lambda row: f"`{class_of(row)}.{row.method}`", "`{}.{}`".format, str.upper,
                lambda field: f"`{field.python_name}`")
DEFAULTS = {"flag": " = False", "operation": " = PASSWORD_RECOVERY", "cursor": ' = ""', "limit": " = PAGE_SIZE"}
RUN = {True: "meta(command_id, context)", False: "{}"}


def answered(row: Command) -> str:
    return {"Done": "None", "AuditTrail": "tuple[AuditEntry, ...]", "Timeline": "tuple[TimelineEntry, ...]",
            "Holdings": "tuple[Finding, ...]"}.get(row.answer, row.answer)


def native_arguments(row: Command) -> list[tuple[str, Field]]:
    return [("account" if row.bound and index == 0 else field.python_name, field) for index, field in enumerate(row.given)]


def binding(row: Command) -> str:
    arguments = native_arguments(row)
    names = [name for name, _ in arguments] + (["command_id", "context"] if row.recorded else [])
    head = filled(f"py::object {row.name}(", ["const ServiceHandle& self", *(f"const Object& {name}" for name in names)], ") {")
    values = [field.of.from_python.format(name) for name, field in arguments]
    return (head + "\n" + filled(f"  {row.Type} command{{", values, "};")
            + f"\n  return run(self, std::move(command), {RUN[row.recorded]});\n}}\n")


def bindings() -> str:
    functions = "\n".join(binding(row) for row in of_sides(*SIDES))
    added = "".join(
        f"  // {HEADINGS[side]}.\n" + "".join(f'  service.def("{row.name}", &{row.name});\n' for row in of_sides(side))
        for side in SIDES)
    return f"{functions}\n}}  // namespace\n\nvoid bind_commands(ServiceClass& service) {{\n{added}}}\n"


def stub(row: Command) -> str:
    parameters = ["self", *(f"{name}: {field.of.python}" for name, field in native_arguments(row)),
                  *(["command_id: str | None", "context: bytes"] if row.recorded else []), "/"]
    return python_signature(f"def {row.name}", parameters, f" -> {answered(row)}: ...", "    ")


def stubs() -> str:
    return "\n".join(f"    # {HEADINGS[side]}.\n" + "".join(map(stub, of_sides(side))) for side in SIDES)


def asked_for(row: Command) -> list[str]:
    """Ids by position, and what is about the one before it; everything else by name."""
    parameters, named = ["self"], False
    for field in row.given[1 if row.bound else 0:]:
        if not named and field.kind not in IDS and not (len(parameters) > 1 and field.kind in ABOUT_IDS):
            parameters, named = [*parameters, "*"], True
        parameters.append(f"{field.python_name}: {field.of.python}{DEFAULTS.get(field.kind, '')}")
    if row.recorded:
        parameters += [*([] if named else ["*"]), "command_id: str | None = None", 'context: bytes = b""']
    return parameters


def method(row: Command) -> str:
    values = ["self._account" if row.bound and index == 0 else name for index, (name, _) in enumerate(native_arguments(row))]
    values += ["command_id", "context"] if row.recorded else []
    what, *rest = spoken(row, SPEECH)
    first, _, more = what.partition(". ")
    paragraphs = [what] if not rest and len(what) < 100 else [first + "." if more else first, *([more] if more else []), *rest]
    returned = "" if row.answer == "Done" else "return "
    return (python_signature(f"def {row.method}", asked_for(row), f" -> {answered(row)}:", "    ")
            + docstring(paragraphs, "        ")
            + f"        {returned}self._service.{row.name}({', '.join(values)})\n")


def outputs() -> list[Output]:
    return [*(Output("bindings/python/doverie/_sides.py", "\n".join(map(method, of_sides(*sides))), LIST, snake(name))
              for name, sides in CLASSES.items()),
            Output("bindings/python/doverie/_native.pyi", stubs(), LIST, "commands"),
            Output("bindings/python/src/service/commands.cc", bindings(), LIST, "commands")]
