// SPDX-License-Identifier: Apache-2.0
//
// What does commands.def say of a command? Its number, its name, and whether it is recorded.
#ifndef DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_
#define DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_

#include <cstdint>
#include <string_view>
#include <variant>

#include "doverie/core/commands.h"

namespace doverie {

enum class Deed : std::uint8_t {
  asks,     // answers, and nothing is recorded
  records,  // is recorded, once for each command id
  weighs,   // is recorded after facts of both people were looked at, and so is what these show to have changed
};

struct CommandRow {
  int number;
  std::string_view name;
  Deed deed;
};

// One overload for each command.
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  constexpr CommandRow listed(const Type&) {                                                           \
    return {number, #name, Deed::deed};                                                                \
  }
#include "doverie/core/commands.def"

inline CommandRow row_of(const Command& command) {
  return std::visit([](const auto& one) { return listed(one); }, command);
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_
