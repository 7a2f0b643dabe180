// SPDX-License-Identifier: Apache-2.0
//
// All loops are the same function; all layouts are the same population; and what a change would do is what it does.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "population/compiled_for.h"
#include "population/kernels.h"
#include "support/ages.h"
#include "support/rounds.h"

namespace doverie::testing {
namespace {

using population::DenseRows;
using population::Kernels;
using population::Tally;

const CivilDate kDay = std::chrono::year{2026} / 3 / 2;

struct Rows {
  std::vector<std::int32_t> birth_days;
  std::vector<std::uint8_t> flags;
#define DOVERIE_SINCE_FACT(name, words, meaning) std::vector<std::int64_t> name;
#include "doverie/core/facts.def"

  Rows(Chance& chance, std::size_t count) : birth_days(count), flags(count) {
#define DOVERIE_SINCE_FACT(name, words, meaning) name = instants(chance, count);
#include "doverie/core/facts.def"
    for (std::size_t row = 0; row < count; ++row) {
      const Policy policy;
      birth_days[row] = chance.one_in(4) ? chance.day() : birth_day_of(chance.birth_date(policy, kDay));
      flags[row] = chance.one_in(2) ? kGoodFlags : chance.byte();
    }
  }
  Population population() const { return {birth_days, flags}; }
  Population with_instants() const {
    Population rows = population();
#define DOVERIE_SINCE_FACT(name, words, meaning) rows.name = {name};
#include "doverie/core/facts.def"
    return rows;
  }

