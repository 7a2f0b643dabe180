#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What does a decision cost when Python asks for it? Times a call of pybind11 that does nothing with the same kinds of arguments,
compiled here as the package is, in turns.

Usage: python_calls_bench.py [ROUNDS]     (in an environment with doverie and pybind11; needs g++)
"""
import importlib.util
import subprocess
import sys
import sysconfig
import tempfile
import timeit
from datetime import date, datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import pybind11

import doverie
from doverie.population import Eligibility

CALLS = 10_000  # short enough that some rounds are left alone by everything else
NOTHING = """
#include <pybind11/pybind11.h>
#include <cstdint>
namespace py = pybind11;
struct Nothing {};
PYBIND11_MODULE(nothing, module) {
  py::class_<Nothing, py::smart_holder>(module, "Nothing")
      .def(py::init<>())
      .def("check_row", [](const Nothing&, std::int32_t, std::uint8_t) { return 0; }, py::arg("birth_day"), py::arg("flags"));
}
"""


def compiled(folder: Path) -> ModuleType:
    source, module = folder / "nothing.cc", folder / f"nothing{sysconfig.get_config_var('EXT_SUFFIX')}"
    source.write_text(NOTHING, encoding="utf-8")
    subprocess.run(["g++", "-std=c++20", "-O3", "-DNDEBUG", "-fPIC", "-shared", "-fvisibility=hidden", f"-I{pybind11.get_include()}",
                    f"-I{sysconfig.get_path('include')}", str(source), "-o", str(module)], check=True)
    spec = importlib.util.spec_from_file_location("nothing", module)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def nanoseconds(asked: Any) -> float:
    return timeit.timeit("asked.check_row(3700, 63)", globals={"asked": asked}, number=CALLS) / CALLS * 1e9


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    now = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    decides = Eligibility.of_contacts(doverie.Policy.gosuslugi(), today=date(2026, 3, 2), now=now)
    with tempfile.TemporaryDirectory() as folder:
        nothing = compiled(Path(folder)).Nothing()
        found = [(nanoseconds(nothing), nanoseconds(decides)) for _ in range(rounds)]
    empty, check = (min(each) for each in zip(*found, strict=True))
    print(f"a call that does nothing: {empty:.1f} ns; a check of a row: {check:.1f} ns; {check / empty:.2f} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
