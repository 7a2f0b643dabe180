// SPDX-License-Identifier: Apache-2.0
//
// From a command and its answer to what is kept of them.
#include "core/operation/refusal.h"

#include <algorithm>
#include <array>

#include "core/decisions/command_rows.h"
#include "core/records/events.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

// To whom such an answer is given has no part in what was named: a stranger, or somebody who has mistyped.
bool is_of_a_stranger(ReasonCode reason) {
  constexpr auto kOfStrangers =
      std::to_array({ReasonCode::request_not_found, ReasonCode::invitation_not_found, ReasonCode::wrong_secret,
                     ReasonCode::not_a_contact, ReasonCode::account_erased});
  return std::ranges::find(kOfStrangers, reason) != kOfStrangers.end();
}

// Why it was refused. A start that found the account frozen was, too; one that found no contact has an event of its own, and so
// has a wrong code.
std::vector<std::string> reasons_in(const Result<Answer>& answer) {
  std::vector<std::string> reasons;
  if (answer.rejected()) {
    for (const Reason& reason : answer.rejection().reasons) {
      if (is_of_a_stranger(reason.code) || reason.code == ReasonCode::wrong_code) return {};
      reasons.emplace_back(name_of(reason));
    }
  } else if (answer.ok()) {
    const auto* started = std::get_if<RecoveryStarted>(&*answer);
    if (started && started->status == StartStatus::frozen) reasons.emplace_back(info(ReasonCode::frozen).name);
  }
  return reasons;
}

template <class One>
concept OfInvited = requires(const One& command) { command.invitation, command.contact; };

// About whom it is. What is refused to somebody who was invited is his own: the trustor is never to learn who has the phone.
template <class One>
std::optional<AccountId> account_of(const One& command) {
  if constexpr (OfInvited<One>) return command.contact;
  if constexpr (requires { command.trustor; }) return command.trustor;
  if constexpr (requires { command.request; }) return trustor_in(command.request);
  return std::nullopt;
}

template <class One>
Refused refused(const One& command) {
  Refused what{std::string(listed(command).name)};
  if constexpr (requires { command.verified_factor; }) what.verified_factor = command.verified_factor;
  if constexpr (requires { command.contact; } && !OfInvited<One>) what.contact = command.contact;
  if constexpr (requires { command.request; }) what.request = command.request;
  return what;
}

template <class One>
std::optional<NoteRefusal> note(const One& command, std::vector<std::string> reasons) {
  const auto account = account_of(command);
  if (!account) return std::nullopt;
  event::CommandRefused event{refused(command)};
  event.reasons = std::move(reasons);
  const Envelope none{.today = CivilDate(std::chrono::sys_days())};  // the decision has its own
  return NoteRefusal{*account, encode(none, RefusalEvent(std::move(event)))};
}

bool any_journal(const Settings& settings) {
  return std::ranges::any_of(settings.policies.all(),
                             [](const Policy* policy) { return policy->refusals_kept > Duration{0}; });
}

}  // namespace

// [W7]
std::optional<NoteRefusal> refusal_of(const Command& command, const Result<Answer>& answer, const Settings& settings) {
  const CommandRow row = row_of(command);
  const bool of_people = row.side == "trustor" || row.side == "contact" || row.side == "recoverer";
  if (row.deed == Deed::asks || !of_people || !any_journal(settings)) return std::nullopt;
  auto reasons = reasons_in(answer);
  if (reasons.empty()) return std::nullopt;
  return std::visit([&](const auto& one) { return note(one, std::move(reasons)); }, command);
}

}  // namespace doverie
