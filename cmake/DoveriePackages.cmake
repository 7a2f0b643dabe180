# SPDX-License-Identifier: Apache-2.0
# Debian packages by `cpack`: libdoverie0, libdoverie-postgres0, libdoverie-senders0, libdoverie-dev and the symbols of each library;
# python3-doverie when DOVERIE_PYTHON_TREE is the folder of an unpacked wheel. `.ci/release` makes all of them: docs/releasing.md.
if(NOT PROJECT_IS_TOP_LEVEL OR NOT DOVERIE_INSTALL)
  return()
endif()
set(DOVERIE_PYTHON_TREE "" CACHE PATH "An unpacked wheel of which python3-doverie is made")
set(DOVERIE_MAINTAINER "The doverie authors <doverie@users.noreply.github.com>" CACHE STRING "The maintainer in the packages")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME doverie)
set(CPACK_PACKAGE_VENDOR "The doverie authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/before_packing.cmake)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${DOVERIE_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS
  ${PROJECT_BINARY_DIR}/capi ${PROJECT_BINARY_DIR}/src/adapters/postgres ${PROJECT_BINARY_DIR}/src/adapters/senders)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
# Also of folders, which `install` makes as the umask says.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL "")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: doverie

Files: *
Copyright: The doverie authors
License: Apache-2.0
 On Debian systems the whole text of the Apache License 2.0 is in /usr/share/common-licenses/Apache-2.0.
")
set(changelog "doverie (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Version ${PROJECT_VERSION}: see docs/changelog.md of the sources.

 -- ${DOVERIE_MAINTAINER}  ${date}
")
set(exactly "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

# doverie_deb(PACKAGE SECTION WHAT COMPONENT [GROUP]): the Debian package of an install component, or of the group that it is in.
macro(doverie_deb package section what component)
  string(TOUPPER ${component} upper)
  set(named ${upper})
  set(about CPACK_COMPONENT_${upper}_DESCRIPTION)
  if(${ARGC} GREATER 4)
    set(CPACK_COMPONENT_${upper}_GROUP ${ARGV4})
    string(TOUPPER ${ARGV4} named)
    set(about CPACK_COMPONENT_GROUP_${named}_DESCRIPTION)
  endif()
  set(CPACK_DEBIAN_${named}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${named}_PACKAGE_SECTION ${section})
  string(CONCAT ${about} "${what}\n"
    "A person names a trusted contact, who has to confirm a recovery of the password\n"
    "with a code that comes to the contact's own phone.")
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  set(folder ${PROJECT_BINARY_DIR}/debian/${package})
  file(WRITE ${folder}/copyright "${copyright}")
  file(WRITE ${folder}/changelog.Debian "${changelog}")
  execute_process(COMMAND gzip -9nkf ${folder}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
  # EXCLUDE_FROM_ALL: not by `cmake --install` without a component.
  install(FILES ${folder}/copyright ${folder}/changelog.Debian.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

doverie_deb(libdoverie0 libs "trusted contact for account recovery (C library)" runtime)
set(CPACK_DEBIAN_RUNTIME_DEBUGINFO_PACKAGE ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS tzdata)
set(development_depends "libdoverie0 ${exactly}")
foreach(beside postgres senders)
  if(beside IN_LIST DOVERIE_PARTS)
    string(TOUPPER ${beside} upper_beside)
    doverie_deb(libdoverie-${beside}0 libs "trusted contact for account recovery (${beside})" runtime${beside})
    set(CPACK_DEBIAN_RUNTIME${upper_beside}_DEBUGINFO_PACKAGE ON)
    string(APPEND development_depends ", libdoverie-${beside}0 ${exactly}")
  endif()
endforeach()
doverie_deb(libdoverie-dev libdevel "trusted contact for account recovery (headers, C++ archives)" headers dev)
list(APPEND CPACK_COMPONENTS_ALL development)
set(CPACK_COMPONENT_DEVELOPMENT_GROUP dev)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS ${development_depends})
# For hosts in C++; those in C need none of them.
set(CPACK_DEBIAN_DEV_PACKAGE_RECOMMENDS
  "g++, pkg-config, libabsl-dev, libssl-dev, libsqlite3-dev, libsimdjson-dev, libutf8proc-dev")
if(DOVERIE_PYTHON_TREE)
  doverie_deb(python3-doverie python "trusted contact for account recovery (Python)" python3)
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_DEPENDS "python3 (>= 3.11), python3 (<< 3.12), tzdata")
  set(CPACK_DEBIAN_PYTHON3_PACKAGE_RECOMMENDS "python3-click, python3-rich, python3-numpy")
  install(DIRECTORY ${DOVERIE_PYTHON_TREE}/doverie DESTINATION lib/python3/dist-packages ${for_everybody}
    COMPONENT python3 EXCLUDE_FROM_ALL PATTERN "__pycache__" EXCLUDE)
  install(PROGRAMS cmake/debian/doverie DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT python3 EXCLUDE_FROM_ALL)
endif()
include(CPack)
