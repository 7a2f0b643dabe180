// SPDX-License-Identifier: Apache-2.0
#include "doverie/replay.h"

#include <algorithm>
#include <set>
#include <utility>

#include "audit/line.h"
#include "core/evolve.h"
#include "core/names.h"
#include "replay/plan.h"
#include "replay/report.h"

namespace doverie {

namespace {

using namespace replay;

constexpr std::uint32_t kPage = 1000;

// How a trial compares with what was recorded.
struct Compared {
  bool same = false;
  bool further = false;
  std::optional<Reason> reason{};
};

std::set<std::string_view> types_of(const Trial& trial) {
  std::set<std::string_view> types;
  const auto insert = [&](const auto& events) {
    for (const auto& [key, event] : events) std::visit([&](const auto& e) { types.insert(e.kType); }, event);
  };
  insert(trial.circle), insert(trial.invitations);
  return types;
}

bool alike(const Compared& a, const Compared& b) {
  const auto first = [](const Compared& c) { return c.reason ? std::optional(c.reason->code) : std::nullopt; };
  return a.same == b.same && first(a) == first(b);
}

Compared refused(ReasonCode reason) {
  return {.reason = Reason{reason}};
}

Compared compare_start(const RecoveryStarted& answer) {
  if (answer.status == StartStatus::pending) return {.same = true};
  if (answer.status == StartStatus::frozen) return refused(ReasonCode::frozen);
  return refused(ReasonCode::contact_unavailable);
}

// Recorded refusals: the attempt counts under the other policy as well, or is refused before it is looked at.
std::optional<ReasonCode> refusal_of(std::string_view decision) {
  if (decision == event::CodeRejected::kType) return ReasonCode::wrong_code;
  if (decision == event::NumberRejected::kType) return ReasonCode::number_mismatch;
  return std::nullopt;
}

Compared compare_events(const Plan& plan, const Trial& trial) {
  const auto types = types_of(trial);
  const auto has = [&](std::string_view type) { return types.contains(type); };
  const std::string_view decision = plan.decision;
  if (decision == event::OwnerLoggedIn::kType) return {.same = true};  // nothing to lift is no refusal
  if (decision == event::CodeIssued::kType || decision == event::CodeResent::kType) return {.same = true};
  if (decision == event::CodeConfirmed::kType) {
    const bool approved = has(event::RecoveryApproved::kType);
    return {.same = approved == plan.approved, .further = approved && !plan.approved};
  }
  if (has(decision)) return {.same = true};
  if (decision == event::RemovalAsked::kType) return {.further = true};
  if (decision == event::ContactRemoved::kType) return refused(ReasonCode::removal_pending);
  return refused(ReasonCode::frozen);  // a report, or a freeze, that changes nothing
}

Result<Compared> compare(const Plan& plan, const Trial& trial) {
  if (trial.answer.faulted()) return trial.answer.fault();
  const auto recorded = refusal_of(plan.decision);
  if (trial.answer.rejected()) {
    const Reason& first = trial.answer.rejection().reasons.front();
    return Compared{.same = first.code == recorded, .reason = first};
  }
  if (const auto* started = std::get_if<RecoveryStarted>(&*trial.answer)) return compare_start(*started);
  return compare_events(plan, trial);
}

// Where later decisions find why they have nothing to go on, or nothing certain.
void leave_mark(const Plan& plan, const ReplayedDecision& told, RecordedCircle& circle, OtherWorld& world) {
  if (plan.made.empty()) return;
  Mark mark{MarkKind::lost, told.because.value_or(told.place), told.reason, told.at};
  const bool removal = plan.decision == event::ContactRemoved::kType;
  if (removal) {
    mark.kind = MarkKind::kept;
    if (!world.circle(plan.trustor).appointment_of(plan.made)) return static_cast<void>(circle.marks.erase(plan.made));
  } else if (plan.decision == event::RemovalAsked::kType) {
    if (told.outcome != ReplayOutcome::further) return;
  } else if (told.outcome == ReplayOutcome::untold) {
    mark.kind = MarkKind::shaky;
  } else if (told.outcome != ReplayOutcome::refused && told.outcome != ReplayOutcome::fallen) {
    return;
  }
  circle.marks.insert_or_assign(plan.made, std::move(mark));
}

// Contacts, invitations and requests of one realm.
struct Realm {
  Realm(const PolicySchedule& other, const std::string& name) : world(other, name) {}
  OtherWorld world;
  std::map<AccountId, RecordedCircle> circles;
};

}  // namespace

class Replay::Impl {
 public:
  Impl(PolicySchedule history, PolicySchedule other) : history_(std::move(history)), other_(std::move(other)) {}

  Status event(const FeedEntry& entry);
  Status line(std::string_view line);
  Result<std::uint64_t> page(EventStore& store);
  std::vector<ReplayedDecision> take() { return std::exchange(decisions_, {}); }
  Result<ReplayReport> finish();

