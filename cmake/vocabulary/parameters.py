# SPDX-License-Identifier: Apache-2.0
"""Where do the parameters of policies go? gosuslugi.json, Python's Policy, the guide to policies, the texts of the command line."""
import json
import re
import textwrap
from typing import Any, Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/parameters.def"
GUIDE = "docs/guide/policies.md"
GOSUSLUGI = "src/core/policy/policies/gosuslugi.json"
WIDTH = 120
ATTESTATION = f"{reader.LISTS}/attestation.h"
HEAD = "| key | meaning | allowed |\n"
UNITS = {"hours": "h", "minutes": "m", "seconds": "s"}
SECONDS = {"h": 3600, "m": 60, "s": 1}
PREFIX_LISTS = ("phone_prefixes", "phone_exclusions")
# What a cell is, by type, and what somebody could write who wrote something else.
FORMS = {
    "count": (reader.NUMBER, f"a number, or a constant of {ATTESTATION}"),
    "flag": ("true|false", "true or false"),
    "duration": (rf"Duration\{{0\}}|std::chrono::(hours|minutes|seconds)\{{({reader.NUMBER})\}}",
                 "Duration{0}, or std::chrono::hours{24}, minutes or seconds"),
    "age_reached": (r"AgeReached::(\w+)", "AgeReached::on_birthday, or another of them"),
    "leap_birthday": (r"LeapBirthday::(\w+)", "LeapBirthday::march_1, or another of them"),
} | dict.fromkeys(PREFIX_LISTS, (
    r'(?:parameter_type::\w+\()?\{(?:"\+[0-9]+")?(?:,\s*"\+[0-9]+")*\}\)?', '{"+79"}, or parameter_type::phone_prefixes({"+79", "+77"})'))
# A cell of durations by name, and one of its pairs.
DURATION = r"std::chrono::(hours|minutes|seconds)\{([0-9]+)\}"
OPERATION = re.compile(rf'\{{"([a-z0-9_-]+)",\s*(?:{DURATION}|Duration\{{0\}})\}}')
PYTHON_TYPES = {"operations": "Mapping[str, timedelta] | Sequence[tuple[str, timedelta]]",
                "count": "int", "flag": "bool", "duration": "timedelta", "age_reached": "AgeReached",
                "leap_birthday": "LeapBirthday"} | dict.fromkeys(PREFIX_LISTS, "Sequence[str]")


class Parameter(NamedTuple):
    type: Literal["count", "flag", "duration", "age_reached", "leap_birthday", "phone_prefixes", "phone_exclusions", "operations"]
    name: reader.Word
    initial: reader.Word
    least: reader.Word
    most: reader.Word
    about_people: bool
    meaning: reader.Said
    source: reader.Said


def value(parameter: Parameter, column: str) -> Any:
    """What C++ reads in the cell, as a document writes it."""
    cell = getattr(parameter, column)
    if parameter.type == "operations" and column == "initial":
        if not re.fullmatch(rf"parameter_type::operations\(\{{(?:{OPERATION.pattern},?\s*)+\}}\)", cell):
            raise reader.ListError(f'{parameter.name.where}: {parameter.name}: initial is {cell}; write '
                                   'parameter_type::operations({{"password_change", std::chrono::hours{24}}})')
        return {pair[1]: pair[3] + UNITS[pair[2]] if pair[2] else "0s" for pair in OPERATION.finditer(cell)}
    limits = {"operations": "duration"} | dict.fromkeys(PREFIX_LISTS, "count")
    form, example = FORMS[limits.get(parameter.type, parameter.type) if column != "initial" else parameter.type]
    number = constant(cell) if cell.startswith("k") and form == reader.NUMBER else cell
    found = re.fullmatch(form, number)
    if not found:
        raise reader.ListError(f"{parameter.name.where}: {parameter.name}: {column} is {cell}; write {example}")
    if form == FORMS["duration"][0]:
        return found[2] + UNITS[found[1]] if found[1] else "0s"
    if parameter.type in ("age_reached", "leap_birthday"):
        return found[1]
    return json.loads(f"[{number.partition('{')[2].partition('}')[0]}]" if "{" in number else number)


def constant(name: str) -> str:
    """The number that attestation.h gives it; `name` where it gives none."""
    found = re.search(rf"\b{re.escape(name)} = ([0-9]+);", (reader.ROOT / ATTESTATION).read_text(encoding="utf-8"))
    return found[1] if found else name


