#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A recovery through a real SMS gateway: installs Kannel (which stays stopped) and what the library needs, starts a gateway of its
# own on free ports, and prints what the phone received and what the gateway reported.
#
# Usage: examples/kannel.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/setup.sh

install_packages "${BUILD_PACKAGES[@]}" kannel
python_environment build/venv-kannel .
say "A recovery, with the code sent by Kannel (examples/python/kannel.py)"
build/venv-kannel/bin/python examples/python/kannel.py
