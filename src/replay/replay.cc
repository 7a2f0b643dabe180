// SPDX-License-Identifier: Apache-2.0
//
// How is a whole history decided again? Taken in event by event, planned, decided by the best and the worst case, and
// told when both agree.
#include "doverie/replay.h"

#include <algorithm>
#include <utility>

#include "audit/line.h"
#include "core/records/evolve.h"
#include "core/values/ids.h"
#include "replay/compare.h"
#include "replay/report.h"
#include "replay/signals.h"

namespace doverie {

namespace {

using namespace replay;

constexpr std::uint32_t kPage = 1000;

// Where later decisions find why they have nothing to go on, or nothing certain.
void leave_mark(const Plan& plan, const ReplayedDecision& told, RecordedCircle& circle, OtherWorld& world) {
  if (plan.made.empty()) return;
  Mark mark{MarkKind::lost, told.because.value_or(told.place), told.reason, told.at};
  const bool removal = plan.decision == event::ContactRemoved::kType;
  // Whether he was a contact may be untold, and he is none behind it in either case.
  const bool may_stay =
      told.outcome == ReplayOutcome::untold && told.missing != std::vector{ReplayMissing{ReplayGap::earlier}};
  if (removal && may_stay) {
    mark.kind = MarkKind::shaky;
  } else if (removal) {
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

struct Marks {
  const Mark* lost = nullptr;
  const Mark* doubt = nullptr;
  const Mark* any_doubt = nullptr;  // about whatever in the circle
};

// Reasons that count what went before: if one of those is untold, so is the count.
bool counts(const std::optional<Reason>& reason) {
  constexpr ReasonCode kCounting[] = {ReasonCode::contact_limit_reached, ReasonCode::invitation_pending,
                                      ReasonCode::invitations_exhausted, ReasonCode::requests_open,
                                      ReasonCode::starts_exhausted};
  return reason && std::ranges::find(kCounting, reason->code) != std::end(kCounting);
}

// Reasons that what it builds on is not there: if that is untold, so is the refusal.
bool not_there(const std::optional<Reason>& reason) {
  constexpr ReasonCode kNotThere[] = {ReasonCode::invitation_not_found, ReasonCode::request_not_found,
                                      ReasonCode::not_a_contact};
  return reason && std::ranges::find(kNotThere, reason->code) != std::end(kNotThere);
}

// The earliest marks of what the decision builds on.
Marks marks_of(const Plan& plan, const RecordedCircle& circle) {
  Marks marks;
  for (const std::string& id : plan.builds_on) {
    const auto found = circle.marks.find(id);
    if (found == circle.marks.end()) continue;
    const Mark*& into = found->second.kind == MarkKind::shaky ? marks.doubt : marks.lost;
    if (!into || found->second.at < into->at) into = &found->second;
  }
  for (const auto& [id, mark] : circle.marks) {
    const bool earlier = !marks.any_doubt || mark.at < marks.any_doubt->at;
    if (mark.kind == MarkKind::shaky && earlier) marks.any_doubt = &mark;
  }
  return marks;
}

// The outcome, and what explains it; what is missing where the two cases differ is not looked for yet.
void conclude(const Plan& plan, const Compared& best, const Compared& worst, const Marks& marks, ReplayedDecision& told) {
  if (best.further) {
    told.outcome = ReplayOutcome::further;
  } else if (!best.same && plan.decision == event::CodeConfirmed::kType && best.answered) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::approvals}};
  } else if (!best.same && marks.lost) {
    told.outcome = ReplayOutcome::fallen, told.reason = marks.lost->reason, told.because = marks.lost->place;
  } else if (!best.same && not_there(best.reason) && marks.doubt) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::earlier}}, told.because = marks.doubt->place;
  } else if (!best.same && counts(best.reason) && marks.any_doubt) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::earlier}}, told.because = marks.any_doubt->place;
  } else if (!best.same) {
    told.outcome = ReplayOutcome::refused, told.reason = best.reason;
  } else if (!worst.same) {
    told.outcome = ReplayOutcome::untold;
  } else if (!plan.never_known.empty()) {
    told.outcome = ReplayOutcome::untold, told.missing = plan.never_known;
  } else if (marks.doubt) {
    told.outcome = ReplayOutcome::untold, told.missing = {{ReplayGap::earlier}}, told.because = marks.doubt->place;
  }
}

// What became of a code's SMS.
bool of_sending(const CircleEvent& event) {
  return std::holds_alternative<event::CodeTaken>(event) || std::holds_alternative<event::CodeDelivered>(event) ||
         std::holds_alternative<event::CodeUndelivered>(event);
}

