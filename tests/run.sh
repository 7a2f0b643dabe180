#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what it needs, builds, and runs all tests: C++, C, Python, Java, examples, consumers. The last line is `N passed, N failed`.
#
# Usage: tests/run.sh [PRESET]     PRESET: test (default), release, asan, tsan; the last two run the tests of CTest only
# Environment: DOVERIE_SEED and DOVERIE_ROUNDS repeat or lengthen the random tests; DOVERIE_MARKS= adds those of the portal that take
# a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh

preset=${1:-test}
install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
configure_and_build "$preset"

results=build/results/$preset
rm -rf "$results"
mkdir -p "$results"

say "Running the tests of CTest ($preset)"
ctest --test-dir "build/$preset" --output-on-failure --timeout 900 --output-junit "$PWD/$results/ctest.xml" -j2 || true

# Of the Python package and the pages on it.
python_tests() {
  local python=build/venv-test/bin/python
  say "Running the Python tests"
  $python -m pytest -q --junitxml="$results/pytest.xml" tests/interfaces/python || true
  say "Running the tests of the portal, in Chromium"
  $python -m pytest -q -m "${DOVERIE_MARKS-not long}" --junitxml="$results/portal.xml" tests/interfaces/portal || true
}

# Of what is around the library that was built.
other_tests() {
  local python=build/venv-test/bin/python
  say "Running the Java tests"
  mvn -B -q -ntp -f bindings/java -Ddoverie.native="$PWD/build/$preset/capi" clean verify || true
  cp -r bindings/java/target/surefire-reports "$results/java" || true
  say "Running the tests of the extension of Keycloak"
  $python -m pytest -q -m "${DOVERIE_MARKS-not long}" --junitxml="$results/keycloak.xml" tests/interfaces/keycloak || true
  say "Running the tests of the examples and of programs that use the installed library"
  $python -m pytest -q --junitxml="$results/outside.xml" tests/interfaces/test_*.py || true
}

case $preset in
  test | dev | release)
    python_environment build/venv-test '.[test]'
    export DOVERIE_BUILD_DIR=build/$preset
    other_tests >"$results/other.log" 2>&1 &
    python_tests
    wait
    cat "$results/other.log"
    ;;
esac

"$PYTHON" tests/support/summary.py "$results"
