// SPDX-License-Identifier: Apache-2.0
//
// Attacks: replay, and what a code, a secret and an approval are bound to.
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "core/confirmation/code.h"
#include "core/operation/answer_codec.h"
#include "doverie/adapters/sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

struct Appointed : Story {
  explicit Appointed(StoryOptions options = {}) : Story(std::move(options)) { appointed("maria", "ivan"); }
};

template <class Work>
std::map<std::string, int> eight_times(Work work) {
  std::vector<std::string> said(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < said.size(); ++i) threads.emplace_back([&, i] { said[i] = work(i); });
  for (std::thread& thread : threads) thread.join();
  std::map<std::string, int> counts;
  for (const std::string& one : said) ++counts[one];
  return counts;
}

TEST_CASE("B1: the right code submitted many times at once: one wins, the others are told that it was used") {
  Appointed story;
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  const auto said = eight_times([&](std::size_t) { return in_words(story.confirm("ivan", request, code)); });
  CHECK(said == std::map<std::string, int>{{"done", 1}, {"refused: code_already_used", 7}});
  CHECK(story.count("circle/maria", "recovery_approved") == 1);
  story.wait(30min);
  EXPECT(story.confirm("ivan", request, code), "refused: code_already_used");
}

TEST_CASE("B2: the code of another request or of another contact is refused and counted") {
  Appointed story;
  story.appointed("olga", "ivan");
  const RequestId marias = story.started("maria");
  const RequestId olgas = story.started("olga");
  story.approved("ivan", marias);
  const std::string for_maria = story.code("ivan");
  story.approved("ivan", olgas);
  const std::string for_olga = story.code("ivan");
  REQUIRE(for_maria != for_olga);
  EXPECT(story.confirm("ivan", olgas, for_maria), "refused: wrong_code");
  EXPECT(story.confirm("ivan", marias, for_olga), "refused: wrong_code");
  CHECK(story.count("circle/maria", "code_rejected") == 1);
  CHECK(story.count("circle/olga", "code_rejected") == 1);
  EXPECT(story.confirm("pyotr", marias, for_maria), "refused: request_not_found");
}

TEST_CASE("B2: the code of an earlier request of the same circle is refused and counted") {
  Appointed story;
  const RequestId first = story.started("maria");
  story.approved("ivan", first);
  const std::string earlier = story.code("ivan");
  REQUIRE(story.cancel(first));
  const RequestId second = story.started("maria");
  story.approved("ivan", second);
  REQUIRE(story.code("ivan") != earlier);
  EXPECT(story.confirm("ivan", second, earlier), "refused: wrong_code");
  CHECK(story.count("circle/maria", "code_rejected") == 1);
}

TEST_CASE("B2: the code of another purpose is another code") {
  Appointed story;
  const auto code = [&](std::string_view purpose) {
    return derive_code(*story.keys, "1", {"id", "", "request", "ivan", purpose, "+79161234567"}, 9);
  };
  CHECK_FALSE(*code("recovery") == *code("removal"));
}

TEST_CASE("B3: a code entered before approval and attestation is refused, and nothing is evaluated") {
  Appointed story;
  const RequestId request = story.started("maria");
  EXPECT(story.confirm("ivan", request, "123456"), "refused: approval_missing");
  EXPECT(story.service().contact("ivan").approve(request, {false, false, story.number(request)}),
         "refused: attestation_incomplete");
  EXPECT(story.confirm("ivan", request, "123456"), "refused: approval_missing");
  EXPECT(story.redeem(request), "refused: request_not_approved");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
}

TEST_CASE("B4: redeemed once: by many threads at once, and after a restart") {
  Appointed story;
  const RequestId request = story.ready("maria", "ivan");
  const auto said = eight_times([&](std::size_t) { return in_words(story.redeem(request)); });
  CHECK(said == std::map<std::string, int>{{"done", 1}, {"refused: request_redeemed", 7}});
  story.restart();
  EXPECT(story.redeem(request), "refused: request_redeemed");
  CHECK(story.count("circle/maria", "recovery_redeemed") == 1);
}

TEST_CASE("B4: redeemed once: by two processes over one store") {
  Appointed story;
  const RequestId request = story.ready("maria", "ivan");
  const auto other = Service::create(story.options());
  REQUIRE(other.ok());
  const auto said = eight_times([&](std::size_t i) {
    const Service& service = i % 2 ? story.service() : **other;
    return in_words(service.recoverer("maria").redeem(request, story.secret(request)));
  });
  CHECK(said == std::map<std::string, int>{{"done", 1}, {"refused: request_redeemed", 7}});
}

