// SPDX-License-Identifier: Apache-2.0
//
// The code of a challenge made once more, and the phone compared with the one it was made for.
#include "core/decisions/sent_code.h"

#include <algorithm>

namespace doverie {

bool code_key_gone(const Settings& settings, std::string_view code_key, const Fault& fault) {
  if (fault.code != FaultCode::key_unavailable) return false;
  const auto usable = settings.keys->usable_keys(KeyPurpose::code);
  return usable && std::ranges::find(*usable, code_key) == usable->end();
}

std::optional<Phone> phone_of(const ContactCase& contact) {
  return *contact.facts ? confirmed_phone(**contact.facts, *contact.policy) : std::nullopt;
}

// [A9, A27]
Challenge CodeScope::challenge(std::string_view id) const {
  return {id, settings_->realm, request_->id, contact_->appointment->contact, purpose_, phone_->e164()};
}

Result<std::string> CodeScope::bind(std::string_view code_key, std::string_view id) const {
  return bind_phone(*settings_->keys, code_key, challenge(id));
}

// [A11]
Result<CodeNow> CodeScope::now(const Approval& approval) const {
  if (!phone_) return CodeNow::phone_missing;
  if (phone_changed_at(*contact_->facts, *contact_->record) > approval.code_issued_at) return CodeNow::phone_changed;
  const auto binding = bind(approval.code_key, approval.challenge);
  if (!binding) return binding.as<CodeNow>();
  return *binding == approval.phone_binding ? CodeNow::stands : CodeNow::phone_other;
}

Result<bool> CodeScope::went_here(const Approval& approval) const {
  if (!phone_) return false;
  Challenge theirs = challenge(approval.challenge);
  theirs.contact = approval.contact;
  const auto binding = bind_phone(*settings_->keys, approval.code_key, theirs);
  if (!binding) return binding.as<bool>();
  return *binding == approval.phone_binding;
}

Result<Secret> CodeScope::code(std::string_view code_key, std::string_view id, int digits) const {
  return derive_code(*settings_->keys, code_key, challenge(id), digits);
}

}  // namespace doverie
