# SPDX-License-Identifier: Apache-2.0
"""Where do the notices of notices.def go? Constants of C, an enum of Python, the table of the guide to notices."""
from typing import Literal, NamedTuple

import output
import reader
from output import Output

LIST = f"{reader.LISTS}/notices.def"
TOLD = {"trustor": "trustor", "contact": "that contact", "both": "trustor, that contact", "everyone": "trustor, contacts"}


class Notice(NamedTuple):
    number: int
    name: reader.Word
    told: Literal["trustor", "contact", "both", "everyone"]
    carries: Literal["circle", "request", "wait"]
    when: reader.Said
    unless: reader.Text


def named(notices: list[Notice]) -> list[tuple[str, int, str]]:
    return [(notice.name, notice.number, f"{notice.when[0].upper()}{notice.when[1:]}.") for notice in notices]


def module(notices: list[Notice]) -> str:
    body = output.python_enum("Notice", "Named", "What a person is told. str() of a notice is its name.", named(notices))
    return output.python_module(LIST, "What people are told, as numbers that have names.", "from doverie._named import Named", body)


def table(notices: list[Notice]) -> str:
    """The parameters that every notice has are not in it."""
    parameters = {"circle": "–", "request": "`request`, `operation`, `number`",
                  "wait": "`request`, `operation`, `number`, `redeem_from`"}
    return output.table("number | name | told to | when | dropped unless | parameters", [
        [str(notice.number), f"`{notice.name}`", TOLD[notice.told], notice.when, notice.unless or "–",
         parameters[notice.carries]] for notice in notices])


def outputs() -> list[Output]:
    notices = reader.read("notices.def", {"NOTICE": Notice})["NOTICE"]
    return [Output("capi/doverie.h", output.c_constants("Notices: what a person is told.", "NOTICE", named(notices)), LIST, "notices"),
            Output("bindings/python/doverie/_notices.py", module(notices), LIST),
            Output("docs/guide/notices.md", table(notices), LIST, "notices")]
