// SPDX-License-Identifier: Apache-2.0
//
// What do observers get to see, and what can they do? They see every command, nobody's name, and can change no answer.
#include <algorithm>
#include <stdexcept>

#include "doverie/adapters/open_metrics.h"
#include "support/at_rest.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// What is told, kept as values.
struct Told {
  std::string command;
  CommandOutcome outcome;
  std::string reason, operation, status;
  CommandSeen figures;  // without what it points to
  std::vector<std::string> events;
  std::map<std::string, std::uint32_t> keys;
};

class Ear final : public Observer {
 public:
  void command(const CommandSeen& seen) override {
    Told told{std::string(seen.command),
              seen.outcome,
              std::string(seen.reason),
              std::string(seen.operation),
              std::string(seen.status),
              seen,
              {},
              {}};
    for (const std::string_view type : seen.events) told.events.emplace_back(type);
    for (const KeyUse& key : seen.keys) told.keys[std::string(name_of(key.purpose)) + " " + std::string(key.id)] = key.times;
    commands.push_back(std::move(told));
  }
  void pump(const PumpSeen& seen) override { runs.push_back(seen); }

  const Told& last(const std::string& command) const {
    const auto at =
        std::find_if(commands.rbegin(), commands.rend(), [&](const Told& one) { return one.command == command; });
    REQUIRE_MESSAGE(at != commands.rend(), command);
    return *at;
  }

  // Every word that was told.
  std::string words() const {
    std::string all;
    for (const Told& told : commands) {
      all += told.command + ' ' + told.reason + ' ' + told.operation + ' ' + told.status + '\n';
      for (const std::string& type : told.events) all += type + '\n';
      for (const auto& [key, times] : told.keys) all += key + '\n';
    }
    return all;
  }

  std::vector<Told> commands;
  std::vector<PumpSeen> runs;
};

class Thrower final : public Observer {
 public:
  void command(const CommandSeen&) override { throw std::runtime_error("an observer that fails"); }
  void pump(const PumpSeen&) override { throw std::runtime_error("an observer that fails"); }
};

template <class T>
std::shared_ptr<T> watch(Story& story, std::shared_ptr<T> observer = std::make_shared<T>()) {
  ServiceOptions options = story.options();
  options.observers.push_back(observer);
  story.restart(options);
  return observer;
}

// A store in which every call takes its time.
class SlowStore final : public WrappedStore {
 public:
  SlowStore(std::shared_ptr<EventStore> inner, std::shared_ptr<FakeClock> clock) : WrappedStore(std::move(inner)) {
    on_read = [this, clock](const ReadRequest& request) {
      clock->advance(3ms);
      return this->inner().read(request);
    };
    on_append = [this, clock](const Batch& batch) {
      clock->advance(20ms);
      return this->inner().append(batch);
    };
  }
};

TEST_CASE("observers: a recovery is told command by command") {
  Story story;
  const auto ear = watch<Ear>(story);
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  CHECK(ear->last("start_recovery").outcome == CommandOutcome::done);
  CHECK(ear->last("start_recovery").operation == "password_recovery");
  CHECK(ear->last("start_recovery").status == "pending");
  CHECK(ear->last("start_recovery").figures.committed);
  CHECK(ear->last("start_recovery").figures.together == 1);
  CHECK(ear->last("start_recovery").figures.asks == 2);
  CHECK(ear->last("start_recovery").events == std::vector<std::string>{"recovery_started", "rules_looked"});
  story.approved("ivan", request);
  EXPECT(story.confirm("ivan", request, story.wrong_code("ivan")), "refused: wrong_code");
  CHECK(ear->last("confirm_code").outcome == CommandOutcome::refused);
  CHECK(ear->last("confirm_code").reason == "wrong_code");
  CHECK(std::ranges::count(ear->last("confirm_code").events, "code_rejected") == 1);
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "done");
  EXPECT(story.redeem(request), "done");
  CHECK(ear->last("redeem").operation == "password_recovery");
  CHECK(ear->last("redeem").status.empty());
  CHECK(ear->last("prepare_delivery").outcome == CommandOutcome::done);  // the pump's own
  EXPECT(story.service().operations().freeze("maria", "anna"), "done");
  CHECK(ear->last("freeze_account").events == std::vector<std::string>{"account_frozen"});
  CHECK(story.start("maria")->status == StartStatus::frozen);
  CHECK(ear->last("start_recovery").status == "frozen");
}

