// SPDX-License-Identifier: Apache-2.0
//
// What do events look like once they are written? The golden bytes of one of each type, and what is refused. From the first
// release on bytes once written are for ever: a line of tests/core/golden/events.jsonl may be added, never changed.
#include "core/records/events.h"

#include <set>
#include <sstream>

#include "core/bytes/json.h"
#include "core/operation/answer_codec.h"
#include "core/world/draft.h"
#include "support/golden.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const Envelope kEnvelope{kNoon, kToday, "cmd-1", "trace\x01"};
const PolicyPin kPin{"gosuslugi", "0123456789abcdef0123456789abcdef"};
const RequestId kRequest = "req_00000000000000000000000000000000.maria";
const InvitationId kInvitation = "inv_00000000000000000000000000000000.maria";

Verdicts rules() {
  return {{ReasonCode::trustor_too_young, true, 14, 40}, {ReasonCode::trustor_not_citizen, false, {}, {}}};
}

Circle circle() {
  const Approval approval{"ivan",
                          kNoon,
                          std::string(32, 'c'),
                          "1",
                          std::string(64, 'b'),
                          kNoon,
                          kNoon + 10min,
                          kNoon,
                          2,
                          1,
                          1,
                          true,
                          std::string(64, 'e'),
                          SmsState::delivered,
                          kNoon,
                          {{std::string(32, 'd'), "1"}}};
  const Request request{kRequest, "0042", std::string(64, 'a'),   true,       1,        kNoon,     kNoon + 24h, kPin,
                        1,        "1:cd", RequestState::approved, {approval}, {"olga"}, kNoon + 1h};
  Circle circle;
  circle.contacts = {{"ivan", kNoon, kNoon}};
  circle.invitations = {{kInvitation, kNoon, kNoon + 24h, true}};
  circle.requests = {request};
  circle.wrong_codes = {{"ivan", kNoon}};
  circle.frozen_until = kNoon + 72h;
  circle.owner_seen_at = kNoon;
  circle.lost_under_recovery = true;
  circle.unavailable_start_at = kNoon;
  circle.wrong_numbers = {{"ivan", kNoon}};
  circle.removals = {{"ivan", "contact", kNoon + 24h}, {"ivan", "trustor", kNoon + 24h, true}};
  circle.contact_freezes = {{"ivan", kNoon, std::nullopt}, {"olga", kNoon, kNoon + 1h}};
  circle.calls = {{"call-1", kNoon + 2h, kNoon}};
  circle.changes = {{"sim", kNoon}};
  circle.facts_erased = 1;
  circle.facts_version = 2;
  circle.facts_seal = "1:ab";
  return circle;
}

