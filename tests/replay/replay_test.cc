// SPDX-License-Identifier: Apache-2.0
//
// What a replay says, decision by decision, and what it refuses to read.
#include "doverie/audit.h"
#include "replay/histories.h"
#include "support/ages.h"

namespace doverie::testing {
namespace {

std::string in_words(const std::vector<ReplayedDecision>& decisions) {
  std::string words;
  for (const ReplayedDecision& decision : decisions) words += decision.message + "\n";
  return words;
}

Policy contact_of(int years) {
  Policy policy = with_ages(14, years);
  policy.id = "other";
  return policy;
}

// Ivan is 30 and does everything.
void whole_story(Story& story) {
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(30, 100); });
  story.appointed("maria", "ivan");
  story.redeemed(story.ready("maria", "ivan"));
}

TEST_CASE("replay: the first reason of what would have been refused, and what would have gone with it") {
  Story story;
  whole_story(story);
  const Replayed found = replayed(history_of(*story.store), PolicySchedule(), alone(contact_of(31)));
  CHECK(
      in_words(found.decisions) ==
      "circle/maria, version 2: contact_appointed would have been refused: contact_too_young (needs 31, has 30)\n"
      "circle/maria, version 3: recovery_started would have had nothing to go on, since circle/maria, version 2 comes out "
      "otherwise: contact_too_young (needs 31, has 30)\n"
      "circle/maria, version 4: approval_given would have had nothing to go on, since circle/maria, version 2 comes out "
      "otherwise: contact_too_young (needs 31, has 30)\n"
      "circle/maria, version 7: code_confirmed would have had nothing to go on, since circle/maria, version 2 comes out "
      "otherwise: contact_too_young (needs 31, has 30)\n"
      "circle/maria, version 9: recovery_redeemed would have had nothing to go on, since circle/maria, version 2 comes out "
      "otherwise: contact_too_young (needs 31, has 30)\n");
  const ReplayReport& report = found.report;
  CHECK(std::vector{report.decisions, report.same, report.refused, report.further, report.fallen, report.untold} ==
        std::vector<std::uint64_t>{6, 1, 1, 0, 4, 0});
  CHECK(replayed(history_of(*story.store), PolicySchedule(), alone(contact_of(30))).report.all_same());
}

TEST_CASE("replay: verdicts tell by silence that no phone was being replaced and nothing had changed of late") {
  Story story;
  story.appointed("maria", "ivan");
  Policy other = Policy::gosuslugi();
  other.id = "other";
  other.replacing_phone_counts = false;
  other.pause_after_sim_change = 1h;
  CHECK(replayed(history_of(*story.store), PolicySchedule(), alone(other)).report.all_same());
}

TEST_CASE("replay: a decision of a policy that nobody has given is untold, unless nothing depends on it") {
  Story story({.policies = changed([](Policy& p) { p.id = "lost", p.starts_per_day = 2; })});
  story.appointed("maria", "ivan");
  CHECK(in_lines(replayed(history_of(*story.store), PolicySchedule(), alone(contact_of(31))).report) ==
        "contact_appointed untold policy 1\n"
        "invitation_sent untold policy 1\n");
}

TEST_CASE("replay: a link is judged by the policy that it would have been made under") {
  Policy kept = contact_of(31);
  kept.id = "kept", kept.applies_from = CivilDate{std::chrono::year{2026} / 3 / 10};
  kept.applies_to = {{"contact_min_age_years", AppliesTo::new_links}};
  Policy locked = kept;
  locked.applies_to.clear();
  Story story;
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(30, 100); });
  story.appointed("maria", "ivan");
  story.wait(24h * 20), story.started("maria");
  const auto history = history_of(*story.store);
  const auto with = [&](const Policy& later) { return *PolicySchedule::of({Policy::gosuslugi(), later}); };
  CHECK(replayed(history, PolicySchedule(), with(kept)).report.all_same());
  CHECK(in_lines(replayed(history, PolicySchedule(), with(locked)).report) ==
        "recovery_started refused contact_unavailable 1\n");
}

TEST_CASE("replay: a removal that had to wait is done at once, and the other way round") {
  Policy slow = Policy::gosuslugi();
  slow.id = "slow", slow.removal_delay = 24h;
  Story story({.policies = alone(slow)});
  story.appointed("maria", "ivan");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  story.wait(25h);
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  CHECK(in_lines(replayed(history_of(*story.store), alone(slow), PolicySchedule()).report) ==
        "contact_removed fallen 1\n"
        "removal_asked further 1\n");
}

