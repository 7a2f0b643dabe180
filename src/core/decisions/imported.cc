// SPDX-License-Identifier: Apache-2.0
//
// May a link of another system come in? It is taken as what it is: nobody was invited here, and nobody has accepted.
// docs/spec/moving.md
#include <algorithm>

#include "core/decisions/decide.h"

namespace doverie {

namespace {

// The two of the link, as far as the decision asks about them.
struct ImportCase : CircleCase {
  const ImportLink* command;
  const ContactRecord* record;
  bool same_person;
  bool mutual_pair;
  std::optional<LinkVerdicts> verdicts;  // nothing when every use of the link is to ask
};

bool same_people(const World& world, const CircleCase& c, const ImportLink& command) {
  const Person contact{command.contact, *world.account(command.contact)};
  return same_person({c.trustor, *world.account(c.trustor)}, contact) || twin_in(world, *c.circle, contact);
}

Result<ImportCase> gather_import(const World& world, const ImportLink& command) {
  auto circle = gather_circle(world, command.trustor);
  if (!circle) return circle.as<ImportCase>();
  const auto* contact = world.contact(command.contact);
  if (contact->record.erased) return Rejection::of(ReasonCode::account_erased);
  ImportCase c{*std::move(circle),
               &command,
               &contact->state,
               command.trustor == command.contact,
               gather_mutual_pair(world, command.trustor, command.contact),
               std::nullopt};
  if (command.checked_at_use) return c;
  c.same_person = c.same_person || same_people(world, c, command);
  c.verdicts = {verdicts_of_contact(world, command.contact, *c.today),
                verdicts_of_trustor(world, *world.account(command.trustor), *c.today)};
  return c;
}

// [M3, M4]
void check_import(const ImportCase& c, Objections& objections) {
  const Policy& today = *c.today;
  const auto serves = static_cast<std::int64_t>(c.record->trustors.size());
  const auto contacts = static_cast<std::int64_t>(c.circle->contacts.size());
  objections.add(frozen(*c.circle, c.now), ReasonCode::frozen);
  // Neither a thief nor whoever is given the id of an account that has closed: only its owner can make it an account without a
  // contact, or with one, again.
  objections.add(c.circle->lost_under_recovery || c.record->closed, ReasonCode::contact_unavailable);
  objections.add(c.circle->appointment_of(c.command->contact) != nullptr, ReasonCode::already_contact);
  objections.add(contacts >= today.max_contacts_per_trustor, ReasonCode::contact_limit_reached,
                 today.max_contacts_per_trustor, contacts);
  objections.add(serves >= today.max_trustors_per_contact, ReasonCode::contact_serves_too_many,
                 today.max_trustors_per_contact, serves);
  objections.add(c.same_person, ReasonCode::same_person);
  objections.add(c.mutual_pair, ReasonCode::mutual_pair);
  if (!c.verdicts) return;
  objections.add(failures(c.verdicts->contact));
  objections.add(failures(c.verdicts->trustor));
}

// Whether this very link has been imported before. [M5]
bool there_already(const ImportCase& c) {
  const Appointment* there = c.circle->appointment_of(c.command->contact);
  return there && there->imported == c.command->since;
}

}  // namespace

Result<Subjects> subjects_of(const ImportLink& command, const World& world) {
  Subjects subjects{.circles = {command.trustor}, .contacts = {command.contact}};
  add_pair(world, command.trustor, command.contact, subjects);
  const Loaded<Circle>* circle = world.circle(command.trustor);
  if (!circle || command.checked_at_use) return subjects;
  subjects.accounts = {command.trustor, command.contact};
  for (const Appointment& other : circle->state.contacts) subjects.accounts.insert(other.contact);  // to be other people
  return subjects;
}

// [M1, M2, M6]
Result<Answer> decide_one(const ImportLink& command, const World& world, Draft& draft) {
  if (command.since <= Instant{} || command.since > world.now()) {
    return Fault{FaultCode::invalid_argument, "since: when the link was made in the system before, which is in the past"};
  }
  const auto c = gather_import(world, command);
  if (!c) return c.as<Answer>();
  if (there_already(*c)) return Answer(Done{});
  Objections objections;
  check_import(*c, objections);
  if (objections.any()) return objections.rejection();

  const auto place = place_of(command.trustor, *c->circle, world);
  if (!place) return place.as<Answer>();
  event::LinkImported imported{command.contact, command.since, command.since + c->today->activation_delay,
                               world.pin_of(*c->today), command.operator_id};
  if (c->verdicts) imported.rules = c->verdicts->contact_first();
  imported.checked_at_use = command.checked_at_use;
  imported.place = *place, imported.observed = *place > world.protected_share();
  draft.circle(command.trustor, std::move(imported));
  draft.contact(command.contact, event::ServiceBegun{command.trustor});
  if (command.tell) {
    draft.notify(command.trustor, command.trustor, Notice::link_imported);
    draft.notify(command.contact, command.trustor, Notice::link_imported);
  }
  return Answer(Done{});
}

}  // namespace doverie
