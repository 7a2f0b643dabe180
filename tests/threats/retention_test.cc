// SPDX-License-Identifier: Apache-2.0
//
// T13: what an invitation holds of people is erased when its time is over. docs/spec/circle.md#erasing
#include <functional>
#include <utility>

#include "core/values/ids.h"
#include "core/world/draft.h"
#include "doverie/adapters/sqlite.h"
#include "support/spellings.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// gosuslugi: a day to answer, 28 days after that.
constexpr auto kKept = 24h * 29;

struct Keeping : Story {
  explicit Keeping(StoryOptions options = {}) : Story(std::move(options)) {}

  bool gone(const InvitationId& invitation) {
    const auto read = store->read({.streams = {invitation_stream("", invitation)}, .whole = true});
    REQUIRE(read.ok());
    return read->streams.front().erased;
  }
  std::size_t records(const AccountId& trustor = "maria") { return count("circle/" + trustor, "invitation_erased"); }
  // Pumps until nothing is left to do now.
  PumpReport pump() {
    PumpReport sum;
    for (;;) {
      const PumpReport report = service().pump();
      EXPECT(report, "done");
      for (const auto outcome : {&PumpCounts::sent, &PumpCounts::postponed, &PumpCounts::obsolete}) {
        sum.erasures.*outcome += report.erasures.*outcome;
      }
      if (report.all() == 0) return sum;
    }
  }
  Result<Answer> erase_one(const AccountId& trustor, const InvitationId& invitation) {
    return service().run(EraseEndedInvitations{trustor, invitation}, {});
  }
  Status erase_ended(const AccountId& trustor = "maria", CommandMeta meta = {}) {
    return service().operations().erase_ended(trustor, std::move(meta));
  }
  Status freeze() { return service().operations().freeze("maria", "anna"); }
  Status unfreeze() { return service().operations().unfreeze("maria", "anna", "boris"); }
};

TEST_CASE("T13: the pump erases an invitation when its time is over, however it has ended, and not a tick earlier") {
  struct Row {
    const char* ended;
    std::function<void(Keeping&, const InvitationId&)> end;
  };
  const Row rows[] = {
      {"ignored", [](Keeping&, const InvitationId&) {}},
      {"accepted", [](Keeping& s, const InvitationId& i) { s.accepted("ivan", i); }},
      {"declined", [](Keeping& s, const InvitationId& i) { EXPECT(s.service().contact("ivan").decline(i), "done"); }},
      {"withdrawn",
       [](Keeping& s, const InvitationId& i) { EXPECT(s.service().trustor("maria").cancel_invitation(i), "done"); }},
      {"void", [](Keeping& s, const InvitationId&) { s.restart_with_epoch(7); }},
      {"its policy revoked",
       [](Keeping& s, const InvitationId&) { s.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value()); }},
      {"its contact removed",
       [](Keeping& s, const InvitationId& i) {
         s.accepted("ivan", i);
         EXPECT(s.service().contact("ivan").resign("maria"), "done");
       }},
  };
  for (const Row& row : rows) {
    CAPTURE(row.ended);
    Keeping story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.wait(1h);
    row.end(story, invitation);
    story.wait(kKept - 1h - kTick);
    CHECK(story.pump().erasures.sent == 0);
    CHECK_FALSE(story.gone(invitation));
    story.wait(kTick);
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.gone(invitation));
    CHECK(story.records() == 1);
    story.wait(24h * 400);
    CHECK(story.pump().erasures.sent == 0);  // once
    CHECK(story.records() == 1);
    CHECK(story.service().operations().audit("maria").ok());
  }
}

TEST_CASE("T13: the record names the invitation, and tells nobody that it was declined") {
  Keeping story;
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.service().contact("ivan").decline(invitation), "done");
  story.wait(kKept);
  story.pump();
  const auto trail = story.service().operations().audit("maria");
  REQUIRE(trail.ok());
  const std::string& record = trail->entries.back().event;
  CHECK(record.find(R"("at":"2026-03-31T09:00:00.000000Z")") != std::string::npos);  // as if it had been ignored
  CHECK(record.find(R"("invitation":")" + invitation + "\"}") != std::string::npos);
  CHECK(record.find("Иван") == std::string::npos);
}

TEST_CASE("T13: a contact whose invitation was erased is a contact as before") {
  Keeping story;
  story.appointed("maria", "ivan");
  story.wait(kKept);
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.service().trustor("maria").cabinet()->contacts.size() == 1);
  CHECK(story.service().contact("ivan").cabinet()->trustors.at(0).trustor == "maria");
  CHECK(story.redeem(story.ready("maria", "ivan"))->trustor == "maria");
}

