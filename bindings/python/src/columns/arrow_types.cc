// SPDX-License-Identifier: Apache-2.0
//
// Format strings of the Arrow C data interface, and the one key of metadata that matters.
#include "columns/arrow_types.h"

#include <cstring>

namespace doverie::python {

namespace {

// Takes a text with its length in front off the metadata, which is native int32 and bytes.
std::string_view take_text(const char*& at) {
  std::int32_t size = 0;
  std::memcpy(&size, at, sizeof(size));
  const std::string_view text(at + sizeof(size), static_cast<std::size_t>(size));
  at = text.data() + text.size();
  return text;
}

bool is_extension(const char* metadata) {
  if (metadata == nullptr) return false;
  std::int32_t pairs = 0;
  std::memcpy(&pairs, metadata, sizeof(pairs));
  const char* at = metadata + sizeof(pairs);
  for (; pairs > 0; --pairs) {
    const std::string_view key = take_text(at);
    take_text(at);
    if (key == "ARROW:extension:name") return true;
  }
  return false;
}

struct Hint {
  std::string_view begins;  // of the format
  std::string_view text;
};
constexpr Hint kHints[] = {
    {"n", "; it has no values at all: leave the column out, or cast it"},
    {"+r", "; decode it first, as with pyarrow.compute.run_end_decode()"},
    {"+", "; a column has one plain value for each row"},
    {"tdm", "; cast it to pyarrow.date32()"},
    {"tsu:", "; a timestamp without a time zone is no instant: give it its zone first, such as UTC"},
    {"ts", "; cast it to pyarrow.timestamp('us', 'UTC')"},
    {"u", "; read the texts as dates or instants first"},
    {"U", "; read the texts as dates or instants first"},
    {"vu", "; read the texts as dates or instants first"},
    {"d:", "; cast it first"},
};

}  // namespace

std::string_view encoding_of(const ArrowSchema& schema) {
  if (schema.dictionary != nullptr) return "; decode the dictionary first, as with pyarrow's dictionary_decode()";
  if (is_extension(schema.metadata)) return "; an extension type: take its storage, or cast it first";
  return {};
}

std::string_view hint_for(std::string_view format) {
  for (const Hint& hint : kHints) {
    if (format.starts_with(hint.begins)) return hint.text;
  }
  return {};
}

}  // namespace doverie::python
