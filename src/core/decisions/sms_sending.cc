// SPDX-License-Identifier: Apache-2.0
//
// What became of a code's SMS? The pump says what the gateway answered, and the host what the gateway has reported since. Nothing
// of it opens anything or lets a code be sent more often: a forged report would be a way to flood a phone.
// docs/spec/approval.md
#include "core/confirmation/sms_reference.h"
#include "core/decisions/decide.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

// The approval that a code was sent for; nothing when the circle has forgotten it.
Result<const Approval*> approval_sent(const World& world, const RequestId& request, const AccountId& contact) {
  const auto circle = circle_of(world, *trustor_of(kRequestPrefix, request));
  if (!circle) return circle.as<const Approval*>();
  const Request* found = (*circle)->request(request);
  const Approval* approval = found ? found->approval_of(contact) : nullptr;
  if (!approval) return Rejection::of(ReasonCode::request_not_found);
  return approval;
}

bool under_way(const Approval& approval, std::int64_t send) {
  return send == approval.asked && (approval.sms == SmsState::on_its_way || approval.sms == SmsState::taken);
}

// A code that was typed has arrived, whatever is said of its SMS.
bool may_be_lost(const Approval& approval, std::int64_t send) {
  return under_way(approval, send) && !approval.confirmed;
}

Result<SmsReference> reference_in(const SmsReported& command, const World& world) {
  const auto opened = open_reference(*world.settings().keys, world.settings().realm, command.report);
  if (!opened) return opened.as<SmsReference>();
  if (!*opened || !trustor_of(kRequestPrefix, (*opened)->request)) return Rejection::of(ReasonCode::report_unknown);
  return **opened;
}

}  // namespace

Result<Subjects> subjects_of(const NoteSms& command, const World&) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Subjects>();
  return Subjects{.circles = {message->trustor}};
}

// The pump does it once for each message, under the message's id.
Result<Answer> decide_one(const NoteSms& command, const World& world, Draft& draft) {
  const auto message = decode_message(command.message);
  if (!message) return message.as<Answer>();
  const auto found = approval_sent(world, message->request, message->account);
  if (!found) return Answer(Done{});
  const Approval& approval = **found;
  if (message->send > approval.asked) return Answer(Done{});
  if (command.outcome == "taken") {
    draft.circle(message->trustor, event::CodeTaken{message->request, message->account, message->send});
  } else if (message->send > approval.last_taken && may_be_lost(approval, message->send)) {
    draft.circle(message->trustor,
                 event::CodeUndelivered{message->request, message->account, message->send, command.outcome});
  }
  return Answer(Done{});
}

Result<Subjects> subjects_of(const SmsReported& command, const World& world) {
  const auto reference = reference_in(command, world);
  if (reference.faulted()) return reference.as<Subjects>();
  if (!reference) return Subjects{};
  return Subjects{.circles = {*trustor_of(kRequestPrefix, reference->request)}};
}

// [A13a, A13b]
Result<Answer> decide_one(const SmsReported& command, const World& world, Draft& draft) {
  const auto reference = reference_in(command, world);
  if (!reference) return reference.as<Answer>();
  const auto found = approval_sent(world, reference->request, reference->contact);
  if (!found) return found.as<Answer>();
  if (!under_way(**found, reference->send)) return Answer(Done{});
  const AccountId trustor = *trustor_of(kRequestPrefix, reference->request);
  if (command.delivered) {
    draft.circle(trustor, event::CodeDelivered{reference->request, reference->contact, reference->send});
  } else if (may_be_lost(**found, reference->send)) {
    draft.circle(trustor, event::CodeUndelivered{reference->request, reference->contact, reference->send, "reported"});
  }
  return Answer(Done{});
}

}  // namespace doverie
