// SPDX-License-Identifier: Apache-2.0
//
// What does each request wait for, and what stands against it? The reasons are those that the contact's commands and a redemption
// would be refused for, gathered by the same functions.
#include <algorithm>
#include <array>

#include "core/decisions/diagnosis.h"
#include "core/decisions/recovery.h"
#include "core/decisions/sent_code.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

using Kind = FindingKind;

// Told already, of the circle or of the contact; or no obstacle but what another contact has brought about.
bool is_told(const Reason& reason, const AccountId& contact, const Findings& findings) {
  if (reason.code == ReasonCode::request_approved) return true;
  if (reason.code == ReasonCode::trustor_unavailable) return findings.has(Kind::trustor_rule_failed);
  const std::string_view name = name_of(reason);
  return findings.tells(name, contact) || findings.tells(name, "") ||
         (reason.code == ReasonCode::frozen && findings.tells(name));
}

// What `approve` and `confirm_code` would be refused for, as far as nothing else tells of it.
void tell_objections(const ApprovalCase& c, const World& world, Findings& findings) {
  Objections objections;
  check_case(c, objections);
  if (!objections.any()) return;
  for (const Reason& reason : objections.rejection().reasons) {
    if (is_told(reason, c.contact, findings)) continue;
    findings.add(Kind::contact_hindered,
                 {.against = true,
                  .account = c.contact,
                  .request = c.request->id,
                  .reason = std::string(name_of(reason)),
                  .needs = reason.needs,
                  .has = reason.has},
                 words_of(reason, world.settings().host_rules));
  }
}

void tell_numbers(const ApprovalCase& c, Findings& findings) {
  const std::int64_t wrong = std::ssize(wrong_numbers_today(*c.circle, c.contact, c.now));
  if (wrong == 0 || !c.request->number_hidden) return;
  const std::int32_t limit = c.policy->max_wrong_numbers;
  Finding found{.against = true, .account = c.contact, .request = c.request->id, .needs = limit, .has = wrong};
  if (wrong >= limit) found.reason = info(ReasonCode::too_many_wrong_numbers).name;
  findings.add(Kind::wrong_numbers, std::move(found));
}

// --- the code of a contact who has said yes

Kind kind_of(SmsState sms) {
  switch (sms) {
    case SmsState::on_its_way:
      return Kind::sms_on_its_way;
    case SmsState::taken:
      return Kind::sms_taken;
    case SmsState::delivered:
      return Kind::sms_delivered;
    default:
      return Kind::sms_failed;
  }
}

// Whether the code that was sent could still be typed.
Result<bool> stands(const ApprovalCase& c, const World& world) {
  const CodeScope scope(world.settings(), *c.request, c.link, c.own->attestation);
  const auto now = scope.now(*c.own);
  if (now.faulted() && code_key_gone(world.settings(), c.own->code_key, now.fault())) return false;
  if (!now) return now.as<bool>();
  return *now == CodeNow::stands;
}

Status tell_code(const ApprovalCase& c, const World& world, Findings& findings) {
  const Approval& own = *c.own;
  const Finding about{.against = true, .account = c.contact, .request = c.request->id};
  const auto add = [&](Kind kind, auto change) {
    Finding found = about;
    change(found);
    findings.add(kind, std::move(found));
  };
  const auto good = stands(c, world);
  if (!good) return good.as<Done>();
  const auto held = held_until(c, c.link, own);
  if (held) add(Kind::code_held, [&](Finding& f) { f.until = held; });
  const bool arrives = own.sms == SmsState::taken || own.sms == SmsState::delivered;
  add(kind_of(own.sms), [&](Finding& f) { f.since = own.sms_at, f.against = !arrives && !held; });
  const std::int32_t limit = c.policy->max_sends;  // before what a new code would mend
  if (own.taken >= limit) add(Kind::sends_used_up, [&](Finding& f) { f.needs = limit, f.has = own.taken; });
  if (!*good) add(Kind::code_void, [](Finding&) {});
  if (code_expired(own, c.now)) add(Kind::code_expired, [&](Finding& f) { f.until = own.code_expires_at; });
  add(Kind::waits_for_code, [](Finding& f) { f.against = false; });
  return Done{};
}

