# SPDX-License-Identifier: Apache-2.0
"""Makes the reference of all three languages from what stands beside their names, as pages that need no network.

Usage: python docs/reference/make.py OUT [--strict]

Needs Doxygen (Debian: doxygen) for C and C++, and in this Python's environment pdoc and the package doverie. OUT/index.html leads to
the three. With --strict it fails when a public name of Python has no documentation. Names of C and C++ that have none are written into
OUT/c.log and OUT/cpp.log.
"""
import argparse
import ast
import importlib
import inspect
import pathlib
import pkgutil
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILTER = pathlib.Path(__file__).with_name("doc_comments.py")
# What is public of the package; the command line has a page and --help of its own.
MODULES = ("doverie", "doverie.audit", "doverie.commands", "doverie.conversion", "doverie.population", "doverie.replay",
           "doverie.testing")
C_HEADERS = tuple(ROOT / f"capi/{name}.h" for name in ("doverie", "doverie_operator", "doverie_postgres", "doverie_senders"))
MARKS = ("API", "OUT", "OWNED", "NULLABLE", "TAKEN", "BORROWED(from)", "SINCE(major, minor)")

DOXYGEN = """
PROJECT_NAME = "doverie for {name}"
PROJECT_NUMBER = {version}
INPUT = {inputs}
RECURSIVE = YES
FILE_PATTERNS = *.h
STRIP_FROM_PATH = {strip}
INPUT_FILTER = "{python} {filter}"
OUTPUT_DIRECTORY = {out}
HTML_OUTPUT = {folder}
GENERATE_LATEX = NO
OPTIMIZE_OUTPUT_FOR_C = {c}
JAVADOC_AUTOBRIEF = YES
MARKDOWN_SUPPORT = YES
AUTOLINK_SUPPORT = YES
EXTRACT_STATIC = YES
ENABLE_PREPROCESSING = YES
MACRO_EXPANSION = YES
EXPAND_ONLY_PREDEF = YES
SEARCH_INCLUDES = YES
INCLUDE_PATH = {root}/include
PREDEFINED = {predefined}
HAVE_DOT = NO
SHOW_USED_FILES = NO
HTML_TIMESTAMP = NO
QUIET = YES
WARN_IF_UNDOCUMENTED = YES
WARN_IF_DOC_ERROR = YES
WARN_LOGFILE = {log}
"""

INDEX = """<!doctype html>
<meta charset="utf-8">
<title>doverie: reference</title>
<h1>doverie {version}: reference</h1>
<ul>
<li><a href="python/doverie.html">Python</a></li>
<li><a href="cpp/annotated.html">C++</a></li>
<li><a href="c/doverie_8h.html">C</a></li>
</ul>
"""


