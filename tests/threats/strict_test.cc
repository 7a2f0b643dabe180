// SPDX-License-Identifier: Apache-2.0
//
// Attacks that only the strict policy stops: it is slow, and whoever could be wronged is told in time.
#include <algorithm>
#include <thread>

#include "support/hand.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

// Under `strict`; maria's contact ivan is active.
struct Strict : Story {
  explicit Strict(PolicySchedule policies = PolicySchedule::of({Policy::strict()}).value())
      : Story({.policies = std::move(policies)}) {
    appointed("maria", "ivan");
    wait(24h);
  }
  Status remove() { return service().trustor("maria").remove_contact("ivan"); }
  Status resign() { return service().contact("ivan").resign("maria"); }
  std::int64_t told(const std::string& notice) {
    const auto all = notices();
    return std::count(all.begin(), all.end(), notice);
  }
};

// --- C2: the delay of a removal

TEST_CASE("C2: a stolen session cannot take the contact away at once, and both are told that it tries") {
  for (const bool resigns : {false, true}) {
    Strict story;
    const auto go = [&] { return in_words(resigns ? story.resign() : story.remove()); };
    CHECK(go() == "done");  // asked for
    const auto entry = story.service().trustor("maria").cabinet()->contacts.at(0);
    CHECK(entry.contact == "ivan");
    CHECK((resigns ? entry.resignation_from : entry.removal_from) == story.now() + 24h);
    CHECK_FALSE((resigns ? entry.removal_from : entry.resignation_from).has_value());
    CHECK(story.told("maria: removal_asked") == 1);
    CHECK(story.told("ivan: removal_asked") == 1);
    story.wait(24h - kTick);
    CHECK(go() == "refused: removal_pending");
    CHECK(story.start("maria")->status == StartStatus::pending);  // still protected
    story.wait(24h);                                              // until that one has run out
    CHECK(go() == "done");
    CHECK(story.service().trustor("maria").cabinet()->contacts.empty());
    CHECK(story.service().contact("ivan").cabinet()->trustors.empty());
    CHECK(story.told("ivan: contact_removed") == 1);
  }
}

TEST_CASE("C2: a removal that was asked for is taken back by whoever asked for it, and by nobody else") {
  Strict story;
  const auto maria = story.service().trustor("maria");
  const auto ivan = story.service().contact("ivan");
  EXPECT(maria.keep_contact("ivan"), "refused: removal_not_asked");
  EXPECT(maria.keep_contact("olga"), "refused: not_a_contact");
  EXPECT(ivan.stay("olga"), "refused: not_a_contact");
  REQUIRE(story.remove());
  EXPECT(ivan.stay("maria"), "refused: removal_not_asked");  // the trustor may take the contact away, slowly
  EXPECT(maria.keep_contact("ivan"), "done");
  CHECK(story.told("ivan: removal_withdrawn") == 1);
  story.wait(24h);
  EXPECT(story.remove(), "done");  // only asked for, anew
  CHECK(story.service().trustor("maria").cabinet()->contacts.size() == 1);
  REQUIRE(story.resign());
  EXPECT(ivan.stay("maria"), "done");
  CHECK(story.service().trustor("maria").cabinet()->contacts.at(0).removal_from.has_value());  // maria's is her own
}

TEST_CASE("C2: a contact who resigns and stays again and again does not hold the trustor's removal up") {
  Strict story;
  REQUIRE(story.resign());
  REQUIRE(story.remove());
  REQUIRE(story.service().contact("ivan").stay("maria"));
  story.wait(24h);
  EXPECT(story.remove(), "done");
  CHECK(story.service().trustor("maria").cabinet()->contacts.empty());
}

TEST_CASE("C2: a removal that was asked for lapses after a week") {
  for (const bool in_time : {true, false}) {
    Strict story;
    REQUIRE(story.remove());
    story.wait(24h + 7 * 24h - (in_time ? kTick : Duration{0}));
    EXPECT(story.remove(), "done");
    CHECK(story.service().trustor("maria").cabinet()->contacts.size() == (in_time ? 0 : 1));
  }
}

TEST_CASE("C2: fraud and a recovery by other means stop the removals that were asked for") {
  for (const bool fraud : {true, false}) {
    Strict story;
    REQUIRE(story.remove());
    REQUIRE((fraud ? story.service().contact("ivan").report_fraud("maria")
                   : story.service().operations().recovered_by_other_means("maria", "mfc")));
    CHECK_FALSE(story.service().trustor("maria").cabinet()->contacts.at(0).removal_from.has_value());
    story.wait(72h);
    EXPECT(story.remove(), fraud ? "refused: removal_suspended" : "done");
    CHECK(story.service().trustor("maria").cabinet()->contacts.size() == 1);
  }
}

