// SPDX-License-Identifier: Apache-2.0
//
// Seeded fakes: the same seed gives the same story in every language. Part of the library, so that hosts test with them too.
#ifndef DOVERIE_TESTING_FAKES_H_
#define DOVERIE_TESTING_FAKES_H_

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/ports/clock.h"
#include "doverie/ports/entropy.h"
#include "doverie/ports/notifier.h"
#include "doverie/ports/sms_sender.h"

namespace doverie::testing {

// Stands still until told to move. Thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start) {}
  Instant now() override;
  Duration elapsed() override;
  // Forwards: time goes by, until `now` or by so much. Backwards: somebody sets the clock back, and no time goes by.
  void set(Instant now);
  void advance(Duration by);
  // Somebody sets the clock, forwards or back, and no time goes by.
  void jump(Duration by);

 private:
  std::mutex mutex_;
  Instant now_;
  Duration elapsed_{};
};

// Deterministic bytes: block i is SHA-256("doverie fake entropy" || seed as 8 bytes big-endian || i as 8 bytes big-endian),
// and the blocks follow one another. NOT random. Thread-safe.
class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(std::uint64_t seed) : seed_(seed) {}
  bool fill(std::span<std::uint8_t> bytes) override;
  // Begins again, at the first block of `seed`.
  void reseed(std::uint64_t seed);

 private:
  std::mutex mutex_;
  std::uint64_t seed_;
  std::uint64_t offset_ = 0;  // bytes handed out
};

// Remembers what it was given. Thread-safe.
class FakeSmsSender final : public SmsSender {
 public:
  struct Sent {
    std::string message_id, to, text;
  };
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override;
  std::vector<Sent> sent() const;
  // What send() answers from now on (accepted at first). The message is remembered whatever the answer.
  void answer_with(SmsOutcome outcome);

 private:
  mutable std::mutex mutex_;
  std::vector<Sent> sent_;
  SmsOutcome outcome_ = SmsOutcome::accepted;
};

// Remembers what it was given. Thread-safe.
class FakeNotifier final : public Notifier {
 public:
  bool notify(std::string_view message_id, const SendNotice& notice) override;
  std::vector<SendNotice> notices() const;

 private:
  mutable std::mutex mutex_;
  std::vector<SendNotice> notices_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_FAKES_H_
