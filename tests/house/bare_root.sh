#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Do the commands of the README, of the portal and of Keycloak work on a machine that has nothing? Makes a bare Debian 12 in a
# temporary directory, clones HEAD into it, and runs examples/demo.sh, examples/portal/run --check, examples/keycloak/run --check
# and tests/run.sh there, as root. Fails unless all succeed. `packages` is not run unless named: it installs, uses and purges what
# .ci/release has made, of the folder that DOVERIE_RELEASE names.
#
# It holds KP7 of tests/house/cases.py.
#
# Usage: tests/house/bare_root.sh [demo] [portal] [keycloak] [tests] [packages]
# The first four unless named; needs root, an hour and 8 GB where mktemp puts it.
#
# The bare machine gets the mirrors and the name service of this one, and what the environment says of proxies, of pip and of
# certificates. What it prints is kept in build/bare_root. It lives in namespaces of its own: with this script its processes and
# mounts are gone, however the script ends.
set -euo pipefail
cd "$(dirname "$0")/../.."
. .ci/setup.sh

readonly release=bookworm
readonly logs=$PWD/build/bare_root

# The mirrors of this machine, one line for each suite.
sources() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sed -n "s/^Debian \(.* $release\(-updates\|-security\)\? .*\)/\1/p" | sort -u
}

# make_root: a minimal system, of which the outside world can be reached.
make_root() {
  local mirrors mirror
  mirrors=$(sources)
  mirror=$(sed -n "s/^deb \(.*\) $release main$/\1/p" <<<"$mirrors" | head -n 1)
  say "Making a bare Debian 12"
  debootstrap --variant=minbase "$release" "$root" "${mirror:-http://deb.debian.org/debian}" >"$logs/debootstrap.log" 2>&1 ||
    { tail -n 20 "$logs/debootstrap.log" >&2; fail "debootstrap did not succeed; the lines above and $logs/debootstrap.log say why"; }
  if [ -n "$mirrors" ]; then printf '%s\n' "$mirrors" >"$root/etc/apt/sources.list"; fi
  apt-config dump Acquire | sed -n '/[Pp]roxy/p' >"$root/etc/apt/apt.conf.d/90caller"
  cp /etc/hosts /etc/resolv.conf "$root/etc/"
  # Whom this machine trusts beside the world's authorities: Java goes by the system's certificates, and by no variable.
  mkdir -p "$root/usr/local/share/ca-certificates"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$root/usr/local/share/ca-certificates/" \;
  # Packages start no servers in there.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root" "$root/usr/sbin/policy-rc.d"
  git clone -q --no-hardlinks "$PWD" "$root/doverie"
  if [ -n "${DOVERIE_RELEASE:-}" ]; then
    mkdir "$root/opt/packages"
    cp "$DOVERIE_RELEASE"/*.deb "$DOVERIE_RELEASE"/*.whl "$root/opt/packages/"
  fi
}

# mount_root: what every machine has. Itself as well, so that `/` is a mount in there, too.
mount_root() {
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
}

# take_along: fills `outside` with the variables of the environment that say how to get out. Files that they name are copied, for
# the bare machine's own bundle of certificates need not have what this one's has; directories stay behind.
take_along() {
  mkdir -p "$root/opt/caller"
  local name value
  while IFS='=' read -r -d '' name value; do
    case $name in
      [Hh][Tt][Tt][Pp]_[Pp]* | [Hh][Tt][Tt][Pp][Ss]_[Pp]* | [Nn][Oo]_[Pp]* | [Aa][Ll][Ll]_[Pp]*) ;;
      PIP_* | SSL_CERT_FILE | REQUESTS_CA_BUNDLE | CURL_CA_BUNDLE | GIT_SSL_CAINFO) ;;
      *) continue ;;
    esac
    [ -d "$value" ] && continue
    if [ -f "$value" ]; then
      cp "$value" "$root/opt/caller/$name"
      value=/opt/caller/$name
    fi
    outside+=("$name=$value")
  done < <(env -0)
}

# run_inside NAME COMMAND
run_inside() {
  local name=$1 command=$2 began=$SECONDS result=passed
  say "$command"
  chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "${outside[@]}" \
    /bin/sh -c "cd /doverie && exec $command" >"$logs/$name.log" 2>&1 </dev/null || result=FAILED
  local seconds=$((SECONDS - began))
  tail -n 6 "$logs/$name.log"
  printf '%s %s after %d.%d minutes\n' "$command" "$result" $((seconds / 60)) $((seconds % 60 / 6))
  [ $result = passed ]
}

# Arguments are looked at before anything is made.
for what in "$@"; do
  case $what in
    demo | portal | keycloak | tests | --inside | /*) ;;
    packages) [ -n "${DOVERIE_RELEASE:-}" ] || fail "DOVERIE_RELEASE names no folder with what .ci/release has made" ;;
    *) fail "demo, portal, keycloak, tests or packages, not $what" ;;
  esac
done

if [ "${1:-}" != --inside ]; then
  [ "$(id -u)" -eq 0 ] || fail "needs root, for a root of its own"
  install_packages "${LONG_PACKAGES[@]}"
  mkdir -p "$logs"
  place=$(mktemp -d)
  unshare --mount --propagation private --pid --fork --kill-child -- "$0" --inside "$place/root" "$@" &
  machine=$!
  # First the processes, of which the first takes the others along. For us nothing was ever mounted in there.
  trap 'kill -KILL "$machine" 2>/dev/null || true; wait; rm -rf --one-file-system "$place"' EXIT
  trap 'exit 130' INT TERM
  wait "$machine" || fail "on a bare machine: see the lines above, and $logs"
  say "On a bare machine: ${*:-demo portal keycloak tests} passed"
  exit
fi

root=$2
shift 2
[ $# -gt 0 ] || set -- demo portal keycloak tests
outside=()
make_root
mount_root
take_along
failed=0
for what in "$@"; do
  command=examples/demo.sh
  case $what in
    portal | keycloak) command="examples/$what/run --check" ;;
    tests) command=tests/run.sh ;;
    packages) command=tests/house/use_packages.sh ;;
  esac
  run_inside "$what" "$command" || failed=1
done
exit $failed
