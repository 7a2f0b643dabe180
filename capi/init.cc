// SPDX-License-Identifier: Apache-2.0
//
// What C programs write strings and structs with.
#include <cstring>

#include "doverie.h"

doverie_string doverie_text(const char* text) {
  if (text == nullptr) return {nullptr, 0};
  return {text, std::strlen(text)};
}

void doverie_init(void* object, size_t size) {
  if (object == nullptr || size < sizeof(size)) return;
  std::memset(object, 0, size);
  std::memcpy(object, &size, sizeof(size));
}

extern "C" DOVERIE_API void doverie_private_same_build(void);

// What only libraries of the same build call: the version of this symbol names the version of the library.
void doverie_private_same_build(void) {}
