#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes out one defence after the other and demands that a test named after the threat fails (faults.toml).

A copy of the sources is built once, with every fault in it asleep; DOVERIE_PLANTED wakes one at run time. The sources
themselves know nothing of it, and no release build can have it.

Usage: faults.py BUILD_DIR [--jobs N] [--only NAME … | --part K/N] [--junit FILE]      the last line is `N passed, N failed`
       faults.py --look                                   only whether the lines that faults replace are where they say
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LONGEST_RUN_SECONDS = 240
USUAL_PROGRAM = "threats_test"


class Wrong(Exception):
    """What has to be put right before anything can be run."""


def read_faults():
    faults = tomllib.loads((HERE / "faults.toml").read_text())["fault"]
    names = [fault["name"] for fault in faults]
    for name in {name for name in names if names.count(name) > 1}:
        raise Wrong(f"faults.toml: two faults are named {name}")
    for number, fault in enumerate(faults, 1):
        fault["number"] = number
    return faults


def searched(faults):
    """Those that the search for the worst of an adversary has to find as well (`searched`: which one)."""
    return [
        {**fault, "name": fault["name"] + "_searched", "program": "adversaries_test", "tests": f"adversaries: {fault['searched']}"}
        for fault in faults
        if "searched" in fault
    ]


def plant(fault, texts):
    """Puts the fault into the text of its file."""
    path = fault["file"]
    text = texts.setdefault(path, (ROOT / path).read_text())
    found = text.count(fault["old"])
    if found != 1:
        raise Wrong(f"faults.toml, {fault['name']}: `old` stands {found} times in {path}, and has to stand there once")
    if "PLANTED" not in fault["new"]:
        raise Wrong(f"faults.toml, {fault['name']}: `new` does not say PLANTED")
    texts[path] = text.replace(fault["old"], fault["new"].replace("PLANTED", f"doverie_planted({fault['number']})"))


