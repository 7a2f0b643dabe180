// SPDX-License-Identifier: Apache-2.0
//
// Attacks: taking over the circle.
#include <algorithm>

#include "support/hand.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

TEST_CASE("C1: no threshold of zero, no contacts, no eligible contact ever approves by itself") {
  Policy none = Policy::gosuslugi();
  none.required_approvals = 0;
  EXPECT(none.validate(), "fault: invalid_argument");

  Story story;
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.start("maria")->request.empty());
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.directory->remove("ivan");
  EXPECT(story.redeem(request), "refused: request_not_approved");
  const auto again = story.start("maria");
  CHECK(again->status == StartStatus::contact_unavailable);
  CHECK(again->request.empty());
  story.wait(23h);
  EXPECT(story.redeem(request), "refused: request_not_approved");  // silence never approves
}

TEST_CASE("C3: a contact can change nothing of the trustor's") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const auto ivan = story.service().trustor("ivan");  // ivan's session, whatever it names
  EXPECT(ivan.remove_contact("ivan"), "refused: not_a_contact");
  EXPECT(ivan.deny(request), "refused: request_not_found");
  EXPECT(story.service().contact("olga").deny(request), "refused: request_not_found");  // contact of somebody else
  EXPECT(story.service().contact("ivan").resign("olga"), "refused: not_a_contact");
  EXPECT(story.service().contact("ivan").report_fraud("olga"), "refused: not_a_contact");
  CHECK(story.service().trustor("ivan").cabinet()->requests.empty());
  CHECK(story.service().contact("ivan").cabinet()->requests.front().request == request);  // this is all that he sees
}

TEST_CASE("C4: nobody becomes the own contact, however the number is written") {
  Story story;
  for (const char* own : {"+79031112233", "89031112233", "8 (903) 111-22-33", "+7 903 111 22 33", "79031112233"}) {
    EXPECT(story.service().trustor("maria").invite("Мария", own), "refused: same_person");
  }
  // The trustor's number becomes that of the invited account, after the invitation.
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("maria", [](AccountFacts& maria) { maria.phone = phone("+79161234567"); });
  EXPECT(story.accept("ivan", invitation), "refused: same_person");
  // The trustor's own account answers the invitation.
  story.change("maria", [](AccountFacts& maria) { maria.given_name = "Иван"; });
  EXPECT(story.accept("maria", invitation), "refused: same_person");
}

TEST_CASE("C4: the contact's phone becomes the trustor's after the appointment") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79031112233"); });
  EXPECT(story.approve("ivan", request), "refused: same_person");
}

TEST_CASE("C4: without a phone nobody is taken for the same person, and is refused for that") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("maria", [](AccountFacts& maria) { maria.phone.reset(); });
  EXPECT(story.invite("maria", "ivan"), "refused: invitation_pending, trustor_phone_missing");
  story.directory->remove("maria");
  EXPECT(story.accept("ivan", invitation), "refused: trustor_unavailable");
}

TEST_CASE("C5: of two acceptances at once, at the limit of five, one is refused") {
  Story story;
  std::vector<InvitationId> invitations;
  for (int i = 0; i < 6; ++i) {
    const AccountId trustor = "trustor" + std::to_string(i);
    story.person(trustor, citizen("Доверитель", "+7903000000" + std::to_string(i)));
    invitations.push_back(story.invited(trustor, "ivan"));
    if (i < 4) story.accepted("ivan", invitations.back());
  }
  const Settings& settings = story.service().settings();
  Operation fifth(settings, AcceptInvitation{"ivan", invitations[4]}, {"fifth", ""}, randomness_number(1));
  Operation sixth(settings, AcceptInvitation{"ivan", invitations[5]}, {"sixth", ""}, randomness_number(2));
  loaded(story, fifth);
  loaded(story, sixth);
  written(story, fifth);
  written(story, sixth);
  EXPECT(fifth.answer(), "done");
  EXPECT(finished(story, sixth), "refused: contact_serves_too_many");
}

