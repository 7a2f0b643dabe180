// SPDX-License-Identifier: Apache-2.0
//
// History under another policy.
#include "doverie/replay.h"

#include <deque>

#include "feed.h"
#include "handles.h"
#include "policies.h"
#include "structs.h"
#include "text.h"
#include "turns.h"

struct doverie_replay : doverie::capi::Handle<0x5245504c41592e31> {
  explicit doverie_replay(doverie::Replay made) : replay(std::move(made)) {}
  doverie::Replay replay;
  std::deque<doverie::ReplayedDecision> waiting;
  doverie::capi::Turns turns{};
};

struct doverie_replay_decision : doverie::capi::Handle<0x5245504c41592e33> {
  doverie::ReplayedDecision decision;
};

struct doverie_replay_report : doverie::capi::Handle<0x5245504c41592e32> {
  doverie::ReplayReport report;
};

using namespace doverie::capi;

namespace {

// Numbers of the two enums are the same on both sides.
doverie_replayed view(const doverie::ReplayedDecision& decision) {
  doverie_replayed out{.stream = borrowed(decision.place.stream),
                       .version = decision.place.version,
                       .decision = borrowed(decision.decision),
                       .command_id = borrowed(decision.command),
                       .at = number(decision.at),
                       .outcome = static_cast<doverie_replay_outcome>(decision.outcome)};
  if (decision.reason) {
    out.reason = static_cast<std::int32_t>(decision.reason->code);
    out.has_needs = decision.reason->needs.has_value(), out.needs = decision.reason->needs.value_or(0);
    out.has_has = decision.reason->has.has_value(), out.has = decision.reason->has.value_or(0);
  }
  out.missing_count = decision.missing.size();
  if (decision.because) {
    out.because_stream = borrowed(decision.because->stream);
    out.because_version = decision.because->version;
  }
  out.message = borrowed(decision.message);
  return out;
}

void collect(doverie_replay& replay) {
  for (doverie::ReplayedDecision& decision : replay.replay.take()) replay.waiting.push_back(std::move(decision));
}

}  // namespace

doverie_status doverie_replay_new(const doverie_policy* const* history, size_t history_count,
                                  const doverie_policy* const* other, size_t other_count, doverie_replay** out,
                                  doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_replay>> {
    auto replay =
        doverie::Replay::create(schedule_of(history, history_count, "history"), schedule_of(other, other_count, "other"));
    if (!replay) return replay.as<std::unique_ptr<doverie_replay>>();
    return std::make_unique<doverie_replay>(*std::move(replay));
  });
}

doverie_status doverie_replay_line(doverie_replay* replay, doverie_bytes line, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& handle = use(replay, "replay");
    const Turn turn(handle.turns, "replay");
    auto status = handle.replay.line(bytes(line, "line"));
    collect(handle);
    return status;
  });
}

doverie_status doverie_replay_event(doverie_replay* replay, const doverie_feed_entry* entry, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& handle = use(replay, "replay");
    const auto event = read_entry(entry);
    const Turn turn(handle.turns, "replay");
    auto status = handle.replay.event(event);
    collect(handle);
    return status;
  });
}

doverie_status doverie_replay_page(doverie_replay* replay, const doverie_store* store, uint64_t* events,
                                   doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& handle = use(replay, "replay");
    if (events == nullptr) wrong("events", "NULL");
    *events = 0;
    const Turn turn(handle.turns, "replay");
    const auto page = handle.replay.page(*use(store, "store").port);
    collect(handle);
    if (!page) return page.as<doverie::Done>();
    *events = *page;
    return doverie::Done{};
  });
}

doverie_status doverie_replay_next(doverie_replay* replay, doverie_replay_decision** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_replay_decision>> {
    auto& handle = use(replay, "replay");
    const Turn turn(handle.turns, "replay");
    if (handle.waiting.empty()) return std::unique_ptr<doverie_replay_decision>{};
    auto next = std::make_unique<doverie_replay_decision>();
    next->decision = std::move(handle.waiting.front());
    handle.waiting.pop_front();
    return next;
  });
}

doverie_status doverie_replay_decision_get(const doverie_replay_decision* decision, doverie_replayed* out,
                                           doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    write(out, view(use(decision, "decision").decision));
    return doverie::Done{};
  });
}

doverie_status doverie_replay_decision_missing_at(const doverie_replay_decision* decision, size_t index,
                                                  doverie_replay_missing* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [gap, rule] = element(use(decision, "decision").decision.missing, index);
    write(out, doverie_replay_missing{.gap = static_cast<doverie_replay_gap>(gap),
                                      .rule = rule ? static_cast<std::int32_t>(*rule) : 0});
    return doverie::Done{};
  });
}

void doverie_replay_decision_free(doverie_replay_decision* decision) {
  free_handle(decision);
}

doverie_status doverie_replay_finish(doverie_replay* replay, doverie_replay_report** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_replay_report>> {
    auto& handle = use(replay, "replay");
    const Turn turn(handle.turns, "replay");
    auto report = handle.replay.finish();
    collect(handle);
    if (!report) return report.as<std::unique_ptr<doverie_replay_report>>();
    auto made = std::make_unique<doverie_replay_report>();
    made->report = *std::move(report);
    return made;
  });
}

void doverie_replay_free(doverie_replay* replay) {
  free_handle(replay);
}

doverie_status doverie_replay_report_get(const doverie_replay_report* report, doverie_replay_counts* out,
                                         doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::ReplayReport& all = use(report, "report").report;
    write(out, doverie_replay_counts{.events = all.events,
                                     .decisions = all.decisions,
                                     .same = all.same,
                                     .refused = all.refused,
                                     .further = all.further,
                                     .fallen = all.fallen,
                                     .untold = all.untold,
                                     .vain_starts = all.vain_starts,
                                     .row_count = all.counts.size(),
                                     .unseen_change_count = all.unseen_changes.size()});
    return doverie::Done{};
  });
}

doverie_status doverie_replay_report_row_at(const doverie_replay_report* report, size_t index, doverie_replay_row* out,
                                            doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& [decision, outcome, why, count] = element(use(report, "report").report.counts, index);
    write(out, doverie_replay_row{.decision = borrowed(decision),
                                  .outcome = static_cast<doverie_replay_outcome>(outcome),
                                  .why = borrowed(why),
                                  .count = count});
    return doverie::Done{};
  });
}

doverie_status doverie_replay_report_unseen_change_at(const doverie_replay_report* report, size_t index,
                                                      doverie_string* parameter, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (parameter == nullptr) wrong("parameter", "NULL");
    *parameter = borrowed(element(use(report, "report").report.unseen_changes, index));
    return doverie::Done{};
  });
}

size_t doverie_replay_blind_spot_count(void) {
  return doverie::replay_blind_spots().size();
}

doverie_status doverie_replay_blind_spot_at(size_t index, doverie_replay_blind_spot* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto all = doverie::replay_blind_spots();
    if (index >= all.size()) wrong("index", std::to_string(index) + " of " + std::to_string(all.size()));
    write(out, {.parameter = borrowed_literal(all[index].parameter), .why = borrowed_literal(all[index].why)});
    return doverie::Done{};
  });
}

void doverie_replay_report_free(doverie_replay_report* report) {
  free_handle(report);
}
