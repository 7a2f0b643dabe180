# SPDX-License-Identifier: Apache-2.0
"""`doverie policy show`."""

import json

from test_cli import asked, run

import doverie
from people import AGE


def test_every_parameter_is_shown_with_what_it_means() -> None:
    shown = asked("policy", "show", "gosuslugi")
    assert shown["content_hash"] == doverie.Policy.gosuslugi().content_hash
    assert {row["parameter"]: row["value"] for row in shown["parameters"]} == json.loads(
        doverie.Policy.gosuslugi().to_json()
    )
    assert f"contact_min_age_years: {AGE} (years the contact has to have reached)" in run("policy", "show", "gosuslugi").output
    assert "trustor_citizen_required: true" in run("policy", "show", "gosuslugi").output
    run("policy", "show", "nothing.json", status=2)
