# SPDX-License-Identifier: Apache-2.0
"""Where do commands go in C++? Into the structs and the variant of commands.h, and into the methods of the sides."""
from command_rows import (CLASSES, DEFAULTS, FACADE_DEFAULTS, FACADE_TYPES, LIST, Command, Speech, class_of, commands, of_sides,
                          snake, spoken, told)
from layout import cpp_comment, filled, with_comments
from output import Output

HEADER = "include/doverie/core/commands.h"
HEADINGS = {
    "trustor": "The trustor, logged in",
    "contact": "The contact, logged in",
    "recoverer": "The recoverer: whoever started password recovery and holds its secret",
    "host": "The host, of what it has seen",
    "operator": "Operators of the host",
    "library": "The library itself",
}


OF_STRUCTS = Speech(lambda row: row.Type, "{}::{}".format, str, lambda field: f"`{field.name}`")
OF_METHODS = OF_STRUCTS._replace(command=lambda row: f"{class_of(row)}::{row.method}")


def struct(row: Command) -> str:
    members = [(f"  {field.of.cpp} {field.name}{DEFAULTS.get(field.kind, '')};", told(field.text, OF_STRUCTS))
               for field in row.all_fields]
    return f"{cpp_comment(told(row.text, OF_STRUCTS))}struct {row.Type} {{\n{with_comments(members)}}};\n"


VARIANT = "// A std::variant. What would be made anew in every file that passes one on, tables over all commands, is out of line.\n"
MEMBERS = """  using variant::variant;
  Command();
  Command(const Command&);
  Command(Command&&) noexcept;
  Command& operator=(const Command&);
  Command& operator=(Command&&) noexcept;
  ~Command();
};
"""


def structs() -> str:
    parts = [f"// --- {heading}.\n" + "".join(map(struct, of_sides(side))) + "\n" for side, heading in HEADINGS.items()]
    return "".join(parts) + VARIANT + filled(
        "struct Command\n    : std::variant<", [row.Type for row in commands()], "> {") + "\n" + MEMBERS


def asked_for(row: Command, defaults: dict[str, str]) -> list[str]:
    parameters = [f"{FACADE_TYPES.get(field.kind, field.of.cpp)} {field.name}{defaults.get(field.kind, '')}"
                  for field in row.given[1 if row.bound else 0:]]
    return parameters + ([f"CommandMeta meta{' = {}' if defaults else ''}"] if row.recorded else [])


def answered(row: Command) -> str:
    return "Status" if row.answer == "Done" else f"Result<{row.answer}>"


def declaration(row: Command) -> str:
    return (cpp_comment(" ".join(spoken(row, OF_METHODS)), "  ")
            + filled(f"  {answered(row)} {row.method}(", asked_for(row, FACADE_DEFAULTS) or [""], ") const;") + "\n")


def definition(row: Command) -> str:
    values = ["account_" if row.bound and field == row.given[0] else f"std::move({field.name})" if field.of.moved else field.name
              for field in row.given]
    head = filled(f"{answered(row)} {class_of(row)}::{row.method}(", asked_for(row, {}) or [""], ") const {")
    meta = "std::move(meta)" if row.recorded else "{}"
    return (f"{head}\n  {row.Type} command{{{', '.join(values)}}};\n"
            f"  return answer_as<{row.answer}>(service_->run(std::move(command), {meta}));\n}}\n")


def outputs() -> list[Output]:
    definitions = "\n".join("".join(map(definition, of_sides(*sides))) for sides in CLASSES.values())
    return [Output(HEADER, structs(), LIST, "commands"),
            *(Output("include/doverie/service.h", "".join(map(declaration, of_sides(*sides))), LIST, snake(name))
              for name, sides in CLASSES.items()),
            Output("src/app/facades.cc", definitions, LIST, "commands")]
