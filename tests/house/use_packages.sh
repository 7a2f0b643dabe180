#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Can what .ci/release has made be installed, used and purged on a machine that has nothing? Run by bare_root.sh in there, which
# puts it into /opt/packages.
#
# Usage: use_packages.sh
set -euo pipefail
readonly packages=/opt/packages place=/tmp/use
version=$(sed -n 's/^project(doverie VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
export DEBIAN_FRONTEND=noninteractive
mkdir -p "$place"
cd "$place"
say() { printf '== %s\n' "$*"; }
fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }
install() { apt-get install -y -q --no-install-recommends "$@" >apt.log 2>&1 || { tail -n 20 apt.log >&2; fail "apt-get install $*"; }; }

apt-get update -q >apt.log 2>&1 || fail "apt-get update"
find / -xdev -path /doverie -prune -o -path /opt -prune -o -iname '*doverie*' -print >before

# use PYTHON: the ten lines of the README, and the parts that load libpq and libcurl, of what that Python has installed.
use() {
  [ "$("$1" /doverie/examples/python/quickstart.py)" = "The password of maria may be reset." ] || fail "the ten lines of the README"
  "$1" - "$version" <<'PROGRAM'
import sys
import doverie
assert doverie.__version__ == sys.argv[1], doverie.__version__
try:
    doverie.PostgresStore("host=/nowhere")
except doverie.StoreError:
    pass
doverie.KannelSender("http://127.0.0.1:1/", username="portal", password=b"x", sender="Portal")
PROGRAM
}

say "Wheels, where there is no compiler"
install python3 python3-venv tzdata
! command -v cc gcc g++ clang || fail "there is a compiler"
python3 -m venv wheels
wheels/bin/pip install -q --no-index --no-deps "$packages"/*.whl
use wheels/bin/python
rm -rf wheels

say "Debian packages"
install "$packages"/libdoverie0_*.deb "$packages"/libdoverie-postgres0_*.deb "$packages"/libdoverie-senders0_*.deb \
  "$packages"/python3-doverie_*.deb
dpkg -V libdoverie0 libdoverie-postgres0 libdoverie-senders0 python3-doverie
use /usr/bin/python3
install python3-click python3-rich
doverie --help | grep -q pump || fail "the command doverie"

say "A host in C, with a compiler for C alone"
install "$packages"/libdoverie-dev_*.deb gcc libc6-dev pkg-config cmake ninja-build
! command -v g++ || fail "there is a compiler for C++"
! dpkg -s libabsl-dev >/dev/null 2>&1 || fail "Abseil's headers are there"
cat >host.c <<'PROGRAM'
#include <stdio.h>
#include <doverie.h>
#include <doverie_operator.h>
int main(void) { puts(doverie_version()); return 0; }
PROGRAM
# shellcheck disable=SC2046
gcc -Wall -Wextra -Werror host.c -o host $(pkg-config --cflags --libs doverie)
[ "$(./host)" = "$version" ] || fail "the host says $(./host)"
cat >CMakeLists.txt <<'PROGRAM'
cmake_minimum_required(VERSION 3.25)
project(host LANGUAGES C)
find_package(doverie COMPONENTS cpp QUIET)
if(doverie_FOUND)
  message(FATAL_ERROR "found what cannot be used")
endif()
find_package(doverie REQUIRED COMPONENTS c)
add_executable(host host.c)
target_link_libraries(host PRIVATE doverie::c)
PROGRAM
cmake -G Ninja -B build . >cmake.log && cmake --build build >>cmake.log || { tail -n 20 cmake.log >&2; fail "a host with CMake"; }
[ "$(build/host)" = "$version" ] || fail "the host with CMake says $(build/host)"

say "Purged"
apt-get purge -y -q 'libdoverie*' python3-doverie >apt.log 2>&1 || { tail -n 20 apt.log >&2; fail "apt-get purge"; }
find / -xdev -path /doverie -prune -o -path /opt -prune -o -iname '*doverie*' -print >after
diff before after || fail "purging leaves the files above"
say "Installed, used and purged"
