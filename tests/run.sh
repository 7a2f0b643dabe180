#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what it needs, builds, and runs all tests: C++, C, Python, examples, consumers. The last line is `N passed, N failed`.
#
# Usage: tests/run.sh [PRESET]     PRESET: dev (default), release, asan, tsan; the last two run the tests of CTest only
# Environment: DOVERIE_SEED and DOVERIE_ROUNDS repeat or lengthen the random tests.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh

preset=${1:-dev}
install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
configure_and_build "$preset"

results=build/results/$preset
rm -rf "$results"
mkdir -p "$results"

say "Running the tests of CTest ($preset)"
ctest --test-dir "build/$preset" --output-on-failure --timeout 900 --output-junit "$PWD/$results/ctest.xml" -j2 || true

case $preset in
  dev | release)
    python_environment build/venv-test '.[test]'
    say "Running the Python tests"
    build/venv-test/bin/python -m pytest -q --junitxml="$results/pytest.xml" tests/interfaces/python || true
    export DOVERIE_BUILD_DIR=build/$preset
    say "Running the tests of the examples and of programs that use the installed library"
    build/venv-test/bin/python -m pytest -q --junitxml="$results/outside.xml" tests/interfaces/test_*.py || true
    ;;
esac

"$PYTHON" tests/support/summary.py "$results"
