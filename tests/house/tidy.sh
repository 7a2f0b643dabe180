#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the library. Fails on any finding.
#
# Usage: tests/house/tidy.sh [FILE…]
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh

install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" "${CHECK_PACKAGES[@]}"
[ -f build/dev/compile_commands.json ] || configure_and_build dev
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files -- 'src/*.cc' 'capi/*.cc')
# clang parses anew what g++ has precompiled.
printf '%s\n' "${files[@]}" |
  xargs -P 2 -n 4 clang-tidy-19 --quiet -p build/dev --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-gch ||
  fail "clang-tidy has findings; the lines above name them"