TEST_CASE("B4: redeemed once: after commits whose outcome is unknown") {
  for (const bool took_effect : {true, false}) {
    auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
    Appointed story({.store = store});
    const RequestId request = story.ready("maria", "ivan");
    bool first = true;
    store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
      const bool lost = std::exchange(first, false);
      if (!lost) return store->inner().append(batch);
      if (took_effect) CHECK(store->inner().append(batch).ok());
      return AppendResult{AppendOutcome::unknown};
    };
    EXPECT(story.redeem(request), "done");
    EXPECT(story.redeem(request), "refused: request_redeemed");
    CHECK(story.count("circle/maria", "recovery_redeemed") == 1);
  }
}

TEST_CASE("B5: another's secret, another account's request") {
  Appointed story;
  story.appointed("olga", "pyotr");
  const RequestId marias = story.ready("maria", "ivan");
  const RequestId olgas = story.started("olga");
  const auto maria = story.service().recoverer("maria"), olga = story.service().recoverer("olga");
  EXPECT(maria.redeem(marias, story.secret(olgas)), "refused: wrong_secret");
  EXPECT(olga.redeem(olgas, story.secret(marias)), "refused: wrong_secret");
  EXPECT(maria.status(marias, story.secret(olgas)), "refused: wrong_secret");
  EXPECT(maria.cancel(marias, story.secret(olgas)), "refused: wrong_secret");
  RequestId moved = marias.substr(0, marias.find('.')) + ".olga";
  EXPECT(olga.redeem(moved, story.secret(marias)), "refused: request_not_found");
  CHECK(story.redeem(marias)->trustor == "maria");
}

TEST_CASE("B5: another account's session can neither see, cancel nor use up a recovery, secret or no secret") {
  Appointed story;
  story.appointed("olga", "pyotr");
  const RequestId marias = story.ready("maria", "ivan");
  const Secret secret = story.secret(marias);
  const auto olga = story.service().recoverer("olga");
  EXPECT(olga.status(marias, secret), "refused: request_not_found");
  EXPECT(olga.redeem(marias, secret), "refused: request_not_found");
  EXPECT(olga.cancel(marias, secret), "refused: request_not_found");
  CHECK(story.state_of(marias) == "approved");  // nothing was consumed
  const auto maria = story.service().recoverer("maria");
  EXPECT(maria.redeem(marias, secret_number(99)), "refused: wrong_secret");
  CHECK(maria.status(marias, secret)->state == RequestState::approved);
  CHECK(maria.redeem(marias, secret, kPasswordRecovery, {"once", ""})->trustor == "maria");
  // The same command id of another session is another command.
  EXPECT(olga.redeem(marias, secret, kPasswordRecovery, {"once", ""}), "fault: command_id_reused");
  EXPECT(maria.cancel(marias, secret), "refused: request_redeemed");
  EXPECT(maria.start(secret_number(98)), "done");
}

TEST_CASE("B6: approved, then denied, frozen, recovered otherwise or made ineligible: no redemption") {
  struct Row {
    std::string what;
    void (*happens)(Story&, const RequestId&);
    std::string answer;
  };
  const Row rows[] = {
      {"denied by the owner", [](Story& s, const RequestId& r) { REQUIRE(s.service().trustor("maria").deny(r)); },
       "refused: request_denied"},
      {"denied by the contact", [](Story& s, const RequestId& r) { REQUIRE(s.service().contact("ivan").deny(r)); },
       "refused: request_denied"},
      {"fraud reported", [](Story& s, const RequestId&) { REQUIRE(s.service().contact("ivan").report_fraud("maria")); },
       "refused: request_void"},
      {"recovered otherwise",
       [](Story& s, const RequestId&) { REQUIRE(s.service().operations().recovered_by_other_means("maria", "mfc")); },
       "refused: request_void"},
      {"contact ineligible",
       [](Story& s, const RequestId&) { s.change("ivan", [](AccountFacts& f) { f.citizen = false; }); },
       "refused: contact_unavailable"},
      {"contact's account gone", [](Story& s, const RequestId&) { s.directory->remove("ivan"); },
       "refused: contact_unavailable"},
      {"epoch raised", [](Story& s, const RequestId&) { s.restart_with_epoch(2); }, "refused: request_void"},
      {"policy revoked",
       [](Story& s, const RequestId&) { s.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value()); },
       "refused: request_void"},
      {"another approved", [](Story& s, const RequestId&) { s.approved("ivan", s.started("maria")); },
       "refused: request_denied"},
  };
  for (const Row& row : rows) {
    Appointed story;
    const RequestId request = story.ready("maria", "ivan");
    row.happens(story, request);
    CHECK_MESSAGE(in_words(story.redeem(request)) == row.answer, row.what);
  }
}