TEST_CASE("C6: the number changes hands before acceptance") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  EXPECT(story.accept("ivan", invitation), "refused: invitation_not_found");
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.phone = phone("+79161234567"); });
  CHECK(story.service().contact("pyotr").cabinet()->invitations.empty());
  EXPECT(story.accept("pyotr", invitation), "refused: invitation_not_found");
}

TEST_CASE("C6: the contact's phone changes after appointment, and after approval") {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string old_code = story.code("ivan");
  CHECK(story.sms->sent().back().to == "+79160000000");
  story.wait(61s);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000001"); });
  EXPECT(story.confirm("ivan", request, old_code), "refused: code_void");
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.resend("ivan", request), "done");
  CHECK(story.code("ivan") != old_code);
  CHECK(story.sms->sent().back().to == "+79160000001");
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "done");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; });
  EXPECT(story.redeem(request), "refused: contact_unavailable");
}

TEST_CASE("C6: the same number confirmed anew, in the same account, voids the code too") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_since = kNoon; });  // at the very microsecond: not later
  story.wait(1s);
  const std::string wrong = story.wrong_code("ivan");
  EXPECT(story.confirm("ivan", request, wrong), "refused: wrong_code");
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_since = kNoon + kTick; });
  EXPECT(story.confirm("ivan", request, code), "refused: code_void");
}

TEST_CASE("C8: in every race of a no with a yes the no wins, and nothing is lost") {
  struct Row {
    std::string what;
    Command (*no)(const RequestId&);
    std::string yes_then_answers;
  };
  const Row rows[] = {
      {"owner's veto", [](const RequestId& r) -> Command { return DenyAsOwner{"maria", r}; }, "refused: request_denied"},
      {"contact's denial", [](const RequestId& r) -> Command { return DenyAsContact{"ivan", r}; },
       "refused: request_denied"},
      {"fraud", [](const RequestId&) -> Command { return ReportFraudAsOwner{"maria"}; }, "refused: request_void"},
  };
  for (const Row& row : rows) {
    for (const bool no_first : {true, false}) {
      Story story;
      story.appointed("maria", "ivan");
      const RequestId request = story.ready("maria", "ivan");
      const Settings& settings = story.service().settings();
      Operation yes(settings, Redeem{"maria", request, story.secret(request)}, {"yes", ""}, randomness_number(1));
      Operation no(settings, row.no(request), {"no", ""}, randomness_number(2));
      loaded(story, yes);
      loaded(story, no);
      written(story, no_first ? no : yes);
      written(story, no_first ? yes : no);  // has to lose the race and decide again
      const auto said = in_words(finished(story, no_first ? yes : no));
      // Whichever commits first stands; the other sees it.
      const std::string late_no = row.what == "fraud" ? "done" : "refused: request_redeemed";
      CHECK_MESSAGE(said == (no_first ? row.yes_then_answers : late_no), row.what);
    }
  }
}

TEST_CASE("C8: approval at the very end of the request's life") {
  for (const bool in_time : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.wait(24h - 1min);
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    story.wait(in_time ? 1min - kTick : Duration(1min));
    EXPECT(story.confirm("ivan", request, code), in_time ? "done" : "refused: request_expired");
  }
}

TEST_CASE("C9: a denial does not damage later recoveries") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().contact("ivan").deny(story.started("maria")));
  story.redeemed(story.ready("maria", "ivan"));
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  story.wait(72h);
  story.redeemed(story.ready("maria", "ivan"));
}

TEST_CASE("C10: when fraud is reported the open requests die, the account freezes, both sides are told") {
  for (const bool by_owner : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId first = story.ready("maria", "ivan");
    const RequestId second = story.started("maria");
    REQUIRE((by_owner ? story.service().trustor("maria").report_fraud()
                      : story.service().contact("ivan").report_fraud("maria")));
    CHECK(story.state_of(first) == "voided");
    CHECK(story.state_of(second) == "voided");
    CHECK(story.start("maria")->status == StartStatus::frozen);
    CHECK(story.start("maria", true)->status == StartStatus::frozen);
    const auto told = story.notices();
    for (const char* notice : {"maria: fraud_reported", "ivan: fraud_reported"}) {
      CHECK(std::count(told.begin(), told.end(), notice) == 1);
    }
  }
}

