// SPDX-License-Identifier: Apache-2.0
//
// Can each row of findings.def be told? A story for each, in which what an explanation says, or what is held, has that row; and the
// last test demands that none is left out.
#include <set>

#include "support/story.h"

namespace doverie::testing {
namespace {

// What an operator is told of maria and what is held of her and of ivan, by the names of findings.def.
std::set<std::string> told(Story& story, bool verified_factor = false) {
  std::set<std::string> kinds;
  const auto operations = story.service().operations();
  const auto why = operations.explain("maria", verified_factor);
  REQUIRE_MESSAGE(why.ok(), in_words(why));
  for (const Finding& finding : why->findings) kinds.insert(finding.kind);
  for (const AccountId account : {"maria", "ivan"}) {
    const auto held = operations.held(account);
    REQUIRE_MESSAGE(held.ok(), in_words(held));
    for (const Finding& finding : held->items) kinds.insert(finding.kind);
    REQUIRE(operations.timeline(account));
  }
  REQUIRE(story.service().trustor("maria").history());
  return kinds;
}

struct Seen {
  std::set<std::string> expected;  // those that the story is made for
  std::set<std::string> told;
};

Seen of(Story& story, std::set<std::string> expected, bool verified_factor = false) {
  return {std::move(expected), told(story, verified_factor)};
}

// --- the contact

Seen locked_contact() {
  Story story({.policies = changed([](Policy& p) { p.max_consecutive_wrong_codes = 3; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(3, "ivan", request);
  return of(story, {"contact_locked", "wrong_codes_left", "wrong_codes_against", "start_contact_unavailable", "holds_lock",
                    "holds_wrong_codes"});
}

Seen locked_account() {
  Story story({.policies = changed([](Policy& p) { p.max_wrong_codes_per_trustor = p.max_wrong_codes_per_contact = 2; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(2, "ivan", request);
  return of(story, {"recovery_locked"});
}

Seen spent_codes() {
  Story story({.policies = changed([](Policy& p) { p.max_wrong_codes = 2; })});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(2, "ivan", request);
  return of(story, {"wrong_codes_used_up", "holds_wrong_in_a_row"});
}

// By the own wrong codes of 30 days, while another contact is not.
Seen out_of_several() {
  Story story({.policies = changed([](Policy& p) { p.max_contacts_per_trustor = p.max_wrong_codes_per_contact = 2; })});
  story.appointed("maria", "ivan");
  story.appointed("maria", "pyotr");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(2, "ivan", request);
  return of(story, {"contact_hindered"});
}

Seen one_person() {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [&](AccountFacts& ivan) { ivan.phone = story.facts("maria").phone; });
  return of(story, {"same_person"});
}

Seen pair() {
  Policy later = Policy::gosuslugi();
  later.id = "no-pairs";
  later.applies_from = std::chrono::year{2026} / 3 / 3;
  later.mutual_pairs_allowed = false;
  Story story({.policies = PolicySchedule::of({Policy::gosuslugi(), later}).value()});
  story.appointed("maria", "ivan");
  story.appointed("ivan", "maria");
  story.wait(24h);
  return of(story, {"mutual_pair", "link_policy", "holds_trustor", "holds_invitation_received"});
}

Seen not_yet_active() {
  Story story({.policies = PolicySchedule::of({Policy::strict()}).value()});
  story.appointed("maria", "ivan");
  return of(story, {"not_active_yet"});
}

Seen of_another_policy() {
  Policy later = Policy::gosuslugi();
  later.id = "two";
  later.applies_from = std::chrono::year{2026} / 3 / 3;
  later.max_contacts_per_trustor = later.required_approvals = 2;
  Story story({.policies = PolicySchedule::of({Policy::gosuslugi(), later}).value()});
  story.appointed("maria", "ivan");
  story.wait(24h);
  return of(story, {"too_few_contacts"});
}

Seen ineligible() {
  Story story;
  story.appointed("maria", "ivan");
  for (const char* who : {"maria", "ivan"}) story.change(who, [](AccountFacts& facts) { facts.citizen = false; });
  return of(story, {"contact_rule_failed", "trustor_rule_failed"});
}

Seen nobody() {
  Story story;
  return of(story, {"no_contact", "start_not_protected", "holds_nothing_more"});
}

Seen lost() {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().account_closed("ivan"));
  return of(story, {"contact_lost"});
}

Seen account_closed() {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().account_closed("maria"));
  return of(story, {"account_closed"});
}

Seen watched_only() {
  Story story({.policies = changed([](Policy& p) { p.protected_share = 0; })});
  story.appointed("maria", "ivan");
  return of(story, {"observed", "holds_place", "holds_contact"});
}

Seen removal(bool frozen) {
  Story story({.policies = PolicySchedule::of({Policy::strict()}).value()});
  story.appointed("maria", "ivan");
  story.wait(24h);
  REQUIRE(story.service().trustor("maria").remove_contact("ivan"));
  if (!frozen) return of(story, {"removal_asked", "contact_can", "holds_removal"});
  REQUIRE(story.service().trustor("maria").report_fraud());
  return of(story, {"removal_suspended", "frozen_by_owner", "start_frozen", "holds_freeze"});
}

// --- freezes

Seen frozen_by_contact() {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  return of(story, {"frozen_by_contact"});
}

Seen frozen_by_operator() {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  return of(story, {"frozen_by_operator"});
}

// --- starts

Seen spent(bool verified_factor) {
  Story story;
  story.appointed("maria", "ivan");
  for (int i = 0; i < 3; ++i) {
    const RequestId request = story.started("maria", verified_factor);
    if (i < 2) REQUIRE(story.cancel(request));
  }
  EXPECT(story.start("maria", verified_factor), "refused: starts_exhausted");
  if (verified_factor) return of(story, {"verified_starts_used_up", "starts_left"}, true);
  return of(story, {"starts_used_up", "verified_starts_left", "start_refused", "request_was", "holds_request",
                    "holds_refusals", "policy"});
}

Seen many_open() {
  Story story({.policies = changed([](Policy& p) { p.max_open_requests = 1; })});
  story.appointed("maria", "ivan");
  story.started("maria");
  story.started("maria", true);
  return of(story, {"too_many_open", "several_open", "waits_for_contact"});
}

Seen used() {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.redeem(story.ready("maria", "ivan")));
  REQUIRE(story.service().operations().account_changed("ivan", AccountChange::sim, story.now()));
  REQUIRE(story.service().operations().owner_seen("maria"));
  REQUIRE(story.service().operations().recovered_by_other_means("maria", "mfc"));
  return of(story, {"start_pending", "recovered", "owner_seen", "invitations_left", "holds_owner_seen", "holds_recovered",
                    "holds_change", "holds_approvals", "holds_facts", "holds_facts_as_contact", "holds_invitation_sent"});
}

Seen for_an_operation_that_needs_none() {
  Story story({.policies = changed([](Policy& p) { p.other_operations["password_change"] = Duration{0}; })});
  story.appointed("maria", "ivan");
  const auto why = story.service().operations().explain("maria", false, OperationName("password_change"));
  REQUIRE(why.ok());
  return {{"start_not_needed"}, {why->findings.front().kind}};
}

Seen in_vain() {
  Story story;
  story.appointed("maria", "ivan");
  story.change("ivan", [](AccountFacts& ivan) { ivan.citizen = false; });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  return of(story, {"start_in_vain"});
}

Seen marked() {
  Story story;
  story.change("maria", [](AccountFacts& maria) { maria.has_contact = true; });
  return of(story, {"start_fault"});
}

Seen invited() {
  Story story;
  story.invited("maria", "ivan");
  return of(story, {"invitation_waits"});
}

// --- requests and codes

struct Approving : Story {
  explicit Approving(PolicySchedule policies = {}) : Story({.policies = std::move(policies)}) {
    appointed("maria", "ivan");
    request = started("maria");
  }
  RequestId request;
};

Seen restored() {
  Approving story;
  ServiceOptions options = story.options();
  options.epoch = 2;
  options.restored_at = story.now();
  story.restart(options);
  return of(story, {"codes_blocked"});
}

Seen of_another_phone(const AccountId& whose, std::string kind) {
  Approving story;
  story.approved("ivan", story.request);
  CHECK_FALSE(story.code("ivan").empty());
  story.change(whose, [](AccountFacts& facts) { facts.phone = phone("+79160000000"); });
  return of(story, {std::move(kind)});
}

Seen of_a_revoked_key() {
  Approving story;
  story.approved("ivan", story.request);
  CHECK_FALSE(story.code("ivan").empty());
  const auto old = story.keys->active_key(KeyPurpose::code);
  REQUIRE(story.keys->add(KeyPurpose::code, "new", Secret("another key of codes, 32 bytes or more")));
  REQUIRE(story.keys->set_state(KeyPurpose::code, *old, KeyState::revoked));
  return of(story, {"code_void"});
}

Seen in_a_call() {
  Approving story;
  REQUIRE(story.service().operations().call_began("ivan", "call-1"));
  story.approved("ivan", story.request);
  return of(story, {"code_held", "holds_call", "sms_on_its_way"});
}

Seen sent(const std::string& became) {
  Approving story;
  story.approved("ivan", story.request);
  CHECK_FALSE(story.code("ivan").empty());
  if (became != "sms_taken") {
    REQUIRE(story.service().operations().sms_reported(story.sms->sent().back().message_id, became == "sms_delivered"));
    return of(story, {became});
  }
  story.wait(11min);
  return of(story, {became, "code_expired", "waits_for_code"});
}

Seen sent_too_often() {
  Approving story(changed([](Policy& p) { p.max_sends = 1; }));
  story.approved("ivan", story.request);
  CHECK_FALSE(story.code("ivan").empty());
  return of(story, {"sends_used_up"});
}

Seen wrong_number() {
  Story story({.policies = PolicySchedule::of({Policy::strict()}).value()});
  story.appointed("maria", "ivan");
  story.wait(24h);
  const RequestId request = story.started("maria");
  const std::string wrong = story.number(request) == "0000" ? "1111" : "0000";
  EXPECT(story.service().contact("ivan").approve(request, {true, true, wrong}), "refused: number_mismatch");
  return of(story, {"wrong_numbers"});
}

// One contact of two was appointed when the request was open, and has no part in it.
Seen of_several() {
  Story story({.policies = changed([](Policy& p) {
                 p.max_contacts_per_trustor = 3;
                 p.required_approvals = 2;
               })});
  story.appointed("maria", "ivan");
  story.appointed("maria", "pyotr");
  const InvitationId later = story.invited("maria", "olga");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.confirmed("ivan", request);
  std::ignore = story.accept("olga", later);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone_since = kNoon + 1s; });
  story.wait(1min);
  return of(story, {"waits_for_contact"});
}

Seen ready(bool usable) {
  Approving story(changed([](Policy& p) { p.waiting_period = 1h; }));
  story.approved("ivan", story.request);
  story.confirmed("ivan", story.request);
  if (!usable) return of(story, {"cannot_redeem"});
  story.wait(1h);
  return of(story, {"waits_for_use"});
}

std::vector<Seen> all_stories() {
  return {locked_contact(),
          locked_account(),
          spent_codes(),
          out_of_several(),
          one_person(),
          pair(),
          not_yet_active(),
          of_another_policy(),
          ineligible(),
          nobody(),
          lost(),
          account_closed(),
          watched_only(),
          removal(false),
          removal(true),
          frozen_by_contact(),
          frozen_by_operator(),
          spent(false),
          spent(true),
          many_open(),
          used(),
          for_an_operation_that_needs_none(),
          in_vain(),
          marked(),
          invited(),
          restored(),
          of_another_phone("maria", "trustor_phone_changed"),
          of_another_phone("ivan", "code_void"),
          of_a_revoked_key(),
          in_a_call(),
          sent("sms_taken"),
          sent("sms_delivered"),
          sent("sms_failed"),
          sent_too_often(),
          wrong_number(),
          of_several(),
          ready(false),
          ready(true)};
}

TEST_CASE("findings: every row of the list is told by a story made for it") {
  std::set<std::string> seen;
  for (const Seen& story : all_stories()) {
    for (const std::string& kind : story.expected) CHECK_MESSAGE(story.told.contains(kind), kind);
    seen.insert(story.told.begin(), story.told.end());
  }
  seen.insert("contact_cannot");  // to owners alone: desk_test.cc
#define DOVERIE_FINDING(name, owner, english, russian) CHECK_MESSAGE(seen.contains(#name), #name);
#include "doverie/core/findings.def"
}

}  // namespace
}  // namespace doverie::testing
