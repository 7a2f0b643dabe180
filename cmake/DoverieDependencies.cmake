# SPDX-License-Identifier: Apache-2.0
# What the library links; versions and reasons stand in docs/dependencies.md. Shared with the installed package, which says what is
# missing instead of ending the host's configuration: there DOVERIE_MUST_FIND is QUIET.
#
# Abseil comes through pkg-config: Debian's static archives are not position-independent, its CMake targets name them, and
# pkg-config names the shared objects.
find_package(PkgConfig ${DOVERIE_MUST_FIND})
find_package(Threads ${DOVERIE_MUST_FIND})
find_package(OpenSSL 3.0 ${DOVERIE_MUST_FIND} COMPONENTS Crypto)
find_package(SQLite3 3.37 ${DOVERIE_MUST_FIND})  # 3.37: STRICT tables
find_package(simdjson 3.0 ${DOVERIE_MUST_FIND})
if(PKG_CONFIG_FOUND)
  pkg_check_modules(DOVERIE_UTF8PROC ${DOVERIE_MUST_FIND} IMPORTED_TARGET GLOBAL libutf8proc)
  pkg_check_modules(DOVERIE_ABSL ${DOVERIE_MUST_FIND} IMPORTED_TARGET GLOBAL absl_time_zone)
endif()
