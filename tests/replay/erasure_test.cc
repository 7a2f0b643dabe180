// SPDX-License-Identifier: Apache-2.0
//
// Histories of which something was erased: by an operator, who decides nothing under a policy, and when its time was over.
#include <algorithm>
#include <utility>

#include "replay/histories.h"

namespace doverie::testing {
namespace {

Policy other_policy(void (*change)(Policy&)) {
  Policy policy = Policy::gosuslugi();
  policy.id = "other";
  change(policy);
  return policy;
}

// What an operator erases withdraws what waits, and the place is free again.
std::vector<FeedEntry> withdrawn_by_operator() {
  Story story;
  story.invited("maria", "ivan");
  story.wait(2h);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  story.accepted("pyotr", story.invited("maria", "pyotr"));
  return history_of(*story.store);
}

// As it was recorded first: the record behind what it withdrew.
std::vector<FeedEntry> in_the_first_order(std::vector<FeedEntry> history) {
  const auto record = std::ranges::find_if(
      history, [](const FeedEntry& entry) { return entry.event.bytes.find("personal_data_erased") != std::string::npos; });
  REQUIRE(record != history.end());
  REQUIRE(std::next(record)->event.bytes.find("invitation_withdrawn") != std::string::npos);
  std::swap(record->event, std::next(record)->event);
  return history;
}

TEST_CASE("replay: what an operator's erasure withdraws is nobody's decision, in whichever order it was recorded") {
  for (const auto& history : {withdrawn_by_operator(), in_the_first_order(withdrawn_by_operator())}) {
    const Replayed same = replayed(history, PolicySchedule(), PolicySchedule());
    CHECK(same.report.all_same());
    CHECK(same.report.decisions == 3);  // invited, invited, accepted
    // Under this one nobody would have withdrawn anything any more.
    const auto shorter = other_policy([](Policy& p) { p.invitation_lifetime = 1h; });
    CHECK(replayed(history, PolicySchedule(), alone(shorter)).report.all_same());
    const auto older = other_policy([](Policy& p) { p.trustor_min_age_years = 37; });
    CHECK(in_lines(replayed(history, PolicySchedule(), alone(older)).report) ==
          "contact_appointed fallen trustor_too_young 1\n"
          "invitation_sent refused trustor_too_young 1\n"
          "invitation_sent untold erased trustor_too_young 1\n");
  }
}

TEST_CASE("KG3: a replay says what it cannot tell any more when somebody was erased, and tells the rest") {
  Story story;
  story.appointed("maria", "ivan");
  story.redeemed(story.ready("maria", "ivan"));
  const auto older = other_policy([](Policy& p) { p.contact_min_age_years = 37; });  // Ivan is 36
  const auto told = [&](const Policy& policy) {
    return in_lines(replayed(history_of(*story.store), PolicySchedule(), alone(policy)).report);
  };
  CHECK(told(older).find("contact_appointed refused contact_too_young 1") != std::string::npos);
  EXPECT(story.service().operations().erase("ivan", "anna"), "done");
  CHECK(told(older).find("refused") == std::string::npos);
  CHECK(told(older).find("contact_appointed untold erased contact_too_young 1") != std::string::npos);
  const auto shorter = other_policy([](Policy& p) { p.request_lifetime = 1h; });
  const Replayed rest = replayed(history_of(*story.store), PolicySchedule(), alone(shorter));
  CHECK(rest.report.same == 2);  // whoever became a contact met the rules; who of a circle did when it was recovered is gone
  CHECK(in_lines(rest.report).find("recovery_started untold erased") != std::string::npos);
}

TEST_CASE("replay: an erasure frees the place of what would still wait under the other policy") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.accepted("ivan", invitation);
  EXPECT(story.service().contact("ivan").resign("maria"), "done");
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  story.invited("maria", "pyotr");
  const auto strict = other_policy([](Policy& p) { p.contact_min_age_years = 37; });  // Ivan is 36
  CHECK(in_lines(replayed(history_of(*story.store), PolicySchedule(), alone(strict)).report) ==
        "contact_appointed untold erased contact_too_young 1\n"
        "contact_removed untold earlier 1\n");
}

TEST_CASE("replay: a history of which invitations were erased in time says what it said before") {
  Story story;
  story.appointed("maria", "ivan");
  story.redeemed(story.ready("maria", "ivan"));
  const Replayed before = replayed(history_of(*story.store), PolicySchedule(), PolicySchedule());
  story.wait(24h * 29);
  REQUIRE(story.service().pump().erasures.sent == 1);
  const auto history = history_of(*story.store);
  const Replayed after = replayed(history, PolicySchedule(), PolicySchedule());
  CHECK(after.report.all_same());
  CHECK(after.report.decisions == before.report.decisions);
  CHECK(after.report.events == before.report.events - 1);  // two of the invitation are gone, and one says so
  // Which phone it was is told by the invitation alone.
  const auto prefixes = other_policy([](Policy& p) { p.phone_prefixes = {"+7916"}; });
  CHECK(replayed(history, PolicySchedule(), alone(prefixes)).report.untold > 0);
}

}  // namespace
}  // namespace doverie::testing
