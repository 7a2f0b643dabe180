// SPDX-License-Identifier: Apache-2.0
//
// Gathering everything that an account has to do with.
#include "core/decisions/person.h"

#include "core/decisions/refusals.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"

namespace doverie {

namespace {

// Everybody whom the account serves or has ever served: their circles tell by which invitation.
void add_trustors(const AccountId& account, const World& world, Subjects& subjects) {
  const Loaded<ContactRecord>* record = world.contact(account);
  if (!record) return;
  each<event::ServiceBegun, ContactEvent>(record->record,
                                          [&](const event::ServiceBegun& begun) { subjects.circles.insert(begun.trustor); });
}

// The invitations to the account's phone, whoever was meant. [C15c]
Status add_addressed(const AccountId& account, const World& world, Subjects& subjects) {
  const auto* facts = world.account(account);
  if (!facts || !*facts || !(*facts)->phone) return Done{};
  const auto tags = world.tags_of(*(*facts)->phone);
  if (!tags) return tags.as<Done>();
  subjects.tags.insert(tags->begin(), tags->end());
  for (const std::string& tag : *tags) {
    const auto* tagged = world.tagged(tag);
    if (!tagged) continue;
    for (const TagEntry& entry : *tagged) {
      if (const auto id = invitation_of_stream(world.settings().realm, entry.stream)) subjects.invitations.insert(*id);
    }
  }
  return Done{};
}

void add_refusals(const World& world, Subjects& subjects) {
  for (const AccountId& trustor : subjects.circles) {
    const auto keys = refusal_keys(trustor, world);
    subjects.refusals.insert(keys.begin(), keys.end());
  }
}

}  // namespace

std::set<InvitationId> own_invitations(const AccountId& account, const World& world) {
  std::set<InvitationId> own;
  for (const auto& [trustor, circle] : world.circles()) {
    each<event::ContactAppointed, CircleEvent>(circle->record, [&](const event::ContactAppointed& e) {
      if (e.contact == account) own.insert(e.invitation);
    });
    if (trustor != account) continue;
    each<event::InvitationSent, CircleEvent>(circle->record,
                                             [&](const event::InvitationSent& e) { own.insert(e.invitation); });
  }
  return own;
}

bool names(const Invitation& invitation, const std::optional<AccountFacts>& account) {
  return account && same_name(invitation.name, account->given_name);
}

Subjects circles_of_person(const AccountId& account, const World& world) {
  Subjects subjects{.circles = {account}, .contacts = {account}, .whole = true};
  add_trustors(account, world, subjects);
  add_refusals(world, subjects);
  return subjects;
}

Result<Subjects> everything_of(const AccountId& account, const World& world) {
  Subjects subjects = circles_of_person(account, world);
  subjects.accounts.insert(account);
  if (auto status = add_addressed(account, world, subjects); !status) return status.as<Subjects>();
  subjects.invitations.merge(own_invitations(account, world));
  for (const InvitationId& id : subjects.invitations) subjects.circles.insert(*trustor_of(kInvitationPrefix, id));
  add_refusals(world, subjects);
  return subjects;
}

}  // namespace doverie
