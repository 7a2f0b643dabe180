// SPDX-License-Identifier: Apache-2.0
//
// The library's enums as Python's own. Reasons, fault codes, notices and states are not here: the package has them from the lists.
#include "convert/bind.h"
#include "convert/enum.h"
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

void bind_values(py::module_& module) {
  bind_enum<Role>(
      module, "Role", "In which part somebody is looked at.",
      {{"TRUSTOR", Role::trustor, "The owner of the protected account."}, {"CONTACT", Role::contact, "Who is to confirm."}});
  bind_enum<Language>(
      module, "Language", "The language of a text that comes with the library.",
      {{"RUSSIAN", Language::russian, "«Доверенный контакт»."}, {"ENGLISH", Language::english, "“Trusted contact”."}});
  bind_enum<Channel>(module, "Channel", "By which way a notice comes.",
                     {{"CABINET", Channel::cabinet, "A line among the pages of the portal."},
                      {"PUSH", Channel::push, "Others may see it: without names."},
                      {"EMAIL", Channel::email, "With a subject and a closing paragraph."}});
  bind_enum<Viewer>(module, "Viewer", "Who is shown a state. The recoverer may be a stranger.",
                    {{"TRUSTOR", Viewer::trustor, "The owner of the account."},
                     {"CONTACT", Viewer::contact, "The trusted contact."},
                     {"RECOVERER", Viewer::recoverer, "Whoever has started the recovery: the owner or a stranger."}});
  bind_enum<PhoneState>(
      module, "PhoneState", "The state of the phone in an account.",
      {{"NONE", PhoneState::none, "There is no confirmed phone."},
       {"CONFIRMED", PhoneState::confirmed, "It was confirmed in this account."},
       {"REPLACING", PhoneState::replacing, "It was confirmed, and a new number waits for its own confirmation."}});
  bind_enum<QuestionKind>(
      module, "QuestionKind", "How a question of an attestation is answered.",
      {{"AGREE", QuestionKind::agree, "By agreeing."}, {"NUMBER", QuestionKind::number, "By the number of the request."}});
  bind_enum<AccountChange>(module, "AccountChange", "What can change in an account that matters to the others in a circle.",
                           {{"PHONE", AccountChange::phone, "Another phone was confirmed, or none is."},
                            {"SIM", AccountChange::sim, "The SIM of the phone was changed."},
                            {"LEVEL", AccountChange::level, "The account is confirmed, or no longer is."},
                            {"CITIZENSHIP", AccountChange::citizenship, "It was gained or lost."}});
  bind_enum<AppliesTo>(module, "AppliesTo", "Which links the change of a parameter applies to.",
                       {{"EXISTING_LINKS", AppliesTo::existing_links, "All links, from the day on."},
                        {"NEW_LINKS", AppliesTo::new_links, "Links that are made from the day on."}});
  bind_enum<ShadowKind>(
      module, "ShadowKind", "How a shadow policy would have decided differently.",
      {{"REFUSED", ShadowKind::refused, "The shadow would have refused what was done."},
       {"ALLOWED", ShadowKind::allowed, "The shadow would have done what was refused."},
       {"OTHER_REASONS", ShadowKind::other_reasons, "Both refused, for other reasons or with other numbers."},
       {"OTHER_ANSWER", ShadowKind::other_answer, "Both did it, with another answer."},
       {"FAILED", ShadowKind::failed, "The shadow could not decide."}});
  bind_enum<AgeReached>(module, "AgeReached", "When an age is reached.",
                        {{"ON_BIRTHDAY", AgeReached::on_birthday, "On the birthday itself."},
                         {"DAY_AFTER_BIRTHDAY", AgeReached::day_after_birthday, "On the day after it."}});
  bind_enum<LeapBirthday>(
      module, "LeapBirthday", "The birthday of somebody born on 29 February in a common year.",
      {{"MARCH_1", LeapBirthday::march_1, "On 1 March."}, {"FEBRUARY_28", LeapBirthday::february_28, "On 28 February."}});
  bind_enum<KeyPurpose>(module, "KeyPurpose", "What a key is for.",
                        {{"CODE", KeyPurpose::code, "Codes by SMS."},
                         {"INDEX", KeyPurpose::index, "Finding invitations by phone."},
                         {"AUDIT", KeyPurpose::audit, "Sealing the records."}});
  bind_enum<KeyState>(module, "KeyState", "What a key may still do.",
                      {{"ACTIVE", KeyState::active, "Makes and checks."},
                       {"VERIFY_ONLY", KeyState::verify_only, "Checks what it has made."},
                       {"REVOKED", KeyState::revoked, "Nothing: what it has made is void."}});
}

void bind_outcomes(py::module_& module) {
  bind_enum<SmsOutcome>(module, "SmsOutcome", "What the SMS gateway said.",
                        {{"ACCEPTED", SmsOutcome::accepted, "The gateway has taken the SMS."},
                         {"TRY_LATER", SmsOutcome::try_later, "It could not, and may later."},
                         {"NEVER", SmsOutcome::never, "It never will."},
                         {"UNSURE", SmsOutcome::unsure, "It may have: the answer did not come."}});
  bind_enum<PumpWhat>(module, "PumpWhat", "Which messages a run of the pump looks at. Codes always go first.",
                      {{"EVERYTHING", PumpWhat::everything, "Codes, notices, erasures."},
                       {"CODES", PumpWhat::codes, "Codes alone."},
                       {"ALL_BUT_CODES", PumpWhat::all_but_codes, "Notices and erasures."}});
  bind_enum<CommandOutcome>(
      module, "CommandOutcome", "How a command ended, as observers are told.",
      {{"DONE", CommandOutcome::done, "It was answered; a repetition that was answered again, too."},
       {"REFUSED", CommandOutcome::refused, "A rule said no."},
       {"FAULTED", CommandOutcome::faulted, "Something broke, and nothing was done."},
       {"UNKNOWN", CommandOutcome::unknown, "Something broke, and nobody knows whether it was done."}});
  bind_enum<DeliveryState>(module, "DeliveryState", "What a gateway reports of an SMS that it has taken.",
                           {{"TAKEN", DeliveryState::taken, "It is on its way."},
                            {"FAILED", DeliveryState::failed, "It is lost for good."},
                            {"DELIVERED", DeliveryState::delivered, "The phone has it."}});
  bind_enum<AppendOutcome>(
      module, "AppendOutcome", "How an append to an event store ended.",
      {{"APPENDED", AppendOutcome::appended, "It is durable."},
       {"ALREADY", AppendOutcome::already, "The command had been appended before."},
       {"CONFLICT", AppendOutcome::conflict, "A stream has another version than expected; nothing was written."},
       {"UNKNOWN", AppendOutcome::unknown, "Nobody knows whether it was written."}});
  bind_enum<SettleAs>(module, "SettleAs", "How the lease of a message ends.",
                      {{"SENT", SettleAs::sent, "It is done."},
                       {"LATER", SettleAs::later, "It is to be tried again."},
                       {"DROPPED", SettleAs::dropped, "Nobody wants it any more."}});
}

}  // namespace

void bind_enums(py::module_& module) {
  bind_values(module);
  bind_outcomes(module);
}

}  // namespace doverie::python
