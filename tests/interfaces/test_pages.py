# SPDX-License-Identifier: Apache-2.0
"""Every block of C and C++ on the pages compiles, warnings being errors, and every block of Python; those of Python that need
nothing else run, too.

Usage: python -m pytest tests/interfaces/test_pages.py      (CXX and CC name other compilers)
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(cpp|c|python)\n(.*?)^```", re.M | re.S)
INCLUDE = re.compile(r"^#include .*\n", re.M)

HEADERS = """
#include <cstdio>
#include <doverie/adapters/memory.h>
#include <doverie/adapters/sqlite.h>
#include <doverie/population.h>
#include <doverie/service.h>
template <class T> T must(doverie::Result<T> result) { return std::move(result).value_or_throw(); }
std::shared_ptr<doverie::AccountDirectory> accounts;
std::shared_ptr<doverie::MemoryKeyRing> keys;
std::shared_ptr<doverie::SmsSender> gateway;
"""
SERVICE = HEADERS + "extern const doverie::Service& service; extern const std::string new_key; using namespace doverie;\n"
POSTGRES = HEADERS + "#include <doverie/adapters/postgres.h>\nextern doverie::PostgresOptions options;\n"

SENDERS = (
    HEADERS + "#include <doverie/adapters/http_sender.h>\n#include <doverie/adapters/kannel.h>\n"
    "extern const std::string password, document;\n"
)

# What stands around a block: page, its number among those of the language, what is declared before it, and whether its statements
# stand in a function.
AROUND: dict[tuple[str, str, int], tuple[str, bool]] = {
    ("README.md", "cpp", 0): (HEADERS + "extern const doverie::Secret secret;\n", True),
    ("README.md", "c", 0): (
        "#include <doverie.h>\nextern doverie_service *service;"
        "extern doverie_string maria, ivan; extern doverie_answer *invitation, *accepted, *recovery, *approval, *confirmation,"
        "*redemption; extern doverie_error *error; extern doverie_invited invited; extern doverie_recovery_started started;"
        "extern doverie_grant grant; extern doverie_attestation attestation; extern doverie_bytes secret;"
        "extern doverie_command_meta command; extern doverie_string operation;\n", True),
    ("docs/guide/gateways.md", "cpp", 0): (SENDERS, True),
    ("docs/guide/gateways.md", "cpp", 1): (SENDERS, True),
    ("docs/guide/gateways.md", "cpp", 2): (
        SENDERS + "extern std::shared_ptr<doverie::SmsGateway> kannel; extern const doverie::Service& service;"
        "extern const std::string message_id, word;\n#define gateway kannel\n", True),
    ("docs/guide/gateways.md", "c", 0): (
        "#include <doverie_senders.h>\nextern doverie_gateway *gateway; extern doverie_sms_sender *sender;"
        "extern doverie_error *error; extern const char *password; void give_up(doverie_error *);\n", True),
    ("docs/guide/getting-started.md", "cpp", 0): ("", False),
    ("docs/guide/getting-started.md", "c", 0): ("", False),
    ("docs/guide/host-rules.md", "cpp", 0): (HEADERS + "std::shared_ptr<doverie::EventStore> store;\n", True),
    ("docs/guide/host-rules.md", "c", 0): ("#include <doverie.h>\n", False),
    ("docs/guide/operations.md", "cpp", 0): (
        HEADERS + "#include <doverie/adapters/open_metrics.h>\nusing namespace doverie; std::shared_ptr<EventStore> store;"
        "struct Reply { std::string_view type; std::string text; };"
        "struct Http { template <class Page> void get(const char*, Page) {} } http;\n", True),
    ("docs/guide/operations.md", "cpp", 1): (SERVICE, True),
    ("docs/guide/operations.md", "cpp", 2): (SERVICE, True),
    ("docs/guide/operations.md", "cpp", 3): (SERVICE, True),
    ("docs/guide/operations.md", "cpp", 4): (SERVICE, True),
    ("docs/guide/operations.md", "cpp", 5): (SERVICE, True),
    ("docs/guide/own-store.md", "cpp", 0): (
        HEADERS + "struct MyStore { static std::shared_ptr<doverie::EventStore> open(int); }; int new_database();\n", True),
    ("docs/guide/own-transaction.md", "cpp", 0): (
        HEADERS + "#include <doverie/core/operation.h>\nextern doverie::Settings settings; extern doverie::Command command;"
        "extern doverie::CommandMeta meta; extern std::string randomness; extern doverie::EventStore& store;"
        "doverie::Result<doverie::Supplies> fetch(const doverie::Needs&);\n", True),
    ("docs/guide/policies.md", "cpp", 0): (HEADERS, True),
    ("docs/guide/policies.md", "cpp", 1): (
        HEADERS + "#include <doverie/core/shadow.h>\nextern doverie::ServiceOptions options; extern doverie::Policy planned;"
        "template <class... T> void log(const T&...);\n", True),
    ("docs/guide/populations.md", "cpp", 0): (
        HEADERS + "extern doverie::Policy policy; extern doverie::CivilDate today; extern doverie::Instant at;"
        "extern std::vector<std::int32_t> birth_days; extern std::vector<std::uint8_t> flags;\n", True),
    ("docs/guide/postgres.md", "cpp", 0): (POSTGRES.replace("extern doverie::PostgresOptions options;", ""), True),
    ("docs/guide/postgres.md", "cpp", 1): (POSTGRES, True),
    ("docs/guide/postgres.md", "cpp", 2): (POSTGRES + "extern doverie::PostgresOptions as_owner;\n", True),
    ("docs/guide/postgres.md", "cpp", 3): (POSTGRES, True),
    ("docs/guide/postgres.md", "c", 0): (
        "#include <doverie_postgres.h>\nextern doverie_store *store; extern doverie_error *error; void give_up(doverie_error *);\n",
        True),
}  # fmt: skip


def blocks(*languages: str) -> list[tuple[str, str, int, str]]:
    found = []
    for page in PAGES:
        numbers = dict.fromkeys(languages, 0)
        for language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
            if language in numbers:
                found.append((page.relative_to(ROOT).as_posix(), language, numbers[language], text))
                numbers[language] += 1
    return found


def compiled(language: str, text: str) -> None:
    compiler = os.environ.get("CXX", "c++") if language == "cpp" else os.environ.get("CC", "cc")
    # A block shows what it makes, and need not use it.
    options = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-variable", "-Wno-unused-but-set-variable", "-Wno-unused-function"]  # fmt: skip
    standard = "-std=c++20" if language == "cpp" else "-std=c11"
    places = [f"-I{ROOT / place}" for place in ("include", "capi")]
    kind = "c++" if language == "cpp" else "c"
    done = subprocess.run(
        [compiler, standard, "-fsyntax-only", "-x", kind, *options, *places, "-"], input=text, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


C_BLOCKS = blocks("cpp", "c")
PYTHON_BLOCKS = blocks("python")


def test_kg17_every_block_is_known() -> None:
    assert {block[:3] for block in C_BLOCKS} == set(AROUND)


@pytest.mark.parametrize(("page", "language", "number", "text"), C_BLOCKS, ids=[f"{b[0]} {b[1]} {b[2]}" for b in C_BLOCKS])
def test_kg17_blocks_compile_and_drop_no_answer(page: str, language: str, number: int, text: str) -> None:
    before, in_function = AROUND[page, language, number]
    if in_function:
        includes = "".join(INCLUDE.findall(text))
        text = f"{before}{includes}void block(void);\nvoid block(void) {{\n{INCLUDE.sub('', text)}}}\n"
    else:
        text = before + text
    compiled(language, text)


def test_kg17_a_dropped_answer_is_found() -> None:
    dropped = 'keys->add(doverie::KeyPurpose::code, "a", doverie::Secret("b"));'
    with pytest.raises(AssertionError, match="nodiscard"):
        compiled("cpp", f"{HEADERS}void block() {{ {dropped} }}\n")


@pytest.mark.parametrize(("page", "language", "number", "text"), PYTHON_BLOCKS, ids=[f"{b[0]} {b[2]}" for b in PYTHON_BLOCKS])
def test_kg17_blocks_of_python_compile(page: str, language: str, number: int, text: str) -> None:
    compile(text, f"{page}, block {number}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


RUN = ["docs/guide/getting-started.md", "docs/guide/populations.md"]


@pytest.mark.parametrize("page", RUN)
def test_kg17_blocks_of_python_that_need_nothing_else_run(page: str, tmp_path: Path) -> None:
    doverie = pytest.importorskip("doverie")
    pytest.importorskip("numpy")
    place = os.environ | {"PYTHONPATH": str(Path(doverie.__file__).absolute().parent.parent)}
    for _, _, _, text in (block for block in PYTHON_BLOCKS if block[0] == page):
        command = [sys.executable, "-W", "error", "-c", text]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=place)
        assert done.returncode == 0, done.stderr
        told = [told.partition(":")[0].strip() for told in re.findall(r"^print\(.*?\) +# (.+)$", text, re.M)]
        assert [line for line in told if line.split()[0] in done.stdout] == told


def test_kg16_no_page_installs_what_is_not_published() -> None:
    """Anybody could register the name: until there is a release, pages install from the source."""
    kept = subprocess.run(["git", "ls-files", "-z", "examples"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    examples = [ROOT / name for name in kept.split("\0") if name]  # what programs have built there is not read
    for place in [*PAGES, *(ROOT / "bindings/python/doverie").rglob("*.py"), *examples]:
        for line in place.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"pip3? install (?!\.)['\"]?doverie", line), f"{place.relative_to(ROOT)}: {line}"


def test_kg18_no_page_takes_a_value_without_looking() -> None:
    """`*SqliteStore::open(…)` throws bad_variant_access, which says nothing."""
    for page, language, _, text in C_BLOCKS:
        if language == "cpp":
            assert not re.search(r"[=({,] ?\*(?!std::move)[\w:]+\(", text), f"{page}: {text}"