const std::vector<CircleEvent>& circle_events() {
  static const std::vector<CircleEvent> events = {
      event::InvitationSent{kInvitation, kNoon + 24h, kPin, rules(), "1:ab"},
      event::InvitationWithdrawn{kInvitation},
      event::ContactAppointed{"ivan", kInvitation, kNoon, kPin, rules(), 7},
      event::ContactRemoved{"ivan", "trustor", true},
      event::RecoveryStarted{kRequest, "0042", std::string(64, 'a'), false, 1, kNoon + 24h, kPin, 1, rules(), "1:cd", false,
                             "password_change"},
      event::ApprovalGiven{kRequest,
                           "ivan",
                           "1",
                           kPin,
                           rules(),
                           {{"nobody_misleads", "yes"}, {"number", "0042"}},
                           std::string(64, 'e'),
                           "password_change"},
      event::CodeIssued{kRequest, "ivan", std::string(32, 'c'), "1", std::string(64, 'b'), kNoon + 10min},
      event::CodeResent{kRequest, "ivan", std::string(32, 'c')},
      event::CodeTaken{kRequest, "ivan", 1},
      event::CodeDelivered{kRequest, "ivan", 1},
      event::CodeUndelivered{kRequest, "ivan", 2, "refused"},
      event::CodeRejected{kRequest, "ivan", std::string(32, 'c')},
      event::CodeConfirmed{kRequest, "ivan", std::string(32, 'c'), kPin, rules()},
      event::RecoveryApproved{kRequest, kNoon + 1h},
      event::RecoveryRedeemed{kRequest, "grant_1", kPin, rules(), "password_change"},
      event::RecoveryDenied{kRequest, "approval"},
      event::RecoveryCancelled{kRequest},
      event::RecoveryVoided{kRequest, "fraud"},
      event::FraudReported{"contact", "ivan", kNoon + 72h},
      event::OwnerSeen{},
      event::RecoveredByOtherMeans{"mfc"},
      event::RecoveryUnavailable{true, "password_recovery", {{"", "too_few_contacts"}, {"ivan", "contact_locked"}}, rules()},
      event::RemovalAsked{"ivan", "trustor", kNoon + 24h},
      event::RemovalWithdrawn{"ivan", "trustor"},
      event::RecoveryApproved{kRequest, kNoon + 25h, kNoon + 24h},
      event::NumberRejected{kRequest, "ivan"},
      event::RecoveryStarted{kRequest, "0042", std::string(64, 'a'), false, 1, kNoon + 24h, kPin, 1, rules(), "1:cd", true,
                             "password_recovery"},
      event::AccountFrozen{"anna"},
      event::AccountUnfrozen{"anna", "boris"},
      event::NoContactConfirmed{"anna", "boris"},
      event::CallBegan{"call-1", kNoon + 2h},
      event::CallEnded{"call-1"},
      event::AccountChanged{"sim", kNoon, "host"},
      event::PersonalDataErased{"anna", 3},
      event::FactsErased{},
      event::InvitationErased{kInvitation},
      event::FraudReported{"trustor", "", kNoon + 72h},
      event::FraudReported{"contact", "ivan", std::nullopt},
      event::PersonalDataErased{"anna", 3, 1},
      event::RemovalResumed{"ivan", "trustor", kNoon + 72h},
      event::AccountClosed{},
      event::CircleSummed{"1:00", circle()},
      event::CircleSummed{"1:00", Circle{}},
      event::LinkImported{"ivan", kNoon - 24h, kNoon, kPin, "anna", {}, true, 7},
  };
  return events;
}

const std::vector<InvitationEvent>& invitation_events() {
  static const std::vector<InvitationEvent> events = {
      event::InvitationCreated{"maria", "Иван \"\\", "+7916•••••67", "1:00", kNoon + 24h, kPin, 1, kNoon + 24h * 29},
      event::InvitationAccepted{"ivan"},
      event::InvitationDeclined{"ivan"},
      event::InvitationCancelled{},
      event::InvitationReleased{kNoon + 24h},
  };
  return events;
}

const std::vector<ContactEvent>& contact_events() {
  static const std::vector<ContactEvent> events = {
      event::ServiceBegun{"maria"},
      event::ServiceEnded{"maria"},
      event::CodeFailed{"maria", std::nullopt},
      event::CodeFailed{"maria", kNoon + 24h},
      event::CodePassed{"maria"},
      event::CallBegan{"call-1", kNoon + 2h},
      event::CallEnded{"call-1"},
      event::AccountChanged{"phone", kNoon, "facts"},
      event::AccountClosed{},
      event::ContactSummed{
          "1:00",
          ContactRecord{{"maria", "olga"}, 3, kNoon + 24h, {}, {{"call-1", kNoon + 2h, kNoon}}, {{"sim", kNoon}}, true}},
      event::ContactSummed{"1:00", ContactRecord{}},
  };
  return events;
}

const std::vector<FactsEvent>& facts_events() {
  static const std::vector<FactsEvent> events = {event::RulesLooked{1, rules()}};
  return events;
}

const std::vector<RefusalEvent>& refusal_events() {
  static const std::vector<RefusalEvent> events = {
      event::CommandRefused{{"approve", false, "ivan", kRequest, {"frozen", "contact_too_young"}}},
      event::CommandRefused{{"start_recovery", true, "", "", {"starts_exhausted"}}}};
  return events;
}

