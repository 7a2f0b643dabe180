# SPDX-License-Identifier: Apache-2.0
"""The package itself: typed, documented, and with one public face."""

import ast
import builtins
import importlib
import importlib.util
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import doverie
from doverie import audit, observers, population, testing

HERE = Path(__file__).resolve().parent
PACKAGE = Path(doverie.__file__).parent
PROJECT = "settings_for_types"


def environment() -> dict[str, str]:
    """Mypy finds installed packages by itself; one in a build tree has to be shown to it."""
    place = str(PACKAGE.parent)
    return (
        dict(os.environ) if PACKAGE.parent.name == "site-packages" else os.environ | {"MYPYPATH": place, "PYTHONPATH": place}
    )


def run_module(*command: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def with_plugin(place: Path) -> Path:
    """A configuration of mypy that knows what Django makes of a model."""
    shutil.copy(HERE.parent / f"portal/{PROJECT}.py", place)
    config = place / "mypy.ini"
    plugin = '[mypy]\nplugins = mypy_django_plugin.main\n[mypy.plugins.django-stubs]\ndjango_settings_module = "{}"\n'
    config.write_text(plugin.format(PROJECT), encoding="utf-8")
    return config


def test_it_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
    assert (PACKAGE / "_native.pyi").exists()


def test_mypy_is_content_with_the_package(tmp_path: Path) -> None:
    """The app for Django, too, as it is in a project."""
    options = ("--strict", "--config-file", str(with_plugin(tmp_path)), "--cache-dir", str(tmp_path))
    run_module("mypy", *options, "-p", "doverie", cwd=HERE.parent / "portal")


def test_mypy_is_content_with_the_tests_and_examples(tmp_path: Path) -> None:
    root = HERE.parents[2]
    run_module("mypy", "--strict", "--cache-dir", str(tmp_path), str(HERE), str(root / "examples/python"), cwd=tmp_path)


def test_the_stubs_tell_what_is_there(tmp_path: Path) -> None:
    allowed = (HERE / "stubtest_allowlist.txt").read_text(encoding="utf-8")
    if importlib.util.find_spec("doverie._postgres") is None:
        allowed += "doverie\\.(_postgres|_postgres_store|PostgresStore)\n"
    if importlib.util.find_spec("doverie._senders") is None:
        allowed += "doverie\\.(_senders|_gateways|KannelSender|HttpSender)\n"
    (tmp_path / "allowlist.txt").write_text(allowed, encoding="utf-8")
    options = ("--allowlist", str(tmp_path / "allowlist.txt"), "--mypy-config-file", str(with_plugin(tmp_path)))
    run_module("mypy.stubtest", "doverie", *options, cwd=tmp_path)


@pytest.mark.parametrize(
    "mistake",
    [
        'service.trustor("maria").invite("Иван", "+79161234567")',
        'service.trustor("maria").accept("inv_1")',
        'service.contact("ivan").confirm_code("req_1", 482913)',
        'service.contact("ivan").approve("req_1", doverie.Attestation())',
        "dataclasses.replace(doverie.Policy.gosuslugi(), code_digit=6)",
        "class Mine(doverie.MemoryDirectory): ...",
    ],
)
def test_mypy_finds_mistakes_of_hosts(tmp_path: Path, mistake: str) -> None:
    program = tmp_path / "host.py"
    program.write_text(
        f"import dataclasses\nimport doverie\nfrom doverie import testing\nservice = testing.service()\n{mistake}\n",
        encoding="utf-8",
    )
    with pytest.raises(AssertionError, match=r"host\.py:5: error"):
        run_module("mypy", "--strict", str(program), cwd=tmp_path)


@pytest.mark.parametrize("module", [doverie, audit, observers, population, testing], ids=lambda module: module.__name__)
def test_the_list_of_public_names_is_complete_and_sorted(module: ModuleType) -> None:
    assert len(set(module.__all__)) == len(module.__all__)
    assert list(module.__all__) == sorted(module.__all__, key=lambda name: (not name.isupper(), name[0].islower(), name))
    public = {name for name, thing in vars(module).items() if name[0] != "_" and not inspect.ismodule(thing)}
    assert set(module.__all__) <= public


def test_the_package_waits_until_a_name_is_asked_for() -> None:
    program = (
        "import sys; known = set(sys.modules); import doverie\n"
        "loaded = set(sys.modules) - known\n"
        "assert not {name for name in loaded if name.startswith('doverie.') or name in ('typing', 'dataclasses')}\n"
        "assert set(doverie.__all__) <= set(dir(doverie)) and 'doverie._native' not in sys.modules\n"
        "doverie.Role\n"
        "assert set(doverie.__all__) <= vars(doverie).keys() and 'doverie._native' in sys.modules\n"
    )
    place = str(Path(doverie.__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": place})
    assert done.returncode == 0, done.stderr


def test_what_type_checkers_read_is_what_there_is() -> None:
    read = {}
    for node in ast.walk(ast.parse(Path(doverie.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.names[0].name in doverie.__all__:
            home = importlib.import_module(str(node.module))
            read.update({name.name: getattr(home, name.name) for name in node.names})
    assert read.keys() == set(doverie.__all__)
    assert {name for name in doverie.__all__ if getattr(doverie, name) is not read[name]} == set()


def public_things() -> list[object]:
    things: list[object] = [doverie, audit, population, testing]
    for module in (doverie, audit, population, testing):
        for name in module.__all__:
            thing = getattr(module, name)
            things.append(thing)
            if inspect.isclass(thing):
                mine = [method for key, method in vars(thing).items() if key[0] != "_" and callable(method)]
                things += [method for method in mine if not inspect.isclass(method)]
                things += [value for key, value in vars(thing).items() if key[0] != "_" and isinstance(value, property)]
    return [thing for thing in things if callable(thing) or isinstance(thing, (property, ModuleType))]


def name_of(thing: object) -> str:
    named = thing.fget if isinstance(thing, property) else thing
    return getattr(named, "__qualname__", getattr(named, "__name__", type(thing).__name__))


@pytest.mark.parametrize("thing", public_things(), ids=name_of)
def test_everything_public_is_documented(thing: object) -> None:
    assert inspect.getdoc(thing)


@pytest.mark.parametrize("name", [name for name in doverie.__all__ if not name.isupper()])  # constants are plain text
def test_everything_public_names_its_home(name: str) -> None:
    thing = getattr(doverie, name)
    assert thing.__module__ == "doverie"
    assert thing.__name__ == name


def test_the_version_is_that_of_the_library() -> None:
    text = (HERE.parents[2] / "CMakeLists.txt").read_text(encoding="utf-8")
    assert f"project(doverie VERSION {doverie.__version__} " in text


def test_every_error_of_the_package_has_one_base_class() -> None:
    """Read from the sources: what is imported only where libpq or libcurl is, too."""
    bases: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base).rpartition(".")[2] for base in node.bases}

    def from_any(roots: set[str]) -> set[str]:
        found = set(roots)
        while more := {name for name, of in bases.items() if of & found} - found:
            found |= more
        return found & bases.keys()

    builtin = {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)}
    errors = from_any(builtin)
    assert len(errors) > 15
    assert errors == from_any({"Error"})
