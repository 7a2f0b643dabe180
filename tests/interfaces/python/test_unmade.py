# SPDX-License-Identifier: Apache-2.0
"""Objects of bound classes whose __init__ was not called, as `Class.__new__(Class)` makes them: nothing of them can be used, and
nothing ends the interpreter. Every class, every method and property."""

import importlib
import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

import doverie
from doverie import _native
from people import service

MODULES = ("_native", "_postgres", "_senders")
PORTS = ("store", "directory", "keys", "sms", "notifier", "clock", "entropy")


def bound_classes() -> Iterator[Any]:
    for name in MODULES:
        try:
            module = importlib.import_module(f"doverie.{name}")
        except ImportError:
            continue  # built without that library
        for thing in vars(module).values():
            if isinstance(thing, type) and type(thing) is type(_native.EventStore):
                yield thing


CLASSES = list(bound_classes())


def uses(unmade: Any) -> Iterator[str]:
    """What of it can be used; whatever raises is not told."""
    for name in dir(type(unmade)):
        if name.startswith("__") and name not in ("__len__", "__eq__", "__hash__", "__repr__", "__iter__", "__next__", "__call__"):
            continue
        if getattr(type(unmade), name) is getattr(object, name, None):
            continue
        try:
            member = getattr(unmade, name)
        except TypeError:
            continue
        if not callable(member):
            if isinstance(inspect.getattr_static(unmade, name), property):
                yield name
            continue
        for count in range(6):
            for given in itertools.islice(itertools.product((None, b"x", "x", 1), repeat=count), 20):
                try:
                    member(*given)
                except TypeError:
                    continue
                yield f"{name}{given}"


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_nothing_of_it_can_be_used(cls: Any) -> None:
    assert list(uses(cls.__new__(cls))) == []


def test_there_are_classes() -> None:
    assert {"MemoryStore", "Service", "Operation", "Secret", "Clock"} <= {cls.__name__ for cls in CLASSES}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_it_is_no_port_either(cls: Any) -> None:
    unmade = cls.__new__(cls)
    for port in PORTS:
        with pytest.raises(TypeError, match=rf"^{port} must be a doverie|__init__ was not called"):
            service(**{port: unmade})
    with pytest.raises(TypeError, match="^observers"):
        service(observers=[unmade])
    with pytest.raises(TypeError, match="clock must be a doverie"):
        doverie.SqliteStore("/nowhere", clock=unmade)
