# SPDX-License-Identifier: Apache-2.0
"""What the host has in a module of its own, as it is named on the command line."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from doverie.cli._reports import Problem


def named(argument: str, place: str, example: str) -> Any:
    """What MODULE:NAME is; modules in the current directory are found, too. Raises Problem, which begins with `argument`."""
    module, _, name = place.partition(":")
    if not module or not name:
        raise Problem(f"{argument} {place}: write MODULE:NAME, such as {example}")
    sys.path.insert(0, str(Path.cwd()))
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Problem(f"{argument} {place}: {error}") from error
    finally:
        sys.path.pop(0)
