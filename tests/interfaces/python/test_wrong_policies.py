# SPDX-License-Identifier: Apache-2.0
"""The corpus of wrong policies, which C++ and C are held to as well, and the published schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import doverie
from doverie import Policy, PolicySchedule
from people import FROM_14_AND_18, Portal

ROOT = Path(__file__).resolve().parents[3]
CORPUS = json.loads((ROOT / "tests/support/vectors/wrong_policies.json").read_text(encoding="utf-8"))["rows"]
SCHEMA = json.loads((ROOT / "docs/policy.schema.json").read_text(encoding="utf-8"))
GOSUSLUGI = FROM_14_AND_18.to_json()


def quoted(text: str) -> str:
    return text.replace("'", '"')


def changed(document: str, replacements: list[list[str]]) -> str:
    for old, new in replacements:
        assert quoted(old) in document
        document = document.replace(quoted(old), quoted(new), 1)
    return document


def document_of(row: dict[str, Any]) -> str:
    return quoted(row["text"]) if "text" in row else changed(GOSUSLUGI, [[row["from"], row["to"]]])


def refuse(row: dict[str, Any]) -> None:
    """Raises what the library makes of the row."""
    if "schedule" in row:
        PolicySchedule([Policy.from_json(changed(GOSUSLUGI, changes)) for changes in row["schedule"]])
    elif "service" in row:
        with Portal(policies=[Policy.from_json(changed(GOSUSLUGI, changes)) for changes in row["service"]]):
            pass
    else:
        Policy.from_json(document_of(row))


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row["name"])
def test_it_is_refused_naming_path_value_and_what_is_allowed(row: dict[str, Any]) -> None:
    with pytest.raises(doverie.InvalidArgument) as refused:
        refuse(row)
    for part in (row["path"], row["value"], row["allowed"]):
        assert quoted(part) in str(refused.value)


def test_the_corpus_is_large_and_its_names_are_different() -> None:
    assert len({row["name"] for row in CORPUS}) == len(CORPUS) >= 100


def test_the_published_schema_is_a_schema_and_the_librarys_own() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(Policy.json_schema()) == SCHEMA
    assert SCHEMA["required"] == list(json.loads(GOSUSLUGI))


@pytest.mark.parametrize("document", sorted((ROOT / "src/core/policy/policies").glob("*.json")), ids=lambda path: path.stem)
def test_the_policies_that_ship_are_what_the_schema_says(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert Policy.from_json(text).id == document.stem


def test_the_schema_knows_applies_to() -> None:
    links = {"contact_min_age_years": doverie.AppliesTo.NEW_LINKS, "age_reached": doverie.AppliesTo.EXISTING_LINKS}
    document = json.loads(Policy.gosuslugi().replace(applies_to=links).to_json())
    assert document["applies_to"] == {"age_reached": "existing_links", "contact_min_age_years": "new_links"}
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


@pytest.mark.parametrize("row", [row for row in CORPUS if row["schema"] is not None], ids=lambda row: row["name"])
def test_the_schema_refuses_what_a_schema_can(row: dict[str, Any]) -> None:
    if "schedule" in row or "service" in row:
        documents = [changed(GOSUSLUGI, changes) for changes in row.get("schedule") or row.get("service") or []]
    else:
        documents = [document_of(row)]
    valid = all(jsonschema.Draft202012Validator(SCHEMA).is_valid(json.loads(document)) for document in documents)
    assert valid is not row["schema"]
