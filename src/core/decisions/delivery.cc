// SPDX-License-Identifier: Apache-2.0
//
// What to do with a message when its turn comes: decided again, on fresh state and facts. The phone is looked up and the
// code derived only here.
#include "core/confirmation/code.h"
#include "core/decisions/decide.h"
#include "core/decisions/now.h"
#include "core/records/transitions.h"

namespace doverie {

namespace {

constexpr std::size_t kMostTextBytes = std::size_t{2} * 70;  // characters of Russian have two in UTF-8

// One UCS-2 segment has 70 characters; the parts below, the longest origin (20) and the longest code (9, twice) make 69. The
// last line has the origin-bound format that browsers and phones read ("Origin-bound one-time codes delivered via SMS",
// WICG).
Secret sms_text(std::string_view origin, const Secret& code) {
  std::string text;
  text.reserve(kMostTextBytes);  // so that it never moves and leaves the code behind
  text += "Код ";
  text += code.reveal();
  text += ". Не сообщайте никому.\n@";
  text += origin;
  text += " #";
  text += code.reveal();
  return Secret::taken_from(text);
}

Answer drop(std::string why) {
  return Answer(Delivery(DropMessage{std::move(why)}));
}

Result<Answer> deliver_code(const Message& message, const World& world) {
  const auto circle = circle_of(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  const Request* request = (*circle)->request(message.request);
  const Approval* approval = request ? request->approval_of(message.account) : nullptr;
  if (!approval || approval->challenge != message.challenge) return drop("there is a newer code");
  const bool waiting = state_now(*request, world) == RequestState::awaiting_code && !approval->confirmed;
  const bool locked = recovery_locked(**circle, world) || contact_locked(world.contact(message.account)->state, world.now());
  if (!waiting || locked || frozen(**circle, world.now())) return drop("nobody may enter the code any more");
  if (world.now() >= approval->code_expires_at) return drop("the code has expired");
  const auto policy = policy_of(world, request->policy);
  if (!policy) return policy.as<Answer>();
  const Appointment* link = (*circle)->appointment_of(message.account);
  if (!link) return drop("the contact is one no more");
  const auto rules = world.policy_for(*link, **policy);
  if (!rules) return rules.as<Answer>();
  const auto& account = *world.account(message.account);
  const auto phone = account ? confirmed_phone(*account, **rules) : std::nullopt;
  if (!phone) return drop("the contact has no phone any more");
  const std::string purpose = purpose_of(approval->attestation);
  const Challenge challenge{approval->challenge, world.settings().realm, request->id, message.account, purpose,
                            phone->e164()};
  const auto binding = bind_phone(*world.settings().keys, approval->code_key, challenge);
  if (!binding) return binding.as<Answer>();
  const bool rephoned = phone_changed_at(world, message.account) > approval->code_issued_at;
  if (*binding != approval->phone_binding || rephoned) return drop("the phone has changed since");
  if (const auto held = held_until(world, message.trustor, message.account)) return Answer(Delivery(HoldMessage{*held}));
  const auto code = derive_code(*world.settings().keys, approval->code_key, challenge, (*policy)->code_digits);
  if (!code) return code.as<Answer>();
  return Answer(Delivery(SendCode{phone->e164(), sms_text(world.settings().sms_origin, *code)}));
}

// A notice that is only true for a while is checked again; the others tell what happened, and it did.
bool still_true(const Message& message, const Circle& circle, const World& world) {
  const Request* request = circle.request(message.request);
  const bool expired = request && state_now(*request, world) == RequestState::expired;
  const bool had_to_wait = request && request->redeem_from != Instant{};
  if (message.notice == Notice::recovery_expired) return expired && !had_to_wait;
  if (message.notice == Notice::recovery_unused) return expired;
  if (message.notice == Notice::recovery_approved && had_to_wait)
    return state_now(*request, world) == RequestState::approved;
  if (message.notice == Notice::recovery_started && message.account != message.trustor)
    return request && open_now(*request, world);
  return true;
}

Result<Answer> deliver_notice(const Message& message, const World& world) {
  const auto circle = circle_of(world, message.trustor);
  if (!circle) return drop("the circle was erased");
  if (!still_true(message, **circle, world)) return drop("it is not true any more");
  SendNotice notice{message.account, *message.notice, {{"trustor", message.trustor}}};
  if (!message.request.empty()) notice.parameters.emplace_back("request", message.request);
  const Request* request = (*circle)->request(message.request);
  // A contact who has to hear the number is not told it.
  if (request && (!request->number_hidden || message.account == message.trustor))
    notice.parameters.emplace_back("number", request->number);
  if (request && message.notice == Notice::recovery_waiting) {
    notice.parameters.emplace_back("redeem_from", iso(request->redeem_from));
  }
  return Answer(Delivery(std::move(notice)));
}

}  // namespace

Result<Wants> wants_of(const PrepareDelivery& command, const World&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Wants>();
  if (message->kind == "erase") return Wants{};
  Wants wants{.circles = {message->trustor}};
  if (message->kind == "code") {
    wants.accounts.insert(message->account);
    wants.contacts.insert(message->account);
  }
  return wants;
}

Result<Answer> decide_one(const PrepareDelivery& command, const World& world, Draft&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Answer>();
  if (message->kind == "erase") return Answer(Delivery(EraseInvitation{message->trustor, message->invitation}));
  return message->kind == "code" ? deliver_code(*message, world) : deliver_notice(*message, world);
}

}  // namespace doverie
