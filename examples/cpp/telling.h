// SPDX-License-Identifier: Apache-2.0
//
// The people of the story, and how the library's answers are put into words.
#ifndef DOVERIE_EXAMPLES_CPP_TELLING_H_
#define DOVERIE_EXAMPLES_CPP_TELLING_H_

#include <ostream>
#include <string>
#include <vector>

#include "stage.h"

namespace story {

struct Person {
  const char* id;
  const char* name;
  doverie::CivilDate born;
  const char* phone;
  bool passport_current = true;
};

inline const Person kMaria{"maria", "Мария", 1955y / 8 / 12, "+79031112233"};
inline const Person kIvan{"ivan", "Иван", 1991y / 6 / 15, "+79161234567"};
inline const Person kOlga{"olga", "Ольга", 1980y / 9 / 30, "+79057654321"};
inline const Person kPyotr{"pyotr", "Пётр", 2008y / 5 / 20, "+79261112244", false};
inline const Person kSergey{"sergey", "Сергей", 1973y / 12 / 5, "+79109998877"};
inline const Person* const kEverybody[] = {&kMaria, &kIvan, &kOlga, &kPyotr, &kSergey};

inline const char* name_of(const doverie::AccountId& account) {
  for (const Person* person : kEverybody) {
    if (account == person->id) return person->name;
  }
  return "somebody";
}

inline doverie::AccountFacts facts_of(const Person& person) {
  return {.given_name = person.name,
          .birth_date = person.born,
          .citizen = true,
          .confirmed = true,
          .passport_current = person.passport_current,
          .phone_state = doverie::PhoneState::confirmed,
          .phone = must(doverie::Phone::parse(person.phone)),
          .phone_since = kMorning - 24h * 400};
}

inline void tell_refusal(std::ostream& out, const doverie::Rejection& rejection) {
  for (const doverie::Reason& reason : rejection.reasons) {
    out << "  Refused: " << doverie::info(reason.code).name;
    if (reason.needs) out << ", needs " << *reason.needs;
    if (reason.has) out << ", has " << *reason.has;
    out << ". " << doverie::info(reason.code).english << '\n';
  }
}

// Whatever was asked, the answer has to be no.
template <class T>
void must_be_refused(std::ostream& out, const doverie::Result<T>& result) {
  if (!result.rejected()) must(doverie::Result<T>{doverie::Fault{doverie::FaultCode::internal, "this was to be refused"}});
  tell_refusal(out, result.rejection());
}

inline void tell_invitations(std::ostream& out, const std::vector<doverie::InvitationView>& invitations) {
  for (const auto& invitation : invitations) {
    out << "  Invitation";
    if (!invitation.trustor.empty()) out << " from " << name_of(invitation.trustor);
    out << " to " << invitation.name << ", " << invitation.phone_masked << ": " << name_of(invitation.state) << ", until "
        << iso(invitation.expires_at) << '\n';
  }
}

inline void tell_requests(std::ostream& out, const std::vector<doverie::RequestView>& requests) {
  for (const auto& request : requests) {
    out << "  " << request.operation << " of " << name_of(request.trustor) << ", number " << request.number << ": "
        << name_of(request.state) << ", until " << iso(request.expires_at) << '\n';
  }
}

inline void tell_start(std::ostream& out, const doverie::RecoveryStarted& started) {
  out << "  Answer: " << name_of(started.status);
  if (!started.number.empty()) out << ", number " << started.number;
  if (started.until != doverie::Instant{}) out << ", until " << iso(started.until);
  out << '\n';
}

inline void tell_status(std::ostream& out, const doverie::RecoveryView& recovery) {
  out << "  The recovery is " << name_of(recovery.state);
  if (recovery.standing != doverie::StartStatus::pending) out << " (" << name_of(recovery.standing) << ')';
  out << '\n';
}

inline void tell_contacts(std::ostream& out, const std::vector<doverie::ContactEntry>& contacts) {
  for (const auto& entry : contacts) {
    out << "  Trusted contact: " << name_of(entry.contact) << ", appointed " << iso(entry.appointed_at) << '\n';
  }
}

inline void tell_sms(std::ostream& out, std::string text) {
  out << "Иван's phone rings: an SMS.\n";
  for (auto end = text.find("\\n"); end != std::string::npos; end = text.find("\\n")) {
    out << "  | " << text.substr(0, end) << '\n';
    text.erase(0, end + 2);
  }
  out << "  | " << text << '\n';
}

inline void tell_approval(std::ostream& out, const doverie::Approved& approved) {
  out << "  A code goes to " << approved.phone_masked << ", good until " << iso(approved.code_expires_at) << '\n';
}

}  // namespace story

#endif  // DOVERIE_EXAMPLES_CPP_TELLING_H_
