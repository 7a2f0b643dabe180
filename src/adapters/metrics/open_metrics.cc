// SPDX-License-Identifier: Apache-2.0
//
// Which metrics are there, and what adds to each?
#include "doverie/adapters/open_metrics.h"

#include <mutex>

#include "adapters/metrics/families.h"

namespace doverie {

namespace {

using metrics::Distribution;
using metrics::Family;
using metrics::number;
using metrics::Page;
using metrics::seconds;

// In microseconds: a question in memory takes tens, an fsync thousands, and a person waits a second. Our choice.
constexpr std::array<std::int64_t, 8> kDurations{1'000, 5'000, 25'000, 100'000, 500'000, 1'000'000, 2'500'000, 10'000'000};
constexpr std::array<std::int64_t, 7> kTogether{1, 2, 4, 8, 16, 32, 64};
using Durations = Distribution<kDurations.size()>;
using Sums = Distribution<0>;

struct CountedOutcome {
  std::string_view name;
  std::uint32_t PumpCounts::* count;
};
constexpr std::array kOutcomes{
    CountedOutcome{"sent", &PumpCounts::sent},           CountedOutcome{"postponed", &PumpCounts::postponed},
    CountedOutcome{"refused", &PumpCounts::refused},     CountedOutcome{"expired", &PumpCounts::expired},
    CountedOutcome{"obsolete", &PumpCounts::obsolete},   CountedOutcome{"untold", &PumpCounts::untold},
    CountedOutcome{"set_aside", &PumpCounts::set_aside},
};

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 4> kOfCommand{"command", "operation", "outcome", "reason"};
constexpr std::array<std::string_view, 1> kByCommand{"command"};
constexpr std::array<std::string_view, 2> kOfStart{"operation", "status"};
constexpr std::array<std::string_view, 1> kOfEvent{"type"};
constexpr std::array<std::string_view, 1> kOfCall{"call"};
constexpr std::array<std::string_view, 2> kOfKey{"purpose", "key"};
constexpr std::array<std::string_view, 1> kOfState{"state"};
constexpr std::array<std::string_view, 2> kOfMessage{"kind", "outcome"};
constexpr std::array<std::string_view, 1> kOfFault{"fault"};
constexpr std::array<std::string_view, 1> kOfKind{"kind"};

template <class Counts>
void write_counts(Page& page, Names names, const Counts& counts) {
  for (const auto& [labels, count] : counts.values()) page.line("_total", names, labels, number(count));
}

void write_sum(Page& page, Names names, std::span<const std::string> labels, const Sums& sum) {
  page.line("_count", names, labels, number(sum.count));
  page.line("_sum", names, labels, seconds(sum.sum));
}

}  // namespace

class OpenMetrics::Counted {
 public:
  void add(const CommandSeen& seen) {
    const std::lock_guard lock(mutex_);
    Ended& ended = commands_.at({seen.command, seen.operation, name_of(seen.outcome), seen.reason});
    if (!ended.durations) ended.durations = &durations_.at({seen.command});
    ++ended.count;
    ended.durations->add(seen.took.count(), kDurations);
    conflicts_ += seen.conflicts;
    if (!seen.status.empty()) ++starts_.at({seen.operation, seen.status});
    for (const std::string_view type : seen.events) ++events_.at({type});
    for (const KeyUse& key : seen.keys) keys_.at({name_of(key.purpose), key.id}) += key.times;
    add_calls(reads_, seen.reads, seen.reading);
    add_calls(appends_, seen.appends, seen.appending);
    add_calls(asks_, seen.asks, seen.asking);
    if (seen.committed) together_.add(seen.together, kTogether);
    if (seen.connections) connections_ = seen.connections;
    if (seen.store_level != 0) level_ = seen.store_level;
  }

  void add(const PumpSeen& seen) {
    const std::lock_guard lock(mutex_);
    add_messages("codes", seen.codes, seen.oldest_code);
    add_messages("notices", seen.notices, seen.oldest_notice);
    add_messages("erasures", seen.erasures, seen.oldest_erasure);
    ++runs_.at({seen.fault});
    pump_time_.add(seen.took.count(), {});
  }

  std::string text() const {
    const std::lock_guard lock(mutex_);
    Page page;
    write_commands(page);
    write_store(page);
    write_pump(page);
    return std::move(page).end();
  }

 private:
  // How often a command has ended in one way, and how long it takes, however it ends.
  struct Ended {
    std::uint64_t count = 0;
    Durations* durations = nullptr;
  };

  static void add_calls(Sums& sum, std::uint32_t calls, Duration took) {
    sum.count += calls;
    sum.sum += took.count();
  }
  void add_messages(std::string_view kind, const PumpCounts& counts, std::optional<Duration> oldest) {
    for (const auto& [name, count] : kOutcomes) {
      if (counts.*count != 0) messages_.at({kind, name}) += counts.*count;
    }
    if (oldest) oldest_.at({kind}) = oldest->count();
  }

  void write_commands(Page& page) const;
  void write_store(Page& page) const;
  void write_pool(Page& page) const;
  void write_pump(Page& page) const;

