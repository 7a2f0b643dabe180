// SPDX-License-Identifier: Apache-2.0
//
// A command that is repeated with its id: what stands for good, what is decided anew, and what a grant is still worth.
#include "support/hand.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A store in which somebody without keys changes the answers that are kept.
class Forged final : public WrappedStore {
 public:
  using WrappedStore::WrappedStore;
  std::function<void(CommandRecord&)> forge;

  Result<ReadResult> read(const ReadRequest& request) override {
    auto read = WrappedStore::read(request);
    if (read && read->command && forge) forge(*read->command);
    return read;
  }
};

TEST_CASE("KR1: the kept answer of an own recovery is no grant for somebody else's account") {
  const auto store = std::make_shared<Forged>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  const auto redeem = [&] { return story.redeem(request, {"reset-1", ""}); };
  const std::string grant = redeem()->id;
  store->forge = [](CommandRecord& record) {
    const auto at = record.answer.find("maria");
    REQUIRE(at != std::string::npos);
    record.answer.replace(at, 5, "olga");
  };
  EXPECT(redeem(), "fault: audit_broken");
  store->forge = [](CommandRecord& record) {
    record.answer = R"({"kind":"grant","id":"grant_00000000000000000000000000000000","trustor":"olga"})";
  };
  EXPECT(redeem(), "fault: audit_broken");
  store->forge = nullptr;
  CHECK(redeem()->id == grant);
}

TEST_CASE("KL6: an answer that may be otherwise in a moment does not stand for the command") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.wait(1min);
  story.change("ivan", [&](AccountFacts& ivan) { ivan.sim_since = story.now(); });  // is noted with the refusal
  EXPECT(story.redeem(request, {"reset-1", ""}), "refused: request_not_approved");
  CHECK(story.count("contact/ivan", "account_changed") == 1);
  EXPECT(story.redeem(request, {"reset-1", ""}), "refused: request_not_approved");
  story.wait(61s);
  REQUIRE(story.resend("ivan", request));  // the code that went to the SIM of before is void
  story.confirmed("ivan", request);
  const auto granted = story.redeem(request, {"reset-1", ""});
  EXPECT(granted, "done");
  CHECK(story.redeem(request, {"reset-1", ""})->id == granted->id);
}

TEST_CASE("KL6: a guess that was counted stands for the command, and is counted once") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string wrong = story.wrong_code("ivan");
  const auto guess = [&](const std::string& code) {
    return story.service().contact("ivan").confirm_code(request, Secret(code), {"guess-1", ""});
  };
  CHECK(in_detail(guess(wrong)) == "refused: wrong_code (needs 5, has 1)");
  CHECK(in_detail(guess(wrong)) == "refused: wrong_code (needs 5, has 1)");
  CHECK(story.count("circle/maria", "code_rejected") == 1);
  EXPECT(guess(story.code("ivan")), "fault: command_id_reused");
}

TEST_CASE("KL6: which answers are final") {
  struct Row {
    const char* what;
    std::function<Result<Answer>(Story&, CommandMeta)> ask;
    bool final;
  };
  const auto run = [](Story& story, Command command, CommandMeta meta) {
    return story.service().run(std::move(command), std::move(meta));
  };
  const Row rows[] = {
      {"not protected", [&](Story& s, CommandMeta m) { return run(s, StartRecovery{"olga", secret_number(1), false}, m); },
       false},
      {"fraud", [&](Story& s, CommandMeta m) { return run(s, ReportFraudAsOwner{"maria"}, m); }, true},
      {"a call of a stranger's", [&](Story& s, CommandMeta m) { return run(s, CallBegan{"olga", "call-1"}, m); }, false},
      {"a login that changed nothing", [&](Story& s, CommandMeta m) { return run(s, OwnerSeen{"maria"}, m); }, false},
      {"a refusal", [&](Story& s, CommandMeta m) { return run(s, KeepContact{"maria", "ivan"}, m); }, false},
      {"an invitation", [&](Story& s, CommandMeta m) { return run(s, Invite{"olga", "Пётр", "+79167654321"}, m); }, true},
      {"a question", [&](Story& s, CommandMeta m) { return run(s, ShowTrustor{"maria"}, m); }, false},
  };
  for (const Row& row : rows) {
    Story story;
    story.appointed("maria", "ivan");
    static_cast<void>(row.ask(story, {"one", ""}));
    const auto other = story.service().trustor("maria").deny("req_00000000000000000000000000000000.maria", {"one", ""});
    CHECK_MESSAGE(in_words(other) == (row.final ? "fault: command_id_reused" : "refused: request_not_found"), row.what);
  }
}

