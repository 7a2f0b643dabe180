// SPDX-License-Identifier: Apache-2.0
//
// The heads of streams that were looked at last, for a connection that is the only one to write: what it knows is so.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_HEADS_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_HEADS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace doverie::sqlite {

// What is known of a stream besides its events.
struct Head {
  std::int64_t id = 0;  // 0: there is no row yet
  std::uint64_t version = 0;
  bool erased = false;
};

// Not thread-safe: the connection's turn is its own.
class Heads {
 public:
  // nullptr when it is not known.
  const Head* find(std::string_view stream) const {
    const auto at = heads_.find(stream);
    return at == heads_.end() ? nullptr : &at->second;
  }
  void put(const std::string& stream, const Head& head) {
    if (heads_.size() >= kMost) heads_.clear();
    heads_.insert_or_assign(stream, head);
  }
  void forget() { heads_.clear(); }

 private:
  // Some 100 bytes each. Our choice.
  static constexpr std::size_t kMost = 20'000;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Head, Hash, std::equal_to<>> heads_;
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_HEADS_H_
