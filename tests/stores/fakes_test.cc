// SPDX-License-Identifier: Apache-2.0
//
// The seeded fakes do the same everywhere: their bytes are those that the header promises.
#include "doverie/testing/fakes.h"

#include <array>
#include <string>

#include "support/results.h"

namespace doverie::testing {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::string take(FakeEntropy& entropy, std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  REQUIRE(entropy.fill(bytes));
  return hex(bytes);
}

// printf 'doverie fake entropy\0\0\0\0\0\0\0\x2a\0\0\0\0\0\0\0\0' | sha256sum, and with \x01 at the end
constexpr const char* kBlock0OfSeed42 = "526f8235e17b1d987fddc0758af44c5d46d2f0062a8ae673b941aaf8172c4851";
constexpr const char* kBlock1OfSeed42 = "847ecf56aabb9a76e6ab45c6d258aa19f1d729a3193935e881c7c5869708acce";

TEST_CASE("fake entropy: blocks as the header says") {
  FakeEntropy entropy(42);
  CHECK(take(entropy, 64) == std::string(kBlock0OfSeed42) + kBlock1OfSeed42);
}

TEST_CASE("fake entropy: the same bytes however they are asked for") {
  FakeEntropy whole(42);
  const std::string all = take(whole, 100);
  FakeEntropy pieces(42);
  std::string joined;
  for (const std::size_t size : {0U, 1U, 31U, 32U, 3U, 33U}) joined += take(pieces, size);
  CHECK(joined == all);
}

TEST_CASE("fake entropy: reseed begins again") {
  FakeEntropy entropy(7);
  take(entropy, 5);
  entropy.reseed(42);
  CHECK(take(entropy, 32) == kBlock0OfSeed42);
}

TEST_CASE("fake clock: stands still until told to move") {
  const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
  FakeClock clock(start);
  CHECK(clock.now() == start);
  clock.advance(std::chrono::seconds(5));
  CHECK(clock.now() == start + std::chrono::seconds(5));
  clock.set(start - std::chrono::hours(1));
  CHECK(clock.now() == start - std::chrono::hours(1));
}

TEST_CASE("fake SMS sender: remembers, whatever it answers") {
  FakeSmsSender sender;
  CHECK(sender.send("1", "+79161234567", "one") == SmsOutcome::accepted);
  sender.answer_with(SmsOutcome::try_later);
  CHECK(sender.send("2", "+79161234567", "two") == SmsOutcome::try_later);
  REQUIRE(sender.sent().size() == 2);
  CHECK(sender.sent()[1].message_id == "2");
  CHECK(sender.sent()[1].to == "+79161234567");
  CHECK(sender.sent()[1].text == "two");
}

TEST_CASE("fake notifier: remembers") {
  FakeNotifier notifier;
  CHECK(notifier.notify("1", SendNotice{"ivan", Notice::recovery_started, {{"number", "12"}}}));
  REQUIRE(notifier.notices().size() == 1);
  CHECK(notifier.notices()[0].account == "ivan");
  CHECK(notifier.notices()[0].kind == Notice::recovery_started);
}

}  // namespace
}  // namespace doverie::testing
