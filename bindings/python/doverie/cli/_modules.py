# SPDX-License-Identifier: Apache-2.0
"""What the host has in a module of its own, as it is named on the command line."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from doverie._errors import Error
from doverie.cli._reports import Problem
from doverie.cli._words import say

_Made = TypeVar("_Made")


def named(argument: str, place: str, example: str) -> Any:
    """What MODULE:NAME is; modules in the current directory are found, too. Raises Problem, which begins with `argument`."""
    module, _, name = place.partition(":")
    if not module or not name:
        raise Problem(say("{argument} {place}: write MODULE:NAME, such as {example}", argument=argument, place=place, example=example))
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
        raise Problem(say("{place} is no function; it has to return {what}", place=place, what=say(words)))
    try:
        made = make()
    except (Problem, Error):
        raise
    except Exception as error:
        raise Problem(f"{place}: {type(error).__name__}: {error}") from error
    if not isinstance(made, kind):
        raise Problem(say("{place} returned {kind}; it has to return {what}", place=place, kind=type(made).__name__, what=say(words)))
    return made
