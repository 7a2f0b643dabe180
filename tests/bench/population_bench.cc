// SPDX-License-Identifier: Apache-2.0
//
// Who may, decided once and over columns of accounts. Everything that is compared is measured interleaved, in this run; ratios are
// medians over the rounds.
//
//   population_bench [ROWS [ROUNDS]]      ROWS: 20000000 unless told; 146000000 is everybody in the country
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "bench/population_baselines.h"
#include "doverie/population.h"
#include "population/kernels.h"

namespace doverie::bench {
namespace {

double now_seconds() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double seconds_of(const std::function<void()>& work) {
  const double before = now_seconds();
  work();
  return now_seconds() - before;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// What nobody reads would not have to be computed.
volatile std::uint64_t kept;

constexpr CivilDate kToday = std::chrono::year{2026} / 3 / 2;
constexpr Instant kNow{std::chrono::sys_days{kToday} + std::chrono::hours{9}};

struct Accounts {
  std::vector<std::int32_t> birth_days;
  std::vector<std::uint8_t> flags;

  // Ages from 0 to 100; nine in ten have each of the facts.
  explicit Accounts(std::size_t rows) : birth_days(rows), flags(rows) {
    std::minstd_rand random(1);
    const auto today = static_cast<std::int32_t>(std::chrono::sys_days{kToday}.time_since_epoch().count());
    for (std::size_t row = 0; row < rows; ++row) {
      birth_days[row] = today - static_cast<std::int32_t>(random() % 36525);
      flags[row] = kExists;
      for (const std::uint8_t flag : {kCitizen, kConfirmed, kPhoneConfirmed, kPassportCurrent, kPhoneAllowed}) {
        if (random() % 10 != 0) flags[row] |= flag;
      }
    }
  }
  std::size_t size() const { return flags.size(); }
};

HandWritten hand_written() {
  constexpr CivilDate kLatest = std::chrono::year{2008} / 3 / 2;
  return {static_cast<std::int32_t>(std::chrono::sys_days{kLatest}.time_since_epoch().count()), kLatest, "+79"};
}

std::vector<std::optional<AccountFacts>> facts_of(const Accounts& accounts, std::size_t count) {
  const Phone phone = *Phone::parse("+79161234567");
  std::vector<std::optional<AccountFacts>> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t flags = accounts.flags[i];
    AccountFacts& facts = all[i].emplace();
    facts.birth_date = std::chrono::sys_days{std::chrono::days{accounts.birth_days[i]}};
    facts.citizen = (flags & kCitizen) != 0;
    facts.confirmed = (flags & kConfirmed) != 0;
    facts.passport_current = (flags & kPassportCurrent) != 0;
    facts.phone_state = (flags & kPhoneConfirmed) != 0 ? PhoneState::confirmed : PhoneState::none;
    if ((flags & kPhoneConfirmed) != 0) facts.phone = phone;
  }
  return all;
}

// Not inlined, as what is written by hand is not.
__attribute__((noinline)) RuleMask decided(const CompiledPolicy& table, std::int32_t birth_day, std::uint8_t flags) {
  return check_day_and_flags(table, birth_day, flags);
}

CompiledPolicy may_be_contact() {
  return CompiledPolicy::of_contacts(Policy::gosuslugi(), kToday, kNow);
}

void one_decision(const Accounts& accounts, int rounds) {
  constexpr std::size_t kRows = 4096;  // all in the nearest cache: this is about deciding
  constexpr int kTimes = 500;
  const std::size_t count = std::min(kRows, accounts.size());
  const HandWritten by_hand = hand_written();
  const CompiledPolicy table = may_be_contact();
  const std::vector<std::optional<AccountFacts>> facts = facts_of(accounts, count);
  std::vector<double> rows_by_hand, rows, facts_by_hand, facts_by_library, row_ratios, fact_ratios;
  for (int round = 0; round < rounds; ++round) {
    const auto nanoseconds = [&](const auto& decide) {
      const double took = seconds_of([&] {
        std::uint64_t sum = 0;
        for (int time = 0; time < kTimes; ++time) {
          for (std::size_t i = 0; i < count; ++i) sum += decide(i);
        }
        kept = sum;
      });
      return took * 1e9 / static_cast<double>(count) / kTimes;
    };
    rows_by_hand.push_back(
        nanoseconds([&](std::size_t i) { return by_hand.failed(accounts.birth_days[i], accounts.flags[i]); }));
    rows.push_back(nanoseconds([&](std::size_t i) { return decided(table, accounts.birth_days[i], accounts.flags[i]); }));
    facts_by_hand.push_back(nanoseconds([&](std::size_t i) { return by_hand.failed(*facts[i]); }));
    facts_by_library.push_back(nanoseconds([&](std::size_t i) { return check_eligibility(table, facts[i]); }));
    row_ratios.push_back(rows.back() / rows_by_hand.back());
    fact_ratios.push_back(facts_by_library.back() / facts_by_hand.back());
  }
  std::printf("one decision, days and flags:  by hand %5.2f ns, doverie %5.2f ns: %.2f x\n", median(rows_by_hand),
              median(rows), median(row_ratios));
  std::printf("one decision, AccountFacts:    by hand %5.2f ns, doverie %5.2f ns: %.2f x\n", median(facts_by_hand),
              median(facts_by_library), median(fact_ratios));
}

// `work` in GB/s of columns read, and as a share of reading alone.
void measure(const Accounts& accounts, int rounds, const ColumnReader& reader, const char* what,
             const std::function<void()>& work) {
  const double gigabytes = static_cast<double>(accounts.size()) * 5e-9;
  std::vector<double> reading, working, shares;
  for (int round = 0; round < rounds; ++round) {
    reading.push_back(
        seconds_of([&] { kept = reader.read(accounts.birth_days.data(), accounts.flags.data(), accounts.size()); }));
    working.push_back(seconds_of(work));
    shares.push_back(reading.back() / working.back());
  }
  std::printf("%-7s %-28s %5.2f GB/s, reading alone (%s) %5.2f GB/s: %.2f\n", "", what, gigabytes / median(working),
              reader.name, gigabytes / median(reading), median(shares));
}

void columns(const Accounts& accounts, int rounds) {
  const CompiledPolicy table = may_be_contact();
  std::vector<RuleMask> failed(accounts.size());
  const population::DenseRows rows{accounts.birth_days.data(), accounts.flags.data(), accounts.size()};
  for (const population::Kernels& kernels : population::usable_kernels()) {
    std::printf("%s\n", kernels.name);
    const auto readers = column_readers();
    const auto same = std::find_if(readers.begin(), readers.end(), [&](const ColumnReader& reader) {
      return std::string_view(reader.name) == kernels.name;
    });
    const ColumnReader& reader = same->name == std::string_view("plain") ? readers.front() : *same;
    measure(accounts, rounds, reader, "masks", [&] { kernels.check(table, rows, failed.data()); });
    measure(accounts, rounds, reader, "masks past the caches", [&] { kernels.check_streaming(table, rows, failed.data()); });
  }
  const ColumnReader best = column_readers().front();
  const Population population(accounts.birth_days, accounts.flags);
  std::printf("what hosts call\n");
  measure(accounts, rounds, best, "check_population",
          [&] { kept = check_population(table, population, failed).ok() ? 1 : 0; });
  measure(accounts, rounds, best, "count_population", [&] { kept = count_population(table, population)->eligible; });
  measure(accounts, rounds, best, "count_population with masks",
          [&] { kept = count_population(table, population, failed)->eligible; });
  Policy stricter = Policy::gosuslugi();
  stricter.contact_min_age_years = 21;
  const CompiledPolicy after = CompiledPolicy::of_contacts(stricter, kToday, kNow);
  measure(accounts, rounds, best, "compare_populations",
          [&] { kept = compare_populations(table, after, population)->lost; });
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  const long rows = argc > 1 ? std::atol(argv[1]) : 20'000'000;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 15;
  if (rows < 1 || rounds < 1) {
    std::fprintf(stderr, "usage: population_bench [ROWS [ROUNDS]]\n");
    return 2;
  }
  const doverie::bench::Accounts accounts(static_cast<std::size_t>(rows));
  doverie::bench::one_decision(accounts, rounds);
  doverie::bench::columns(accounts, rounds);
  return 0;
}
