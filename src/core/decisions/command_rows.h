// SPDX-License-Identifier: Apache-2.0
//
// What does commands.def say of a command? Its number, its name, who acts, whether it is recorded, and what it answers.
#ifndef DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_
#define DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_

#include <cstdint>
#include <string_view>
#include <variant>

#include "doverie/core/answers.h"
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
  std::string_view side;  // who acts, as commands.def calls them
  Deed deed;
  bool (*answered_by)(const Answer&);  // whether an answer is of the kind that the command gives
};

template <class Kind>
bool answer_is(const Answer& answer) {
  return std::holds_alternative<Kind>(answer);
}

// One overload for each command.
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  constexpr CommandRow listed(const Type&) {                                                           \
    return {number, #name, #side, Deed::deed, answer_is<answer>};                                      \
  }
#include "doverie/core/commands.def"

inline CommandRow row_of(const Command& command) {
  return std::visit([](const auto& one) { return listed(one); }, command);
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_COMMAND_ROWS_H_
