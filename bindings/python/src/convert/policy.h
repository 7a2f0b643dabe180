// SPDX-License-Identifier: Apache-2.0
//
// doverie.Policy and doverie.PolicySchedule.
#ifndef DOVERIE_BINDINGS_PYTHON_POLICY_H_
#define DOVERIE_BINDINGS_PYTHON_POLICY_H_

#include "convert/record.h"
#include "doverie/core/policy.h"

namespace doverie::python {

// A tuple of pairs, so that policies stay frozen and can be hashed.
template <>
struct Convert<decltype(Policy::applies_to)> {
  static decltype(Policy::applies_to) load(py::handle value, const Where& where);
  static py::object cast(const decltype(Policy::applies_to)& value);
};

template <>
struct Record<Policy> {
  static constexpr const char* kClass = "Policy";
  static constexpr auto kFields = std::tuple{
      field("id", &Policy::id),
      field("applies_from", &Policy::applies_from),
      field("time_zone", &Policy::time_zone),
      field("trustor_min_age_years", &Policy::trustor_min_age_years),
      field("contact_min_age_years", &Policy::contact_min_age_years),
      field("age_reached", &Policy::age_reached),
      field("leap_birthday", &Policy::leap_birthday),
      field("trustor_citizen_required", &Policy::trustor_citizen_required),
      field("contact_citizen_required", &Policy::contact_citizen_required),
      field("trustor_confirmed_required", &Policy::trustor_confirmed_required),
      field("contact_confirmed_required", &Policy::contact_confirmed_required),
      field("contact_passport_required", &Policy::contact_passport_required),
      field("replacing_phone_counts", &Policy::replacing_phone_counts),
      field("max_contacts_per_trustor", &Policy::max_contacts_per_trustor),
      field("max_trustors_per_contact", &Policy::max_trustors_per_contact),
      field("phone_prefixes", &Policy::phone_prefixes),
      field("mutual_pairs_allowed", &Policy::mutual_pairs_allowed),
      field("pause_after_recovery", &Policy::pause_after_recovery),
      field("pause_after_phone_change", &Policy::pause_after_phone_change),
      field("pause_after_sim_change", &Policy::pause_after_sim_change),
      field("invitation_lifetime", &Policy::invitation_lifetime),
      field("invitations_per_day", &Policy::invitations_per_day),
      field("invitation_notices_per_phone_per_day", &Policy::invitation_notices_per_phone_per_day),
      field("activation_delay", &Policy::activation_delay),
      field("invitation_retention", &Policy::invitation_retention),
      field("removal_delay", &Policy::removal_delay),
      field("required_approvals", &Policy::required_approvals),
      field("request_lifetime", &Policy::request_lifetime),
      field("max_open_requests", &Policy::max_open_requests),
      field("starts_per_day", &Policy::starts_per_day),
      field("verified_starts_per_day", &Policy::verified_starts_per_day),
      field("conversation_code", &Policy::conversation_code),
      field("max_wrong_numbers", &Policy::max_wrong_numbers),
      field("attestation_version", &Policy::attestation_version),
      field("code_digits", &Policy::code_digits),
      field("code_lifetime", &Policy::code_lifetime),
      field("max_wrong_codes", &Policy::max_wrong_codes),
      field("max_consecutive_wrong_codes", &Policy::max_consecutive_wrong_codes),
      field("contact_lock", &Policy::contact_lock),
      field("max_wrong_codes_per_trustor", &Policy::max_wrong_codes_per_trustor),
      field("max_sends", &Policy::max_sends),
      field("send_pause", &Policy::send_pause),
      field("call_hold", &Policy::call_hold),
      field("redeem_within", &Policy::redeem_within),
      field("waiting_period", &Policy::waiting_period),
      field("fraud_freeze", &Policy::fraud_freeze),
      field("applies_to", &Policy::applies_to),
  };
};

// Loads only: nothing gives a schedule back.
template <>
struct Convert<PolicySchedule> {
  static PolicySchedule load(py::handle value, const Where& where);
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_POLICY_H_
