#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may, one account at a time: the library against general rule engines, on the same rows, all the reasons asked
for. Every engine first has to give the library's masks. Rounds are interleaved; times are medians. Needs the package and
numpy; compares with the engines that are installed:

    pip install json-logic-qubit jsonlogic-rs datalogic-py zen-engine cedarpy casbin
    DOVERIE_BUILD_DIR=build/release engines_bench.py [ROWS [ROUNDS]]

With DOVERIE_BUILD_DIR the decision in C++, as population_bench measures it over the same rows, is compared as well.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

import doverie
from doverie.population import Eligibility, Population

EPOCH = date(1970, 1, 1)
TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATEST_BIRTH_DAY = (date(2008, 3, 2) - EPOCH).days
FACTS = {"citizen": 0x04, "confirmed": 0x08, "phone_confirmed": 0x10, "passport_current": 0x20, "phone_allowed": 0x40}
PHONE = "phone_confirmed", "phone_allowed"
SIMPLE = {"citizen": 4, "confirmed": 8, "passport_current": 32}
"""Facts that are a rule each, and the bits that say so."""

Row: TypeAlias = dict[str, Any]
Decide: TypeAlias = Callable[[Row], int]


def chance() -> Iterator[int]:
    """std::minstd_rand(1), so that the rows are those of population_bench."""
    state = 1
    while True:
        state = state * 48271 % 2147483647
        yield state


def accounts(count: int) -> list[Row]:
    """Ages from 0 to 100; nine in ten have each of the facts."""
    random = chance()
    rows: list[Row] = []
    for _ in range(count):
        row: Row = {"exists": True, "birth_day": (TODAY - EPOCH).days - next(random) % 36525}
        names = ("citizen", "confirmed", "phone_confirmed", "passport_current", "phone_allowed")
        row |= {name: next(random) % 10 != 0 for name in names}
        rows.append(row)
    return rows


def json_logic_rule() -> Any:
    def unless(fact: Any, bit: int) -> Any:
        return {"if": [fact, 0, bit]}

    def var(name: str) -> Any:
        return {"var": name}

    failed = [unless({"<=": [var("birth_day"), LATEST_BIRTH_DAY]}, 2), unless({"and": [var(name) for name in PHONE]}, 16)]
    failed += [unless(var(name), bit) for name, bit in SIMPLE.items()]
    return {"if": [var("exists"), {"+": failed}, 1]}


def json_logic() -> Decide:
    rule, apply = json_logic_rule(), import_module("json_logic").jsonLogic
    return lambda row: int(apply(rule, row))


def jsonlogic_rs() -> Decide:
    rule, apply = json_logic_rule(), import_module("jsonlogic_rs").apply
    return lambda row: int(apply(rule, row))


def datalogic() -> Decide:
    rule = import_module("datalogic_py").Engine().compile(json.dumps(json_logic_rule()))
    return lambda row: int(rule.evaluate(row))


def zen() -> Decide:
    failed = [f"(birth_day > {LATEST_BIRTH_DAY} ? 2 : 0)", f"({' and '.join(PHONE)} ? 0 : 16)"]
    failed += [f"({name} ? 0 : {bit})" for name, bit in SIMPLE.items()]
    expression = import_module("zen").compile_expression(f"exists ? {' + '.join(failed)} : 1")
    return lambda row: int(expression.evaluate(row))


def cedar() -> Decide:
    """Policies that forbid, one for each rule; the ones that decided are the reasons."""
    module = import_module("cedarpy")
    conditions = {1: "!context.exists", 2: f"context.exists && context.birth_day > {LATEST_BIRTH_DAY}"}
    conditions[16] = "context.exists && !(" + " && ".join(f"context.{name}" for name in PHONE) + ")"
    conditions |= {bit: f"context.exists && !context.{name}" for name, bit in SIMPLE.items()}
    texts = [f"forbid(principal, action, resource) when {{ {condition} }};" for condition in conditions.values()]
    policies = module.PolicySet.from_str("\n".join([*texts, "permit(principal, action, resource);"]))
    bits = {f"policy{index}": bit for index, bit in enumerate(conditions)}
    entities = module.Entities.from_json_str("[]")
    request = {"principal": 'Account::"ivan"', "action": 'Action::"serve"', "resource": 'Service::"trust"'}

    def decide(row: Row) -> int:
        answer = module.is_authorized(request | {"context": row}, policies, entities)
        return sum(bits.get(policy, 0) for policy in answer.diagnostics.reasons)

    return decide


