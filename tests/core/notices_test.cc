// SPDX-License-Identifier: Apache-2.0
//
// Is everybody told what notices.def says, and nobody else? Every row of the list is played once, so that a notice that nothing
// says, or that no test has heard, fails here.
#include <algorithm>
#include <set>

#include "core/world/draft.h"
#include "doverie/core/notices.h"
#include "support/batches.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

// maria with two contacts, both active; what is played happens to ivan. Under `strict`, removals and recoveries have to wait and
// the contact has to hear the number.
struct Circle3 : Story {
  static PolicySchedule with_two(Policy policy, int tries) {
    policy.max_contacts_per_trustor = 2;
    policy.max_consecutive_wrong_codes = tries;
    policy.max_wrong_codes_per_trustor = tries;
    return PolicySchedule::of({policy}).value();
  }
  explicit Circle3(bool strict, int tries = 5)
      : Story({.policies = with_two(strict ? Policy::strict() : Policy::gosuslugi(), tries)}) {
    appointed("maria", "ivan");
    appointed("maria", "pyotr");
    wait(24h);
  }
  TrustorSide maria() const { return service().trustor("maria"); }
  ContactSide ivan() const { return service().contact("ivan"); }
  OperatorSide host() const { return service().operations(); }
  void type_wrong_number() {
    const RequestId request = started("maria");
    const std::string wrong = number(request) == "0000" ? "1111" : "0000";
    for (std::int64_t i = 0; i < Policy::strict().max_wrong_numbers; ++i) {
      EXPECT(ivan().approve(request, {true, true, wrong}), "refused: number_mismatch");
    }
  }
  void type_wrong_code() {
    const RequestId request = started("maria");
    approved("ivan", request);
    guessed_wrong(1, "ivan", request);
  }
};

struct Scene {
  Notice notice;
  bool strict;
  void (*play)(Circle3&);
  int tries = 5;
};

const Scene kScenes[] = {
    {Notice::contact_appointed, false, [](Circle3&) {}},
    {Notice::link_imported, false,
     [](Circle3& c) {
       EXPECT(c.maria().remove_contact("ivan"), "done");
       EXPECT(c.host().import_link("maria", "ivan", c.now() - 24h, "op_1", false, true), "done");
     }},
    {Notice::contact_removed, false, [](Circle3& c) { EXPECT(c.maria().remove_contact("ivan"), "done"); }},
    {Notice::removal_asked, true, [](Circle3& c) { EXPECT(c.maria().remove_contact("ivan"), "done"); }},
    {Notice::removal_withdrawn, true,
     [](Circle3& c) {
       EXPECT(c.maria().remove_contact("ivan"), "done");
       EXPECT(c.maria().keep_contact("ivan"), "done");
     }},
    {Notice::removal_resumed, true,
     [](Circle3& c) {
       EXPECT(c.maria().remove_contact("ivan"), "done");
       EXPECT(c.maria().report_fraud(), "done");
       EXPECT(c.maria().remove_contact("ivan", true), "done");
     }},
    {Notice::recovery_started, false, [](Circle3& c) { c.started("maria"); }},
    {Notice::recovery_waiting, true, [](Circle3& c) { c.ready("maria", "ivan"); }},
    {Notice::recovery_approved, false, [](Circle3& c) { c.ready("maria", "ivan"); }},
    {Notice::recovery_redeemed, false, [](Circle3& c) { c.redeemed(c.ready("maria", "ivan")); }},
    {Notice::recovery_denied, false, [](Circle3& c) { EXPECT(c.ivan().deny(c.started("maria")), "done"); }},
    {Notice::recovery_cancelled, false, [](Circle3& c) { EXPECT(c.cancel(c.started("maria")), "done"); }},
    {Notice::recovery_expired, false,
     [](Circle3& c) {
       c.started("maria");
       c.wait(24h);
     }},
    {Notice::recovery_unused, true,
     [](Circle3& c) {
       c.ready("maria", "ivan");
       c.wait(25h);
     }},
    {Notice::wrong_numbers, true, [](Circle3& c) { c.type_wrong_number(); }},
    {Notice::contact_locked, false, [](Circle3& c) { c.type_wrong_code(); }, 1},
    {Notice::recovery_locked, false, [](Circle3& c) { c.type_wrong_code(); }, 1},
    {Notice::approvals_conflict, false,
     [](Circle3& c) {
       c.approved("pyotr", c.started("maria"));
       c.approved("ivan", c.started("maria"));
     }},
    {Notice::fraud_reported_again, false,
     [](Circle3& c) {
       EXPECT(c.ivan().report_fraud("maria"), "done");
       EXPECT(c.host().owner_seen("maria"), "done");
       c.wait(72h);
       c.started("maria");
       EXPECT(c.ivan().report_fraud("maria"), "done");
     }},
    {Notice::fraud_reported, false, [](Circle3& c) { EXPECT(c.ivan().report_fraud("maria"), "done"); }},
    {Notice::account_frozen, false, [](Circle3& c) { EXPECT(c.host().freeze("maria", "op_1"), "done"); }},
    {Notice::account_unfrozen, false,
     [](Circle3& c) {
       EXPECT(c.host().freeze("maria", "op_1"), "done");
       EXPECT(c.host().unfreeze("maria", "op_1", "op_2"), "done");
     }},
    {Notice::contact_changed, false,
     [](Circle3& c) { EXPECT(c.host().account_changed("ivan", AccountChange::sim, c.now()), "done"); }},
    {Notice::trustor_changed, false,
     [](Circle3& c) { EXPECT(c.host().account_changed("maria", AccountChange::sim, c.now()), "done"); }},
    {Notice::recovered_by_other_means, false,
     [](Circle3& c) { EXPECT(c.host().recovered_by_other_means("maria", "mfc"), "done"); }},
};