TEST_CASE("B9: what was open when the backup was taken is void after it was restored, without any configuration") {
  TempDir directory;
  const auto store = sqlite_store(directory.file("store")).value();
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const InvitationId invitation = story.invited("olga", "pyotr");
  const RequestId request = story.ready("maria", "ivan");
  REQUIRE(store->backup_to(directory.file("backup")).ok());
  REQUIRE(SqliteStore::restore(directory.file("backup"), directory.file("restored"), {.at = story.now()}).ok());
  ServiceOptions options = story.options();
  options.store = story.store = sqlite_store(directory.file("restored")).value();
  story.restart(options);
  EXPECT(story.redeem(request), "refused: request_void");
  EXPECT(story.service().contact("pyotr").accept(invitation), "refused: invitation_void");
  EXPECT(story.start("maria"), "done");
}

// A portal whose store is lost and put back from the last backup.
struct Restoring : Story {
  Restoring() : Restoring(std::make_unique<TempDir>()) {}
  explicit Restoring(std::unique_ptr<TempDir> in)
      : Story({.store = sqlite_store(in->file("store")).value()}), files(std::move(in)) {
    appointed("maria", "ivan");
    REQUIRE(std::static_pointer_cast<SqliteStore>(store)->backup_to(files->file("backup")).ok());
  }
  void restored() {
    const auto epoch = SqliteStore::restore(files->file("backup"), files->file("restored"), {.at = clock->now()});
    REQUIRE(epoch.ok());
    ServiceOptions changed = options();
    changed.store = store = sqlite_store(files->file("restored")).value();
    restart(changed);
  }
  RequestId guessed_out() {
    const RequestId request = started("maria");
    approved("ivan", request);
    guessed_wrong(5, "ivan", request);
    return request;
  }

  std::unique_ptr<TempDir> files;
};

TEST_CASE("B9: wrong codes that the backup does not know are not to be had again: windows are full for a day") {
  Restoring story;
  const RequestId lost = story.guessed_out();
  EXPECT(story.resend("ivan", lost), "refused: too_many_wrong_codes, send_too_soon");
  story.wait(1min);
  story.restored();
  const RequestId request = story.started("maria");
  CHECK(in_detail(story.approve("ivan", request)) == "refused: restored_recently (needs 86400, has 0)");
  story.wait(23h + 59min + 59s);
  CHECK(in_detail(story.approve("ivan", request)) == "refused: restored_recently (needs 86400, has 86399)");
  EXPECT(story.resend("ivan", request), "refused: restored_recently, approval_missing");
  EXPECT(story.confirm("ivan", request, "123456"), "refused: restored_recently, approval_missing");
  story.wait(1s - kTick);
  EXPECT(story.approve("ivan", request), "refused: restored_recently");
}

