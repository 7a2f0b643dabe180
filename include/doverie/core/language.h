// SPDX-License-Identifier: Apache-2.0
//
// Which C++ does a host need? Every header begins with this one, so that an older standard is told by its name, and not by what it
// does not understand.
#ifndef DOVERIE_CORE_LANGUAGE_H_
#define DOVERIE_CORE_LANGUAGE_H_

#if __cplusplus < 202002L
#error \
    "doverie needs C++20: compile with -std=c++20 (CMake: target_compile_features(TARGET PRIVATE cxx_std_20)), or use doverie.h from C"
#endif

#endif  // DOVERIE_CORE_LANGUAGE_H_
