# SPDX-License-Identifier: Apache-2.0
"""The description of the C interface is enough: languages over raw layers that are made of it tell the story to the byte, on a store,
accounts and an SMS sender of their own.

DOVERIE_LONG=1 adds the checks of each toolchain that take minutes: Go's race detector and cgocheck2, valgrind for Rust.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile

import languages
import pytest
import test_story
from languages import EXPECTED, OTHERS, ROOT

LONG = os.environ.get("DOVERIE_LONG") == "1"
MOST_LINES = 300  # of the layer by hand


@pytest.mark.parametrize("language", OTHERS)
def test_story_to_the_byte(language: str) -> None:
    assert OTHERS[language]().told() == EXPECTED


def test_every_language_tells_the_same() -> None:
    """Those that are there; each of the others says in its own test that it is not."""
    told: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as directory:
        for language, command in test_story.STORIES.items():
            told[language] = test_story.run(command, pathlib.Path(directory, language))
    for language, make in OTHERS.items():
        try:
            told[language] = make().told()
        except pytest.skip.Exception as missing:
            print(f"{language}: {missing}")
    print("told by", ", ".join(told))
    assert {"cpp", "c", "python"} <= told.keys()
    assert set(told.values()) == {EXPECTED}


def test_collector_between_every_two_calls_of_go() -> None:
    assert languages.go().told(DOVERIE_GC="1") == EXPECTED


def test_collector_between_every_two_calls_of_node() -> None:
    assert languages.node("--expose-gc").told(DOVERIE_GC="1") == EXPECTED


@pytest.mark.skipif(not LONG, reason="not run: Go's race detector and cgocheck2 (DOVERIE_LONG=1 runs them)")
def test_go_under_its_checks() -> None:
    assert languages.go("-race", GOEXPERIMENT="cgocheck2").told() == EXPECTED


@pytest.mark.skipif(not LONG, reason="not run: Rust under valgrind (DOVERIE_LONG=1 runs it)")
def test_rust_under_valgrind() -> None:
    story = languages.rust()
    assert shutil.which("valgrind")
    done = subprocess.run(["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite", *story.command],
                          capture_output=True, encoding="utf-8", timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout == EXPECTED


@pytest.mark.parametrize("layer", ["go/doverie.go", "rust/src/doverie.rs", "node/doverie.mjs"])
def test_layer_by_hand_is_thin(layer: str) -> None:
    assert len((ROOT / "examples" / layer).read_text(encoding="utf-8").splitlines()) <= MOST_LINES
