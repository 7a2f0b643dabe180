// SPDX-License-Identifier: Apache-2.0
//
// A service over the C interface, with everything in memory, and the shortest way through it.
#ifndef DOVERIE_TESTS_INTERFACES_CAPI_WORLD_H_
#define DOVERIE_TESTS_INTERFACES_CAPI_WORLD_H_

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doverie_operation.h"
#include "doverie_operator.h"
#include "doverie_testing.h"

namespace capi_test {

inline constexpr std::int64_t kMinute = 60'000'000;
inline constexpr std::int64_t kMorning = 1'772'442'000'000'000;  // 2026-03-02T09:00:00Z

// Handles that free themselves.
template <auto kFree>
struct Free {
  void operator()(auto* handle) const { kFree(handle); }
};
using Error = std::unique_ptr<doverie_error, Free<doverie_error_free>>;
using Clock = std::unique_ptr<doverie_clock, Free<doverie_clock_free>>;
using Entropy = std::unique_ptr<doverie_entropy, Free<doverie_entropy_free>>;
using KeyRing = std::unique_ptr<doverie_key_ring, Free<doverie_key_ring_free>>;
using Store = std::unique_ptr<doverie_store, Free<doverie_store_free>>;
using Directory = std::unique_ptr<doverie_directory, Free<doverie_directory_free>>;
using SmsSender = std::unique_ptr<doverie_sms_sender, Free<doverie_sms_sender_free>>;
using Notifier = std::unique_ptr<doverie_notifier, Free<doverie_notifier_free>>;
using Policy = std::unique_ptr<doverie_policy, Free<doverie_policy_free>>;
using Service = std::unique_ptr<doverie_service, Free<doverie_service_free>>;
using Answer = std::unique_ptr<doverie_answer, Free<doverie_answer_free>>;

inline std::string copy(doverie_string string) {
  return std::string(string.data == nullptr ? "" : string.data, string.size);
}
inline doverie_string lend(const std::string& string) {
  return {string.data(), string.size()};
}
inline doverie_bytes lend_bytes(const std::string& bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}
inline const std::string kSecret(DOVERIE_SECRET_SIZE, 's');

template <class T>
T fresh() {
  T made;
  DOVERIE_INIT(made);
  return made;
}

// How a call ended.
struct Outcome {
  doverie_status status = DOVERIE_STATUS_OK;
  Error error;

  bool ok() const { return status == DOVERIE_STATUS_OK && error == nullptr; }
  std::int32_t code() const { return doverie_error_code(error.get()); }
  std::string message() const { return copy(doverie_error_message(error.get())); }
  bool rejected(std::int32_t reason) const { return status == DOVERIE_STATUS_REJECTED && code() == reason; }
  bool faulted(std::int32_t fault) const {
    return (status == DOVERIE_STATUS_FAULT || status == DOVERIE_STATUS_UNKNOWN) && code() == fault;
  }
};

// Runs `call(&error)`.
template <class Call>
Outcome outcome_of(Call&& call) {
  doverie_error* error = nullptr;
  const doverie_status status = call(&error);
  return {status, Error(error)};
}

// The handle that `call(&out, &error)` makes; null when it does not.
template <class Handle, class Call>
Handle make(Call&& call) {
  typename Handle::pointer out = nullptr;
  const Outcome outcome = outcome_of([&](doverie_error** error) { return call(&out, error); });
  INFO(outcome.message());
  CHECK(outcome.ok());
  return Handle(out);
}

struct Sms {
  std::string id, to, text;
};

struct World {
  explicit World(doverie_directory* host_directory = nullptr);

  void put(const char* account, const char* name, const char* phone, std::int32_t birth_year = 1980);
  doverie_service_options options() const;

  // Commands with all that is not the point of a test filled in.
  std::string invite();                    // maria invites ivan: the invitation's id
  void appoint();                          // and he accepts
  std::string start(std::string* number);  // a recovery of maria's: the request's id
  Outcome approve(const std::string& request, const std::string& number, const char* command_id = nullptr);
  Outcome confirm(const std::string& request, const std::string& code);
  Outcome redeem(const std::string& request, const char* command_id, std::string* grant = nullptr);
  std::string last_code() const { return sms.back().text.substr(sms.back().text.size() - 6); }
  void pump();

  std::vector<Sms> sms;
  Clock clock;
  Entropy entropy;
  KeyRing keys;
  Store store;
  Directory directory;
  SmsSender sender;
  Service service;
};

// gosuslugi with the ages 14 and 18, whichever the library's own asks for (tests name ages), and texts of it replaced.
using Replacements = std::vector<std::pair<std::string, std::string>>;
std::string document_with(const Replacements& changes = {});
Policy policy_of(const std::string& document);
Policy policy_with(const Replacements& changes = {});
inline const std::string kContactsFrom18 = "\"contact_min_age_years\":18";
inline const std::string kContactsFrom21 = "\"contact_min_age_years\":21";

// A command's meta with that id; nullptr: none.
doverie_command_meta meta_with(const char* command_id);

}  // namespace capi_test

#endif  // DOVERIE_TESTS_INTERFACES_CAPI_WORLD_H_
