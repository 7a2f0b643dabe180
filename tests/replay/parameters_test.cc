// SPDX-License-Identifier: Apache-2.0
//
// Every parameter of a policy: a history, the parameter changed, and what the replay says; or it is one of the blind spots.
#include <algorithm>
#include <functional>

#include "core/policy/parameters.h"
#include "replay/histories.h"
#include "support/ages.h"

namespace doverie::testing {
namespace {

struct Row {
  std::string_view parameter;
  std::function<void(Policy&)> then;  // under which it was recorded, from gosuslugi
  std::function<void(Story&)> story;
  std::function<void(Policy&)> other;  // from that
  const char* line;                    // one of the report's
};

const auto kNothing = [](Policy&) {};
const auto kTwoContacts = [](Policy& p) { p.max_contacts_per_trustor = 2; };
const auto kAppointed = [](Story& s) { s.appointed("maria", "ivan"); };

template <class Change>
auto appointed_when(const AccountId& who, Change change) {
  return [=](Story& s) { s.change(who, change), s.appointed("maria", "ivan"); };
}

const auto kStarted = [](Story& s) { return s.appointed("maria", "ivan"), s.started("maria"); };
const auto kGuessedOnce = [](Story& s) {
  const RequestId request = kStarted(s);
  s.approved("ivan", request), s.guessed_wrong(1, "ivan", request), s.confirmed("ivan", request);
};
const auto kSentAgain = [](Story& s) {
  const RequestId request = kStarted(s);
  s.approved("ivan", request), s.code("ivan"), s.wait(61s);
  EXPECT(s.resend("ivan", request), "done");
};

// Nobody has reported that the call is over.
const auto kSentAfterCall = [](Story& s) {
  const RequestId request = kStarted(s);
  s.approved("ivan", request);
  EXPECT(s.service().operations().call_began("ivan", "call-1"), "done");
  s.wait(90min);
  EXPECT(s.resend("ivan", request), "done");
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
      {"trustor_min_age_years", kNothing, kAppointed, [](Policy& p) { p.trustor_min_age_years = 37; },
       "invitation_sent refused trustor_too_young 1"},
      {"contact_min_age_years", kNothing, kAppointed, [](Policy& p) { p.contact_min_age_years = 37; },
       "contact_appointed refused contact_too_young 1"},
      {"age_reached", kNothing, appointed_when("ivan", [](AccountFacts& f) { f.birth_date = aged(18); }),
       [](Policy& p) { p.age_reached = AgeReached::day_after_birthday; },
       "contact_appointed untold age contact_too_young 1"},
      {"leap_birthday", [](Policy& p) { p.leap_birthday = LeapBirthday::february_28; },
       [](Story& s) {
         s.clock->set(Instant{std::chrono::sys_days{std::chrono::year{2030} / 2 / 28} + 9h});
         s.change("ivan", [](AccountFacts& f) { f.birth_date = CivilDate{std::chrono::year{2012} / 2 / 29}; });
         s.appointed("maria", "ivan");
       },
       [](Policy& p) { p.leap_birthday = LeapBirthday::march_1; }, "contact_appointed untold age contact_too_young 1"},
      {"trustor_citizen_required", [](Policy& p) { p.trustor_citizen_required = false; },
       appointed_when("maria", [](AccountFacts& f) { f.citizen = false; }),
       [](Policy& p) { p.trustor_citizen_required = true; }, "invitation_sent refused trustor_not_citizen 1"},
      {"contact_citizen_required", [](Policy& p) { p.contact_citizen_required = false; },
       appointed_when("ivan", [](AccountFacts& f) { f.citizen = false; }),
       [](Policy& p) { p.contact_citizen_required = true; }, "contact_appointed refused contact_not_citizen 1"},
      {"trustor_confirmed_required", [](Policy& p) { p.trustor_confirmed_required = false; },
       appointed_when("maria", [](AccountFacts& f) { f.confirmed = false; }),
       [](Policy& p) { p.trustor_confirmed_required = true; }, "invitation_sent refused trustor_not_confirmed 1"},
      {"contact_confirmed_required", [](Policy& p) { p.contact_confirmed_required = false; },
       appointed_when("ivan", [](AccountFacts& f) { f.confirmed = false; }),
       [](Policy& p) { p.contact_confirmed_required = true; }, "contact_appointed refused contact_not_confirmed 1"},
      {"contact_passport_required", [](Policy& p) { p.contact_passport_required = false; },
       appointed_when("ivan", [](AccountFacts& f) { f.passport_current = false; }),
       [](Policy& p) { p.contact_passport_required = true; }, "contact_appointed refused contact_passport_outdated 1"},
      {"replacing_phone_counts", kNothing,
       appointed_when("ivan", [](AccountFacts& f) { f.phone_state = PhoneState::replacing; }),
       [](Policy& p) { p.replacing_phone_counts = false; }, "contact_appointed refused contact_phone_missing 1"},
      {"max_contacts_per_trustor", kTwoContacts,
       [](Story& s) { s.appointed("maria", "ivan"), s.appointed("maria", "pyotr"); },
       [](Policy& p) { p.max_contacts_per_trustor = 1; }, "invitation_sent refused contact_limit_reached 1"},
      {"max_trustors_per_contact", kNothing, [](Story& s) { s.appointed("maria", "ivan"), s.appointed("olga", "ivan"); },
       [](Policy& p) { p.max_trustors_per_contact = 1; }, "contact_appointed refused contact_serves_too_many 1"},
      {"phone_prefixes", kNothing, kAppointed, [](Policy& p) { p.phone_prefixes = {"+7903"}; },
       "invitation_sent refused phone_not_allowed 1"},
      {"phone_prefixes_excluded", kNothing, kAppointed, [](Policy& p) { p.phone_prefixes_excluded = {"+7916"}; },
       "invitation_sent refused phone_not_allowed 1"},
      {"mutual_pairs_allowed", kNothing, [](Story& s) { s.appointed("maria", "ivan"), s.appointed("ivan", "maria"); },
       [](Policy& p) { p.mutual_pairs_allowed = false; }, "contact_appointed refused mutual_pair 1"},
      {"pause_after_recovery", kNothing, appointed_when("ivan", [](AccountFacts& f) { f.recovered_at = kNoon - 1h; }),
       [](Policy& p) { p.pause_after_recovery = 2h; }, "contact_appointed refused contact_recovered_lately 1"},
      {"pause_after_phone_change", kNothing, appointed_when("ivan", [](AccountFacts& f) { f.phone_since = kNoon - 1h; }),
       [](Policy& p) { p.pause_after_phone_change = 2h; }, "contact_appointed refused contact_phone_changed_lately 1"},
      {"pause_after_sim_change", kNothing, appointed_when("ivan", [](AccountFacts& f) { f.sim_since = kNoon - 1h; }),
       [](Policy& p) { p.pause_after_sim_change = 2h; }, "contact_appointed refused contact_sim_changed_lately 1"},
      {"invitation_lifetime", kNothing,
       [](Story& s) {
         const InvitationId invitation = s.invited("maria", "ivan");
         s.wait(2h), s.accepted("ivan", invitation);
       },
       [](Policy& p) { p.invitation_lifetime = 1h; }, "contact_appointed refused invitation_expired 1"},
      {"invitations_per_day", kTwoContacts, [](Story& s) { s.invited("maria", "ivan"), s.invited("maria", "pyotr"); },
       [](Policy& p) { p.invitations_per_day = 1; }, "invitation_sent refused invitations_exhausted 1"},
      {"activation_delay", kNothing, kStarted, [](Policy& p) { p.activation_delay = 1h; },
       "recovery_started refused contact_unavailable 1"},
      {"removal_delay", kNothing,
       [](Story& s) {
         s.appointed("maria", "ivan");
         EXPECT(s.service().trustor("maria").remove_contact("ivan"), "done");
       },
       [](Policy& p) { p.removal_delay = 1h; }, "contact_removed refused removal_pending 1"},
      {"required_approvals", kTwoContacts,
       [](Story& s) { s.appointed("maria", "ivan"), s.appointed("maria", "pyotr"), s.ready("maria", "ivan"); },
       [](Policy& p) { p.required_approvals = 2; }, "code_confirmed untold approvals 1"},
      {"request_lifetime", kNothing,
       [](Story& s) {
         const RequestId request = kStarted(s);
         s.wait(2h), s.approved("ivan", request);
       },
       [](Policy& p) { p.request_lifetime = 1h; }, "approval_given refused request_expired 1"},
      {"other_operations", kNothing,
       [](Story& s) { s.appointed("maria", "ivan"), s.started("maria", false, "password_change"); },
       [](Policy& p) { p.other_operations = {{"password_change", Duration{0}}}; }, "recovery_started further 1"},
      {"protected_share", kNothing, [](Story& s) { kStarted(s); }, [](Policy& p) { p.protected_share = 0; },
       "recovery_started further 1"},
      {"max_open_requests", kNothing, [](Story& s) { kStarted(s), s.started("maria"); },
       [](Policy& p) { p.max_open_requests = 1; }, "recovery_started refused requests_open 1"},
      {"starts_per_day", kNothing,
       [](Story& s) {
         EXPECT(s.cancel(kStarted(s)), "done");
         s.started("maria");
       },
       [](Policy& p) { p.starts_per_day = 1; }, "recovery_started refused starts_exhausted 1"},
      {"verified_starts_per_day", kNothing, [](Story& s) { s.appointed("maria", "ivan"), s.started("maria", true); },
       [](Policy& p) { p.verified_starts_per_day = 0; }, "recovery_started refused starts_exhausted 1"},
      {"conversation_code", kNothing, [](Story& s) { s.approved("ivan", kStarted(s)); },
       [](Policy& p) { p.conversation_code = true, p.max_wrong_numbers = 3; }, "approval_given untold number 1"},
      {"max_wrong_numbers", [](Policy& p) { p.conversation_code = true, p.max_wrong_numbers = 3; },
       [](Story& s) {
         const RequestId request = kStarted(s);
         const std::string wrong = s.number(request) == "0000" ? "1111" : "0000";
         EXPECT(s.service().contact("ivan").approve(request, {true, true, wrong}), "refused: number_mismatch");
         s.approved("ivan", request);
       },
       [](Policy& p) { p.max_wrong_numbers = 1; }, "approval_given refused too_many_wrong_numbers 1"},
      {"code_lifetime", kNothing,
       [](Story& s) {
         const RequestId request = kStarted(s);
         s.approved("ivan", request);
         const std::string code = s.code("ivan");
         s.wait(6min);
         EXPECT(s.confirm("ivan", request, code), "done");
       },
       [](Policy& p) { p.code_lifetime = 5min; }, "code_confirmed refused code_expired 1"},
      {"max_wrong_codes", kNothing, kGuessedOnce, [](Policy& p) { p.max_wrong_codes = 1; },
       "code_confirmed refused too_many_wrong_codes 1"},
      {"max_consecutive_wrong_codes", kNothing, kGuessedOnce, [](Policy& p) { p.max_consecutive_wrong_codes = 1; },
       "code_confirmed refused contact_locked 1"},
      {"contact_lock", [](Policy& p) { p.max_consecutive_wrong_codes = 1, p.contact_lock = 1h; },
       [](Story& s) {
         const RequestId request = kStarted(s);
         s.approved("ivan", request), s.guessed_wrong(1, "ivan", request), s.wait(2h);
         EXPECT(s.resend("ivan", request), "done");
       },
       [](Policy& p) { p.contact_lock = 3h; }, "code_issued refused contact_locked 1"},
      {"max_wrong_codes_per_trustor", kNothing, kGuessedOnce, [](Policy& p) { p.max_wrong_codes_per_trustor = 1; },
       "code_confirmed untold login 1"},
      {"max_wrong_codes_per_contact", kTwoContacts, [](Story& s) { s.appointed("maria", "pyotr"), kGuessedOnce(s); },
       [](Policy& p) { p.max_wrong_codes_per_contact = 1; }, "code_confirmed untold login 1"},
      {"max_sends", kNothing, kSentAgain, [](Policy& p) { p.max_sends = 1; }, "code_resent refused sends_exhausted 1"},
      {"send_pause", kNothing, kSentAgain, [](Policy& p) { p.send_pause = 10min; }, "code_resent refused send_too_soon 1"},
      {"call_hold", [](Policy& p) { p.call_hold = 1h; }, kSentAfterCall, [](Policy& p) { p.call_hold = 2h; },
       "code_issued refused call_in_progress 1"},
      {"call_hold_total", [](Policy& p) { p.call_hold_total = 1h; }, kSentAfterCall,
       [](Policy& p) { p.call_hold_total = 2h; }, "code_issued refused call_in_progress 1"},
      {"attestation_version", kNothing, [](Story& s) { s.approved("ivan", kStarted(s)); },
       [](Policy& p) { p.attestation_version = 2; }, "approval_given untold fact attestation_incomplete 1"},
      {"redeem_within", kNothing,
       [](Story& s) {
         s.appointed("maria", "ivan");
         const RequestId request = s.ready("maria", "ivan");
         s.wait(30min), s.redeemed(request);
       },
       [](Policy& p) { p.redeem_within = 10min; }, "recovery_redeemed refused request_expired 1"},
      {"waiting_period", kNothing, [](Story& s) { s.appointed("maria", "ivan"), s.redeemed(s.ready("maria", "ivan")); },
       [](Policy& p) { p.waiting_period = 1h; }, "recovery_redeemed refused request_waiting 1"},
      {"fraud_freeze", [](Policy& p) { p.fraud_freeze = 1h; },
       [](Story& s) {
         s.appointed("maria", "ivan");
         EXPECT(s.service().trustor("maria").report_fraud(), "done");
         s.wait(2h), s.started("maria");
       },
       [](Policy& p) { p.fraud_freeze = 3h; }, "recovery_started refused frozen 1"},
      {"contact_freeze_pause", [](Policy& p) { p.fraud_freeze = 1h; },
       [](Story& s) {
         s.appointed("maria", "ivan");
         EXPECT(s.service().contact("ivan").report_fraud("maria"), "done");
         EXPECT(s.service().operations().owner_seen("maria"), "done");
         s.wait(48h);
         EXPECT(s.service().contact("ivan").report_fraud("maria"), "done");
         s.wait(1min), s.started("maria");
       },
       [](Policy& p) { p.contact_freeze_pause = 24h; }, "recovery_started refused frozen 1"},
  };
  return all;
}

TEST_CASE("replay: a change of every parameter is seen, or is a blind spot") {
  for (const Parameter& parameter : kParameters) {
    const std::string name(name_of(parameter));
    CAPTURE(name);
    const bool blind =
        std::ranges::find(replay_blind_spots(), name, &ReplayBlindSpot::parameter) != replay_blind_spots().end();
    const auto row = std::ranges::find(rows(), name, &Row::parameter);
    // A new parameter needs a row that shows that replay sees it; or a line in src/replay/report.cc that says why it cannot.
    CHECK(blind != (row != rows().end()));
    if (row == rows().end()) continue;
    Policy then = with_ages(14, 18);
    row->then(then);
    Policy other = then;
    other.id = "other";
    row->other(other);
    CHECK(!same_value(then, other, parameter));
    Story story({.policies = alone(then)});
    row->story(story);
    const auto history = history_of(*story.store);
    const Replayed found = replayed(history, alone(then), alone(other));
    const std::string lines = "\n" + in_lines(found.report);
    CHECK_MESSAGE(lines.find("\n" + std::string(row->line) + "\n") != std::string::npos, lines);
    CHECK(found.report.unseen_changes.empty());
    CHECK(replayed(history, alone(then), alone(then)).report.all_same());
  }
}

TEST_CASE("replay: what was observed is observed again, and under a share that covers it gets less far") {
  Policy none = Policy::gosuslugi();
  none.protected_share = 0;
  Policy everybody = none;
  everybody.id = "everybody";
  everybody.protected_share = 1000;
  Story story({.policies = alone(none)});
  story.appointed("maria", "ivan");
  CHECK(story.start("maria")->would_be_protected);
  const auto history = history_of(*story.store);
  CHECK(replayed(history, alone(none), alone(none)).report.all_same());
  const std::string lines = in_lines(replayed(history, alone(none), alone(everybody)).report);
  CHECK_MESSAGE(lines.find("recovery_started refused") != std::string::npos, lines);
  CHECK_MESSAGE(lines.find("further") == std::string::npos, lines);
}

TEST_CASE("replay: a change that cannot be seen is named") {
  Story story;
  kGuessedOnce(story);
  Policy other = Policy::gosuslugi();
  other.code_digits = 8;
  other.invitation_notices_per_phone_per_day = 0;
  const Replayed found = replayed(history_of(*story.store), PolicySchedule(), alone(other));
  CHECK(found.report.all_same());
  CHECK(found.report.unseen_changes == std::vector<std::string>{"invitation_notices_per_phone_per_day", "code_digits"});
}

}  // namespace
}  // namespace doverie::testing
