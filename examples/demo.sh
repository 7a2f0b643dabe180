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
# One build tree for all three languages; `pip install .` would compile the library a second time.
python_environment build/venv-demo 'pybind11>=3'
configure_and_build demo -DPython_EXECUTABLE="$PWD/build/venv-demo/bin/python"
export PYTHONPATH=$PWD/build/demo/python

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "The story, told by the C++ example (examples/cpp/story.cpp)"
build/demo/examples/cpp/story "$work/cpp" | tee "$work/cpp.txt"

say "The same by the C example and the Python example"
build/demo/examples/c/story "$work/c" >"$work/c.txt" || fail "the C example did not finish"
build/venv-demo/bin/python examples/python/story.py "$work/python" >"$work/python.txt" || fail "the Python example did not finish"
for language in c python; do
  cmp "$work/cpp.txt" "$work/$language.txt" || fail "the $language story differs from the C++ one"
done
printf 'C++, C and Python told the same story: %s lines each, on databases of their own.\n' "$(wc -l <"$work/cpp.txt")"

say "A host's own transaction: the redemption and a row of the host's commit together (examples/cpp/own_transaction.cpp)"
build/demo/examples/cpp/own_transaction "$work/own"
