// SPDX-License-Identifier: Apache-2.0
//
// The room of bytes: how is it written down? Everything that is stored, hashed or sealed gets exactly one spelling here,
// so that the same content always gives the same bytes. Nothing in this room knows what the bytes are about.
//
// This file: canonical JSON out, any JSON in. The writer is direct and small (measured: a fraction of a general library's
// time); the reader is simdjson behind a plain value, so that its header is compiled once.
#ifndef DOVERIE_SRC_CORE_BYTES_JSON_H_
#define DOVERIE_SRC_CORE_BYTES_JSON_H_

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// `2026-03-02T09:00:00.000000Z`, always with six decimals. REQUIRES on writing: a year of four digits.
std::string iso(Instant instant);
std::optional<Instant> instant_from_iso(std::string_view text);
// `2026-03-02`; of the years 1 to 9999.
std::string iso(CivilDate date);
std::optional<CivilDate> date_from_iso(std::string_view text);

// Objects and arrays keep the order of calls. No white space; strings escape only what JSON demands.
class JsonWriter {
 public:
  JsonWriter() { text_.reserve(kUsualSize); }
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(bool flag);
  JsonWriter& value(Instant instant) { return value(std::string_view(iso(instant))); }
  JsonWriter& value(CivilDate date) { return value(std::string_view(iso(date))); }
  JsonWriter& null();

  template <class T>
  JsonWriter& field(std::string_view name, const T& content) {
    key(name);
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      return value(std::string_view(content));
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, Instant> || std::is_same_v<T, CivilDate>) {
      return value(content);
    } else {
      return value(static_cast<std::int64_t>(content));
    }
  }

  std::string take() { return std::move(text_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void quote(std::string_view text);
  void escape(char c);

  // Most of what is written is an event of a few hundred bytes.
  static constexpr std::size_t kUsualSize = 512;
  std::string text_;
  bool comma_ = false;
};

// A value inside a JsonReader. A document is one array of these: every value is followed by what it contains.
class JsonValue {
 public:
  class Iterator {
   public:
    explicit Iterator(const JsonValue* at) : at_(at) {}
    const JsonValue& operator*() const { return *at_; }
    Iterator& operator++() { return at_ += at_->span_, *this; }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const JsonValue* at_;
  };

  // nullptr for a value of another kind.
  const std::string_view* string() const { return kind_ == Kind::string ? &text_ : nullptr; }
  const std::int64_t* integer() const { return kind_ == Kind::integer ? &number_ : nullptr; }
  const bool* boolean() const { return kind_ == Kind::boolean ? &flag_ : nullptr; }
  const JsonValue* array() const { return kind_ == Kind::array ? this : nullptr; }
  const JsonValue* object() const { return kind_ == Kind::object ? this : nullptr; }
  // A number with a fraction or an exponent, or beyond 64 bits; nothing for integer().
  std::optional<double> real() const {
    return kind_ == Kind::real ? std::optional(std::bit_cast<double>(number_)) : std::nullopt;
  }

  // The items of an array, the members of an object.
  Iterator begin() const { return Iterator(this + 1); }
  Iterator end() const { return Iterator(this + span_); }
  // What a member of an object is called.
  std::string_view name() const { return name_; }
  // The member of that name; nullptr when there is none or this is not an object.
  const JsonValue* member(std::string_view name) const;

 private:
  friend class JsonReader;
  enum class Kind : std::uint8_t { null, boolean, integer, real, string, array, object };

  Kind kind_ = Kind::null;
  bool flag_ = false;
  std::uint32_t span_ = 1;   // how many values it is, itself included
  std::int64_t number_ = 0;  // of a real: its bits
  std::string_view text_;
  std::string_view name_;
};

// Reads one text after the other and keeps its memory between them.
class JsonReader {
 public:
  JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;
  ~JsonReader();

  // Good until the next one. invalid_argument, saying what and where, when it is not JSON, has a key twice in one object, or
  // nests deeper than 32.
  Result<const JsonValue*> read(std::string_view text);

  class Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// A text and what was read of it.
class JsonDocument {
 public:
  JsonDocument(JsonReader reader, const JsonValue* root) : reader_(std::move(reader)), root_(root) {}
  const JsonValue& root() const { return *root_; }
  const JsonValue* member(std::string_view name) const { return root_->member(name); }

 private:
  JsonReader reader_;
  const JsonValue* root_;
};

Result<JsonDocument> parse_json(std::string_view text);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_BYTES_JSON_H_
