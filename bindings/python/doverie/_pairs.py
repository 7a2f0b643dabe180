# SPDX-License-Identifier: Apache-2.0
"""Sequences and mappings as frozen values keep them."""

from collections.abc import Iterable, Mapping
from typing import Any


def as_tuple(values: Any) -> Any:
    """Text stays what it is, to be refused: it is a sequence, but never meant as one."""
    return values if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)


def as_pairs(values: Any) -> Any:
    """By name, as the library keeps them; what is no mapping and no pairs stays, to be refused."""
    pairs = as_tuple(values.items() if isinstance(values, Mapping) else values)
    return tuple(sorted(pairs)) if isinstance(pairs, tuple) and all(isinstance(pair, tuple) for pair in pairs) else pairs
