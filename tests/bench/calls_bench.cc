// SPDX-License-Identifier: Apache-2.0
//
// What does a decision cost when C asks for it instead of C++? The same rows and the same accounts, in turns.
//
//   calls_bench [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "doverie.h"
#include "doverie/population.h"

namespace {

constexpr std::size_t kRows = 4096;
constexpr int kTimes = 200;

volatile std::uint64_t sink;  // keeps the work

// Nanoseconds for each of kRows calls of `decide`, the best of `rounds`.
double best(int rounds, const std::function<std::uint64_t()>& all_rows) {
  double least = 1e9;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t sum = 0;
    for (int time = 0; time < kTimes; ++time) sum += all_rows();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    sink = sum;
    least = std::min(least, took.count() / (kTimes * static_cast<double>(kRows)));
  }
  return least;
}

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "%s\n", why);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 9;
  using namespace std::chrono;
  const doverie::CivilDate today{year{2026}, month{3}, day{2}};
  const doverie::Instant now{seconds{1'772'442'000}};
  const auto compiled = doverie::CompiledPolicy::of_contacts(doverie::Policy::gosuslugi(), today, now);
  doverie_policy* policy = nullptr;
  doverie_eligibility* eligibility = nullptr;
  if (doverie_policy_gosuslugi(&policy, nullptr) != DOVERIE_STATUS_OK ||
      doverie_eligibility_new(policy, DOVERIE_ROLE_CONTACT, {2026, 3, 2}, now.time_since_epoch().count(), &eligibility,
                              nullptr) != DOVERIE_STATUS_OK) {
    give_up("no policy");
  }
  std::vector<std::int32_t> days(kRows);
  std::vector<std::uint8_t> flags(kRows);
  for (std::size_t row = 0; row < kRows; ++row) {
    days[row] = static_cast<std::int32_t>(row * 7919 % 20'000);
    flags[row] = static_cast<std::uint8_t>(row * 31 % 251) & 0xfd;
  }

  const auto in_cpp = [&] {
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < kRows; ++row) sum += doverie::check_day_and_flags(compiled, days[row], flags[row]);
    return sum;
  };
  const auto in_c = [&] {
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
      std::uint8_t failed = 0;
      if (doverie_eligibility_check_row(eligibility, days[row], flags[row], &failed, nullptr) != DOVERIE_STATUS_OK) {
        give_up("a row was refused");
      }
      sum += failed;
    }
    return sum;
  };
  if (in_cpp() != in_c()) give_up("C and C++ differ");
  const double cpp = best(rounds, in_cpp), c = best(rounds, in_c);
  std::printf("a row: C++ %.2f ns, C %.2f ns, %.2f ns more\n", cpp, c, c - cpp);

  doverie::AccountFacts facts{.given_name = "Иван", .birth_date = year{1980} / 1 / 1};
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = doverie::PhoneState::confirmed;
  facts.phone = *doverie::Phone::parse("+79161234567");
  doverie_account_facts told;
  DOVERIE_INIT(told);
  told.given_name = doverie_text("Иван");
  told.birth_date = {1980, 1, 1};
  told.citizen = told.confirmed = told.passport_current = 1;
  told.phone_state = DOVERIE_PHONE_CONFIRMED;
  told.phone = doverie_text("+79161234567");
  const std::optional<doverie::AccountFacts> account = facts;
  const double whole_cpp = best(rounds, [&] {
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < kRows; ++row) sum += doverie::check_eligibility(compiled, account);
    return sum;
  });
  const double whole_c = best(rounds, [&] {
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
      std::uint64_t failed = 0;
      if (doverie_eligibility_check(eligibility, &told, &failed, nullptr) != DOVERIE_STATUS_OK) give_up("refused");
      sum += failed;
    }
    return sum;
  });
  std::printf("an account: C++ %.1f ns (facts as they are kept), C %.1f ns (name and phone as text, checked)\n", whole_cpp,
              whole_c);
  doverie_eligibility_free(eligibility);
  doverie_policy_free(policy);
  return 0;
}
