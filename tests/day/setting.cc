// SPDX-License-Identifier: Apache-2.0
//
// People by their names, policies, keys.
#include "day/setting.h"

#include <cstdlib>
#include <iostream>

#include "senders/many_codes.h"

namespace doverie::day {
namespace {

constexpr KeyPurpose kPurposes[] = {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit};
constexpr std::size_t kPrefix = 7;  // of "trustor" and "contact"

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << "the day's setting: " << (result.faulted() ? result.fault().message : "refused") << std::endl;
  std::_Exit(1);
}

Policy first_policy() {
  Policy policy = Policy::gosuslugi();
  policy.id = kFirstPolicy;
  policy.send_pause = std::chrono::seconds(2);  // minutes are seconds on this day
  return policy;
}

Policy second_policy() {
  Policy policy = first_policy();
  policy.id = kSecondPolicy;
  policy.applies_from = CivilDate{std::chrono::sys_days{policy.applies_from} + std::chrono::days{1}};
  policy.contact_min_age_years = 21;
  return policy;
}

// Nobody has a birthday today.
CivilDate born_years_ago(int years) {
  const CivilDate today{std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
  return CivilDate{(today.year() - std::chrono::years{years}) / std::chrono::January / 1};
}

}  // namespace

bool is_young(int i) {
  return i % 10 == 7;
}

Result<std::optional<AccountFacts>> Everybody::find(std::string_view account) {
  if (down_) return Fault{FaultCode::directory_unavailable, "it is down"};
  const int number = std::atoi(std::string(account.substr(kPrefix)).c_str());
  const bool contact = account == testing::many_contact(number);
  AccountFacts facts;
  facts.id = std::string(account);
  facts.given_name = contact ? kContactsName : "Мария";
  facts.birth_date = born_years_ago(contact && is_young(number) ? 19 : 40);
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  facts.phone = *Phone::parse(contact ? testing::many_phone(number) : "+7903" + testing::many_phone(number).substr(5));
  return std::optional(std::move(facts));
}

PolicySchedule policies(bool changed) {
  std::vector<Policy> all{first_policy()};
  if (changed) all.push_back(second_policy());
  return must(PolicySchedule::of(std::move(all)));
}

std::shared_ptr<MemoryKeyRing> ring(Keys step) {
  auto keys = must(MemoryKeyRing::from_master(Secret(std::string(32, 'k'))));
  for (int done = 1; done <= static_cast<int>(step); ++done) advance(*keys, static_cast<Keys>(done));
  return keys;
}

void advance(MemoryKeyRing& keys, Keys step) {
  if (step == Keys::first_gone) must(keys.set_state(KeyPurpose::code, "1", KeyState::revoked));
  for (const KeyPurpose purpose : kPurposes) {
    const std::string bytes(32, static_cast<char>('a' + static_cast<int>(purpose)));
    if (step == Keys::both_known) must(keys.add(purpose, "2", Secret(bytes), KeyState::verify_only));
    if (step == Keys::second) must(keys.set_state(purpose, "2", KeyState::active));
  }
}

}  // namespace doverie::day