def version() -> str:
    found = re.search(r"project\(doverie VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    assert found
    return found[1]


# --- C and C++


def with_doxygen(name: str, folder: str, inputs: list[pathlib.Path], out: pathlib.Path) -> list[str]:
    """Makes one of the two; what Doxygen has to say of it."""
    log = out / f"{folder}.log"
    predefined = " ".join(f'"DOVERIE_{mark}="' for mark in MARKS) if folder == "c" else ""
    config = DOXYGEN.format(
        name=name, folder=folder, inputs=" ".join(f'"{path}"' for path in inputs), strip=ROOT, python=sys.executable, filter=FILTER,
        out=out, c="YES" if folder == "c" else "NO", root=ROOT, predefined=predefined, log=log, version=version())
    subprocess.run(["doxygen", "-"], input=config, text=True, check=True, cwd=ROOT, timeout=300)
    return [line.replace(f"{ROOT}/", "") for line in log.read_text(encoding="utf-8").splitlines() if "warning" in line]


# --- Python


# What is said of names whose sources pdoc does not find: constants that are handed on, and what the native module has.
ELSEWHERE = {
    "doverie.AccountDirectory.tells": "Names of the optional facts that this directory tells; a policy that relies on another one is "
                                      "refused when the service is made.",
}


def come_home() -> None:
    """Classes say that they are of the package that hosts import them from. What stands in them is in the module they are written in,
    where pdoc looks for what is said of their fields; and what is said of constants is there, too."""
    package = importlib.import_module("doverie")
    package.Service  # noqa: B018  # loads every name, and says that each is of the package
    for info in pkgutil.iter_modules(package.__path__):
        if info.name in ("cli", "__main__", "pytest_plugin"):
            continue
        try:
            module = importlib.import_module(f"doverie.{info.name}")
        except ImportError:
            continue  # built without that library
        source = getattr(module, "__file__", "") or ""
        if not source.endswith(".py"):
            continue
        body = ast.parse(pathlib.Path(source).read_text(encoding="utf-8")).body
        for node, behind in zip(body, body[1:]):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(behind, ast.Expr):
                ELSEWHERE[node.target.id] = ast.literal_eval(behind.value)
        for node in body:
            found = getattr(module, node.name, None) if isinstance(node, ast.ClassDef) else None
            if inspect.isclass(found):
                found.__module__ = module.__name__


def with_pdoc(out: pathlib.Path) -> list[str]:
    """Makes Python's; the public names that have no documentation."""
    import pdoc
    import pdoc.doc
    import pdoc.render

    come_home()
    pdoc.render.configure(docformat="markdown", show_source=False, search=True)
    modules = {name: pdoc.doc.Module(importlib.import_module(name)) for name in MODULES}
    missing = [path for name, module in modules.items() for path in undocumented(module, name)]
    (out / "python").mkdir(parents=True, exist_ok=True)
    for name, module in modules.items():
        (out / f"python/{name}.html").write_bytes(pdoc.render.html_module(module, modules).encode())
    (out / "python/index.html").write_bytes(pdoc.render.html_index(modules).encode())
    (out / "python/search.js").write_bytes(pdoc.render.search_index(modules).encode())
    return missing


def undocumented(module: object, name: str) -> Iterator[str]:
    import pdoc.doc

    assert isinstance(module, pdoc.doc.Module)
    public = getattr(module.obj, "__all__", None)
    for member in module.members.values():
        if not member.name.startswith("_") and (public is None or member.name in public):
            yield from undocumented_in(member, f"{name}.{member.name}")


def undocumented_in(member: object, path: str) -> Iterator[str]:
    import pdoc.doc

    assert isinstance(member, pdoc.doc.Doc)
    if isinstance(member, pdoc.doc.Class):
        take_in_members(member)
        for inner in member.own_members:
            if not inner.name.startswith("_"):
                yield from undocumented_in(inner, f"{path}.{inner.name}")
    said = ELSEWHERE.get(path) or ELSEWHERE.get(member.name if isinstance(member, pdoc.doc.Variable) and path.count(".") < 3 else "")
    member.docstring = member.docstring.strip() or said or ""
    if not member.docstring:
        yield path


def take_in_members(enum: object) -> None:
    """An enum of the native module has no source to read: its members say themselves what they mean."""
    for name, value in getattr(getattr(enum, "obj", None), "__members__", {}).items():
        said = getattr(value, "__doc__", None)
        if said and said != type(value).__doc__ and name in enum.members and not enum.members[name].docstring:  # type: ignore[attr-defined]
            enum.members[name].docstring = said  # type: ignore[attr-defined]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    warnings.simplefilter("ignore")
    for name, folder, inputs in (("C", "c", list(C_HEADERS)), ("C++", "cpp", [ROOT / "include/doverie"])):
        bare = with_doxygen(name, folder, inputs, out)
        print(f"{name}: {len(bare)} remarks of Doxygen in {out / folder}.log")
    said = [f"{path} is not documented" for path in with_pdoc(out)]
    (out / "index.html").write_text(INDEX.format(version=version()), encoding="utf-8")
    print("\n".join(said))
    return 1 if said and arguments.strict else 0


if __name__ == "__main__":
    sys.exit(main())
