// SPDX-License-Identifier: Apache-2.0
//
// The rules about a case, without a world: values in, reasons out. Every row spoils one thing of a case that has nothing against
// it, and says what is objected then.
#include "core/decisions/case.h"

#include <functional>

#include "core/decisions/sent_code.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const Verdict kPassed{ReasonCode::contact_too_young, true};
const Verdict kFailed{ReasonCode::contact_too_young, false, 18, 17};

// Ivan, a contact of Maria's since last week, has approved her request an hour ago and was sent a code.
struct Values {
  Circle circle;
  ContactRecord record;
  Policy today = Policy::gosuslugi();
  Facts trustor = citizen("Мария", "+79161111111");
  Facts contact = citizen("Иван", "+79162222222");
  LinkVerdicts verdicts{{kPassed}, {}};
  bool outdated = false;
  bool same_person = false;
  bool mutual_pair = false;
  RequestState state = RequestState::awaiting_code;
  std::optional<Instant> restored_at;

  Values() {
    circle.contacts.push_back({"ivan", kNoon - 24h * 7, kNoon - 24h * 6, {}});
    Request request{.id = "req_1", .number = "0042", .started_at = kNoon - 2h, .expires_at = kNoon + 22h};
    request.state = state;
    request.approvals.push_back({"ivan", kNoon - 1h, "c1", "k1", "binding", kNoon - 1h, kNoon + 9min, kNoon - 1h, 1});
    circle.requests.push_back(request);
    record.trustors.push_back("maria");
  }

  Appointment& link() { return circle.contacts.front(); }
  Request& request() { return circle.requests.front(); }
  Approval& approval() { return request().approvals.front(); }
  WrongCode wrong(Duration ago, std::string by = "ivan") const { return {std::move(by), kNoon - ago}; }

  ContactCase contact_case() const {
    return {&circle.contacts.front(), &record, &contact, std::make_shared<const Policy>(today)};
  }
  LinkCase link_case() const { return {contact_case(), &trustor, same_person, mutual_pair, verdicts}; }
  ApprovalCase approval_case() const {
    const Request& request = circle.requests.front();
    return {{{"maria", &circle, &today, kNoon}, &request, state},
            "ivan",
            &today,
            link_case(),
            request.approval_of("ivan"),
            outdated,
            restored_at};
  }
};

using Spoil = std::function<void(Values&)>;

std::string objections_to(const Values& values) {
  Objections objections;
  check_case(values.approval_case(), objections);
  return objections.any() ? in_detail(Result<Done>(objections.rejection())) : "nothing";
}

TEST_CASE("case: what stands against a step towards a yes, each reason from both sides") {
  struct Row {
    const char* what;
    Spoil spoil;
    std::string objected;
  };
  const Row rows[] = {
      {"nothing", [](Values&) {}, "nothing"},
      {"frozen", [](Values& v) { v.circle.frozen_until = kNoon + kTick; }, "refused: frozen"},
      {"thawed", [](Values& v) { v.circle.frozen_until = kNoon; }, "nothing"},
      {"20 wrong codes in 30 days", [](Values& v) { v.circle.wrong_codes.assign(20, v.wrong(24h * 30 - kTick, "olga")); },
       "refused: recovery_locked"},
      {"19 of them", [](Values& v) { v.circle.wrong_codes.assign(19, v.wrong(24h * 30 - kTick, "olga")); }, "nothing"},
      {"30 days ago", [](Values& v) { v.circle.wrong_codes.assign(20, v.wrong(24h * 30, "olga")); }, "nothing"},
      {"before the owner was seen",
       [](Values& v) {
         v.circle.wrong_codes.assign(20, v.wrong(48h, "olga"));
         v.circle.owner_seen_at = kNoon - 48h;
       },
       "nothing"},
      {"contact locked", [](Values& v) { v.record.locked_until = kNoon + kTick; }, "refused: contact_locked"},
      {"lock over", [](Values& v) { v.record.locked_until = kNoon; }, "nothing"},
      {"restored an hour ago", [](Values& v) { v.restored_at = kNoon - 1h; },
       "refused: restored_recently (needs 86400, has 3600)"},
      {"restored a day ago", [](Values& v) { v.restored_at = kNoon - 24h; }, "nothing"},
      {"not active yet", [](Values& v) { v.link().active_from = kNoon + kTick; }, "refused: not_active_yet"},
      {"active from now on", [](Values& v) { v.link().active_from = kNoon; }, "nothing"},
      {"denied", [](Values& v) { v.state = RequestState::denied; }, "refused: request_denied"},
      {"expired", [](Values& v) { v.state = RequestState::expired; }, "refused: request_expired"},
      {"another phone", [](Values& v) { v.outdated = true; }, "refused: request_void"},
      {"another phone, and denied",
       [](Values& v) {
         v.outdated = true;
         v.state = RequestState::denied;
       },
       "refused: request_denied"},
      {"approved by others", [](Values& v) { v.state = RequestState::approved; }, "refused: request_approved"},
      {"approved by this contact",
       [](Values& v) {
         v.state = RequestState::approved;
         v.approval().confirmed = true;
       },
       "nothing"},
      {"5 wrong codes today", [](Values& v) { v.circle.wrong_codes.assign(5, v.wrong(24h - kTick)); },
       "refused: too_many_wrong_codes (needs 5, has 5)"},
      {"4 of them", [](Values& v) { v.circle.wrong_codes.assign(4, v.wrong(24h - kTick)); }, "nothing"},
      {"yesterday", [](Values& v) { v.circle.wrong_codes.assign(5, v.wrong(24h)); }, "nothing"},
      {"of another contact", [](Values& v) { v.circle.wrong_codes.assign(5, v.wrong(1h, "olga")); }, "nothing"},
      {"not eligible", [](Values& v) { v.verdicts.contact = {kPassed, kFailed}; },
       "refused: contact_too_young (needs 18, has 17)"},
      {"trustor not eligible", [](Values& v) { v.verdicts.trustor = {kPassed, kFailed}; }, "refused: trustor_unavailable"},
      {"one person", [](Values& v) { v.same_person = true; }, "refused: same_person"},
      {"a pair", [](Values& v) { v.mutual_pair = true; }, "refused: mutual_pair"},
  };
  for (const Row& row : rows) {
    Values values;
    row.spoil(values);
    CHECK_MESSAGE(objections_to(values) == row.objected, row.what);
  }
}

