// SPDX-License-Identifier: Apache-2.0
//
// From a command, its batch and its answer to words that name nobody.
#include "app/watch.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/decisions/command_rows.h"
#include "doverie/core/operations.h"

namespace doverie {

namespace {

thread_local CommandWatch* under_way = nullptr;
thread_local Gathered kept;  // of the outermost one

// An id that the ring does not know stands in a damaged record, and may be anything: it is not noted.
class WatchedKeys final : public Macs {
 public:
  explicit WatchedKeys(std::shared_ptr<const Macs> keys) : keys_(std::move(keys)) {}

  Result<std::string> active_key(KeyPurpose purpose) const override { return keys_->active_key(purpose); }
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override { return keys_->usable_keys(purpose); }
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override {
    auto digest = keys_->mac(purpose, key_id, bytes);
    if (digest) CommandWatch::note(purpose, key_id);
    return digest;
  }
  Result<Digest> derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                             std::string_view bytes) const override {
    auto digest = keys_->derived_mac(purpose, key_id, info, bytes);
    if (digest) CommandWatch::note(purpose, key_id);
    return digest;
  }

 private:
  const std::shared_ptr<const Macs> keys_;
};

// As the policies write it; what no policy has was typed by somebody, and may be anything.
std::string_view known_operation(const PolicySchedule& policies, std::string_view operation) {
  if (operation == kPasswordRecovery) return kPasswordRecovery;
  for (const Policy* policy : policies.all()) {
    const auto at = policy->other_operations.find(std::string(operation));
    if (at != policy->other_operations.end()) return at->first;
  }
  return {};
}

std::string_view operation_of(const PolicySchedule& policies, const Command& command) {
  if (const auto* start = std::get_if<StartRecovery>(&command)) return known_operation(policies, start->operation);
  if (const auto* redeem = std::get_if<Redeem>(&command)) return known_operation(policies, redeem->operation);
  if (const auto* yes = std::get_if<Approve>(&command)) return known_operation(policies, yes->attestation.operation);
  return {};
}

// Of an event that the library has just written: canonical JSON, in which the type comes first, and more than that follows it.
// Copied into `to`.
std::string_view type_of(const EventRecord& event, Gathered::Type& to) {
  constexpr std::string_view kBefore = R"({"type":")";
  if (event.bytes.size() < kBefore.size() + to.size()) return {};
  std::copy_n(event.bytes.data() + kBefore.size(), to.size(), to.begin());
  const std::string_view rest(to.data(), to.size());
  return rest.substr(0, rest.find('"'));
}

CommandOutcome outcome_of(const Result<Answer>& answer) {
  if (answer.ok()) return CommandOutcome::done;
  if (answer.rejected()) return CommandOutcome::refused;
  return answer.unknown() ? CommandOutcome::unknown : CommandOutcome::faulted;
}

std::string_view reason_of(const Result<Answer>& answer) {
  if (answer.ok()) return {};
  return answer.rejected() ? name_of(answer.rejection().reasons.front()) : info(answer.fault().code).name;
}

std::string_view status_of(const Result<Answer>& answer) {
  const auto* started = answer.ok() ? std::get_if<RecoveryStarted>(&*answer) : nullptr;
  return started ? name_of(started->status) : std::string_view{};
}

}  // namespace

template <class Seen>
void Audience::tell_all(void (Observer::*method)(const Seen&), const Seen& seen) const {
  for (const auto& observer : observers_) {
    try {
      ((*observer).*method)(seen);
    } catch (const std::exception&) {  // the host's own, and told in the header
      failures_.fetch_add(1, std::memory_order_relaxed);
    }
  }
}

void Audience::tell(const CommandSeen& seen) const {
  tell_all(&Observer::command, seen);
}

void Audience::tell(const PumpSeen& seen) const {
  tell_all(&Observer::pump, seen);
}

std::shared_ptr<const Macs> watched(std::shared_ptr<const Macs> keys) {
  return std::make_shared<const WatchedKeys>(std::move(keys));
}

CommandWatch::CommandWatch(const Audience& audience, Clock& clock, const PolicySchedule& policies, const Command& command)
    : audience_(audience),
      clock_(clock),
      begun_(clock.elapsed()),
      outer_(std::exchange(under_way, this)),
      gathered_(outer_ ? own_ : kept) {
  seen_.command = row_of(command).name;
  seen_.operation = operation_of(policies, command);
}

CommandWatch::~CommandWatch() {
  under_way = outer_;
  for (Gathered::Use& use : gathered_.uses) use.times = 0;
  gathered_.keys.clear();
  gathered_.events.clear();
}

void CommandWatch::note(KeyPurpose purpose, std::string_view id) {
  if (!under_way) return;
  auto& uses = under_way->gathered_.uses;
  const auto same = [&](const Gathered::Use& use) { return use.purpose == purpose && std::string_view(use.id) == id; };
  if (const auto at = std::ranges::find_if(uses, same); at != uses.end()) {
    ++at->times;
  } else {
    uses.push_back({purpose, std::string(id), 1});
  }
}

void CommandWatch::committed(const Batch& batch, const AppendResult& result, const EventStore& store) {
  seen_.committed = true;
  seen_.together = result.together;
  seen_.connections = store.connections();
  std::size_t events = 0;
  for (const StreamAppend& append : batch.appends) events += append.events.size();
  gathered_.types.resize(events);
  gathered_.events.clear();
  for (const StreamAppend& append : batch.appends) {
    for (const EventRecord& event : append.events) {
      gathered_.events.push_back(type_of(event, gathered_.types[gathered_.events.size()]));
    }
  }
}

void CommandWatch::tell(const Result<Answer>& answer) {
  for (const Gathered::Use& use : gathered_.uses) {
    if (use.times > 0) gathered_.keys.push_back({use.purpose, use.id, use.times});
  }
  seen_.outcome = outcome_of(answer);
  seen_.reason = reason_of(answer);
  seen_.status = status_of(answer);
  seen_.events = gathered_.events;
  seen_.keys = gathered_.keys;
  seen_.took = clock_.elapsed() - begun_;
  audience_.tell(seen_);
}

}  // namespace doverie
