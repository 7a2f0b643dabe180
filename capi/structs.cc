// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a struct of the caller's: not aligned, too short for its first members, or without its size.
#include "structs.h"

#include <cstdint>

namespace doverie::capi {

const char* fault_of_struct(const void* object, std::size_t alignment, std::size_t first, std::size_t known) noexcept {
  if (object == nullptr) return "NULL";
  if (reinterpret_cast<std::uintptr_t>(object) % alignment != 0) return "not aligned";
  std::size_t size = 0;
  std::memcpy(&size, object, sizeof(size));
  if (size < first) return "struct_size is smaller than the struct ever was; use DOVERIE_INIT";
  if (size > kLargestStruct) return "struct_size is larger than the struct will ever be; use DOVERIE_INIT";
  const auto* bytes = static_cast<const unsigned char*>(object);
  const bool unknown_set = size > known && std::any_of(bytes + known, bytes + size, [](auto byte) { return byte != 0; });
  return unknown_set ? "unsupported: a member that this version of the library does not know is set" : nullptr;
}

}  // namespace doverie::capi