  static std::vector<std::int64_t> instants(Chance& chance, std::size_t count) {
    std::vector<std::int64_t> all(count);
    for (std::int64_t& instant : all) {
      const auto since = chance.since(noon_of(kDay));
      instant = since ? since->time_since_epoch().count() : chance.one_in(2) ? kNoInstant : 0;
    }
    return all;
  }
};

CompiledPolicy contacts(std::int32_t min_age_years = 18) {
  return CompiledPolicy::of_contacts(with_ages(14, min_age_years), kDay, noon_of(kDay));
}

std::vector<RuleMask> one_by_one(const CompiledPolicy& compiled, const Population& rows) {
  std::vector<RuleMask> failed(rows.count);
  for (std::size_t row = 0; row < rows.count; ++row) {
    failed[row] = check_day_and_flags(compiled, rows.birth_day_at(row), rows.flags_at(row));
  }
  return failed;
}

// Of rows that there are. What has changed since, row by row.
std::vector<MoreMask> since_one_by_one(const CompiledPolicy& compiled, const Population& rows) {
  std::vector<MoreMask> late(rows.count);
  for (std::size_t row = 0; row < rows.count; ++row) {
    if ((rows.flags_at(row) & kFlagExists) == 0) continue;
    for (const auto& limit : compiled.since_limits()) {
      const Instant since{Duration{(rows.*limit.column).at(row)}};
      if (since > limit.latest) late[row] |= limit.bit;
    }
  }
  return late;
}

std::vector<RuleMask> with_since(std::vector<RuleMask> failed, const std::vector<MoreMask>& late) {
  for (std::size_t row = 0; row < failed.size(); ++row) {
    if (late[row] != 0) failed[row] = static_cast<RuleMask>(failed[row] | kFailedMore);
  }
  return failed;
}

template <std::size_t N>
void count_bits(std::uint32_t mask, std::array<std::uint64_t, N>& counts) {
  for (unsigned bit = 0; bit < N; ++bit) counts[bit] += mask >> bit & 1U;
}

std::vector<RuleMask> checked(const CompiledPolicy& compiled, const Population& rows) {
  std::vector<RuleMask> failed(rows.count, 0xee);
  CHECK(check_population(compiled, rows, failed).ok());
  return failed;
}

TEST_CASE("populations: every loop, every length, every misalignment") {
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  constexpr std::size_t kMost = 130;
  constexpr std::size_t kShifts = 65;
  const Rows rows(chance, kMost + kShifts);
  for (const Role role : {Role::trustor, Role::contact}) {
    const CompiledPolicy compiled = compiled_for(role, chance.policy(), kDay);
    const std::vector<RuleMask> expected = one_by_one(compiled, rows.population());
    for (const Kernels& kernels : population::usable_kernels()) {
      INFO(std::string(kernels.name));
      for (std::size_t shift = 0; shift < kShifts; ++shift) {
        for (std::size_t count = 0; count <= kMost; ++count) {
          const DenseRows part{rows.birth_days.data() + shift, rows.flags.data() + shift, count};
          const std::vector<RuleMask> wanted(expected.begin() + static_cast<long>(shift),
                                             expected.begin() + static_cast<long>(shift + count));
          Tally counted, plain;
          population::kPlainKernels.tally(wanted.data(), count, plain);
          const auto is_right = [&](const auto& work) {
            // A byte on both sides tells whether it writes where it should not.
            std::vector<RuleMask> out(count + 2 + shift % 7, 0xee);
            RuleMask* first = out.data() + 1 + shift % 7;
            work(first);
            return std::equal(wanted.begin(), wanted.end(), first) && first[-1] == 0xee && out.back() == 0xee;
          };
          REQUIRE(is_right([&](RuleMask* out) { kernels.check(compiled, part, out); }));
          REQUIRE(is_right([&](RuleMask* out) { kernels.check_streaming(compiled, part, out); }));
          REQUIRE(is_right([&](RuleMask* out) { kernels.count(compiled, part, out, counted); }));
          REQUIRE(counted.failed == plain.failed);
          REQUIRE(counted.failed_any == plain.failed_any);
          std::vector<std::uint8_t> flags(part.flags, part.flags + count), plain_flags = flags;
          kernels.put_fact(rows.flags.data(), kFlagCitizen, flags.data(), count);
          population::kPlainKernels.put_fact(rows.flags.data(), kFlagCitizen, plain_flags.data(), count);
          REQUIRE(flags == plain_flags);
          kernels.tally(wanted.data(), count, counted);
          REQUIRE(counted.failed_any == 2 * plain.failed_any);
        }
      }
    }
  }
}

TEST_CASE("populations: every value of the flags, on both sides of the age, in every loop") {
  Rows rows = [] {
    Chance chance(1);
    return Rows(chance, 512);
  }();
  const CompiledPolicy compiled = contacts();
  for (std::size_t row = 0; row < 512; ++row) {
    rows.flags[row] = static_cast<std::uint8_t>(row);
    rows.birth_days[row] = *compiled.latest_birth_day() + (row < 256 ? 0 : 1);
  }
  for (const Kernels& kernels : population::usable_kernels()) {
    std::vector<RuleMask> failed(512);
    kernels.check(compiled, {rows.birth_days.data(), rows.flags.data(), 512}, failed.data());
    CHECK(failed == one_by_one(compiled, rows.population()));
  }
}

TEST_CASE("populations: columns may lie anywhere, flags may be columns of their own") {
  struct Record {  // as a host may have them
    char before;
    std::int32_t birth_day;
    std::uint8_t exists, citizen, confirmed, passport_current, phone_confirmed, phone_allowed, phone_replacing;
    std::uint8_t flags;
  };
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  const Rows rows(chance, 10'000);
  std::vector<Record> records(rows.flags.size());
  for (std::size_t row = 0; row < records.size(); ++row) {
    const std::uint8_t flags = rows.flags[row];
    const auto fact = [&](std::uint8_t flag) { return static_cast<std::uint8_t>(flags & flag); };
    records[row] = {'x',
                    rows.birth_days[row],
                    fact(kFlagExists),
                    fact(kFlagCitizen),
                    fact(kFlagConfirmed),
                    fact(kFlagPassportCurrent),
                    fact(kFlagPhoneConfirmed),
                    fact(kFlagPhoneAllowed),
                    fact(kFlagPhoneReplacing),
                    flags};
  }
  const CompiledPolicy compiled = contacts();
  const auto expected = one_by_one(compiled, rows.population());
  CHECK(checked(compiled, rows.population()) == expected);

  constexpr auto kStride = static_cast<std::ptrdiff_t>(sizeof(Record));
  Population apart;
  apart.count = records.size();
  apart.birth_days = {&records[0].birth_day, kStride};
  apart.flags = {&records[0].flags, kStride};
  CHECK(checked(compiled, apart) == expected);

  apart.flags = {};
  apart.exists = {&records[0].exists, kStride};
  apart.citizen = {&records[0].citizen, kStride};
  apart.confirmed = {&records[0].confirmed, kStride};
  apart.passport_current = {&records[0].passport_current, kStride};
  apart.phone_confirmed = {&records[0].phone_confirmed, kStride};
  apart.phone_allowed = {&records[0].phone_allowed, kStride};
  apart.phone_replacing = {&records[0].phone_replacing, kStride};
  CHECK(checked(compiled, apart) == expected);

  Population backwards = apart;
  backwards.birth_days = {&records.back().birth_day, -kStride};
  backwards.flags = {&records.back().flags, -kStride};
  for (auto column : {&Population::exists, &Population::citizen, &Population::confirmed, &Population::passport_current,
                      &Population::phone_confirmed, &Population::phone_allowed, &Population::phone_replacing}) {
    backwards.*column = {};
  }
  auto reversed = checked(compiled, backwards);
  std::reverse(reversed.begin(), reversed.end());
  CHECK(reversed == expected);

  std::vector<char> bytes(rows.birth_days.size() * 4 + 1);  // days at odd addresses
  std::copy_n(reinterpret_cast<const char*>(rows.birth_days.data()), bytes.size() - 1, bytes.begin() + 1);
  Population odd = rows.population();
  odd.birth_days = {reinterpret_cast<const std::int32_t*>(bytes.data() + 1), 4};
  CHECK(checked(compiled, odd) == expected);
}

TEST_CASE("populations: dense columns of facts") {
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  const Rows rows(chance, 9'001);
  std::vector<std::uint8_t> citizen(rows.flags.size());
  for (std::uint8_t& fact : citizen) fact = chance.one_in(2) ? chance.byte() : 0;
  Population accounts = rows.population();
  accounts.citizen = {citizen};
  CHECK(checked(contacts(), accounts) == one_by_one(contacts(), accounts));
}

TEST_CASE("populations: what columns say that are not given") {
  const std::vector<std::int32_t> days = {0};
  const std::vector<std::uint8_t> yes = {1}, no = {0};
  Population person;
  person.count = 1;
  person.birth_days = {days};
  CHECK(checked(contacts(), person)[0] == 0x3c);
  person.citizen = person.confirmed = person.passport_current = person.phone_confirmed = {yes};
  CHECK(checked(contacts(), person)[0] == 0);
  person.phone_allowed = {no};
  CHECK(checked(contacts(), person)[0] == 0x10);
  person.exists = {no};
  CHECK(checked(contacts(), person)[0] == 0x01);
}

TEST_CASE("populations: counts are those of the masks") {
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{4095}, std::size_t{4097}, std::size_t{20'000}}) {
    const Rows rows(chance, size);
    RuleCounts expected{size};
    for (const RuleMask mask : one_by_one(contacts(), rows.population())) {
      expected.eligible += mask == 0 ? 1 : 0;
      for (unsigned bit = 0; bit < kRuleBits; ++bit) expected.failed[bit] += mask >> bit & 1U;
    }
    CHECK(*count_population(contacts(), rows.population()) == expected);
    std::vector<RuleMask> masks(size);
    CHECK(*count_population(contacts(), rows.population(), masks) == expected);
    CHECK(masks == one_by_one(contacts(), rows.population()));
  }
}

TEST_CASE("populations: more rows than caches hold") {
  Chance chance(1);
  const Rows few(chance, 1021);
  std::vector<std::int32_t> days;
  std::vector<std::uint8_t> flags;
  while (days.size() < (std::size_t{1} << 21) + 77) {
    days.insert(days.end(), few.birth_days.begin(), few.birth_days.end());
    flags.insert(flags.end(), few.flags.begin(), few.flags.end());
  }
  const auto expected = one_by_one(contacts(), few.population());
  const auto failed = checked(contacts(), {days, flags});
  bool same = true;
  for (std::size_t row = 0; row < failed.size(); ++row) same &= failed[row] == expected[row % expected.size()];
  CHECK(same);
}

TEST_CASE("populations: what has changed since, in byte, word and counts") {
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  for (int round = 0; round < 20; ++round) {
    const Rows rows(chance, 4'500);
    const Population accounts = rows.with_instants();
    const CompiledPolicy compiled = compiled_for(Role::contact, chance.policy(), kDay);
    const auto late = since_one_by_one(compiled, accounts);
    const auto expected = with_since(one_by_one(compiled, accounts), late);
    std::vector<RuleMask> failed(accounts.count, 0xee), counted(accounts.count, 0xee);
    std::vector<MoreMask> since(accounts.count, 0xee);
    REQUIRE(check_population(compiled, accounts, failed, since).ok());
    CHECK(failed == expected);
    CHECK(since == late);
    CHECK(checked(compiled, accounts) == expected);
    RuleCounts counts{accounts.count};
    for (std::size_t row = 0; row < accounts.count; ++row) {
      counts.eligible += expected[row] == 0 ? 1 : 0;
      count_bits(expected[row], counts.failed), count_bits(late[row], counts.failed_more);
    }
    CHECK(*count_population(compiled, accounts, counted) == counts);
    CHECK(counted == expected);
  }
}

TEST_CASE("populations: an instant that the policy asks for and nobody gives lets nobody pass") {
  const std::vector<std::int32_t> days = {0};
  const std::vector<std::uint8_t> flags = {kGoodFlags};
  const std::vector<std::int64_t> long_ago = {0};
  const CompiledPolicy strict = CompiledPolicy::of_contacts(Policy::strict(), kDay, noon_of(kDay));
  Population person(days, flags);
  std::vector<RuleMask> failed = {0xee};
  const auto message = [](const auto& result) { return result.faulted() ? result.fault().message : "no fault"; };
  const std::string first =
      "population: there is no column recovered_at, and the policy has pause_after_recovery; give one, with 0 where nothing "
      "is known";
  CHECK(message(check_population(strict, person, failed)) == first);
  CHECK(failed[0] == 0xee);
  CHECK(message(count_population(strict, person)) == first);
  CHECK(message(compare_populations(contacts(), strict, person)) == first);
  CHECK(message(compare_populations(strict, contacts(), person)) == first);
  CHECK(message(stranded_circles(strict, contacts(), person, {})) == first);
  CHECK(message(stranded_circles(contacts(), strict, person, {})) == first);
  person.recovered_at = {long_ago};
  person.phone_since = {long_ago};
  CHECK(message(check_population(strict, person, failed)).starts_with("population: there is no column sim_since"));
  person.sim_since = {long_ago};
  CHECK(checked(strict, person)[0] == 0);
  CHECK(check_population(strict, Population{}, {}).ok());  // nobody is missing
  CHECK(CompiledPolicy::of_trustors(Policy::strict(), kDay, noon_of(kDay)).since_limits().empty());
}

TEST_CASE("populations: who gains, who loses, and why") {
  const Rounds rounds(1);
  Chance chance(rounds.seed);
  for (int round = 0; round < 20; ++round) {
    const Rows rows(chance, 5'000);
    const Rows later(chance, 5'000);
    const Population first = rows.with_instants(), second = later.with_instants();
    const CompiledPolicy before = compiled_for(Role::contact, chance.policy(), kDay);
    const CompiledPolicy after = compiled_for(Role::contact, chance.policy(), kDay);
    const auto since_before = since_one_by_one(before, first), since_after = since_one_by_one(after, second);
    const auto failed_before = with_since(one_by_one(before, first), since_before);
    const auto failed_after = with_since(one_by_one(after, second), since_after);
    Comparison expected{5'000};
    std::vector<RuleMask> gained(5'000), lost(5'000);
    for (std::size_t row = 0; row < 5'000; ++row) {
      expected.eligible_before += failed_before[row] == 0 ? 1 : 0;
      expected.eligible_after += failed_after[row] == 0 ? 1 : 0;
      gained[row] = failed_after[row] == 0 ? failed_before[row] : RuleMask{0};
      lost[row] = failed_before[row] == 0 ? failed_after[row] : RuleMask{0};
      expected.gained += gained[row] != 0 ? 1 : 0;
      expected.lost += lost[row] != 0 ? 1 : 0;
      count_bits(gained[row], expected.gained_by), count_bits(lost[row], expected.lost_by);
      if (gained[row] != 0) count_bits(since_before[row], expected.gained_by_more);
      if (lost[row] != 0) count_bits(since_after[row], expected.lost_by_more);
    }
    std::vector<RuleMask> out_gained(5'000), out_lost(5'000);
    CHECK(*compare_populations(before, first, after, second) == expected);
    CHECK(*compare_populations(before, first, after, second, {out_gained, out_lost}) == expected);
    CHECK(out_gained == gained);
    CHECK(out_lost == lost);
  }
}

TEST_CASE("populations: what if the contact must be 21?") {
  const std::int32_t born_2006 = birth_day_of(std::chrono::year{2006} / 1 / 1);
  const std::int32_t born_1980 = birth_day_of(std::chrono::year{1980} / 1 / 1);
  const std::vector<std::int32_t> days = {born_2006, born_1980, born_2006};
  const std::vector<std::uint8_t> flags = {kGoodFlags, kGoodFlags, kFlagExists};
  const auto change = *compare_populations(contacts(18), contacts(21), {days, flags});
  CHECK(change == Comparison{3, 2, 1, 0, 1, {}, {0, 1, 0, 0, 0, 0, 0, 0}});
  const auto back = *compare_populations(contacts(21), contacts(18), {days, flags});
  CHECK(back == Comparison{3, 1, 2, 1, 0, {0, 1, 0, 0, 0, 0, 0, 0}, {}});
}

TEST_CASE("populations: circles that would be left without an eligible contact") {
  const std::int32_t young = birth_day_of(std::chrono::year{2006} / 1 / 1);
  const std::vector<std::int32_t> days = {0, 0, 0, 0, young, young, 0};
  std::vector<std::uint8_t> flags(7, kGoodFlags);
  flags[6] = kFlagExists;
  const std::vector<std::uint32_t> trustors = {3, 1, 0, 0, 2, 3};
  const std::vector<std::uint32_t> contact_rows = {5, 4, 4, 3, 6, 4};
  const CompiledPolicy strict = CompiledPolicy::of_contacts(Policy::strict(), kDay, noon_of(kDay));
  const std::vector<std::int64_t> long_ago(7);
  std::vector<std::int64_t> recovered(7);
  recovered[3] = recovered[4] = noon_of(kDay).time_since_epoch().count();
  Population changed(days, flags);
  changed.phone_since = changed.sim_since = {long_ago}, changed.recovered_at = {recovered};
  CHECK(stranded_circles(contacts(18), strict, changed, {trustors, contact_rows})->stranded ==
        std::vector<std::uint32_t>{0, 1});  // 3 keeps 5
  const auto answer = *stranded_circles(contacts(18), contacts(21), {days, flags}, {trustors, contact_rows});
  CHECK(answer.circles == 4);
  CHECK(answer.served_before == 3);  // 2 has nobody who is eligible anyway
  CHECK(answer.served_after == 1);   // 0 keeps another
  CHECK(answer.stranded == std::vector<std::uint32_t>{1, 3});
}

TEST_CASE("KI8: what a comparison does not look at is named") {
  const Policy gosuslugi = with_ages(14, 18);
  Policy two = gosuslugi;
  two.max_contacts_per_trustor = two.required_approvals = 2;
  two.trustor_min_age_years = 18;
  using Names = std::vector<std::string>;
  CHECK(not_looked_at(gosuslugi, gosuslugi, Role::contact).empty());
  CHECK(not_looked_at(gosuslugi, two, Role::contact) ==
        Names{"trustor_min_age_years", "max_contacts_per_trustor", "required_approvals"});
  CHECK(not_looked_at(gosuslugi, two, Role::trustor) == Names{"max_contacts_per_trustor", "required_approvals"});
  CHECK(not_looked_at(two, two, Role::contact) == Names{"required_approvals"});
  Policy paused = gosuslugi;
  paused.pause_after_recovery = std::chrono::hours{1};
  CHECK(not_looked_at(gosuslugi, paused, Role::contact).empty());
  CHECK(not_looked_at(gosuslugi, paused, Role::trustor) == Names{"pause_after_recovery"});
  Policy links = gosuslugi;
  links.applies_to = {{"contact_min_age_years", AppliesTo::new_links}};
  CHECK(not_looked_at(gosuslugi, links, Role::contact) == Names{"applies_to"});
}

TEST_CASE("KI11: populations that exclude other prefixes are not compared over one column of phones") {
  Policy other = Policy::gosuslugi();
  other.phone_prefixes_excluded = {};
  const std::vector<std::int32_t> days(1);
  const std::vector<std::uint8_t> flags(1);
  const auto before = CompiledPolicy::of_contacts(Policy::gosuslugi(), kDay, noon_of(kDay));
  const auto after = CompiledPolicy::of_contacts(other, kDay, noon_of(kDay));
  CHECK(compare_populations(before, after, Population(days, flags)).faulted());
}

TEST_CASE("populations: what cannot be compared is refused by name") {
  const std::vector<std::int32_t> days(3);
  const std::vector<std::uint8_t> flags(3);
  const Population three(days, flags);
  const Population two({days.data(), 2}, flags);
  std::vector<RuleMask> short_masks(2);
  Policy other = Policy::gosuslugi();
  other.phone_prefixes = {"+77"};
  const auto other_phones = CompiledPolicy::of_contacts(other, kDay, noon_of(kDay));
  const auto trustors = CompiledPolicy::of_trustors(Policy::gosuslugi(), kDay, noon_of(kDay));
  const std::vector<std::uint32_t> rows = {0, 3};
  const auto message = [](const auto& result) { return result.faulted() ? result.fault().message : "no fault"; };
  CHECK(message(compare_populations(contacts(), trustors, three)).starts_with("before, after: one is for trustors"));
  CHECK(message(compare_populations(contacts(), other_phones, three)).starts_with("before, after: they allow different"));
  CHECK(compare_populations(contacts(), three, other_phones, Population(three)).ok());
  CHECK(message(compare_populations(contacts(), three, contacts(), two)) ==
        "population_after has 2 rows, population_before 3");
  CHECK(message(compare_populations(contacts(), contacts(), three, {short_masks, {}})).starts_with("masks.gained"));
  CHECK(message(compare_populations(contacts(), contacts(), three, {{}, short_masks})).starts_with("masks.lost"));
  CHECK(message(stranded_circles(trustors, trustors, three, {})) == "before, after: have to be of contacts");
  CHECK(message(stranded_circles(contacts(), contacts(), three, {rows, {}})).starts_with("trustors and contacts are"));
  CHECK(message(stranded_circles(contacts(), contacts(), three, {rows, rows})) ==
        "trustors[1] is 3, and the population has 3 rows");
}

}  // namespace
}  // namespace doverie::testing
