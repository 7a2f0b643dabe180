// SPDX-License-Identifier: Apache-2.0
//
// Goes through the prefixes that the policy allows, for one number inside of them and one outside.
#include "replay/phones.h"

#include <algorithm>

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

std::optional<Phone> allowed_one(const std::vector<std::string>& known, const Policy& judge, char last) {
  for (const std::string& prefix : known) {
    for (const std::string& allowed : judge.phone_prefixes) {
      const std::string& longer = prefix.size() > allowed.size() ? prefix : allowed;
      const std::string& shorter = prefix.size() > allowed.size() ? allowed : prefix;
      if (!longer.starts_with(shorter)) continue;
      if (auto phone = number_from(longer, last)) return phone;
    }
  }
  return std::nullopt;
}

// A number with this beginning that leaves every prefix that is allowed.
std::optional<Phone> refused_one(const std::string& prefix, const Policy& judge, char last) {
  const auto any = [&](auto holds) { return std::ranges::any_of(judge.phone_prefixes, holds); };
  if (any([&](const std::string& allowed) { return prefix.starts_with(allowed); })) return std::nullopt;
  if (!any([&](const std::string& allowed) { return allowed.starts_with(prefix); })) return number_from(prefix, last);
  for (const char digit : std::string_view("1234567890")) {
    if (auto found = refused_one(prefix + digit, judge, last)) return found;
  }
  return std::nullopt;
}

}  // namespace

StandIns stand_ins(Role role, const std::vector<std::string>& known, const Policy& judge) {
  const char last = role == Role::trustor ? '1' : '2';
  StandIns found{allowed_one(known, judge, last), std::nullopt};
  for (const std::string& prefix : known) {
    if (!found.refused) found.refused = refused_one(prefix, judge, last);
  }
  return found;
}

std::string shown_of(const std::string& masked) {
  return masked.substr(0, std::min(masked.find("•"), masked.size()));
}

}  // namespace doverie::replay
