// SPDX-License-Identifier: Apache-2.0
//
// Where are commands and answers copied, moved and destroyed? Here: each of these is a table over all alternatives.
#include "doverie/core/answers.h"
#include "doverie/core/commands.h"

namespace doverie {

Command::Command() = default;
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command&) = default;
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;

Answer::Answer() = default;
Answer::Answer(const Answer&) = default;
Answer::Answer(Answer&&) noexcept = default;
Answer& Answer::operator=(const Answer&) = default;
Answer& Answer::operator=(Answer&&) noexcept = default;
Answer::~Answer() = default;

}  // namespace doverie
