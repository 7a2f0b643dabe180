# SPDX-License-Identifier: Apache-2.0
"""Is what Maven makes of bindings/java what its README says? The tests of the library itself are JUnit's."""
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import zipfile

import languages
import pytest
from languages import ROOT

README = (ROOT / "bindings/java/README.md").read_text(encoding="utf-8")
TARGET = ROOT / "bindings/java/target"
VERSION = re.search(r"doverie VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
PLATFORM = f"linux-{os.uname().machine.replace('_', '-')}"


@pytest.fixture(scope="module")
def jar() -> pathlib.Path:
    languages.java()
    languages.maven("package", "-DskipTests")
    assert VERSION
    return TARGET / f"doverie-core-{VERSION[1]}.jar"


def block(language: str, text: str = README) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, language
    return found[1]


def first_program(path: str, where: pathlib.Path, *options: str) -> subprocess.CompletedProcess[str]:
    (where / "First.java").write_text(block("java"), encoding="utf-8")
    subprocess.run(["javac", "-encoding", "UTF-8", "-cp", path, "-d", str(where), str(where / "First.java")], check=True)
    command = ["java", "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8", *options, "-cp", f"{where}{os.pathsep}{path}", "First"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})


def test_first_program_of_the_readme(jar: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = first_program(f"{jar}{os.pathsep}{languages.jna()}", tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == block("text")


OLDEST_JNA = re.search(r"JNA\]\([^)]*\), ([\d.]+) or later", README)


def test_story_on_the_oldest_jna(jar: pathlib.Path) -> None:
    """That which Keycloak 26 brings."""
    assert OLDEST_JNA
    languages.maven("test-compile")
    path = os.pathsep.join(str(one) for one in (jar, TARGET / "test-classes", languages.jna(f"{OLDEST_JNA[1]}.0")))
    assert languages.Story(["java", "-cp", path, "story.Story"], {}).told() == languages.EXPECTED


def test_first_program_as_a_module(jar: pathlib.Path, tmp_path: pathlib.Path) -> None:
    modules = tmp_path / "modules"
    modules.mkdir()
    for one in (jar, languages.jna()):
        (modules / one.name).symlink_to(one)
    (tmp_path / "First.java").write_text(block("java"), encoding="utf-8")
    named = ["--module-path", str(modules), "--add-modules", "doverie"]
    subprocess.run(["javac", "-encoding", "UTF-8", *named, "-d", str(tmp_path), str(tmp_path / "First.java")], check=True)
    done = subprocess.run(["java", "-Dfile.encoding=UTF-8", *named, "-cp", str(tmp_path), "First"], capture_output=True, encoding="utf-8",
                          check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert (done.returncode, done.stdout) == (0, block("text")), done.stderr


def test_jar_without_this_platform_says_so(jar: pathlib.Path, tmp_path: pathlib.Path) -> None:
    foreign = tmp_path / "foreign.jar"
    with zipfile.ZipFile(jar) as full, zipfile.ZipFile(foreign, "w") as less:
        for name in full.namelist():
            if not name.endswith(".so"):
                less.writestr(name, full.read(name))
    done = first_program(f"{foreign}{os.pathsep}{languages.jna()}", tmp_path)
    assert done.returncode == 1
    assert f"doverie: there is no libdoverie for {PLATFORM} in this jar" in done.stderr
    assert "-Ddoverie.library.path=DIR" in done.stderr


def test_what_is_in_the_jars(jar: pathlib.Path) -> None:
    names = zipfile.ZipFile(jar).namelist()
    assert {"module-info.class", "doverie/Service.class", f"{PLATFORM}/libdoverie.so"} <= set(names)
    sources = zipfile.ZipFile(TARGET / f"{jar.stem}-sources.jar").namelist()
    assert {"doverie/Service.java", "doverie/RequestState.java"} <= set(sources)
    assert "doverie/doverie/Service.html" in zipfile.ZipFile(TARGET / f"{jar.stem}-javadoc.jar").namelist()


def test_what_is_not_there_is_listed() -> None:
    """The README names every function of C's that Java does without, and none that it has become a home for."""
    names = [one["name"] for one in json.loads(languages.DESCRIPTION.read_text(encoding="utf-8"))["functions"]]
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bindings/java/src/main/java/doverie").glob("*.java"))
    used = {name for name in names if re.search(rf"Raw\w*(?:\.|::){name}\b", sources)}
    section = README.split("## What is not there")[1].split("\nThe raw layer")[0]
    listed = re.findall(r"`(doverie_[\w*]+)`", section)
    assert [name for name in names if name not in used and not any(fnmatch.fnmatch(name, one) for one in listed)] == []
    assert [one for one in listed if not any(fnmatch.fnmatch(name, one) for name in names if name not in used)] == []


def test_has_every_command_and_question() -> None:
    """A new one in commands.def has to have a method in Java, too."""
    description = json.loads(languages.DESCRIPTION.read_text(encoding="utf-8"))
    sides = re.compile(r"doverie_(?:trustor|contact|recoverer|host|operator)_")
    asked = [one["name"] for one in description["functions"] if sides.match(one["name"])
             and "doverie_service" in {parameter["base"] for parameter in one["parameters"]}]
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bindings/java/src/main/java/doverie").glob("*.java"))
    assert len(asked) > 30
    assert [name for name in asked if not re.search(rf"Raw\.{name}\b", sources)] == []


CONSUMER = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>host</groupId><artifactId>host</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories><repository><id>local</id><url>file://{repository}</url></repository></repositories>
  <dependencies>{dependency}</dependencies>
  <build><plugins>
    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.1</version></plugin>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.0</version></plugin>
    <plugin><groupId>org.codehaus.mojo</groupId><artifactId>exec-maven-plugin</artifactId><version>3.6.3</version></plugin>
  </plugins></build>
</project>
"""


@pytest.fixture(scope="module")
def repository(jar: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """What `mvn install` or a deployment would leave there."""
    repository = tmp_path_factory.mktemp("repository")
    folder = repository / "doverie/doverie-core" / jar.stem.removeprefix("doverie-core-")
    folder.mkdir(parents=True)
    (folder / jar.name).write_bytes(jar.read_bytes())
    (folder / f"{jar.stem}.pom").write_bytes((ROOT / "bindings/java/pom.xml").read_bytes())
    return repository


def project(where: pathlib.Path, build: str, text: str) -> pathlib.Path:
    (where / "src/main/java").mkdir(parents=True)
    (where / "src/main/java/First.java").write_text(block("java"), encoding="utf-8")
    (where / build).write_text(text, encoding="utf-8")
    return where


def test_a_clean_maven_project_takes_it_from_a_repository(repository: pathlib.Path, tmp_path: pathlib.Path) -> None:
    host = project(tmp_path, "pom.xml", CONSUMER.format(repository=repository, dependency=block("xml")))
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MAVEN_OPTS": "-Dfile.encoding=UTF-8"}
    command = ["mvn", "-B", "-q", "-ntp", "compile", "exec:java", "-Dexec.mainClass=First"]
    done = subprocess.run(command, cwd=host, capture_output=True, encoding="utf-8", check=False, timeout=600, env=environment)
    assert done.returncode == 0 and block("text") in done.stdout, done.stdout + done.stderr
    shutil.rmtree(pathlib.Path.home() / ".m2/repository/doverie")  # the next one is to find its own again


# Debian's Gradle, 4.4, compiles for Java 12 by itself.
GRADLE = """apply plugin: 'java'
apply plugin: 'application'
repositories {{ maven {{ url '{repository}' }}; mavenCentral() }}
dependencies {{
{dependency}}}
mainClassName = 'First'
compileJava.options.encoding = 'UTF-8'
compileJava.options.compilerArgs += ['-source', '17', '-target', '17']
applicationDefaultJvmArgs = ['-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8']
"""


def test_a_clean_gradle_project_takes_it_from_a_repository(repository: pathlib.Path, tmp_path: pathlib.Path) -> None:
    if not shutil.which("gradle"):
        languages.not_run("Java in a Gradle project: gradle is not here")
    host = project(tmp_path, "build.gradle", GRADLE.format(repository=repository.as_uri(), dependency=block("gradle")))
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "GRADLE_USER_HOME": str(tmp_path / "home")}
    command = ["gradle", "--no-daemon", "--quiet", "run"]
    done = subprocess.run(command, cwd=host, capture_output=True, encoding="utf-8", check=False, timeout=600, env=environment)
    assert done.returncode == 0 and block("text") in done.stdout, done.stdout + done.stderr
