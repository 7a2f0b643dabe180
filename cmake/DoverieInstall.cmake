# SPDX-License-Identifier: Apache-2.0
# `cmake --install` and `find_package(doverie COMPONENTS …)`.
#
# A part is what a host asks for by name: `c` (the C interface, with nothing of C++ to install beside it), `cpp`, `kit` (what hosts test
# their rules with), `postgres`, `senders`. Each has a file of targets, and headers of its own.
if(NOT DOVERIE_INSTALL)
  return()
endif()
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/doverie)

set(DOVERIE_PARTS "")
foreach(part c cpp kit postgres senders)
  get_property(targets GLOBAL PROPERTY DOVERIE_TARGETS_${part})
  if(targets)
    list(APPEND DOVERIE_PARTS ${part})
    foreach(target IN LISTS targets)
      string(REGEX MATCH "postgres|senders" beside ${target})  # what loads libpq or libcurl is a package of its own
      set(libraries runtime${beside})
      if(target STREQUAL "doverie_testing_c")
        set(libraries development)  # no server needs it
      endif()
      install(TARGETS ${target} EXPORT doverie-${part}
        ARCHIVE COMPONENT development
        LIBRARY COMPONENT ${libraries} NAMELINK_COMPONENT development)
    endforeach()
    install(EXPORT doverie-${part} NAMESPACE doverie:: DESTINATION ${package} FILE doverie-${part}.cmake COMPONENT development)
  endif()
endforeach()

set(headers_of_postgres adapters/postgres.h)
set(headers_of_senders adapters/sms_gateway.h adapters/kannel.h adapters/http_sender.h)
set(not_everywhere REGEX "/testing$" EXCLUDE)
foreach(part postgres senders)
  foreach(header IN LISTS headers_of_${part})
    list(APPEND not_everywhere REGEX "/${header}$" EXCLUDE)
    if(part IN_LIST DOVERIE_PARTS)
      install(FILES include/doverie/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/doverie/adapters COMPONENT headers)
    endif()
  endforeach()
endforeach()
# As everybody may read them, whatever the umask was when the sources were unpacked.
set(for_everybody FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
install(DIRECTORY include/doverie DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} ${for_everybody} COMPONENT headers ${not_everywhere})
install(DIRECTORY include/doverie/testing DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/doverie ${for_everybody} COMPONENT headers)

install(FILES docs/policy.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/doverie COMPONENT runtime)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
configure_package_config_file(cmake/doverie-config.cmake.in ${PROJECT_BINARY_DIR}/doverie-config.cmake
  INSTALL_DESTINATION ${package})
# Before 1.0 a minor version may change what hosts compile against: docs/changelog.md.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/doverie-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/doverie-config.cmake ${PROJECT_BINARY_DIR}/doverie-config-version.cmake
  cmake/DoverieDependencies.cmake DESTINATION ${package} COMPONENT development)