TEST_CASE("replay: starts that nobody could confirm are counted, and taken as they are") {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  const ReplayReport report = replayed(history_of(*story.store), PolicySchedule(), alone(contact_of(31))).report;
  CHECK(report.vain_starts == 1);
  CHECK(report.decisions == 2);
}

TEST_CASE("replay: a request that the host's report has voided is void under the other policy, too") {
  Story story;
  story.appointed("maria", "ivan");
  story.started("maria");
  story.wait(1h);
  EXPECT(story.service().operations().account_changed("maria", AccountChange::sim, story.now()), "done");
  story.started("maria");
  Policy other = Policy::gosuslugi();
  other.id = "other", other.max_open_requests = 1;
  CHECK(replayed(history_of(*story.store), PolicySchedule(), alone(other)).report.all_same());
}

TEST_CASE("replay: calls that were let be are not known") {
  Policy deaf = Policy::gosuslugi();
  deaf.id = "deaf", deaf.call_hold = 0s;
  Story story({.policies = alone(deaf)});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request), story.wait(61s);
  EXPECT(story.resend("ivan", request), "done");
  CHECK(in_lines(replayed(history_of(*story.store), alone(deaf), PolicySchedule()).report) ==
        "code_resent untold fact call_in_progress 1\n");
}

TEST_CASE("replay: statements in the same words were answered, others were not") {
  const Attestation both[] = {{true, true, "", 1, {}}, {true, true, "", 2, {"nobody_dictates"}}};
  for (const int then : {1, 2}) {
    Policy recorded = Policy::gosuslugi();
    recorded.id = "then", recorded.attestation_version = then;
    Policy other = recorded;
    other.id = "other", other.attestation_version = 3 - then;
    Story story({.policies = alone(recorded)});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    Attestation said = both[then - 1];
    said.number = story.number(request);
    EXPECT(story.service().contact("ivan").approve(request, said), "done");
    story.confirmed("ivan", request);
    CHECK(in_lines(replayed(history_of(*story.store), alone(recorded), alone(other)).report) ==
          (then == 2 ? "" : "approval_given untold fact attestation_incomplete 1\ncode_confirmed untold earlier 1\n"));
  }
}

TEST_CASE("replay: the days have to be the same days") {
  Policy omsk = Policy::gosuslugi();
  omsk.time_zone = "Asia/Omsk";
  const auto replay = Replay::create(PolicySchedule(), alone(omsk));
  CHECK(testing::in_words(replay) == "fault: invalid_argument");
  CHECK(
      replay.fault().message ==
      "replay: the other policy has time_zone \"Asia/Omsk\", the history \"Europe/Moscow\": its days would be others; give "
      "both the same");
}

// --- files