std::set<AccountId> who(NoticeInfo::Told told) {
  switch (told) {
    case NoticeInfo::Told::trustor:
      return {"maria"};
    case NoticeInfo::Told::contact:
      return {"ivan"};
    case NoticeInfo::Told::both:
      return {"maria", "ivan"};
    case NoticeInfo::Told::everyone:
      return {"maria", "ivan", "pyotr"};
  }
  return {};
}

// The number is where the recovery was started; the conversation code is not for contacts either.
std::vector<std::string> parameters(NoticeInfo::Carries carries, bool hears_number) {
  std::vector<std::string> names{"trustor"};
  if (carries == NoticeInfo::Carries::circle) return names;
  names.emplace_back("request");
  names.emplace_back("operation");
  if (!hears_number) names.emplace_back("number");
  if (carries == NoticeInfo::Carries::wait) names.emplace_back("redeem_from");
  return names;
}

std::vector<std::string> names_in(const SendNotice& notice) {
  std::vector<std::string> names;
  for (const auto& parameter : notice.parameters) names.push_back(parameter.first);
  return names;
}

TEST_CASE("notices: each is said to those whom the list names, with the parameters that the list names") {
  for (const NoticeInfo& row : all_notices()) {
    CAPTURE(row.name);
    const auto* scene = std::ranges::find(kScenes, row.notice, &Scene::notice);
    REQUIRE_MESSAGE(scene != std::end(kScenes), "give it a row of kScenes");
    Circle3 circle(scene->strict, scene->tries);
    scene->play(circle);
    circle.notices();
    std::set<AccountId> told;
    for (const SendNotice& notice : circle.notifier->notices()) {
      if (notice.kind != row.notice) continue;
      told.insert(notice.account);
      CHECK(names_in(notice) == parameters(row.carries, scene->strict || notice.account == "maria"));
    }
    CHECK(told == who(row.told));
  }
}

TEST_CASE("notices: the trustor is told which requests an approval has denied, and nobody else") {
  Circle3 circle(false);
  const RequestId other = circle.started("maria");
  circle.approved("ivan", circle.started("maria", true));
  circle.notices();
  std::vector<std::string> told;
  for (const SendNotice& notice : circle.notifier->notices()) {
    if (notice.kind == Notice::recovery_denied) told.push_back(notice.account + ": " + circle.number(other));
  }
  CHECK(told == std::vector<std::string>{"maria: " + circle.number(other)});
}

// Maria has denied a request that was approved and waited: nothing that is only true of a request under way is true of it.
TEST_CASE("notices: those are looked at again of which the list says so, and the others never") {
  Circle3 circle(true);
  const RequestId request = circle.ready("maria", "ivan");
  EXPECT(circle.maria().deny(request), "done");
  for (const NoticeInfo& row : all_notices()) {
    CAPTURE(row.name);
    const std::string bytes = encode(Message{"notice", "ivan", "maria", row.notice, request});
    const auto answer = circle.service().run(PrepareDelivery{"msg", bytes}, {});
    REQUIRE_MESSAGE(answer.ok(), in_words(answer));
    const auto& delivery = std::get<Delivery>(*answer);
    CHECK(std::holds_alternative<DropMessage>(delivery) == !row.unless.empty());
    CHECK(std::holds_alternative<SendNotice>(delivery) == row.unless.empty());
  }
}

