// SPDX-License-Identifier: Apache-2.0
//
// One command driven by hand: what it asks for and in which order, and every way in which it can end.
#include "support/hand.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

Operation operation(Story& story, Command command, const std::string& id = "cmd-1", int randomness = 1) {
  return Operation(story.service().settings(), std::move(command), {id, "trace"}, randomness_number(randomness));
}

Operation invite_ivan(Story& story, const std::string& id = "cmd-1", int randomness = 1) {
  return operation(story, Invite{"maria", "Иван", "+79161234567"}, id, randomness);
}

TEST_CASE("operation: the clock first and alone, then everything else at once") {
  Story story;
  Operation inviting = invite_ivan(story);
  CHECK(inviting.needs().clock);
  CHECK(inviting.needs().time_zone == "Europe/Moscow");
  CHECK(inviting.needs().streams.empty());
  CHECK_FALSE(inviting.needs().command_id.has_value());
  inviting.supply(fetched(story, inviting.needs()));
  const Needs& needs = inviting.needs();
  CHECK_FALSE(needs.clock);
  CHECK(needs.streams == std::vector<std::string>{"circle/maria", "realm/"});
  CHECK(needs.accounts == std::vector<AccountId>{"maria"});
  CHECK(needs.tags.size() == 1);
  CHECK(needs.tags_since <= kNoon - 24h);
  CHECK(needs.command_id == "cmd-1");
  inviting.supply(fetched(story, needs));
  CHECK(inviting.needs().empty());
  CHECK(inviting.writes());
  CHECK_FALSE(inviting.done());
}

TEST_CASE("operation: streams are asked for in ascending order, and the batch expects them all") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  Operation accepting = operation(story, AcceptInvitation{"ivan", invitation});
  accepting.supply(fetched(story, accepting.needs()));
  std::vector<std::string> streams{"circle/maria", "contact/ivan", "invitation/" + invitation, "realm/"};
  CHECK(accepting.needs().streams == streams);
  // Every command looks at the realm's record, and none of these writes it: no race is about it. What the rules have found is
  // written without being read.
  streams.pop_back();
  streams.insert(streams.begin() + 2, "facts/0.maria");
  loaded(story, accepting);
  const Batch& batch = accepting.batch();
  REQUIRE(batch.expected.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(batch.expected[i].stream == streams[i]);
    CHECK(batch.expected[i].version == (i == 1 ? 0 : 1));
    CHECK(batch.appends[i].stream == streams[i]);
    CHECK(batch.appends[i].events.size() == 1);
  }
  CHECK(batch.command_id == "cmd-1");
  CHECK(batch.at == kNoon);
}

TEST_CASE("operation: the answer is withheld until the batch is committed") {
  Story story;
  Operation inviting = invite_ivan(story);
  loaded(story, inviting);
  CHECK_FALSE(inviting.done());
  written(story, inviting);
  REQUIRE(inviting.done());
  CHECK(std::holds_alternative<Invited>(*inviting.answer()));
  CHECK_FALSE(inviting.writes());
}

TEST_CASE("operation: something asked for and not supplied is named") {
  struct Row {
    void (*leave_out)(Supplies&);
    std::string message;
  };
  const Row rows[] = {
      {[](Supplies& s) { s.streams.clear(); }, "not supplied: stream circle/maria"},
      {[](Supplies& s) { s.accounts.clear(); }, "not supplied: facts of account maria"},
      {[](Supplies& s) { s.tags.clear(); }, "not supplied: listing of a tag"},
      {[](Supplies& s) { s.streams.front().name = "circle/olga"; }, "not supplied: stream circle/maria"},
      {[](Supplies& s) { s.streams.push_back({"circle/olga", 0, false, {}}); },
       "stream circle/olga was supplied but not asked for"},
  };
  for (const Row& row : rows) {
    Story story;
    Operation inviting = invite_ivan(story);
    inviting.supply(fetched(story, inviting.needs()));
    Supplies supplies = fetched(story, inviting.needs());
    row.leave_out(supplies);
    inviting.supply(std::move(supplies));
    REQUIRE(inviting.done());
    CHECK(inviting.answer().fault().message == row.message);
    EXPECT(inviting.answer(), "fault: internal");
  }
  Story story;
  Operation inviting = invite_ivan(story);
  inviting.supply({});
  CHECK(inviting.answer().fault().message == "not supplied: clock");
}

