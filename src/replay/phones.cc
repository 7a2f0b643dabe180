// SPDX-License-Identifier: Apache-2.0
//
// Goes through the prefixes that the policies name, digit by digit, for one number that is allowed and one that is not.
#include "replay/phones.h"

#include <algorithm>

#include "core/bytes/digests.h"

namespace doverie::replay {

namespace {

// A number that begins so and has the length that its country wants.
std::optional<Phone> number_from(std::string prefix, char last) {
  if (prefix == "+") prefix += '7';
  const std::size_t length = prefix.starts_with("+7") ? 12 : 14;  // with the plus
  if (prefix.size() < length) prefix.resize(length - 1, '0'), prefix += last;
  const auto phone = Phone::parse(prefix);
  return phone ? std::optional(*phone) : std::nullopt;
}

// Whether numbers that begin so are not all alike for the policy.
bool mixed(const std::string& prefix, const Policy& policy) {
  const auto longer = [&](const std::string& listed) { return listed.size() > prefix.size() && listed.starts_with(prefix); };
  return std::ranges::any_of(policy.phone_prefixes, longer) || std::ranges::any_of(policy.phone_prefixes_excluded, longer);
}

struct Search {
  const Policy& judge;
  const Policy* then;  // allowed it, if given
  bool allowed;        // by the judge
  char last;

  std::optional<Phone> below(const std::string& prefix) const {
    if (mixed(prefix, judge) || (then && mixed(prefix, *then))) {
      for (const char digit : std::string_view("1234567890")) {
        if (auto found = below(prefix + digit)) return found;
      }
      return std::nullopt;
    }
    const auto phone = number_from(prefix, last);
    const bool fits = phone && phone_allowed(*phone, judge) == allowed && (!then || phone_allowed(*phone, *then));
    return fits ? phone : std::nullopt;
  }
};

std::optional<Phone> first_of(const std::vector<std::string>& known, const Search& search) {
  for (const std::string& prefix : known) {
    if (auto found = search.below(prefix)) return found;
  }
  return std::nullopt;
}

}  // namespace

StandIns stand_ins(Role role, const std::vector<std::string>& known, const Policy& judge, const Policy* then) {
  const char last = role == Role::trustor ? '1' : '2';
  return {first_of(known, {judge, then, true, last}), first_of(known, {judge, then, false, last})};
}

Phone stand_in_of(const Phone& phone, std::string_view contact) {
  constexpr std::size_t kFree = 5;  // digits before the last one, which tells trustors from contacts
  std::string number = phone.e164();
  const std::size_t at = number.size() - kFree - 1;
  if (number.compare(at, kFree, "00000") != 0) return phone;
  const Digest hash = sha256(contact);
  for (std::size_t i = 0; i < kFree; ++i)
    number[at + i] = static_cast<char>('0' + static_cast<unsigned char>(view(hash)[i]) % 10);
  return *Phone::parse(number);
}

std::string shown_of(const std::string& masked) {
  return masked.substr(0, std::min(masked.find("•"), masked.size()));
}

}  // namespace doverie::replay
