// SPDX-License-Identifier: Apache-2.0
//
// Folding: what no history can contain is refused and leaves the state alone, and every invariant is found when it is broken.
#include "core/records/evolve.h"
#include "core/records/invariants.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const RequestId kRequest = "req_00000000000000000000000000000000.maria";
const InvitationId kInvitation = "inv_00000000000000000000000000000000.maria";

Envelope at(Duration after_noon = Duration(0)) {
  return {kNoon + after_noon, kToday, "cmd", ""};
}

const CircleEvent kSent = event::InvitationSent{kInvitation, kNoon + 24h, {}, {}};
const CircleEvent kAppointed = event::ContactAppointed{"ivan", kInvitation, kNoon, {}, {}, 7};
const CircleEvent kStarted = event::RecoveryStarted{kRequest, "0042", "", false, 1, kNoon + 24h, {}, 1, {}};
const CircleEvent kGiven = event::ApprovalGiven{kRequest, "ivan", "1", {}, {}, {}, ""};
const CircleEvent kIssued = event::CodeIssued{kRequest, "ivan", "c", "1", "b", kNoon + 10min};
const CircleEvent kCodeRight = event::CodeConfirmed{kRequest, "ivan", "c", {}, {}};
const CircleEvent kApproved = event::RecoveryApproved{kRequest, kNoon + 1h};
const CircleEvent kRedeemed = event::RecoveryRedeemed{kRequest, "grant_1", {}, {}};

Circle folded(const std::vector<CircleEvent>& events) {
  Circle circle;
  for (const CircleEvent& event : events) {
    const auto status = evolve(circle, at(), event);
    REQUIRE_MESSAGE(status.ok(), in_words(status));
  }
  return circle;
}

