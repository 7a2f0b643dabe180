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

std::vector<AccountFacts> facts_of(const Accounts& accounts, std::size_t count) {
  const Phone phone = *Phone::parse("+79161234567");
  std::vector<AccountFacts> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t flags = accounts.flags[i];
    all[i].birth_date = std::chrono::sys_days{std::chrono::days{accounts.birth_days[i]}};
    all[i].citizen = (flags & kCitizen) != 0;
    all[i].confirmed = (flags & kConfirmed) != 0;
    all[i].passport_current = (flags & kPassportCurrent) != 0;
    all[i].phone_state = (flags & kPhoneConfirmed) != 0 ? PhoneState::confirmed : PhoneState::none;
    if ((flags & kPhoneConfirmed) != 0) all[i].phone = phone;
  }
  return all;
}

void one_decision(const Accounts& accounts, int rounds) {
  constexpr std::size_t kRows = 4096;  // all in the nearest cache: this is about deciding
  constexpr int kTimes = 500;
  const std::size_t count = std::min(kRows, accounts.size());
  const HandWritten by_hand = hand_written();
  const std::vector<AccountFacts> facts = facts_of(accounts, count);
  std::vector<double> columns, structs;
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
    columns.push_back(nanoseconds([&](std::size_t i) { return by_hand.failed(accounts.birth_days[i], accounts.flags[i]); }));
    structs.push_back(nanoseconds([&](std::size_t i) { return by_hand.failed(facts[i]); }));
  }
  std::printf("one decision, days and flags:  by hand %5.2f ns\n", median(columns));
  std::printf("one decision, AccountFacts:    by hand %5.2f ns\n", median(structs));
}

void columns(const Accounts& accounts, int rounds) {
  const double gigabytes = static_cast<double>(accounts.size()) * 5e-9;
  for (const ColumnReader& reader : column_readers()) {
    std::vector<double> read;
    for (int round = 0; round < rounds; ++round) {
      read.push_back(
          seconds_of([&] { kept = reader.read(accounts.birth_days.data(), accounts.flags.data(), accounts.size()); }));
    }
    std::printf("columns, %-6s  read alone %5.2f GB/s\n", reader.name, gigabytes / median(read));
  }
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
