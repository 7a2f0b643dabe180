#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up what CTest and pytest have found. The last line is `N passed, N failed`; the exit code says the same.

A test of CTest that is a doctest program counts as many as it has test cases. A missing result file, an empty one and a program
that ended before its summary count as failures: nothing that did not run is a pass. A program that cannot run on this machine,
and says so in a line `not run: …` before it exits with its SKIP_RETURN_CODE, is neither: its line is repeated before the sums; so
is a test of pytest or JUnit that is skipped with such a line as its reason.

Usage: summary.py RESULTS_DIR
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

DOCTEST = re.compile(r"\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed")
PYTEST = ["pytest.xml", "portal.xml", "keycloak.xml", "outside.xml"]
# One file for each class of tests; that there is one at all shows in the first.
JAVA = sorted(f"java/TEST-doverie.{path.stem}.xml"
              for path in (pathlib.Path(__file__).resolve().parents[2] / "bindings/java/src/test/java/doverie").glob("*Test.java"))
NOT_RUN = re.compile(r"^not run: .+$", re.M)
REASON = re.compile(r"(?:^|Exception: )(not run: .+)$", re.M)  # pytest's message, or what JUnit says of an assumption


def reasons_not_to_run(case: xml.Element) -> list[str]:
    skipped = case.find("skipped")
    said = REASON.search(f"{skipped.get('message', '')}\n{skipped.text or ''}") if skipped is not None else None
    if said:
        return [said[1]]
    if skipped is None or not skipped.get("message", "").startswith("SKIP_RETURN_CODE"):
        return []
    return NOT_RUN.findall(case.findtext("system-out") or "")


def count_case(case: xml.Element) -> tuple[int, int]:
    if reasons_not_to_run(case):
        return 0, 0
    failed = case.find("failure") is not None or case.find("error") is not None
    failed = failed or case.get("status") in {"fail", "notrun", "disabled"} or case.find("skipped") is not None
    output = case.findtext("system-out") or ""
    summary = DOCTEST.search(output)
    if not summary:
        return (0, 1) if failed else (1, 0)
    passed, wrong = int(summary[2]), int(summary[3])
    return passed, max(wrong, 1) if failed else wrong


def count_file(path: pathlib.Path) -> tuple[int, int]:
    cases = list(xml.parse(path).getroot().iter("testcase"))
    if not cases:
        return 0, 1
    counts = [count_case(case) for case in cases]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def not_run(path: pathlib.Path) -> list[str]:
    return [reason for case in xml.parse(path).getroot().iter("testcase") for reason in reasons_not_to_run(case)]


def main() -> int:
    results = pathlib.Path(sys.argv[1])
    wanted = ["ctest.xml"] if results.name in {"asan", "tsan"} else ["ctest.xml", *PYTEST, *JAVA]
    passed = failed = 0
    for name in wanted:
        path = results / name
        more_passed, more_failed = count_file(path) if path.exists() else (0, 1)
        print(f"{name}: {more_passed} passed, {more_failed} failed" + ("" if path.exists() else " (no result file)"))
        print("".join(f"{reason}\n" for reason in (not_run(path) if path.exists() else [])), end="")
        passed, failed = passed + more_passed, failed + more_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
