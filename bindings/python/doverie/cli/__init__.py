# SPDX-License-Identifier: Apache-2.0
"""The command `doverie`: docs/guide/command-line.md. Needs click and rich: `pip install click rich`."""

import sys
from importlib.util import find_spec

__all__ = ["main"]

_NEEDS = ("click", "rich")


def main() -> None:
    """Runs the command line of this process, or says what has to be installed for it."""
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        sys.exit(f"the command doverie needs {' and '.join(missing)}: pip install {' '.join(missing)}")
    from doverie.cli._commands import doverie

    doverie(prog_name="doverie")
