// SPDX-License-Identifier: Apache-2.0
//
// By which numbers does the service go? A policy is data: every number that a rule compares with. parameters.def has them all,
// with defaults, limits, meanings, and where a default comes from; docs/spec/ has the sentences.
#ifndef DOVERIE_CORE_POLICY_H_
#define DOVERIE_CORE_POLICY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// When an age is reached.
enum class AgeReached : std::uint8_t {
  on_birthday = 0,         // at 00:00 on the birthday
  day_after_birthday = 1,  // a day later, as Russian courts count in criminal law
};

// The birthday of somebody born on 29 February in a common year.
enum class LeapBirthday : std::uint8_t { march_1 = 0, february_28 = 1 };

// Which links the change of a parameter applies to, from the policy's first day on. A link is a trustor with an appointed
// contact; it was made under the policy of its invitation.
enum class AppliesTo : std::uint8_t {
  existing_links = 0,  // all: on the day the age rises, contacts who are too young now are locked out
  new_links = 1,       // those made under this policy and later ones: who is a contact already is kept
};

// The types of parameters.def.
namespace parameter_type {
using count = std::int32_t;
using flag = bool;
using duration = Duration;
using age_reached = AgeReached;
using leap_birthday = LeapBirthday;
using phone_prefixes = std::vector<std::string>;
using phone_exclusions = std::vector<std::string>;
using operations = std::map<std::string, Duration, std::less<>>;
}  // namespace parameter_type

struct Policy {
  std::string id;                           // 1 to 64 of [a-z0-9._-]
  CivilDate applies_from{};                 // first civil day, in `time_zone`
  std::string time_zone = "Europe/Moscow";  // IANA name; whose midnight begins a civil day (letter: the service is Russian)

  // Every parameter by its name in parameters.def, with the value that gosuslugi has: contact_min_age_years, code_lifetime, …
#define DOVERIE_PARAMETER(type, name, initial, least, most, about_people, meaning, source) \
  parameter_type::type name = initial;
#include "doverie/core/parameters.def"

  // What a change of a parameter about people (ages, citizenship, phones, …) means for links that are there already, by the
  // parameter's name; ours. A change of one that is not here applies to them as well. See PolicySchedule::for_link().
  std::map<std::string, AppliesTo, std::less<>> applies_to{};

  // The policies that ship with the library; documents in src/core/policy/policies/. `strict` is gosuslugi with everything turned on
  // that makes an attack slow and visible; all of it ours.
  static const Policy& gosuslugi();
  static const Policy& strict();

  // Reads a policy document (JSON, UTF-8). Unknown keys, wrong types and impossible values are invalid_argument faults that
  // name path, value and what is allowed.
  static Result<Policy> from_json(std::string_view json);

  // The JSON Schema (draft 2020-12) of policy documents: docs/policy.schema.json. It says less than from_json, which also
  // compares durations and parameters with each other.
  static std::string json_schema();

  // The canonical document: every parameter, fixed order; `applies_to` unless it is empty.
  // from_json(to_json(p)) == p.
  std::string to_json() const;

  // First 16 bytes of the SHA-256 of to_json(), in hex: what an event pins besides the id.
  std::string content_hash() const;

  // What from_json checks of the values, for policies changed in code.
  Status validate() const;

  friend bool operator==(const Policy&, const Policy&) = default;
};

// Which policy a record was made under.
struct PolicyPin {
  std::string id;
  std::string content_hash;

  friend bool operator==(const PolicyPin&, const PolicyPin&) = default;
};

// Policies by the date from which they apply. Immutable; safe to share between threads.
class PolicySchedule {
 public:
  // The gosuslugi policy alone.
  PolicySchedule();
  // In any order. Faults with invalid_argument when empty, when a policy is invalid, when two begin on the same day or have
  // the same id, or when time zones differ (the day a policy begins would not be one day).
  static Result<PolicySchedule> of(std::vector<Policy> policies);

  // All of them, oldest first. Good as long as the schedule.
  std::vector<const Policy*> all() const;
  // The policy in force on `today`: the latest that is not revoked; before the first one's date, the first. Where all are revoked
  // the first, under which nothing can be done.
  const Policy& on(CivilDate today) const;
  // Accounts of a thousand that are protected on `today`: the highest share of the policies that are in force or were, so that
  // a policy takes back nothing that an earlier one of the schedule gave.
  std::int32_t protected_share(CivilDate today) const;
  // The policy that a record was made under: policy_unknown unless the schedule has it, id and content.
  Result<const Policy*> pinned(const PolicyPin& pin) const;
  PolicyPin pin_of(const Policy& policy) const;
  // `judge` as it is for the people of a link that was made under `link`. The parameters about people have the values of the
  // link's policy, changed by every later one up to the judge, in order, where that
  //   names the parameter as for existing_links, or
  //   has another value than its predecessor and does not name the parameter as for new_links.
  // So a change for new links stays one until a policy names or changes the parameter again. Everything else is the judge's.
  // Revoked policies do not count: a link that was made under one is judged as a new one.
  //
  // policy_unknown when a policy up to the judge has something for new links and the schedule does not have the link's.
  // REQUIRES: `judge` is a policy of this schedule. The answer is good as long as the schedule.
  Result<std::shared_ptr<const Policy>> for_link(const Policy& judge, const PolicyPin& link) const;
  // The same for a link made under a policy of another schedule, which counts as older than all of this one.
  std::shared_ptr<const Policy> for_link(const Policy& judge, const Policy& link) const;
  const std::string& time_zone() const { return entries_.front().policy.time_zone; }
  // Of all policies in the schedule: how long an invitation can matter.
  Duration longest_invitation_lifetime() const;
  // Whether everything opened under the policy is void.
  bool revoked(const PolicyPin& pin) const;
  bool revoked(std::string_view id) const;
  // A schedule in which everything opened under `id` is void, and which goes by the policy before it. invalid_argument when the
  // schedule has no policy of that id. Services note it in the realm's record: what is void stays so when the policy is taken out of
  // the schedule later on.
  Result<PolicySchedule> with_revoked(std::string id) const;

 private:
  struct Entry {
    Policy policy;
    PolicyPin pin;
  };
  explicit PolicySchedule(std::vector<Policy> policies);
  bool anything_for_new_links() const;
  std::vector<const Policy*> up_to(const Policy& judge) const;
  std::vector<Entry> entries_;        // ascending by applies_from, never empty
  std::vector<std::string> revoked_;  // ids
};

}  // namespace doverie

#endif  // DOVERIE_CORE_POLICY_H_
