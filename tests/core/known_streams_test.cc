// SPDX-License-Identifier: Apache-2.0
//
// What a service remembers of streams is never older than what the store has, and changes no decision.
#include "app/stream_memory.h"
#include "core/world/world.h"
#include "doverie/ports/needs.h"
#include "support/hand.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A story that keeps what was asked of its store, and what came back.
struct Watched {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};
  std::size_t events_read = 0;
  std::size_t reads = 0;
  std::vector<std::string> unchanged;

  Watched() {
    store->on_read = [this](const ReadRequest& request) {
      ++reads;
      auto result = store->inner().read(request);
      for (const StreamRecord& stream : result->streams) {
        events_read += stream.events.size();
        if (stream.unchanged) unchanged.push_back(stream.name);
      }
      return result;
    };
  }
  void forget_what_was_read() {
    events_read = reads = 0;
    unchanged.clear();
  }
};

Operation operation(const Story& story, Command command, const std::string& id) {
  return {story.service().settings(), std::move(command), CommandMeta{id, ""},
          randomness_number(id.empty() ? 0 : id.back())};
}

std::shared_ptr<const Service> another(const Story& story) {
  return *Service::create(story.options());
}

TEST_CASE("known streams: a second command on a circle reads no events") {
  Watched watched;
  watched.story.appointed("maria", "ivan");
  watched.forget_what_was_read();
  watched.story.started("maria");
  CHECK(watched.events_read == 0);
  CHECK(watched.unchanged == std::vector<std::string>{"circle/maria", "contact/ivan", "realm/"});
}

TEST_CASE("known streams: nothing is remembered by a service that is told so") {
  Watched watched;
  ServiceOptions forgetful = watched.story.options();
  forgetful.remembered_streams = 0;
  watched.story.restart(forgetful);
  watched.story.appointed("maria", "ivan");
  watched.forget_what_was_read();
  watched.story.started("maria");
  CHECK(watched.events_read > 0);
  CHECK(watched.unchanged.empty());
}

TEST_CASE("known streams: a remembered circle tells whose streams are needed, so that every command reads once") {
  Watched watched;
  Story& story = watched.story;
  story.appointed("maria", "ivan");
  watched.forget_what_was_read();
  const RequestId request = story.started("maria");
  CHECK(watched.reads == 1);
  EXPECT(story.approve("ivan", request), "done");
  CHECK(watched.reads == 2);
  const std::string code = story.code("ivan");
  watched.forget_what_was_read();
  EXPECT(story.confirm("ivan", request, code), "done");
  CHECK(watched.reads == 1);
  EXPECT(story.redeem(request), "done");
  CHECK(watched.reads == 2);
}

TEST_CASE("known streams: what was foreseen from an old memory decides nothing") {
  Story story;
  story.appointed("maria", "ivan");
  const auto other = another(story);
  EXPECT(other->trustor("maria").remove_contact("ivan"), "done");
  CHECK(story.start("maria")->status == StartStatus::not_protected);

  story.appointed("maria", "pyotr");
  EXPECT(other->trustor("maria").cabinet(), "done");
  EXPECT(story.service().trustor("maria").remove_contact("pyotr"), "done");
  story.appointed("maria", "ivan");
  EXPECT(other->recoverer("maria").start(secret_number(1)), "done");
  CHECK(other->contact("ivan").cabinet()->requests.size() == 1);
  CHECK(other->contact("pyotr").cabinet()->requests.empty());
}

TEST_CASE("known streams: a host that drives by hand may prefetch, and gets everything with one look") {
  Story story;
  story.appointed("maria", "ivan");
  Operation before = operation(story, StartRecovery{"maria", secret_number(7), false}, "a");
  REQUIRE(finished(story, before));

  Operation start = operation(story, StartRecovery{"maria", secret_number(8), false}, "b");
  start.supply(fetched(story, start.needs()));  // the clock
  CHECK(start.needs().streams == std::vector<std::string>{"circle/maria", "realm/"});
  start.prefetch(before.to_remember());
  CHECK(start.needs().streams == std::vector<std::string>{"circle/maria", "contact/ivan", "realm/"});
  CHECK(start.needs().accounts == std::vector<AccountId>{"ivan", "maria"});
  CHECK(start.needs().command_id.has_value());
  start.supply(fetched(story, start.needs()));
  CHECK(start.writes());
}

TEST_CASE("known streams: invitations hold personal data and are not remembered") {
  Watched watched;
  const InvitationId invitation = watched.story.invited("maria", "ivan");
  watched.forget_what_was_read();
  EXPECT(watched.story.service().contact("ivan").cabinet(), "done");
  EXPECT(watched.story.accept("ivan", invitation), "done");
  for (const std::string& stream : watched.unchanged) CHECK_FALSE(stream.starts_with("invitation/"));
}

TEST_CASE("known streams: what another service has written is seen at once") {
  Story story;
  story.appointed("maria", "ivan");
  const auto other = another(story);
  EXPECT(story.service().trustor("maria").cabinet(), "done");
  EXPECT(other->trustor("maria").report_fraud(), "done");
  CHECK(story.start("maria")->status == StartStatus::frozen);
  CHECK(story.service().trustor("maria").cabinet()->frozen_until.has_value());
}

