// SPDX-License-Identifier: Apache-2.0
//
// Driving operations over the ports: fetching what they need, committing what they decide, beginning again after a lost
// race.
#include "doverie/service.h"

#include <algorithm>
#include <exception>
#include <new>
#include <thread>
#include <tuple>

#include "app/housekeeping.h"
#include "app/real_time.h"
#include "app/stream_memory.h"
#include "app/trial_store.h"
#include "app/watch.h"
#include "core/world/draft.h"
#include "doverie/adapters/system.h"
#include "doverie/civil.h"
#include "doverie/ports/needs.h"

namespace doverie {

namespace {

Fault missing(std::string_view what) {
  return Fault{FaultCode::invalid_argument, "service options: " + std::string(what) + " is missing"};
}

Result<std::string> random_bytes(Entropy& entropy, std::size_t count) {
  std::string bytes(count, '\0');
  if (!entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()})) {
    return Fault{FaultCode::entropy_unavailable, "the source of random bytes failed"};
  }
  return bytes;
}

// Waits a little longer after every lost race, and not all for the same time.
void back_off(int conflicts, std::string_view randomness) {
  const auto jitter = static_cast<unsigned char>(randomness[static_cast<std::size_t>(conflicts) % randomness.size()]);
  std::this_thread::sleep_for(std::chrono::microseconds{jitter * conflicts});
}

// A report that fails must not harm the command, which has taken effect.
void report(const ServiceOptions& ports, const std::optional<ShadowDifference>& difference) {
  if (!difference) return;
  try {
    ports.on_shadow_difference(*difference);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the host's own, and told in the header
  }
}

// A command that has taken effect stays so, even when there is no memory to remember what it has learnt.
void remember(StreamMemory& memory, const Operation& operation) {
  try {
    memory.remember(operation.to_remember());
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): the next command reads the streams
  }
}

}  // namespace

// Fetches what an operation needs from the ports.
class Fetch {
 public:
  Fetch(const ServiceOptions& ports, RealTime& time, StreamMemory& memory, CommandWatch* watch)
      : ports_(ports), time_(time), memory_(memory), watch_(watch) {}

  Result<Supplies> operator()(const Needs& needs) const {
    Supplies supplies;
    if (auto status = read_store(needs, supplies); !status) return status.as<Supplies>();
    if (!needs.accounts.empty()) {
      if (auto status = ask_directory(needs, supplies); !status) return status.as<Supplies>();
    }
    if (needs.clock) {
      const auto now = time_.now();
      if (!now) return now.as<Supplies>();
      const auto today = civil_date(*now, needs.time_zone);
      if (!today) return today.as<Supplies>();
      supplies.clock = ClockReading{*now, *today};
    }
    return supplies;
  }

 private:
  Status read_store(const Needs& needs, Supplies& supplies) const {
    if (!asks_store(needs)) return Done{};
    if (!needs.whole) supplies.known = memory_.recall(needs.streams);
    const auto asked = time_.now();
    if (!asked) return asked.as<Done>();
    auto read = read_now(read_request(needs, supplies.known));
    if (!read) return read.as<Done>();
    const auto answered = read->store_now ? time_.now() : asked;
    if (!answered) return answered.as<Done>();
    take_in(*std::move(read), supplies);
    supplies.asked_at = *asked;
    supplies.answered_at = *answered;
    return Done{};
  }

  Result<ReadResult> read_now(const ReadRequest& request) const {
    const PartTime time(watch_, &CommandSeen::reading);
    if (watch_) ++watch_->seen().reads;
    return ports_.store->read(request);
  }
  Status ask_directory(const Needs& needs, Supplies& supplies) const {
    const PartTime time(watch_, &CommandSeen::asking);
    if (watch_) watch_->seen().asks += static_cast<std::uint32_t>(needs.accounts.size());
    for (const AccountId& account : needs.accounts) {
      auto facts = ports_.directory->find(account);
      if (facts) {
        supplies.accounts.push_back({account, *std::move(facts)});
      } else if (needs.mark_will_do && marked(account, facts.fault())) {
        supplies.accounts.push_back({account, std::nullopt, true});
      } else {
        return facts.as<Done>();
      }
    }
    return Done{};
  }

  // Whether the host's mark stands in for the directory.
  bool marked(const AccountId& account, const Fault& fault) const {
    return fault.code == FaultCode::directory_unavailable && ports_.directory->has_no_contact(account);
  }

  const ServiceOptions& ports_;
  RealTime& time_;
  StreamMemory& memory_;
  CommandWatch* const watch_;
};

// Drives one operation until it has an answer.
class Drive {
 public:
  Drive(const ServiceOptions& ports, const Fetch& fetch, StreamMemory& memory, Operation& operation,
        std::string_view randomness, CommandWatch* watch)
      : ports_(ports), fetch_(fetch), memory_(memory), operation_(operation), randomness_(randomness), watch_(watch) {}

  void to_the_end() {
    while (!operation_.done()) {
      if (operation_.writes()) {
        append();
      } else {
        load();
      }
    }
  }