// Contacts, invitations and requests of one realm.
struct Realm {
  Realm(const PolicySchedule& other, const std::string& name) : world(other, name) {}
  OtherWorld world;
  std::map<AccountId, RecordedCircle> circles;
  RecordedCalls calls;
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
  void tell(ReplayedDecision decision);
  void look_out(const Recorded& recorded, OtherWorld& world);
  Status take_as_recorded(const Recorded& recorded, OtherWorld& world);
  void tidy(const Recorded& recorded, RecordedCircle& circle, OtherWorld& world);

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
    if (const auto* sent = std::get_if<event::InvitationSent>(&placed.event))
      longest_ = std::max(longest_, sent->expires_at - at);
    if (const auto* approved = std::get_if<event::RecoveryApproved>(&placed.event))
      longest_ = std::max(longest_, approved->redeem_before - at);
    if (const auto* started = std::get_if<event::RecoveryStarted>(&placed.event)) {
      longest_ = std::max(longest_, started->expires_at - at);
      world.raise_epoch(started->epoch);
    }
  }
  for (const auto& placed : recorded.invitations) {
    if (const auto* created = std::get_if<event::InvitationCreated>(&placed.event)) world.raise_epoch(created->epoch);
  }
}

// Starts that nobody could confirm, what became of an SMS that was to be sent in the other world, too, what an operator has erased,
// and what is left of circles that are gone.
Status Replay::Impl::take_as_recorded(const Recorded& recorded, OtherWorld& world) {
  for (const auto& placed : recorded.circle) {
    if (of_sending(placed.event)) {
      Circle changed = world.circle(placed.key);
      if (evolve(changed, recorded.envelope, placed.event)) world.circle(placed.key) = std::move(changed);
    }
    if (!std::holds_alternative<event::RecoveryUnavailable>(placed.event)) continue;
    tally_.vain_start();
    if (auto status = world.apply(placed.key, placed.event, recorded.envelope); !status) return status;
  }
  if (erases_person(recorded)) return world.withdraw_pending(recorded.circle.front().key, recorded.envelope);
  if (!recorded.circle.empty()) return Done{};
  for (const auto& placed : recorded.contacts) {
    if (is_signal(placed.event)) continue;
    ContactRecord changed = world.contact(placed.key);
    if (evolve(changed, recorded.envelope, placed.event)) world.contact(placed.key) = std::move(changed);
  }
  return Done{};
}

void Replay::Impl::tidy(const Recorded& recorded, RecordedCircle& circle, OtherWorld& world) {
  const Instant before = recorded.envelope.at - 2 * longest_;  // opened, then approved
  world.tidy(recorded.circle.front().key, before);
  for (const RecordedInvitation& invitation : circle.invitations) {
    if (invitation.until < before) feed_.forget(invitation_stream(recorded.realm, invitation.id));
  }
  circle.tidy(before);
  for (const auto& placed : recorded.invitations) {
    if (!std::holds_alternative<event::InvitationCreated>(placed.event)) feed_.forget(placed.place.stream);
  }
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
  const auto plan = plan_of(recorded, {history_, other_, circle, realm.world, realm.calls});
  if (!plan) return plan.as<Done>();
  if (*plan) {
    auto& marked = recorded.circle.empty() ? realm.circles[(*plan)->trustor] : circle;
    if (auto status = decide(**plan, recorded, marked, realm.world); !status) return status;
  } else if (auto status = take_as_recorded(recorded, realm.world); !status) {
    return status;
  }
  if (auto status = take_signals(recorded, realm.world); !status) return status;
  realm.calls.take(recorded);
  if (recorded.circle.empty()) return Done{};
  after.marks = std::move(circle.marks);
  circle = std::move(after);
  tidy(recorded, circle, realm.world);
  return Done{};
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
  const Marks marks = marks_of(plan, circle);
  conclude(plan, *at_best, *at_worst, marks, told);
  const bool sure =
      told.outcome != ReplayOutcome::untold && (told.outcome != ReplayOutcome::refused || alike(*at_best, *at_worst));
  if (told.missing.empty() && !sure) {
    auto missing = missing_for(plan, *at_best, when, world);
    if (!missing) return missing.as<Done>();
    told.missing = *std::move(missing);
  }
  if (told.outcome == ReplayOutcome::refused && marks.doubt) told.missing.push_back({ReplayGap::earlier});
  if (auto status = world.apply(best, recorded.envelope); !status) return status;
  leave_mark(plan, told, circle, world);
  tell(std::move(told));
  return Done{};
}

void Replay::Impl::tell(ReplayedDecision decision) {
  tally_.add(decision);
  if (decision.outcome == ReplayOutcome::same) return;
  decision.message = in_words(decision);
  decisions_.push_back(std::move(decision));
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
