// SPDX-License-Identifier: Apache-2.0
//
// What can be said of every parameter? The rows of parameters.def as values: name, member, limits, and whether a rule about
// people goes by it. Whoever reads, writes or checks policies has a function for each type, and knows no parameter by name.
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
  bool about_people;
};

struct FlagParameter {
  std::string_view name;
  bool Policy::* member;
  bool min, max;
  bool about_people;
};

struct DurationParameter {
  std::string_view name;
  Duration Policy::* member;
  Duration min, max;
  bool about_people;
};

struct AgeReachedParameter {
  std::string_view name;
  AgeReached Policy::* member;
  AgeReached min, max;
  bool about_people;
};
struct LeapBirthdayParameter {
  std::string_view name;
  LeapBirthday Policy::* member;
  LeapBirthday min, max;
  bool about_people;
};
template <bool kMayBeEmpty>
struct PrefixListParameter {
  std::string_view name;
  std::vector<std::string> Policy::* member;
  std::size_t min, max;  // digits of each
  bool about_people;
};
using PhonePrefixesParameter = PrefixListParameter<false>;
using PhoneExclusionsParameter = PrefixListParameter<true>;

struct OperationsParameter {
  std::string_view name;
  parameter_type::operations Policy::* member;
  Duration min, max;  // of each, but 0
  bool about_people;
};

using Parameter = std::variant<CountParameter, FlagParameter, DurationParameter, AgeReachedParameter, LeapBirthdayParameter,
                               PhonePrefixesParameter, PhoneExclusionsParameter, OperationsParameter>;

inline constexpr std::chrono::seconds kSecond{1};
inline constexpr std::chrono::minutes kMinute{1};
inline constexpr std::chrono::hours kHour{1};

namespace parameter_row {
using count = CountParameter;
using flag = FlagParameter;
using duration = DurationParameter;
using age_reached = AgeReachedParameter;
using leap_birthday = LeapBirthdayParameter;
using phone_prefixes = PhonePrefixesParameter;
using phone_exclusions = PhoneExclusionsParameter;
using operations = OperationsParameter;
}  // namespace parameter_row

// In the order of the canonical document.
inline constexpr Parameter kParameters[] = {
#define DOVERIE_PARAMETER(type, name, initial, least, most, about_people, meaning, source) \
  parameter_row::type{#name, &Policy::name, least, most, about_people},
#include "doverie/core/parameters.def"
};

// The three that say which policy it is; the document begins with them.
inline constexpr std::string_view kIdentityKeys[] = {"id", "applies_from", "time_zone"};
// The member of the document that may be left out: to which links a changed parameter applies.
inline constexpr std::string_view kAppliesTo = "applies_to";

inline std::string_view name_of(const Parameter& parameter) {
  return std::visit([](const auto& row) { return row.name; }, parameter);
}
inline bool about_people(const Parameter& parameter) {
  return std::visit([](const auto& row) { return row.about_people; }, parameter);
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
