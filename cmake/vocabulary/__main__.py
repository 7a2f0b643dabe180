# SPDX-License-Identifier: Apache-2.0
"""Is everything that follows from the lists of include/doverie/core what they say?

Usage: python3 cmake/vocabulary --check     names what is not, and exits with 1
       python3 cmake/vocabulary --write     writes it

Every module here that has `outputs()` is a list and where it goes; another list is another module.
"""
import argparse
import importlib
import pkgutil
import sys

import output
import reader


def outputs() -> list[output.Output]:
    """Of every list, in the order of the modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(reader.ROOT / "cmake/vocabulary")]))
    modules = [importlib.import_module(name) for name in names if name != "__main__"]
    return [each for module in modules if hasattr(module, "outputs") for each in module.outputs()]


def different() -> dict[str, tuple[str, set[str]]]:
    """By path of a file that has to change: what it has to be, and from which lists that follows."""
    files: dict[str, tuple[str, set[str]]] = {}
    everything = outputs()
    for each in everything:
        file = reader.ROOT / each.path
        current = file.read_text(encoding="utf-8") if file.exists() else ""
        text, sources = files.get(each.path, (current, set()))
        wanted = output.applied(each, text)
        files[each.path] = wanted, sources | {each.source} if wanted != text else sources
    for path in output.written(reader.ROOT) - files.keys():
        files[path] = (reader.ROOT / path).read_text(encoding="utf-8"), set()
    for path, (text, _) in sorted(files.items()):
        if orphans := output.orphans(path, text, everything):
            raise output.MarkError(f"{path}: no list writes {', '.join(orphans)}")
    return {path: (text, sources) for path, (text, sources) in files.items() if sources}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    try:
        files = different()
    except (reader.ListError, output.MarkError) as error:
        sys.exit(str(error))
    for path, (text, sources) in files.items():
        if arguments.write:
            (reader.ROOT / path).write_text(text, encoding="utf-8")
        else:
            print(f"{path} is not what {' and '.join(sorted(sources))} says; run python3 cmake/vocabulary --write")
    return 1 if files and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