TEST_CASE("case: every reason is told, in the order of precedence") {
  Values values;
  values.mutual_pair = values.same_person = true;
  values.verdicts = {{kFailed}, {kFailed}};
  values.circle.frozen_until = kNoon + 1h;
  values.record.locked_until = kNoon + 1h;
  values.state = RequestState::voided;
  Objections objections;
  check_case(values.approval_case(), objections);
  std::vector<ReasonCode> told;
  for (const Reason& reason : objections.rejection().reasons) told.push_back(reason.code);
  std::vector<ReasonCode> by_precedence;
  for (const CodeInfo& code : all_codes()) {
    const auto reason = reason_from_number(code.number);
    if (!code.is_fault && reason && std::ranges::find(told, *reason) != told.end()) by_precedence.push_back(*reason);
  }
  CHECK(told == by_precedence);
  CHECK(told.size() == 7);
}

TEST_CASE("case: a change is after the start, or it is not") {
  struct Row {
    const char* what;
    Spoil spoil;
    bool after;
  };
  const Row rows[] = {
      {"none", [](Values&) {}, false},
      {"another phone since the start", [](Values& v) { v.trustor->phone_since = kNoon - 2h + kTick; }, true},
      {"another phone before the start", [](Values& v) { v.trustor->phone_since = kNoon - 2h; }, false},
      {"another SIM since the start", [](Values& v) { v.trustor->sim_since = kNoon; }, true},
      {"no account", [](Values& v) { v.trustor.reset(); }, false},
  };
  for (const Row& row : rows) {
    Values values;
    row.spoil(values);
    CHECK_MESSAGE(change_dated_since_start(values.request(), values.trustor) == row.after, row.what);
  }
}

TEST_CASE("case: who can confirm, and whether a request is backed") {
  struct Row {
    const char* what;
    Spoil spoil;
    bool may_act;
    bool can_confirm;
    bool backs;  // once he has confirmed
  };
  const Row rows[] = {
      {"as he is", [](Values&) {}, true, true, true},
      {"one person", [](Values& v) { v.same_person = true; }, false, false, false},
      {"a pair", [](Values& v) { v.mutual_pair = true; }, false, false, false},
      {"not active yet", [](Values& v) { v.link().active_from = kNoon + kTick; }, false, false, false},
      {"locked", [](Values& v) { v.record.locked_until = kNoon + kTick; }, false, false, false},
      {"not eligible", [](Values& v) { v.verdicts.contact = {kPassed, kFailed}; }, true, false, false},
      {"appointed after the start", [](Values& v) { v.request().newcomers = {"olga", "ivan"}; }, true, true, false},
      {"another one was", [](Values& v) { v.request().newcomers = {"olga"}; }, true, true, true},
      {"two have to", [](Values& v) { v.request().required_approvals = 2; }, true, true, false},
      {"another one has confirmed", [](Values& v) { v.approval().contact = "olga"; }, true, true, false},
  };
  for (const Row& row : rows) {
    Values values;
    values.approval().confirmed = true;
    row.spoil(values);
    const std::vector<LinkCase> links{values.link_case()};
    CHECK_MESSAGE(may_act(links.front(), kNoon) == row.may_act, row.what);
    CHECK_MESSAGE(can_confirm(links.front(), kNoon) == row.can_confirm, row.what);
    CHECK_MESSAGE(still_backed(values.request(), links, kNoon) == row.backs, row.what);
    values.approval().confirmed = false;
    CHECK_FALSE_MESSAGE(still_backed(values.request(), links, kNoon), row.what);
  }
}

