// SPDX-License-Identifier: Apache-2.0
//
// Invite, withdraw, accept, decline. docs/spec/invitation.md
#include <algorithm>
#include <map>

#include "core/bytes/digests.h"
#include "core/decisions/decide.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"
#include "core/values/phone_tags.h"

namespace doverie {

namespace {

// --- invite

struct Typed {
  std::string name;
  Phone phone;
};

// What the trustor typed, or every reason why it will not do. [I3, I4, I5]
Result<Typed> read_typed(const Invite& command, const Policy& policy) {
  Objections objections;
  const auto name = check_name(command.name);
  if (!name) objections.add(name.rejection().reasons);
  const auto phone = Phone::parse(command.phone);
  if (!phone) objections.add(phone.rejection().reasons);
  if (phone) objections.add(!phone_allowed(*phone, policy), ReasonCode::phone_not_allowed);
  if (objections.any()) return objections.rejection();
  return Typed{*name, *phone};
}

// [I6]
bool is_own_phone(const std::optional<AccountFacts>& account, const Phone& phone) {
  return account && account->phone && *account->phone == phone;
}

bool withdrawn(const Circle& circle, const InvitationId& id) {
  return std::any_of(circle.invitations.begin(), circle.invitations.end(),
                     [&](const SentInvitation& i) { return i.id == id && i.closed; });
}

// How many invitations of each sender the phone got in the last day, under whichever key. [I14, I15]
std::map<AccountId, std::int32_t> invitations_to(const std::vector<std::string>& tags, const World& world) {
  std::map<AccountId, std::int32_t> sent;
  for (const std::string& tag : tags) {
    for (const TagEntry& entry : *world.tagged(tag)) {
      const auto id = invitation_of_stream(world.settings().realm, entry.stream);
      if (id && world.now() - entry.set_at < kDay) ++sent[trustor_in(*id)];
    }
  }
  return sent;
}

// A sender has a few notices to a phone, and only those count against what the phone gets of everybody: a stranger who invites
// again and again does not keep the genuine one from being told.
bool may_notify(const AccountId& sender, const std::map<AccountId, std::int32_t>& sent, const Policy& policy) {
  const std::int32_t each = policy.invitation_notices_per_sender_per_day;
  std::int32_t got = 0;
  for (const auto& [who, count] : sent) got += std::min(count, each);
  const auto own = sent.find(sender);
  return (own == sent.end() ? 0 : own->second) < each && got < policy.invitation_notices_per_phone_per_day;
}

// What it said is gone with the stream, but the circle knows that it waits, and keeps a place free for it. When it waits no more it
// has expired, whatever was erased and when: how soon would tell of whom it was for.
Result<Answer> withdraw_erased(const CancelInvitation& command, const Circle& circle, const World& world, Draft& draft) {
  const bool waits = std::any_of(circle.invitations.begin(), circle.invitations.end(), [&](const SentInvitation& sent) {
    return sent.id == command.invitation && !sent.closed && world.now() < sent.expires_at;
  });
  const bool own = trustor_of(kInvitationPrefix, command.invitation) == command.trustor;
  if (!waits) return Rejection::of(own ? ReasonCode::invitation_expired : ReasonCode::invitation_not_found);
  draft.circle(command.trustor, event::InvitationWithdrawn{command.invitation});
  return Answer(Done{});
}

// --- accept, decline

// Whether the invitation is for this person: the confirmed phone is the one invited, and the given name is the one typed. To
// anybody else it does not exist. [I16, H14]
Result<bool> addressed_to(const Invitation& invitation, const std::optional<AccountFacts>& account, const World& world) {
  if (!account || !account->phone || account->phone_state == PhoneState::none) return false;
  if (!same_name(account->given_name, invitation.name)) return false;
  return verify_keyed_mac(*world.settings().keys, KeyPurpose::index, invitation.phone_tag,
                          phone_index_bytes(world.settings().realm, *account->phone));
}

// The invitation, if it is there for this person.
Result<const Invitation*> visible_invitation(const World& world, const InvitationId& id, const AccountId& account) {
  const Loaded<Invitation>* loaded = world.invitation(id);
  const Rejection none = Rejection::of(ReasonCode::invitation_not_found);
  if (loaded->record.erased || !loaded->state.exists) return none;
  const auto addressed = addressed_to(loaded->state, *world.account(account), world);
  if (!addressed) return addressed.as<const Invitation*>();
  if (!*addressed) return none;
  return &loaded->state;
}

// [I27, I28]
std::optional<ReasonCode> closed_reason(const Invitation& invitation, const World& world) {
  switch (state_now(invitation, world.now())) {
    case InvitationState::accepted:
      return ReasonCode::invitation_accepted;
    case InvitationState::declined:
      return ReasonCode::invitation_declined;
    case InvitationState::cancelled:
      return ReasonCode::invitation_cancelled;
    case InvitationState::expired:
      return ReasonCode::invitation_expired;
    case InvitationState::pending:
      break;
  }
  if (is_void(invitation, world)) return ReasonCode::invitation_void;
  return std::nullopt;
}

// Somebody who wants to become a contact: there is no link yet.
struct AcceptanceCase : CircleCase {
  const AccountId* contact;
  const ContactRecord* record;
  const Facts* trustor_facts;
  const Facts* facts;
  const Policy* policy;  // that the invitation was sent under
  LinkVerdicts verdicts;
  bool mutual_pair;
  bool twin;  // another contact of the circle is the same person
};

Result<AcceptanceCase> gather_acceptance(const World& world, CircleCase circle, const Invitation& invitation,
                                         const AccountId& contact) {
  const auto policy = world.policy_of(invitation.policy);
  if (!policy) return policy.as<AcceptanceCase>();
  const ContactRecord& record = world.contact(contact)->state;
  const Facts* facts = world.account(contact);
  const Facts* trustor_facts = world.account(circle.trustor);
  LinkVerdicts verdicts{verdicts_of_contact(world, contact, **policy), verdicts_of_trustor(world, *trustor_facts, **policy)};
  const bool mutual = gather_mutual_pair(world, circle.trustor, contact);
  const bool twin = twin_in(world, *circle.circle, {contact, *facts});
  return AcceptanceCase{std::move(circle),   &contact, &record, trustor_facts, facts, *policy,
                        std::move(verdicts), mutual,   twin};
}

// Either side is in a call: somebody may be telling them what to do. Nothing is kept of the calls of strangers, so that the
// directory is asked. [I22a]
bool in_call(const AcceptanceCase& c) {
  const Duration hold = c.today->call_hold;
  return held_until(*c.circle, *c.record, c.now) || in_call_until(*c.trustor_facts, hold, c.now) ||
         in_call_until(*c.facts, hold, c.now);
}

// [I19, I20, I21, I22, I23, E19, E23]
void check_acceptance(const AcceptanceCase& c, Objections& objections) {
  const auto serves = static_cast<std::int64_t>(c.record->trustors.size());
  const auto contacts = static_cast<std::int64_t>(c.circle->contacts.size());
  objections.add(frozen(*c.circle, c.now), ReasonCode::frozen);
  objections.add(c.circle->appointment_of(*c.contact) != nullptr, ReasonCode::already_contact);
  // Limits across requests follow today's policy, not the one the invitation was sent under.
  const Policy& today = *c.today;
  objections.add(contacts >= today.max_contacts_per_trustor, ReasonCode::contact_limit_reached);  // how many, is not his
  objections.add(serves >= today.max_trustors_per_contact, ReasonCode::contact_serves_too_many,
                 today.max_trustors_per_contact, serves);
  const bool same = same_person({c.trustor, *c.trustor_facts}, {*c.contact, *c.facts});
  objections.add(same || c.twin, ReasonCode::same_person);
  objections.add(in_call(c), ReasonCode::call_in_progress);
  objections.add(c.mutual_pair, ReasonCode::mutual_pair);
  objections.add(failures_for_contact(c.verdicts));
}

}  // namespace

// [I2]
Result<Subjects> subjects_of(const Invite& command, const World& world) {
  Subjects subjects{.circles = {command.trustor}, .accounts = {command.trustor}};
  const auto phone = Phone::parse(command.phone);
  if (!phone) return subjects;
  const auto tags = world.tags_of(*phone);
  if (!tags) return tags.as<Subjects>();
  subjects.tags.insert(tags->begin(), tags->end());
  return subjects;
}

// [I1, I7, I11, I12, I13, I29, I30]
Result<Answer> decide_one(const Invite& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  const Policy& policy = world.policy();
  const Verdicts verdicts = verdicts_of_trustor(world, *world.account(command.trustor), policy);
  const auto typed = read_typed(command, policy);
  Objections objections;
  objections.add(frozen(**circle, world.now()), ReasonCode::frozen);
  object_to(place_limits(**circle, policy, world.now()), objections);
  object_to(invitation_limits(**circle, policy, world.now()), objections);
  objections.add(failures(verdicts));
  if (!typed) objections.add(typed.rejection().reasons);
  if (typed) objections.add(is_own_phone(*world.account(command.trustor), typed->phone), ReasonCode::same_person);
  if (objections.any()) return objections.rejection();

  const auto tags = world.tags_of(typed->phone);
  if (!tags) return tags.as<Answer>();
  const std::string& tag = tags->front();
  const InvitationId id = make_id(kInvitationPrefix, draft.random(16), command.trustor);
  const PolicyPin pin = world.pin_of(policy);
  const Instant expires_at = world.now() + policy.invitation_lifetime;
  const Instant keep_until = expires_at + policy.invitation_retention;
  draft.circle(command.trustor, event::InvitationSent{id, expires_at, pin, verdicts});
  draft.new_invitation(id, event::InvitationCreated{command.trustor, typed->name, typed->phone.masked(), tag, expires_at,
                                                    pin, world.epoch(), keep_until});
  draft.erase_later(command.trustor, id, keep_until);
  draft.set_tag(tag, invitation_stream(world.settings().realm, id));
  const bool notice_allowed = may_notify(command.trustor, invitations_to(*tags, world), policy);
  return Answer(Invited{id, expires_at, typed->phone.masked(), notice_allowed});
}

Result<Subjects> subjects_of(const CancelInvitation& command, const World&) {
  return Subjects{.circles = {command.trustor}, .invitations = {command.invitation}};
}

// [I26, I27]
Result<Answer> decide_one(const CancelInvitation& command, const World& world, Draft& draft) {
  const auto circle = circle_of(world, command.trustor);
  if (!circle) return circle.as<Answer>();
  const Loaded<Invitation>* loaded = world.invitation(command.invitation);
  if (loaded->record.erased) return withdraw_erased(command, **circle, world, draft);
  if (!loaded->state.exists || loaded->state.trustor != command.trustor) {
    return Rejection::of(ReasonCode::invitation_not_found);
  }
  const InvitationState state = state_now(loaded->state, world.now());
  if (state == InvitationState::accepted) return Rejection::of(ReasonCode::invitation_accepted);
  if (withdrawn(**circle, command.invitation)) return Rejection::of(ReasonCode::invitation_cancelled);
  if (world.now() >= loaded->state.expires_at) return Rejection::of(ReasonCode::invitation_expired);
  draft.circle(command.trustor, event::InvitationWithdrawn{command.invitation});
  // A declined one is withdrawn from the circle all the same: the trustor must not learn of the decline.
  if (state == InvitationState::pending) draft.invitation(command.invitation, event::InvitationCancelled{});
  return Answer(Done{});
}

Result<Subjects> subjects_of(const AcceptInvitation& command, const World& world) {
  const AccountId trustor = trustor_in(command.invitation);
  Subjects subjects{.circles = {trustor},
                    .contacts = {command.contact},
                    .invitations = {command.invitation},
                    .accounts = {trustor, command.contact}};
  add_pair(world, trustor, command.contact, subjects);
  const Loaded<Circle>* circle = world.circle(trustor);
  if (!circle) return subjects;
  for (const Appointment& other : circle->state.contacts) subjects.accounts.insert(other.contact);  // to be other people
  return subjects;
}

// Where the account stands in the thousand, from 1 on. Drawn once, by a keyed hash, so that nobody can tell from an id whether the
// account is protected, and kept in the records, so that another key changes nothing. [O7]
Result<std::int64_t> place_of(const AccountId& trustor, const Circle& circle, const World& world) {
  if (circle.place != 0) return circle.place;
  const Macs& keys = *world.settings().keys;
  const auto key = active_key(keys, KeyPurpose::index);
  if (!key) return key.as<std::int64_t>();
  const auto drawn =
      keys.mac(KeyPurpose::index, *key, length_prefixed({"doverie share 1", world.settings().realm, trustor}));
  if (!drawn) return drawn.as<std::int64_t>();
  constexpr std::size_t kBytesUsed = 8;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kBytesUsed; ++i) number = number << 8 | (*drawn)[i];
  return static_cast<std::int64_t>(number % kSharePlaces) + 1;
}

