// SPDX-License-Identifier: Apache-2.0
//
// Arguments that cannot be meant, settings that cannot be used, and the list of reasons.
#include <set>

#include "support/hand.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::string said(Story& story, Command command, CommandMeta meta = {}) {
  const auto answer = story.service().run(std::move(command), std::move(meta));
  return answer.faulted() ? answer.fault().message : in_words(answer);
}

TEST_CASE("arguments: what is wrong is named") {
  Story story;
  const RequestId request = "req_00000000000000000000000000000000.maria";
  const InvitationId invitation = "inv_00000000000000000000000000000000.maria";
  const Secret secret = secret_number(1);
  const std::string none;
  const std::pair<Command, std::string> rows[] = {
      {Invite{"", "Иван", "+79161234567"}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {Invite{"maria", std::string(1025, 'a'), "1"}, "name: longer than 1024 bytes"},
      {Invite{"maria", "\xFF", "1"}, "name: not UTF-8"},
      {Invite{"maria", "Иван", std::string(1025, '1')}, "phone: longer than 1024 bytes"},
      {Invite{"maria", "Иван", "\xFF"}, "phone: not UTF-8"},
      {CancelInvitation{"maria", request},
       "invitation: not an id that this library gave out; they look like inv_<32 hex digits>.<account>"},
      {CancelInvitation{"maria", std::string(513, 'x')},
       "invitation: not an id that this library gave out; they look like inv_<32 hex digits>.<account>"},
      {AcceptInvitation{"", invitation}, "contact: an account id has 1 to 128 bytes, this one has 0"},
      {AcceptInvitation{"ivan", "x"},
       "invitation: not an id that this library gave out; they look like inv_<32 hex digits>.<account>"},
      {DeclineInvitation{"ivan", ""},
       "invitation: not an id that this library gave out; they look like inv_<32 hex digits>.<account>"},
      {RemoveContact{"maria", "\n"}, "contact: an account id has no control characters, this one has"},
      {Resign{"ivan", "\xFF"}, "trustor: an account id is UTF-8, this one is not"},
      {DenyAsOwner{"maria", invitation},
       "request: not an id that this library gave out; they look like req_<32 hex digits>.<account>"},
      {DenyAsContact{"ivan", invitation},
       "request: not an id that this library gave out; they look like req_<32 hex digits>.<account>"},
      {ReportFraudAsOwner{""}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ReportFraudAsContact{"ivan", ""}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ShowTrustor{""}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ShowContact{""}, "contact: an account id has 1 to 128 bytes, this one has 0"},
      {ShowAudit{""}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ExplainAccount{"", false, none}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ExplainAccount{"maria", false, "?"}, "operation: 1 to 32 of [a-z0-9_-], such as password_change"},
      {ExplainToOwner{"", false, none}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {ShowTimeline{""}, "account: an account id has 1 to 128 bytes, this one has 0"},
      {ShowHoldings{""}, "account: an account id has 1 to 128 bytes, this one has 0"},
      {EraseRefusals{"maria", "rubbish"}, "a stored message is damaged"},
      {Approve{"ivan", request, {true, true, "\xFF"}}, "number: not UTF-8"},
      {Approve{"ivan", request, {true, true, "1", 0}}, "attestation.version: versions count from 1"},
      {Approve{"ivan", request, {true, true, "1", 1, {""}}},
       "attestation.agreed: 1 to 64 printable ASCII characters without spaces"},
      {Approve{"ivan", request, {true, true, "1", 1, std::vector<std::string>(33, "x")}},
       "attestation.agreed: more than 32"},
      {ResendCode{"ivan", ""},
       "request: not an id that this library gave out; they look like req_<32 hex digits>.<account>"},
      {ConfirmCode{"ivan", request, Secret("\xFF")}, "code: not UTF-8"},
      {StartRecovery{"maria", Secret("short"), false}, "secret: has 5 bytes; make one of 32 with new_recovery_secret()"},
      {ShowRecovery{"maria", request, Secret(std::string(33, 's'))},
       "secret: has 33 bytes; make one of 32 with new_recovery_secret()"},
      {CancelRecovery{"maria", "", secret},
       "request: not an id that this library gave out; they look like req_<32 hex digits>.<account>"},
      {Redeem{"maria", request, Secret()}, "secret: has 0 bytes; make one of 32 with new_recovery_secret()"},
      {ShowRecovery{"", request, secret}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {CancelRecovery{"", request, secret}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {Redeem{"", request, secret}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {OwnerSeen{""}, "trustor: an account id has 1 to 128 bytes, this one has 0"},
      {CallBegan{"", "1"}, "account: an account id has 1 to 128 bytes, this one has 0"},
      {CallBegan{"ivan", ""}, "call_id: 1 to 64 printable ASCII characters without spaces"},
      {CallEnded{"ivan", std::string(65, 'x')}, "call_id: 1 to 64 printable ASCII characters without spaces"},
      {AccountChanged{"", AccountChange::sim, kNoon}, "account: an account id has 1 to 128 bytes, this one has 0"},
      {AccountChanged{"ivan", static_cast<AccountChange>(5), kNoon},
       "what: no change of an account that this library knows"},
      {AccountChanged{"ivan", AccountChange::sim, Instant{} - kTick}, "since: outside of the years 1970 to 2199"},
      {AccountChanged{"ivan", AccountChange::sim, kNoon + kTick}, "since: in the future"},
      {RecoveredByOtherMeans{"maria", ""}, "channel: 1 to 32 of [a-z0-9_-], such as mfc or bank"},
      {RecoveredByOtherMeans{"maria", "МФЦ"}, "channel: 1 to 32 of [a-z0-9_-], such as mfc or bank"},
      {RecoveredByOtherMeans{"maria", std::string(33, 'a')}, "channel: 1 to 32 of [a-z0-9_-], such as mfc or bank"},
      {PrepareDelivery{"m", "rubbish"}, "a stored message is damaged"},
  };
  for (const auto& [command, message] : rows) CHECK(said(story, command) == message);
  CHECK(said(story, RecoveredByOtherMeans{"maria", "a-z_09"}) == "done");
}

TEST_CASE("arguments: command ids and contexts") {
  Story story;
  for (const std::string& id :
       {std::string(), std::string(65, 'a'), std::string("a b"), std::string("я"), std::string("a\n")}) {
    CHECK(said(story, ReportFraudAsOwner{"maria"}, {id, ""}) ==
          "command_id: 1 to 64 printable ASCII characters without spaces, or none at all");
  }
  CHECK(said(story, ReportFraudAsOwner{"maria"}, {"a", std::string(257, 'x')}) ==
        "context: has 257 bytes; at most 256 are kept");
  CHECK(said(story, ReportFraudAsOwner{"maria"}, {std::string(64, '~'), std::string(256, '\xFF')}) == "done");
  Operation without_id(story.service().settings(), ReportFraudAsOwner{"maria"}, {}, randomness_number(1));
  EXPECT(finished(story, without_id), "done");
}

TEST_CASE("settings: what cannot be used is named") {
  Story story;
  const Settings good = story.service().settings();
  EXPECT(check(good), "done");
  const auto with = [&](auto change) {
    Settings settings = good;
    change(settings);
    const auto status = check(settings);
    return status.faulted() ? status.fault().message : in_words(status);
  };
  CHECK(with([](Settings& s) { s.keys.reset(); }) == "keys: missing; give a key ring with an active key for each purpose");
  for (const std::string& realm : {std::string(33, 'a'), std::string("A"), std::string("a/b")}) {
    CHECK(with([&](Settings& s) { s.realm = realm; }) == "realm: at most 32 of [a-z0-9-]");
  }
  for (const std::string& origin : {std::string(65, 'a'), std::string("a b"), std::string("a\n#"), std::string("A.ru"),
                                    std::string("a..ru"), std::string(".ru"), std::string("ru."), std::string("-a.ru"),
                                    std::string("a-.ru"), std::string(64, 'a'), std::string("a/b"), std::string("я.рф")}) {
    CHECK(with([&](Settings& s) { s.sms_origin = origin; }).starts_with("sms_origin: "));
  }
  CHECK(with([](Settings& s) { s.epoch = 0; }) == "epoch: 1 to 1000000000");
  CHECK(with([](Settings& s) { s.epoch = 1'000'000'001; }) == "epoch: 1 to 1000000000");
  CHECK(with([](Settings& s) { s.epoch = 1'000'000'000, s.realm = std::string(32, 'a'); }) == "done");
  CHECK(with([](Settings& s) { s.restored_at = Instant{}; }) == "restored_at: outside of 2020 to 2199");
  CHECK(with([](Settings& s) { s.keys = std::make_shared<MemoryKeyRing>(); }).find("no active") != std::string::npos);
}

TEST_CASE("service: options that are missing or wrong") {
  Story story;
  const auto with = [&](auto change) {
    ServiceOptions options = story.options();
    change(options);
    return in_words(Service::create(options));
  };
  CHECK(with([](ServiceOptions&) {}) == "done");
  CHECK(with([](ServiceOptions& o) { o.store.reset(); }) == "fault: invalid_argument");
  CHECK(with([](ServiceOptions& o) { o.directory.reset(); }) == "fault: invalid_argument");
  CHECK(with([](ServiceOptions& o) { o.keys.reset(); }) == "fault: invalid_argument");
  CHECK(with([](ServiceOptions& o) { o.realm = "A"; }) == "fault: invalid_argument");
  CHECK(with([](ServiceOptions& o) { o.clock.reset(), o.entropy.reset(); }) == "done");
  CHECK(with([](ServiceOptions& o) { o.policies = changed([](Policy& p) { p.time_zone = "Europe/Olympus"; }); }) ==
        "fault: invalid_argument");
}

TEST_CASE("service: two realms in one store see nothing of each other") {
  Story story;
  story.appointed("maria", "ivan");
  ServiceOptions elsewhere = story.options();
  elsewhere.realm = "stand-2";
  story.restart(elsewhere);
  REQUIRE(story.service().operations().begin_realm("anna"));
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.service().contact("ivan").cabinet()->trustors.empty());
  story.appointed("maria", "pyotr");
  CHECK(story.events("stand-2/circle/maria").size() == 2);
  CHECK(story.events("circle/maria").size() == 2);
}

TEST_CASE("reasons: numbers and names are unique, and every row can be found") {
  std::set<std::int32_t> numbers;
  std::set<std::string_view> names;
  for (const CodeInfo& code : all_codes()) {
    CHECK(numbers.insert(code.number).second);
    CHECK(names.insert(code.name).second);
    CHECK_FALSE(code.english.empty());
    CHECK_FALSE(code.russian.empty());
    CHECK(code.is_fault == (code.number >= 1000));
    CHECK(reason_from_number(code.number).has_value() == !code.is_fault);
  }
  CHECK_FALSE(reason_from_number(999).has_value());
  CHECK(info(static_cast<ReasonCode>(999)).name == "internal");
  CHECK(info(static_cast<FaultCode>(999)).name == "internal");
  CHECK(Fault{FaultCode::busy, ""}.retryable());
  CHECK_FALSE(Fault{FaultCode::internal, ""}.retryable());
}

TEST_CASE("reasons: sorted by precedence, without repetitions") {
  std::vector<Reason> reasons = {{ReasonCode::wrong_code, 5, 1},
                                 {ReasonCode::frozen},
                                 {ReasonCode::wrong_code, 5, 2},
                                 {ReasonCode::invitation_not_found}};
  sort_by_precedence(reasons);
  CHECK(words_of(reasons, true) == "invitation_not_found, frozen, wrong_code (needs 5, has 1)");
  CHECK(Rejection{reasons}.has(ReasonCode::frozen));
  CHECK_FALSE(Rejection{reasons}.has(ReasonCode::contact_locked));
}

TEST_CASE("secrets: compare, copy and move") {
  Secret a("one");
  const Secret b("one");
  CHECK(a == b);
  CHECK_FALSE(a == Secret("two"));
  CHECK_FALSE(a == Secret("one more"));
  Secret moved(std::move(a));
  CHECK(moved == b);
  CHECK(a.size() == 0);  // NOLINT: a moved-from secret is empty by contract
  Secret assigned;
  assigned = moved;
  CHECK(assigned == b);
  const Secret& same = assigned;
  assigned = same;
  CHECK(assigned == b);
  Secret taken("other");
  taken = std::move(assigned);
  CHECK(taken.reveal() == "one");
  Secret& self = taken;
  taken = std::move(self);
  CHECK(taken.reveal() == "one");
}

}  // namespace
}  // namespace doverie::testing
