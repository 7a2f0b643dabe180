// SPDX-License-Identifier: Apache-2.0
//
// What each side sees: folds of the streams, nothing stored for them.
#include <algorithm>
#include <tuple>

#include "core/bytes/digests.h"
#include "core/decisions/decide.h"
#include "core/records/event_words.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"

namespace doverie {

namespace {

std::int32_t asked_version(const Request& request, const World& world) {
  const auto policy = world.policy_of(request.policy);
  return policy ? (*policy)->attestation_version : 0;
}

RequestView view_of(const Request& request, RequestState state, const AccountId& trustor, const World& world) {
  return RequestView{request.id,
                     trustor,
                     request.number,
                     state,
                     request.verified_factor,
                     request.started_at,
                     request.deadline(),
                     redeem_from(request),
                     asked_version(request, world),
                     {},
                     request.operation};
}

// --- trustor

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

std::optional<Instant> possible_from(const Circle& circle, const AccountId& contact, std::string_view by, Instant now) {
  const Removal* removal = standing_removal(circle, contact, by, now);
  return removal && !removal->suspended ? std::optional(removal->possible_from) : std::nullopt;
}

ContactEntry entry_of(const Appointment& a, const Circle& circle, Instant now) {
  return {a.contact, a.appointed_at, a.active_from, possible_from(circle, a.contact, "trustor", now),
          possible_from(circle, a.contact, "contact", now)};
}

bool worth_showing(const RequestNow& r, Instant now) {
  return is_open(r.state) || now - r.request->started_at < kDay;
}

// --- contact

// The tags that invitations to the own phone carry; none without a phone.
Result<std::vector<std::string>> own_tags(const std::optional<AccountFacts>& account, const World& world) {
  if (!account || !account->phone || account->phone_state == PhoneState::none) return std::vector<std::string>();
  return world.tags_of(*account->phone);
}

void add_tagged(const std::vector<TagEntry>& tagged, const World& world, Subjects& subjects) {
  for (const TagEntry& entry : tagged) {
    const auto id = invitation_of_stream(world.settings().realm, entry.stream);
    if (id) subjects.invitations.insert(*id);
  }
}

bool shown_to(const Invitation& invitation, const AccountFacts& account, const World& world) {
  return invitation.exists && state_now(invitation, world.now()) == InvitationState::pending &&
         !is_void(invitation, world) && same_name(invitation.name, account.given_name);
}

// [I16]
void add_invitations(const AccountId& contact, const World& world, ContactView& shown) {
  for (const auto& [id, loaded] : world.invitations()) {
    const Invitation& invitation = loaded->state;
    if (!shown_to(invitation, **world.account(contact), world) || invitation.trustor == contact) continue;
    shown.invitations.push_back({id, InvitationState::pending, invitation.trustor, invitation.name, invitation.phone_masked,
                                 invitation.sent_at, invitation.expires_at});
  }
  std::sort(shown.invitations.begin(), shown.invitations.end(), [](const InvitationView& a, const InvitationView& b) {
    return std::tie(a.sent_at, a.invitation) < std::tie(b.sent_at, b.invitation);
  });
}

// Nothing before the contact's yes and after the right code, or when the request's policy is not known. [A1, A3a, R6]
std::optional<CodeView> code_view(const Request& request, const AccountId& contact, const Circle& circle,
                                  const World& world) {
  const Approval* own = request.approval_of(contact);
  const auto policy = world.policy_of(request.policy);
  if (!own || own->confirmed || !policy) return std::nullopt;
  const Facts& facts = *world.account(contact);
  const auto phone = facts ? confirmed_phone(*facts, **policy) : std::nullopt;
  const auto left = [](std::int64_t limit, std::int64_t used) {
    return static_cast<std::int32_t>(std::max<std::int64_t>(0, limit - used));
  };
  const std::int32_t wrong_allowed = std::min((*policy)->max_wrong_codes, world.policy().max_wrong_codes);
  return CodeView{own->sms,
                  own->sms_at,
                  phone ? phone->masked() : "",
                  own->code_expires_at,
                  own->last_asked_at + (*policy)->send_pause,
                  left((*policy)->max_sends, own->taken),
                  left(wrong_allowed, wrong_codes_today(circle, contact, world.now()))};
}

void add_requests(const AccountId& contact, const AccountId& trustor, const World& world, ContactView& shown) {
  const Circle& circle = world.circle(trustor)->state;
  const Appointment* appointment = circle.appointment_of(contact);
  if (!appointment || frozen(circle, world.now())) return;
  for (const auto& [request, state] : gather_requests(world, circle)) {
    if (!is_open(state) || appointment->appointed_at > request->started_at) continue;
    shown.requests.push_back(view_of(*request, state, trustor, world));
    if (request->number_hidden) shown.requests.back().number.clear();
    shown.requests.back().code = code_view(*request, contact, circle, world);
  }
}

}  // namespace

Result<Subjects> subjects_of(const ShowTrustor& command, const World& world) {
  Subjects subjects{.circles = {command.trustor}};
  const Loaded<Circle>* circle = world.circle(command.trustor);
  if (!circle) return subjects;
  for (const SentInvitation& invitation : circle->state.invitations) {
    if (still_shown(invitation, world.now())) subjects.invitations.insert(invitation.id);
  }
  return subjects;
}

Result<Answer> decide_one(const ShowTrustor& command, const World& world, Draft&) {
  const auto loaded = circle_of(world, command.trustor);
  if (!loaded) return loaded.as<Answer>();
  const Circle& circle = **loaded;
  TrustorView shown;
  for (const Appointment& a : circle.contacts) shown.contacts.push_back(entry_of(a, circle, world.now()));
  for (const SentInvitation& sent : circle.invitations) {
    if (world.invitation(sent.id) && still_shown(sent, world.now()))
      shown.invitations.push_back(view_for_trustor(sent, world));
  }
  for (const RequestNow& r : gather_requests(world, circle)) {
    if (!worth_showing(r, world.now())) continue;
    shown.requests.push_back(view_of(*r.request, r.state, command.trustor, world));
    shown.requests.back().number.clear();  // whoever started it was shown it, and nobody is to be read another's
  }
  if (frozen(circle, world.now())) shown.frozen_until = circle.frozen_until;
  shown.recovery_locked = recovery_locked(circle, world.policy(), world.now());
  shown.observed = !circle.contacts.empty() && !is_protected(circle, world.protected_share());
  return Answer(std::move(shown));
}

Result<Subjects> subjects_of(const ShowContact& command, const World& world) {
  Subjects subjects{.contacts = {command.contact}, .accounts = {command.contact}};
  if (const auto* record = world.contact(command.contact)) {
    subjects.circles.insert(record->state.trustors.begin(), record->state.trustors.end());
  }
  const auto* account = world.account(command.contact);
  if (!account) return subjects;
  const auto tags = own_tags(*account, world);
  if (!tags) return tags.as<Subjects>();
  subjects.tags.insert(tags->begin(), tags->end());
  for (const std::string& tag : *tags) {
    if (const auto* tagged = world.tagged(tag)) add_tagged(*tagged, world, subjects);
  }
  return subjects;
}

Result<Answer> decide_one(const ShowContact& command, const World& world, Draft&) {
  const Loaded<ContactRecord>* loaded = world.contact(command.contact);
  if (loaded->record.erased) return Rejection::of(ReasonCode::account_erased);
  ContactView shown;
  shown.trustors = loaded->state.trustors;
  if (*world.account(command.contact)) add_invitations(command.contact, world, shown);
  for (const AccountId& trustor : shown.trustors) add_requests(command.contact, trustor, world, shown);
  shown.locked_until = codes_blocked_until(world.restored_at(), world.now());
  if (contact_locked(loaded->state, world.now()))
    shown.locked_until = std::max(shown.locked_until, loaded->state.locked_until);
  return Answer(std::move(shown));
}

// The audit trail is the data itself: the events of a circle. Their seals were checked when they were loaded.
Result<Subjects> subjects_of(const ShowAudit& command, const World&) {
  return Subjects{.circles = {command.trustor}, .whole = true};
}

Result<Answer> decide_one(const ShowAudit& command, const World& world, Draft&) {
  const StreamRecord& record = world.circle(command.trustor)->record;
  AuditTrail trail;
  std::uint64_t version = record.version - record.events.size();
  JsonReader reader;
  for (const EventRecord& event : record.events) {
    const auto line = headline(event.bytes, reader);
    if (!line) return line.as<Answer>();
    auto english = event_words(event.bytes, Language::english, reader);
    auto russian = event_words(event.bytes, Language::russian, reader);
    if (!english || !russian) return (english ? russian : english).as<Answer>();
    trail.entries.push_back({++version, line->type, line->at, event.bytes, *std::move(english), *std::move(russian)});
  }
  return Answer(std::move(trail));
}

}  // namespace doverie