// [I13, I19, I24]
Result<Answer> decide_one(const AcceptInvitation& command, const World& world, Draft& draft) {
  const auto invitation = visible_invitation(world, command.invitation, command.contact);
  if (!invitation) return invitation.as<Answer>();
  const AccountId& trustor = (*invitation)->trustor;
  auto circle = gather_circle(world, trustor);
  if (!circle) return circle.as<Answer>();
  if (world.contact(command.contact)->record.erased) return Rejection::of(ReasonCode::account_erased);
  if (const auto closed = closed_reason(**invitation, world)) return Rejection::of(*closed);
  auto c = gather_acceptance(world, *std::move(circle), **invitation, command.contact);
  if (!c) return c.as<Answer>();
  Objections objections;
  check_acceptance(*c, objections);
  if (objections.any()) return objections.rejection();

  const auto place = place_of(trustor, *c->circle, world);
  if (!place) return place.as<Answer>();
  const bool observed = *place > world.protected_share();
  const Instant active_from = c->now + c->policy->activation_delay;
  draft.invitation(command.invitation, event::InvitationAccepted{command.contact});
  draft.circle(trustor, event::ContactAppointed{command.contact, command.invitation, active_from, (*invitation)->policy,
                                                c->verdicts.contact_first(), *place, observed});
  draft.contact(command.contact, event::ServiceBegun{trustor});
  draft.notify(trustor, trustor, Notice::contact_appointed);
  return Answer(Accepted{trustor, active_from});
}

Result<Subjects> subjects_of(const DeclineInvitation& command, const World&) {
  return Subjects{.invitations = {command.invitation}, .accounts = {command.contact}};
}

// [I25]
Result<Answer> decide_one(const DeclineInvitation& command, const World& world, Draft& draft) {
  const auto invitation = visible_invitation(world, command.invitation, command.contact);
  if (!invitation) return invitation.as<Answer>();
  if (const auto closed = closed_reason(**invitation, world)) return Rejection::of(*closed);
  draft.invitation(command.invitation, event::InvitationDeclined{command.contact});
  return Answer(Done{});
}

}  // namespace doverie
