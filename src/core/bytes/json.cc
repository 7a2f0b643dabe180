// SPDX-License-Identifier: Apache-2.0
//
// Writing JSON byte by byte, and simdjson behind JsonReader.
#include "core/bytes/json.h"

#include <simdjson.h>

#include <array>
#include <cassert>
#include <charconv>
#include <cstring>
#include <vector>

namespace doverie {

namespace {

constexpr int kMaxDepth = 32;

Fault not_json(std::string_view why) {
  return Fault{FaultCode::invalid_argument, "not JSON: " + std::string(why)};
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

// Two decimal digits, or as many as `width` says.
char* put_digits(char* at, unsigned number, int width) {
  for (int i = width - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
  return at + width;
}

char* put_date(char* at, CivilDate date) {
  at = put_digits(at, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  *at++ = '-';
  at = put_digits(at, static_cast<unsigned>(date.month()), 2);
  *at++ = '-';
  return put_digits(at, static_cast<unsigned>(date.day()), 2);
}

bool needs_escape(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

// How many bytes stand before the first that has to be escaped. Eight at a time: most of what is written is ids and hashes.
std::size_t plain_bytes(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const auto zero_byte = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighBits; };
  std::size_t i = 0;
  for (std::uint64_t word; i + sizeof word <= text.size(); i += sizeof word) {
    std::memcpy(&word, text.data() + i, sizeof word);
    const std::uint64_t low = (word - kOnes * 0x20) & ~word & kHighBits;
    if ((low | zero_byte(word ^ kOnes * '"') | zero_byte(word ^ kOnes * '\\')) != 0) break;
  }
  while (i < text.size() && !needs_escape(text[i])) ++i;
  return i;
}

}  // namespace

std::string iso(CivilDate date) {
  std::array<char, 10> text{};
  put_date(text.data(), date);
  return std::string(text.data(), text.size());
}

std::string iso(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 27> text{};
  char* at = put_date(text.data(), CivilDate(day));
  const auto put = [&at](char before, std::int64_t number, int width) {
    *at++ = before;
    at = put_digits(at, static_cast<unsigned>(number), width);
  };
  put('T', time.hours().count(), 2);
  put(':', time.minutes().count(), 2);
  put(':', time.seconds().count(), 2);
  put('.', time.subseconds().count(), 6);
  *at = 'Z';
  return std::string(text.data(), text.size());
}

std::optional<CivilDate> date_from_iso(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const CivilDate date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                       std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < 1) return std::nullopt;
  return date;
}

std::optional<Instant> instant_from_iso(std::string_view text) {
  if (text.size() != 27 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[26] != 'Z') {
    return std::nullopt;
  }
  const auto date = date_from_iso(text.substr(0, 10));
  const auto hour = number(text.substr(11, 2));
  const auto minute = number(text.substr(14, 2));
  const auto second = number(text.substr(17, 2));
  const auto micro = number(text.substr(20, 6));
  if (!date || !hour || !minute || !second || !micro || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return Instant(std::chrono::sys_days(*date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + Duration(*micro);
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_.push_back(bracket);
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_.push_back(bracket);
  comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (comma_) text_.push_back(',');
  comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  assert(plain_bytes(name) == name.size());
  separate();
  text_.push_back('"');
  text_.append(name).append("\":");
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  quote(text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  separate();
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  text_.append(buffer.data(), end);
  return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  text_ += "null";
  return *this;
}

void JsonWriter::quote(std::string_view text) {
  text_.push_back('"');
  for (std::size_t plain = plain_bytes(text); plain < text.size(); plain = plain_bytes(text)) {
    text_.append(text.data(), plain);
    escape(text[plain]);
    text.remove_prefix(plain + 1);
  }
  text_.append(text);
  text_.push_back('"');
}

void JsonWriter::escape(char c) {
  text_.push_back('\\');
  if (static_cast<unsigned char>(c) >= 0x20) return text_.push_back(c);
  constexpr std::string_view kDigits = "0123456789abcdef";
  text_ += "u00";
  text_ += kDigits[static_cast<unsigned char>(c) >> 4];
  text_ += kDigits[static_cast<unsigned char>(c) & 15];
}

const JsonValue* JsonValue::member(std::string_view name) const {
  if (kind_ != Kind::object) return nullptr;
  for (const JsonValue& value : *this) {
    if (value.name_ == name) return &value;
  }
  return nullptr;
}

class JsonReader::Impl {
 public:
  Result<const JsonValue*> read(std::string_view text) {
    simdjson::dom::element element;
    const auto error = parser_.parse(text.data(), text.size()).get(element);
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    if (error) return not_json(simdjson::error_message(error));
    values_.clear();
    if (Status taken = take(element, {}, 0); !taken) return taken.fault();
    return static_cast<const JsonValue*>(values_.data());
  }

  std::size_t capacity() const { return parser_.capacity(); }

 private:
  using Kind = JsonValue::Kind;

  Status take(simdjson::dom::element element, std::string_view name, int depth) {
    if (depth > kMaxDepth) return not_json("nested deeper than 32");
    const std::size_t place = values_.size();
    values_.emplace_back().name_ = name;
    Status taken = fill(element, place, depth);
    values_[place].span_ = static_cast<std::uint32_t>(values_.size() - place);
    return taken;
  }

  Status fill(simdjson::dom::element element, std::size_t place, int depth) {
    JsonValue& value = values_[place];
    switch (element.type()) {
      case simdjson::dom::element_type::OBJECT:
        value.kind_ = Kind::object;
        return take_members(element.get_object().value_unsafe(), place, depth);
      case simdjson::dom::element_type::ARRAY:
        value.kind_ = Kind::array;
        return take_items(element.get_array().value_unsafe(), depth);
      case simdjson::dom::element_type::STRING:
        value.kind_ = Kind::string;
        value.text_ = element.get_string().value_unsafe();
        break;
      case simdjson::dom::element_type::INT64:
        value.kind_ = Kind::integer;
        value.number_ = element.get_int64().value_unsafe();
        break;
      case simdjson::dom::element_type::BOOL:
        value.kind_ = Kind::boolean;
        value.flag_ = element.get_bool().value_unsafe();
        break;
      case simdjson::dom::element_type::UINT64:
      case simdjson::dom::element_type::DOUBLE:
        value.kind_ = Kind::real;
        value.number_ = std::bit_cast<std::int64_t>(element.get_double().value_unsafe());
        break;
      case simdjson::dom::element_type::NULL_VALUE:
        break;
    }
    return Done{};
  }

  Status take_members(simdjson::dom::object object, std::size_t place, int depth) {
    std::uint64_t seen = 0;  // a filter: a bit that was not set yet means a key that was not there yet
    for (const auto field : object) {
      const std::uint64_t bit = bit_of(field.key);
      values_[place].span_ = static_cast<std::uint32_t>(values_.size() - place);  // what is there so far
      const bool perhaps_there = (std::exchange(seen, seen | bit) & bit) != 0;
      if (perhaps_there && values_[place].member(field.key)) {
        return not_json("the key \"" + std::string(field.key) + "\" stands twice in one object");
      }
      if (Status taken = take(field.value, field.key, depth + 1); !taken) return taken;
    }
    return Done{};
  }

  static std::uint64_t bit_of(std::string_view key) {
    const unsigned mixed =
        key.empty() ? 0 : static_cast<unsigned char>(key.front()) * 7U + static_cast<unsigned char>(key.back());
    return std::uint64_t{1} << ((mixed + key.size()) & 63U);
  }

  Status take_items(simdjson::dom::array array, int depth) {
    for (const auto item : array) {
      if (Status taken = take(item, {}, depth + 1); !taken) return taken;
    }
    return Done{};
  }

  simdjson::dom::parser parser_;
  std::vector<JsonValue> values_;
};

namespace {

// A reader's memory (some 20 KB) outlives it, for the next one on this thread: getting it anew costs more than reading. Not
// that of long texts.
thread_local std::unique_ptr<JsonReader::Impl> spare_memory;
constexpr std::size_t kLongText = 64 * 1024;

}  // namespace

JsonReader::JsonReader() : impl_(spare_memory ? std::move(spare_memory) : std::make_unique<Impl>()) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() {
  if (impl_ && !spare_memory && impl_->capacity() <= kLongText) spare_memory = std::move(impl_);
}

Result<const JsonValue*> JsonReader::read(std::string_view text) {
  return impl_->read(text);
}

Result<JsonDocument> parse_json(std::string_view text) {
  JsonReader reader;
  const auto root = reader.read(text);
  if (!root) return root.as<JsonDocument>();
  return JsonDocument(std::move(reader), *root);
}

}  // namespace doverie