TEST_CASE("B9: after that day codes are made and accepted again, with as many attempts as ever") {
  Restoring story;
  story.guessed_out();
  story.restored();
  story.wait(24h);
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(4, "ivan", request);
  story.confirmed("ivan", request);
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("B9: in that day everything that makes accounts safer goes on, and the contact is told until when to wait") {
  Restoring story;
  story.restored();
  const Instant until = story.now() + 24h;
  story.wait(1h);
  const RequestId first = story.started("maria");
  CHECK(story.service().contact("ivan").cabinet()->locked_until == until);
  EXPECT(story.service().contact("ivan").deny(first), "done");
  const RequestId second = story.started("maria");
  EXPECT(story.cancel(second), "done");
  EXPECT(story.service().contact("ivan").report_fraud("maria"), "done");
  story.wait(23h);
  CHECK(story.service().contact("ivan").cabinet()->locked_until == std::nullopt);
}

TEST_CASE("B9: a request that was started in that day can be approved when it has passed") {
  Restoring story;
  story.restored();
  story.wait(1h);
  const RequestId request = story.started("maria");
  story.wait(23h);
  story.approved("ivan", request);
  story.confirmed("ivan", request);
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("B9: a store that cannot tell when it was restored: the host's options do; the later of the two counts") {
  Appointed story;
  ServiceOptions options = story.options();
  options.epoch = 2;
  options.restored_at = story.now() - 23h;
  story.restart(options);
  const RequestId request = story.started("maria");
  CHECK(in_detail(story.approve("ivan", request)) == "refused: restored_recently (needs 86400, has 82800)");
  story.wait(1h);
  EXPECT(story.approve("ivan", request), "done");

  Restoring restoring;
  restoring.restored();
  options = restoring.options();
  options.restored_at = restoring.now() - 48h;
  restoring.restart(options);
  EXPECT(restoring.approve("ivan", restoring.started("maria")), "refused: restored_recently");
}

TEST_CASE("B9: a clock that is behind the restore does not end the day earlier") {
  Restoring story;
  story.wait(1h);
  story.restored();
  story.clock->jump(-1h);
  story.restart();
  EXPECT(story.start("maria"), "fault: clock_skew");
  story.clock->jump(1h - 4s);
  story.restart();
  CHECK(in_detail(story.approve("ivan", story.started("maria"))) == "refused: restored_recently (needs 86400, has 0)");
}

TEST_CASE("B6: the contact cannot be removed between approval and redemption") {
  Appointed story;
  const RequestId request = story.ready("maria", "ivan");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: removal_blocked");
  EXPECT(story.service().contact("ivan").resign("maria"), "refused: removal_blocked");
}

TEST_CASE("B6: approved, then wrong codes for another request lock recovery by contact: no redemption") {
  Story story({.policies = changed([](Policy& p) { p.max_wrong_codes_per_trustor = 4; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(3, "ivan", request);
  story.confirmed("ivan", request);
  Policy stricter = story.service().settings().policies.on(kToday);
  Policy next = stricter;
  next.id = "next";
  next.applies_from = CivilDate{std::chrono::year{2026} / 3 / 2};
  next.max_wrong_codes_per_trustor = 3;
  story.restart_with_policies(*PolicySchedule::of({stricter, next}));
  EXPECT(story.redeem(request), "refused: recovery_locked");
}

TEST_CASE("B6: approved, then the contact is locked for wrong codes elsewhere: no redemption while it lasts") {
  Appointed story;
  story.person("vera", citizen("Вера", "+79037778899"));
  story.appointed("olga", "ivan");
  story.appointed("vera", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  for (const char* trustor : {"olga", "vera"}) {
    const RequestId other = story.started(trustor);
    story.approved("ivan", other);
    story.guessed_wrong(5, "ivan", other);
  }
  EXPECT(story.redeem(request), "refused: contact_unavailable");
  CHECK(story.status(request)->standing == StartStatus::contact_unavailable);
}

TEST_CASE("B7: a repeated command has one effect and the first answer") {
  Appointed story;
  const Service& service = story.service();
  const Secret secret = secret_number(77);
  const auto started = service.recoverer("maria").start(secret, false, kPasswordRecovery, {"start", ""});
  CHECK(service.recoverer("maria").start(secret, false, kPasswordRecovery, {"start", ""})->request == started->request);
  const Attestation attestation{true, true, started->number};
  const auto approved = service.contact("ivan").approve(started->request, attestation, {"approve", ""});
  REQUIRE(approved.ok());
  story.wait(30s);
  CHECK(service.contact("ivan").approve(started->request, attestation, {"approve", ""})->code_expires_at ==
        approved->code_expires_at);
  const std::string wrong = story.wrong_code("ivan");
  for (int i = 0; i < 9; ++i) {  // more often than wrong codes are allowed
    const auto guess = service.contact("ivan").confirm_code(started->request, Secret(wrong), {"guess", ""});
    CHECK(in_detail(guess) == "refused: wrong_code (needs 5, has 1)");
  }
  CHECK(story.count("circle/maria", "code_rejected") == 1);
  const Secret right(story.code("ivan"));
  for (int i = 0; i < 2; ++i) {
    CHECK(service.contact("ivan").confirm_code(started->request, right, {"code", ""})->approved);
  }
  const auto grant = service.recoverer("maria").redeem(started->request, secret, kPasswordRecovery, {"redeem", ""});
  story.restart();
  CHECK(story.service().recoverer("maria").redeem(started->request, secret, kPasswordRecovery, {"redeem", ""})->id ==
        grant->id);
  EXPECT(story.service().recoverer("maria").redeem(started->request, secret, kPasswordRecovery, {"again", ""}),
         "refused: request_redeemed");
  EXPECT(story.service().recoverer("maria").redeem(started->request, secret_number(1), kPasswordRecovery, {"redeem", ""}),
         "fault: command_id_reused");
  CHECK(story.sms->sent().size() == 1);
}

TEST_CASE("B7: an approval and a resend that are repeated answer the first time's masked phone, which is not kept") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  std::string kept;
  store->on_append = [&](const Batch& batch) {
    kept += batch.command.answer;
    return store->inner().append(batch);
  };
  const auto approve = [&] {
    return story.service().contact("ivan").approve(request, {true, true, story.number(request)}, {"approve", ""});
  };
  const auto resend = [&] { return story.service().contact("ivan").resend_code(request, {"resend", ""}); };
  const auto first = approve();
  REQUIRE(first.ok());
  CHECK(first->phone_masked == "+7916•••••67");
  story.wait(61s);
  REQUIRE(resend().ok());
  CHECK(kept.find("approved") != std::string::npos);
  CHECK(kept.find("7916") == std::string::npos);
  CHECK(kept.find("•") == std::string::npos);
  const auto check_repeated = [&](const std::string& phone_masked) {
    for (const auto& again : {approve(), resend()}) {
      REQUIRE_MESSAGE(again.ok(), in_words(again));
      CHECK(again->phone_masked == phone_masked);
      CHECK(again->code_expires_at == first->code_expires_at);
    }
  };
  check_repeated("+7916•••••67");
  story.restart();
  check_repeated("+7916•••••67");
  // Where the code went can only be told as long as it is the contact's phone; never is another one named.
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79169999999"); });
  check_repeated("");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone.reset(); });
  check_repeated("");
  story.directory->remove("ivan");
  check_repeated("");
  story.person("ivan", citizen("Иван", "+79161234567"));
  check_repeated("+7916•••••67");
}

TEST_CASE("B7: what is kept in place of a masked phone is another text for every command") {
  std::set<std::string> kept;
  for (const char* id : {"one", "another"}) {
    auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
    Story story({.store = store});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    store->on_append = [&](const Batch& batch) {
      kept.insert(kept_phone_mac(split_seal(batch.command.answer).bytes));
      return store->inner().append(batch);
    };
    REQUIRE(story.service().contact("ivan").approve(request, {true, true, story.number(request)}, {id, ""}));
  }
  CHECK(kept.size() == 2);
}

TEST_CASE("B8: a contact who was removed and came back cannot use an approval from before") {
  for (const bool confirmed : {false, true}) {
    Appointed story;
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    if (confirmed) story.confirmed("ivan", request);
    // Only a request that is void does not hold the contact; here its policy is revoked for a while.
    story.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value());
    story.wait(1min);
    REQUIRE(story.service().trustor("maria").remove_contact("ivan"));
    story.restart_with_policies(PolicySchedule());
    story.appointed("maria", "ivan");
    EXPECT(story.confirm("ivan", request, code), "refused: request_not_found");
    EXPECT(story.redeem(request), confirmed ? "refused: contact_unavailable" : "refused: request_not_approved");
  }
}

TEST_CASE("B10: the attacker's request, started just before the owner's, is neither approved nor redeemed") {
  Appointed story;
  const RequestId attackers = story.started("maria");
  const RequestId owners = story.started("maria");
  REQUIRE(story.number(attackers) != story.number(owners));
  // The owner tells the owner's number; on the attacker's request it does not fit.
  EXPECT(story.service().contact("ivan").approve(attackers, {true, true, story.number(owners)}), "refused: number_mismatch");
  story.approved("ivan", owners);
  CHECK(story.state_of(attackers) == "denied");
  story.confirmed("ivan", owners);
  EXPECT(story.service().recoverer("maria").redeem(owners, story.secret(attackers)), "refused: wrong_secret");
  EXPECT(story.redeem(attackers), "refused: request_denied");
  EXPECT(story.redeem(owners), "done");
}

}  // namespace
}  // namespace doverie::testing
