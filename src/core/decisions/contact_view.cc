// SPDX-License-Identifier: Apache-2.0
//
// What does the contact's cabinet show? A fold of the streams, nothing stored for it. The contact sees the own invitations, steps
// and limits, and of a trustor what the contacts are told by notices.
#include <algorithm>

#include "core/decisions/decide.h"
#include "core/decisions/link_view.h"
#include "core/decisions/pages.h"
#include "core/decisions/request_view.h"
#include "core/decisions/sent_code.h"
#include "core/records/transitions.h"
#include "core/values/ids.h"
#include "core/values/person_name.h"

namespace doverie {

namespace {

// --- invitations

// Streams that are read at once while the page is not full: most are shown, unless somebody sends them to other names.
constexpr std::size_t kLookedAtOnce = 64;

// The tags that invitations to the own phone carry; none without a phone.
Result<std::vector<std::string>> own_tags(const Facts& account, const World& world) {
  if (!account || !account->phone || account->phone_state == PhoneState::none) return std::vector<std::string>();
  return world.tags_of(*account->phone);
}

// [I16]
bool shown_to(const Invitation& invitation, const AccountId& contact, const World& world) {
  return invitation.exists && state_now(invitation, world.now()) == InvitationState::pending &&
         !is_void(invitation, world) && invitation.trustor != contact &&
         same_name(invitation.name, (*world.account(contact))->given_name);
}

// Where the invitations to the phone of the account stand that come behind `after`, in order. REQUIRES: the tags were loaded.
std::vector<InvitationPlace> places_behind(const InvitationPlace& after, const std::vector<std::string>& tags,
                                           const World& world) {
  std::vector<InvitationPlace> places;
  for (const std::string& tag : tags) {
    for (const TagEntry& entry : *world.tagged(tag)) {
      auto id = invitation_of_stream(world.settings().realm, entry.stream);
      if (!id) continue;
      InvitationPlace place{entry.set_at, *std::move(id)};
      if (after < place) places.push_back(std::move(place));
    }
  }
  std::ranges::sort(places);
  return places;
}

struct Looked {
  InvitationPage page;
  std::set<InvitationId> at;  // what the page rests on, and what it has to look at next
};

// As much of the page as is loaded. It is full when one more was found than it shows.
Result<Looked> look(const AccountId& contact, const InvitationPlace& after, std::int32_t limit, const World& world) {
  const auto tags = own_tags(*world.account(contact), world);
  if (!tags) return tags.as<Looked>();
  Looked looked;
  InvitationPlace last;
  std::size_t missing = 0;
  for (const InvitationPlace& place : places_behind(after, *tags, world)) {
    if (missing == kLookedAtOnce) break;
    looked.at.insert(place.id);
    const Loaded<Invitation>* loaded = world.invitation(place.id);
    if (!loaded) ++missing;
    if (missing > 0 || !shown_to(loaded->state, contact, world)) continue;
    if (std::ssize(looked.page.invitations) == limit) {
      looked.page.next_cursor = cursor_of(last);
      break;
    }
    const Invitation& shown = loaded->state;
    looked.page.invitations.push_back({place.id, InvitationState::pending, shown.trustor, shown.name, shown.phone_masked,
                                       shown.sent_at, shown.expires_at});
    last = place;
  }
  return looked;
}

// The account, its tags, and then what the page looks at.
Result<Subjects> subjects_of_page(const AccountId& contact, const InvitationPlace& after, std::int32_t limit,
                                  const World& world) {
  Subjects subjects{.contacts = {contact}, .accounts = {contact}};
  const Facts* account = world.account(contact);
  if (!account) return subjects;
  const auto tags = own_tags(*account, world);
  if (!tags) return tags.as<Subjects>();
  subjects.tags.insert(tags->begin(), tags->end());
  const auto known = [&](const std::string& tag) { return world.tagged(tag) != nullptr; };
  if (!std::ranges::all_of(*tags, known)) return subjects;
  auto looked = look(contact, after, limit, world);
  if (!looked) return looked.as<Subjects>();
  subjects.invitations = std::move(looked->at);
  return subjects;
}

// --- the own code

// Nothing before the contact's yes and after the right code, or when the request's policy is not known. [A1, A3a, A13a, R6]
std::optional<CodeView> code_view(const World& world, const CircleCase& c, const Request& request, const Policy& policy,
                                  const Guesser& guesser, const Appointment& appointment) {
  const Approval* own = request.approval_of(guesser.contact);
  const auto contact = gather_contact(world, appointment, policy);
  if (!own || own->confirmed || !contact) return std::nullopt;
  const auto phone = phone_of(*contact);
  const Limits sends = send_limits(*own, policy, c.now);
  const Limits codes = code_limits(guesser);
  CodeView shown{own->sms, own->sms_at, phone ? phone->masked() : "", own->code_expires_at};
  shown.sends_left = static_cast<std::int32_t>(sends.front().left);
  if (shown.sends_left > 0) shown.resend_from = sends.back().until;
  shown.call_in_progress = held_until(c, *contact, *own).has_value();
  shown.attempts_left = left_of(codes);
  shown.attempts_from = left_from(codes);
  return shown;
}

// [A4, A5, A15, A24]
std::optional<ContactStep> step_of(RequestState state, const Approval* own) {
  if (!is_open(state)) return std::nullopt;
  const bool approved = state == RequestState::approved;
  if (own && own->confirmed) return approved ? std::nullopt : std::optional(ContactStep::wait);
  if (approved) return std::nullopt;
  return own ? ContactStep::type_code : ContactStep::approve;
}

// What is the contact's own in a request that is open.
void add_own(const World& world, const CircleCase& c, const Request& request, const Appointment& appointment,
             RequestView& shown) {
  const auto policy = world.policy_of(request.policy);
  shown.step = step_of(shown.state, request.approval_of(appointment.contact));
  if (!request.number_hidden) shown.number = request.number;
  if (!policy) return;
  const ContactRecord& record = world.contact(appointment.contact)->state;
  const Guesser guesser{*c.circle, appointment.contact, record, **policy, *c.today, world.restored_at(), c.now};
  shown.code = code_view(world, c, request, **policy, guesser, appointment);
  const bool to_hear = request.number_hidden && shown.step == ContactStep::approve;
  if (to_hear) shown.number_attempts_left = left_of(number_limits(guesser));
}

// [A1]
Status add_requests(const World& world, const CircleCase& c, const Appointment& appointment, ContactView& shown) {
  for (const RequestNow& r : gather_requests(world, *c.circle)) {
    if (!worth_showing(r, c.now) || !r.request->asks(appointment.contact)) continue;
    auto view = request_view(world, c, *r.request);
    if (!view) return view.as<Done>();
    if (is_open(view->state)) add_own(world, c, *r.request, appointment, *view);
    shown.requests.push_back(*std::move(view));
  }
  return Done{};
}

TrustorEntry trustor_entry(const Appointment& a, const CircleCase& c) {
  const LinkNow link = link_now(a, c);
  return {c.trustor,
          a.since(),
          a.active_from,
          link.removal_from,
          link.resignation_from,
          link.removal_suspended,
          link.resignation_suspended,
          link.state,
          frozen(*c.circle, c.now)};
}

Status add_trustors(const AccountId& contact, const World& world, ContactView& shown) {
  for (const AccountId& trustor : world.contact(contact)->state.trustors) {
    const auto c = gather_circle(world, trustor);
    const Appointment* appointment = c ? c->circle->appointment_of(contact) : nullptr;
    if (!appointment) continue;
    shown.trustors.push_back(trustor_entry(*appointment, *c));
    if (const auto added = add_requests(world, *c, *appointment, shown); !added) return added;
  }
  return Done{};
}

// Whoever started an open request may have another phone now, which ends it.
void add_who_may_have_changed(const World& world, Subjects& subjects) {
  for (const AccountId& trustor : subjects.circles) {
    const Loaded<Circle>* circle = world.circle(trustor);
    if (circle && any_open(gather_requests(world, circle->state))) subjects.accounts.insert(trustor);
  }
}

Result<const ContactRecord*> record_of(const AccountId& contact, const World& world) {
  const Loaded<ContactRecord>* loaded = world.contact(contact);
  if (loaded->record.erased) return Rejection::of(ReasonCode::account_erased);
  return &loaded->state;
}

}  // namespace

Result<Subjects> subjects_of(const ShowContact& command, const World& world) {
  auto subjects = subjects_of_page(command.contact, {}, kPageSize, world);
  const auto* record = world.contact(command.contact);
  if (!subjects || !record) return subjects;
  subjects->circles.insert(record->state.trustors.begin(), record->state.trustors.end());
  add_who_may_have_changed(world, *subjects);
  return subjects;
}

Result<Answer> decide_one(const ShowContact& command, const World& world, Draft&) {
  const auto record = record_of(command.contact, world);
  if (!record) return record.as<Answer>();
  auto invitations = look(command.contact, {}, kPageSize, world);
  if (!invitations) return invitations.as<Answer>();
  ContactView shown{.invitations = std::move(invitations->page.invitations),
                    .more_invitations = std::move(invitations->page.next_cursor)};
  if (const auto added = add_trustors(command.contact, world, shown); !added) return added.as<Answer>();
  shown.locked_until = codes_blocked_until(world.restored_at(), world.now());
  if (contact_locked(**record, world.now())) shown.locked_until = std::max(shown.locked_until, (*record)->locked_until);
  return Answer(std::move(shown));
}

Result<Subjects> subjects_of(const ShowInvitations& command, const World& world) {
  const auto after = place_in(command.cursor);
  if (!after) return after.as<Subjects>();
  return subjects_of_page(command.contact, *after, command.limit, world);
}

// [I15, I16]
Result<Answer> decide_one(const ShowInvitations& command, const World& world, Draft&) {
  const auto record = record_of(command.contact, world);
  if (!record) return record.as<Answer>();
  const auto after = place_in(command.cursor);
  if (!after) return after.as<Answer>();
  auto looked = look(command.contact, *after, command.limit, world);
  if (!looked) return looked.as<Answer>();
  return Answer(std::move(looked->page));
}

}  // namespace doverie
