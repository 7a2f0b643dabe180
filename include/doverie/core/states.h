// SPDX-License-Identifier: Apache-2.0
//
// In which words does the library tell how things stand? The small vocabularies of states.def as enums. name_of() is the name
// that stands in the list, for logs and records; empty for a number that is none of them. What people read is in texts.h.
#ifndef DOVERIE_CORE_STATES_H_
#define DOVERIE_CORE_STATES_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <string_view>

namespace doverie {

// Numbers never change; expect new ones in later versions.

/* BEGIN states: written by cmake/vocabulary from include/doverie/core/states.def */
// How a start of a recovery was answered.
enum class StartStatus : std::uint8_t {
  pending = 1,              // the contact has been asked; go on by asking for the status
  frozen = 2,               // fraud was reported, or an operator has frozen the account: no start until `until`
  contact_unavailable = 3,  // there is a contact, but he cannot confirm now: do NOT fall back to ordinary recovery
  not_protected = 4,        // no contact was appointed, or the policy only observes: the host uses its ordinary recovery
  not_needed = 5,           // the policy does not ask the contact about this operation: the host goes on as without one
};
std::string_view name_of(StartStatus state);

// Where an invitation stands.
enum class InvitationState : std::uint8_t {
  pending = 1,    // nobody has answered it
  accepted = 2,   // whoever was invited is the contact
  declined = 3,   // whoever was invited has said no, which the trustor is not shown
  cancelled = 4,  // the trustor has withdrawn it
  expired = 5,    // its time is over; computed, never stored
};
std::string_view name_of(InvitationState state);

// Where a recovery request stands.
enum class RequestState : std::uint8_t {
  pending = 1,        // waiting for the contact's approval
  awaiting_code = 2,  // approved by a contact; not enough codes were typed yet
  approved = 3,       // confirmed; can be redeemed
  redeemed = 4,       // the host has gone on with it
  denied = 5,         // trustor or contact have said no
  cancelled = 6,      // the recoverer has given it up
  // by a fraud report, a freeze, a changed phone or SIM, other means of recovery, restoring a backup, or revoking a policy
  voided = 7,
  expired = 8,  // its time is over; computed, never stored
};
std::string_view name_of(RequestState state);

// How a recovery request has ended.
enum class RequestEnd : std::uint8_t {
  redeemed = 1,           // the host has gone on with it
  denied_by_trustor = 2,  // the owner has said no
  denied_by_contact = 3,  // a contact has said no
  another_approved = 4,   // a contact has approved another request
  cancelled = 5,          // the recoverer has given it up
  expired = 6,            // its time was over
  fraud = 7,              // fraud was reported
  frozen = 8,             // an operator has frozen the account
  other_means = 9,        // the owner has recovered the account in another way
  phone_changed = 10,     // the owner's phone or SIM has changed since it began
  account_closed = 11,    // the account is no more
  revoked = 12,           // a backup was restored, or its policy was revoked
};
std::string_view name_of(RequestEnd state);

// What has become of a code's SMS, as far as is known.
enum class SmsState : std::uint8_t {
  on_its_way = 1,  // the gateway has not taken it yet
  taken = 2,       // the gateway has taken it, or may have
  delivered = 3,   // the gateway reports that the phone has it
  failed = 4,      // it was refused, or its code has expired before it was taken, or the gateway reports that it was lost
};
std::string_view name_of(SmsState state);

// What a contact can do next for a request.
enum class ContactStep : std::uint8_t {
  approve = 1,    // say yes or no
  type_code = 2,  // type the code that comes by SMS
  wait = 3,       // nothing: the own part is done, and other contacts have to do theirs
};
std::string_view name_of(ContactStep state);

// Where a trusted contact of somebody stands.
enum class LinkState : std::uint8_t {
  not_active_yet = 1,     // appointed, and the policy's `activation_delay` is not over
  active = 2,             // appointed
  leaving = 3,            // one of the two has asked for the end of it, and it waits or can be done
  leaving_suspended = 4,  // that was asked for, and a freeze has suspended it
};
std::string_view name_of(LinkState state);

// Who has frozen an account.
enum class FreezeCause : std::uint8_t {
  trustor = 1,  // its owner has reported fraud
  contact = 2,  // a trusted contact has reported fraud
  host = 3,     // an operator of the host, until operators lift it
};
std::string_view name_of(FreezeCause state);

// What has happened in the trustor's circle.
enum class HistoryKind : std::uint8_t {
  invitation_sent = 1,            // the trustor has invited somebody
  invitation_withdrawn = 2,       // the trustor has withdrawn an invitation
  contact_appointed = 3,          // somebody has accepted an invitation
  contact_removed = 4,            // the trustor has taken the contact away
  contact_resigned = 5,           // the contact has resigned, or has no account any more
  removal_asked = 6,              // the trustor has asked for the contact's removal
  resignation_asked = 7,          // the contact has asked to resign
  removal_withdrawn = 8,          // the trustor has taken that back
  resignation_withdrawn = 9,      // the contact has taken that back
  removal_resumed = 10,           // the trustor has confirmed the removal after a report of fraud
  resignation_resumed = 11,       // the contact has confirmed the resignation after a report of fraud
  recovery_started = 12,          // somebody has started a recovery
  recovery_confirmed = 13,        // a contact has typed the right code
  recovery_approved = 14,         // enough contacts have confirmed
  recovery_ended = 15,            // a recovery has ended; how, says `end`
  recovery_locked = 16,           // one wrong code too many was typed: recovery by contact is closed
  fraud_reported = 17,            // the owner or a contact has reported fraud
  account_frozen = 18,            // an operator has frozen the account
  account_unfrozen = 19,          // operators have lifted the freeze
  owner_seen = 20,                // the owner was seen with a verified factor, which something waited for
  recovered_by_other_means = 21,  // the owner has recovered the account in another way
  account_changed = 22,           // phone, SIM, level or citizenship of the account has changed
  data_erased = 23,               // an operator has erased personal data of the account
  contact_imported = 24,          // an operator has brought the contact in from the system before
};
std::string_view name_of(HistoryKind state);
/* END states */

// Which of them, for whoever has only numbers.
enum class Vocabulary : std::uint8_t {
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) name = number,
#include "doverie/core/states.def"
};
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) \
  constexpr Vocabulary vocabulary_of(Type) {                         \
    return Vocabulary::name;                                         \
  }
#include "doverie/core/states.def"

// As name_of(), by numbers.
std::string_view name_of(Vocabulary vocabulary, std::int32_t state);

}  // namespace doverie

#endif  // DOVERIE_CORE_STATES_H_
