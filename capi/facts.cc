// SPDX-License-Identifier: Apache-2.0
//
// Every field of a struct of facts, checked and named when it is wrong.
#include "facts.h"

#include "policies.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {

CivilDate civil_date(doverie_date date, const char* name) {
  const bool in_range =
      date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  if (!in_range) wrong(name, "not a date");
  const CivilDate civil{std::chrono::year{date.year}, std::chrono::month{static_cast<unsigned>(date.month)},
                        std::chrono::day{static_cast<unsigned>(date.day)}};
  if (!civil.ok()) wrong(name, "there is no such day in that month");
  return civil;
}

Instant required_instant(std::int64_t microseconds, const char* name) {
  const auto given = instant(microseconds, name);
  if (!given) wrong(name, "0");
  return *given;
}

namespace {

PhoneState phone_state(doverie_phone_state state, bool has_phone) {
  if (state < DOVERIE_PHONE_NONE || state > DOVERIE_PHONE_REPLACING) {
    wrong("facts.phone_state", std::to_string(state) + " is not one of its values");
  }
  if ((state == DOVERIE_PHONE_NONE) == has_phone) wrong("facts.phone_state", "contradicts facts.phone");
  return static_cast<PhoneState>(state);
}

std::optional<Phone> phone(doverie_string typed) {
  const std::string number = text(typed, "facts.phone");
  if (number.empty()) return std::nullopt;
  auto parsed = Phone::parse(number);
  if (!parsed) wrong("facts.phone", "not a phone number");
  return *std::move(parsed);
}

std::map<std::string, std::int64_t> host_facts(const doverie_account_facts& given) {
  std::map<std::string, std::int64_t> facts;
  const auto values = list(given.host_fact_values, given.host_fact_count, "facts.host_fact_values");
  for (const doverie_string& name : list(given.host_fact_names, given.host_fact_count, "facts.host_fact_names")) {
    const std::int64_t value = values[facts.size()];
    if (value == DOVERIE_ABSENT) wrong("facts.host_fact_values", "DOVERIE_ABSENT; leave the fact out");
    if (!facts.emplace(text(name, "facts.host_fact_names"), value).second)
      wrong("facts.host_fact_names", "a name is there twice");
  }
  return facts;
}

}  // namespace

doverie_date told_date(CivilDate date) {
  return {static_cast<int>(date.year()), static_cast<std::int32_t>(static_cast<unsigned>(date.month())),
          static_cast<std::int32_t>(static_cast<unsigned>(date.day()))};
}

doverie_account_facts told_facts(const AccountFacts& facts) {
  doverie_account_facts told{};
  told.given_name = borrowed(facts.given_name);
  told.birth_date = told_date(facts.birth_date);
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) told.name = facts.name ? 1 : 0;
#define DOVERIE_SINCE_FACT(name, words, meaning) told.name = number(facts.name);
#include "doverie/core/facts.def"
  told.id = borrowed(facts.id);
  told.has_contact = facts.has_contact ? 1 : 0;
  told.in_call_since = number(facts.in_call_since);
  told.dates_only = facts.dates_only ? 1 : 0;
  told.phone_state = static_cast<doverie_phone_state>(facts.phone_state);
  told.phone = facts.phone ? borrowed(facts.phone->e164()) : doverie_text("");
  told.as_of = number(facts.as_of);
  return told;
}

AccountFacts read_facts(const doverie_account_facts* facts) {
  const doverie_account_facts given = read(facts, "facts");
  AccountFacts known;
  known.id = text(given.id, "facts.id");
  known.has_contact = flag(given.has_contact, "facts.has_contact");
  known.in_call_since = instant(given.in_call_since, "facts.in_call_since");
  known.dates_only = flag(given.dates_only, "facts.dates_only");
  known.given_name = text(given.given_name, "facts.given_name");
  known.birth_date = civil_date(given.birth_date, "facts.birth_date");
#define DOVERIE_FLAG_FACT(name, bit, words, words_without, meaning) known.name = flag(given.name, "facts." #name);
#define DOVERIE_SINCE_FACT(name, words, meaning) known.name = instant(given.name, "facts." #name);
#include "doverie/core/facts.def"
  known.phone = phone(given.phone);
  known.phone_state = phone_state(given.phone_state, known.phone.has_value());
  known.host = host_facts(given);
  known.as_of = instant(given.as_of, "facts.as_of").value_or(Instant{});
  return known;
}

}  // namespace doverie::capi
