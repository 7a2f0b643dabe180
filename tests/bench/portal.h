// SPDX-License-Identifier: Apache-2.0
//
// A service with any number of circles in it, for the benchmarks: a person is named by a number, and every circle has one
// contact.
#ifndef DOVERIE_TESTS_BENCH_PORTAL_H_
#define DOVERIE_TESTS_BENCH_PORTAL_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "doverie/ports/account_directory.h"
#include "doverie/ports/sms_sender.h"
#include "doverie/service.h"

namespace doverie::bench {

// Stops the program with a sentence when something that has to work did not.
[[noreturn]] void fail(const std::string& what);

template <class T>
T must(Result<T> result, const char* what) {
  if (result.faulted()) fail(std::string(what) + ": " + result.fault().message);
  if (result.rejected())
    fail(std::string(what) + ": refused, " + std::string(info(result.rejection().reasons[0].code).name));
  return *std::move(result);
}

// Facts of everybody, computed from the account id: costs a host's look-up in memory, and nothing to keep.
class Everybody final : public AccountDirectory {
 public:
  Result<std::optional<AccountFacts>> find(std::string_view account) override;
};

// The last code for each number.
class Phones final : public SmsSender {
 public:
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override;
  std::string take_code(const std::string& phone);
  // Whether the code came within `at_most`; another thread's pump may be about to send it.
  bool wait_for_code(const std::string& phone, std::chrono::microseconds at_most);

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::unordered_map<std::string, std::string> codes_;
};

std::string trustor_name(std::uint64_t circle);
std::string contact_name(std::uint64_t circle);
std::string contact_phone(std::uint64_t circle);

class Portal {
 public:
  explicit Portal(std::shared_ptr<EventStore> store, std::shared_ptr<Clock> clock = nullptr,
                  std::shared_ptr<Entropy> entropy = nullptr,
                  std::size_t remembered_streams = ServiceOptions{}.remembered_streams,
                  std::vector<std::shared_ptr<Observer>> observers = {});

  const Service& service() const { return *service_; }

  Invited invite(std::uint64_t circle) const;
  void accept(std::uint64_t circle, const Invited& invited) const;
  // Both.
  void appoint(std::uint64_t circle) const;

  // The recovery flow, step by step. The pump sends what is due, to whomever.
  RecoveryStarted start(std::uint64_t circle) const;
  void approve(std::uint64_t circle, const RecoveryStarted& started) const;
  void pump() const;
  void confirm(std::uint64_t circle, const RequestId& request) const;
  void redeem(std::uint64_t circle, const RequestId& request) const;
  // All of it, from any thread.
  void recover(std::uint64_t circle) const;

  static Secret secret_of(std::uint64_t circle);

 private:
  std::shared_ptr<Phones> phones_ = std::make_shared<Phones>();
  std::shared_ptr<const Service> service_;
};

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_PORTAL_H_
