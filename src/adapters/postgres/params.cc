// SPDX-License-Identifier: Apache-2.0
//
// Big-endian numbers, lengths and arrays, as the server reads them.
#include "adapters/postgres/params.h"

#include <utility>

namespace doverie::postgres {

void put_number(std::string& bytes, std::uint64_t number, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift & 0xff));
}

void Array::add(std::string_view text) {
  ++count_;
  put_number(elements_, text.size(), 4);
  elements_.append(text);
}

void Array::add(std::uint64_t number) {
  ++count_;
  put_number(elements_, 8, 4);
  put_number(elements_, number, 8);
}

void Array::add(bool flag) {
  ++count_;
  put_number(elements_, 1, 4);
  elements_.push_back(flag ? '\1' : '\0');
}

std::string Array::bytes() const {
  std::string bytes;
  bytes.reserve(28 + elements_.size());
  const std::uint32_t dimensions = count_ == 0 ? 0 : width_ == 0 ? 1 : 2;
  put_number(bytes, dimensions, 4);
  put_number(bytes, 0, 4);  // no NULLs
  put_number(bytes, type_.element, 4);
  for (const std::uint32_t extent : {width_ == 0 ? count_ : count_ / width_, width_}) {
    if (count_ == 0 || extent == 0) continue;
    put_number(bytes, extent, 4);
    put_number(bytes, 1, 4);  // the first index
  }
  return bytes.append(elements_);
}

void Params::add(const std::optional<std::string>& text) {
  put(kTexts.element, text);
}

void Params::add(std::int64_t number) {
  std::string bytes;
  put_number(bytes, static_cast<std::uint64_t>(number), 8);
  put(kNumbers.element, std::move(bytes));
}

void Params::put(std::uint32_t type, std::optional<std::string> bytes) {
  types_.push_back(type);
  values_.push_back(std::move(bytes));
}

std::vector<const char*> Params::values() const {
  std::vector<const char*> values;
  for (const auto& value : values_) values.push_back(value ? value->data() : nullptr);
  return values;
}

std::vector<int> Params::lengths() const {
  std::vector<int> lengths;
  for (const auto& value : values_) lengths.push_back(value ? static_cast<int>(value->size()) : 0);
  return lengths;
}

}  // namespace doverie::postgres
