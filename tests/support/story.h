// SPDX-License-Identifier: Apache-2.0
//
// Stories: a whole service in memory with people in it, so that a scenario is a few lines.
//
//   Story story;                                   // maria and ivan are there, eligible, at noon of 2 March 2026 in Moscow
//   story.appointed("maria", "ivan");
//   const RequestId request = story.started("maria");
//   story.approved("ivan", request);
//   CHECK(in_words(story.confirm("ivan", request, story.wrong_code("ivan"))) == "refused: wrong_code");
//
// A verb in the past tense (invited, accepted, started, …) is a given: it must succeed. A verb in the imperative (invite,
// accept, start, …) is what is tested: it gives the answer, and in_words() turns that into words.
#ifndef DOVERIE_TESTS_SUPPORT_STORY_H_
#define DOVERIE_TESTS_SUPPORT_STORY_H_

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "doverie/adapters/memory.h"
#include "doverie/service.h"
#include "doverie/testing/fakes.h"

namespace doverie::testing {

using namespace std::chrono_literals;  // NOLINT: stories are full of durations

// 2 March 2026, 12:00 in Moscow.
inline constexpr Instant kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 9h};
inline constexpr CivilDate kToday{std::chrono::year{2026} / 3 / 2};
inline constexpr Duration kTick{1};

// "done", "refused: frozen, request_void", "fault: busy": what an answer says, by the names of reasons.def.
template <class T>
std::string in_words(const Result<T>& result);
// "done", or the fault.
std::string in_words(const PumpReport& report);
// How many of all kinds had this outcome.
std::uint32_t total(const PumpReport& report, std::uint32_t PumpCounts::* outcome);
// The same with the numbers: "refused: wrong_code (needs 5, has 1)".
template <class T>
std::string in_detail(const Result<T>& result);

// --- people

// An eligible adult of 36 years.
AccountFacts citizen(std::string given_name, const std::string& phone);
// Born so many years and days before `today`.
CivilDate aged(int years, int days = 0, CivilDate today = kToday);
Phone phone(const std::string& typed);

// --- a world

struct StoryOptions {
  std::shared_ptr<EventStore> store{};  // nullptr: a MemoryStore
  PolicySchedule policies{};
  std::uint64_t seed = 1;
  std::shared_ptr<MemoryKeyRing> keys{};  // nullptr: of SHA-256, the same in every story
  Instant begins = kNoon;
};

class Story {
 public:
  explicit Story(StoryOptions options = {});

  // What can be looked at and changed by hand.
  std::shared_ptr<FakeClock> clock;
  std::shared_ptr<FakeEntropy> entropy;
  std::shared_ptr<MemoryDirectory> directory = std::make_shared<MemoryDirectory>();
  std::shared_ptr<MemoryKeyRing> keys;
  std::shared_ptr<FakeSmsSender> sms = std::make_shared<FakeSmsSender>();
  std::shared_ptr<FakeNotifier> notifier = std::make_shared<FakeNotifier>();
  std::shared_ptr<EventStore> store;

  const Service& service() const { return *service_; }
  ServiceOptions options() const { return options_; }
  // The service as after a restart with other options, over the same ports.
  void restart(const ServiceOptions& options);
  void restart() { restart(options_); }
  void restart_with_policies(PolicySchedule policies);
  void restart_with_epoch(std::uint64_t epoch);

  void wait(Duration time) { clock->advance(time); }
  Instant now() { return clock->now(); }
  // Adds or changes a person.
  void person(const AccountId& account, AccountFacts facts);
  AccountFacts facts(const AccountId& account);
  // `story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });`
  template <class Change>
  void change(const AccountId& account, Change change) {
    AccountFacts changed = facts(account);
    change(changed);
    person(account, changed);
  }

