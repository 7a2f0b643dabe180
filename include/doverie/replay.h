// SPDX-License-Identifier: Apache-2.0
//
// History under another policy: which of the decisions that were recorded would have come out otherwise, and why.
//
//   Policy stricter = Policy::gosuslugi();
//   stricter.id = "contact-21", stricter.contact_min_age_years = 21;
//   auto replay = Replay::create(PolicySchedule(), *PolicySchedule::of({stricter}));
//   for (std::uint64_t events = 1; events > 0;) {
//     const auto page = replay->page(store);
//     if (!page) return page.fault();
//     events = *page;
//     for (const ReplayedDecision& decision : replay->take()) log(decision.message);
//   }
//   const auto report = replay->finish();
//
// The same commands, at the same instants, about the same people, are decided again by the rules themselves, under the other
// policy and over the records that it would have made. Whatever an event does not tell is tried both ways: where that makes
// a difference the decision is `untold`, with what is missing, and never guessed.
//
// Only what took effect is recorded. So a replay does not tell of
//   * commands that were refused, or changed nothing: whom a more lenient policy would let in is a question for populations
//     (population.h);
//   * what people would have done instead, or who would have come again;
//   * rules of the host's own: their verdicts are taken as they are.
// The history has to begin with the first event. Seals are not looked at: verify first (audit.h).
// No function throws, but for std::bad_alloc.
#ifndef DOVERIE_REPLAY_H_
#define DOVERIE_REPLAY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/policy.h"
#include "doverie/core/result.h"
#include "doverie/core/time.h"
#include "doverie/ports/event_store.h"

namespace doverie {

// How a decision comes out under the other policy.
enum class ReplayOutcome : std::uint8_t {
  same = 1,
  refused = 2,  // by itself; or it would have had no effect
  further = 3,  // it would have gone further: a removal done that had to wait, an approval that was enough already
  fallen = 4,   // only because an earlier one came out otherwise: the request that it approves was never opened
  untold = 5,   // the history cannot tell
};

// What is missing, where the history cannot tell.
enum class ReplayGap : std::uint8_t {
  fact = 1,       // what the rule looks at was not recorded
  age = 2,        // whole years were, and on that day another way of counting may give one more or less
  policy = 3,     // the decision was made under a policy that is not in the history's schedule
  number = 4,     // whether the contact was told the request's number: he was shown it
  approvals = 5,  // whether another contact would have approved as well: one was enough
  login = 6,      // whether the owner logged in meanwhile: a login is recorded when it lifts something
  person = 7,     // which of several contacts it was
  earlier = 8,    // an earlier decision that this one builds on is untold
  erased = 9,     // what was found about people whose data have been erased since
};

struct ReplayMissing {
  ReplayGap gap = ReplayGap::fact;
  std::optional<ReasonCode> rule{};  // of `fact` and `age`

  friend bool operator==(const ReplayMissing&, const ReplayMissing&) = default;
};

// An event by its place.
struct ReplayPlace {
  std::string stream{};
  std::uint64_t version = 0;

  friend bool operator==(const ReplayPlace&, const ReplayPlace&) = default;
};

// A decision that does not come out the same.
struct ReplayedDecision {
  ReplayPlace place{};     // of the event that records it
  std::string decision{};  // the type of that event: "recovery_started"
  std::string command{};   // id of the command
  Instant at{};
  ReplayOutcome outcome = ReplayOutcome::same;
  // refused: the first reason, in the order of precedence. Of a start that is answered with a status it is what the status is
  // called (frozen, contact_unavailable). fallen: that of `because`. Otherwise none.
  std::optional<Reason> reason{};
  // untold: never empty. refused: not empty if one that goes before `reason` may have stood against it, too.
  std::vector<ReplayMissing> missing{};
  std::optional<ReplayPlace> because{};  // fallen: the earlier decision; untold for `earlier`: the same
  std::string message{};                 // the whole, in English, for people
};

// How many decisions of a kind came out in one way for one cause.
struct ReplayCount {
  std::string decision{};
  ReplayOutcome outcome = ReplayOutcome::same;
  std::string
      why{};  // refused, fallen: name of the first reason; untold: of what is missing first, "fact contact_too_young"
  std::uint64_t count = 0;

  friend bool operator==(const ReplayCount&, const ReplayCount&) = default;
};

// A parameter whose change no recorded decision can show.
struct ReplayBlindSpot {
  std::string_view parameter;
  std::string_view why;
};
// All of them; lives for ever. Every other parameter of a policy is replayed.
std::span<const ReplayBlindSpot> replay_blind_spots();

struct ReplayReport {
  std::uint64_t events = 0;
  std::uint64_t decisions = 0;  // recorded; the sum of the five
  std::uint64_t same = 0;
  std::uint64_t refused = 0;
  std::uint64_t further = 0;
  std::uint64_t fallen = 0;
  std::uint64_t untold = 0;
  std::uint64_t vain_starts = 0;              // recorded starts that nobody could confirm: no decision, taken as they are
  std::vector<ReplayCount> counts{};          // of all that are not the same, by decision, outcome and cause
  std::vector<std::string> unseen_changes{};  // blind spots in which the schedules' policies differ

  bool all_same() const { return decisions == same; }
};

// Takes events in commit order, from the first one on, of a store or of an export, and whatever realms they are of. Memory
// goes by the number of circles, not of events, and by what was not taken yet. Not thread-safe. After a
// fault every call gives it again.
class Replay {
 public:
  // `history`: the policies that the records were made under; `other`: one policy, or a schedule. Faults: invalid_argument,
  // unless they have one time zone (days would be others).
  static Result<Replay> create(PolicySchedule history, PolicySchedule other);
  Replay(Replay&&) noexcept;
  Replay& operator=(Replay&&) noexcept;
  ~Replay();

  // Faults, here and below: store_corrupt for what cannot be a history (changed, cut off, not from the beginning), event_unknown.
  Status event(const FeedEntry& entry);
  // A line of an export (audit.h), with or without a newline at its end. Faults name the line, from 1.
  Status line(std::string_view line);
  // The next 1000 events of the store's feed; how many there were, 0 at the end. Faults: of the store, too.
  Result<std::uint64_t> page(EventStore& store);

  // Decisions that do not come out the same, since the last call. A decision is there when the next one begins.
  std::vector<ReplayedDecision> take();
  // No more events: decides the last command, and sums up.
  Result<ReplayReport> finish();

 private:
  class Impl;
  explicit Replay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

std::string_view name_of(ReplayOutcome outcome);
std::string_view name_of(ReplayGap gap);

}  // namespace doverie

#endif  // DOVERIE_REPLAY_H_