TEST_CASE("observers: what breaks is told by the name of the fault, and the time by where it went") {
  Story story;
  story.appointed("maria", "ivan");
  ServiceOptions options = story.options();
  options.store = std::make_shared<SlowStore>(story.store, story.clock);
  story.restart(options);
  const auto ear = watch<Ear>(story);
  story.started("maria");
  const CommandSeen started = ear->last("start_recovery").figures;
  CHECK(started.reading == started.reads * 3ms);
  CHECK(started.appends == 1);
  CHECK(started.appending == 20ms);
  CHECK(started.took == started.reading + started.appending);
  story.directory->set_unavailable(true);
  EXPECT(story.start("maria"), "fault: directory_unavailable");
  CHECK(ear->last("start_recovery").outcome == CommandOutcome::faulted);
  CHECK(ear->last("start_recovery").reason == "directory_unavailable");
}

TEST_CASE("observers: lost races are counted") {
  Story story;
  const auto store = std::make_shared<WrappedStore>(story.store);
  ServiceOptions options = story.options();
  options.store = store;
  story.restart(options);
  const auto ear = watch<Ear>(story);
  int races = 2;
  store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
    if (races-- > 0) return AppendResult{AppendOutcome::conflict};
    return store->inner().append(batch);
  };
  EXPECT(story.invite("maria", "ivan"), "done");
  CHECK(ear->last("invite").figures.conflicts == 2);
  CHECK(ear->last("invite").figures.appends == 3);
  CHECK(ear->last("invite").figures.committed);
}

TEST_CASE("observers: which keys are computed with") {
  Story story;
  const auto ear = watch<Ear>(story);
  story.appointed("maria", "ivan");
  const auto& accepted = ear->last("accept_invitation").keys;
  CHECK(accepted.size() == 2);  // seals, and the tag of the phone; no code
  for (const auto& [key, times] : accepted) CHECK_MESSAGE(times > 0, key);
}

TEST_CASE("observers: a run of the pump, by kind and outcome, and how long messages have waited") {
  Story story;
  const auto ear = watch<Ear>(story);
  std::ignore = story.service().pump();
  REQUIRE_FALSE(ear->runs.empty());
  CHECK(ear->runs.back().oldest_code == Duration{0});
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  story.wait(40s);
  std::ignore = story.service().pump(64, PumpWhat::codes);
  CHECK(ear->runs.back().codes.sent == 1);
  CHECK(ear->runs.back().oldest_code == 40s);
  CHECK_FALSE(ear->runs.back().oldest_notice.has_value());
  CHECK(ear->runs.back().what == PumpWhat::codes);
  CHECK(ear->runs.back().fault.empty());
}

TEST_CASE("observers: one that fails changes no answer, and is counted") {
  Story story, other;
  watch<Thrower>(story);
  for (Story* one : {&story, &other}) one->appointed("maria", "ivan");
  CHECK(story.start("maria")->request == other.start("maria")->request);
  CHECK(story.events("circle/maria") == other.events("circle/maria"));
  CHECK(in_words(story.service().pump()) == "done");
  CHECK(story.service().observer_failures() > 4);
  CHECK(other.service().observer_failures() == 0);
}