  // --- givens
  InvitationId invited(const AccountId& trustor, const AccountId& contact);
  void accepted(const AccountId& contact, const InvitationId& invitation);
  void appointed(const AccountId& trustor, const AccountId& contact);
  RequestId started(const AccountId& trustor, bool verified_factor = false,
                    const std::string& operation = std::string(kPasswordRecovery));
  void approved(const AccountId& contact, const RequestId& request);
  void confirmed(const AccountId& contact, const RequestId& request);
  std::string redeemed(const RequestId& request);  // the grant's id
  // started, approved and confirmed
  RequestId ready(const AccountId& trustor, const AccountId& contact);
  // So many wrong codes, each of which has to be refused as wrong.
  void guessed_wrong(int times, const AccountId& contact, const RequestId& request);

  // --- commands
  Result<Invited> invite(const AccountId& trustor, const AccountId& contact);
  Result<Accepted> accept(const AccountId& contact, const InvitationId& invitation);
  Result<RecoveryStarted> start(const AccountId& trustor, bool verified_factor = false,
                                const std::string& operation = std::string(kPasswordRecovery));
  Result<Approved> approve(const AccountId& contact, const RequestId& request);  // of what it was started for
  Result<Approved> resend(const AccountId& contact, const RequestId& request);
  Result<CodeConfirmed> confirm(const AccountId& contact, const RequestId& request, const std::string& code);
  Result<Grant> redeem(const RequestId& request, CommandMeta meta = {});  // for what it was started for
  Result<RecoveryView> status(const RequestId& request);
  Status cancel(const RequestId& request);

  // --- what can be seen
  // The last code that came to the contact's phone; runs the pump first.
  std::string code(const AccountId& contact);
  std::string wrong_code(const AccountId& contact);
  std::string state_of(const RequestId& request);
  const std::string& number(const RequestId& request) const { return numbers_.at(request); }
  Secret secret(const RequestId& request) const { return secrets_.at(request); }
  const std::string& operation(const RequestId& request) const { return operations_.at(request); }
  // Types of the events of a stream, in order.
  std::vector<std::string> events(const std::string& stream);
  std::size_t count(const std::string& stream, const std::string& type);
  // Every notice that was delivered so far, as "account: notice"; runs the pump first.
  std::vector<std::string> notices();

 private:
  // Whoever started the request, in a session about the account that it is of.
  RecovererSide recoverer(const RequestId& request);

  ServiceOptions options_;
  std::shared_ptr<const Service> service_;
  std::map<RequestId, Secret> secrets_;
  std::map<RequestId, std::string> numbers_;
  std::map<RequestId, std::string> operations_;
};

// A recovery secret that is different for every number.
Secret secret_number(int number);

// The code in the text of an SMS: its first digits.
std::string code_in(const std::string& sms_text);

// The schedule of that policy and no other.
PolicySchedule alone(const Policy& policy);

// A policy with one thing changed: `changed([](Policy& p) { p.required_approvals = 2; })`.
template <class Change>
PolicySchedule changed(Change change) {
  Policy policy = Policy::gosuslugi();
  change(policy);
  return alone(policy);
}

// The seed of a random test: DOVERIE_SEED, else `otherwise`. And how many rounds: DOVERIE_ROUNDS, else `otherwise`.
std::uint64_t seed_or(std::uint64_t otherwise);
int rounds_or(int otherwise);

// --- words

std::string words_of(const std::vector<Reason>& reasons, bool with_numbers);

template <class T>
std::string in_words(const Result<T>& result) {
  if (result.ok()) return "done";
  if (result.faulted()) return "fault: " + std::string(info(result.fault().code).name);
  return "refused: " + words_of(result.rejection().reasons, false);
}

template <class T>
std::string in_detail(const Result<T>& result) {
  return result.rejected() ? "refused: " + words_of(result.rejection().reasons, true) : in_words(result);
}

}  // namespace doverie::testing

// The answer has to be this, in words.
#define EXPECT(answer, words) CHECK(::doverie::testing::in_words(answer) == std::string(words))

#endif  // DOVERIE_TESTS_SUPPORT_STORY_H_
