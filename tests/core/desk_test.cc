// SPDX-License-Identifier: Apache-2.0
//
// Ten questions that come to a desk, each with a store made for it: "why can she not recover?" The first cause in the answer has to be
// the right one. And who is told what: the operator the rules, the owner no more than that the contact cannot confirm.
#include <algorithm>

#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

Diagnosis explained(Story& story, bool verified_factor = false) {
  const auto found = story.service().operations().explain("maria", verified_factor);
  REQUIRE_MESSAGE(found.ok(), in_words(found));
  return *found;
}

// What stands against it first of all; an empty one when nothing does.
Finding first_cause(const Diagnosis& found) {
  const auto cause = std::ranges::find_if(found.findings, &Finding::against);
  return cause == found.findings.end() ? Finding{} : *cause;
}

Finding only(const Diagnosis& found, std::string_view kind) {
  const auto is = [&](const Finding& finding) { return finding.kind == kind; };
  REQUIRE(std::ranges::count_if(found.findings, is) == 1);
  return *std::ranges::find_if(found.findings, is);
}

bool has(const Diagnosis& found, std::string_view kind) {
  return std::ranges::any_of(found.findings, [&](const Finding& finding) { return finding.kind == kind; });
}

Story appointed_under(Policy later) {
  Story story({.policies = PolicySchedule::of({Policy::gosuslugi(), std::move(later)}).value()});
  story.appointed("maria", "ivan");
  return story;
}

Policy from_tomorrow() {
  Policy policy = Policy::gosuslugi();
  policy.id = "later";
  policy.applies_from = CivilDate(std::chrono::sys_days(kToday) + std::chrono::days(1));
  return policy;
}

TEST_CASE("desk: nothing stands against it") {
  Story story;
  story.appointed("maria", "ivan");
  const Diagnosis found = explained(story);
  CHECK(found.start == StartStatus::pending);
  CHECK(found.findings.front().kind == "start_pending");
  CHECK(first_cause(found).kind.empty());
  CHECK(only(found, "contact_can").account == "ivan");
  CHECK(only(found, "policy").detail == "gosuslugi (2025-11-27)");
}

TEST_CASE("desk 1: frozen by a report of fraud") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  story.wait(1h);
  const Diagnosis found = explained(story);
  CHECK(found.start == StartStatus::frozen);
  const Finding cause = first_cause(found);
  CHECK(cause.kind == "frozen_by_contact");
  CHECK(cause.account == "ivan");
  CHECK(cause.since == kNoon);
  CHECK(cause.until == kNoon + 72h);
  CHECK(cause.english == "the contact ivan reported fraud: frozen since 2026-03-02 09:00 UTC until 2026-03-05 09:00 UTC");
  CHECK(cause.russian == "контакт ivan сообщил о мошенничестве: заморозка с 2026-03-02 09:00 UTC до 2026-03-05 09:00 UTC");
}

TEST_CASE("desk 1: frozen by the owner, and by an operator whom only operators learn of") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().trustor("maria").report_fraud());
  CHECK(first_cause(explained(story)).kind == "frozen_by_owner");
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  const Finding cause = first_cause(explained(story));
  CHECK(cause.kind == "frozen_by_operator");
  CHECK(cause.detail == "anna");
  CHECK_FALSE(cause.until.has_value());
  const Finding seen = first_cause(*story.service().trustor("maria").explain());
  CHECK(seen.kind == "frozen_by_operator");
  CHECK(seen.detail.empty());
  CHECK(seen.english.find("anna") == std::string::npos);
}

TEST_CASE("desk 2: the contact is too young by a new policy, and the owner learns no more than that he cannot") {
  Policy later = from_tomorrow();
  later.contact_min_age_years = 40;
  Story story = appointed_under(later);
  CHECK(explained(story).start == StartStatus::pending);
  story.wait(24h);
  const Diagnosis found = explained(story);
  CHECK(found.start == StartStatus::contact_unavailable);
  const Finding cause = first_cause(found);
  CHECK(cause.kind == "contact_rule_failed");
  CHECK(cause.reason == "contact_too_young");
  CHECK(cause.account == "ivan");
  CHECK(cause.needs == 40);
  CHECK(cause.has == 36);
  CHECK(cause.english == "the contact ivan: The contact has to be at least 40 years old: 36 now");
  CHECK(only(found, "link_policy").detail == "gosuslugi");

  const auto seen = story.service().trustor("maria").explain();
  REQUIRE(seen.ok());
  CHECK(seen->start == StartStatus::contact_unavailable);
  CHECK(first_cause(*seen).kind == "contact_cannot");
  for (const Finding& finding : seen->findings) {
    INFO(finding.kind);
    CHECK(finding.reason.find("contact_too_young") == std::string::npos);
    CHECK(finding.english.find("years") == std::string::npos);
  }
}

