# SPDX-License-Identifier: Apache-2.0
# What every target of the project is built with.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(doverie_build INTERFACE)
target_compile_features(doverie_build INTERFACE cxx_std_20)
target_compile_options(doverie_build INTERFACE
  $<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-missing-field-initializers>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Wold-style-cast>)
# g++ 12 sees overlapping copies in `"text" + std::string` where there are none (GCC bug 105651).
target_compile_options(doverie_build INTERFACE
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
if(DOVERIE_WARNINGS_AS_ERRORS)
  target_compile_options(doverie_build INTERFACE -Werror)
endif()
if(DOVERIE_SANITIZE)
  target_compile_options(doverie_build INTERFACE -fsanitize=${DOVERIE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(doverie_build INTERFACE -fsanitize=${DOVERIE_SANITIZE})
endif()

# doverie_layer(NAME SOURCES … PUBLIC … PRIVATE …): one layer of the library as a static archive, doverie::NAME for users.
# Position-independent and hidden, so that it can go into a shared library that exports only its own names.
function(doverie_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(doverie_${name} STATIC ${LAYER_SOURCES})
  add_library(doverie::${name} ALIAS doverie_${name})
  set_target_properties(doverie_${name} PROPERTIES
    EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(doverie_${name} PUBLIC cxx_std_20)
  target_include_directories(doverie_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(doverie_${name} PUBLIC ${LAYER_PUBLIC} PRIVATE $<BUILD_INTERFACE:doverie_build> ${LAYER_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY DOVERIE_INSTALLED_TARGETS doverie_${name})
endfunction()
