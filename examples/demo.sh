#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job, shown: installs what it needs, builds, and lets the ministry's whole story happen on SQLite files, from C++, C and
# Python. The three tell the same story to the byte.
#
# Usage: examples/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh

install_packages "${BUILD_PACKAGES[@]}"
configure_and_build release -DDOVERIE_BUILD_TESTS=OFF
python_environment build/venv .

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "The story, told by the C++ example (examples/cpp/story.cpp)"
build/release/examples/cpp/story "$work/cpp" | tee "$work/cpp.txt"

say "The same by the C example and the Python example"
build/release/examples/c/story "$work/c" >"$work/c.txt" || fail "the C example did not finish"
build/venv/bin/python examples/python/story.py "$work/python" >"$work/python.txt" || fail "the Python example did not finish"
for language in c python; do
  cmp "$work/cpp.txt" "$work/$language.txt" || fail "the $language story differs from the C++ one"
done
printf 'C++, C and Python told the same story: %s lines each, on databases of their own.\n' "$(wc -l <"$work/cpp.txt")"

say "A host's own transaction: the redemption and a row of the host's commit together (examples/cpp/own_transaction.cpp)"
build/release/examples/cpp/own_transaction "$work/own"
