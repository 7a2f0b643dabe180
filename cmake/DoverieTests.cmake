# SPDX-License-Identifier: Apache-2.0
# How tests are made. doctest is needed for the tests alone.
find_package(doctest REQUIRED)

add_library(doverie_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/support/main.cc)
target_include_directories(doverie_test_main PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(doverie_test_main PUBLIC doctest::doctest PRIVATE doverie_build)
doverie_precompile(doverie_precompiled_tests tests doctest::doctest)

# Every test program lies in one folder of the build tree, so that scripts find it wherever its sources are.
set(DOVERIE_TEST_PROGRAMS ${PROJECT_BINARY_DIR}/tests/bin)

# doverie_test(NAME SOURCES … LIBS …): one doctest executable, and one test of CTest that runs it.
function(doverie_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${DOVERIE_TEST_PROGRAMS})
  doverie_precompiled(${name} doverie_precompiled_tests)
  target_link_libraries(${name} PRIVATE doverie_test_main doverie_build ${TEST_LIBS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