TEST_CASE("desk 3: the limit of wrong codes is reached") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(5, "ivan", request);
  const Finding cause = first_cause(explained(story));
  CHECK(cause.kind == "wrong_codes_used_up");
  CHECK(cause.account == "ivan");
  CHECK(cause.reason == "too_many_wrong_codes");
  CHECK(cause.has == 5);
  CHECK(cause.needs == 5);
  CHECK(cause.until == kNoon + 24h);
  CHECK_FALSE(has(explained(story), "contact_can"));  // no code of his is accepted until then
  EXPECT(story.confirm("ivan", request, "000000"), "refused: too_many_wrong_codes");
}

TEST_CASE("desk 4: the SMS was never taken") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  REQUIRE(story.approve("ivan", request));
  story.wait(5min);
  const Diagnosis found = explained(story);
  const Finding cause = first_cause(found);
  CHECK(cause.kind == "sms_on_its_way");
  CHECK(cause.request == request);
  CHECK(cause.account == "ivan");
  CHECK(cause.since == kNoon);
  CHECK(has(found, "waits_for_code"));
}

TEST_CASE("desk 5: a wrong number was attested") {
  Story story({.policies = PolicySchedule::of({Policy::strict()}).value()});
  story.appointed("maria", "ivan");
  story.wait(24h);
  const RequestId request = story.started("maria");
  const std::string wrong = story.number(request) == "0000" ? "1111" : "0000";
  EXPECT(story.service().contact("ivan").approve(request, {true, true, wrong}), "refused: number_mismatch");
  const Finding cause = first_cause(explained(story));
  CHECK(cause.kind == "wrong_numbers");
  CHECK(cause.account == "ivan");
  CHECK(cause.request == request);
  CHECK(cause.has == 1);
  CHECK(has(explained(story), "waits_for_contact"));
}

TEST_CASE("desk 6: a stranger has used the budget up, and the owner's own is there") {
  Story story;
  story.appointed("maria", "ivan");
  for (int i = 0; i < 3; ++i) {
    REQUIRE(story.cancel(story.started("maria")));
    story.wait(1h);
  }
  EXPECT(story.start("maria"), "refused: starts_exhausted");
  const Diagnosis found = explained(story);
  CHECK_FALSE(found.start.has_value());
  CHECK(found.findings.front().kind == "start_refused");
  CHECK(found.findings.front().reason == "starts_exhausted");
  const Finding cause = first_cause(found);
  CHECK(cause.kind == "starts_used_up");
  CHECK(cause.until == kNoon + 24h);
  CHECK(only(found, "verified_starts_left").has == 0);
  CHECK(explained(story, true).start == StartStatus::pending);
}

TEST_CASE("desk 7: the records were restored yesterday") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  ServiceOptions options = story.options();
  options.epoch = 2;
  options.restored_at = story.now();
  story.restart(options);
  story.wait(20h);
  const Diagnosis found = explained(story);
  CHECK(first_cause(found).kind == "codes_blocked");
  CHECK(first_cause(found).until == kNoon + 24h);
  CHECK(only(found, "request_was").detail == "voided");
  CHECK(only(found, "request_was").request == request);
  CHECK_FALSE(has(found, "contact_can"));  // not beside "no code is made or accepted"
  story.wait(4h);
  CHECK(has(explained(story), "contact_can"));
}

TEST_CASE("desk: what is held of a person has each request in the state that the cabinet shows") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const auto agree = [&](std::string_view state) {
    const auto cabinet = story.service().trustor("maria").cabinet();
    REQUIRE(cabinet.ok());
    REQUIRE(cabinet->requests.size() == 1);
    CHECK(name_of(cabinet->requests.front().state) == state);
    const auto held = story.service().operations().held("maria");
    REQUIRE(held.ok());
    const auto row = std::ranges::find(held->items, "holds_request", &Finding::kind);
    REQUIRE(row != held->items.end());
    CHECK(row->detail == state);
  };
  SUBCASE("it waits") {
    agree("awaiting_code");
  }
  SUBCASE("it has run out") {
    story.wait(24h - 1h);
    agree("awaiting_code");
  }
  SUBCASE("a backup was restored") {
    ServiceOptions options = story.options();
    options.epoch = 2;
    options.restored_at = story.now();
    story.restart(options);
    agree("voided");
  }
  SUBCASE("its policy was revoked") {
    story.restart_with_policies(PolicySchedule().with_revoked("gosuslugi").value());
    agree("voided");
  }
  SUBCASE("the owner has another phone") {
    story.change("maria", [](AccountFacts& maria) { maria.phone = Phone::parse("+79030000000").value(); });
    agree("voided");
  }
}

TEST_CASE("desk 8: the contact's account was closed") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().account_closed("ivan"));
  const Diagnosis found = explained(story);
  CHECK(found.start == StartStatus::contact_unavailable);
  CHECK(first_cause(found).kind == "contact_lost");
}

TEST_CASE("desk 8: the account itself was closed") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().account_closed("maria"));
  story.wait(1h);
  const Finding cause = first_cause(explained(story));
  CHECK(cause.kind == "account_closed");
  CHECK(cause.since == kNoon);
  CHECK(cause.russian == "учётная запись закрыта 2026-03-02 09:00 UTC, с тех пор никто не назначен");
}

TEST_CASE("desk 8: an open request is named when the account of its contact has closed") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  REQUIRE(story.service().operations().account_closed("ivan"));
  const Finding open = only(explained(story), "request_was");
  CHECK(open.request == request);
  CHECK(open.detail == "pending");
  CHECK(open.against);
}