TEST_CASE("KL7: an id that the host gave stands for its command although nothing was to be written") {
  Story story;
  story.appointed("maria", "ivan");
  const auto report = [&](const char* id) { return story.service().contact("ivan").report_fraud("maria", {id, ""}); };
  EXPECT(report("first"), "done");
  EXPECT(report("second"), "done");  // frozen already
  CHECK(story.count("circle/maria", "fraud_reported") == 1);
  story.wait(73h);
  EXPECT(report("second"), "done");
  CHECK(story.count("circle/maria", "fraud_reported") == 1);
  EXPECT(story.service().trustor("maria").report_fraud({"second", ""}), "fault: command_id_reused");
  EXPECT(report("third"), "done");
  CHECK(story.count("circle/maria", "fraud_reported") == 2);
}

TEST_CASE("KL7: an empty id is an error, and not none") {
  Story story;
  EXPECT(story.service().trustor("maria").report_fraud({"", ""}), "fault: invalid_argument");
  EXPECT(story.service().trustor("maria").report_fraud({std::nullopt, ""}), "done");
}

TEST_CASE("T5: a store that refuses what it shows itself is damaged, which no repetition mends") {
  const auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  store->on_append = [](const Batch&) -> Result<AppendResult> { return AppendResult{AppendOutcome::conflict}; };
  const auto start = story.start("maria");
  EXPECT(start, "fault: store_corrupt");
  CHECK(start.fault().message.find("circle/maria") != std::string::npos);
}

// --- KL8

struct Granted : Story {
  Granted() {
    appointed("maria", "ivan");
    request = ready("maria", "ivan");
    grant = again()->id;
  }
  Result<Grant> again() { return redeem(request, {"reset-1", ""}); }
  RequestId request;
  std::string grant;
};

TEST_CASE("KL8: within its life the same grant is given again") {
  Granted story;
  for (const Duration wait : {Duration{0}, Duration{14min}, Duration{1min - kTick}}) {
    story.wait(wait);
    CHECK(story.again()->id == story.grant);
  }
  story.wait(kTick);
  EXPECT(story.again(), "refused: grant_expired");
  story.wait(24h * 365);
  EXPECT(story.again(), "refused: grant_expired");
}

TEST_CASE("KL8: a grant that fraud or a freeze has overtaken is not given again, ever") {
  struct Row {
    const char* what;
    std::function<Status(Story&)> overtake;
    bool lifts;
  };
  const Row rows[] = {
      {"the owner", [](Story& s) { return s.service().trustor("maria").report_fraud(); }, true},
      {"the contact", [](Story& s) { return s.service().contact("ivan").report_fraud("maria"); }, true},
      {"an operator", [](Story& s) { return s.service().operations().freeze("maria", "anna"); }, true},
  };
  for (const Row& row : rows) {
    Granted story;
    story.wait(1min);
    REQUIRE(row.overtake(story));
    CHECK_MESSAGE(in_words(story.again()) == "refused: frozen, grant_void", row.what);
    REQUIRE(story.service().operations().unfreeze("maria", "anna", "boris"));
    CHECK_MESSAGE(in_words(story.again()) == "refused: grant_void", row.what);
  }
}

TEST_CASE("KL8: a grant is not given again to whoever has the account after its owner got it back otherwise, or left") {
  struct Row {
    const char* what;
    std::function<void(Story&)> overtake;
  };
  const Row rows[] = {
      {"closed", [](Story& s) { REQUIRE(s.service().operations().account_closed("maria")); }},
      {"recovered by other means",
       [](Story& s) { REQUIRE(s.service().operations().recovered_by_other_means("maria", "mfc")); }},
      {"recovered by another request", [](Story& s) { REQUIRE(s.redeem(s.ready("maria", "ivan"))); }},
  };
  for (const Row& row : rows) {
    Granted story;
    row.overtake(story);  // in the same instant: the order of the records tells
    CHECK_MESSAGE(in_words(story.again()) == "refused: grant_void", row.what);
    story.wait(24h);
    CHECK_MESSAGE(in_words(story.again()) == "refused: grant_void, grant_expired", row.what);
  }
}

TEST_CASE("KL8: a redemption in the same moment as another one answers as a repetition") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  const Command command = Redeem{"maria", request, story.secret(request)};
  Operation first(story.service().settings(), command, {"reset-1", ""}, randomness_number(1));
  Operation second(story.service().settings(), command, {"reset-1", ""}, randomness_number(2));
  loaded(story, first);
  loaded(story, second);
  written(story, first);
  const auto granted = finished(story, second);
  REQUIRE(granted);
  CHECK(std::get<Grant>(*granted).id == std::get<Grant>(*first.answer()).id);
}

}  // namespace
}  // namespace doverie::testing
