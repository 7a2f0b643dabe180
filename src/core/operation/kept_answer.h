// SPDX-License-Identifier: Apache-2.0
//
// What is kept of the answer of a command, and how a repetition gets it back.
//
// It is sealed: a keyed hash over realm, command id, fingerprint and answer, so that nobody who can write to the store can turn
// one answer into another, or give one command the answer of another (docs/decisions/0101-sealed-answers.md).
//
// An erased person's masked phone must not stay in it: Invited is kept without, since whoever repeats the command has typed the
// phone again; Approved has a keyed hash of it, which tells whether the phone that the contact has now is the one of then
// (docs/decisions/0071-phones-in-kept-answers.md).
#ifndef DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_
#define DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_

#include <string>
#include <string_view>

#include "core/world/draft.h"
#include "core/world/world.h"
#include "doverie/core/answers.h"
#include "doverie/core/commands.h"

namespace doverie {

// The command that an answer is kept of.
struct KeptCommand {
  const Settings& settings;
  const Command& command;
  const std::string& command_id;  // the host's, or the library's own
};

// Whether an answer is the command's last word, so that its id stands for it from now on. What may be otherwise in a moment is
// not: a refusal, unless a guess was counted with it; a start that opened no request; what was heard of an account and concerned
// nobody. The table in docs/spec/README.md.
bool is_final(const Command& command, const Result<Answer>& answer, const Draft& draft);

// REQUIRES: an answer of a command that writes, or a rejection.
Result<CommandRecord> keep(const KeptCommand& kept, const Result<Answer>& answer);

// The answer again, as it was given. Approved comes without the masked phone when the contact has another phone now, or none, or
// is not among the world's accounts. Faults: command_id_reused when the record is of another command; audit_broken when it is
// not as keep() made it; store_corrupt when the answer is not of the command's kind.
Result<Answer> answer_again(const KeptCommand& kept, const CommandRecord& record, const World& world);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_OPERATION_KEPT_ANSWER_H_
