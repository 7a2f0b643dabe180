# SPDX-License-Identifier: Apache-2.0
# Sourced by examples/demo.sh, tests/run.sh and .ci/run: says what it does, installs what is missing, fails in plain words.
# shellcheck shell=bash

# say WHAT…: what comes now, and how many seconds have gone by.
say() { printf '\n== %s (after %d s)\n' "$*" "$SECONDS"; }
fail() { printf '\nfailed: %s\n' "$*" >&2; exit 1; }

# What the library, the examples and the Python package are built with.
BUILD_PACKAGES=(g++ cmake ninja-build pkg-config git libabsl-dev libssl-dev libsqlite3-dev libsimdjson-dev libutf8proc-dev libpq-dev
  libcurl4-openssl-dev tzdata
  python3 python3-dev python3-venv)
# What the tests need besides.
TEST_PACKAGES=(doctest-dev libengine-gost-openssl oathtool sqlite3 binutils e2fsprogs postgresql pgbouncer kannel
  openssl valgrind doxygen gunicorn uvicorn openjdk-17-jdk-headless maven gradle unzip chromium fonts-dejavu-core)
# What examples/portal/run needs: a server of its own, and setpriv to start it.
PORTAL_PACKAGES=(postgresql util-linux)
# What examples/keycloak/run needs; Keycloak itself comes by Maven.
KEYCLOAK_PACKAGES=(openjdk-17-jdk-headless maven unzip)
# What the long checks need besides: the second compiler, formatting, coverage.
CHECK_PACKAGES=(clang-19 clang-format-19 clang-tidy-19 llvm-19 libclang-rt-19-dev)
# What .ci/release needs besides: packing and looking at packages, the jar, a bare machine to install them on.
RELEASE_PACKAGES=(dpkg-dev lintian patchelf file xz-utils openjdk-17-jdk-headless maven debootstrap)
# And what .ci/run --long needs.
LONG_PACKAGES=(debootstrap)

# install_packages NAME…: nothing to do when all are there.
install_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fail "this machine has no apt-get; install by hand: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "needs root to install: ${missing[*]} (run: apt-get install ${missing[*]})"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  local log
  log=$(mktemp)
  # The tests start servers of their own: no cluster is made for the machine, unless somebody has decided otherwise.
  local conf=/etc/postgresql-common/createcluster.conf
  if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -e "$conf" ]; then
    "${as_root[@]}" mkdir -p "${conf%/*}"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$conf" >/dev/null
  fi
  # The same of Kannel, whose package starts a gateway: policy-rc.d says no while packages are being installed, unless the machine
  # has an opinion of its own.
  local policy=/usr/sbin/policy-rc.d no_policy=no
  if [[ " ${missing[*]} " == *" kannel "* ]] && [ ! -e "$policy" ]; then
    no_policy=yes
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
  fi
  local installed=yes
  {
    "${as_root[@]}" apt-get update -q -o DPkg::Lock::Timeout=300 &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 "${missing[@]}"
  } >"$log" 2>&1 || installed=no
  [ $no_policy = no ] || "${as_root[@]}" rm "$policy"
  [ $installed = yes ] || { tail -n 20 "$log" >&2; fail "apt-get could not install ${missing[*]}; the lines above say why"; }
  rm -f "$log"
}

# Debian's own Python, whatever else is first on the PATH: its headers are what python3-dev installs.
PYTHON=/usr/bin/python3

# python_environment DIR REQUIREMENT…: a virtual environment with pip's requirements in it; `.` is the project, which is installed
# again only when a source has changed.
python_environment() {
  local dir=$1
  shift
  local stamp=$dir/.installed
  local sources=(CMakeLists.txt pyproject.toml cmake include src bindings examples/python README.md)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ] && [ "$*" = "${*#.}" ]; then return; fi
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ] &&
    [ -z "$(find "${sources[@]}" -newer "$stamp" -type f -print -quit)" ]; then
    return
  fi
  say "Installing $* into $dir"
  [ -x "$dir/bin/python" ] || "$PYTHON" -m venv "$dir" || fail "could not make a virtual environment in $dir"
  local log=$dir/pip.log
  "$dir/bin/pip" install --disable-pip-version-check -q "$@" >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; fail "pip install $* did not succeed; the lines above and $log say why"; }
  printf '%s' "$*" >"$stamp"
}

# configure_and_build PRESET [CMAKE OPTION…]
configure_and_build() {
  local preset=$1
  shift
  local log=build/$preset.log
  mkdir -p build
  say "Building ($preset)"
  { cmake --preset "$preset" -DPython3_EXECUTABLE="$PYTHON" "$@" && cmake --build --preset "$preset"; } >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; fail "the build did not succeed; the lines above and $log say why"; }
}