 private:
  void load() {
    if (const Needs& needs = operation_.needs(); !needs.whole) operation_.prefetch(memory_.recall(needs.streams));
    auto supplies = fetch_(operation_.needs());
    if (supplies) return operation_.supply(*std::move(supplies));
    operation_.fail(supplies.fault());
  }

  void append() {
    const auto appended = append_now();
    if (!appended) return operation_.fail(appended.fault());
    operation_.committed(*appended);
    if (operation_.done()) return;
    if (appended->outcome == AppendOutcome::unknown) return after_unknown();
    if (operation_.conflicts() < Service::kMaxAttempts) return back_off(operation_.conflicts(), randomness_);
    operation_.fail(raced_ ? Fault{FaultCode::busy, "lost " + std::to_string(Service::kMaxAttempts) +
                                                        " races against other commands; nothing was written"}
                           : contradicted());
  }

  // What a race was lost against has changed a version: a store that shows the same ones every time and never takes them has lost
  // a row or an index, and trying again is of no use.
  Fault contradicted() const {
    std::string streams;
    for (const StreamVersion& one : expected_) streams += (streams.empty() ? "" : ", ") + one.stream;
    return {FaultCode::store_corrupt,
            "event store: one of the streams " + streams +
                " is not there as other records say; look at it with check(), and restore a backup"};
  }

  Result<AppendResult> append_now() {
    const Batch& batch = operation_.batch();
    raced_ = raced_ || (!expected_.empty() && batch.expected != expected_);
    expected_ = batch.expected;
    auto appended = [&] {
      const PartTime time(watch_, &CommandSeen::appending);
      return ports_.store->append(batch);
    }();
    if (!watch_) return appended;
    ++watch_->seen().appends;
    if (appended && appended->outcome == AppendOutcome::conflict) ++watch_->seen().conflicts;
    if (appended && appended->outcome == AppendOutcome::appended) watch_->committed(batch, *appended, *ports_.store);
    return appended;
  }

  void after_unknown() {
    if (++unknown_outcomes_ < Service::kMaxAttempts) return;
    operation_.fail({FaultCode::outcome_unknown, "the store could not say whether the command took effect"});
  }

  const ServiceOptions& ports_;
  const Fetch& fetch_;
  StreamMemory& memory_;
  Operation& operation_;
  std::string_view randomness_;
  CommandWatch* const watch_;
  int unknown_outcomes_ = 0;
  std::vector<StreamVersion> expected_;  // at the last try
  bool raced_ = false;                   // versions have changed between two tries
};

namespace {

// A pause after a change needs somebody who tells of the change: silence would pass for there having been none.
Status check_pauses(const Policy& policy, const ToldChanges& told) {
  const auto asks = [&](bool tells, Duration pause, std::string_view parameter, std::string_view fact) -> Status {
    if (tells || pause == Duration{0}) return Done{};
    return Fault{FaultCode::invalid_argument, "policy \"" + policy.id + "\" has a " + std::string(parameter) +
                                                  ", and the account directory does not tell " + std::string(fact) +
                                                  "; let it do so, and say so in AccountDirectory::tells()"};
  };
  auto status = asks(told.recovered_at, policy.pause_after_recovery, "pause_after_recovery", "recovered_at");
  if (status) status = asks(told.phone_since, policy.pause_after_phone_change, "pause_after_phone_change", "phone_since");
  if (status) status = asks(told.sim_since, policy.pause_after_sim_change, "pause_after_sim_change", "sim_since");
  return status;
}

// A delay that is there for somebody to say no in time is none when nobody is told.
Status check_told(const Policy& policy, const ServiceOptions& options) {
  if (options.notifier || options.nobody_is_told) return Done{};
  const bool waits = policy.waiting_period > Duration{0};
  if (!waits && policy.removal_delay == Duration{0}) return Done{};
  return Fault{
      FaultCode::invalid_argument,
      "policy \"" + policy.id + "\" has a " + (waits ? "waiting_period" : "removal_delay") +
          " for people to say no in, and the service has no notifier to tell them: give one, or set nobody_is_told"};
}

Status check_policies(const ServiceOptions& options) {
  const ToldChanges told = options.directory->tells();
  for (const Policy* policy : options.policies.all()) {
    if (auto status = check_pauses(*policy, told); !status) return status;
    if (auto status = check_told(*policy, options); !status) return status;
  }
  return Done{};
}

// A grant whose answer was lost is asked for once more, for as long as it is good: a day at most, by every policy.
Status check_kept(Duration kept) {
  constexpr std::chrono::hours kShortest{24}, kLongest{24 * 365 * 100};
  if (kept >= kShortest && kept <= kLongest) return Done{};
  return Fault{FaultCode::invalid_argument, "service options: commands_kept has to be a day to a hundred years"};
}

}  // namespace