TEST_CASE("T13: an invitation is kept for as long as the policy said that it was sent under") {
  Policy shorter = Policy::gosuslugi();
  shorter.id = "shorter";
  shorter.invitation_retention = 24h;
  Policy longer = Policy::gosuslugi();
  longer.id = "longer";
  longer.invitation_retention = 24h * 100;
  const auto alone = [](const Policy& policy) { return *PolicySchedule::of({policy}); };
  Keeping story({.policies = alone(shorter)});
  const InvitationId soon = story.invited("maria", "ivan");
  story.restart_with_policies(alone(longer));  // which does not know the policy of then
  const InvitationId late = story.invited("olga", "ivan");
  story.wait(48h - kTick);
  CHECK(story.pump().erasures.sent == 0);
  story.wait(kTick);
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.gone(soon));
  story.restart_with_policies(alone(shorter));
  story.wait(24h * 99 - kTick);
  EXPECT(story.erase_one("olga", late), "refused: invitation_kept");
  CHECK(story.pump().erasures.sent == 0);
  story.wait(kTick);
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.gone(late));
}

TEST_CASE("T13: nothing is erased by its time while the account is frozen or being recovered, and it is afterwards") {
  SUBCASE("frozen") {
    Keeping story;
    const InvitationId invitation = story.invited("maria", "ivan");
    EXPECT(story.freeze(), "done");
    story.wait(kKept);
    CHECK(total(story.pump(), &PumpCounts::postponed) == 1);
    EXPECT(story.erase_ended(), "refused: frozen");
    story.wait(24h * 300);
    CHECK(total(story.pump(), &PumpCounts::postponed) == 1);  // however long an inquiry takes
    CHECK_FALSE(story.gone(invitation));
    EXPECT(story.unfreeze(), "done");
    story.wait(1h - kTick);
    CHECK(story.pump().erasures.sent == 0);  // it is looked at once an hour
    story.wait(kTick);
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.gone(invitation));
  }
  SUBCASE("being recovered") {
    Keeping story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.accepted("ivan", invitation);
    story.wait(kKept - 1h);
    const RequestId request = story.started("maria", true);
    story.wait(1h);
    CHECK(story.pump().erasures.sent == 0);
    EXPECT(story.erase_one("maria", invitation), "refused: erasure_blocked");
    EXPECT(story.cancel(request), "done");
    story.wait(1h);
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.gone(invitation));
  }
}

TEST_CASE("T13: a crash between erasing and settling, and a lost connection, leave one record") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Keeping story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  story.wait(kKept);
  SUBCASE("a crash") {
    store->on_settle = [](const auto&) { return Fault{FaultCode::store_unavailable, "the process is gone"}; };
    EXPECT(story.service().pump(), "fault: store_unavailable");
    CHECK(story.gone(invitation));
    store->on_settle = nullptr;
    story.restart();
    story.wait(2min);  // the lease runs out
  }
  SUBCASE("a lost connection, and nothing was written") {
    store->on_append = [&](const Batch&) -> Result<AppendResult> {
      store->on_append = nullptr;
      return AppendResult{AppendOutcome::unknown};
    };
  }
  SUBCASE("a lost connection, and it was written") {
    store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
      store->on_append = nullptr;
      REQUIRE(store->inner().append(batch));
      return AppendResult{AppendOutcome::unknown};
    };
  }
  SUBCASE("the disk is full, for a while") {
    store->on_append = [](const Batch&) { return Fault{FaultCode::store_full, "no room"}; };
    EXPECT(story.service().pump(), "fault: store_full");
    store->on_append = nullptr;
    story.wait(2s);
  }
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.gone(invitation));
  CHECK(story.records() == 1);
  story.wait(24h);
  CHECK(story.pump().erasures.sent == 0);
}