// --- one request

// False when he has no part in it.
Result<bool> tell_contact_of(const RequestCase& r, const Appointment& appointment, const World& world, Findings& findings) {
  const auto found = gather_approval(world, r.request->id, appointment.contact);
  if (found.rejected()) return false;  // was appointed after it began
  if (!found) return found.as<bool>();
  const ApprovalCase& c = *found;
  if (c.own && c.own->confirmed) return true;
  tell_objections(c, world, findings);
  tell_numbers(c, findings);
  if (c.own) {
    const auto status = tell_code(c, world, findings);
    return status ? Result(true) : status.as<bool>();
  }
  findings.add(
      Kind::waits_for_contact,
      {.account = c.contact, .request = r.request->id, .since = r.request->started_at, .until = r.request->deadline()});
  return true;
}

// What a redemption would be refused for, by the request itself.
Status tell_approved(const RequestCase& r, const World& world, Findings& findings) {
  auto weighed = weigh_redemption(r, world);
  if (!weighed) return weighed.as<Done>();
  if (!weighed->objections.any()) {
    findings.add(Kind::waits_for_use, {.request = r.request->id, .until = r.request->deadline()});
    return Done{};
  }
  for (const Reason& reason : weighed->objections.rejection().reasons) {
    if (findings.tells(name_of(reason))) continue;
    Finding found{.against = true, .request = r.request->id, .reason = std::string(name_of(reason))};
    if (reason.code == ReasonCode::request_waiting) found.until = r.request->redeem_from;
    findings.add(Kind::cannot_redeem, std::move(found), words_of(reason, world.settings().host_rules));
  }
  return Done{};
}

void tell_state(const RequestCase& r, Findings& findings) {
  findings.add(Kind::request_was, {.against = is_open(r.state),
                                   .request = r.request->id,
                                   .detail = std::string(name_of(r.state)),
                                   .since = r.request->started_at});
}

Status tell_open_request(const RequestCase& r, const World& world, Findings& findings) {
  const auto outdated = gather_outdated(world, *r.request, *world.account(r.trustor));
  if (!outdated) return outdated.as<Done>();
  if (*outdated) {
    findings.add(Kind::trustor_phone_changed, {.against = true, .request = r.request->id});
    return Done{};
  }
  if (r.state == RequestState::approved) return tell_approved(r, world, findings);
  bool anybody = false;
  for (const Appointment& appointment : r.circle->contacts) {
    const auto told = tell_contact_of(r, appointment, world, findings);
    if (!told) return told.as<Done>();
    anybody = anybody || *told;
  }
  if (!anybody) tell_state(r, findings);  // those whom it was for are gone
  return Done{};
}

void tell_restored(const CircleCase& c, const World& world, Findings& findings) {
  const auto until = codes_blocked_until(world.restored_at(), c.now);
  if (!until) return;
  findings.add(Kind::codes_blocked, {.against = true,
                                     .reason = std::string(info(ReasonCode::restored_recently).name),
                                     .since = world.restored_at(),
                                     .until = until});
}

}  // namespace

Status tell_requests(const CircleCase& c, const World& world, Findings& findings) {
  tell_restored(c, world, findings);
  const auto requests = gather_requests(world, *c.circle);
  const auto open = std::ranges::count_if(requests, [](const RequestNow& r) { return is_open(r.state); });
  if (open > 1) findings.add(Kind::several_open, {.against = true, .has = open});
  for (const RequestNow& r : requests) {
    const bool lately = c.now - r.request->started_at < 2 * kDay;  // yesterday's, which ended today if nobody answered
    const RequestCase one{c, r.request, r.state};
    if (is_open(r.state)) {
      if (auto status = tell_open_request(one, world, findings); !status) return status;
    } else if (lately) {
      tell_state(one, findings);
    }
  }
  return Done{};
}

}  // namespace doverie
