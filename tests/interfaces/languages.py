# SPDX-License-Identifier: Apache-2.0
"""How is the story built and told in languages whose toolchain may not be there? What is missing is said, and counts as not run."""
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("DOVERIE_BUILD_DIR", ROOT / "build" / "dev")).resolve()
EXPECTED = (ROOT / "examples" / "story.expected.txt").read_text(encoding="utf-8")
LIBRARIES = BUILD / "capi"
DESCRIPTION = ROOT / "capi" / "doverie.api.json"


class Story(NamedTuple):
    """A command that prints the story, and what it needs in its environment."""
    command: list[str]
    environment: dict[str, str]

    def told(self, **more: str) -> str:
        done = subprocess.run(self.command, capture_output=True, encoding="utf-8", timeout=600, check=False,
                              env={**os.environ, **self.environment, **more})
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout


def not_run(why: str) -> None:
    """tests/support/summary.py repeats it before the sums."""
    pytest.skip(f"not run: {why}")


def version(*command: str) -> tuple[int, ...]:
    """What a tool says of itself; () when it is not there."""
    if not shutil.which(command[0]):
        return ()
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else ()


def needs(language: str, least: tuple[int, ...], *command: str) -> None:
    has = version(*command)
    if has < least:
        wanted = ".".join(map(str, least))
        not_run(f"the story in {language}: {command[0]} {wanted} or later is needed, and "
                + (f"{'.'.join(map(str, has))} is here" if has else "is not here"))


def run(command: list[str], where: pathlib.Path, **environment: str) -> None:
    done = subprocess.run(command, cwd=where, capture_output=True, encoding="utf-8", timeout=1200, check=False,
                          env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


def copied(language: str) -> pathlib.Path:
    """The example beside what is built: the sources stay as they are."""
    folder = BUILD / "languages" / language
    shutil.copytree(ROOT / "examples" / language, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "target"))
    return folder


@functools.cache
def go(*flags: str, **environment: str) -> Story:
    needs("Go", (1, 21), "go", "version")
    folder = copied("go")
    run([sys.executable, "generate.py", str(DESCRIPTION), "."], folder)
    link = {"CGO_LDFLAGS": f"-L{LIBRARIES} -Wl,-rpath,{LIBRARIES}", "CGO_ENABLED": "1"}
    run(["go", "build", *flags, "-o", "story", "."], folder, **link, **environment)
    return Story([str(folder / "story")], {})


@functools.cache
def rust() -> Story:
    needs("Rust", (1, 80), "cargo", "--version")
    folder = copied("rust")
    build = (folder / "build.rs").read_text(encoding="utf-8").replace("../../capi/doverie.api.json", str(DESCRIPTION))
    (folder / "build.rs").write_text(build, encoding="utf-8")
    run(["cargo", "build", "--offline", "-q"], folder, DOVERIE_LIBRARY_DIR=str(LIBRARIES), CARGO_TARGET_DIR=str(folder / "target"))
    return Story([str(folder / "target/debug/story")], {})


@functools.cache
def node(*flags: str) -> Story:
    needs("Node.js", (20, 0), "node", "--version")
    folder = copied("node")
    run([sys.executable, "generate.py", str(DESCRIPTION), "raw.mjs"], folder)
    if not (folder / "node_modules/koffi").exists():
        run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    return Story(["node", *flags, str(folder / "story.mjs")], {"DOVERIE_LIBRARY_DIR": str(LIBRARIES)})


def maven(*arguments: str) -> None:
    run(["mvn", "-B", "-q", "-ntp", f"-Ddoverie.native={LIBRARIES}", *arguments], ROOT / "bindings/java")


JNA = re.search(r"<artifactId>jna</artifactId>\s*<version>([\d.]+)<", (ROOT / "bindings/java/pom.xml").read_text(encoding="utf-8"))


def jna(version: str = "") -> pathlib.Path:
    """That of the pom, which Maven has fetched; another one is fetched."""
    assert JNA
    repository = pathlib.Path(os.environ.get("MAVEN_REPOSITORY", pathlib.Path.home() / ".m2/repository"))
    jar = repository / f"net/java/dev/jna/jna/{version or JNA[1]}/jna-{version or JNA[1]}.jar"
    if version and not jar.exists():
        maven("dependency:get", "-Dtransitive=false", f"-Dartifact=net.java.dev.jna:jna:{version}")
    return jar


@functools.cache
def java() -> Story:
    needs("Java", (17, 0), "javac", "--version")
    needs("Java", (3, 6), "mvn", "--version")
    maven("test-compile")
    target = ROOT / "bindings/java/target"
    path = os.pathsep.join(str(one) for one in (target / "classes", target / "test-classes", jna()))
    return Story(["java", "-cp", path, "story.Story"], {})


OTHERS: dict[str, Callable[[], Story]] = {"java": java, "go": go, "rust": rust, "node": node}