def write_if_changed(path, content):
    """Keeps the time of what is as it was, so that it need not be compiled again."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def copy_sources(tree, faults):
    texts = {}
    for fault in faults:
        plant(fault, texts)
    for folder in ("include", "src", "cmake", "tests", "capi", "examples", "docs"):
        for source in sorted((ROOT / folder).rglob("*")):
            if source.is_file() and "__pycache__" not in source.parts:
                name = str(source.relative_to(ROOT))
                write_if_changed(tree / name, texts[name].encode() if name in texts else source.read_bytes())
    shutil.copy2(ROOT / "CMakeLists.txt", tree / "CMakeLists.txt")


def look():
    """Seconds in place of the half hour after which the first build would say it."""
    faults, texts, wrong = read_faults(), {}, []
    for fault in faults:
        try:
            plant(fault, texts)
        except (Wrong, OSError) as flaw:
            wrong.append(str(flaw))
    print("\n".join(wrong) or f"{len(faults)} faults stand where they say")
    return 1 if wrong else 0


def program_of(fault):
    return fault.get("program", USUAL_PROGRAM)


def build(tree, binaries, faults, jobs):
    """The programs that look for the faults, by name."""
    options = {
        "CMAKE_BUILD_TYPE": "Release",  # a broken invariant is refused, not aborted: the test has to notice by itself
        "CMAKE_CXX_FLAGS": f"-include {tree}/tests/house/planted.h",
        "CMAKE_CXX_FLAGS_RELEASE": "-O1 -DNDEBUG",
        "DOVERIE_BUILD_EXAMPLES": "OFF",
        "DOVERIE_BUILD_POSTGRES": "ON",
        "DOVERIE_BUILD_TESTS": "ON",
        "DOVERIE_WARNINGS_AS_ERRORS": "OFF",
    }
    settings = [f"-D{name}={value}" for name, value in options.items()]
    subprocess.run(["cmake", "-G", "Ninja", "-S", tree, "-B", binaries, *settings], check=True, stdout=subprocess.DEVNULL)
    programs = {program_of(fault): None for fault in faults}
    subprocess.run(["cmake", "--build", binaries, "--target", *programs, "-j", str(jobs)], check=True)
    return {program: binaries / "tests/bin" / program for program in programs}


def tests_of(fault):
    """The names of the tests that have to notice, as doctest's filter; nothing for all of the program's."""
    named = fault.get("tests", f"{fault['threat']}:*" if "threat" in fault else "")
    return [f"--test-case={named}"] if named else []


def tests_fail(programs, fault):
    """Whether a test named after the threat fails while the fault is awake (0: none is); Wrong when that cannot be told."""
    environment = {**os.environ, "DOVERIE_PLANTED": str(fault.get("number", 0))}
    command = [str(programs[program_of(fault)])] + tests_of(fault)
    try:
        done = subprocess.run(
            command, env=environment, timeout=LONGEST_RUN_SECONDS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    except subprocess.TimeoutExpired:  # no test has said anything
        raise Wrong(f"{program_of(fault)} did not end in {LONGEST_RUN_SECONDS} s, and so no test has failed") from None
    output = done.stdout.decode(errors="replace")
    if "test cases: 0" in output.replace("test cases:  ", "test cases: "):
        raise Wrong(f"no test of {program_of(fault)} is named after {fault['threat']}")
    return done.returncode != 0, output


def write_junit(path, results):
    suite = ET.Element("testsuite", name="planted faults", tests=str(len(results)))
    for name, message in results:
        case = ET.SubElement(suite, "testcase", classname="faults", name=name)
        if message:
            ET.SubElement(case, "failure", message=message)
    path.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(suite).write(path, encoding="unicode")


def judged(programs, fault):
    """What became of the fault, as a word, what is wrong, which is empty when it was caught, and the seconds that it took."""
    began = time.monotonic()
    try:
        failed, _ = tests_fail(programs, fault)
    except Wrong as wrong:
        return "ERROR ", str(wrong), time.monotonic() - began
    missed = f"no test named {tests_of(fault)} of {program_of(fault)} fails: {fault['what']}"
    return "caught" if failed else "MISSED", "" if failed else missed, time.monotonic() - began


def demand_sleep(programs, jobs):
    """What fails without a fault would be taken for a catch."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for failed, output in pool.map(lambda program: tests_fail(programs, {"program": program}), programs):
            if failed:
                print(output)
                raise Wrong("tests fail although no fault is awake")


def wake_each(programs, faults, jobs):
    """Pairs of the fault's name and what is wrong, empty when it was caught."""
    results = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for fault, (word, message, seconds) in zip(faults, pool.map(lambda fault: judged(programs, fault), faults)):
            by = f"by {program_of(fault)}" if word == "caught" else message if word != "MISSED" else ""
            print(f"{word}  {fault['threat']:4} {fault['name']}: {fault['what']}; {by}".rstrip("; ") + f" ({seconds:.1f} s)", flush=True)
            results.append((fault["name"], message))
    return results


def part(text):
    number, step = map(int, text.split("/"))
    return number % step, step


def main():
    parser = argparse.ArgumentParser(description="Demands that every planted fault is caught")
    parser.add_argument("build", type=pathlib.Path, nargs="?")
    parser.add_argument("--look", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--part", type=part, default=(0, 1), metavar="K/N", help="every N-th one, from the K-th on (K: any number)")
    parser.add_argument("--junit", type=pathlib.Path)
    options = parser.parse_args()
    if options.look:
        return look()
    if not options.build:
        parser.error("BUILD_DIR is missing")
    directory = options.build.resolve()
    try:
        faults = read_faults()
        first, step = options.part
        chosen = [fault for fault in (faults + searched(faults))[first::step] if not options.only or fault["name"] in options.only]
        copy_sources(directory / "tree", faults)
        programs = build(directory / "tree", directory / "binaries", chosen, options.jobs)
        demand_sleep(programs, options.jobs)
        results = wake_each(programs, chosen, options.jobs)
    except Wrong as wrong:
        print(wrong)
        results = [("the list of faults", str(wrong))]
    if options.junit:
        write_junit(options.junit, results)
    missed = sum(1 for _, message in results if message)
    print(f"{len(results) - missed} passed, {missed} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