TEST_CASE("operation: a clock that cannot be right") {
  const CivilDate no_date{std::chrono::year{2026} / 2 / 30};
  const std::pair<ClockReading, std::string> rows[] = {
      {{kEarliestNow, kToday}, ""},
      {{kEarliestNow - kTick, kToday}, "fault: clock_skew"},
      {{kLatestNow - kTick, kToday}, ""},
      {{kLatestNow, kToday}, "fault: clock_skew"},
      {{Instant{}, kToday}, "fault: clock_skew"},
      {{kNoon, no_date}, "fault: clock_skew"},
  };
  for (const auto& [reading, said] : rows) {
    Story story;
    Operation inviting = invite_ivan(story);
    Supplies supplies;
    supplies.clock = reading;
    inviting.supply(std::move(supplies));
    CHECK((inviting.done() ? in_words(inviting.answer()) : "") == said);
  }
}

TEST_CASE("operation: the store's own time may be five seconds away") {
  for (const Duration away : {Duration(-5s), Duration(5s), Duration(-5s) - kTick, Duration(5s) + kTick}) {
    Story story;
    Operation inviting = invite_ivan(story);
    inviting.supply(fetched(story, inviting.needs()));
    Supplies supplies = fetched(story, inviting.needs());
    supplies.store_now = kNoon + away;
    inviting.supply(std::move(supplies));
    CHECK(inviting.done() == (std::chrono::abs(away) > 5s));
    if (inviting.done()) EXPECT(inviting.answer(), "fault: clock_skew");
  }
}

TEST_CASE("operation: after a lost race it begins again, and decides on what is there then") {
  Story story;
  Operation first = invite_ivan(story, "cmd-1");
  Operation second = invite_ivan(story, "cmd-2", 2);
  loaded(story, first);
  loaded(story, second);
  written(story, first);
  written(story, second);
  CHECK_FALSE(second.done());
  CHECK(second.conflicts() == 1);
  CHECK(second.needs().clock);
  EXPECT(finished(story, second), "refused: invitation_pending");
}

TEST_CASE("operation: an unknown outcome is found out by the command id") {
  for (const bool took_effect : {false, true}) {
    Story story;
    Operation inviting = invite_ivan(story);
    loaded(story, inviting);
    if (took_effect) REQUIRE(story.store->append(inviting.batch()));
    inviting.committed({AppendOutcome::unknown});
    CHECK_FALSE(inviting.done());
    CHECK(inviting.conflicts() == 0);
    EXPECT(finished(story, inviting), "done");
    CHECK(story.count("circle/maria", "invitation_sent") == 1);
  }
}

TEST_CASE("operation: an append that had taken effect already answers as it did then") {
  Story story;
  Operation inviting = invite_ivan(story);
  loaded(story, inviting);
  const auto record = inviting.batch().command;
  const auto first = finished(story, inviting);
  Operation again = invite_ivan(story);
  again.supply(fetched(story, again.needs()));
  Supplies supplies = fetched(story, again.needs());
  supplies.command.reset();  // as if another process committed it right after this read
  supplies.streams.front() = {"circle/maria", 0, false, {}};
  again.supply(std::move(supplies));
  REQUIRE(again.writes());
  again.committed({AppendOutcome::already, record});
  CHECK(std::get<Invited>(*again.answer()).invitation == std::get<Invited>(*first).invitation);
}

TEST_CASE("operation: the same command again has one effect and the same answer") {
  Story story;
  Operation first = invite_ivan(story);
  const auto answered = finished(story, first);
  Operation again = invite_ivan(story, "cmd-1", 2);
  const auto repeated = finished(story, again);
  CHECK(std::get<Invited>(*repeated).invitation == std::get<Invited>(*answered).invitation);
  CHECK(story.count("circle/maria", "invitation_sent") == 1);
}

