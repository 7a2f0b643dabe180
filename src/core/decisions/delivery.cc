// SPDX-License-Identifier: Apache-2.0
//
// What to do with a message when its turn comes: decided again, on fresh state and facts. The phone is looked up and the
// code derived only here.
#include <algorithm>

#include "core/decisions/decide.h"
#include "core/decisions/sent_code.h"
#include "core/records/transitions.h"
#include "core/values/sms.h"

namespace doverie {

namespace {

// Characters of Russian have two bytes in UTF-8.
constexpr std::size_t kMostTextBytes = kMaxSegments * kJoinedSegmentCharacters * 2;

// One segment with the origin gosuslugi.ru, two at most: the parts below, the longest origin (64) and the longest code (9,
// twice) make 112 characters. The last line has the origin-bound format that browsers and phones read ("Origin-bound one-time
// codes delivered via SMS", WICG). [A14]
Secret sms_text(std::string_view origin, const Secret& code) {
  std::string text;
  text.reserve(kMostTextBytes);  // so that it never moves and leaves the code behind
  text += "Код ";
  text += code.reveal();
  text += ". Не сообщайте никому.";
  if (!origin.empty()) {
    text += "\n@";
    text += origin;
    text += " #";
    text += code.reveal();
  }
  return Secret::taken_from(text);
}

Answer drop(std::string why) {
  return Answer(Delivery(DropMessage{std::move(why)}));
}

// Whether the contact could enter a code now, were it the right one. [A6]
bool may_enter(const RequestCase& c, const Approval& approval, const ContactRecord& contact) {
  const bool waiting = c.state == RequestState::awaiting_code && !approval.confirmed;
  const bool locked = recovery_locked(*c.circle, *c.today, c.now) || contact_locked(contact, c.now);
  return waiting && !locked && !frozen(*c.circle, c.now);
}

Result<Answer> send_code(const RequestCase& c, const Approval& approval, const ContactCase& contact, int digits,
                         const Settings& settings) {
  const CodeScope scope(settings, *c.request, contact, approval.attestation);
  const auto code_now = scope.now(approval);
  if (!code_now) return code_now.as<Answer>();
  if (*code_now == CodeNow::phone_missing) return drop("the contact has no phone any more");
  if (*code_now != CodeNow::stands) return drop("the phone has changed since");
  if (const auto held = held_until(*c.circle, *contact.record, c.now)) return Answer(Delivery(HoldMessage{*held}));
  const auto code = scope.code(approval, digits);
  if (!code) return code.as<Answer>();
  return Answer(Delivery(SendCode{scope.phone()->e164(), sms_text(settings.sms_origin, *code)}));
}

// [A10, A11, H2, H4]
Result<Answer> deliver_code(const Message& message, const World& world) {
  auto circle = gather_circle(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  const auto found = gather_request(world, *std::move(circle), message.request);
  const Approval* approval = found ? found->request->approval_of(message.account) : nullptr;
  if (!approval || approval->challenge != message.challenge) return drop("there is a newer code");
  const RequestCase& c = *found;
  if (!may_enter(c, *approval, world.contact(message.account)->state)) return drop("nobody may enter the code any more");
  if (code_expired(*approval, c.now)) return drop("the code has expired");
  const auto policy = world.policy_of(c.request->policy);
  if (!policy) return policy.as<Answer>();
  const Appointment* appointment = c.circle->appointment_of(message.account);
  if (!appointment) return drop("the contact is one no more");
  const auto contact = gather_contact(world, *appointment, **policy);
  if (!contact) return contact.as<Answer>();
  return send_code(c, *approval, *contact, (*policy)->code_digits, world.settings());
}

// A notice that is only true for a while is checked again; the others tell what happened, and it did. `request` is nullptr for
// a notice that is about none, or about one that the circle has forgotten; its state says nothing then.
bool still_true(const Message& message, const Request* request, RequestState state) {
  const bool expired = request && state == RequestState::expired;
  const bool had_to_wait = request && request->redeem_from != Instant{};
  if (message.notice == Notice::recovery_expired) return expired && !had_to_wait;
  if (message.notice == Notice::recovery_unused) return expired;
  if (message.notice == Notice::recovery_approved && had_to_wait) return state == RequestState::approved;
  if (message.notice == Notice::recovery_started && message.account != message.trustor) return request && is_open(state);
  return true;
}

// [R6]
Result<Answer> deliver_notice(const Message& message, const World& world) {
  const auto circle = circle_of(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  const Request* request = (*circle)->request(message.request);
  const RequestState state = request ? gather_state(world, *request) : RequestState::expired;
  if (!still_true(message, request, state)) return drop("it is not true any more");
  SendNotice notice{message.account, *message.notice, {{"trustor", message.trustor}}};
  if (!message.request.empty()) notice.parameters.emplace_back("request", message.request);
  // A contact who has to hear the number is not told it.
  if (request && (!request->number_hidden || message.account == message.trustor))
    notice.parameters.emplace_back("number", request->number);
  if (request && message.notice == Notice::recovery_waiting) {
    notice.parameters.emplace_back("redeem_from", iso(request->redeem_from));
  }
  return Answer(Delivery(std::move(notice)));
}

}  // namespace

int sms_segments(const Settings& settings) {
  std::int32_t digits = 0;
  for (const Policy* policy : settings.policies.all()) digits = std::max(digits, policy->code_digits);
  const Secret longest(std::string(static_cast<std::size_t>(digits), '0'));
  return ucs2_segments(sms_text(settings.sms_origin, longest).reveal());
}

Result<Subjects> subjects_of(const PrepareDelivery& command, const World&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Subjects>();
  if (message->kind == "erase") return Subjects{};
  Subjects subjects{.circles = {message->trustor}};
  if (message->kind == "code") {
    subjects.accounts.insert(message->account);
    subjects.contacts.insert(message->account);
  }
  return subjects;
}

Result<Answer> decide_one(const PrepareDelivery& command, const World& world, Draft&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Answer>();
  if (message->kind == "erase") return Answer(Delivery(EraseInvitation{message->trustor, message->invitation}));
  return message->kind == "code" ? deliver_code(*message, world) : deliver_notice(*message, world);
}

}  // namespace doverie
