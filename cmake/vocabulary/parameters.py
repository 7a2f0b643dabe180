# SPDX-License-Identifier: Apache-2.0
"""Where do the parameters of policies go? gosuslugi.json, Python's Policy, the guide to policies, the texts of the command line."""
import json
import re
import textwrap
from typing import Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/parameters.def"
GUIDE = "docs/guide/policies.md"
GOSUSLUGI = "src/core/policy/policies/gosuslugi.json"
WIDTH = 120
UNITS = {"hours": "h", "minutes": "m", "seconds": "s"}
PYTHON_TYPES = {"count": "int", "flag": "bool", "duration": "timedelta", "age_reached": "AgeReached",
                "leap_birthday": "LeapBirthday", "phone_prefixes": "Sequence[str]"}


class Parameter(NamedTuple):
    type: Literal["count", "flag", "duration", "age_reached", "leap_birthday", "phone_prefixes"]
    name: reader.Word
    initial: reader.Word
    least: reader.Word
    most: reader.Word
    about_people: bool
    meaning: reader.Text
    source: reader.Text


def value(parameter: Parameter, cell: str) -> object:
    """What C++ reads there, as a document writes it."""
    if duration := re.fullmatch(r"std::chrono::(hours|minutes|seconds)\{(\d+)\}", cell):
        return duration[2] + UNITS[duration[1]]
    if cell == "Duration{0}":
        return "0s"
    if parameter.type == "phone_prefixes" and cell.startswith("{"):
        return json.loads(f"[{cell[1:-1]}]")
    if parameter.type in ("age_reached", "leap_birthday"):
        return cell.partition("::")[2]
    if constant := re.fullmatch(r"k\w+", cell):
        header = (reader.ROOT / reader.LISTS / "attestation.h").read_text(encoding="utf-8")
        return int(re.search(rf"{constant[0]} = (\d+);", header)[1])  # type: ignore[index]
    return json.loads(cell)


def document(parameters: list[Parameter]) -> str:
    """The policy gosuslugi: who it is stays as it is written there, the parameters are their defaults."""
    known = json.loads((reader.ROOT / GOSUSLUGI).read_text(encoding="utf-8"))
    members = {key: known[key] for key in ("id", "applies_from", "time_zone")}
    members |= {parameter.name: value(parameter, parameter.initial) for parameter in parameters}
    lines = (f"  {json.dumps(key)}: {json.dumps(member, ensure_ascii=False)}" for key, member in members.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def in_cell(told: object) -> str:
    if isinstance(told, bool):
        return json.dumps(told)
    return f"`{json.dumps(told)}`" if isinstance(told, list) else str(told)


def table(parameters: list[Parameter]) -> str:
    rows = []
    for parameter in parameters:
        words = parameter.type in ("age_reached", "leap_birthday")
        initial, least, most = (in_cell(value(parameter, cell)) for cell in parameter[2:5])
        allowed = {"flag": "true, false", "phone_prefixes": f"one or more, `+` and {least} to {most} digits",
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
    head = guide.index("| key | meaning | allowed |")
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) \|", guide[head:guide.index("\n\n", head)], re.MULTILINE)
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
    parameters = reader.read("parameters.def", {"PARAMETER": Parameter}, unique=("name",))["PARAMETER"]
    return [Output(GOSUSLUGI, document(parameters), LIST),
            Output(GUIDE, table(parameters), LIST, "parameters"),
            Output("bindings/python/doverie/_policy.py", fields(parameters), LIST, "parameters"),
            Output("bindings/python/doverie/cli/_meanings.py", meanings(parameters), LIST)]
