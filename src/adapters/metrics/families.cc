// SPDX-License-Identifier: Apache-2.0
//
// How is a page of metrics written?
#include "adapters/metrics/families.h"

namespace doverie::metrics {

void Page::begin(std::string_view name, std::string_view type, std::string_view help, bool seconds) {
  name_ = name;
  text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  if (seconds) text_.append("# UNIT ").append(name).append(" seconds\n");
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
}

void Page::line(std::string_view suffix, std::span<const std::string_view> names, std::span<const std::string> values,
                std::string_view number, std::string_view extra_name, std::string_view extra_value) {
  text_.append(name_).append(suffix);
  bool first = true;
  for (std::size_t i = 0; i < names.size(); ++i) label(names[i], values[i], first);
  if (!extra_name.empty()) label(extra_name, extra_value, first);
  if (!first) text_.append("}");
  text_.append(" ").append(number).append("\n");
}

void Page::label(std::string_view name, std::string_view value, bool& first) {
  text_.append(first ? "{" : ",").append(name).append("=\"");
  first = false;
  for (const char c : value) {
    if (c == '\n') {
      text_.append("\\n");
    } else {
      if (c == '"' || c == '\\') text_.push_back('\\');
      text_.push_back(c);
    }
  }
  text_.append("\"");
}

std::string Page::end() && {
  text_.append("# EOF\n");
  return std::move(text_);
}

std::string number(std::uint64_t count) {
  return std::to_string(count);
}

std::string seconds(std::int64_t microseconds) {
  const bool negative = microseconds < 0;
  const auto whole = static_cast<std::uint64_t>(negative ? -microseconds : microseconds);
  const std::string fraction = std::to_string(whole % 1'000'000);
  return (negative ? "-" : "") + std::to_string(whole / 1'000'000) + "." + std::string(6 - fraction.size(), '0') + fraction;
}

}  // namespace doverie::metrics