TEST_CASE("desk: a request of yesterday that nobody answered is told as such") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.wait(25h);
  const Finding over = only(explained(story), "request_was");
  CHECK(over.request == request);
  CHECK(over.detail == "expired");
  CHECK_FALSE(over.against);
}

TEST_CASE("desk 9: the policy asks for two contacts now") {
  Policy later = from_tomorrow();
  later.max_contacts_per_trustor = 2;
  later.required_approvals = 2;
  Story story = appointed_under(later);
  story.wait(24h);
  const Diagnosis found = explained(story);
  CHECK(found.start == StartStatus::contact_unavailable);
  const Finding cause = first_cause(found);
  CHECK(cause.kind == "too_few_contacts");
  CHECK(cause.needs == 2);
  CHECK(cause.has == 1);
  CHECK(only(found, "policy").detail == "later (2026-03-03)");
}

TEST_CASE("desk 10: two requests are open") {
  Story story;
  story.appointed("maria", "ivan");
  story.started("maria");
  story.started("maria", true);
  const Diagnosis found = explained(story);
  CHECK(first_cause(found).kind == "several_open");
  CHECK(first_cause(found).has == 2);
  CHECK(std::ranges::count_if(found.findings, [](const auto& f) { return f.kind == "waits_for_contact"; }) == 2);
}

TEST_CASE("desk: nobody protects the account, or the host's mark says otherwise, or nobody knows it") {
  Story story;
  CHECK(explained(story).start == StartStatus::not_protected);
  CHECK(has(explained(story), "no_contact"));
  story.change("maria", [](AccountFacts& maria) { maria.has_contact = true; });
  CHECK(explained(story).findings.front().reason == "store_mismatch");
  const auto unknown = story.service().operations().explain("nobody");
  REQUIRE(unknown.ok());
  CHECK(unknown->findings.front().reason == "account_unknown");
}

TEST_CASE("desk: a code that expired, a phone that changed, an approval that waits") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  CHECK_FALSE(story.code("ivan").empty());
  story.wait(11min);
  CHECK(first_cause(explained(story)).kind == "code_expired");
  CHECK(has(explained(story), "sms_taken"));
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+79160000000"); });
  CHECK(first_cause(explained(story)).kind == "code_void");
  story.change("maria", [](AccountFacts& maria) { maria.phone = phone("+79030000000"); });
  CHECK(first_cause(explained(story)).kind == "trustor_phone_changed");
}

TEST_CASE("desk: an approved request can be used, or says why it cannot") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  CHECK(has(explained(story), "waits_for_use"));
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  const Diagnosis found = explained(story);
  CHECK(first_cause(found).reason == "contact_not_citizen");
  CHECK(only(found, "cannot_redeem").reason == "contact_unavailable");
  EXPECT(story.redeem(request), "refused: contact_unavailable");
}

TEST_CASE("desk: a start in vain says why, and names no fact of anybody's") {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  const auto trail = story.service().operations().audit("maria");
  const AuditEntry& last = trail->entries.back();
  CHECK(last.type == "recovery_unavailable");
  CHECK(last.english == "somebody began in vain (password recovery): ivan: The trusted contact cannot confirm now");
  CHECK(last.event.find("citizen") == std::string::npos);
  CHECK(last.event.find("\"facts\"") != std::string::npos);
}

TEST_CASE("desk: yesterday's no names the rule, until what was found of people is erased") {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = true; });
  story.wait(25h);
  const auto told = [&] {
    const auto timeline = story.service().operations().timeline("maria");
    REQUIRE_MESSAGE(timeline.ok(), in_words(timeline));
    return timeline->entries;
  };
  const TimelineEntry rules = told().back();
  CHECK(rules.type == "rules_looked");
  CHECK(rules.at == kNoon);
  CHECK(rules.english ==
        "of the rules about people these were not met: The contact is not a citizen of the Russian Federation");
  CHECK(rules.russian == "не выполнено из правил о людях: Контакт не является гражданином Российской Федерации");
  REQUIRE(story.service().operations().erase("ivan", "anna"));
  CHECK(std::ranges::none_of(told(), [](const auto& entry) { return entry.type == "rules_looked"; }));
}

TEST_CASE("desk: a timeline without what the rules found is no timeline") {
  const auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  store->on_record = [](StreamRecord& record) {
    if (!record.name.starts_with("facts/")) return;
    record.events.pop_back();
    --record.version;
  };
  EXPECT(story.service().operations().timeline("maria"), "fault: store_corrupt");
}

TEST_CASE("desk: every text of the lists is filled in both languages") {
  Story story;
  story.appointed("maria", "ivan");
  story.ready("maria", "ivan");
  REQUIRE(story.service().trustor("maria").report_fraud());
  for (const Finding& finding : explained(story).findings) {
    INFO(finding.kind);
    for (const std::string& text : {finding.english, finding.russian}) {
      CHECK_FALSE(text.empty());
      CHECK(text.find_first_of("{}[]") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace doverie::testing
