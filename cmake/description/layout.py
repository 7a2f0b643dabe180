# SPDX-License-Identifier: Apache-2.0
"""How large is a struct of the headers, and where are its members, on 64-bit Linux?

Every such platform lays C structs out alike: numbers at multiples of their size, pointers of eight bytes, structs as their
strictest member. tests/interfaces/capi/layout_test.py has compilers for several processors say the same.
"""
from typing import NamedTuple

import header

# Processors that the test asks a compiler for. The layout is that of LP64.
PROCESSORS = ["x86_64", "aarch64", "riscv64", "powerpc64le", "s390x"]
POINTER = 8
SIZES = {"char": 1, "int8_t": 1, "uint8_t": 1, "int16_t": 2, "uint16_t": 2, "int32_t": 4, "uint32_t": 4, "int64_t": 8,
         "uint64_t": 8, "size_t": 8, "ptrdiff_t": 8}


class Space(NamedTuple):
    size: int
    align: int


def up(value: int, align: int) -> int:
    return -(-value // align) * align


class Layouts:
    def __init__(self, headers: header.Headers) -> None:
        self._headers = headers

    def of(self, variable: header.Variable) -> Space:
        """Of a member, all elements of an array together."""
        if variable.pointers() or variable.parameters is not None:
            return Space(POINTER, POINTER)
        space = self.of_type(variable.base())
        return Space(space.size * max(variable.count, 1), space.align)

    def of_type(self, name: str) -> Space:
        if name in self._headers.numbers:
            name = self._headers.numbers[name].number
        if name in SIZES:
            return Space(SIZES[name], SIZES[name])
        spaces = [self.of(member) for member in self._headers.structs[name].members]
        align = max(space.align for space in spaces)
        return Space(up(self._ends(spaces)[-1], align), align)

    def offsets(self, struct: str) -> list[int]:
        spaces = [self.of(member) for member in self._headers.structs[struct].members]
        return [end - space.size for end, space in zip(self._ends(spaces), spaces, strict=True)]

    def _ends(self, spaces: list[Space]) -> list[int]:
        ends = [0]
        for space in spaces:
            ends.append(up(ends[-1], space.align) + space.size)
        return ends[1:]