  mutable std::mutex mutex_;
  Family<Ended, 4> commands_;  // guarded by mutex_, as all below
  Family<Durations, 1> durations_;
  std::uint64_t conflicts_ = 0;
  Family<std::uint64_t, 2> starts_;
  Family<std::uint64_t, 1> events_;
  Family<std::uint64_t, 2> keys_;
  Sums reads_, appends_, asks_;
  Distribution<kTogether.size()> together_;
  std::optional<StoreConnections> connections_;
  std::uint64_t level_ = 0;
  Family<std::uint64_t, 2> messages_;
  Family<std::uint64_t, 1> runs_;
  Sums pump_time_;
  Family<std::int64_t, 1> oldest_;
};

void OpenMetrics::Counted::write_commands(Page& page) const {
  page.begin("doverie_commands", "counter",
             "Commands and questions, by how they ended; reason: the first one, or the fault.");
  for (const auto& [labels, ended] : commands_.values()) page.line("_total", kOfCommand, labels, number(ended.count));
  page.begin("doverie_command_seconds", "histogram", "How long commands and questions took, until the answer stood.", true);
  for (const auto& [labels, took] : durations_.values()) {
    for (std::size_t i = 0; i < kDurations.size(); ++i) {
      page.line("_bucket", kByCommand, labels, number(took.up_to(i)), "le", seconds(kDurations[i]));
    }
    page.line("_bucket", kByCommand, labels, number(took.count), "le", "+Inf");
    page.line("_count", kByCommand, labels, number(took.count));
    page.line("_sum", kByCommand, labels, seconds(took.sum));
  }
  page.begin("doverie_conflicts", "counter", "Lost races, after which a command was decided anew.");
  page.line("_total", {}, {}, number(conflicts_));
  page.begin("doverie_starts", "counter", "What starts of a recovery were answered.");
  write_counts(page, kOfStart, starts_);
  page.begin("doverie_events", "counter", "Events that were recorded: freezes, wrong codes, reports of fraud and all else.");
  write_counts(page, kOfEvent, events_);
  page.begin("doverie_key_uses", "counter", "Computations with a key.");
  write_counts(page, kOfKey, keys_);
}

void OpenMetrics::Counted::write_store(Page& page) const {
  page.begin("doverie_call_seconds", "summary", "Calls of the store (read, append) and of the directory.", true);
  write_sum(page, kOfCall, std::array<std::string, 1>{"read"}, reads_);
  write_sum(page, kOfCall, std::array<std::string, 1>{"append"}, appends_);
  write_sum(page, kOfCall, std::array<std::string, 1>{"directory"}, asks_);
  page.begin("doverie_commit_calls", "histogram", "How many calls shared the commit, for each command that wrote.");
  for (std::size_t i = 0; i < kTogether.size(); ++i) {
    page.line("_bucket", {}, {}, number(together_.up_to(i)), "le", number(static_cast<std::uint64_t>(kTogether[i])) + ".0");
  }
  page.line("_bucket", {}, {}, number(together_.count), "le", "+Inf");
  page.line("_count", {}, {}, number(together_.count));
  page.line("_sum", {}, {}, number(static_cast<std::uint64_t>(together_.sum)));
  page.begin("doverie_format_level", "gauge", "The format level of the store, as the last command found it; 0: none has.");
  page.line("", {}, {}, number(level_));
  if (connections_) write_pool(page);
}

void OpenMetrics::Counted::write_pool(Page& page) const {
  const auto gauge = [&](const std::string& state, std::uint32_t count) {
    page.line("", kOfState, std::array{state}, number(count));
  };
  const auto counter = [&](std::string_view name, std::string_view help, std::uint64_t count) {
    page.begin(name, "counter", help);
    page.line("_total", {}, {}, number(count));
  };
  page.begin("doverie_connections", "gauge", "Connections of the store, after the last commit; most: there may be.");
  gauge("most", connections_->most);
  gauge("open", connections_->open);
  gauge("in_use", connections_->in_use);
  counter("doverie_connections_opened", "Connections that were opened.", connections_->opened);
  counter("doverie_connections_refused", "Tries to open one that did not succeed.", connections_->refused);
  counter("doverie_connections_waited", "Calls that found none free.", connections_->waited);
}

void OpenMetrics::Counted::write_pump(Page& page) const {
  page.begin("doverie_pump_messages", "counter", "Messages that the pump had in hand, and what became of them.");
  write_counts(page, kOfMessage, messages_);
  page.begin("doverie_pump_runs", "counter", "Runs of the pump; fault: the first thing that went wrong.");
  write_counts(page, kOfFault, runs_);
  page.begin("doverie_pump_seconds", "summary", "How long runs of the pump took.", true);
  write_sum(page, {}, {}, pump_time_);
  page.begin("doverie_pump_oldest_due_seconds", "gauge",
             "How long the oldest message had been due that the last run had in hand; 0: none was.", true);
  for (const auto& [labels, age] : oldest_.values()) page.line("", kOfKind, labels, seconds(age));
}

OpenMetrics::OpenMetrics() : counted_(std::make_unique<Counted>()) {}
OpenMetrics::~OpenMetrics() = default;

void OpenMetrics::command(const CommandSeen& seen) {
  counted_->add(seen);
}

void OpenMetrics::pump(const PumpSeen& seen) {
  counted_->add(seen);
}

std::string OpenMetrics::text() const {
  return counted_->text();
}

}  // namespace doverie
