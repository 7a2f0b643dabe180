#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether the documents hold together with each other and with the source.

Looks at README.md and docs/: relative links and their anchors; paths of the project in `code`; documents that the source names; the
tables that are made from lists; the drawings of the state machines; the numbers of sentences, and the defaults that they say; the map
of the rooms; what is said to be missing; the width of lines. Asks no network.

Usage: check_links.py      prints what is wrong, one line each, and exits with 1; or one line and 0
"""
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import check_map  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOPS = "bindings|capi|cmake|docs|examples|include|src|tests"
SOURCES = {".h", ".cc", ".c", ".cpp", ".def", ".in", ".txt", ".cmake", ".py", ".pyi", ".sh", ".toml", ".json"}
MOST_COLUMNS = 120

FENCE = re.compile(r"^( *)```.*?^\1```", re.M | re.S)
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
DEFINITION = re.compile(r"^\[[^\]]+\]: (\S+)", re.M)
CODE = re.compile(r"`([^`\n]+)`")
PROJECT_PATH = re.compile(rf"(?:{TOPS})/[A-Za-z0-9_./-]*")
SENTENCE = re.compile(r"^\* ([A-Z]\d+[a-z]?)\. (.*?)(?=\n\* |\n\n|\Z)", re.M | re.S)
NAMED_SENTENCE = re.compile(r"(?<![\w./-])([ACEHIR]\d+[a-z]?)\b")
# Numbers that a sentence says of its parameters, and what is no such number: where a source says it, and which values are allowed.
QUANTITY = re.compile(r"(?<![\w.,-])(\d+|one|two|three|four|five)(?: (days?|hours?|h|minutes?|min|seconds?|s))?\b", re.I)
NO_QUANTITY = re.compile(r"`[^`]*`|\((?:at most|\d+ to) [^)]*\)|\b(?:art\.|p\.|ASVS|§) ?[\d.]+|\d+-\w+")
IN_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
# What a library does not have becomes untrue without anybody's looking. It stands in the roadmap, where its end is seen.
MISSING = re.compile(r"\b(?:not (?:there |yet )*yet\b|(?:nothing|no|nobody|any)\b[^.:;|]*\byet\b)", re.I)
MISSING_IS_AT_HOME = {"docs/roadmap.md"}
NAMED_DOCUMENT = re.compile(r"\bdocs/[A-Za-z0-9_/-]+\.(?:md|py)(?:#[a-z0-9-]+)?")


def without_fences(text: str) -> str:
    return FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)


def anchors_of(path: pathlib.Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+?) *$", without_fences(path.read_text(encoding="utf-8")), re.M):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = base = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number = 0
        while anchor in found:
            number += 1
            anchor = f"{base}-{number}"
        found.add(anchor)
    return found


def flaw_of_target(page: pathlib.Path, target: str) -> str | None:
    if re.match(r"[a-z]+:", target):
        return None
    path, _, anchor = urllib.parse.unquote(target).partition("#")
    there = (page.parent / path).resolve() if path else page
    if not there.exists():
        return f"no such file: {target}"
    if anchor and anchor not in anchors_of(there):
        return f"no such heading: {target}"
    return None


def flaws_of_page(page: pathlib.Path) -> list[str]:
    name = page.relative_to(ROOT)
    text = page.read_text(encoding="utf-8")
    prose = without_fences(text)
    targets = LINK.findall(CODE.sub("", prose)) + DEFINITION.findall(prose)
    flaws = [f"{name}: {flaw}" for target in targets if (flaw := flaw_of_target(page, target))]
    for code in CODE.findall(prose):
        if PROJECT_PATH.fullmatch(code) and not (ROOT / code).exists():
            flaws.append(f"{name}: no such path: {code}")
    for number, line in enumerate(prose.splitlines(), 1):
        if len(line) > MOST_COLUMNS and not line.startswith("|") and not DEFINITION.match(line):
            flaws.append(f"{name}:{number}: {len(line)} columns; at most {MOST_COLUMNS} outside of tables and code")
    return flaws


def flaws_of_source() -> list[str]:
    """Documents and headings that the source names."""
    flaws = []
    tops = [*(ROOT / top for top in TOPS.split("|")), ROOT / ".ci"]
    for file in sorted(file for top in tops for file in top.rglob("*") if file.suffix in SOURCES):
        for target in NAMED_DOCUMENT.findall(file.read_text(encoding="utf-8")):
            if flaw := flaw_of_target(ROOT / "README.md", target):
                flaws.append(f"{file.relative_to(ROOT)}: {flaw}")
    return flaws


def compare(page: str, what: str, written: set[str], there: set[str]) -> list[str]:
    missing = [f"{page}: the {what} {name} is missing" for name in sorted(there - written)]
    return missing + [f"{page}: there is no {what} {name}" for name in sorted(written - there)]


def flaws_of_drawings() -> list[str]:
    page = "docs/architecture.md"
    text = (ROOT / page).read_text(encoding="utf-8")
    table = (ROOT / "src/core/records/transitions.cc").read_text(encoding="utf-8")
    flaws = []
    for machine, prefix in (("invitation", "I"), ("request", "")):
        drawing = re.search(rf"<!-- transitions: {machine} -->\n```mermaid\n(.*?)```", text, re.S)
        arrows = re.findall(r"^ *(\S+) --> (\S+): (.+)$", drawing[1] if drawing else "", re.M)
        drawn = {f"{start} {step} {end}" for start, end, steps in arrows for step in steps.split(", ")}
        rows = re.findall(rf"\{{(?:{prefix}State::(\w+)|std::nullopt), {prefix}Step::(\w+), {prefix}State::(\w+)\}}", table)
        flaws += compare(page, f"{machine} transition", drawn, {f"{start or '[*]'} {step} {end}" for start, step, end in rows})
    return flaws


def flaws_of_sentences() -> list[str]:
    """Every sentence of the specification has a number of its own, and every number that a page names is that of one."""
    sentences: dict[str, tuple[str, str]] = {}
    flaws = []
    pages = {page.name: without_fences(page.read_text(encoding="utf-8")) for page in sorted((ROOT / "docs/spec").glob("*.md"))}
    for page, text in pages.items():
        for number, sentence in SENTENCE.findall(text):
            if number in sentences:
                flaws.append(f"docs/spec/{page}: {number} is a sentence of {sentences[number][0]} already")
            sentences[number] = page, " ".join(sentence.split())
    for page, text in pages.items():
        named = set(NAMED_SENTENCE.findall(CODE.sub("", text)))
        flaws += [f"docs/spec/{page}: there is no sentence {number}" for number in sorted(named - set(sentences))]
    example = re.search(r"^\*([A-Z]\d+)\. (.*?)\* reads", pages["README.md"], re.M | re.S)
    if not example or sentences.get(example[1], ("", ""))[1] != " ".join(example[2].split()):
        flaws.append("docs/spec/README.md: the example of how a sentence is read is not a sentence as it stands on its page")
    return flaws


def quantities_of(sentence: str) -> set[tuple[bool, int]]:
    """The numbers that it says, each with whether it is of time; time in seconds."""
    told = QUANTITY.findall(NO_QUANTITY.sub("", sentence))
    return {(bool(unit), (IN_WORDS.get(number.lower()) or int(number)) * SECONDS.get(unit[:1].lower(), 1)) for number, unit in told}


def flaws_of_defaults() -> list[str]:
    """A sentence that says numbers of the kind that its parameter is, counts or times, says the default among them. Parameters are those
    behind its last dash; one of 0 is off, and the sentence is about policies that have it."""
    policy = json.loads((ROOT / "src/core/policy/policies/gosuslugi.json").read_text(encoding="utf-8"))
    flaws, compared = [], 0
    for page in sorted((ROOT / "docs/spec").glob("*.md")):
        for number, sentence in SENTENCE.findall(page.read_text(encoding="utf-8")):
            said = quantities_of(" ".join(sentence.split()))
            for name in set(re.findall(r"`(\w+)`", sentence.rpartition("—")[2])) & set(policy):
                time = re.fullmatch(r"(\d+)([hms])", str(policy[name]))
                default = int(time[1]) * SECONDS[time[2]] if time else policy[name]
                if type(default) is not int or default == 0 or not any(bool(time) == of_time for of_time, _ in said):
                    continue
                compared += 1
                if (bool(time), default) not in said:
                    flaws.append(f"docs/spec/{page.name}: {number} does not say the default of {name}, {policy[name]}")
    return flaws or ([] if compared else ["docs/spec: no sentence says a default any more, or none is understood"])


def flaws_of_decisions() -> list[str]:
    """The index has every decision once."""
    listed = re.findall(r"^\| \[\d{4}\]\((\S+)\)", (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"), re.M)
    there = {page.name for page in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    twice = [f"docs/decisions/README.md: {name} is there twice" for name in sorted(set(listed)) if listed.count(name) > 1]
    return twice + compare("docs/decisions/README.md", "decision", set(listed), there)


def flaws_of_missing(pages: list[pathlib.Path]) -> list[str]:
    """Lists of what is not there, outside of the roadmap. Decisions are of their day, and tables hold the texts of reasons."""
    flaws = []
    for page in pages:
        name = page.relative_to(ROOT).as_posix()
        if name in MISSING_IS_AT_HOME or name.startswith("docs/decisions/"):
            continue
        prose = re.sub(r"\[[^\]]*\]\([^)]*\)", "", CODE.sub("", without_fences(page.read_text(encoding="utf-8"))))
        for number, line in enumerate(prose.splitlines(), 1):
            if not line.startswith("|") and MISSING.search(line):
                flaws.append(f"{name}:{number}: what is not there stands in docs/roadmap.md alone: {line.strip()}")
    return flaws


def flaws_of_vocabulary() -> list[str]:
    """Tables that are made from the lists."""
    check = [sys.executable, str(ROOT / "cmake/vocabulary"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def main() -> int:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    flaws = [flaw for page in pages for flaw in flaws_of_page(page)]
    flaws += flaws_of_source() + flaws_of_drawings() + flaws_of_vocabulary() + flaws_of_sentences() + flaws_of_defaults()
    flaws += flaws_of_decisions() + flaws_of_missing(pages) + check_map.flaws()
    print("\n".join(flaws) or f"{len(pages)} documents hold together")
    return 1 if flaws else 0


if __name__ == "__main__":
    sys.exit(main())