TEST_CASE("known streams: a circle that was erased meanwhile is erased") {
  Story story;
  story.appointed("maria", "ivan");
  const std::uint64_t version = story.store->read({.streams = {"circle/maria"}})->streams.front().version;
  Batch erasing;
  erasing.command_id = "erasing";
  erasing.expected = {{"circle/maria", version}};
  erasing.erase = {"circle/maria"};
  REQUIRE(story.store->append(erasing)->outcome == AppendOutcome::appended);
  EXPECT(story.start("maria"), "refused: account_erased");
}

// Long enough for circles to be summed up.
std::vector<FeedEntry> written_with(std::size_t remembered_streams) {
  Story story;
  ServiceOptions options = story.options();
  options.remembered_streams = remembered_streams;
  story.restart(options);
  story.appointed("maria", "ivan");
  for (int day = 0; day < 80; ++day) {
    const RequestId request = story.started("maria");
    if (day % 3 == 0) story.approved("ivan", request);
    EXPECT(story.cancel(request), "done");
    if (day % 5 == 0) EXPECT(story.service().operations().owner_seen("maria"), "done");
    story.wait(24h);
  }
  return *story.store->feed("", 10'000);
}

TEST_CASE("known streams: what is written is the same to the byte, whatever was remembered") {
  const auto all_read = written_with(0);
  REQUIRE(all_read.size() > 200);
  for (const std::size_t remembered : {1U, 2U, 10'000U}) {
    const auto written = written_with(remembered);
    REQUIRE(written.size() == all_read.size());
    for (std::size_t i = 0; i < written.size(); ++i) CHECK(written[i].event == all_read[i].event);
  }
}

TEST_CASE("known streams: a host that drives by hand may remember as well") {
  Story story;
  story.appointed("maria", "ivan");
  Operation first = operation(story, OwnerSeen{"maria"}, "first");
  REQUIRE(finished(story, first));
  const std::vector<KnownStream> learnt = first.to_remember();
  REQUIRE(learnt.size() == 2);
  CHECK(stream_of(*learnt.front()) == "circle/maria");
  CHECK(stream_of(*learnt.back()) == "realm/");
  CHECK(version_of(*learnt.front()) == story.events("circle/maria").size());

  Operation second = operation(story, ReportFraudAsOwner{"maria"}, "second");
  second.supply(fetched(story, second.needs()));
  const ReadRequest request = read_request(second.needs(), learnt);
  CHECK(request.known == std::vector<std::optional<std::uint64_t>>{version_of(*learnt.front()), 1});
  Supplies supplies;
  take_in(*story.store->read(request), supplies);
  REQUIRE(supplies.streams.front().unchanged);
  SUBCASE("given what it knows") {
    supplies.known = learnt;
    second.supply(std::move(supplies));
    CHECK(second.writes());
  }
  SUBCASE("not given it") {
    second.supply(std::move(supplies));
    EXPECT(second.answer(), "fault: internal");
  }
}

// --- the memory itself

std::vector<KnownStream> learnt_of(Story& story, const AccountId& trustor) {
  Operation seen = operation(story, ShowTrustor{trustor}, "");
  REQUIRE(finished(story, seen));
  return seen.to_remember();
}

TEST_CASE("stream memory: an older version never takes the place of a newer one") {
  Story story;
  story.appointed("maria", "ivan");
  const auto older = learnt_of(story, "maria");
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  const auto newer = learnt_of(story, "maria");
  StreamMemory memory(10);
  for (const auto& learnt : {older, newer, older}) memory.remember(learnt);
  CHECK(memory.recall({"circle/maria"}).front() == newer.front());
}

std::vector<KnownStream> frozen(Story& story, const AccountId& trustor) {
  Operation freezing = operation(story, ReportFraudAsOwner{trustor}, trustor);
  REQUIRE(finished(story, freezing));
  return freezing.to_remember();
}

TEST_CASE("stream memory: what was never written is not worth remembering") {
  Story story;
  CHECK(learnt_of(story, "nobody").size() == 1);  // the realm's record
  CHECK(frozen(story, "somebody").size() == 2);
}

TEST_CASE("stream memory: holds so many and no more, and those that were wanted last") {
  Story story;
  StreamMemory memory(4);
  const auto name = [](int i) { return "a" + std::to_string(i); };
  for (int i = 0; i < 10; ++i) {
    memory.remember(frozen(story, name(i)));
    CHECK(memory.recall({"circle/a0"}).front() != nullptr);  // wanted all the time
  }
  std::size_t held = 0;
  for (int i = 0; i < 10; ++i) held += memory.recall({"circle/" + name(i)}).front() != nullptr;
  CHECK(held >= 2);
  CHECK(held <= 4);
  CHECK(memory.recall({"circle/a9"}).front() != nullptr);
  CHECK(StreamMemory(0).recall({"circle/a9"}).empty());
}

TEST_CASE("known streams: an older state never takes the place of a newer one") {
  const auto state = [](std::uint64_t version) {
    auto stream = std::make_shared<Loaded<Circle>>();
    stream->record = {"circle/maria", version, false, {}};
    return KnownStream(stream);
  };
  StreamMemory memory(16);
  for (const std::uint64_t version : {2U, 1U, 3U, 2U}) memory.remember({state(version)});
  CHECK(version_of(*memory.recall({"circle/maria"}).front()) == 3);
  memory.remember({state(2)});
  CHECK(version_of(*memory.recall({"circle/maria"}).front()) == 3);
}

}  // namespace
}  // namespace doverie::testing
