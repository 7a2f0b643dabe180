# SPDX-License-Identifier: Apache-2.0
"""What the host has in a module of its own, as it is named on the command line."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from doverie._errors import Error
from doverie.cli._reports import Problem


_Made = TypeVar("_Made")


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


def made_by(place: str, kind: type[_Made], words: str) -> _Made:
    """What the host's MODULE:FUNCTION returns, which takes nothing. Raises Problem when that is something else."""
    make = named("MODULE:FUNCTION", place, "portal.recovery:service")
    if not callable(make):
        raise Problem(f"{place} is no function; it has to return {words}")
    try:
        made = make()
    except (Problem, Error):
        raise
    except Exception as error:
        raise Problem(f"{place}: {type(error).__name__}: {error}") from error
    if not isinstance(made, kind):
        raise Problem(f"{place} returned {type(made).__name__}; it has to return {words}")
    return made
