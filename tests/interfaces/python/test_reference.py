# SPDX-License-Identifier: Apache-2.0
"""Is the reference made of what stands beside the names, and is none of Python's public names without documentation?"""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import doverie
from doverie import testing

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reference")
    command = [sys.executable, str(ROOT / "docs/reference/make.py"), str(out), "--strict"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_there_is_a_page_for_each_language(reference: Path) -> None:
    pages = re.findall(r'href="([^"]+)"', (reference / "index.html").read_text(encoding="utf-8"))
    assert [page.split("/")[0] for page in pages] == ["python", "cpp", "c"]
    assert all((reference / page).is_file() for page in pages)


def test_it_needs_no_network(reference: Path) -> None:
    for page in reference.rglob("*.html"):
        text = page.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?:https?:)?//', text), page


def test_fields_errors_and_words_are_there(reference: Path) -> None:
    text = (reference / "python/doverie.html").read_text(encoding="utf-8")
    for words in ("So many wrong codes, and one more is refused", "TOO_MANY_WRONG_CODES", "Sends up to", "attempts_from"):
        assert words in text


def test_examples_run() -> None:
    for module in (doverie, testing):
        assert doctest.testmod(module).failed == 0
    for page in (ROOT / "docs/reference").glob("*.md"):
        assert doctest.testfile(str(page), module_relative=False).failed == 0
