#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Do the benchmarks still run? As small as they go; what they print then says nothing.
#
# Usage: smoke.sh FOLDER_OF_THE_PROGRAMS
set -euo pipefail
programs=$1
directory=$(mktemp -d /dev/shm/doverie-bench-XXXXXX)
trap 'rm -rf "$directory"' EXIT

"$programs/sqlite_bench" "$directory" 1 50
"$programs/growth_bench" "$directory" 1000 1
"$programs/flow_bench" "$directory" 2 50
"$programs/population_bench" 4096 1
TMPDIR=/dev/shm "$programs/import_bench" "$directory" 1 50
"$programs/senders_bench" 0.1 1 1
TMPDIR=/dev/shm "$programs/postgres_bench" 0.2 1 8
"${BASH_SOURCE[0]%/*}/start_cost.py" "$programs/../../capi/libdoverie.so" 2
TMPDIR=/dev/shm "$programs/postgres_growth_bench" 1000 1
