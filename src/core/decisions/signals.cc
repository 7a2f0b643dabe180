// SPDX-License-Identifier: Apache-2.0
//
// What the host sees of people, whether contact or trustor. docs/spec/signals.md
#include <algorithm>

#include "core/decisions/decide.h"

namespace doverie {

namespace {

// What an account is: a trustor whose circle has a contact, or somebody's contact. An erased stream says no.
bool protects(const World& world, const AccountId& account) {
  const Loaded<Circle>& circle = *world.circle(account);
  return !circle.record.erased && !circle.state.contacts.empty();
}
bool serves(const World& world, const AccountId& account) {
  const Loaded<ContactRecord>& contact = *world.contact(account);
  return !contact.record.erased && !contact.state.trustors.empty();
}

const Call* call_of(const std::vector<Call>& calls, const std::string& id) {
  const auto found = std::find_if(calls.begin(), calls.end(), [&](const Call& call) { return call.id == id; });
  return found == calls.end() ? nullptr : &*found;
}

bool of_phone(AccountChange what) {
  return what == AccountChange::phone || what == AccountChange::sim;
}

bool known(const std::vector<Change>& changes, AccountChange what, Instant since) {
  const Change* change = change_of(changes, what);
  return change && change->since >= since;
}

struct Found {
  AccountChange what;
  Instant since;
};

// Who gets a temporary password on a phone that has just changed hands is not who the contact has spoken with. The notice
// names no kind of change: it is nobody's business what it was. [H10]
void change_trustor(const AccountId& trustor, const Circle& circle, const Found& change, const char* by, Draft& draft) {
  draft.circle(trustor, event::AccountChanged{std::string(name_of(change.what)), change.since, by});
  draft.notify(trustor, trustor, Notice::trustor_changed);
  for (const Appointment& link : circle.contacts) draft.notify(link.contact, trustor, Notice::trustor_changed);
}

// [H12]
void void_started_before(const AccountId& trustor, const Circle& circle, Instant since, Instant now, Draft& draft) {
  for (const Request* request : running(circle, now)) {
    if (request->started_at < since) draft.circle(trustor, event::RecoveryVoided{request->id, "account_changed"});
  }
}

void change_contact(const AccountId& contact, const ContactRecord& record, const Found& change, const char* by,
                    Draft& draft) {
  draft.contact(contact, event::AccountChanged{std::string(name_of(change.what)), change.since, by});
  for (const AccountId& trustor : record.trustors) {
    draft.notify(trustor, trustor, Notice::contact_changed);
    draft.notify(contact, trustor, Notice::contact_changed);
  }
}

// What the facts say to have changed since `made`, when the link was made, and is not on record.
std::vector<Found> changes_in(const AccountFacts& facts, Role role, Instant made, const std::vector<Change>& changes,
                              const World& world) {
  std::vector<Found> found;
  const auto since = [&](AccountChange what, const std::optional<Instant>& when) {
    if (when && *when > made && *when <= world.now() && !known(changes, what, *when)) found.push_back({what, *when});
  };
  // Facts without a date: the link was made while the rule held, so that what does not hold now has changed.
  const auto lost = [&](AccountChange what, bool required, bool holds) {
    if (required && !holds && !known(changes, what, made)) found.push_back({what, world.now()});
  };
  const Policy& policy = world.policy();
  const bool contact = role == Role::contact;
  since(AccountChange::phone, facts.phone_since);
  since(AccountChange::sim, facts.sim_since);
  lost(AccountChange::level, contact ? policy.contact_confirmed_required : policy.trustor_confirmed_required,
       facts.confirmed);
  lost(AccountChange::citizenship, contact ? policy.contact_citizen_required : policy.trustor_citizen_required,
       facts.citizen);
  return found;
}

// Ends what began with another phone, whether a date tells so (`dated`) or the number alone.
Status void_outdated(const AccountId& trustor, const Circle& circle, const Facts& facts, bool dated, const World& world,
                     Draft& draft) {
  bool any = false;
  for (const Request* request : running(circle, world.now())) {
    const auto outdated = gather_outdated(world, *request, facts);
    if (!outdated) return outdated.as<Done>();
    if (!*outdated) continue;
    draft.circle(trustor, event::RecoveryVoided{request->id, "account_changed"});
    any = true;
  }
  const Found found{AccountChange::phone, world.now()};
  if (any && !dated && !known(circle.changes, found.what, found.since))
    change_trustor(trustor, circle, found, "facts", draft);
  return Done{};
}

Status note_trustor(const AccountId& trustor, const World& world, Draft& draft) {
  const Circle& circle = world.circle(trustor)->state;
  const auto* facts = world.account(trustor);
  if (circle.contacts.empty() || !facts || !*facts) return Done{};
  bool dated = false;
  const Instant made = circle.contacts.front().appointed_at;  // the oldest link
  for (const Found& one : changes_in(**facts, Role::trustor, made, circle.changes, world)) {
    change_trustor(trustor, circle, one, "facts", draft);
    dated = dated || of_phone(one.what);
  }
  return void_outdated(trustor, circle, *facts, dated, world, draft);
}

void note_contact(const Appointment& link, const World& world, Draft& draft) {
  const auto* facts = world.account(link.contact);
  const Loaded<ContactRecord>* contact = world.contact(link.contact);
  if (!facts || !*facts || !contact || contact->record.erased) return;
  for (const Found& one : changes_in(**facts, Role::contact, link.appointed_at, contact->state.changes, world)) {
    change_contact(link.contact, contact->state, one, "facts", draft);
  }
}

}  // namespace

std::string_view name_of(AccountChange change) {
  switch (change) {
    case AccountChange::phone:
      return "phone";
    case AccountChange::sim:
      return "sim";
    case AccountChange::level:
      return "level";
    case AccountChange::citizenship:
      return "citizenship";
  }
  return {};
}

// [H8, H9]
Status note_changes(const World& world, Draft& draft) {
  for (const auto& [trustor, circle] : world.circles()) {
    if (circle->record.erased) continue;
    if (auto status = note_trustor(trustor, world, draft); !status) return status;
    for (const Appointment& link : circle->state.contacts) note_contact(link, world, draft);
  }
  return Done{};
}

void note_new_phone(const ContactCase& contact, Instant now, Draft& draft) {
  const auto& since = (*contact.facts)->phone_since;
  const auto& changes = contact.record->changes;
  const bool dated = since && *since > contact.appointment->appointed_at && !known(changes, AccountChange::phone, *since);
  if (dated || known(changes, AccountChange::phone, now)) return;
  change_contact(contact.appointment->contact, *contact.record, {AccountChange::phone, now}, "facts", draft);
}

Result<Subjects> subjects_of(const AccountChanged& command, const World&) {
  return Subjects{.circles = {command.account}, .contacts = {command.account}};
}

// [H8, H9, H10]
Result<Answer> decide_one(const AccountChanged& command, const World& world, Draft& draft) {
  const AccountId& account = command.account;
  if (command.since > world.now()) return Fault{FaultCode::invalid_argument, "since: in the future"};
  const Found reported{command.what, command.since};
  const auto is_new = [&](const std::vector<Change>& changes) { return !known(changes, command.what, command.since); };
  const Circle& circle = world.circle(account)->state;
  if (protects(world, account) && is_new(circle.changes)) {
    change_trustor(account, circle, reported, "host", draft);
    if (of_phone(command.what)) void_started_before(account, circle, command.since, world.now(), draft);
  }
  const ContactRecord& record = world.contact(account)->state;
  if (serves(world, account) && is_new(record.changes)) change_contact(account, record, reported, "host", draft);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const CallBegan& command, const World&) {
  return Subjects{.circles = {command.account}, .contacts = {command.account}};
}

// A call that is held already is the same one, reported again: it is not held for longer. [H1, H3, H7]
Result<Answer> decide_one(const CallBegan& command, const World& world, Draft& draft) {
  const event::CallBegan began{command.call_id, world.now() + world.policy().call_hold};
  const auto is_new = [&](const std::vector<Call>& calls) {
    const Call* known = call_of(calls, command.call_id);
    return world.now() < began.held_until && !(known && world.now() < known->held_until);
  };
  const AccountId& account = command.account;
  if (protects(world, account) && is_new(world.circle(account)->state.calls)) draft.circle(account, began);
  if (serves(world, account) && is_new(world.contact(account)->state.calls)) draft.contact(account, began);
  return Answer(Done{});
}

Result<Subjects> subjects_of(const CallEnded& command, const World&) {
  return Subjects{.circles = {command.account}, .contacts = {command.account}};
}

// The pump sends what has waited. [H1]
Result<Answer> decide_one(const CallEnded& command, const World& world, Draft& draft) {
  const event::CallEnded ended{command.call_id};
  const AccountId& account = command.account;
  const auto& circle = *world.circle(account);
  const auto& contact = *world.contact(account);
  if (!circle.record.erased && call_of(circle.state.calls, command.call_id)) draft.circle(account, ended);
  if (!contact.record.erased && call_of(contact.state.calls, command.call_id)) draft.contact(account, ended);
  return Answer(Done{});
}

}  // namespace doverie
