// SPDX-License-Identifier: Apache-2.0
//
// Attacks that only the strict policy stops: it is slow, and whoever could be wronged is told in time.
#include <algorithm>

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

TEST_CASE("C2: fraud and a recovery by other means drop the removals that were asked for") {
  for (const bool fraud : {true, false}) {
    Strict story;
    REQUIRE(story.remove());
    REQUIRE((fraud ? story.service().contact("ivan").report_fraud("maria")
                   : story.service().operations().recovered_by_other_means("maria", "mfc")));
    CHECK_FALSE(story.service().trustor("maria").cabinet()->contacts.at(0).removal_from.has_value());
    story.wait(72h);
    EXPECT(story.remove(), "done");
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

}  // namespace
}  // namespace doverie::testing