Result<std::shared_ptr<const Service>> Service::create(ServiceOptions options) {
  if (!options.store) return missing("store");
  if (!options.directory) return missing("directory");
  if (!options.keys) return missing("keys");
  if (!options.clock) options.clock = std::make_shared<SystemClock>();
  if (!options.entropy) options.entropy = std::make_shared<SystemEntropy>();
  if (options.shadow.has_value() != static_cast<bool>(options.on_shadow_difference)) {
    return missing(options.shadow ? "on_shadow_difference, which a shadow reports to,"
                                  : "shadow, which reports differences,");
  }
  for (std::size_t i = 0; i < options.observers.size(); ++i) {
    if (!options.observers[i]) return missing("observers[" + std::to_string(i) + "]");
  }
  const auto keys = options.observers.empty() ? options.keys : watched(options.keys);
  Settings settings{options.policies, keys,           options.realm, options.epoch,      options.sms_origin,
                    options.sms_text, options.shadow, options.rules, options.restored_at};
  if (auto status = check(settings); !status) return status.as<std::shared_ptr<const Service>>();
  if (auto status = check_kept(options.commands_kept); !status) return status.as<std::shared_ptr<const Service>>();
  if (auto status = check_policies(options); !status) return status.as<std::shared_ptr<const Service>>();
  if (auto today = civil_date(kEarliestNow, settings.policies.time_zone()); !today) {
    return today.as<std::shared_ptr<const Service>>();
  }
  return std::shared_ptr<const Service>(new Service(std::move(options), std::move(settings)));
}

Service::Service(ServiceOptions options, Settings settings)
    : ports_(std::move(options)),
      settings_(std::move(settings)),
      time_(std::make_unique<RealTime>(*ports_.clock)),
      memory_(std::make_unique<StreamMemory>(ports_.remembered_streams)),
      audience_(std::make_unique<const Audience>(ports_.observers)),
      housekeeping_(std::make_unique<Housekeeping>(*ports_.store, settings_.realm, ports_.commands_kept)) {}
Service::~Service() = default;

Result<std::shared_ptr<const Service>> Service::on(std::shared_ptr<EventStore> store) const {
  ServiceOptions options = ports_;
  options.store = std::move(store);
  options.shadow.reset(), options.on_shadow_difference = nullptr;
  options.observers.clear();
  return create(std::move(options));
}

Result<std::shared_ptr<const Service>> Service::trial() const {
  return on(trial_over(ports_.store));
}

Result<Answer> Service::run(Command command, CommandMeta meta) const {
  if (audience_->empty()) return run_watched(command, meta, nullptr);
  CommandWatch watch(*audience_, *ports_.clock, settings_.policies, command);
  auto answer = run_watched(command, meta, &watch);
  watch.tell(answer);
  return answer;
}

Result<Answer> Service::run_watched(const Command& command, const CommandMeta& meta, CommandWatch* watch) const {
  Ran ran = run_once(command, meta, watch);
  if (ran.answer.faulted() && ran.answer.fault().code == FaultCode::realm_unknown) {
    const Status begun = begin_unused_store();  // if not by this command, then perhaps by another one meanwhile
    if (begun.faulted() && !begun.unknown()) return begun.as<Answer>();
    ran = run_once(command, meta, watch);
  }
  if (ran.realm_outdated) std::ignore = run(NoteRealm{"found"}, {});  // later, if it does not work now
  note(ran);
  return std::move(ran.answer);
}

// The answer stands, whether the journal can be written or not. What is random in it follows from the command that was refused: one
// command asks the source once.
void Service::note(const Ran& refused) const {
  if (!refused.refusal) return;
  try {
    std::ignore = run_with(*refused.refusal, {}, derived_randomness("journal", refused.randomness), nullptr);
  } catch (const std::bad_alloc&) {  // NOLINT(bugprone-empty-catch): the next refusal is written
  }
}

Service::Ran Service::run_once(const Command& command, const CommandMeta& meta, CommandWatch* watch) const {
  auto randomness = random_bytes(*ports_.entropy, kRandomnessBytes);
  if (!randomness) return {randomness.as<Answer>(), false};
  return run_with(command, meta, *std::move(randomness), watch);
}

Service::Ran Service::run_with(const Command& command, const CommandMeta& meta, std::string randomness,
                               CommandWatch* watch) const {
  Operation operation(settings_, command, meta, randomness);
  const Fetch fetch(ports_, *time_, *memory_, watch);
  Drive(ports_, fetch, *memory_, operation, randomness, watch).to_the_end();
  remember(*memory_, operation);
  if (watch) watch->seen().store_level = static_cast<std::uint32_t>(operation.store_level());
  report(ports_, operation.shadow_difference());
  return {operation.answer(), operation.realm_outdated(), operation.refusal(), std::move(randomness)};
}

// A store that somebody has made and nobody has written to holds nothing that could be missed.
Status Service::begin_unused_store() const {
  const auto anything = ports_.store->feed("", 1);
  if (!anything || !anything->empty()) return Done{};
  const Ran begun = run_once(BeginRealm{"library"}, {}, nullptr);
  return begun.answer.ok() ? Status(Done{}) : begun.answer.as<Done>();
}

std::uint64_t Service::observer_failures() const {
  return audience_->failures();
}

}  // namespace doverie
