// SPDX-License-Identifier: Apache-2.0
//
// What is kept of the answer of a command, and how a repetition gets it back. An erased person's masked phone must not stay in
// it: Invited is kept without, since whoever repeats the command has typed the phone again; Approved has a keyed hash of it,
// which tells whether the phone that the contact has now is the one of then. docs/decisions/0071-phones-in-kept-answers.md
#ifndef DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_
#define DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_

#include <string>
#include <string_view>

#include "core/world/world.h"
#include "doverie/core/answers.h"
#include "doverie/core/commands.h"

namespace doverie {

// The command that an answer is kept of.
struct KeptCommand {
  const Settings& settings;
  const Command& command;
  const std::string& command_id;
};

// REQUIRES: an answer of a command that writes, or a rejection.
Result<std::string> keep(const KeptCommand& kept, const Result<Answer>& answer);

// The answer again. Approved comes without the masked phone when the contact has another phone now, or none, or is not among
// the world's accounts. store_corrupt for bytes that keep() did not make.
Result<Answer> answer_again(const KeptCommand& kept, std::string_view bytes, const World& world);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_
