// SPDX-License-Identifier: Apache-2.0
//
// How does a text of several lines fit into one?
#ifndef DOVERIE_SRC_ADAPTERS_DEVELOPMENT_ONE_LINE_H_
#define DOVERIE_SRC_ADAPTERS_DEVELOPMENT_ONE_LINE_H_

#include <string>
#include <string_view>

namespace doverie {

// `text` with its line breaks written as `\n` and `\r`, so that one message stays one line.
inline std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\r') {
      line += "\\r";
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_DEVELOPMENT_ONE_LINE_H_
