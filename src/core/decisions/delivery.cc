// SPDX-License-Identifier: Apache-2.0
//
// What to do with a message when its turn comes: decided again, on fresh state and facts. The phone is looked up and the
// code derived only here.
#include <algorithm>

#include "core/confirmation/sms_reference.h"
#include "core/decisions/decide.h"
#include "core/decisions/sent_code.h"
#include "core/records/transitions.h"
#include "core/values/sms.h"

namespace doverie {

namespace {

// The host's text, and a last line that browsers and phones read ("Origin-bound one-time codes delivered via SMS", WICG). [A14]
Secret sms_text(const Settings& settings, const Secret& code) {
  const std::string_view words = settings.sms_text;
  const std::size_t place = words.find(kCodePlace);
  constexpr std::size_t kOriginMarks = 4;
  std::string text;
  // All of it, so that it never moves and leaves the code behind.
  text.reserve(words.size() + settings.sms_origin.size() + 2 * code.size() + kOriginMarks);
  text += words.substr(0, place);
  text += code.reveal();
  text += words.substr(place + kCodePlace.size());
  if (!settings.sms_origin.empty()) {
    text += "\n@";
    text += settings.sms_origin;
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

Result<Answer> send_code(const RequestCase& c, const Approval& approval, const ContactCase& contact, const Policy& policy,
                         const Settings& settings) {
  const CodeScope scope(settings, *c.request, contact, approval.attestation);
  const auto code_now = scope.now(approval);
  if (code_now.faulted() && code_key_gone(settings, approval.code_key, code_now.fault())) {
    return drop("the key of the code is gone");
  }
  if (!code_now) return code_now.as<Answer>();
  if (*code_now == CodeNow::phone_missing) return drop("the contact has no phone any more");
  if (*code_now != CodeNow::stands) return drop("the phone has changed since");
  if (const auto held = held_until(c, contact, approval)) return Answer(Delivery(HoldMessage{*held}));
  const auto code = scope.code(approval.code_key, approval.challenge, policy.code_digits);
  if (!code) return code.as<Answer>();
  const SmsReference reference{c.request->id, approval.contact, approval.asked};
  auto id = sealed_reference(*settings.keys, approval.code_key, settings.realm, reference);
  if (!id) return id.as<Answer>();
  return Answer(Delivery(SendCode{*std::move(id), scope.phone()->e164(), sms_text(settings, *code)}));
}

// [A10, A11, H2, H4]
Result<Answer> deliver_code(const Message& message, const World& world) {
  auto circle = gather_circle(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  const auto found = gather_request(world, *std::move(circle), message.request);
  const Approval* approval = found ? found->request->approval_of(message.account) : nullptr;
  if (!approval) return drop("there is no such code");
  if (message.send < approval->asked) return drop("a later one was asked for");
  if (message.send <= approval->last_taken) return drop("the gateway has it");
  const RequestCase& c = *found;
  if (!may_enter(c, *approval, world.contact(message.account)->state)) return drop("nobody may enter the code any more");
  if (code_expired(*approval, c.now)) return drop("the code has expired");
  const auto policy = world.policy_of(c.request->policy);
  if (!policy) return policy.as<Answer>();
  const Appointment* appointment = c.circle->appointment_of(message.account);
  if (!appointment) return drop("the contact is one no more");
  const auto contact = gather_contact(world, *appointment, **policy);
  if (!contact) return contact.as<Answer>();
  if (approval->taken >= (*policy)->max_sends) return drop("it was sent as often as is allowed");
  return send_code(c, *approval, *contact, **policy, world.settings());
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

// [R6, O4]
Result<Answer> deliver_notice(const Message& message, const World& world) {
  const auto circle = circle_of(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  const Request* request = (*circle)->request(message.request);
  const RequestState state = request ? gather_state(world, *request) : RequestState::expired;
  if (!still_true(message, request, state)) return drop("it is not true any more");
  SendNotice notice{message.account, *message.notice, {{"trustor", message.trustor}}};
  if (!message.request.empty()) notice.parameters.emplace_back("request", message.request);
  if (request) notice.parameters.emplace_back("operation", request->operation);
  // The number is shown where the recovery was started, and to a contact who need not hear it.
  if (request && !request->number_hidden && message.account != message.trustor)
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
  return sms_size(sms_text(settings, longest).reveal()).segments;
}

Result<Subjects> subjects_of(const PrepareDelivery& command, const World&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Subjects>();
  if (message->kind == "erase" || message->kind == "forget") return Subjects{};
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
  if (message->kind == "forget") return Answer(Delivery(ForgetRefusals{message->account, std::to_string(message->send)}));
  return message->kind == "code" ? deliver_code(*message, world) : deliver_notice(*message, world);
}

}  // namespace doverie