TEST_CASE("C11: frozen before contact_unavailable before not_protected") {
  Story story;
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  story.appointed("maria", "ivan");
  story.directory->remove("ivan");
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  REQUIRE(story.service().trustor("maria").report_fraud());
  CHECK(story.start("maria")->status == StartStatus::frozen);
}

TEST_CASE("C11: nothing can be removed while frozen or with a request open") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: removal_blocked");
  EXPECT(story.service().contact("ivan").resign("maria"), "refused: removal_blocked");
  REQUIRE(story.service().trustor("maria").report_fraud());
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: frozen");
  EXPECT(story.service().contact("ivan").resign("maria"), "refused: frozen");
}

TEST_CASE("C11: losing the contact within a day of a start does not make the account unprotected") {
  for (const bool within_a_day : {true, false}) {
    for (const bool resigns : {true, false}) {
      Story story;
      story.appointed("maria", "ivan");
      REQUIRE(story.cancel(story.started("maria")));
      story.wait(within_a_day ? 24h - kTick : Duration(24h));
      REQUIRE((resigns ? story.service().contact("ivan").resign("maria")
                       : story.service().trustor("maria").remove_contact("ivan")));
      const auto status = story.start("maria")->status;
      CHECK(status == (within_a_day ? StartStatus::contact_unavailable : StartStatus::not_protected));
      story.wait(24h * 100);
      CHECK(story.start("maria")->status == status);  // time alone does not open it
      REQUIRE(story.service().operations().owner_seen("maria"));
      CHECK(story.start("maria")->status == StartStatus::not_protected);
    }
  }
}

TEST_CASE("C11: a contact whom a start has just missed cannot be taken away for a day") {
  for (const bool resigns : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    const auto take_away = [&] {
      return in_words(resigns ? story.service().contact("ivan").resign("maria")
                              : story.service().trustor("maria").remove_contact("ivan"));
    };
    story.change("ivan", [](AccountFacts& ivan) { ivan.passport_current = false; });
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
    CHECK(take_away() == "refused: removal_blocked");
    story.wait(24h - kTick);
    CHECK(take_away() == "refused: removal_blocked");
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);  // and each start begins the day anew
    story.wait(24h - kTick);
    CHECK(take_away() == "refused: removal_blocked");
    story.wait(kTick);
    CHECK(take_away() == "done");
  }
}

TEST_CASE("C11: the owner, proven to be there, may take the contact away whom a start has missed") {
  for (const bool by_login : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    story.directory->remove("ivan");
    REQUIRE(story.start("maria"));
    const auto host = story.service().operations();
    REQUIRE((by_login ? host.owner_seen("maria") : host.recovered_by_other_means("maria", "mfc")));
    EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
    CHECK(story.start("maria")->status == StartStatus::not_protected);
  }
}

TEST_CASE("C11: strangers cannot fill the circle with starts that nobody can confirm") {
  Story story;
  story.appointed("maria", "ivan");
  story.directory->remove("ivan");
  for (int minute = 0; minute < 60; ++minute) {
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
    story.wait(1min);
  }
  CHECK(story.count("circle/maria", "recovery_unavailable") == 1);
  REQUIRE(story.start("maria"));
  CHECK(story.count("circle/maria", "recovery_unavailable") == 2);
}

TEST_CASE("C11: a start in vain, repeated with its command id, is decided anew") {
  Story story;
  story.appointed("maria", "ivan");
  story.directory->remove("ivan");
  const auto start = [&] {
    return story.service().recoverer("maria").start(secret_number(1), false, kPasswordRecovery, {"start", ""});
  };
  CHECK(start()->status == StartStatus::contact_unavailable);
  story.person("ivan", citizen("Иван", "+79161234567"));
  const auto started = start();
  CHECK(started->status == StartStatus::pending);
  CHECK(start()->request == started->request);
}

