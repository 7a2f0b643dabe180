// SPDX-License-Identifier: Apache-2.0
//
// The library's enums as Python's own. Reasons and fault codes are not here: the package has them from reasons.def.
#include <pybind11/native_enum.h>

#include "convert/bind.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sms_gateway.h"
#include "doverie/core/answers.h"
#include "doverie/core/attestation.h"
#include "doverie/core/explain.h"
#include "doverie/core/policy.h"
#include "doverie/core/records.h"
#include "doverie/core/shadow.h"
#include "doverie/core/texts.h"
#include "doverie/ports/event_store.h"
#include "doverie/ports/sms_sender.h"
#include "doverie/service.h"

namespace doverie::python {

namespace {

template <class E>
struct Member {
  const char* name;
  E value;
};

template <class E>
void bind_enum(py::module_& module, const char* name, const char* doc, std::initializer_list<Member<E>> members) {
  py::native_enum<E> type(module, name, "enum.IntEnum", doc);
  for (const Member<E>& member : members) type.value(member.name, member.value);
  type.finalize();
  show_as_from(module.attr(name));
}

void bind_answers(py::module_& module) {
  bind_enum<StartStatus>(module, "StartStatus", "How a start of a recovery was answered.",
                         {{"PENDING", StartStatus::pending},
                          {"FROZEN", StartStatus::frozen},
                          {"CONTACT_UNAVAILABLE", StartStatus::contact_unavailable},
                          {"NOT_PROTECTED", StartStatus::not_protected},
                          {"NOT_NEEDED", StartStatus::not_needed}});
  bind_enum<InvitationState>(module, "InvitationState", "Where an invitation stands.",
                             {{"PENDING", InvitationState::pending},
                              {"ACCEPTED", InvitationState::accepted},
                              {"DECLINED", InvitationState::declined},
                              {"CANCELLED", InvitationState::cancelled},
                              {"EXPIRED", InvitationState::expired}});
  bind_enum<RequestState>(module, "RequestState", "Where a recovery request stands.",
                          {{"PENDING", RequestState::pending},
                           {"AWAITING_CODE", RequestState::awaiting_code},
                           {"APPROVED", RequestState::approved},
                           {"REDEEMED", RequestState::redeemed},
                           {"DENIED", RequestState::denied},
                           {"CANCELLED", RequestState::cancelled},
                           {"VOIDED", RequestState::voided},
                           {"EXPIRED", RequestState::expired}});
  bind_enum<SmsState>(module, "SmsState", "What has become of a code's SMS, as far as is known.",
                      {{"ON_ITS_WAY", SmsState::on_its_way},
                       {"TAKEN", SmsState::taken},
                       {"DELIVERED", SmsState::delivered},
                       {"FAILED", SmsState::failed}});
}

void bind_values(py::module_& module) {
  bind_enum<Role>(module, "Role", "In which part somebody is looked at.",
                  {{"TRUSTOR", Role::trustor}, {"CONTACT", Role::contact}});
  bind_enum<Language>(module, "Language", "The language of a text that comes with the library.",
                      {{"RUSSIAN", Language::russian}, {"ENGLISH", Language::english}});
  bind_enum<Channel>(module, "Channel", "By which way a notice comes.",
                     {{"CABINET", Channel::cabinet}, {"PUSH", Channel::push}, {"EMAIL", Channel::email}});
  bind_enum<PhoneState>(
      module, "PhoneState", "The state of the phone in an account.",
      {{"NONE", PhoneState::none}, {"CONFIRMED", PhoneState::confirmed}, {"REPLACING", PhoneState::replacing}});
  bind_enum<QuestionKind>(module, "QuestionKind", "How a question of an attestation is answered.",
                          {{"AGREE", QuestionKind::agree}, {"NUMBER", QuestionKind::number}});
  bind_enum<AccountChange>(module, "AccountChange", "What can change in an account that matters to the others in a circle.",
                           {{"PHONE", AccountChange::phone},
                            {"SIM", AccountChange::sim},
                            {"LEVEL", AccountChange::level},
                            {"CITIZENSHIP", AccountChange::citizenship}});
  bind_enum<AppliesTo>(module, "AppliesTo", "Which links the change of a parameter applies to.",
                       {{"EXISTING_LINKS", AppliesTo::existing_links}, {"NEW_LINKS", AppliesTo::new_links}});
  bind_enum<ShadowKind>(module, "ShadowKind", "How a shadow policy would have decided differently.",
                        {{"REFUSED", ShadowKind::refused},
                         {"ALLOWED", ShadowKind::allowed},
                         {"OTHER_REASONS", ShadowKind::other_reasons},
                         {"OTHER_ANSWER", ShadowKind::other_answer},
                         {"FAILED", ShadowKind::failed}});
  bind_enum<AgeReached>(module, "AgeReached", "When an age is reached.",
                        {{"ON_BIRTHDAY", AgeReached::on_birthday}, {"DAY_AFTER_BIRTHDAY", AgeReached::day_after_birthday}});
  bind_enum<LeapBirthday>(module, "LeapBirthday", "The birthday of somebody born on 29 February in a common year.",
                          {{"MARCH_1", LeapBirthday::march_1}, {"FEBRUARY_28", LeapBirthday::february_28}});
  bind_enum<KeyPurpose>(module, "KeyPurpose", "What a key is for.",
                        {{"CODE", KeyPurpose::code}, {"INDEX", KeyPurpose::index}, {"AUDIT", KeyPurpose::audit}});
  bind_enum<KeyState>(
      module, "KeyState", "What a key may still do.",
      {{"ACTIVE", KeyState::active}, {"VERIFY_ONLY", KeyState::verify_only}, {"REVOKED", KeyState::revoked}});
}

void bind_outcomes(py::module_& module) {
  bind_enum<SmsOutcome>(module, "SmsOutcome", "What the SMS gateway said.",
                        {{"ACCEPTED", SmsOutcome::accepted},
                         {"TRY_LATER", SmsOutcome::try_later},
                         {"NEVER", SmsOutcome::never},
                         {"UNSURE", SmsOutcome::unsure}});
  bind_enum<PumpWhat>(
      module, "PumpWhat", "Which messages a run of the pump looks at. Codes always go first.",
      {{"EVERYTHING", PumpWhat::everything}, {"CODES", PumpWhat::codes}, {"ALL_BUT_CODES", PumpWhat::all_but_codes}});
  bind_enum<CommandOutcome>(module, "CommandOutcome", "How a command ended, as observers are told.",
                            {{"DONE", CommandOutcome::done},
                             {"REFUSED", CommandOutcome::refused},
                             {"FAULTED", CommandOutcome::faulted},
                             {"UNKNOWN", CommandOutcome::unknown}});
  bind_enum<DeliveryState>(
      module, "DeliveryState", "What a gateway reports of an SMS that it has taken.",
      {{"TAKEN", DeliveryState::taken}, {"FAILED", DeliveryState::failed}, {"DELIVERED", DeliveryState::delivered}});
  bind_enum<AppendOutcome>(module, "AppendOutcome", "How an append to an event store ended.",
                           {{"APPENDED", AppendOutcome::appended},
                            {"ALREADY", AppendOutcome::already},
                            {"CONFLICT", AppendOutcome::conflict},
                            {"UNKNOWN", AppendOutcome::unknown}});
  bind_enum<SettleAs>(module, "SettleAs", "How the lease of a message ends.",
                      {{"SENT", SettleAs::sent}, {"LATER", SettleAs::later}, {"DROPPED", SettleAs::dropped}});
}

}  // namespace

void bind_enums(py::module_& module) {
  bind_answers(module);
  bind_values(module);
  bind_outcomes(module);
}

}  // namespace doverie::python
