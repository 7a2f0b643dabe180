// SPDX-License-Identifier: Apache-2.0
//
// How is content turned into a hash? Plain and keyed, over bytes that can be read in one way only.
#ifndef DOVERIE_SRC_CORE_BYTES_DIGESTS_H_
#define DOVERIE_SRC_CORE_BYTES_DIGESTS_H_

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "doverie/core/digest.h"

namespace doverie {

void wipe(void* place, std::size_t size);

Digest sha256(std::string_view bytes);
Digest hmac_sha256(std::string_view key, std::string_view bytes);
inline std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Every part with its length (8 bytes, big-endian) in front: no two lists of parts give the same bytes.
std::string length_prefixed(std::initializer_list<std::string_view> parts);

// Bytes that hold secrets. What they leave behind in the heap is wiped.
template <class T>
struct WipingAllocator {
  using value_type = T;
  WipingAllocator() = default;
  template <class U>
  explicit WipingAllocator(const WipingAllocator<U>&) {}
  T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* place, std::size_t count) {
    wipe(place, count * sizeof(T));
    std::allocator<T>().deallocate(place, count);
  }
  friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};
using SecretBytes = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;
// Appends one part as length_prefixed() has it.
void append_length_prefixed(SecretBytes& bytes, std::string_view part);

// `<key id>:<64 hex digits>`: a keyed digest with the id of the key that made it.
std::string keyed(std::string_view key_id, const Digest& digest);
// The key id in front of the colon; empty when there is no colon.
std::string_view key_of(std::string_view keyed);

// Constant time in the content, not in the length.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Whether records can name a key so: 1 to 64 printable characters of ASCII, but for space, quotes, backslash and the `:` behind an id.
bool is_key_id(std::string_view id);
// The active key. Faults: those of the ring; key_unavailable for an id that records cannot name.
Result<std::string> active_key(const Macs& keys, KeyPurpose purpose);

// mac() under the active key of `purpose`, with that key's id in front.
Result<std::string> keyed_mac(const Macs& keys, KeyPurpose purpose, std::string_view bytes);
// Whether `made` (by keyed_mac, maybe under an older key) is the keyed digest of `bytes`.
Result<bool> verify_keyed_mac(const Macs& keys, KeyPurpose purpose, std::string_view made, std::string_view bytes);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_BYTES_DIGESTS_H_
