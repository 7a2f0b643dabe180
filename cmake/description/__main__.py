# SPDX-License-Identifier: Apache-2.0
"""Is capi/doverie.api.json what the C headers say?

Usage: python3 cmake/description --check     says when it is not, and exits with 1
       python3 cmake/description --write     writes it
"""
import argparse
import json
import pathlib
import sys

import describe
import header

CAPI = pathlib.Path(__file__).resolve().parents[2] / "capi"
DOCUMENT = CAPI / "doverie.api.json"


def headers() -> list[pathlib.Path]:
    """doverie.h first, then those that include it."""
    return sorted(CAPI.glob("doverie*.h"), key=lambda path: (path.name != "doverie.h", path.name))


def text(value: object, indent: str = "") -> str:
    """JSON with a line for whatever has nothing nested in it."""
    inner = indent + " "
    if isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values()):
        members = [f"{inner}{json.dumps(key)}: {text(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        return "[\n" + ",\n".join(inner + text(one, inner) for one in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    try:
        wanted = text(describe.Description(header.Headers(headers())).document()) + "\n"
    except describe.DescriptionError as error:
        sys.exit(str(error))
    if arguments.write:
        DOCUMENT.write_text(wanted, encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != wanted:
        print("capi/doverie.api.json is not what the headers say; run python3 cmake/description --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
