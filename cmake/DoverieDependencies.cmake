# SPDX-License-Identifier: Apache-2.0
# What the library links; versions and reasons stand in docs/dependencies.md. Shared with the installed package.
#
# Abseil comes through pkg-config: Debian's static archives are not position-independent, its CMake targets name them, and
# pkg-config names the shared objects.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(SQLite3 3.37 REQUIRED)  # 3.37: STRICT tables
find_package(simdjson 3.0 REQUIRED)
pkg_check_modules(DOVERIE_UTF8PROC REQUIRED IMPORTED_TARGET GLOBAL libutf8proc)
pkg_check_modules(DOVERIE_ABSL REQUIRED IMPORTED_TARGET GLOBAL absl_time absl_strings)
