// SPDX-License-Identifier: Apache-2.0
//
// Replays over the C interface; tests/replay goes through what is found.
#include <sstream>

#include "world.h"

namespace capi_test {
namespace {

using Replay = std::unique_ptr<doverie_replay, Free<doverie_replay_free>>;
using Decision = std::unique_ptr<doverie_replay_decision, Free<doverie_replay_decision_free>>;
using Report = std::unique_ptr<doverie_replay_report, Free<doverie_replay_report_free>>;
using Policy = std::unique_ptr<doverie_policy, Free<doverie_policy_free>>;
using Export = std::unique_ptr<doverie_export, Free<doverie_export_free>>;

Policy gosuslugi() {
  return make<Policy>([](auto out, auto error) { return doverie_policy_gosuslugi(out, error); });
}

Replay replay_of(const Policy& other) {
  const Policy then = gosuslugi();
  const doverie_policy* history[] = {then.get()};
  const doverie_policy* others[] = {other.get()};
  return make<Replay>([&](auto out, auto error) { return doverie_replay_new(history, 1, others, 1, out, error); });
}

struct Found {
  std::vector<std::string> messages;
  doverie_replay_counts counts = fresh<doverie_replay_counts>();
  std::vector<std::string> rows;
};

void take(const Replay& replay, Found& found) {
  for (;;) {
    const auto next = make<Decision>([&](auto out, auto error) { return doverie_replay_next(replay.get(), out, error); });
    if (next == nullptr) return;
    auto decision = fresh<doverie_replayed>();
    REQUIRE(doverie_replay_decision_get(next.get(), &decision, nullptr) == DOVERIE_STATUS_OK);
    found.messages.push_back(copy(decision.message));
    for (std::size_t i = 0; i < decision.missing_count; ++i) {
      auto missing = fresh<doverie_replay_missing>();
      REQUIRE(doverie_replay_decision_missing_at(next.get(), i, &missing, nullptr) == DOVERIE_STATUS_OK);
      found.messages.back() += " [" + std::to_string(missing.gap) + " " + std::to_string(missing.rule) + "]";
    }
    if (decision.outcome == DOVERIE_REPLAY_FALLEN) CHECK(copy(decision.because_stream) == "circle/maria");
    if (decision.outcome == DOVERIE_REPLAY_REFUSED) {
      CHECK(decision.reason == DOVERIE_REASON_CONTACT_TOO_YOUNG);
      CHECK((decision.has_needs == 1 && decision.has_has == 1));
      CHECK(decision.needs > decision.has);
    }
  }
}

Found finished(const Replay& replay) {
  Found found;
  const auto report = make<Report>([&](auto out, auto error) { return doverie_replay_finish(replay.get(), out, error); });
  take(replay, found);
  REQUIRE(doverie_replay_report_get(report.get(), &found.counts, nullptr) == DOVERIE_STATUS_OK);
  for (std::size_t i = 0; i < found.counts.row_count; ++i) {
    auto row = fresh<doverie_replay_row>();
    REQUIRE(doverie_replay_report_row_at(report.get(), i, &row, nullptr) == DOVERIE_STATUS_OK);
    found.rows.push_back(copy(row.decision) + " " + std::to_string(row.outcome) + " " + copy(row.why) + " " +
                         std::to_string(row.count));
  }
  auto row = fresh<doverie_replay_row>();
  CHECK(doverie_replay_report_row_at(report.get(), found.counts.row_count, &row, nullptr) == DOVERIE_STATUS_FAULT);
  doverie_string parameter{};
  CHECK(found.counts.unseen_change_count == 0);
  CHECK(doverie_replay_report_unseen_change_at(report.get(), 0, &parameter, nullptr) == DOVERIE_STATUS_FAULT);
  return found;
}

// The very words of tests/replay and tests/interfaces/python/test_replay.py.
const std::vector<std::string> kMessages = {
    "circle/maria, version 2: contact_appointed would have been refused: contact_too_young (needs 99, has 46)",
    "circle/maria, version 3: recovery_started would have had nothing to go on, since circle/maria, version 2 comes out "
    "otherwise: contact_too_young (needs 99, has 46)"};
const std::vector<std::string> kRows = {"contact_appointed 2 contact_too_young 1", "recovery_started 4 contact_too_young 1"};

TEST_CASE("replay: a store and its copy say what would have come out otherwise") {
  World world;
  world.appoint();
  std::string number;
  world.start(&number);
  const Replay of_store = replay_of(policy_with({{kContactsFrom18, "\"contact_min_age_years\":99"}}));
  std::uint64_t events = 1;
  while (events > 0) REQUIRE(doverie_replay_page(of_store.get(), world.store.get(), &events, nullptr) == DOVERIE_STATUS_OK);
  const Found found = finished(of_store);
  CHECK(found.messages == kMessages);
  CHECK(found.rows == kRows);
  CHECK(found.counts.decisions == 3);
  CHECK(found.counts.same == 1);
  CHECK(found.counts.refused == 1);
  CHECK(found.counts.fallen == 1);

  const auto copied =
      make<Export>([&](auto out, auto error) { return doverie_store_export(world.store.get(), {"", 0}, 1000, out, error); });
  auto page = fresh<doverie_export_page>();
  REQUIRE(doverie_export_get(copied.get(), &page, nullptr) == DOVERIE_STATUS_OK);
  const Replay of_copy = replay_of(policy_with({{kContactsFrom18, "\"contact_min_age_years\":99"}}));
  std::istringstream lines(copy(page.lines));
  for (std::string line; std::getline(lines, line);) {
    REQUIRE(doverie_replay_line(of_copy.get(), lend_bytes(line), nullptr) == DOVERIE_STATUS_OK);
  }
  CHECK(finished(of_copy).messages == kMessages);
}

TEST_CASE("replay: under the same policy everything is the same") {
  World world;
  world.appoint();
  const Replay replay = replay_of(gosuslugi());
  std::uint64_t events = 1;
  while (events > 0) REQUIRE(doverie_replay_page(replay.get(), world.store.get(), &events, nullptr) == DOVERIE_STATUS_OK);
  const Found found = finished(replay);
  CHECK(found.counts.same == found.counts.decisions);
  CHECK(found.messages.empty());
}

TEST_CASE("replay: what is no line of a history is said, and said again") {
  const Replay replay = replay_of(gosuslugi());
  for (int time = 0; time < 2; ++time) {
    const auto outcome = outcome_of([&](auto error) { return doverie_replay_line(replay.get(), lend_bytes("{}"), error); });
    CHECK(outcome.message() == "line 1: it is not a line of an export");
  }
  const auto report = outcome_of([&](auto error) {
    doverie_replay_report* none = nullptr;
    return doverie_replay_finish(replay.get(), &none, error);
  });
  CHECK(report.message() == "line 1: it is not a line of an export");
}

}  // namespace
}  // namespace capi_test
