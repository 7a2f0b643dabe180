# SPDX-License-Identifier: Apache-2.0
# `cmake --install` and `find_package(doverie)`. The Python wheel brings its own install rules.
if(DOVERIE_BUILD_PYTHON)
  return()
endif()
include(CMakePackageConfigHelpers)
get_property(targets GLOBAL PROPERTY DOVERIE_INSTALLED_TARGETS)
install(TARGETS ${targets} EXPORT doverie-targets)
install(DIRECTORY include/doverie DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES docs/policy.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/doverie)
install(EXPORT doverie-targets NAMESPACE doverie:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/doverie)
configure_package_config_file(cmake/doverie-config.cmake.in ${PROJECT_BINARY_DIR}/doverie-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/doverie)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/doverie-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/doverie-config.cmake ${PROJECT_BINARY_DIR}/doverie-config-version.cmake
  cmake/DoverieDependencies.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/doverie)
