// SPDX-License-Identifier: Apache-2.0
//
// What does the trustor's cabinet show? A fold of the streams, nothing stored for it.
#include <algorithm>

#include "core/decisions/decide.h"
#include "core/decisions/link_view.h"
#include "core/decisions/request_view.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

bool still_shown(const SentInvitation& invitation, Instant now) {
  return !invitation.closed && now < invitation.expires_at;
}

// The trustor's list shows `pending` whatever the invited person did but accept: the answer must not tell of an account.
// [I18, I25]
InvitationView view_for_trustor(const SentInvitation& sent, const World& world) {
  InvitationView shown{sent.id, InvitationState::pending, "", "", "", sent.sent_at, sent.expires_at};
  const Loaded<Invitation>* loaded = world.invitation(sent.id);
  shown.name = loaded->state.name;
  shown.phone_masked = loaded->state.phone_masked;
  return shown;
}

ContactEntry contact_entry(const Appointment& a, const CircleCase& c) {
  const LinkNow link = link_now(a, c);
  return {a.contact,
          a.since(),
          a.active_from,
          link.removal_from,
          link.resignation_from,
          link.removal_suspended,
          link.resignation_suspended,
          link.state};
}

// [C9, C10, C15a]
void add_freeze(const CircleCase& c, TrustorView& shown) {
  if (!frozen(*c.circle, c.now)) return;
  shown.frozen_until = c.circle->frozen_until;
  shown.frozen_since = c.circle->frozen_since;
  shown.frozen_by = c.circle->frozen_by;
  shown.frozen_by_contact = c.circle->frozen_by_contact;
}

// None above the number that is required: the owner finds out by a start whether that many can, and not which ones. Under a policy
// that is not known nobody can. [R2, R19]
std::int32_t able(const World& world, const CircleCase& c) {
  auto links = gather_links(world, c, *c.today);
  if (!links) return 0;
  return static_cast<std::int32_t>(std::min<std::int64_t>(c.today->required_approvals, gather_able(world, *links)));
}

// [R2, I8, I9, I10]
void add_numbers(const World& world, const CircleCase& c, TrustorView& shown) {
  shown.contacts_required = c.today->required_approvals;
  shown.contacts_able = able(world, c);
  shown.free_places = left_of(place_limits(*c.circle, *c.today, c.now));
  const Limits invitations = invitation_limits(*c.circle, *c.today, c.now);
  shown.invitations_left = left_of(invitations);
  shown.invitations_from = left_from(invitations);
}

Status add_requests(const World& world, const CircleCase& c, TrustorView& shown) {
  for (const RequestNow& r : gather_requests(world, *c.circle)) {
    if (!worth_showing(r, c.now)) continue;
    auto view = request_view(world, c, *r.request);
    if (!view) return view.as<Done>();
    shown.requests.push_back(*std::move(view));
  }
  return Done{};
}

}  // namespace

Result<Subjects> subjects_of(const ShowTrustor& command, const World& world) {
  Subjects subjects = circle_and_people(command.trustor, world);
  const Loaded<Circle>* circle = world.circle(command.trustor);
  if (!circle) return subjects;
  for (const SentInvitation& invitation : circle->state.invitations) {
    if (still_shown(invitation, world.now())) subjects.invitations.insert(invitation.id);
  }
  return subjects;
}

Result<Answer> decide_one(const ShowTrustor& command, const World& world, Draft&) {
  const auto found = gather_circle(world, command.trustor);
  if (!found) return found.as<Answer>();
  const CircleCase& c = *found;
  TrustorView shown;
  for (const Appointment& a : c.circle->contacts) shown.contacts.push_back(contact_entry(a, c));
  for (const SentInvitation& sent : c.circle->invitations) {
    if (world.invitation(sent.id) && still_shown(sent, c.now)) shown.invitations.push_back(view_for_trustor(sent, world));
  }
  if (const auto added = add_requests(world, c, shown); !added) return added.as<Answer>();
  add_freeze(c, shown);
  add_numbers(world, c, shown);
  shown.recovery_locked = recovery_locked(*c.circle, *c.today, c.now);
  shown.observed = !c.circle->contacts.empty() && !is_protected(*c.circle, world.protected_share());
  return Answer(std::move(shown));
}

}  // namespace doverie
