// SPDX-License-Identifier: Apache-2.0
//
// Does the code that a contact was sent still stand, and which one is it? Confirming, sending again and delivering all ask here.
#ifndef DOVERIE_SRC_CORE_DECISIONS_SENT_CODE_H_
#define DOVERIE_SRC_CORE_DECISIONS_SENT_CODE_H_

#include "core/confirmation/code.h"
#include "core/decisions/case.h"

namespace doverie {

enum class CodeNow : std::uint8_t {
  stands,         // the phone is the one that it was made for
  phone_missing,  // the contact has none that counts
  phone_changed,  // since it was issued, by a date that is known
  phone_other,    // another one than it was made for, although no date tells so
};

// Whether the key that a code was made with is gone for good, which voids the code; a key ring that fails may work later.
bool code_key_gone(const Settings& settings, std::string_view code_key, const Fault& fault);

// The phone that counts for a contact; nothing when there is none.
std::optional<Phone> phone_of(const ContactCase& contact);

// What a code is bound to: one contact's yes to one request, as attested, and the phone that the contact has now.
class CodeScope {
 public:
  CodeScope(const Settings& settings, const Request& request, const ContactCase& contact, std::string_view attestation)
      : settings_(&settings),
        request_(&request),
        contact_(&contact),
        purpose_(purpose_of(request.operation, attestation)),
        phone_(phone_of(contact)) {}

  const std::optional<Phone>& phone() const { return phone_; }
  // What may be kept of the phone for the challenge `id`. REQUIRES: there is a phone.
  Result<std::string> bind(std::string_view code_key, std::string_view id) const;
  // Whether the code of this approval still stands. It does not say whether it has expired. key_unavailable when the key that
  // it was made with is gone.
  Result<CodeNow> now(const Approval& approval) const;
  // Whether the code of this approval, which may be another contact's, went to the phone that the contact has now.
  Result<bool> went_here(const Approval& approval) const;
  // The code of a challenge. REQUIRES: there is a phone.
  Result<Secret> code(std::string_view code_key, std::string_view challenge, int digits) const;

 private:
  Challenge challenge(std::string_view id) const;

  const Settings* settings_;
  const Request* request_;
  const ContactCase* contact_;
  std::string purpose_;
  std::optional<Phone> phone_;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_DECISIONS_SENT_CODE_H_