TEST_CASE("case: nobody confirms whose eligibility was not asked for, and nobody is not enough") {
  Values values;
  values.approval().confirmed = true;
  LinkCase link = values.link_case();
  link.verdicts.reset();
  CHECK_FALSE(can_confirm(link, kNoon));
  values.request().required_approvals = 0;
  CHECK_FALSE(still_backed(values.request(), {link}, kNoon));
}

TEST_CASE("case: what a request amounts to now") {
  struct Row {
    RequestState stored;
    bool voided;
    Instant now;
    RequestState found;
  };
  const Instant deadline = kNoon + 22h;
  const Row rows[] = {
      {RequestState::pending, false, deadline - kTick, RequestState::pending},
      {RequestState::pending, false, deadline, RequestState::expired},
      {RequestState::pending, true, deadline, RequestState::voided},
      {RequestState::approved, false, kNoon + 1h - kTick, RequestState::approved},
      {RequestState::approved, false, kNoon + 1h, RequestState::expired},
      {RequestState::denied, true, deadline, RequestState::denied},
      {RequestState::redeemed, false, deadline, RequestState::redeemed},
  };
  for (const Row& row : rows) {
    Request request = Values().request();
    request.state = row.stored;
    request.redeem_before = kNoon + 1h;
    CHECK(state_now(request, row.voided, row.now) == row.found);
  }
}

TEST_CASE("case: whether the code that was sent still stands") {
  const Story story;
  const Settings& settings = story.service().settings();
  struct Row {
    const char* what;
    Spoil spoil;
    CodeNow found;
  };
  const Row rows[] = {
      {"the phone of then", [](Values&) {}, CodeNow::stands},
      {"expired is another question", [](Values& v) { v.approval().code_expires_at = kNoon - 30min; }, CodeNow::stands},
      {"no phone", [](Values& v) { v.contact->phone.reset(); }, CodeNow::phone_missing},
      {"no account", [](Values& v) { v.contact.reset(); }, CodeNow::phone_missing},
      {"none that counts", [](Values& v) { v.contact->phone_state = PhoneState::none; }, CodeNow::phone_missing},
      {"confirmed since", [](Values& v) { v.contact->phone_since = kNoon - 1h + kTick; }, CodeNow::phone_changed},
      {"confirmed before", [](Values& v) { v.contact->phone_since = kNoon - 1h; }, CodeNow::stands},
      {"another SIM since", [](Values& v) { v.contact->sim_since = kNoon; }, CodeNow::phone_changed},
      {"reported since", [](Values& v) { v.record.changes = {{"phone", kNoon - 30min}}; }, CodeNow::phone_changed},
      {"another level since", [](Values& v) { v.record.changes = {{"level", kNoon - 30min}}; }, CodeNow::stands},
      {"another phone, no date", [](Values& v) { v.contact->phone = phone("+79163333333"); }, CodeNow::phone_other},
      {"another attestation", [](Values& v) { v.approval().attestation = "of something else"; }, CodeNow::phone_other},
  };
  for (const Row& row : rows) {
    Values values;
    values.approval().code_key = settings.keys->active_key(KeyPurpose::code).value();
    const ContactCase before = values.contact_case();
    const auto binding = CodeScope(settings, values.request(), before, "").bind(values.approval().code_key, "c1");
    values.approval().phone_binding = binding.value();
    row.spoil(values);
    const ContactCase contact = values.contact_case();
    const CodeScope scope(settings, values.request(), contact, values.approval().attestation);
    CHECK_MESSAGE(scope.now(values.approval()).value() == row.found, row.what);
  }
  Values values;
  values.approval().code_key = "gone";
  const ContactCase contact = values.contact_case();
  CHECK(in_words(CodeScope(settings, values.request(), contact, "").now(values.approval())) == "fault: key_unavailable");
}

TEST_CASE("case: calls hold a code back until the last of them ends") {
  Values values;
  CHECK(held_until(values.circle, values.record, kNoon) == std::nullopt);
  values.circle.calls = {{"a", kNoon + 1h}, {"b", kNoon}};
  CHECK(held_until(values.circle, values.record, kNoon) == kNoon + 1h);
  values.record.calls = {{"c", kNoon + 2h}};
  CHECK(held_until(values.circle, values.record, kNoon) == kNoon + 2h);
  CHECK(held_until(values.circle, values.record, kNoon + 2h) == std::nullopt);
}

}  // namespace
}  // namespace doverie::testing