TEST_CASE("T13: whoever decides while the pump erases is before it or behind it, and nothing stands behind the tombstone") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Keeping story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  story.wait(kKept);
  bool raced = false;
  const auto race = [&](const std::function<void()>& other) {
    store->on_append = [&, other](const Batch& batch) {
      if (!batch.erase.empty() && !std::exchange(raced, true)) other();
      return store->inner().append(batch);
    };
  };
  SUBCASE("a freeze holds it back") {
    race([&] { EXPECT(story.freeze(), "done"); });
    CHECK(total(story.pump(), &PumpCounts::postponed) == 1);
    CHECK_FALSE(story.gone(invitation));
    CHECK(story.records() == 0);
  }
  SUBCASE("an operator erases the person") {
    race([&] { EXPECT(story.service().operations().erase("maria", "anna"), "done"); });
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.gone(invitation));
    CHECK(story.records() == 0);  // it was the operator
    CHECK(story.count("circle/maria", "personal_data_erased") == 1);
  }
  SUBCASE("another pump") {
    race([&] { EXPECT(story.erase_one("maria", invitation), "done"); });
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.records() == 1);
  }
  SUBCASE("the contact accepts by a clock that is a month behind") {
    race([&] {
      story.clock->jump(1h - kKept);
      EXPECT(story.accept("ivan", invitation), "fault: clock_skew");
      story.clock->jump(kKept - 1h);
    });
    CHECK(story.pump().erasures.sent == 1);
    CHECK(story.gone(invitation));
  }
  CHECK(raced);
  store->on_append = nullptr;
  const auto read = store->inner().read({.streams = {invitation_stream("", invitation)}, .whole = true});
  CHECK(read->streams.front().erased == read->streams.front().events.empty());
}

// A clock that is wrong for as long as messages are leased.
class WrongWhileLeasing final : public WrappedStore {
 public:
  using WrappedStore::WrappedStore;
  std::function<void()> leased;
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    auto found = WrappedStore::lease_messages(queue, now, lease_for, limit);
    if (leased) leased();
    return found;
  }
};

TEST_CASE("T13: a clock that jumps does not have an invitation kept for ever, nor erased while it is right") {
  auto store = std::make_shared<WrongWhileLeasing>(std::make_shared<MemoryStore>());
  Keeping story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  SUBCASE("years ahead") {
    story.clock->jump(24h * 3650);
    EXPECT(story.service().pump(), "fault: clock_skew");
    EXPECT(story.erase_one("maria", invitation), "fault: clock_skew");
    story.clock->jump(-24h * 3650);
  }
  SUBCASE("set back while a message is leased") {
    story.wait(kKept - 1h);
    store->leased = [&] { story.clock->jump(-24h), store->leased = nullptr; };
    static_cast<void>(story.service().pump());
    story.clock->jump(24h);
    CHECK_FALSE(story.gone(invitation));
    return;
  }
  SUBCASE("back by years") {
    story.clock->jump(-24h * 365);
    EXPECT(story.service().pump(), "fault: clock_skew");
    EXPECT(story.erase_one("maria", invitation), "fault: clock_skew");
    story.clock->jump(24h * 365);
  }
  story.clock->set(kNoon + kKept - kTick);
  CHECK(story.pump().erasures.sent == 0);
  CHECK_FALSE(story.gone(invitation));
  story.clock->set(kNoon + kKept + 1h);
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.gone(invitation));
}

TEST_CASE("T13: asked for by a host: what is due, and nothing else") {
  Keeping story;
  const InvitationId first = story.invited("maria", "ivan");
  EXPECT(story.service().trustor("maria").cancel_invitation(first), "done");
  story.wait(24h);
  const InvitationId second = story.invited("maria", "ivan");
  const InvitationId others = story.invited("olga", "ivan");
  story.wait(kKept - 24h - kTick);
  EXPECT(story.erase_ended(), "done");
  CHECK(story.records() == 0);
  EXPECT(story.erase_one("maria", first), "refused: invitation_kept");
  story.wait(kTick);
  EXPECT(story.erase_one("maria", others), "refused: invitation_not_found");
  EXPECT(story.erase_one("olga", first), "refused: invitation_not_found");
  EXPECT(story.erase_one("maria", "inv_00000000000000000000000000000000.maria"), "refused: invitation_not_found");
  EXPECT(story.erase_one("maria", "nonsense"), "fault: invalid_argument");
  EXPECT(story.erase_ended("maria", {"sweep", ""}), "done");
  EXPECT(story.erase_ended("maria", {"sweep", ""}), "done");
  EXPECT(story.erase_ended(), "done");
  EXPECT(story.erase_one("maria", first), "done");  // it is gone, as was asked
  CHECK(story.records() == 1);
  CHECK(story.gone(first));
  CHECK_FALSE(story.gone(second));
  CHECK_FALSE(story.gone(others));
  EXPECT(story.erase_ended("nobody"), "done");
  EXPECT(story.erase_ended(""), "fault: invalid_argument");
}

