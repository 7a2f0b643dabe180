# SPDX-License-Identifier: Apache-2.0
# What every target of the project is built with.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(doverie_build INTERFACE)
target_compile_features(doverie_build INTERFACE cxx_std_20)
target_compile_options(doverie_build INTERFACE
  $<BUILD_INTERFACE:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-missing-field-initializers>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Wold-style-cast>)
# g++ 12 sees overlapping copies, and copies out of bounds, in `"text" + std::string` where there are none (GCC bug 105651), and
# says so even of the standard library's headers when they come precompiled.
set(false_alarms -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
target_compile_options(doverie_build INTERFACE
  "$<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:${false_alarms}>")
if(DOVERIE_WARNINGS_AS_ERRORS)
  target_compile_options(doverie_build INTERFACE -Werror)
endif()
if(DOVERIE_SANITIZE)
  target_compile_options(doverie_build INTERFACE -fsanitize=${DOVERIE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(doverie_build INTERFACE -fsanitize=${DOVERIE_SANITIZE})
endif()

# Headers parsed once: docs/decisions/0080-precompiled-headers.md.
#
# doverie_precompile(NAME HEADER LIBS…): a target that does nothing else, so that none that shares the header waits for another.
function(doverie_precompile name header)
  if(NOT DOVERIE_PRECOMPILED_HEADERS)
    return()
  endif()
  set(source ${PROJECT_BINARY_DIR}/precompiled/${name}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "// A target needs a source.\n")
  add_library(${name} OBJECT ${source})
  target_link_libraries(${name} PRIVATE doverie_build ${ARGN})
  target_precompile_headers(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${header}.h)
endfunction()
# doverie_precompiled(TARGET NAME): every file of TARGET, whose flags are those of NAME, begins with NAME's header.
function(doverie_precompiled target name)
  if(DOVERIE_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# doverie_together(TARGET): its files are compiled several at a time: docs/decisions/0179-files-compiled-together.md. Names of their
# anonymous namespaces have to differ.
function(doverie_together target)
  if(DOVERIE_UNITY_BUILD)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
  endif()
endfunction()

# doverie_small(TARGET): what is optimised is made small, and what nobody calls can be left out when it is linked.
# docs/decisions/0273-small-first.md says what that costs; doverie_fast names what is exempt.
function(doverie_small target)
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Release,RelWithDebInfo>:-Os;-ffunction-sections;-fdata-sections>")
endfunction()
# doverie_fast(FILE…): the files of the calling folder that are fast in place of small, because every command or every account passes
# through their loops. Compiled alone, and without the header that was precompiled to be small.
function(doverie_fast)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release,RelWithDebInfo>:-O3> SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# doverie_linked_small(TARGET): a library of ours, without what nobody calls, and its relocations packed where the linker knows how.
include(CheckLinkerFlag)
check_linker_flag(CXX -Wl,-z,pack-relative-relocs DOVERIE_PACKS_RELOCATIONS)
function(doverie_linked_small target)
  target_link_options(${target} PRIVATE -Wl,--gc-sections)
  if(DOVERIE_PACKS_RELOCATIONS)
    target_link_options(${target} PRIVATE -Wl,-z,pack-relative-relocs)
  endif()
endfunction()

# doverie_hidden(TARGET): what goes into a shared library that exports only its own names.
function(doverie_hidden target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()

doverie_precompile(doverie_precompiled_library library)
if(DOVERIE_PRECOMPILED_HEADERS)
  doverie_hidden(doverie_precompiled_library)
  doverie_small(doverie_precompiled_library)
endif()

# doverie_installed(TARGET PART): TARGET is installed, and found by find_package(doverie COMPONENTS PART): cmake/DoverieInstall.cmake.
function(doverie_installed target part)
  set_property(GLOBAL APPEND PROPERTY DOVERIE_TARGETS_${part} ${target})
endfunction()

# doverie_layer(NAME [PART part] SOURCES … PUBLIC … PRIVATE …): one layer of the library as a static archive, doverie::NAME for users, of
# the part `cpp` unless said otherwise. Position-independent and hidden, so that it can go into a shared library that exports only its
# own names.
function(doverie_layer name)
  cmake_parse_arguments(LAYER "" "PART" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(doverie_${name} STATIC ${LAYER_SOURCES})
  add_library(doverie::${name} ALIAS doverie_${name})
  set_target_properties(doverie_${name} PROPERTIES EXPORT_NAME ${name})
  doverie_hidden(doverie_${name})
  doverie_small(doverie_${name})
  doverie_precompiled(doverie_${name} doverie_precompiled_library)
  target_compile_features(doverie_${name} PUBLIC cxx_std_20)
  target_include_directories(doverie_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(doverie_${name} PUBLIC ${LAYER_PUBLIC} PRIVATE $<BUILD_INTERFACE:doverie_build> ${LAYER_PRIVATE})
  if(NOT LAYER_PART)
    set(LAYER_PART cpp)
  endif()
  doverie_installed(doverie_${name} ${LAYER_PART})
endfunction()