TEST_CASE("notices: a name and a number are two ways to say the same") {
  for (const NoticeInfo& row : all_notices()) {
    CHECK(name_of(row.notice) == row.name);
    CHECK(notice_from_name(row.name) == row.notice);
  }
  CHECK(name_of(Notice{}) == "");
  CHECK_FALSE(notice_from_name("").has_value());
  CHECK_FALSE(notice_from_name("recovery_start").has_value());
}

TEST_CASE("notices: a stored one whose name this library does not know is not sent") {
  const std::string bytes = encode(Message{"notice", "ivan", "maria", Notice::contact_removed, ""});
  CHECK(bytes == R"({"kind":"notice","account":"ivan","trustor":"maria","notice":"contact_removed","request":""})");
  CHECK(encode(*decode_message(bytes)) == bytes);
  for (const char* name : {"contact_removal", "", "102"}) {
    std::string other = bytes;
    EXPECT(decode_message(other.replace(other.find("contact_removed"), 15, name)), "fault: store_corrupt");
  }
}

TEST_CASE("notices: nobody is told what the library has not written") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().pump().ok());
  REQUIRE(story.service().trustor("maria").report_fraud());
  const auto genuine = story.store->lease_messages("notices", story.now(), Duration{0}, 10)->front().message;
  const auto forged = [&](const char* id, auto change) {
    MessageRecord message = genuine;
    message.id = id;
    change(message);
    REQUIRE(story.store->append(BatchBuilder(id).put(message))->outcome == AppendOutcome::appended);
  };
  forged("copied", [](MessageRecord&) {});
  forged("unsealed", [](MessageRecord& m) {
    m.bytes = R"({"kind":"notice","account":"olga","trustor":"maria","notice":"contact_removed","request":""})";
  });
  forged("sealed with nothing", [](MessageRecord& m) {
    m.bytes = R"({"kind":"notice","account":"olga","trustor":"maria","notice":"contact_removed","request":"","seal":""})";
  });
  const std::string told = "\"account\":\"" + decode_message(genuine.bytes)->account + "\"";
  forged("readdressed", [&](MessageRecord& m) { m.bytes.replace(m.bytes.find(told), told.size(), R"("account":"olga")"); });
  const PumpReport report = story.service().pump();
  CHECK(report.notices.set_aside == 4);
  CHECK(report.notices.sent == 2);  // the two who take part are told of the fraud
  for (const std::string& told_one : story.notices()) CHECK_MESSAGE(told_one.find("olga") == std::string::npos, told_one);
  const auto aside = story.service().messages_set_aside(10);
  REQUIRE(aside.ok());
  REQUIRE(aside->size() == 4);
  CHECK(aside->front().why.find("not written by this library") != std::string::npos);
}

TEST_CASE("notices: a seal holds for one id, one end and one text") {
  Story story;
  REQUIRE(story.service().trustor("maria").report_fraud());
  const Macs& keys = *story.service().settings().keys;
  const MessageRecord genuine = story.store->lease_messages("notices", story.now(), Duration{0}, 10)->front().message;
  EXPECT(check_message(keys, genuine), "done");
  const auto changed = [&](auto change) {
    MessageRecord message = genuine;
    change(message);
    return check_message(keys, message);
  };
  EXPECT(changed([](MessageRecord& m) { m.id += "0"; }), "fault: store_corrupt");
  EXPECT(changed([](MessageRecord& m) { m.useless_after += kTick; }), "fault: store_corrupt");
  EXPECT(changed([](MessageRecord& m) { m.bytes.insert(1, " "); }), "fault: store_corrupt");
  EXPECT(changed([](MessageRecord& m) { m.bytes.pop_back(); }), "fault: store_corrupt");
  EXPECT(changed([](MessageRecord& m) { m.not_before += 1h; }), "done");  // as after a failed try
  EXPECT(changed([](MessageRecord& m) {
           m.bytes = R"({"kind":"code","account":"ivan","trustor":"maria","notice":"",)"
                     R"("request":"req_0.maria","send":1})";
         }),
         "done");
}

}  // namespace
}  // namespace doverie::testing