TEST_CASE(
    "T13: a message that somebody has put into the outbox erases nothing before its time, and is not believed either") {
  Keeping story;
  const InvitationId invitation = story.invited("maria", "ivan");
  const InvitationId others = story.invited("olga", "pyotr");
  const auto forge = [&](const std::string& id, const InvitationId& named) {
    const Message message{"erase", "maria", "maria", std::nullopt, "", 0, named};
    Batch batch{.command_id = "forged-" + id, .at = story.now()};
    batch.messages.push_back({"erasures", id, encode(message), story.now(), kLatestNow});
    REQUIRE(story.store->append(batch)->outcome == AppendOutcome::appended);
  };
  forge("early", invitation);
  forge("another", others);
  const PumpReport report = story.service().pump();
  CHECK(report.erasures.postponed == 1);
  CHECK(report.erasures.obsolete == 1);
  CHECK_FALSE(story.gone(invitation));
  CHECK_FALSE(story.gone(others));
  story.wait(kKept);
  CHECK(story.pump().erasures.sent == 3);  // the forged one finds a tombstone
  CHECK(story.records("maria") == 1);
  CHECK(story.records("olga") == 1);
}

TEST_CASE("T13: invitations that no message tells of are found by a host that asks") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  store->on_append = [&](const Batch& batch) {
    Batch silent = batch;
    silent.messages.clear();
    return store->inner().append(silent);
  };
  Keeping story({.store = store});
  std::vector<InvitationId> sent;
  for (int i = 0; i < 40; ++i) {  // so many that the circle is summed up
    sent.push_back(story.invited("maria", "ivan"));
    REQUIRE(story.service().trustor("maria").cancel_invitation(sent.back()));
    story.wait(24h);
  }
  REQUIRE(story.count("circle/maria", "circle_summed") > 0);
  story.wait(kKept - 24h - kTick);
  CHECK(story.pump().all() == 0);
  EXPECT(story.erase_ended(), "done");
  CHECK(story.records() == 39);
  CHECK_FALSE(story.gone(sent.back()));
  CHECK(story.gone(sent.front()));
}

TEST_CASE("T13: erasing what is over gives no phone its notices back") {
  Keeping story({.policies = changed([](Policy& policy) {
                   policy.invitation_lifetime = 1min;
                   policy.invitation_retention = 24h;
                 })});
  const char* trustors[] = {"maria", "olga", "pyotr"};
  for (const char* trustor : trustors) story.invited(trustor, "ivan");
  story.wait(24h - kTick);
  story.pump();
  CHECK_FALSE(story.invite("maria", "ivan")->notice_allowed);
  story.wait(1min + kTick);
  CHECK(story.pump().erasures.sent == 3);
}

TEST_CASE("T13: what was erased when its time was over comes back with a backup, and is erased again") {
  TempDir dir;
  const auto store = sqlite_store(dir.file("store")).value();
  Keeping story({.store = store});
  const InvitationId invitation = story.invited("maria", "ivan");
  REQUIRE(store->backup_to(dir.file("backup")).ok());
  story.wait(kKept);
  CHECK(story.pump().erasures.sent == 1);
  REQUIRE(SqliteStore::restore(dir.file("backup"), dir.file("restored"), {.at = story.now()}).ok());
  ServiceOptions options = story.options();
  options.store = story.store = sqlite_store(dir.file("restored")).value();
  story.restart(options);
  CHECK_FALSE(story.gone(invitation));
  CHECK(story.pump().erasures.sent == 1);
  CHECK(story.gone(invitation));
  CHECK(story.records() == 1);
}

TEST_CASE("T13: after its time the name is in neither file nor WAL, and nobody did anything but pump") {
  const std::string name = "Акакий";
  TempDir dir;
  auto opened = sqlite_store(dir.file("circles.db"));
  REQUIRE(opened.ok());
  Keeping story({.store = *opened});
  const auto invited = story.service().trustor("maria").invite(name, "8 (916) 555-01-23");
  REQUIRE(invited.ok());
  const auto found = [&](const std::string& text) { return found_in_files(text, dir.path()); };
  CHECK_FALSE(found(name).empty());
  CHECK_FALSE(found(invited->phone_masked).empty());
  story.wait(kKept);
  CHECK(story.pump().erasures.sent == 1);
  CHECK(found(name) == std::vector<std::string>{});
  CHECK(found(invited->phone_masked) == std::vector<std::string>{});
}

}  // namespace
}  // namespace doverie::testing
