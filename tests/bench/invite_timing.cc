// SPDX-License-Identifier: Apache-2.0
//
// L1, by the clock: whether the time of an invitation tells a phone that has an account from one that has none. Calls of
// both kinds come in random order; Welch's t-test compares their times, without the slowest tenth of all (interrupts). The
// same with a microsecond planted into the known phones' calls shows that the test would see it.
//
//   invite_timing [CALLS [SEED]]      100 000 calls; exits with 1 when it can tell, or cannot see what is planted
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "bench/portal.h"
#include "doverie/adapters/memory.h"

namespace doverie::bench {
namespace {

using Ticks = std::chrono::steady_clock;

// As "Dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2016) has it.
constexpr double kTellsApart = 4.5;
constexpr double kKept = 0.9;

struct Call {
  bool known;
  double nanoseconds;
};

// Which phones have an account: by lot. Were it every other one, the numbers' places in the trees of the directory and the
// store would go with it (the leaves of a tree that was filled in order are all odd, or all even), and tell.
std::vector<bool> known_by_lot(std::uint64_t calls, std::mt19937_64& random) {
  std::vector<bool> known(calls);
  for (std::uint64_t i = 0; i < calls; ++i) known[i] = random() % 2 == 0;
  return known;
}

// Only the phones of known people are in the directory.
std::shared_ptr<MemoryDirectory> people(const std::vector<bool>& known) {
  auto directory = std::make_shared<MemoryDirectory>();
  Everybody everybody;
  for (std::uint64_t i = 0; i < known.size(); ++i) {
    directory->put(trustor_name(i), **everybody.find(trustor_name(i)));
    if (known[i]) directory->put(contact_name(i), **everybody.find(contact_name(i)));
  }
  return directory;
}

std::shared_ptr<const Service> service_for(const std::vector<bool>& known) {
  ServiceOptions options;
  options.store = std::make_shared<MemoryStore>();
  options.directory = people(known);
  options.keys = must(MemoryKeyRing::from_master(Secret("the master secret of the benchmarks, 32+")), "keys");
  return must(Service::create(std::move(options)), "service");
}

void wait(std::chrono::nanoseconds how_long) {
  const auto end = Ticks::now() + how_long;
  while (Ticks::now() < end) {
  }
}

// Every call has a trustor and a phone of its own, so that none finds anything of another.
std::vector<Call> measure(std::uint64_t calls, std::uint64_t seed, std::chrono::nanoseconds planted) {
  std::mt19937_64 random(seed);
  const std::vector<bool> has_account = known_by_lot(calls, random);
  const auto service = service_for(has_account);
  std::vector<std::uint64_t> order(calls);
  for (std::uint64_t i = 0; i < calls; ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  std::vector<Call> measured;
  measured.reserve(calls);
  for (const std::uint64_t i : order) {
    const TrustorSide trustor = service->trustor(trustor_name(i));
    const std::string phone = contact_phone(i);
    const bool known = has_account[i];
    const auto begin = Ticks::now();
    const auto invited = trustor.invite("Иван", phone);
    wait(known ? planted : std::chrono::nanoseconds{0});  // two looks at the clock, for both
    const std::chrono::duration<double, std::nano> took = Ticks::now() - begin;
    must(invited, "invite");
    measured.push_back({known, took.count()});
  }
  return measured;
}

struct Sample {
  double count = 0, mean = 0, squares = 0;

  void add(double value) {  // Welford
    const double before = value - mean;
    mean += before / ++count;
    squares += before * (value - mean);
  }
  double error() const { return squares / (count - 1) / count; }
};

double welch_t(std::vector<Call> calls) {
  std::ranges::sort(calls, {}, &Call::nanoseconds);
  calls.resize(static_cast<std::size_t>(static_cast<double>(calls.size()) * kKept));
  Sample known, unknown;
  for (const Call& call : calls) (call.known ? known : unknown).add(call.nanoseconds);
  std::printf("known %.1f ns, unknown %.1f ns: ", known.mean, unknown.mean);
  return (known.mean - unknown.mean) / std::sqrt(known.error() + unknown.error());
}

bool tells_apart(const char* what, std::uint64_t calls, std::uint64_t seed, std::chrono::nanoseconds planted) {
  std::printf("%s: ", what);
  const double t = welch_t(measure(calls, seed, planted));
  std::printf("t = %.2f\n", t);
  return std::abs(t) >= kTellsApart;
}

int run(std::uint64_t calls, std::uint64_t seed) {
  std::printf("%llu calls, seed %llu; |t| of %.1f or more tells apart\n", static_cast<unsigned long long>(calls),
              static_cast<unsigned long long>(seed), kTellsApart);
  const bool told = tells_apart("as it is", calls, seed, std::chrono::nanoseconds{0});
  const bool seen = tells_apart("with a microsecond planted", calls, seed + 1, std::chrono::microseconds{1});
  return !told && seen ? 0 : 1;
}

}  // namespace
}  // namespace doverie::bench

int main(int argc, char** argv) {
  const std::uint64_t calls = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const std::uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : std::random_device{}();
  if (calls < 1000) doverie::bench::fail("at least 1000 calls are needed");
  return doverie::bench::run(calls, seed);
}
