// SPDX-License-Identifier: Apache-2.0
//
// What do you hold on me? Everything that the records say of one person, as rows of findings.def: for the person's own request
// (152-ФЗ, art. 14). What has happened is told by the timeline.
#include <algorithm>

#include "core/decisions/decide.h"
#include "core/decisions/findings.h"
#include "core/decisions/person.h"
#include "core/decisions/refusals.h"
#include "core/decisions/request_view.h"

namespace doverie {

namespace {

using Kind = FindingKind;

// In the state that the cabinets show.
Status tell_request(const World& world, const CircleCase& c, const Request& request, Findings& findings) {
  const auto shown = request_view(world, c, request);
  if (!shown) return shown.as<Done>();
  findings.add(Kind::holds_request,
               {.request = request.id, .detail = std::string(name_of(shown->state)), .since = request.started_at});
  return Done{};
}

Status tell_requests_of(const AccountId& account, const World& world, Findings& findings) {
  const Circle& circle = world.circle(account)->state;
  const CircleCase c{account, &circle, &world.policy(), world.now()};
  for (const Request& request : circle.requests) {
    if (auto status = tell_request(world, c, request, findings); !status) return status;
  }
  return Done{};
}

void tell_contacts_of(const Circle& circle, Findings& findings) {
  for (const Appointment& a : circle.contacts) findings.add(Kind::holds_contact, {.account = a.contact, .since = a.since()});
}

void tell_circle(const Circle& circle, Findings& findings) {
  for (const Removal& r : circle.removals)
    findings.add(Kind::holds_removal, {.account = r.contact, .until = r.possible_from});
  if (circle.frozen_until) {
    const bool ends = *circle.frozen_until != kUntilLifted;
    findings.add(Kind::holds_freeze, {.since = circle.frozen_at, .until = ends ? circle.frozen_until : std::nullopt});
  }
  if (!circle.wrong_codes.empty())
    findings.add(Kind::holds_wrong_codes, {.has = static_cast<std::int64_t>(circle.wrong_codes.size())});
  if (circle.owner_seen_at) findings.add(Kind::holds_owner_seen, {.since = circle.owner_seen_at});
  if (circle.recovered_at) findings.add(Kind::holds_recovered, {.since = circle.recovered_at});
  if (circle.place > 0) findings.add(Kind::holds_place, {.has = circle.place});
  if (circle.facts_version > 0) findings.add(Kind::holds_facts, {.has = circle.facts_version});
}

// Of the trustor in the circle, of the contact in the contact's own record.
void tell_signals(const std::vector<Call>& calls, const std::vector<Change>& changes, Findings& findings) {
  for (const Call& call : calls)
    findings.add(Kind::holds_call, {.detail = call.id, .since = call.began_at, .until = call.held_until});
  for (const Change& change : changes) findings.add(Kind::holds_change, {.detail = change.what, .since = change.since});
}

void tell_contact(const ContactRecord& record, Findings& findings) {
  for (const AccountId& trustor : record.trustors) findings.add(Kind::holds_trustor, {.account = trustor});
  if (record.wrong_codes_in_a_row > 0) findings.add(Kind::holds_wrong_in_a_row, {.has = record.wrong_codes_in_a_row});
  if (record.locked_until) findings.add(Kind::holds_lock, {.until = record.locked_until});
}

// Who was meant by an invitation, as its sender has typed it; the whole phone is kept nowhere.
std::string meant_by(const Invitation& invitation) {
  return invitation.name.empty() ? invitation.phone_masked : invitation.name + ", " + invitation.phone_masked;
}

void tell_invitations(const AccountId& account, const World& world, Findings& findings) {
  const auto own = own_invitations(account, world);
  for (const auto& [id, loaded] : world.invitations()) {
    const Invitation& invitation = loaded->state;
    if (loaded->record.erased || !invitation.exists) continue;
    const bool sent = invitation.trustor == account;
    if (!sent && !own.contains(id) && !names(invitation, *world.account(account))) continue;
    findings.add(sent ? Kind::holds_invitation_sent : Kind::holds_invitation_received,
                 {.account = sent ? AccountId() : invitation.trustor,
                  .detail = meant_by(invitation),
                  .since = invitation.sent_at,
                  .until = invitation.keep_until});
  }
}

// In the circles of those whom the account serves: what the rules found about the contact stands there.
void tell_elsewhere(const AccountId& account, const World& world, Findings& findings) {
  for (const auto& [trustor, circle] : world.circles()) {
    if (trustor == account || circle->record.erased) continue;
    std::int64_t said = 0;
    for (const Request& r : circle->state.requests) said += r.approval_of(account) ? 1 : 0;
    if (said > 0) findings.add(Kind::holds_approvals, {.account = trustor, .has = said});
    const bool serves = circle->state.appointment_of(account) != nullptr;
    if (serves && circle->state.facts_version > 0)
      findings.add(Kind::holds_facts_as_contact, {.account = trustor, .has = circle->state.facts_version});
  }
}

// Of the account's own commands: of the owner in its circle, of the contact in the circles of others.
void tell_refusals(const AccountId& account, const World& world, Findings& findings) {
  std::int64_t refused = 0;
  for (const auto& [trustor, circle] : world.circles()) {
    const auto own = [&](const Refusals::Entry& entry) {
      const bool of_contact = contact_refused(entry.refused.what, entry.refused.contact);
      return trustor == account ? !of_contact : of_contact && entry.refused.contact == account;
    };
    for (const std::string& key : refusal_keys(trustor, world)) {
      if (const auto* journal = world.refused(key)) refused += std::ranges::count_if(journal->state.entries, own);
    }
  }
  if (refused > 0) findings.add(Kind::holds_refusals, {.has = refused});
}

}  // namespace

Result<Subjects> subjects_of(const ShowHoldings& command, const World& world) {
  return everything_of(command.account, world);
}

// [W6]
Result<Answer> decide_one(const ShowHoldings& command, const World& world, Draft&) {
  const Loaded<Circle>& circle = *world.circle(command.account);
  const Loaded<ContactRecord>& contact = *world.contact(command.account);
  Findings findings;
  findings.add(Kind::holds_nothing_more, {});
  tell_contacts_of(circle.state, findings);
  if (auto status = tell_requests_of(command.account, world, findings); !status) return status.as<Answer>();
  tell_circle(circle.state, findings);
  tell_signals(circle.state.calls, circle.state.changes, findings);
  tell_contact(contact.state, findings);
  tell_signals(contact.state.calls, contact.state.changes, findings);
  tell_invitations(command.account, world, findings);
  tell_elsewhere(command.account, world, findings);
  tell_refusals(command.account, world, findings);
  return Answer(Holdings{std::move(findings).take()});
}

}  // namespace doverie