TEST_CASE("C2: what was asked for is looked at again when it is done: freeze, open requests") {
  Strict story;
  REQUIRE(story.remove());
  story.wait(24h);
  const RequestId request = story.started("maria");
  EXPECT(story.remove(), "refused: removal_blocked");
  REQUIRE(story.cancel(request));
  REQUIRE(story.remove());
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);  // lost under recovery
}

TEST_CASE("C2: a contact who was taken away and comes back does not find the old removal") {
  Strict story;
  REQUIRE(story.resign());
  REQUIRE(story.remove());
  story.wait(24h);
  REQUIRE(story.remove());
  story.appointed("maria", "ivan");
  const auto entry = story.service().trustor("maria").cabinet()->contacts.at(0);
  CHECK_FALSE(entry.removal_from.has_value());
  CHECK_FALSE(entry.resignation_from.has_value());
}

// --- the waiting period

TEST_CASE("C8: the owner's veto: an approved recovery waits for a day, and the owner can say no all the time") {
  Strict story;
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const auto confirmed = story.confirm("ivan", request, story.code("ivan"));
  CHECK(confirmed->approved);
  CHECK(confirmed->redeem_from == story.now() + 24h);
  CHECK(confirmed->redeem_before == story.now() + 25h);
  CHECK(story.status(request)->redeem_from == confirmed->redeem_from);
  CHECK(story.service().trustor("maria").cabinet()->requests.at(0).redeem_from == confirmed->redeem_from);
  CHECK(story.told("maria: recovery_waiting") == 1);
  CHECK(story.told("ivan: recovery_waiting") == 1);
  CHECK(story.told("maria: recovery_approved") == 0);
  CHECK(story.notifier->notices().back().parameters.back() ==
        std::pair<std::string, std::string>("redeem_from", "2026-03-04T09:00:00.000000Z"));
  EXPECT(story.redeem(request), "refused: request_waiting");
  story.wait(24h - kTick);
  EXPECT(story.redeem(request), "refused: request_waiting");
  REQUIRE(story.service().trustor("maria").deny(request));
  story.wait(kTick);
  EXPECT(story.redeem(request), "refused: request_denied");
  CHECK(story.told("maria: recovery_approved") == 0);
}

TEST_CASE("T3: the waiting period ends, and the time to redeem after it, at the very microsecond") {
  struct Row {
    Duration after;
    const char* answer;
  };
  const Row rows[] = {
      {24h - kTick, "refused: request_waiting"}, {24h, "done"}, {25h - kTick, "done"}, {25h, "refused: request_expired"}};
  for (const Row& row : rows) {
    Strict story;
    const RequestId request = story.ready("maria", "ivan");
    story.wait(row.after);
    EXPECT(story.redeem(request), row.answer);
  }
}

