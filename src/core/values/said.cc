// SPDX-License-Identifier: Apache-2.0
//
// One walk over a text: what a field has in it is not looked at again.
#include "core/values/said.h"

#include "core/bytes/json.h"

namespace doverie {

namespace {

constexpr std::size_t kToTheMinute = 16;  // of `2026-03-02T09:00`

// A part without brackets, filled in; nothing when one of its fields is missing.
std::optional<std::string> filled(std::string_view part, const SaidField& field) {
  std::string out;
  while (!part.empty()) {
    const std::size_t opens = std::min(part.find('{'), part.size());
    out += part.substr(0, opens);
    part.remove_prefix(opens);
    if (part.empty()) break;
    const std::size_t closes = part.find('}');
    const auto value = field(part.substr(1, closes - 1));
    if (!value) return std::nullopt;
    out += *value;
    part.remove_prefix(closes + 1);
  }
  return out;
}

}  // namespace

std::string said(std::string_view text, const SaidField& field) {
  const SaidField or_nothing = [&](std::string_view name) { return std::optional(field(name).value_or("")); };
  std::string out;
  while (!text.empty()) {
    const std::size_t opens = std::min(text.find('['), text.size());
    out += *filled(text.substr(0, opens), or_nothing);
    text.remove_prefix(opens);
    if (text.empty()) break;
    const std::size_t closes = text.find(']');
    out += filled(text.substr(1, closes - 1), field).value_or("");
    text.remove_prefix(closes + 1);
  }
  return out;
}

std::string to_the_minute(Instant instant) {
  std::string text = iso(instant).substr(0, kToTheMinute);
  text[10] = ' ';
  return text + " UTC";
}

}  // namespace doverie