def checked(parameters: list[Parameter]) -> list[Parameter]:
    """`parameters`, when each default is within its limits."""
    for parameter in parameters:
        initial, least, most = (value(parameter, column) for column in ("initial", "least", "most"))
        if parameter.type == "duration":
            initial, least, most = (int(told[:-1]) * SECONDS[told[-1]] for told in (initial, least, most))
        if parameter.type == "operations":
            least, most = (int(told[:-1]) * SECONDS[told[-1]] for told in (least, most))
            fits = all(told == "0s" or least <= int(told[:-1]) * SECONDS[told[-1]] <= most for told in initial.values())
        elif parameter.type in ("age_reached", "leap_birthday"):
            fits = initial in (least, most)
        elif parameter.type in PREFIX_LISTS:
            fits = all(least <= len(prefix) - 1 <= most for prefix in initial)
        else:
            fits = least <= initial <= most and (parameter.type != "flag" or least != most)
        reader.refuse(parameter.name, not fits,
                      f"initial is {parameter.initial}, which is not within {parameter.least} and {parameter.most}")
    return parameters


def document(parameters: list[Parameter]) -> str:
    """The policy gosuslugi: who it is stays as it is written there, the parameters are their defaults."""
    text = (reader.ROOT / GOSUSLUGI).read_text(encoding="utf-8")
    members: dict[str, Any] = {}
    for key in ("id", "applies_from", "time_zone"):
        line = re.search(rf'^  "{key}": "([^"\\\n]+)",$', text, re.MULTILINE)
        if not line:
            raise reader.ListError(f'{GOSUSLUGI}:1: write a line `  "{key}": "…",` there, by hand')
        members[key] = line[1]
    members |= {parameter.name: value(parameter, "initial") for parameter in parameters}
    lines = (f"  {json.dumps(key)}: {json.dumps(member, ensure_ascii=False)}" for key, member in members.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def in_cell(told: object) -> str:
    if isinstance(told, bool):
        return json.dumps(told)
    return f"`{json.dumps(told)}`" if isinstance(told, (list, dict)) else str(told)


def table(parameters: list[Parameter]) -> str:
    rows = []
    for parameter in parameters:
        words = parameter.type in ("age_reached", "leap_birthday")
        initial, least, most = (in_cell(value(parameter, column)) for column in ("initial", "least", "most"))
        allowed = {"flag": "true, false", "phone_prefixes": f"one or more, `+` and {least} to {most} digits",
                   "phone_exclusions": f"any number of them, `+` and {least} to {most} digits",
                   "operations": f"an object; `0s`, or {least} to {most} each",
                   "age_reached": f"`{least}`, `{most}`", "leap_birthday": f"`{least}`, `{most}`"}
        rows.append([f"`{parameter.name}`", f"`{initial}`" if words else initial,
                     allowed.get(parameter.type, f"{least} to {most}"), parameter.meaning, parameter.source])
    return output.table("parameter | default | allowed | meaning | source", rows)


def plain(meaning: str) -> str:
    """Without links and the marks of Markdown."""
    return re.sub(r"\[(.*?)\]\(.*?\)", r"\1", meaning).replace("`", "")


def fields(parameters: list[Parameter]) -> str:
    """Of Python's Policy."""
    return "".join(f"    {parameter.name}: {PYTHON_TYPES[parameter.type]}\n{docstring(plain(parameter.meaning))}"
                   for parameter in parameters)


def docstring(meaning: str) -> str:
    text = f'"""{meaning[0].upper()}{meaning[1:]}."""'
    return textwrap.fill(text, WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False) + "\n"


def identity() -> dict[str, str]:
    """The keys of a document that are no parameters, from the table of the guide."""
    guide = (reader.ROOT / GUIDE).read_text(encoding="utf-8")
    if HEAD not in guide:
        raise reader.ListError(f"{GUIDE}:1: has no table with the head {HEAD.strip()}")
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) \|", guide.partition(HEAD)[2].partition("\n\n")[0], re.MULTILINE)
    return {key: plain(meaning) for key, meaning in rows}


def pair(key: str, meaning: str) -> str:
    line = f'    "{key}": "{meaning}",\n'
    if len(line) <= WIDTH:
        return line
    parts = textwrap.wrap(meaning, WIDTH - 12, drop_whitespace=False)
    return f'    "{key}": (\n' + "".join(f'        "{part}"\n' for part in parts) + "    ),\n"


def meanings(parameters: list[Parameter]) -> str:
    told = identity() | {parameter.name: plain(parameter.meaning) for parameter in parameters}
    body = "".join(pair(key, meaning) for key, meaning in told.items()) + "}\n"
    return output.python_module(LIST, "What the keys of policy documents mean, in words.",
                                "from typing import Final\n\nMEANINGS: Final = {", body)


def outputs() -> list[Output]:
    parameters = checked(reader.read("parameters.def", {"PARAMETER": Parameter}, unique=("name",))["PARAMETER"])
    return [Output(GOSUSLUGI, document(parameters), LIST),
            Output(GUIDE, table(parameters), LIST, "parameters"),
            Output("bindings/python/doverie/_policy.py", fields(parameters), LIST, "parameters"),
            Output("bindings/python/doverie/cli/_meanings.py", meanings(parameters), LIST)]
