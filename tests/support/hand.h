// SPDX-License-Identifier: Apache-2.0
//
// An Operation driven by hand, step by step, over the ports of a story: for tests that have to stand between the steps.
#ifndef DOVERIE_TESTS_SUPPORT_HAND_H_
#define DOVERIE_TESTS_SUPPORT_HAND_H_

#include <string>

#include "doverie/core/operation.h"
#include "support/story.h"

namespace doverie::testing {

// Random bytes for one operation, different for every number.
std::string randomness_number(int number);

// What the operation asks for, fetched from the story's store, directory and clock (in UTC+3, as Moscow is).
Supplies fetched(Story& story, const Needs& needs);

// Supplies until there is nothing more to supply: the operation is done or wants to write.
void loaded(Story& story, Operation& operation);

// Appends the operation's batch and tells it how that ended.
void written(Story& story, Operation& operation);

// Until it is done, whatever that takes.
Result<Answer> finished(Story& story, Operation& operation);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_HAND_H_