template <class Event>
std::string lines_of(const std::vector<Event>& events) {
  std::string lines;
  for (const Event& event : events) lines += encode(kEnvelope, event) + "\n";
  return lines;
}

TEST_CASE("events: the bytes of every type") {
  CHECK(circle_events().size() == std::variant_size_v<CircleEvent::variant> + 6);
  CHECK(invitation_events().size() == std::variant_size_v<InvitationEvent::variant>);
  CHECK(contact_events().size() == std::variant_size_v<ContactEvent::variant> + 2);
  CHECK_GOLDEN("events.jsonl", lines_of(circle_events()) + lines_of(invitation_events()) + lines_of(contact_events()) +
                                   lines_of(facts_events()) + lines_of(refusal_events()));
}

template <class Event>
void check_round_trip(const std::vector<Event>& events) {
  for (const Event& event : events) {
    const std::string bytes = encode(kEnvelope, event);
    const auto decoded = decode<Event>(bytes);
    REQUIRE_MESSAGE(decoded.ok(), bytes << ": " << in_words(decoded));
    CHECK(encode(decoded->envelope, decoded->event) == bytes);
    const auto line = headline(bytes);
    REQUIRE(line.ok());
    CHECK(line->at == kNoon);
    CHECK(bytes.find("\"type\":\"" + line->type + "\"") != std::string::npos);
  }
}

TEST_CASE("events: what was written is read") {
  check_round_trip(circle_events());
  check_round_trip(invitation_events());
  check_round_trip(contact_events());
  check_round_trip(refusal_events());
}

// Every member of the object, and of the objects in it.
template <class Event>
void check_each_field_missing(const std::string& bytes, const JsonValue& object) {
  for (const JsonValue& member : object) {
    if (member.object()) check_each_field_missing<Event>(bytes, member);
    const std::string name(member.name());
    static const std::set<std::string> kMayBeAbsent = {
        "observed",     "context",       "locked_until",         "redeem_from", "number_hidden",
        "frozen_until", "owner_seen_at", "unavailable_start_at", "held",        "suspended",
        "facts",        "facts_erased",  "facts_version",        "facts_seal",  "checked_at_use",
        "newcomers",    "closed"};
    if (name == "contact" && bytes.find("\"fraud_reported\"") != std::string::npos) continue;  // the trustor's own
    if (kMayBeAbsent.contains(name)) continue;
    CAPTURE(name);
    std::string renamed = bytes;
    const std::string quoted = "\"" + name + "\":";
    renamed.replace(renamed.find(quoted), quoted.size(), "\"x" + name + "\":");
    EXPECT(decode<Event>(renamed), "fault: store_corrupt");
  }
}
template <class Event>
void check_each_field_missing(const std::string& bytes) {
  const auto json = parse_json(bytes);
  check_each_field_missing<Event>(bytes, json->root());
}

TEST_CASE("events: a missing field is damage") {
  for (const auto& event : circle_events()) check_each_field_missing<CircleEvent>(encode(kEnvelope, event));
  for (const auto& event : invitation_events()) check_each_field_missing<InvitationEvent>(encode(kEnvelope, event));
  for (const auto& event : contact_events()) check_each_field_missing<ContactEvent>(encode(kEnvelope, event));
}

std::string replaced(std::string bytes, const std::string& from, const std::string& to) {
  const auto at = bytes.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  return bytes.replace(at, from.size(), to);
}

