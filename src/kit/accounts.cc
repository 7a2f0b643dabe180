// SPDX-License-Identifier: Apache-2.0
//
// How is a person described in words? "a citizen of 17 years and 364 days" becomes facts about an account.
#include "doverie/testing/accounts.h"

#include <string>
#include <vector>

#include "core/bytes/json.h"
#include "kit/words.h"

namespace doverie::testing {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::years;

constexpr std::string_view kRight =
    "write parts such as: 17 years 364 days, not a citizen, passport outdated, no phone (doverie/testing/accounts.h has "
    "all)";

CivilDate born_before(CivilDate today, std::int64_t full_years, std::int64_t more_days) {
  const CivilDate last_birthday{sys_days{today} - days{more_days}};
  CivilDate born = last_birthday - years{full_years};
  // On 29 February nobody turns an age that began in a common year: the next day stands for it.
  return born.ok() ? born : CivilDate{sys_days{born}};
}

Phone some_phone() {
  return *Phone::parse("+79160000000");
}

using Change = void (*)(AccountInWords&);
struct Part {
  std::string_view words;
  Change change;
};
constexpr Part kParts[] = {
    {"eligible", [](AccountInWords&) {}},
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) \
  {words, [](AccountInWords& a) { a.account->name = true; }},        \
      {words_without, [](AccountInWords& a) { a.account->name = false; }},
#include "doverie/core/facts.def"
    {"no phone",
     [](AccountInWords& a) {
       a.account->phone.reset();
       a.account->phone_state = PhoneState::none;
     }},
    {"phone confirmed", [](AccountInWords& a) { a.account->phone_state = PhoneState::confirmed; }},
    {"phone not confirmed", [](AccountInWords& a) { a.account->phone_state = PhoneState::none; }},
    {"phone being replaced", [](AccountInWords& a) { a.account->phone_state = PhoneState::replacing; }},
    {"birth date unknown", [](AccountInWords& a) { a.account->birth_date = CivilDate{}; }},
    {"no account", [](AccountInWords&) {}},  // taken away at the end
};

struct SincePart {
  std::string_view words;
  std::optional<Instant> AccountFacts::* since;
};
constexpr SincePart kSinceParts[] = {
#define DOVERIE_SINCE_FACT(name, words, meaning) {words, &AccountFacts::name},
#include "doverie/core/facts.def"
};

bool read_fixed(std::string_view part, AccountInWords& read) {
  for (const Part& known : kParts) {
    if (known.words != part) continue;
    known.change(read);
    return true;
  }
  return false;
}

// How long ago: "just now", "71 hours ago", "1 hour ago".
std::optional<Duration> ago(std::string_view words) {
  if (words == "just now") return Duration{0};
  const auto parts = tokens(words);
  const bool hours = parts.size() == 3 && (parts[1] == "hours" || parts[1] == "hour") && parts[2] == "ago";
  const auto number = hours ? number_in(parts[0]) : std::nullopt;
  constexpr std::int64_t kMost = std::int64_t{24} * 366 * 100;
  return number && *number >= 0 && *number <= kMost ? std::optional<Duration>(std::chrono::hours{*number}) : std::nullopt;
}

// "phone changed just now", "recovered 71 hours ago".
bool read_since(std::string_view part, AccountInWords& read) {
  for (const SincePart& known : kSinceParts) {
    if (!part.starts_with(known.words)) continue;
    const auto before = ago(trimmed(part.substr(known.words.size())));
    if (before) (*read.account).*known.since = read.account->as_of - *before;
    return before.has_value();
  }
  return false;
}

// "17 years", "1 year 1 day", "17 years and 364 days", "a citizen of 17 years".
bool read_age(std::string_view part, AccountInWords& read) {
  constexpr std::string_view kCitizen = "a citizen of ";
  if (part.starts_with(kCitizen)) part.remove_prefix(kCitizen.size());
  auto words = tokens(part);
  std::erase(words, "and");
  const bool has_days = words.size() == 4 && (words[3] == "days" || words[3] == "day");
  if (words.size() != 2 && !has_days) return false;
  if (words[1] != "years" && words[1] != "year") return false;
  const auto full_years = number_in(words[0]);
  const auto more_days = has_days ? number_in(words[2]) : std::optional<std::int64_t>(0);
  if (!full_years || !more_days || *full_years > 200 || *full_years < 0 || *more_days < 0 || *more_days > 366) return false;
  read.account->birth_date = born_before(read.today, *full_years, *more_days);
  return true;
}

// "client 1": a fact of the host's own.
bool read_host_fact(std::string_view words, AccountInWords& read) {
  const auto parts = tokens(words);
  const auto number = parts.size() == 2 ? number_in(parts[1]) : std::nullopt;
  if (number) read.account->host[parts[0]] = *number;
  return number.has_value();
}

bool read_named(std::string_view part, AccountInWords& read) {
  const std::size_t space = part.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view name = part.substr(0, space);
  const std::string_view value = trimmed(part.substr(space));
  if (name == "born") {
    const auto date = date_from_iso(value);
    if (date) read.account->birth_date = *date;
    return date.has_value();
  }
  if (name == "fact") return read_host_fact(value, read);
  if (name != "phone") return false;
  auto phone = Phone::parse(value);
  if (!phone) return false;
  read.account->phone = *std::move(phone);
  read.account->phone_state = PhoneState::confirmed;
  return true;
}

// Which day it is comes first, as ages are counted back from it.
Status read_day(std::vector<std::string>& parts, CivilDate& today) {
  for (const std::string& part : parts) {
    if (!part.starts_with("on ")) continue;
    const auto date = date_from_iso(trimmed(std::string_view(part).substr(3)));
    if (!date) return not_understood(part, "write a day as: on 2026-03-02");
    today = *date;
  }
  std::erase_if(parts, [](const std::string& part) { return part.starts_with("on "); });
  return Done{};
}

}  // namespace

AccountFacts eligible_account(CivilDate today) {
  constexpr std::int64_t kGrownUp = 36;
  AccountFacts facts;
  facts.given_name = "Иван";
  facts.birth_date = born_before(today, kGrownUp, 10);
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  facts.phone = some_phone();
  facts.phone_since = Instant{sys_days{today}} - days{365};
  facts.as_of = Instant{sys_days{today}};
  return facts;
}

Result<AccountInWords> account_of(std::string_view words, CivilDate today) {
  return account_of(words, today, eligible_account(today));
}

Result<AccountInWords> account_of(std::string_view words, CivilDate today, AccountFacts from) {
  std::vector<std::string> parts = pieces(words, ',');
  AccountInWords read{std::move(from), today};
  if (auto status = read_day(parts, read.today); !status) return status.as<AccountInWords>();
  bool exists = true;
  for (const std::string& part : parts) {
    const bool read_it = read_fixed(part, read) || read_since(part, read) || read_age(part, read) || read_named(part, read);
    if (!read_it) return not_understood(part, kRight);
    exists = exists && part != "no account";
  }
  if (!exists) read.account.reset();
  return read;
}

}  // namespace doverie::testing