 private:
  Status remember(Status status);
  Status decide(const Recorded& recorded);
  Status decide(const Plan& plan, const Recorded& recorded, RecordedCircle& circle, OtherWorld& world);
  Result<std::vector<ReplayMissing>> missing_for(const Plan& plan, const Compared& best, const When& when,
                                                 const OtherWorld& world);
  void look_out(const Recorded& recorded, OtherWorld& world);
  Status take_as_recorded(const Recorded& recorded, OtherWorld& world);
  Status tidy(const Recorded& recorded, RecordedCircle& circle, OtherWorld& world);

  PolicySchedule history_;
  PolicySchedule other_;
  Feed feed_;
  std::map<std::string, Realm, std::less<>> realms_;
  Tally tally_;
  std::vector<ReplayedDecision> decisions_;
  Duration longest_{0};  // that anything recorded was open
  std::string cursor_;
  std::uint64_t lines_ = 0;
  std::optional<Fault> fault_;
  JsonReader reader_;
};

// --- taking in

Status Replay::Impl::remember(Status status) {
  if (!status) fault_ = status.fault();
  return status;
}

Status Replay::Impl::event(const FeedEntry& entry) {
  if (fault_) return *fault_;
  tally_.event();
  auto before = feed_.add(entry);
  if (!before) return remember(before.fault());
  return *before ? remember(decide(**before)) : Status(Done{});
}

Status Replay::Impl::line(std::string_view line) {
  if (fault_) return *fault_;
  ++lines_;
  const std::string at = "line " + std::to_string(lines_) + ": ";
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const auto read = reader_.read(line);
  const auto entry = read ? audit::entry_in(**read) : std::nullopt;
  if (!entry) {
    const std::string why = read ? "it is not a line of an export" : read.fault().message;
    return remember(Fault{FaultCode::store_corrupt, at + why});
  }
  auto status = event(*entry);
  if (!status) return remember(Fault{status.fault().code, at + status.fault().message});
  return status;
}

Result<std::uint64_t> Replay::Impl::page(EventStore& store) {
  if (fault_) return *fault_;
  const auto entries = store.feed(cursor_, kPage);
  if (!entries) return entries.as<std::uint64_t>();
  for (const FeedEntry& entry : *entries) {
    if (auto status = event(entry); !status) return status.as<std::uint64_t>();
  }
  if (!entries->empty()) cursor_ = entries->back().cursor;
  return entries->size();
}

Result<ReplayReport> Replay::Impl::finish() {
  if (fault_) return *fault_;
  if (const auto last = feed_.end()) {
    if (auto status = remember(decide(*last)); !status) return status.as<ReplayReport>();
  }
  return tally_.report(history_, other_);
}

// --- deciding again

// What later decisions have to know of the times, whoever they are about.
void Replay::Impl::look_out(const Recorded& recorded, OtherWorld& world) {
  const Instant at = recorded.envelope.at;
  for (const auto& placed : recorded.circle) {
    if (const auto* sent = std::get_if<event::InvitationSent>(&placed.event)) longest_ = std::max(longest_, sent->expires_at - at);
    if (const auto* approved = std::get_if<event::RecoveryApproved>(&placed.event)) longest_ = std::max(longest_, approved->redeem_before - at);
    if (const auto* started = std::get_if<event::RecoveryStarted>(&placed.event)) {
      longest_ = std::max(longest_, started->expires_at - at);
      world.raise_epoch(started->epoch);
    }
  }
  for (const auto& placed : recorded.invitations) {
    if (const auto* created = std::get_if<event::InvitationCreated>(&placed.event)) world.raise_epoch(created->epoch);
  }
}

// Starts that nobody could confirm, and what is left of circles that were erased.
Status Replay::Impl::take_as_recorded(const Recorded& recorded, OtherWorld& world) {
  for (const auto& placed : recorded.circle) {
    if (!std::holds_alternative<event::RecoveryUnavailable>(placed.event)) continue;
    tally_.vain_start();
    if (auto status = world.apply(placed.key, placed.event, recorded.envelope); !status) return status;
  }
  if (!recorded.circle.empty()) return Done{};
  for (const auto& placed : recorded.contacts) {
    ContactRecord changed = world.contact(placed.key);
    if (evolve(changed, recorded.envelope, placed.event)) world.contact(placed.key) = std::move(changed);
  }
  return Done{};
}

Status Replay::Impl::tidy(const Recorded& recorded, RecordedCircle& circle, OtherWorld& world) {
  const Instant before = recorded.envelope.at - longest_;
  world.tidy(recorded.circle.front().key, before);
  circle.tidy(before - kMemory);
  for (const auto& placed : recorded.invitations) {
    if (!std::holds_alternative<event::InvitationCreated>(placed.event)) feed_.forget(placed.place.stream);
  }
  return Done{};
}

Status Replay::Impl::decide(const Recorded& recorded) {
  auto& realm = realms_.try_emplace(recorded.realm, other_, recorded.realm).first->second;
  look_out(recorded, realm.world);
  RecordedCircle none;
  RecordedCircle& circle = recorded.circle.empty() ? none : realm.circles[recorded.circle.front().key];
  RecordedCircle after = circle;
  if (!recorded.circle.empty()) {
    if (auto status = after.take(recorded); !status) return status;
  }
  const auto plan = plan_of(recorded, {history_, other_, circle, realm.world});
  if (!plan) return plan.as<Done>();
  if (*plan) {
    auto& marked = recorded.circle.empty() ? realm.circles[(*plan)->trustor] : circle;
    if (auto status = decide(**plan, recorded, marked, realm.world); !status) return status;
  } else if (auto status = take_as_recorded(recorded, realm.world); !status) {
    return status;
  }
  if (recorded.circle.empty()) return Done{};
  after.marks = std::move(circle.marks);
  circle = std::move(after);
  return tidy(recorded, circle, realm.world);
}

// What makes the worst case another one than the best. REQUIRES: it is.
Result<std::vector<ReplayMissing>> Replay::Impl::missing_for(const Plan& plan, const Compared& best, const When& when,
                                                             const OtherWorld& world) {
  Asked facts = plan.worst;
  facts.owner_seen = true;
  Asked owner = plan.best;
  owner.owner_seen = false;
  const auto by_facts = compare(plan, world.decide(facts, when));
  if (!by_facts) return by_facts.as<std::vector<ReplayMissing>>();
  const auto by_owner = compare(plan, world.decide(owner, when));
  if (!by_owner) return by_owner.as<std::vector<ReplayMissing>>();
  std::vector<ReplayMissing> missing;
  const bool neither = alike(*by_facts, best) && alike(*by_owner, best);
  if (!alike(*by_facts, best) || neither) missing = plan.missing;
  if (!alike(*by_owner, best) || neither) missing.push_back({ReplayGap::login});
  return missing;
}

Status Replay::Impl::decide(const Plan& plan, const Recorded& recorded, RecordedCircle& circle, OtherWorld& world) {
  const When when{recorded.envelope.at, recorded.envelope.today};
  const Trial best = world.decide(plan.best, when);
  const auto at_best = compare(plan, best);
  if (!at_best) return at_best.as<Done>();
  const auto at_worst = compare(plan, world.decide(plan.worst, when));
  if (!at_worst) return at_worst.as<Done>();

  ReplayedDecision told{plan.place, plan.decision, recorded.envelope.command, when.at};
  const Mark* mark = nullptr;
  const Mark* doubt = nullptr;
  for (const std::string& id : plan.builds_on) {
    const auto found = circle.marks.find(id);
    if (found == circle.marks.end()) continue;
    const Mark*& into = found->second.kind == MarkKind::shaky ? doubt : mark;
    if (!into || found->second.at < into->at) into = &found->second;
  }
  if (at_best->further) {
    told.outcome = ReplayOutcome::further;
  } else if (!at_best->same && plan.decision == event::CodeConfirmed::kType && best.answer.ok()) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::approvals}};
  } else if (!at_best->same) {
    told.outcome = mark ? ReplayOutcome::fallen : ReplayOutcome::refused;
    told.reason = mark ? mark->reason : at_best->reason;
    if (mark) told.because = mark->place;
  } else if (!at_worst->same) {
    told.outcome = ReplayOutcome::untold;
  } else if (!plan.never_known.empty()) {
    told.outcome = ReplayOutcome::untold, told.missing = plan.never_known;
  } else if (doubt) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::earlier}}, told.because = doubt->place;
  }

  const bool first_is_sure = told.outcome != ReplayOutcome::refused || alike(*at_best, *at_worst);
  if (told.missing.empty() && (told.outcome == ReplayOutcome::untold || !first_is_sure)) {
    auto missing = missing_for(plan, *at_best, when, world);
    if (!missing) return missing.as<Done>();
    told.missing = *std::move(missing);
  }
  if (auto status = world.apply(best, recorded.envelope); !status) return status;
  leave_mark(plan, told, circle, world);
  tally_.add(told);
  if (told.outcome == ReplayOutcome::same) return Done{};
  told.message = in_words(told);
  decisions_.push_back(std::move(told));
  return Done{};
}

// --- the outside

Replay::Replay(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Replay::Replay(Replay&&) noexcept = default;
Replay& Replay::operator=(Replay&&) noexcept = default;
Replay::~Replay() = default;

Result<Replay> Replay::create(PolicySchedule history, PolicySchedule other) {
  if (history.time_zone() != other.time_zone()) {
    return Fault{FaultCode::invalid_argument, "replay: the other policy has time_zone \"" + other.time_zone() +
                                                  "\", the history \"" + history.time_zone() +
                                                  "\": its days would be others; give both the same"};
  }
  return Replay(std::make_unique<Impl>(std::move(history), std::move(other)));
}

Status Replay::event(const FeedEntry& entry) {
  return impl_->event(entry);
}
Status Replay::line(std::string_view line) {
  return impl_->line(line);
}
Result<std::uint64_t> Replay::page(EventStore& store) {
  return impl_->page(store);
}
std::vector<ReplayedDecision> Replay::take() {
  return impl_->take();
}
Result<ReplayReport> Replay::finish() {
  return impl_->finish();
}

}  // namespace doverie