CASBIN_MODEL = """
[request_definition]
r = account, check
[policy_definition]
p = check, rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.check == p.check && eval(p.rule)
"""


def casbin() -> Decide:
    """It answers yes or no, so that every rule is asked for."""
    model = import_module("casbin.model").Model()
    model.load_model_from_text(CASBIN_MODEL)
    enforcer = import_module("casbin").Enforcer(model)
    rules = {2: f"r.account.birth_day <= {LATEST_BIRTH_DAY}", 16: " && ".join(f"r.account.{name}" for name in PHONE)}
    rules |= {bit: f"r.account.{name}" for name, bit in SIMPLE.items()}
    for bit, rule in rules.items():
        enforcer.add_policy(str(bit), rule)

    def decide(row: Row) -> int:
        account = SimpleNamespace(**row)
        return sum(bit for bit in rules if not enforcer.enforce(account, str(bit)))

    return decide


ENGINES = {
    "json-logic (Python)": json_logic,
    "json-logic (jsonlogic-rs)": jsonlogic_rs,
    "json-logic (datalogic)": datalogic,
    "GoRules zen": zen,
    "Cedar": cedar,
    "casbin": casbin,
}


def installed() -> dict[str, Decide]:
    engines = {}
    for name, make in ENGINES.items():
        try:
            engines[name] = make()
        except ImportError as missing:
            print(f"{name}: not installed ({missing.name})")
    return engines


def nanoseconds(decide: Decide, rows: Sequence[Row]) -> float:
    before = time.perf_counter()
    for row in rows:
        decide(row)
    return (time.perf_counter() - before) * 1e9 / len(rows)


def row_of(row: Row) -> tuple[int, int]:
    return row["birth_day"], 1 + sum(bit for name, bit in FACTS.items() if row[name])


def in_cpp(rows: int, rounds: int) -> float | None:
    """Nanoseconds of a decision over AccountFacts, the dearer of the two."""
    folder = os.environ.get("DOVERIE_BUILD_DIR")
    if folder is None:
        return None
    command = [str(Path(folder) / "tests/bench/population_bench"), str(rows), str(rounds)]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    found = re.search(r"AccountFacts: .* doverie +([0-9.]+) ns", told)
    assert found, told
    return float(found[1])


def main() -> None:
    rows = accounts(int(sys.argv[1]) if len(sys.argv) > 1 else 4096)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    table = Eligibility.of_contacts(doverie.Policy.gosuslugi(), TODAY, NOW)
    days, flags = zip(*map(row_of, rows), strict=True)
    population = Population(np.array(days, np.int32), np.array(flags, np.uint8))
    masks = table.check(population).tolist()
    facts = {id(row): row_of(row) for row in rows}
    ours: Decide = lambda row: table.check_row(*facts[id(row)])  # noqa: E731  called as the others are
    engines = installed()
    for name, decide in engines.items():
        assert [decide(row) for row in rows] == masks, f"{name} decides otherwise"

    times: dict[str, list[float]] = {name: [] for name in ("doverie, Python", "doverie, C++", *engines)}
    for _ in range(rounds):
        times["doverie, Python"].append(nanoseconds(ours, rows))
        for name, decide in engines.items():
            times[name].append(nanoseconds(decide, rows))
        if (cpp := in_cpp(len(rows), 3)) is not None:
            times["doverie, C++"].append(cpp)
    told = {name: statistics.median(values) for name, values in times.items() if values}
    for name, value in told.items():
        print(f"{name:27} {value:10.1f} ns a decision")
    if engines:
        fastest = min(engines, key=told.__getitem__)
        for name in told.keys() - engines.keys():
            print(f"{name}: {told[fastest] / told[name]:.0f} x faster than the fastest engine, {fastest}")


if __name__ == "__main__":
    main()
