#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds with clang's source coverage, runs the tests of the core, and fails unless 95 % of the lines and 94 % of the branches of
# src/core were run. The branches are to be 95 % again.
#
# Usage: tests/house/coverage.sh     needs clang-19, llvm-19 and the packages of the build
#
# Nothing of src/core is excluded. builtin_policies.cc is made by CMake and holds two strings: it is not in src/core.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly least_lines=95 least_branches=94
readonly build=build/coverage
readonly tests=(core threats sim views_agree)

cmake --preset coverage >/dev/null
ninja -C "$build" -j2 --quiet "${tests[@]/%/_test}"

rm -f "$build"/*.profraw
binaries=()
for name in "${tests[@]}"; do
  binary=$build/tests/bin/${name}_test
  # The simulation runs fewer rounds: more of them run the same lines.
  DOVERIE_ROUNDS=${DOVERIE_ROUNDS:-200} LLVM_PROFILE_FILE=$build/$name.profraw "$binary"
  binaries+=(-object "$binary")
done
llvm-profdata-19 merge -sparse "$build"/*.profraw -o "$build/core.profdata"

# The first -object has to be given without the option.
report() { llvm-cov-19 "$1" "${binaries[@]:1}" -instr-profile "$build/core.profdata" "${@:2}" src/core; }
report report -show-region-summary=false -show-mcdc-summary=false

report export -summary-only | python3 -c '
import json, sys
totals = json.load(sys.stdin)["data"][0]["totals"]
low = False
for kind, least in zip(("lines", "branches"), map(float, sys.argv[1:])):
    percent = totals[kind]["percent"]
    print(f"{kind}: {percent:.2f} % of src/core (at least {least:.0f} %)")
    low = low or percent < least
sys.exit(low)
' "$least_lines" "$least_branches"