std::vector<std::string> exported(EventStore& store) {
  const auto page = export_page(store, "", 1000);
  REQUIRE(page.ok());
  std::vector<std::string> lines;
  std::istringstream text(page->lines);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

// What is said of them: the report's lines, or the fault.
std::string said_of(const std::vector<std::string>& lines) {
  auto replay = Replay::create(PolicySchedule(), alone(contact_of(31)));
  for (const std::string& line : lines) {
    const auto status = replay->line(line);
    if (status) continue;
    CHECK(replay->line(lines.front()).fault() == status.fault());  // for ever
    CHECK(replay->finish().fault() == status.fault());
    return std::string(info(status.fault().code).name) + ": " + status.fault().message;
  }
  const auto report = replay->finish();
  return report ? in_lines(*report) : report.fault().message;
}

TEST_CASE("replay: a copy and a store say the same") {
  Story story;
  whole_story(story);
  auto of_store = Replay::create(PolicySchedule(), alone(contact_of(31)));
  std::uint64_t events = 0;
  for (auto page = of_store->page(*story.store); page && *page > 0; page = of_store->page(*story.store)) events += *page;
  const auto report = of_store->finish();
  CHECK(report->events == events);
  CHECK(in_lines(*report) == said_of(exported(*story.store)));
}

TEST_CASE("replay: what cannot be a history is refused, with the line") {
  Story story;
  whole_story(story);
  const auto good = exported(*story.store);
  REQUIRE(good.size() > 6);

  auto cut = good;
  cut.back().resize(cut.back().size() / 2);
  const std::string last = std::to_string(good.size());
  CHECK(said_of(cut).starts_with("store_corrupt: line " + last + ": "));

  auto rubbish = good;
  rubbish[2] = "{}";
  CHECK(said_of(rubbish) == "store_corrupt: line 3: it is not a line of an export");

  auto gap = good;
  gap.erase(gap.begin() + 1);  // the first is the realm's own
  CHECK(said_of(gap).starts_with("store_corrupt: line "));

  auto later = good;  // a tail that begins in the middle
  later.erase(later.begin(), later.begin() + 5);
  CHECK(said_of(later).find("should be; verify it (audit), and give all of it") != std::string::npos);

  auto unknown = good;
  const auto type = unknown[1].find("invitation_sent");
  unknown[1].replace(type, 15, "invitation_gone");
  CHECK(said_of(unknown).starts_with("event_unknown: line 2: stream circle/maria, version 1: "));
}

TEST_CASE("replay: an approval of a request that was never opened is no history") {
  Story story;
  whole_story(story);
  auto history = history_of(*story.store);
  std::erase_if(history, [](const FeedEntry& entry) { return entry.stream.starts_with("facts/"); });
  for (FeedEntry& entry : history) {
    const auto at = entry.event.bytes.find("\"recovery_started\"");
    if (at == std::string::npos) continue;
    entry.event.bytes = entry.event.bytes.substr(0, at) + "\"owner_seen\",\"v\":1" + entry.event.bytes.substr(at + 24);
  }
  auto replay = Replay::create(PolicySchedule(), PolicySchedule());
  Status status = Done{};
  for (const FeedEntry& entry : history) {
    if (status) status = replay->event(entry);
  }
  EXPECT(status, "fault: store_corrupt");
  CHECK(status.fault().message.find("it is about a request that was never opened") != std::string::npos);
}

TEST_CASE("replay: what the rules have found about no event of the command is no history") {
  Story story;
  whole_story(story);
  auto history = history_of(*story.store);
  const auto facts = std::ranges::find_if(history, [](const FeedEntry& e) { return e.stream.starts_with("facts/"); });
  REQUIRE(facts != history.end());
  auto& bytes = facts->event.bytes;
  const auto at = bytes.find("\"version\":1");
  REQUIRE(at != std::string::npos);
  bytes.replace(at, 11, "\"version\":7");
  auto replay = Replay::create(PolicySchedule(), PolicySchedule());
  Status status = Done{};
  for (const FeedEntry& entry : history) {
    if (status) status = replay->event(entry);
  }
  EXPECT(status, "fault: store_corrupt");
  CHECK(status.fault().message.find("stream facts/0.maria, version 1 is about no event of its command") !=
        std::string::npos);
}

TEST_CASE("replay: realms are told apart") {
  Story story;
  story.appointed("maria", "ivan");
  ServiceOptions options = story.options();
  options.realm = "tenant-2";
  story.restart(options);
  REQUIRE(story.service().operations().begin_realm("anna"));
  whole_story(story);
  const Replayed found = replayed(history_of(*story.store), PolicySchedule(), alone(contact_of(31)));
  CHECK(found.report.decisions == 8);
  CHECK(found.report.refused == 1);
  CHECK(found.decisions.front().place.stream == "tenant-2/circle/maria");
}

TEST_CASE("replay: a declined invitation is a decision, and comes out as its invitation does") {
  Story story;
  REQUIRE(story.service().contact("ivan").decline(story.invited("maria", "ivan")));
  const auto history = history_of(*story.store);
  const auto unchanged = replayed(history, PolicySchedule(), PolicySchedule()).report;
  CHECK(std::vector{unchanged.decisions, unchanged.same} == std::vector<std::uint64_t>{2, 2});
  Policy foreign = Policy::gosuslugi();
  foreign.id = "foreign";
  foreign.phone_prefixes = {"+49"};
  const auto report = replayed(history, PolicySchedule(), alone(foreign)).report;
  CHECK(std::vector{report.decisions, report.refused, report.fallen} == std::vector<std::uint64_t>{2, 1, 1});
}

TEST_CASE("replay: a history in which time goes back is none") {
  Story story;
  whole_story(story);
  auto history = history_of(*story.store);
  std::size_t changed = 0;
  for (FeedEntry& entry : history) {
    const auto at = entry.event.bytes.find("\"at\":\"2026");
    if (entry.stream != "circle/maria" || entry.version < 3 || at == std::string::npos) continue;
    entry.event.bytes.replace(at + 6, 4, "2025");
    ++changed;
  }
  REQUIRE(changed > 0);
  auto replay = Replay::create(PolicySchedule(), PolicySchedule());
  Status status = Done{};
  for (const FeedEntry& entry : history) {
    if (status) status = replay->event(entry);
  }
  if (status) status = replay->finish().ok() ? Status(Done{}) : Status(Fault{FaultCode::internal, "finish"});
  EXPECT(status, "fault: store_corrupt");
  CHECK(status.fault().message.find("time goes back") != std::string::npos);
}

}  // namespace
}  // namespace doverie::testing