TEST_CASE("C8: a request approved at its very end waits just as long") {
  Strict story;
  const RequestId request = story.started("maria");
  story.wait(24h - 1min);
  story.approved("ivan", request);
  const auto confirmed = story.confirm("ivan", request, story.code("ivan"));
  CHECK(confirmed->redeem_before - confirmed->redeem_from == 1min);
  story.wait(24h);
  CHECK(story.told("maria: recovery_approved") == 1);
  CHECK(story.told("maria: recovery_expired") == 0);
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("C8: a recovery that was not redeemed after its waiting period is told to have run out") {
  Strict story;
  const RequestId request = story.ready("maria", "ivan");
  story.wait(25h);
  CHECK(story.told("maria: recovery_unused") == 1);
  CHECK(story.told("ivan: recovery_unused") == 1);
  CHECK(story.told("maria: recovery_expired") == 0);
  EXPECT(story.redeem(request), "refused: request_expired");
}

TEST_CASE("B7: an answer with a waiting period is the same when the command is repeated") {
  Strict story;
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const Secret code(story.code("ivan"));
  const auto confirm = [&] { return story.service().contact("ivan").confirm_code(request, code, {"confirm", ""}).value(); };
  const auto first = confirm();
  const auto again = confirm();
  CHECK(again.redeem_from == first.redeem_from);
  CHECK(again.redeem_before == first.redeem_before);
}

// --- contacts who may be in other hands

struct Pause {
  const char* what;
  std::optional<Instant> AccountFacts::* since;
  const char* reason;
};
const Pause kPauses[] = {
    {"recovered", &AccountFacts::recovered_at, "contact_recovered_lately"},
    {"another phone", &AccountFacts::phone_since, "contact_phone_changed_lately"},
    {"another SIM", &AccountFacts::sim_since, "contact_sim_changed_lately"},
};

TEST_CASE("C7: a contact whose account, phone or SIM has just changed hands confirms nothing for three days") {
  for (const Pause& pause : kPauses) {
    CAPTURE(pause.what);
    Strict story;
    const RequestId request = story.started("maria");
    const Instant changed = story.now();
    story.change("ivan", [&](AccountFacts& ivan) { ivan.*pause.since = changed; });
    EXPECT(story.approve("ivan", request), std::string("refused: ") + pause.reason);
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
    CHECK(story.status(request)->standing == StartStatus::contact_unavailable);
    story.wait(72h - kTick);
    CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
    story.wait(kTick);
    const RequestId later = story.started("maria");
    EXPECT(story.approve("ivan", later), "done");
  }
}

TEST_CASE("C7: the reason tells the hours, and gosuslugi does not ask") {
  Strict story;
  const RequestId request = story.started("maria");
  const Instant changed = story.now() - 90min;
  story.change("ivan", [&](AccountFacts& ivan) { ivan.sim_since = changed; });
  CHECK(in_detail(story.approve("ivan", request)) == "refused: contact_sim_changed_lately (needs 72, has 1)");
  Story usual;
  usual.appointed("maria", "ivan");
  usual.change("ivan", [&](AccountFacts& ivan) { ivan.sim_since = ivan.recovered_at = ivan.phone_since = kNoon; });
  usual.redeemed(usual.ready("maria", "ivan"));
}

TEST_CASE("C7: a change after the approval stops the redemption, and one before the acceptance the acceptance") {
  Strict story;
  const RequestId request = story.ready("maria", "ivan");
  story.wait(24h);
  const Instant changed = story.now();
  story.change("ivan", [&](AccountFacts& ivan) { ivan.recovered_at = changed; });
  EXPECT(story.redeem(request), "refused: contact_unavailable");
  story.change("pyotr", [&](AccountFacts& pyotr) { pyotr.phone_since = changed; });
  EXPECT(story.accept("pyotr", story.invited("olga", "pyotr")), "refused: contact_phone_changed_lately");
}

TEST_CASE("C7: two people cannot be each other's contact") {
  Strict story;
  EXPECT(story.accept("maria", story.invited("ivan", "maria")), "refused: mutual_pair");
  Story usual;
  usual.appointed("maria", "ivan");
  EXPECT(usual.accept("maria", usual.invited("ivan", "maria")), "done");
}

TEST_CASE("C7: a pair from before the policy changed confirms nothing for each other") {
  Policy loose = Policy::strict();
  loose.mutual_pairs_allowed = true;
  Policy strict = Policy::strict();
  strict.id = "strict-2";
  strict.applies_from = CivilDate{std::chrono::year{2026} / 3 / 4};
  Strict story(PolicySchedule::of({loose, strict}).value());  // 3 March now
  story.appointed("ivan", "maria");
  const RequestId request = story.started("maria");
  story.wait(23h);
  EXPECT(story.approve("ivan", request), "refused: mutual_pair");
  CHECK(story.status(request)->standing == StartStatus::contact_unavailable);
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  CHECK(story.start("ivan")->status == StartStatus::contact_unavailable);
}

TEST_CASE("C12: of two people who accept each other at the same moment one is refused") {
  Story story({.policies = PolicySchedule::of({Policy::strict()}).value()});
  const InvitationId to_ivan = story.invited("maria", "ivan");
  const InvitationId to_maria = story.invited("ivan", "maria");
  const Settings& settings = story.service().settings();
  Operation first(settings, AcceptInvitation{"ivan", to_ivan}, {"first", ""}, randomness_number(1));
  Operation second(settings, AcceptInvitation{"maria", to_maria}, {"second", ""}, randomness_number(2));
  loaded(story, first);
  loaded(story, second);
  written(story, first);
  written(story, second);
  EXPECT(first.answer(), "done");
  EXPECT(finished(story, second), "refused: mutual_pair");
}

// --- the conversation code

Result<Approved> approve_with(Story& story, const RequestId& request, const std::string& number) {
  return story.service().contact("ivan").approve(request, {true, true, number});
}

std::string other_number(const Story& story, const RequestId& request) {
  return story.number(request) == "0000" ? "1111" : "0000";
}

TEST_CASE("B10: the contact is nowhere shown the number, and cannot approve without having heard it") {
  Strict story;
  const RequestId request = story.started("maria");
  CHECK(story.number(request).size() == 4);
  CHECK(story.status(request)->number == story.number(request));
  CHECK(story.service().contact("ivan").cabinet()->requests.at(0).number.empty());
  story.notices();
  for (const SendNotice& notice : story.notifier->notices()) {
    const bool told = std::ranges::any_of(notice.parameters, [](const auto& p) { return p.first == "number"; });
    CHECK_FALSE(told);
  }
  EXPECT(approve_with(story, request, other_number(story, request)), "refused: number_mismatch");
  EXPECT(approve_with(story, request, story.number(request)), "done");
}

TEST_CASE("G1: three wrong numbers in a day, counted apart from codes, and a new request brings no new ones") {
  Strict story;
  const RequestId request = story.started("maria");
  const auto wrong = [&](const RequestId& r) { return in_detail(approve_with(story, r, other_number(story, r))); };
  CHECK(wrong(request) == "refused: number_mismatch (needs 3, has 1)");
  CHECK(wrong(request) == "refused: number_mismatch (needs 3, has 2)");
  CHECK(story.told("maria: wrong_numbers") == 0);
  CHECK(wrong(request) == "refused: number_mismatch (needs 3, has 3)");
  CHECK(story.told("maria: wrong_numbers") == 1);
  CHECK(in_words(approve_with(story, request, story.number(request))) == "refused: too_many_wrong_numbers");
  const RequestId other = story.started("maria");
  CHECK(wrong(other) == "refused: too_many_wrong_numbers (needs 3, has 3)");
  CHECK(story.count("circle/maria", "number_rejected") == 3);
  CHECK(story.count("circle/maria", "code_rejected") == 0);
  EXPECT(story.service().contact("ivan").deny(other), "done");  // a no is always possible
  story.wait(24h - kTick);
  CHECK(in_words(approve_with(story, request, story.number(request))) == "refused: too_many_wrong_numbers");
  story.wait(kTick);
  const RequestId later = story.started("maria");
  EXPECT(approve_with(story, later, story.number(later)), "done");
}

TEST_CASE("G1: what cannot be a number, or comes without the attestation, is refused and not counted") {
  Strict story;
  const RequestId request = story.started("maria");
  for (const char* number : {"", "1", "12345", "12a4", "１２３４"}) {
    CHECK(in_words(approve_with(story, request, number)) == "refused: number_mismatch");
  }
  EXPECT(story.service().contact("ivan").approve(request, {true, false, other_number(story, request)}),
         "refused: attestation_incomplete");
  CHECK(story.count("circle/maria", "number_rejected") == 0);
}

TEST_CASE("G1: sixteen wrong numbers at once: three are looked at") {
  Strict story;
  const RequestId request = story.started("maria");
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] { static_cast<void>(approve_with(story, request, other_number(story, request))); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(story.count("circle/maria", "number_rejected") <= 3);
  CHECK(story.count("circle/maria", "number_rejected") > 0);
}

// --- k of n

TEST_CASE("C1: k of n, up to ten of ten, and never one fewer") {
  for (const auto& [required, contacts] : {std::pair{2, 3}, std::pair{3, 10}, std::pair{10, 10}}) {
    Policy policy = Policy::strict();
    policy.max_contacts_per_trustor = contacts;
    policy.required_approvals = required;
    policy.invitations_per_day = 10;
    Story story({.policies = PolicySchedule::of({policy}).value()});
    std::vector<AccountId> people;
    for (int i = 0; i < contacts; ++i) {
      people.push_back("contact" + std::to_string(i));
      story.person(people.back(), citizen("Контакт", "+7916000000" + std::to_string(i)));
      story.appointed("maria", people.back());
    }
    story.wait(24h);
    const RequestId request = story.started("maria");
    for (int i = 0; i < required; ++i) {
      CHECK(story.state_of(request) != "approved");
      const AccountId& contact = people.at(static_cast<std::size_t>(i));
      story.approved(contact, request);
      const auto confirmed = story.confirm(contact, request, story.code(contact));
      CHECK(confirmed->approved == (i + 1 == required));
    }
    story.wait(24h);
    // One of those who confirmed is no longer eligible: the others are too few, whoever else there is.
    const AccountFacts good = story.facts(people.front());
    story.change(people.front(), [](AccountFacts& facts) { facts.confirmed = false; });
    EXPECT(story.redeem(request), "refused: contact_unavailable");
    story.person(people.front(), good);
    EXPECT(story.redeem(request), "done");
  }
}

}  // namespace
}  // namespace doverie::testing
