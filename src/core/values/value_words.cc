// SPDX-License-Identifier: Apache-2.0
//
// Looking the words for a value up.
#include "core/values/value_words.h"

#include <algorithm>
#include <array>

#include "doverie/core/result.h"

namespace doverie {

namespace {

struct ValueRow {
  std::string_view field;
  std::string_view value;
  std::string_view english;
  std::string_view russian;
};
constexpr auto kValues = std::to_array<ValueRow>({
#define DOVERIE_VALUE_TEXT(field, value, english, russian) {#field, #value, english, russian},
#include "doverie/core/event_texts.def"
});

std::string_view chosen(std::string_view english, std::string_view russian, Language language) {
  return language == Language::english ? english : russian;
}

}  // namespace

std::string value_words(std::string_view field, std::string_view value, Language language) {
  if (field == "operation") return std::string(operation_text(value, language).value_or(value));
  if (const auto reason = reason_named(value); (field == "reason" || field == "reasons") && reason) {
    std::string_view words = chosen(info(*reason).english, info(*reason).russian, language);
    if (words.ends_with('.')) words.remove_suffix(1);
    return std::string(words);
  }
  const auto* row = std::ranges::find_if(kValues, [&](const ValueRow& r) { return r.field == field && r.value == value; });
  return std::string(row == kValues.end() ? value : chosen(row->english, row->russian, language));
}

}  // namespace doverie
