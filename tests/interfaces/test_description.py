# SPDX-License-Identifier: Apache-2.0
"""Is the description of the C interface whole, what its schema says, and what a generator can go by?"""
import copy
import json
import pathlib
import re
import subprocess
import sys
from typing import Any

import jsonschema
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCRIPTION: dict[str, Any] = json.loads((ROOT / "capi/doverie.api.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((ROOT / "capi/doverie.api.schema.json").read_text(encoding="utf-8"))
KINDS = {kind: {one["name"] for one in DESCRIPTION[kind]} for kind in ("enums", "constants", "handles", "structs", "functions")}
HEADERS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "capi").glob("doverie*.h"))]


def function(name: str) -> dict[str, Any]:
    return next(one for one in DESCRIPTION["functions"] if one["name"] == name)


def test_is_what_the_headers_say() -> None:
    subprocess.run([sys.executable, str(ROOT / "cmake/description"), "--check"], check=True)


def test_schema_is_one_and_the_description_keeps_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(DESCRIPTION)


@pytest.mark.parametrize("wrong", ["kind", "member", "offset", "direction", "value"])
def test_schema_finds_what_is_wrong(wrong: str) -> None:
    changed = copy.deepcopy(DESCRIPTION)
    parameter = changed["functions"][-1]["parameters"][0]
    if wrong == "kind":
        parameter["kind"] = "pointer"
    elif wrong == "member":
        parameter["optional"] = True
    elif wrong == "offset":
        del changed["structs"][0]["members"][0]["offset"]
    elif wrong == "direction":
        del parameter["direction"]
    else:
        del changed["constants"][0]["value"]
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(changed)


def test_has_every_function_and_constant_of_the_headers() -> None:
    text = "\n".join(re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL) for header in HEADERS)
    assert set(re.findall(r"^DOVERIE_API [^;(]*?\b(doverie_\w+)\(", text, re.MULTILINE)) == KINDS["functions"]
    numbers = set(re.findall(r"^#define (DOVERIE_\w+) +\(?(?:-?\d|0x|INT|\")", text, re.MULTILINE))
    assert numbers <= KINDS["constants"]


def test_every_name_is_there() -> None:
    """A generator never meets a type, a function or a constant that is not described."""
    known = KINDS["enums"] | KINDS["handles"] | KINDS["structs"] | set(DESCRIPTION["platform"]["sizes"]) | {"void"}
    for one in DESCRIPTION["functions"]:
        names = {parameter["name"] for parameter in one["parameters"]}
        for parameter in one["parameters"]:
            assert parameter["base"] in known
            assert parameter.get("freed_by", one["name"]) in KINDS["functions"]
            assert parameter.get("lives", "forever") in {"forever", *names}
            assert parameter.get("length", parameter["name"]).split(".")[0] in names
    for struct in DESCRIPTION["structs"]:
        assert {member["base"] for member in struct["members"] if member["kind"] != "callback"} <= known
    assert all(set(enum["constants"]) <= KINDS["constants"] for enum in DESCRIPTION["enums"])


def test_what_is_made_can_be_freed() -> None:
    for one in DESCRIPTION["functions"]:
        for parameter in one["parameters"]:
            if parameter.get("owned"):
                frees = function(parameter["freed_by"])
                assert frees["frees"]
                assert frees["parameters"][0]["base"] == parameter["base"]
                assert frees["parameters"][0]["nullable"]


def test_callbacks_end_with_destroy() -> None:
    """Whatever is called later can be let go: `self` is taken, and the struct says when it is needed no more."""
    structs = {one["name"]: one for one in DESCRIPTION["structs"] if one.get("callbacks")}
    for struct in structs.values():
        assert "destroy" in {member["name"] for member in struct["members"]}
    for one in DESCRIPTION["functions"]:
        if {parameter["base"] for parameter in one["parameters"]} & structs.keys():
            assert next(parameter for parameter in one["parameters"] if parameter["name"] == "self")["taken"]
