// SPDX-License-Identifier: Apache-2.0
//
// What does the journal keep of a command that was refused? Nothing of strangers, and nothing that was typed.
#ifndef DOVERIE_SRC_CORE_OPERATION_REFUSAL_H_
#define DOVERIE_SRC_CORE_OPERATION_REFUSAL_H_

#include <optional>

#include "doverie/core/answers.h"
#include "doverie/core/commands.h"
#include "doverie/core/settings.h"

namespace doverie {

// The command that writes it down; nothing when the answer was no no, when whoever asked has no part in what was named, or when no
// policy keeps a journal.
std::optional<NoteRefusal> refusal_of(const Command& command, const Result<Answer>& answer, const Settings& settings);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_OPERATION_REFUSAL_H_
