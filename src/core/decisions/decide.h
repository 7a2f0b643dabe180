// SPDX-License-Identifier: Apache-2.0
//
// The room of decisions: may it happen? For every command there are two functions: what it wants loaded, and what it
// decides. Both are pure, so a decision can be made again at any time, under another policy or in a test, and comes out
// the same. decide() writes into the draft only when it has decided; a rejection with events (a wrong code) is both.
#ifndef DOVERIE_SRC_CORE_DECISIONS_DECIDE_H_
#define DOVERIE_SRC_CORE_DECISIONS_DECIDE_H_

#include "core/bytes/digests.h"
#include "core/decisions/case.h"
#include "core/world/draft.h"
#include "core/world/world.h"
#include "doverie/core/answers.h"
#include "doverie/core/commands.h"

namespace doverie {

// invalid_argument, naming the argument, when the command cannot be meant.
Status check_arguments(const Command& command);
Status check_arguments(const CommandMeta& meta);

// Whom the decision looks at, given what is loaded; grows until nothing is missing. REQUIRES: check_arguments is ok.
Result<Subjects> subjects(const Command& command, const World& world);

// REQUIRES: world.missing(subjects(command, world)) is empty.
Result<Answer> decide(const Command& command, const World& world, Draft& draft);

// A redemption that was granted before: what it looks at, and the same grant, as long as it is good. A host that crashed between
// grant and reset asks again; what it must not get is a grant that fraud has overtaken. REQUIRES: the subjects were loaded.
Subjects subjects_again(const Redeem& command);
Result<Answer> grant_again(const Redeem& command, const Grant& grant, const World& world);

// Unambiguous bytes of the command's content: kind and every argument. Secret: it contains codes and phones; it only goes
// into a keyed hash.
SecretBytes content_bytes(const Command& command);

// Where the account stands in the thousand, from 1 on: drawn once, then on record.
Result<std::int64_t> place_of(const AccountId& trustor, const Circle& circle, const World& world);

// --- The two functions of every command: for those of invitations in invitation.cc, of links of another system in imported.cc, of
// taking a contact away in removal.cc, of fraud and freezes in freeze.cc, of what the host sees of people in signals.cc, of erasing
// in erasure.cc, of a recovery in recovery.cc, of attestations and codes in approval.cc; of questions in views.cc and delivery.cc.
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  Result<Subjects> subjects_of(const Type& command, const World& world);                               \
  Result<Answer> decide_one(const Type& command, const World& world, Draft& draft);
#include "doverie/core/commands.def"

// Writes down what the facts that were loaded say to have changed since the links were made, and is not on record yet. Faults when
// a key cannot be used.
Status note_changes(const World& world, Draft& draft);
// The owner was seen with a verified factor: written down when something waits for that.
void see_owner(const AccountId& trustor, const Circle& circle, const World& world, Draft& draft);
// The contact has another phone than a moment ago, whenever that was: noted, unless note_changes() will, with its date.
void note_new_phone(const ContactCase& contact, Instant now, Draft& draft);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_DECIDE_H_