TEST_CASE("fold: events that are impossible in a circle") {
  struct Row {
    std::string what;
    std::vector<CircleEvent> before;
    CircleEvent event;
  };
  const Row rows[] = {
      {"withdrawing what was not sent", {}, event::InvitationWithdrawn{kInvitation}},
      {"withdrawing twice", {kSent, event::InvitationWithdrawn{kInvitation}}, event::InvitationWithdrawn{kInvitation}},
      {"an appointment without an invitation", {}, kAppointed},
      {"an appointment twice", {kSent, kAppointed}, kAppointed},
      {"removing nobody", {}, event::ContactRemoved{"ivan", "trustor", false}},
      {"asking for the removal of nobody", {}, event::RemovalAsked{"ivan", "trustor", kNoon}},
      {"taking up again a removal that nobody asked for",
       {kSent, kAppointed},
       event::RemovalResumed{"ivan", "trustor", kNoon}},
      {"taking up again a removal that goes on",
       {kSent, kAppointed, event::RemovalAsked{"ivan", "trustor", kNoon}},
       event::RemovalResumed{"ivan", "trustor", kNoon}},
      {"taking back a removal that nobody asked for", {kSent, kAppointed}, event::RemovalWithdrawn{"ivan", "trustor"}},
      {"a wrong number for no request", {}, event::NumberRejected{kRequest, "ivan"}},
      {"a change that is known already",
       {event::AccountChanged{"sim", kNoon, "host"}},
       event::AccountChanged{"sim", kNoon, "host"}},
      {"starting the same request twice", {kStarted}, kStarted},
      {"approving no request", {}, kGiven},
      {"approving twice", {kStarted, kGiven}, kGiven},
      {"approving what was denied", {kStarted, event::RecoveryDenied{kRequest, "trustor"}}, kGiven},
      {"a code without an approval", {kStarted}, kIssued},
      {"a code of another contact's", {kStarted, kGiven}, event::CodeIssued{kRequest, "pyotr", "c", "1", "b", kNoon}},
      {"a code for no request", {}, kIssued},
      {"sending without an approval", {kStarted}, event::CodeResent{kRequest, "ivan", "c"}},
      {"an SMS was taken, of no request", {}, event::CodeTaken{kRequest, "ivan", 1}},
      {"an SMS was taken, without an approval", {kStarted}, event::CodeTaken{kRequest, "ivan", 1}},
      {"an SMS was taken, another contact's", {kStarted, kGiven, kIssued}, event::CodeTaken{kRequest, "pyotr", 1}},
      {"an SMS was taken, which none is the noughth", {kStarted, kGiven, kIssued}, event::CodeTaken{kRequest, "ivan", 0}},
      {"an SMS was taken that was not to be sent", {kStarted, kGiven, kIssued}, event::CodeTaken{kRequest, "ivan", 2}},
      {"an SMS was delivered that was not to be sent",
       {kStarted, kGiven, kIssued},
       event::CodeDelivered{kRequest, "ivan", 2}},
      {"an SMS was lost that was not to be sent",
       {kStarted, kGiven, kIssued},
       event::CodeUndelivered{kRequest, "ivan", 2, "expired"}},
      {"no contact, where there is one", {kSent, kAppointed}, event::NoContactConfirmed{"anna", "boris"}},
      {"rejecting without an approval", {kStarted}, event::CodeRejected{kRequest, "ivan", "c"}},
      {"confirming without an approval", {kStarted}, kCodeRight},
      {"confirming twice", {kStarted, kGiven, kIssued, kCodeRight}, kCodeRight},
      {"sending after confirming", {kStarted, kGiven, kIssued, kCodeRight}, event::CodeResent{kRequest, "ivan", "c"}},
      {"approval while pending", {kStarted}, kApproved},
      {"redeeming while pending", {kStarted}, kRedeemed},
      {"redeeming while waiting for the code", {kStarted, kGiven, kIssued}, kRedeemed},
      {"redeeming twice", {kStarted, kGiven, kIssued, kCodeRight, kApproved, kRedeemed}, kRedeemed},
      {"denying no request", {}, event::RecoveryDenied{kRequest, "trustor"}},
      {"cancelling after redeeming",
       {kStarted, kGiven, kIssued, kCodeRight, kApproved, kRedeemed},
       event::RecoveryCancelled{kRequest}},
      {"a call that is known already", {event::CallBegan{"1", kNoon + 2h}}, event::CallBegan{"1", kNoon + 3h}},
      {"the end of no call", {event::CallBegan{"1", kNoon + 2h}}, event::CallEnded{"2"}},
      {"a change that is known already",
       {event::AccountChanged{"sim", kNoon, "host"}},
       event::AccountChanged{"sim", kNoon, "facts"}},
      {"voiding what was cancelled",
       {kStarted, event::RecoveryCancelled{kRequest}},
       event::RecoveryVoided{kRequest, "fraud"}},
  };
  for (const Row& row : rows) {
    Circle circle = folded(row.before);
    const auto states = circle.requests.empty() ? RequestState::pending : circle.requests.front().state;
    const auto status = evolve(circle, at(1s), row.event);
    CHECK_MESSAGE(in_words(status) == "fault: store_corrupt", row.what);
    CHECK_MESSAGE(circle.last_at == (row.before.empty() ? Instant{} : kNoon), row.what);
    if (!circle.requests.empty()) CHECK_MESSAGE(circle.requests.front().state == states, row.what);
  }
}

TEST_CASE("fold: an event that is older than the one before it") {
  Circle circle = folded({kSent});
  EXPECT(evolve(circle, at(-kTick), kStarted), "fault: store_corrupt");
  EXPECT(evolve(circle, at(), kStarted), "done");
}

TEST_CASE("fold: events that are impossible for a contact") {
  ContactRecord contact;
  EXPECT(evolve(contact, at(), event::ServiceEnded{"maria"}), "fault: store_corrupt");
  EXPECT(evolve(contact, at(), event::ServiceBegun{"maria"}), "done");
  EXPECT(evolve(contact, at(), event::ServiceBegun{"maria"}), "fault: store_corrupt");
  EXPECT(evolve(contact, at(-kTick), event::ServiceEnded{"maria"}), "fault: store_corrupt");
  EXPECT(evolve(contact, at(), event::CallEnded{"1"}), "fault: store_corrupt");
  EXPECT(evolve(contact, at(), event::CallBegan{"1", kNoon + 2h}), "done");
  EXPECT(evolve(contact, at(), event::CallBegan{"1", kNoon + 2h}), "fault: store_corrupt");
  CHECK(contact.serves("maria"));
}

