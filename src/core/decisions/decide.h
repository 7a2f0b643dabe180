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

// Unambiguous bytes of the command's content: kind and every argument. Secret: it contains codes and phones; it only goes
// into a keyed hash.
SecretBytes content_bytes(const Command& command);

// --- The functions per command, by file.
// invitation.cc
Result<Subjects> subjects_of(const Invite& command, const World& world);
Result<Subjects> subjects_of(const CancelInvitation& command, const World& world);
Result<Subjects> subjects_of(const AcceptInvitation& command, const World& world);
Result<Subjects> subjects_of(const DeclineInvitation& command, const World& world);
Result<Answer> decide_one(const Invite& command, const World& world, Draft& draft);
Result<Answer> decide_one(const CancelInvitation& command, const World& world, Draft& draft);
Result<Answer> decide_one(const AcceptInvitation& command, const World& world, Draft& draft);
Result<Answer> decide_one(const DeclineInvitation& command, const World& world, Draft& draft);

// removal.cc: taking the contact away, or not after all
Result<Subjects> subjects_of(const RemoveContact& command, const World& world);
Result<Subjects> subjects_of(const Resign& command, const World& world);
Result<Subjects> subjects_of(const KeepContact& command, const World& world);
Result<Subjects> subjects_of(const StayContact& command, const World& world);
Result<Answer> decide_one(const RemoveContact& command, const World& world, Draft& draft);
Result<Answer> decide_one(const Resign& command, const World& world, Draft& draft);
Result<Answer> decide_one(const KeepContact& command, const World& world, Draft& draft);
Result<Answer> decide_one(const StayContact& command, const World& world, Draft& draft);

// freeze.cc: fraud, the host's own reports
Result<Subjects> subjects_of(const ReportFraudAsOwner& command, const World& world);
Result<Subjects> subjects_of(const ReportFraudAsContact& command, const World& world);
Result<Subjects> subjects_of(const OwnerLoggedIn& command, const World& world);
Result<Subjects> subjects_of(const RecoveredByOtherMeans& command, const World& world);
Result<Subjects> subjects_of(const FreezeAccount& command, const World& world);
Result<Subjects> subjects_of(const UnfreezeAccount& command, const World& world);
Result<Answer> decide_one(const ReportFraudAsOwner& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ReportFraudAsContact& command, const World& world, Draft& draft);
Result<Answer> decide_one(const OwnerLoggedIn& command, const World& world, Draft& draft);
Result<Answer> decide_one(const RecoveredByOtherMeans& command, const World& world, Draft& draft);
Result<Answer> decide_one(const FreezeAccount& command, const World& world, Draft& draft);
Result<Answer> decide_one(const UnfreezeAccount& command, const World& world, Draft& draft);

// signals.cc: what the host sees of people
Result<Subjects> subjects_of(const CallBegan& command, const World& world);
Result<Subjects> subjects_of(const CallEnded& command, const World& world);
Result<Answer> decide_one(const CallBegan& command, const World& world, Draft& draft);
Result<Answer> decide_one(const CallEnded& command, const World& world, Draft& draft);
Result<Subjects> subjects_of(const AccountChanged& command, const World& world);
Result<Answer> decide_one(const AccountChanged& command, const World& world, Draft& draft);
// Writes down what the facts that were loaded say to have changed since the links were made, and is not on record yet.
void note_changes(const World& world, Draft& draft);
// The contact has another phone than a moment ago, whenever that was: noted, unless note_changes() will, with its date.
void note_new_phone(const ContactCase& contact, Instant now, Draft& draft);

// erasure.cc: what is held of a person goes
Result<Subjects> subjects_of(const EraseAccount& command, const World& world);
Result<Subjects> subjects_of(const EraseEndedInvitations& command, const World& world);
Result<Answer> decide_one(const EraseAccount& command, const World& world, Draft& draft);
Result<Answer> decide_one(const EraseEndedInvitations& command, const World& world, Draft& draft);

// recovery.cc: start, status, deny, cancel, redeem
Result<Subjects> subjects_of(const StartRecovery& command, const World& world);
Result<Subjects> subjects_of(const ShowRecovery& command, const World& world);
Result<Subjects> subjects_of(const Redeem& command, const World& world);
Result<Subjects> subjects_of(const CancelRecovery& command, const World& world);
Result<Subjects> subjects_of(const DenyAsOwner& command, const World& world);
Result<Subjects> subjects_of(const DenyAsContact& command, const World& world);
Result<Answer> decide_one(const StartRecovery& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ShowRecovery& command, const World& world, Draft& draft);
Result<Answer> decide_one(const Redeem& command, const World& world, Draft& draft);
Result<Answer> decide_one(const CancelRecovery& command, const World& world, Draft& draft);
Result<Answer> decide_one(const DenyAsOwner& command, const World& world, Draft& draft);
Result<Answer> decide_one(const DenyAsContact& command, const World& world, Draft& draft);

// approval.cc: attestation and codes
Result<Subjects> subjects_of(const Approve& command, const World& world);
Result<Subjects> subjects_of(const ResendCode& command, const World& world);
Result<Subjects> subjects_of(const ConfirmCode& command, const World& world);
Result<Answer> decide_one(const Approve& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ResendCode& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ConfirmCode& command, const World& world, Draft& draft);

// views.cc, delivery.cc: answers only
Result<Subjects> subjects_of(const ShowTrustor& command, const World& world);
Result<Subjects> subjects_of(const ShowContact& command, const World& world);
Result<Subjects> subjects_of(const ShowAudit& command, const World& world);
Result<Subjects> subjects_of(const PrepareDelivery& command, const World& world);
Result<Answer> decide_one(const ShowTrustor& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ShowContact& command, const World& world, Draft& draft);
Result<Answer> decide_one(const ShowAudit& command, const World& world, Draft& draft);
Result<Answer> decide_one(const PrepareDelivery& command, const World& world, Draft& draft);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_DECIDE_H_
