// SPDX-License-Identifier: Apache-2.0
//
// Every parameter of a policy with its name and its limits: the one list that reading, writing and checking go by. A new
// parameter is a member of Policy and a row here. `eligibility` says that a rule about people goes by it, one that is judged
// anew for links that are there already: only such a parameter can be for new links only.
#ifndef DOVERIE_SRC_CORE_POLICY_PARAMETERS_H_
#define DOVERIE_SRC_CORE_POLICY_PARAMETERS_H_

#include <array>
#include <string_view>
#include <tuple>
#include <variant>

#include "doverie/core/attestation.h"
#include "doverie/core/policy.h"

namespace doverie {

struct CountParameter {
  std::string_view name;
  std::int32_t Policy::* member;
  std::int32_t min, max;
  bool eligibility = false;
};

struct FlagParameter {
  std::string_view name;
  bool Policy::* member;
  bool eligibility = false;
};

struct DurationParameter {
  std::string_view name;
  Duration Policy::* member;
  Duration min, max;
  bool eligibility = false;
};

struct AgeReachedParameter {
  std::string_view name;
  AgeReached Policy::* member = &Policy::age_reached;
  bool eligibility = true;
};
struct LeapBirthdayParameter {
  std::string_view name;
  LeapBirthday Policy::* member = &Policy::leap_birthday;
  bool eligibility = true;
};
struct PhonePrefixesParameter {
  std::string_view name;
  std::vector<std::string> Policy::* member = &Policy::phone_prefixes;
  bool eligibility = true;
};

using Parameter = std::variant<CountParameter, FlagParameter, DurationParameter, AgeReachedParameter, LeapBirthdayParameter,
                               PhonePrefixesParameter>;

inline constexpr std::chrono::seconds kSecond{1};
inline constexpr std::chrono::minutes kMinute{1};
inline constexpr std::chrono::hours kHour{1};
inline constexpr std::chrono::hours kYear{24 * 366};

// In the order of the canonical document. Limits: what still makes sense, so that a slip of the pen is caught; where a
// standard sets one it is named.
inline constexpr Parameter kParameters[] = {
    CountParameter{"trustor_min_age_years", &Policy::trustor_min_age_years, 0, 120, true},
    CountParameter{"contact_min_age_years", &Policy::contact_min_age_years, 0, 120, true},
    AgeReachedParameter{"age_reached"},
    LeapBirthdayParameter{"leap_birthday"},
    FlagParameter{"trustor_citizen_required", &Policy::trustor_citizen_required, true},
    FlagParameter{"contact_citizen_required", &Policy::contact_citizen_required, true},
    FlagParameter{"trustor_confirmed_required", &Policy::trustor_confirmed_required, true},
    FlagParameter{"contact_confirmed_required", &Policy::contact_confirmed_required, true},
    FlagParameter{"contact_passport_required", &Policy::contact_passport_required, true},
    FlagParameter{"replacing_phone_counts", &Policy::replacing_phone_counts, true},
    CountParameter{"max_contacts_per_trustor", &Policy::max_contacts_per_trustor, 1, 10},
    CountParameter{"max_trustors_per_contact", &Policy::max_trustors_per_contact, 1, 1000},
    PhonePrefixesParameter{"phone_prefixes"},
    FlagParameter{"mutual_pairs_allowed", &Policy::mutual_pairs_allowed},
    DurationParameter{"pause_after_recovery", &Policy::pause_after_recovery, Duration{0}, kYear},
    DurationParameter{"pause_after_phone_change", &Policy::pause_after_phone_change, Duration{0}, kYear},
    DurationParameter{"pause_after_sim_change", &Policy::pause_after_sim_change, Duration{0}, kYear},
    DurationParameter{"invitation_lifetime", &Policy::invitation_lifetime, kMinute, kYear},
    CountParameter{"invitations_per_day", &Policy::invitations_per_day, 1, 1000},
    CountParameter{"invitation_notices_per_phone_per_day", &Policy::invitation_notices_per_phone_per_day, 0, 1000},
    DurationParameter{"activation_delay", &Policy::activation_delay, Duration{0}, kYear},
    // At least a day: the day's notices to a phone are counted by what is kept (docs/decisions/0016).
    DurationParameter{"invitation_retention", &Policy::invitation_retention, std::chrono::hours{24}, kYear},
    DurationParameter{"removal_delay", &Policy::removal_delay, Duration{0}, kYear},
    CountParameter{"required_approvals", &Policy::required_approvals, 1, 10},
    // NIST SP 800-63B-4 §4.2.1.3: at most 24 hours to a validated address, 7 days by post; ours, wide.
    DurationParameter{"request_lifetime", &Policy::request_lifetime, kMinute, kYear},
    CountParameter{"max_open_requests", &Policy::max_open_requests, 1, 100},
    CountParameter{"starts_per_day", &Policy::starts_per_day, 1, 1000},
    CountParameter{"verified_starts_per_day", &Policy::verified_starts_per_day, 0, 1000},
    FlagParameter{"conversation_code", &Policy::conversation_code},
    CountParameter{"max_wrong_numbers", &Policy::max_wrong_numbers, 0, 100},
    CountParameter{"attestation_version", &Policy::attestation_version, 1, kLatestAttestation},
    CountParameter{"code_digits", &Policy::code_digits, 6, 9},  // NIST §3.1.3.2: at least 6; RFC 4226: 31 bits
    DurationParameter{"code_lifetime", &Policy::code_lifetime, kSecond, std::chrono::minutes{10}},  // NIST §3.1.3.2
    CountParameter{"max_wrong_codes", &Policy::max_wrong_codes, 1, 100},
    CountParameter{"max_consecutive_wrong_codes", &Policy::max_consecutive_wrong_codes, 1, 100},  // NIST §3.2.2
    DurationParameter{"contact_lock", &Policy::contact_lock, kMinute, kYear},
    CountParameter{"max_wrong_codes_per_trustor", &Policy::max_wrong_codes_per_trustor, 1, 1000},
    CountParameter{"max_sends", &Policy::max_sends, 1, 100},
    DurationParameter{"send_pause", &Policy::send_pause, Duration{0}, kHour},
    DurationParameter{"call_hold", &Policy::call_hold, Duration{0}, std::chrono::hours{24}},
    DurationParameter{"redeem_within", &Policy::redeem_within, kSecond, kYear},
    DurationParameter{"waiting_period", &Policy::waiting_period, Duration{0}, kYear},
    DurationParameter{"fraud_freeze", &Policy::fraud_freeze, kMinute, kYear},
};

// The three that say which policy it is; the document begins with them.
inline constexpr std::string_view kIdentityKeys[] = {"id", "applies_from", "time_zone"};
// The member of the document that may be left out: to which links a changed parameter applies.
inline constexpr std::string_view kAppliesTo = "applies_to";

inline std::string_view name_of(const Parameter& parameter) {
  return std::visit([](const auto& row) { return row.name; }, parameter);
}
inline bool about_people(const Parameter& parameter) {
  return std::visit([](const auto& row) { return row.eligibility; }, parameter);
}
inline bool same_value(const Policy& a, const Policy& b, const Parameter& parameter) {
  return std::visit([&](const auto& row) { return a.*row.member == b.*row.member; }, parameter);
}
// Gives `to` the value that `from` has.
inline void copy_parameter(Policy& to, const Policy& from, const Parameter& parameter) {
  std::visit([&](const auto& row) { to.*row.member = from.*row.member; }, parameter);
}

// `24h`, `10m`, `90s`: the largest unit that fits. The other way round, nothing unless it is a whole number of one unit.
std::string duration_text(Duration duration);
std::optional<Duration> duration_from(std::string_view text);

std::string_view text_of(AgeReached value);
std::string_view text_of(LeapBirthday value);
std::string_view text_of(AppliesTo value);

// Calls a lambda per alternative.
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_POLICY_PARAMETERS_H_