TEST_CASE("fold: events that are impossible for an invitation") {
  const InvitationEvent created = event::InvitationCreated{"maria", "Иван", "", "", kNoon + 24h, {}, 1, kNoon + 24h};
  Invitation invitation;
  EXPECT(evolve(invitation, at(), event::InvitationAccepted{"ivan"}), "fault: store_corrupt");
  EXPECT(evolve(invitation, at(), event::InvitationReleased{kNoon}), "fault: store_corrupt");
  EXPECT(evolve(invitation, at(), created), "done");
  EXPECT(evolve(invitation, at(), event::InvitationReleased{kNoon + 25h}), "fault: store_corrupt");
  EXPECT(evolve(invitation, at(), created), "fault: store_corrupt");
  EXPECT(evolve(invitation, at(), event::InvitationAccepted{"ivan"}), "done");
  EXPECT(evolve(invitation, at(), event::InvitationDeclined{"ivan"}), "fault: store_corrupt");
  EXPECT(evolve(invitation, at(), event::InvitationCancelled{}), "fault: store_corrupt");
  CHECK(invitation.state == InvitationState::accepted);
}

TEST_CASE("fold: what was refused is noted in the order of time, until an operator resets the clock") {
  const RefusalEvent refused = event::CommandRefused{{.what = "start_recovery", .reasons = {"recovery_frozen"}}};
  Refusals refusals;
  EXPECT(evolve(refusals, at(2h), refused), "done");
  EXPECT(evolve(refusals, at(1h), refused), "fault: store_corrupt");
  CHECK(refusals.entries.size() == 1);
  Envelope after_reset = at(1h);
  after_reset.clock_reset = ClockReset{kNoon, 72h};
  EXPECT(evolve(refusals, after_reset, refused), "done");
  REQUIRE(refusals.entries.size() == 2);
  CHECK(refusals.entries.front().at == kNoon);
  CHECK(refusals.entries.back().at == kNoon + 1h);
  CHECK(refusals.last_at == kNoon + 1h);
}

TEST_CASE("fold: wrong codes in a row end with a right one and with a lock") {
  ContactRecord contact;
  for (int i = 0; i < 3; ++i) REQUIRE(evolve(contact, at(), event::CodeFailed{"maria", {}}));
  CHECK(contact.wrong_codes_in_a_row == 3);
  REQUIRE(evolve(contact, at(), event::CodePassed{"maria"}));
  CHECK(contact.wrong_codes_in_a_row == 0);
  REQUIRE(evolve(contact, at(), event::CodeFailed{"maria", {}}));
  REQUIRE(evolve(contact, at(), event::CodeFailed{"maria", kNoon + 24h}));
  CHECK(contact.wrong_codes_in_a_row == 0);
  CHECK(contact.locked_until == kNoon + 24h);
}

TEST_CASE("fold: what became of an SMS is that of the newest, and each is counted once") {
  Circle circle = folded({kStarted, kGiven, kIssued, event::CodeResent{kRequest, "ivan", "c"}});
  const Approval& approval = circle.requests.front().approvals.front();
  struct Row {
    CircleEvent event;
    std::int64_t taken;
    SmsState sms;
  };
  const Row rows[] = {
      {event::CodeTaken{kRequest, "ivan", 1}, 1, SmsState::on_its_way},  // of the first, while the second waits
      {event::CodeDelivered{kRequest, "ivan", 1}, 1, SmsState::on_its_way},
      {event::CodeTaken{kRequest, "ivan", 1}, 1, SmsState::on_its_way},
      {event::CodeDelivered{kRequest, "ivan", 2}, 2, SmsState::delivered},  // before it was said to be taken
      {event::CodeTaken{kRequest, "ivan", 2}, 2, SmsState::delivered},
      {event::CodeUndelivered{kRequest, "ivan", 1, "reported"}, 2, SmsState::delivered},
      {event::CodeUndelivered{kRequest, "ivan", 2, "reported"}, 2, SmsState::failed},
  };
  for (const Row& row : rows) {
    EXPECT(evolve(circle, at(1s), row.event), "done");
    CHECK(approval.taken == row.taken);
    CHECK(approval.sms == row.sms);
  }
}

