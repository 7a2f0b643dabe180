// SPDX-License-Identifier: Apache-2.0
//
// What people look at in a random story, and whether an explanation says what the command then says.
#include <algorithm>
#include <array>

#include "threats/simulator.h"

namespace doverie::testing {

namespace {

// Of what was typed, and of what is no part of a diagnosis: a request that is over, or of somebody else.
bool is_of_the_command(ReasonCode reason) {
  constexpr auto kOfTheCommand = std::to_array(
      {ReasonCode::request_not_found, ReasonCode::operation_mismatch, ReasonCode::attestation_outdated,
       ReasonCode::attestation_incomplete, ReasonCode::number_mismatch, ReasonCode::already_approved,
       ReasonCode::request_denied, ReasonCode::request_cancelled, ReasonCode::request_redeemed, ReasonCode::request_expired,
       ReasonCode::request_void, ReasonCode::request_approved, ReasonCode::account_erased});
  return std::ranges::find(kOfTheCommand, reason) != kOfTheCommand.end();
}

// Of a request that is over no explanation tells what a contact could still do.
bool is_over(const Reason& reason) {
  constexpr auto kOver =
      std::to_array({ReasonCode::request_denied, ReasonCode::request_cancelled, ReasonCode::request_redeemed,
                     ReasonCode::request_expired, ReasonCode::request_void});
  return std::ranges::find(kOver, reason.code) != kOver.end();
}

bool tells(const Diagnosis& told, const Reason& reason) {
  if (is_of_the_command(reason.code)) return true;
  return std::ranges::any_of(told.findings, [&](const Finding& found) {
    const bool of_trustor = reason.code == ReasonCode::trustor_unavailable && found.kind == "trustor_rule_failed";
    return of_trustor || found.reason == name_of(reason);
  });
}

std::string words_of_start(const Diagnosis& told) {
  return told.start ? std::string(name_of(*told.start)) : told.findings.front().reason;
}

std::string words_of_start(const Result<Answer>& answer) {
  if (answer.ok()) return std::string(name_of(std::get<RecoveryStarted>(*answer).status));
  if (answer.faulted()) return std::string(info(answer.fault().code).name);
  return std::string(name_of(answer.rejection().reasons.front()));
}

}  // namespace

void Simulator::look(const AccountId& trustor, const AccountId& contact) {
  note("everybody looks");
  static_cast<void>(run(ShowTrustor{trustor}));
  static_cast<void>(run(ShowContact{contact}));
  static_cast<void>(run(ShowInvitations{contact, "", 1}));
  static_cast<void>(run(ShowHistory{trustor, "", 1}));
  static_cast<void>(run(ShowAudit{trustor}));
  static_cast<void>(run(ShowTimeline{contact}));
  static_cast<void>(run(ShowHoldings{contact}));
  static_cast<void>(run(ExplainToOwner{trustor, chance(50), std::string(kPasswordRecovery)}));
  if (running_.empty()) return;
  const Running& one = running_.back();
  static_cast<void>(run(ShowRecovery{one.trustor, one.request, secret_number(one.secret)}));
}

void Simulator::operate(const AccountId& trustor, const AccountId& contact) {
  note("operators look at " + trustor);
  static_cast<void>(run(RaiseLevel{"anna"}));
  const bool checked_at_use = chance(50);
  if (chance(30) && run(ImportLink{trustor, contact, story_.now() - 24h, "anna", checked_at_use, true}))
    model_.appointed(trustor, contact, !checked_at_use);
  if (run(ConfirmNoContact{trustor, "anna", "boris"})) model_.no_contact_confirmed(trustor);
  if (run(BeginRealm{"anna"})) note("a realm was begun twice");
  static_cast<void>(run(NoteRealm{"looked"}));
  if (chance(10) && run(AccountClosed{trustor})) model_.closed(trustor);
}

std::optional<Diagnosis> Simulator::explained(const StartRecovery& start) {
  calm_ = true;
  ++explained_;
  const auto told = run(ExplainAccount{start.trustor, start.verified_factor, start.operation});
  if (told) return std::get<Diagnosis>(*told);
  return std::nullopt;
}

void Simulator::compare(const Diagnosis& told, const Result<Answer>& start) {
  if (words_of_start(told) == words_of_start(start)) return;
  differs_ = "explain said " + words_of_start(told) + ", and the start " + words_of_start(start);
}

void Simulator::compare(const Diagnosis& told, const AccountId& contact, const Result<Answer>& approval) {
  if (!approval.rejected() || std::ranges::any_of(approval.rejection().reasons, is_over)) return;
  for (const Reason& reason : approval.rejection().reasons) {
    if (!tells(told, reason)) differs_ = "explain said nothing of " + std::string(name_of(reason)) + " of " + contact;
  }
}

}  // namespace doverie::testing