TEST_CASE("observers: one that takes its time changes no answer, and holds no clock up") {
  class Slow final : public Observer {
   public:
    explicit Slow(std::shared_ptr<FakeClock> clock) : clock_(std::move(clock)) {}
    void command(const CommandSeen&) override { clock_->advance(20min); }

   private:
    std::shared_ptr<FakeClock> clock_;
  };
  Story story, other;
  watch<Slow>(story, std::make_shared<Slow>(story.clock));
  for (Story* one : {&story, &other}) one->appointed("maria", "ivan");
  other.wait(40min);  // of two commands
  const auto started = story.start("maria");
  const auto expected = other.start("maria");
  REQUIRE(started.ok());
  CHECK(started->status == expected->status);
  CHECK(started->until == expected->until);
  CHECK(started->number == expected->number);
  CHECK(story.now() == other.now() + 20min);
}

TEST_CASE("observers: one that is missing is named") {
  Story story;
  ServiceOptions options = story.options();
  options.observers = {std::make_shared<Thrower>(), nullptr};
  const auto made = Service::create(options);
  REQUIRE(made.faulted());
  CHECK(made.fault().message == "service options: observers[1] is missing");
}

TEST_CASE("observers: an operation that no policy has is not repeated to them") {
  Story story({.policies = changed([](Policy& policy) { policy.other_operations["password_change"] = 24h; })});
  const auto ear = watch<Ear>(story);
  EXPECT(story.service().recoverer("maria").start(secret_number(1), false, "password_change"), "done");
  CHECK(ear->last("start_recovery").operation == "password_change");
  EXPECT(story.service().recoverer("maria").start(secret_number(1), false, "petrova"), "fault: operation_unknown");
  CHECK(ear->last("start_recovery").operation.empty());
  CHECK(ear->last("start_recovery").reason == "operation_unknown");
}

TEST_CASE("L4: no phone, code, secret, account or name in what observers are told, and in metrics") {
  Story story({.policies = with_long_codes()});
  const auto metrics = std::make_shared<OpenMetrics>();
  const auto ear = std::make_shared<Ear>();
  ServiceOptions options = story.options();
  options.observers = {metrics, ear};
  story.restart(options);
  AtRest at_rest(story);
  at_rest.play();
  at_rest.erase();
  const std::string page = metrics->text() + ear->words();
  for (const Forbidden& one : at_rest.never()) CHECK_MESSAGE(!stands_in(page, one.text), one.what);
  for (const Forbidden& one : AtRest::erased()) CHECK_MESSAGE(!stands_in(page, one.text), one.what);
  for (const char* account : {"maria", "ivan", "olga", "pyotr", "akaky", "anna"}) {
    CHECK_MESSAGE(page.find(account) == std::string::npos, account);
  }
  CHECK(page.find("doverie_events_total{type=\"code_rejected\"}") != std::string::npos);  // or looking means nothing
}

TEST_CASE("observers: OpenMetrics adds up") {
  Story story;
  const auto metrics = watch<OpenMetrics>(story);
  story.appointed("maria", "ivan");
  story.approved("ivan", story.started("maria"));
  story.wait(1500ms);
  std::ignore = story.service().pump();
  const std::string page = metrics->text();
  const auto has = [&](const std::string& line) { CHECK_MESSAGE(page.find(line + "\n") != std::string::npos, line); };
  has("doverie_commands_total{command=\"start_recovery\",operation=\"password_recovery\",outcome=\"done\",reason=\"\"} 1");
  has("doverie_starts_total{operation=\"password_recovery\",status=\"pending\"} 1");
  has("doverie_events_total{type=\"contact_appointed\"} 1");
  has("doverie_command_seconds_bucket{command=\"start_recovery\",le=\"+Inf\"} 1");
  has("doverie_pump_messages_total{kind=\"codes\",outcome=\"sent\"} 1");
  has("doverie_pump_oldest_due_seconds{kind=\"codes\"} 1.500000");
  CHECK(page.ends_with("# EOF\n"));
}

}  // namespace
}  // namespace doverie::testing
