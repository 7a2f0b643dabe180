// SPDX-License-Identifier: Apache-2.0
//
// Fakes that do the same in every language: their random bytes are hashes of a counter.
#include "doverie/testing/fakes.h"

#include <openssl/sha.h>

#include <array>

namespace doverie::testing {
namespace {

using Block = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

void append_big_endian(std::string& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>((number >> shift) & 0xff));
}

Block block(std::uint64_t seed, std::uint64_t index) {
  std::string input = "doverie fake entropy";
  append_big_endian(input, seed);
  append_big_endian(input, index);
  Block digest{};
  SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(), digest.data());
  return digest;
}

// What has gone by when the clock went from one to the other. Backwards nothing does, nor where the sum is no number.
Duration passed(Duration elapsed, Instant from, Instant to) {
  std::int64_t by = 0;
  std::int64_t sum = 0;
  if (to < from || __builtin_sub_overflow(to.time_since_epoch().count(), from.time_since_epoch().count(), &by))
    return elapsed;
  return __builtin_add_overflow(elapsed.count(), by, &sum) ? elapsed : Duration{sum};
}

}  // namespace

Instant FakeClock::now() {
  const std::lock_guard lock(mutex_);
  return now_;
}

Duration FakeClock::elapsed() {
  const std::lock_guard lock(mutex_);
  return elapsed_;
}

void FakeClock::set(Instant now) {
  const std::lock_guard lock(mutex_);
  elapsed_ = passed(elapsed_, now_, now);
  now_ = now;
}

void FakeClock::advance(Duration by) {
  const std::lock_guard lock(mutex_);
  elapsed_ = passed(elapsed_, now_, now_ + by);
  now_ += by;
}

void FakeClock::jump(Duration by) {
  const std::lock_guard lock(mutex_);
  now_ += by;
}

bool FakeEntropy::fill(std::span<std::uint8_t> bytes) {
  const std::lock_guard lock(mutex_);
  Block current{};
  bool computed = false;
  for (std::uint8_t& byte : bytes) {
    const std::uint64_t within = offset_ % current.size();
    if (!computed || within == 0) current = block(seed_, offset_ / current.size());
    computed = true;
    byte = current.at(within);
    ++offset_;
  }
  return true;
}

void FakeEntropy::reseed(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  seed_ = seed;
  offset_ = 0;
}

SmsOutcome FakeSmsSender::send(std::string_view message_id, std::string_view to, std::string_view text) {
  const std::lock_guard lock(mutex_);
  sent_.push_back(Sent{std::string(message_id), std::string(to), std::string(text)});
  return outcome_;
}

std::vector<FakeSmsSender::Sent> FakeSmsSender::sent() const {
  const std::lock_guard lock(mutex_);
  return sent_;
}

void FakeSmsSender::answer_with(SmsOutcome outcome) {
  const std::lock_guard lock(mutex_);
  outcome_ = outcome;
}

bool FakeNotifier::notify(std::string_view, const SendNotice& notice) {
  const std::lock_guard lock(mutex_);
  notices_.push_back(notice);
  return true;
}

std::vector<SendNotice> FakeNotifier::notices() const {
  const std::lock_guard lock(mutex_);
  return notices_;
}

}  // namespace doverie::testing
