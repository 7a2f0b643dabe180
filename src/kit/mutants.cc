// SPDX-License-Identifier: Apache-2.0
//
// Goes through the list of parameters: one that is added gets its mutants by itself.
#include "kit/mutants.h"

#include <utility>

#include "core/policy/parameters.h"

namespace doverie::testing {

namespace {

// A policy with one contact never looks at what is one contact's share of several; and which accounts a share is nobody can say in
// words.
bool never_looked_at(std::string_view parameter, const Policy& policy) {
  return parameter == "protected_share" ||
         (parameter == "max_wrong_codes_per_contact" && policy.max_contacts_per_trustor == 1);
}

class Mutants {
 public:
  explicit Mutants(const Policy& policy) : policy_(policy) {}
  std::vector<Mutant> made;

  void operator()(const CountParameter& row) {
    for (const int step : {-1, 1}) change(row, policy_.*row.member + step, [](auto value) { return std::to_string(value); });
  }
  void operator()(const FlagParameter& row) {
    change(row, !(policy_.*row.member), [](bool value) { return std::string(value ? "true" : "false"); });
  }
  void operator()(const DurationParameter& row) {
    for (const int step : {-1, 1}) change(row, policy_.*row.member + std::chrono::seconds{step}, duration_text);
  }
  void operator()(const AgeReachedParameter& row) {
    const bool on_birthday = policy_.age_reached == AgeReached::on_birthday;
    change(row.name, &Policy::age_reached, on_birthday ? AgeReached::day_after_birthday : AgeReached::on_birthday,
           [](AgeReached value) { return std::string(text_of(value)); });
  }
  void operator()(const LeapBirthdayParameter& row) {
    const bool march = policy_.leap_birthday == LeapBirthday::march_1;
    change(row.name, &Policy::leap_birthday, march ? LeapBirthday::february_28 : LeapBirthday::march_1,
           [](LeapBirthday value) { return std::string(text_of(value)); });
  }
  // Each prefix without its last digit, with every digit more, and without the whole of it.
  template <bool kMayBeEmpty>
  void operator()(const PrefixListParameter<kMayBeEmpty>& row) {
    for (std::size_t i = 0; i < (policy_.*row.member).size(); ++i) {
      const std::string& prefix = (policy_.*row.member)[i];
      replace_prefix(row, i, prefix.substr(0, prefix.size() - 1));
      for (char digit = '0'; digit <= '9'; ++digit) replace_prefix(row, i, prefix + digit);
      Policy changed = policy_;
      (changed.*row.member).erase((changed.*row.member).begin() + static_cast<std::ptrdiff_t>(i));
      keep(row.name, prefix, "nothing", std::move(changed));
    }
  }
  // Each for a second more and less, and without the contact.
  void operator()(const OperationsParameter& row) {
    for (const auto& [name, lifetime] : policy_.*row.member) {
      for (const Duration other : {lifetime - kSecond, lifetime + kSecond, Duration{0}}) {
        Policy changed = policy_;
        (changed.*row.member)[name] = other;
        keep(row.name, name + " " + duration_text(lifetime), name + " " + duration_text(other), std::move(changed));
      }
    }
  }

 private:
  template <class Row, class Value, class Text>
  void change(const Row& row, Value value, Text text) {
    change(row.name, row.member, value, text);
  }
  template <class Value, class Text>
  void change(std::string_view name, Value Policy::* member, Value value, Text text) {
    Policy changed = policy_;
    changed.*member = value;
    keep(name, text(policy_.*member), text(value), std::move(changed));
  }
  template <class Row>
  void replace_prefix(const Row& row, std::size_t place, const std::string& prefix) {
    Policy changed = policy_;
    (changed.*row.member)[place] = prefix;
    keep(row.name, (policy_.*row.member)[place], prefix, std::move(changed));
  }
  void keep(std::string_view name, std::string from, std::string to, Policy changed) {
    if (!changed.validate() || never_looked_at(name, policy_)) return;
    made.push_back({std::string(name), std::move(from), std::move(to), std::move(changed)});
  }

  const Policy& policy_;
};

}  // namespace

std::vector<Mutant> mutants_of(const Policy& policy) {
  Mutants mutants(policy);
  for (const Parameter& parameter : kParameters) std::visit(mutants, parameter);
  return std::move(mutants.made);
}

}  // namespace doverie::testing