TEST_CASE("fold: of the codes that newer ones have replaced the last three are known") {
  std::vector<CircleEvent> events = {kStarted, kGiven};
  for (int code = 0; code < 5; ++code) {
    events.push_back(event::CodeIssued{kRequest, "ivan", "challenge" + std::to_string(code), "1", "b", kNoon + 10min});
  }
  const Circle circle = folded(events);
  const Approval& approval = circle.requests.front().approvals.front();
  REQUIRE(approval.older.size() == kOlderCodes);
  CHECK(approval.older.front().challenge == "challenge1");
  CHECK(approval.challenge == "challenge4");
}

TEST_CASE("fold: when the owner was seen, what others did to the account is over, and a freeze keeps its first time") {
  const CircleEvent frozen = event::FraudReported{"contact", "ivan", kNoon + 72h};
  Circle circle = folded({kSent, kAppointed, kStarted, kGiven, kIssued, frozen});
  const CircleEvent wrong = event::CodeRejected{kRequest, "ivan", "c", true};
  for (const CircleEvent& event : {wrong, wrong, CircleEvent(event::ContactRemoved{"olga", "contact", true})}) {
    const auto status = evolve(circle, at(1s), event);
    CHECK(status.ok() == !std::holds_alternative<event::ContactRemoved>(event));  // she is no contact
  }
  CHECK(circle.recovery_locked);
  EXPECT(evolve(circle, at(2s), event::OwnerSeen{}), "done");
  EXPECT(evolve(circle, at(3s), event::OwnerSeen{}), "done");
  CHECK_FALSE(circle.recovery_locked);
  CHECK(circle.contact_freezes.front().owner_seen_at == kNoon + 2s);
  EXPECT(evolve(circle, at(4s), event::ContactRemoved{"ivan", "contact", true}), "done");
  CHECK(circle.lost_under_recovery);
  CHECK(circle.contact_freezes.empty());
  EXPECT(evolve(circle, at(5s), event::AccountClosed{}), "done");
  CHECK(circle.lost_under_recovery);
}

TEST_CASE("fold: a closed account with contacts is not thereby unprotected") {
  Circle circle = folded({kSent, kAppointed, event::AccountClosed{}});
  CHECK(circle.contacts.empty());
  CHECK(circle.lost_under_recovery);
  const Circle nobody = folded({event::AccountClosed{}});
  CHECK_FALSE(nobody.lost_under_recovery);
}

// A circle in which everything holds, with one approved request.
Circle sound() {
  return folded({kSent, kAppointed, kStarted, kGiven, kIssued, kCodeRight, kApproved});
}

