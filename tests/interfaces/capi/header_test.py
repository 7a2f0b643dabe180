#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A header compiles alone in every language it promises, with all warnings, twice included; DOVERIE_INIT of a pointer does not,
and neither does a status that nobody looks at, nor NULL where it is a fault.

Usage: header_test.py HEADER_DIR C_COMPILER CXX_COMPILER HEADER STRUCT
"""
import subprocess
import sys

C = ["c89", "c99", "c11", "c17"]
CXX = ["c++98", "c++11", "c++17", "c++20"]
MISTAKES = ["DOVERIE_INIT(p);", "doverie_policy_gosuslugi(&q, (doverie_error**)0);", "(void)doverie_policy_id((doverie_policy*)0);"]
WARNINGS = ["-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wundef", "-Werror"]


def main() -> int:
    directory, c_compiler, cxx_compiler, header, struct = sys.argv[1:6]
    source = f'#include "{header}"\n#include "{header}"\nint size_of_struct = (int)sizeof({struct});\n'
    failures = 0
    for compiler, language, standards in ((c_compiler, "c", C), (cxx_compiler, "c++", CXX)):
        extra = ["-Wstrict-prototypes"] if language == "c" else ["-Wno-long-long"]
        for standard in standards:
            command = [compiler, f"-std={standard}", *WARNINGS, *extra, f"-I{directory}", "-x", language, "-c", "-",
                       "-o", "/dev/null"]
            done = subprocess.run(command, input=source, encoding="utf-8", capture_output=True, check=False)
            if done.returncode != 0:
                failures += 1
                print(f"{standard}:\n{done.stderr}")
    for mistake in MISTAKES:
        wrong = f'#include "doverie.h"\nvoid wrong(doverie_invited* p, doverie_policy* q) {{ (void)p; (void)q; {mistake} }}\n'
        for compiler, language in ((c_compiler, "c"), (cxx_compiler, "c++")):
            command = [compiler, *WARNINGS, f"-I{directory}", "-x", language, "-c", "-", "-o", "/dev/null"]
            if subprocess.run(command, input=wrong, encoding="utf-8", capture_output=True, check=False).returncode == 0:
                failures += 1
                print(f"{language}: {mistake} compiles")
    print(f"{len(C) + len(CXX)} standards, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