TEST_CASE("events: what is damage and what is unknown") {
  const std::string started = encode(kEnvelope, circle_events()[4]);
  const std::string failed = encode(kEnvelope, contact_events()[3]);
  struct Row {
    std::string bytes;
    const char* answer;
  };
  const Row rows[] = {
      {replaced(started, "\"v\":1", "\"v\":2"), "fault: event_unknown"},
      {replaced(started, "\"v\":1", "\"v\":0"), "fault: event_unknown"},
      {replaced(started, "\"recovery_started\"", "\"recovery_begun\""), "fault: event_unknown"},
      {replaced(started, "\"recovery_started\"", "7"), "fault: store_corrupt"},
      {replaced(started, "\"v\":1", "\"v\":\"1\""), "fault: store_corrupt"},
      {replaced(started, "\"recovery_started\"", "\"service_begun\""), "fault: event_unknown"},  // of another stream
      {replaced(started, "2026-03-02T09", "2026-03-02 09"), "fault: store_corrupt"},
      {replaced(started, "\"today\":\"2026-03-02\"", "\"today\":\"2026-02-30\""), "fault: store_corrupt"},
      {replaced(started, "\"context\":\"74", "\"context\":\"7"), "fault: store_corrupt"},
      {replaced(started, "\"context\":\"7472616365", "\"context\":7,\"y\":\""), "fault: store_corrupt"},
      {replaced(started, "\"verified_factor\":false", "\"verified_factor\":0"), "fault: store_corrupt"},
      {replaced(started, "\"required_approvals\":1", "\"required_approvals\":1.5"), "fault: store_corrupt"},
      {replaced(started, "\"id\":\"gosuslugi\"", "\"ix\":\"gosuslugi\""), "fault: store_corrupt"},
      {replaced(started, "\"policy\":{", "\"policy\":7,\"was\":{"), "fault: store_corrupt"},
      {replaced(started, "\"number\":\"0042\"", "\"number\":42"), "fault: store_corrupt"},
      {started.substr(0, started.size() - 1), "fault: store_corrupt"},
      {"", "fault: store_corrupt"},
      {"[]", "fault: store_corrupt"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    EXPECT(decode<CircleEvent>(row.bytes), row.answer);
  }
  const std::string looked = encode(kEnvelope, facts_events()[0]);
  EXPECT(decode<FactsEvent>(replaced(looked, "\"rules\":[", "\"rules\":7,\"was\":[")), "fault: store_corrupt");
  EXPECT(decode<FactsEvent>(replaced(looked, "trustor_not_citizen", "trustor_not_tall")), "fault: event_unknown");
  EXPECT(decode<FactsEvent>(replaced(looked, "\"passed\":true", "\"passes\":true")), "fault: store_corrupt");
  EXPECT(decode<ContactEvent>(replaced(failed, "\"locked_until\":\"2026", "\"locked_until\":\"tomorrow")),
         "fault: store_corrupt");
  EXPECT(headline("{}"), "fault: store_corrupt");
  EXPECT(headline(R"({"type":"x","v":1})"), "fault: store_corrupt");
}

TEST_CASE("events: a reset of the clock is read whole, or is damage") {
  Envelope envelope = kEnvelope;
  envelope.clock_reset = ClockReset{kNoon - 1h, 72h};
  const std::string bytes = encode(envelope, circle_events()[4]);
  const auto read = decode<CircleEvent>(bytes);
  REQUIRE_MESSAGE(read.ok(), in_words(read));
  REQUIRE(read->envelope.clock_reset.has_value());
  CHECK(read->envelope.clock_reset->at == kNoon - 1h);
  CHECK(read->envelope.clock_reset->longest == 72h);
  const std::string longest = "\"longest\":" + std::to_string(Duration(72h).count());
  for (const std::string& damaged : {replaced(bytes, longest, "\"longest\":-1"), replaced(bytes, longest, "\"shortest\":1"),
                                     replaced(bytes, "\"clock_reset\":\"", "\"clock_reset\":\"at ")}) {
    EXPECT(decode<CircleEvent>(damaged), "fault: store_corrupt");
  }
}

TEST_CASE("events: only a sum says what was sealed before it") {
  const std::string noted = encode(kEnvelope, RealmEvent(event::RealmNoted{"seal", {}}));
  JsonReader reader;
  CHECK(previous_seal_in(noted, reader) == "seal");
  for (const std::string& other : {replaced(noted, "\"previous_seal\"", "\"seal\""), replaced(noted, "\"seal\",", "7,"),
                                   replaced(noted, "realm_noted", "realm_seen"), std::string("rubbish")}) {
    CHECK_MESSAGE(!previous_seal_in(other, reader), other);
  }
}

TEST_CASE("answers: what was kept is read") {
  const std::vector<Answer> answers = {Done{},
                                       Invited{kInvitation, kNoon, "+7916•••••67", true},
                                       Accepted{"maria", kNoon},
                                       RecoveryStarted{StartStatus::pending, kRequest, "0042", kNoon},
                                       Approved{"+7916•••••67", kNoon},
                                       CodeConfirmed{true, kNoon},
                                       CodeConfirmed{true, kNoon, kNoon + 24h},
                                       CodeConfirmed{false, {}},
                                       Grant{"grant_1", "maria", "password_recovery"}};
  for (const Answer& answer : answers) {
    const std::string bytes = encode(Result<Answer>(answer));
    const auto read = decode_answer(bytes);
    REQUIRE_MESSAGE(read.ok(), bytes);
    CHECK(read->index() == answer.index());
    CHECK(encode(read) == bytes);
    CHECK(bytes.find("67") == std::string::npos);  // no masked phone
  }
  const std::string approved = encode(Result<Answer>(Approved{"+7916•••••67", kNoon}), "1:ab");
  CHECK(kept_phone_mac(approved) == "1:ab");
  CHECK(std::get<Approved>(*decode_answer(approved)).phone_masked.empty());
  const Rejection rejection{{{ReasonCode::wrong_code, 5, 1}, {ReasonCode::frozen}}};
  CHECK(decode_answer(encode(Result<Answer>(rejection))).rejection() == rejection);
}

TEST_CASE("answers: what is damaged is not answered") {
  for (const char* bytes :
       {"", "{}", "[]", R"({"kind":7})", R"({"kind":"none"})", R"({"kind":"grant","id":"x"})",
        R"({"kind":"grant","id":7,"trustor":"m"})", R"({"kind":"accepted","trustor":"maria","active_from":"soon"})",
        R"({"kind":"code_confirmed","approved":1})", R"({"kind":"recovery_started","request":"","number":""})",
        R"({"kind":"recovery_started","request":"","number":"","until":"soon"})", R"({"kind":"rejected"})",
        R"({"kind":"rejected","reasons":7})", R"({"kind":"rejected","reasons":[]})", R"({"kind":"rejected","reasons":[{}]})",
        R"({"kind":"rejected","reasons":[{"code":999}]})", R"({"kind":"rejected","reasons":[{"code":1001}]})"}) {
    EXPECT(decode_answer(bytes), "fault: store_corrupt");
  }
}

TEST_CASE("messages: what was kept is read, what is damaged is not sent") {
  const Message message{"code", "ivan", "maria", std::nullopt, kRequest, 1};
  const std::string bytes = encode(message);
  CHECK(encode(*decode_message(bytes)) == bytes);
  for (const char* name : {"kind", "account", "trustor", "notice", "request", "send"}) {
    EXPECT(decode_message(replaced(bytes, "\"" + std::string(name) + "\"", "\"x\"")), "fault: store_corrupt");
  }
  EXPECT(decode_message(replaced(bytes, "\"ivan\"", "7")), "fault: store_corrupt");
  EXPECT(decode_message(replaced(bytes, "\"ivan\"", "\"\"")), "fault: store_corrupt");
  EXPECT(decode_message(replaced(bytes, "\"maria\"", "\"+79161234567\"")), "fault: store_corrupt");
  EXPECT(decode_message("rubbish"), "fault: store_corrupt");
  EXPECT(decode_message(replaced(bytes, R"("notice":"")", R"("notice":"recovery_started")")), "fault: store_corrupt");
  EXPECT(decode_message(replaced(bytes, R"("kind":"code")", R"("kind":"letter")")), "fault: store_corrupt");
  EXPECT(decode_message(replaced(bytes, R"("send":1)", R"("send":0)")), "fault: store_corrupt");
  const std::string erasure = encode(Message{"erase", "maria", "maria", std::nullopt, "", 0, kInvitation});
  CHECK(encode(*decode_message(erasure)) == erasure);
  EXPECT(decode_message(replaced(erasure, "\"invitation\"", "\"x\"")), "fault: store_corrupt");
}

}  // namespace
}  // namespace doverie::testing