TEST_CASE("operation: the same id for another command is refused") {
  Story story;
  Operation first = invite_ivan(story);
  REQUIRE(finished(story, first));
  const std::vector<Command> others = {Invite{"maria", "Пётр", "+79161234567"},
                                       Invite{"maria", "Иван", "+79167654321"},
                                       Invite{"olga", "Иван", "+79161234567"},
                                       ReportFraudAsOwner{"maria"},
                                       OwnerSeen{"maria"},
                                       RecoveredByOtherMeans{"maria", "mfc"}};
  for (const Command& other : others) {
    Operation reusing = operation(story, other);
    EXPECT(finished(story, reusing), "fault: command_id_reused");
  }
}

TEST_CASE("operation: a stored answer that is damaged is not answered") {
  Story story;
  Operation first = invite_ivan(story);
  REQUIRE(finished(story, first));
  Operation again = invite_ivan(story);
  again.supply(fetched(story, again.needs()));
  Supplies supplies = fetched(story, again.needs());
  supplies.command->answer = "{}";
  again.supply(std::move(supplies));
  EXPECT(again.answer(), "fault: audit_broken");
}

TEST_CASE("operation: giving up answers with the host's fault") {
  Story story;
  Operation inviting = invite_ivan(story);
  inviting.fail({FaultCode::directory_unavailable, "down"});
  EXPECT(inviting.answer(), "fault: directory_unavailable");
  CHECK(inviting.needs().empty());
  CHECK_FALSE(inviting.writes());
}

TEST_CASE("operation: a query writes nothing and asks for no command id") {
  Story story;
  Operation looking(story.service().settings(), ShowTrustor{"maria"}, {}, randomness_number(1));
  looking.supply(fetched(story, looking.needs()));
  CHECK_FALSE(looking.needs().command_id.has_value());
  EXPECT(finished(story, looking), "done");
}

TEST_CASE("operation: a refusal writes nothing, and is decided again next time") {
  Story story;
  story.invited("maria", "ivan");
  Operation refused = invite_ivan(story, "cmd-9");
  EXPECT(finished(story, refused), "refused: invitation_pending");
  story.wait(24h);
  Operation later = invite_ivan(story, "cmd-9", 3);
  EXPECT(finished(story, later), "done");
}

TEST_CASE("operation: it can be moved while it is under way") {
  Story story;
  Operation inviting = invite_ivan(story);
  inviting.supply(fetched(story, inviting.needs()));
  Operation moved = std::move(inviting);
  Operation target = invite_ivan(story, "cmd-2");
  target = std::move(moved);
  EXPECT(finished(story, target), "done");
}

TEST_CASE("operation: the same inputs give the same bytes") {
  std::vector<Batch> batches;
  for (int i = 0; i < 2; ++i) {
    Story story;
    Operation inviting = invite_ivan(story);
    loaded(story, inviting);
    batches.push_back(inviting.batch());
  }
  REQUIRE(batches[0].appends.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(batches[0].appends[i].events == batches[1].appends[i].events);
  CHECK(batches[0].command.answer == batches[1].command.answer);
  CHECK(batches[0].command.fingerprint == batches[1].command.fingerprint);
  CHECK(batches[0].tags.front().tag == batches[1].tags.front().tag);
}

TEST_CASE("operation: the clock that was supplied first is the time of all that follows") {
  Story story;
  Operation inviting = invite_ivan(story);
  inviting.supply(fetched(story, inviting.needs()));
  Supplies supplies = fetched(story, inviting.needs());
  supplies.clock = ClockReading{kNoon + 1h, kToday};
  inviting.supply(std::move(supplies));
  REQUIRE(inviting.writes());
  CHECK(inviting.batch().at == kNoon);
}

}  // namespace
}  // namespace doverie::testing