TEST_CASE("invariants: of a circle") {
  CHECK(broken_invariant(sound(), "maria").empty());
  struct Row {
    std::string broken;
    void (*spoil)(Circle&);
  };
  const Row rows[] = {
      {"a contact stands in the circle twice", [](Circle& c) { c.contacts.push_back(c.contacts.front()); }},
      {"the trustor is the own contact", [](Circle& c) { c.contacts.front().contact = "maria"; }},
      {"a contact has approved a request twice",
       [](Circle& c) { c.requests.front().approvals.push_back(c.requests.front().approvals.front()); }},
      {"a request is approved without the required approvals", [](Circle& c) { c.requests.front().required_approvals = 2; }},
      {"a request is approved without the required approvals", [](Circle& c) { c.requests.front().required_approvals = 0; }},
      {"a request is approved without the required approvals",
       [](Circle& c) { c.requests.front().approvals.front().confirmed = false; }},
      {"a request is approved without the required approvals",
       [](Circle& c) {
         c.requests.front().state = RequestState::redeemed;
         c.requests.front().approvals.clear();
       }},
      {"an approval is confirmed without a code", [](Circle& c) { c.requests.front().approvals.front().challenge.clear(); }},
      {"an approval is confirmed without a code", [](Circle& c) { c.requests.front().approvals.front().asked = 0; }},
      {"an approval is confirmed without a code",
       [](Circle& c) { c.requests.front().approvals.front().code_issued_at = kNoon - kTick; }},
      {"a contact has approved two requests at once", [](Circle& c) { c.requests.push_back(c.requests.front()); }},
  };
  for (const Row& row : rows) {
    Circle circle = sound();
    row.spoil(circle);
    CHECK(std::string(broken_invariant(circle, "maria")) == row.broken);
  }
}

TEST_CASE("invariants: requests that have run out may be approved side by side") {
  Circle circle = sound();
  circle.requests.push_back(circle.requests.front());
  circle.requests.back().redeem_before = circle.last_at;
  CHECK(broken_invariant(circle, "maria").empty());
}

TEST_CASE("invariants: of a contact and of an invitation") {
  ContactRecord contact;
  contact.trustors = {"maria", "olga"};
  CHECK(broken_invariant(contact, "ivan").empty());
  CHECK(std::string(broken_invariant(contact, "olga")) == "a contact serves itself");
  contact.trustors.push_back("maria");
  CHECK(std::string(broken_invariant(contact, "ivan")) == "a contact serves a trustor twice");

  Invitation invitation;
  CHECK(broken_invariant(invitation, kInvitation).empty());  // does not exist
  invitation.exists = true;
  CHECK(std::string(broken_invariant(invitation, kInvitation)) == "an invitation has no trustor");
  invitation.trustor = "maria";
  invitation.sent_at = invitation.expires_at = kNoon;
  CHECK(std::string(broken_invariant(invitation, kInvitation)) == "an invitation ends before it begins");
  invitation.keep_until = invitation.expires_at += kTick;
  CHECK(broken_invariant(invitation, kInvitation).empty());
  invitation.expires_at += kTick;
  CHECK(std::string(broken_invariant(invitation, kInvitation)) == "an invitation is erased before it ends");
}

TEST_CASE("KR2: no event of the realm's takes a restore back") {
  const Instant restored = kNoon - 1h;
  const RealmRecord known{.epoch = 5, .restored_at = restored};
  RealmRecord realm;
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", known})), "done");
  for (const RealmRecord& earlier : {RealmRecord{.epoch = 4, .restored_at = restored}, RealmRecord{.epoch = 5},
                                     RealmRecord{.epoch = 6, .restored_at = restored - kTick}}) {
    RealmRecord kept = realm;
    EXPECT(evolve(kept, at(1s), RealmEvent(event::RealmNoted{"", earlier})), "fault: store_corrupt");
  }
  EXPECT(evolve(realm, at(1s), RealmEvent(event::RealmNoted{"", known})), "done");
}

TEST_CASE("KN10: no event of the realm's forgets a policy, or that one was revoked") {
  const NotedPolicy first{{"first", "1"}, "{}"};
  const NotedPolicy second{{"second", "2"}, "{}"};
  RealmRecord realm;
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", {.policies = {first}}})), "done");
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", {.policies = {first, second}}})), "done");
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", {.policies = {second}}})), "fault: store_corrupt");
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", {.policies = {first, second}, .revoked = {"a", "b"}}})),
         "done");
  EXPECT(evolve(realm, at(), RealmEvent(event::RealmNoted{"", {.policies = {first, second}, .revoked = {"b"}}})),
         "fault: store_corrupt");
}

}  // namespace
}  // namespace doverie::testing