TEST_CASE("C11: a new contact protects again after one was lost under recovery") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.cancel(story.started("maria")));
  REQUIRE(story.service().contact("ivan").resign("maria"));
  story.appointed("maria", "pyotr");
  CHECK(story.start("maria", true)->status == StartStatus::pending);
}

TEST_CASE("C12: a decision that only read another stream loses when that stream changes") {
  Story story;
  story.appointed("maria", "ivan");
  story.appointed("olga", "ivan");
  story.person("vera", citizen("Вера", "+79037778899"));
  story.appointed("vera", "ivan");
  const RequestId request = story.started("vera");
  Operation approving(story.service().settings(), Approve{"ivan", request, {true, true, story.number(request)}}, {"a", ""},
                      randomness_number(1));
  loaded(story, approving);
  const auto& expected = approving.batch().expected;
  const bool reads_contact =
      std::any_of(expected.begin(), expected.end(), [](const auto& e) { return e.stream == "contact/ivan"; });
  const auto& appends = approving.batch().appends;
  const bool writes_contact =
      std::any_of(appends.begin(), appends.end(), [](const auto& a) { return a.stream == "contact/ivan"; });
  CHECK(reads_contact);
  CHECK_FALSE(writes_contact);
  // Meanwhile ten wrong codes elsewhere lock ivan.
  for (const char* trustor : {"maria", "olga"}) {
    const RequestId other = story.started(trustor);
    story.approved("ivan", other);
    story.guessed_wrong(5, "ivan", other);
  }
  written(story, approving);
  CHECK(approving.conflicts() == 1);
  EXPECT(finished(story, approving), "refused: contact_locked");
}

TEST_CASE("C13: strangers can use up neither the owner's starts nor the owner's places") {
  Story story;
  story.appointed("maria", "ivan");
  for (int i = 0; i < 3; ++i) story.started("maria");
  EXPECT(story.start("maria"), "refused: requests_open, starts_exhausted");
  const RequestId owners = story.started("maria", true);
  story.approved("ivan", owners);
  story.confirmed("ivan", owners);
  EXPECT(story.redeem(owners), "done");
}

TEST_CASE("C10: an operator freezes at once and without an end; it takes two to lift it") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  const auto host = story.service().operations();
  EXPECT(host.unfreeze("maria", "anna", "boris"), "refused: not_frozen");
  REQUIRE(host.freeze("maria", "anna"));
  REQUIRE(host.freeze("maria", "boris"));  // changes nothing
  CHECK(story.count("circle/maria", "account_frozen") == 1);
  EXPECT(story.redeem(request), "refused: request_void");
  static_cast<void>(story.notices());
  story.wait(24h * 365);
  CHECK(story.start("maria")->status == StartStatus::frozen);
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "refused: frozen");
  EXPECT(host.unfreeze("maria", "anna", "anna"), "fault: invalid_argument");
  for (const char* nobody : {"", "a b", "\x7f", "анна"}) {
    EXPECT(host.unfreeze("maria", "anna", nobody), "fault: invalid_argument");
    EXPECT(host.freeze("maria", nobody), "fault: invalid_argument");
  }
  CHECK(story.start("maria")->status == StartStatus::frozen);
  EXPECT(host.unfreeze("maria", "anna", "boris"), "done");
  CHECK(story.start("maria")->status == StartStatus::pending);
  const auto told = story.notices();
  for (const char* notice : {"maria: account_frozen", "ivan: account_frozen", "maria: account_unfrozen"}) {
    CHECK_MESSAGE(std::count(told.begin(), told.end(), notice) == 1, notice);
  }
}

TEST_CASE("C10: an operator's freeze outlives the one after fraud, and two operators lift that, too") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  story.wait(72h);
  CHECK(story.start("maria")->status == StartStatus::frozen);
  REQUIRE(story.service().operations().unfreeze("maria", "anna", "boris"));
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  EXPECT(story.service().operations().unfreeze("maria", "anna", "boris"), "done");
  CHECK(story.start("maria")->status == StartStatus::pending);
}

}  // namespace
}  // namespace doverie::testing
