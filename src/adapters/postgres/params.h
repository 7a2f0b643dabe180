// SPDX-License-Identifier: Apache-2.0
//
// Parameters of a statement in PostgreSQL's binary format: nothing to escape, nothing to parse.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_PARAMS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_PARAMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/time.h"

namespace doverie::postgres {

// Numbers of built-in types, which never change.
struct ArrayType {
  std::uint32_t element;
  std::uint32_t array;
};
inline constexpr ArrayType kTexts{25, 1009};
inline constexpr ArrayType kNumbers{20, 1016};  // bigint
inline constexpr ArrayType kFlags{16, 1000};

// Most significant byte first.
void put_number(std::string& bytes, std::uint64_t number, int size);

inline std::int64_t microseconds(Instant instant) {
  return instant.time_since_epoch().count();
}

// An array of one dimension, or of rows of `width` elements. An empty one has no dimensions at all.
class Array {
 public:
  explicit Array(ArrayType type, std::uint32_t width = 0) : type_(type), width_(width) {}

  void add(std::string_view text);
  void add(std::uint64_t number);
  void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void add(Instant instant) { add(microseconds(instant)); }
  void add(bool flag);
  // REQUIRES: as many elements as the array is wide.
  template <class... Elements>
  void row(const Elements&... elements) {
    (add(elements), ...);
  }

  std::uint32_t type() const { return type_.array; }
  std::string bytes() const;

 private:
  ArrayType type_;
  std::uint32_t width_;  // 0: one dimension
  std::uint32_t count_ = 0;
  std::string elements_;
};

class Params {
 public:
  void add(std::string_view text) { put(kTexts.element, std::string(text)); }
  void add(const std::string& text) { put(kTexts.element, text); }
  void add(const std::optional<std::string>& text);
  void add(std::int64_t number);
  void add(std::uint64_t number) { add(static_cast<std::int64_t>(number)); }
  void add(Instant instant) { add(microseconds(instant)); }
  void add(bool flag) { put(kFlags.element, std::string(1, flag ? '\1' : '\0')); }
  void add(const Array& array) { put(array.type(), array.bytes()); }
  void add(const char* text) = delete;  // would be a bool

  int count() const { return static_cast<int>(types_.size()); }
  const std::uint32_t* types() const { return types_.data(); }
  // Pointers into this object: good until the next add().
  std::vector<const char*> values() const;
  std::vector<int> lengths() const;
  std::vector<int> formats() const { return std::vector<int>(types_.size(), 1); }

 private:
  void put(std::uint32_t type, std::optional<std::string> bytes);

  std::vector<std::uint32_t> types_;
  std::vector<std::optional<std::string>> values_;
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_PARAMS_H_
