// SPDX-License-Identifier: Apache-2.0
//
// What do the methods of the sides do? Each is one command and the one kind of answer it has.
#include "doverie/service.h"

namespace doverie {

namespace {

// REQUIRES: the command answers with a T. The core's tests hold every command to it.
template <class T>
Result<T> answer_as(Result<Answer> answer) {
  if (!answer) return answer.as<T>();
  if (T* content = std::get_if<T>(&*answer)) return std::move(*content);
  return Fault{FaultCode::internal, "a command answered with another kind of answer"};
}

}  // namespace

// BEGIN commands: written by cmake/vocabulary from include/doverie/core/commands.def
Result<Invited> TrustorSide::invite(std::string name, std::string phone, CommandMeta meta) const {
  Invite command{account_, std::move(name), std::move(phone)};
  return answer_as<Invited>(service_->run(std::move(command), std::move(meta)));
}
Status TrustorSide::cancel_invitation(InvitationId invitation, CommandMeta meta) const {
  CancelInvitation command{account_, std::move(invitation)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status TrustorSide::remove_contact(AccountId contact, bool verified_factor, CommandMeta meta) const {
  RemoveContact command{account_, std::move(contact), verified_factor};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status TrustorSide::keep_contact(AccountId contact, CommandMeta meta) const {
  KeepContact command{account_, std::move(contact)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status TrustorSide::deny(RequestId request, CommandMeta meta) const {
  DenyAsOwner command{account_, std::move(request)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status TrustorSide::report_fraud(CommandMeta meta) const {
  ReportFraudAsOwner command{account_};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Result<TrustorView> TrustorSide::cabinet() const {
  ShowTrustor command{account_};
  return answer_as<TrustorView>(service_->run(std::move(command), {}));
}
Result<Diagnosis> TrustorSide::explain(bool verified_factor, OperationName operation) const {
  ExplainToOwner command{account_, verified_factor, std::move(operation)};
  return answer_as<Diagnosis>(service_->run(std::move(command), {}));
}
Result<HistoryPage> TrustorSide::history(std::string cursor, std::int32_t limit) const {
  ShowHistory command{account_, std::move(cursor), limit};
  return answer_as<HistoryPage>(service_->run(std::move(command), {}));
}

Result<Accepted> ContactSide::accept(InvitationId invitation, CommandMeta meta) const {
  AcceptInvitation command{account_, std::move(invitation)};
  return answer_as<Accepted>(service_->run(std::move(command), std::move(meta)));
}
Status ContactSide::decline(InvitationId invitation, CommandMeta meta) const {
  DeclineInvitation command{account_, std::move(invitation)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status ContactSide::resign(AccountId trustor, bool verified_factor, CommandMeta meta) const {
  Resign command{account_, std::move(trustor), verified_factor};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status ContactSide::stay(AccountId trustor, CommandMeta meta) const {
  StayContact command{account_, std::move(trustor)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Result<Approved> ContactSide::approve(RequestId request, Attestation attestation, CommandMeta meta) const {
  Approve command{account_, std::move(request), std::move(attestation)};
  return answer_as<Approved>(service_->run(std::move(command), std::move(meta)));
}
Result<Approved> ContactSide::resend_code(RequestId request, CommandMeta meta) const {
  ResendCode command{account_, std::move(request)};
  return answer_as<Approved>(service_->run(std::move(command), std::move(meta)));
}
Result<CodeConfirmed> ContactSide::confirm_code(RequestId request, Secret code, CommandMeta meta) const {
  ConfirmCode command{account_, std::move(request), std::move(code)};
  return answer_as<CodeConfirmed>(service_->run(std::move(command), std::move(meta)));
}
Status ContactSide::deny(RequestId request, CommandMeta meta) const {
  DenyAsContact command{account_, std::move(request)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status ContactSide::report_fraud(AccountId trustor, CommandMeta meta) const {
  ReportFraudAsContact command{account_, std::move(trustor)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Result<ContactView> ContactSide::cabinet() const {
  ShowContact command{account_};
  return answer_as<ContactView>(service_->run(std::move(command), {}));
}
Result<InvitationPage> ContactSide::invitations(std::string cursor, std::int32_t limit) const {
  ShowInvitations command{account_, std::move(cursor), limit};
  return answer_as<InvitationPage>(service_->run(std::move(command), {}));
}

Result<RecoveryStarted> RecovererSide::start(Secret secret, bool verified_factor, OperationName operation,
                                             CommandMeta meta) const {
  StartRecovery command{account_, std::move(secret), verified_factor, std::move(operation)};
  return answer_as<RecoveryStarted>(service_->run(std::move(command), std::move(meta)));
}
Result<RecoveryView> RecovererSide::status(RequestId request, Secret secret) const {
  ShowRecovery command{account_, std::move(request), std::move(secret)};
  return answer_as<RecoveryView>(service_->run(std::move(command), {}));
}
Status RecovererSide::cancel(RequestId request, Secret secret, CommandMeta meta) const {
  CancelRecovery command{account_, std::move(request), std::move(secret)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Result<Grant> RecovererSide::redeem(RequestId request, Secret secret, OperationName operation, CommandMeta meta) const {
  Redeem command{account_, std::move(request), std::move(secret), std::move(operation)};
  return answer_as<Grant>(service_->run(std::move(command), std::move(meta)));
}

Status OperatorSide::owner_seen(AccountId trustor, CommandMeta meta) const {
  OwnerSeen command{std::move(trustor)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::recovered_by_other_means(AccountId trustor, std::string channel, CommandMeta meta) const {
  RecoveredByOtherMeans command{std::move(trustor), std::move(channel)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::account_closed(AccountId account, CommandMeta meta) const {
  AccountClosed command{std::move(account)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::call_began(AccountId account, std::string call_id, CommandMeta meta) const {
  CallBegan command{std::move(account), std::move(call_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::call_ended(AccountId account, std::string call_id, CommandMeta meta) const {
  CallEnded command{std::move(account), std::move(call_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::account_changed(AccountId account, AccountChange what, Instant since, CommandMeta meta) const {
  AccountChanged command{std::move(account), what, since};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::sms_reported(std::string report, bool delivered, CommandMeta meta) const {
  SmsReported command{std::move(report), delivered};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::freeze(AccountId trustor, std::string operator_id, CommandMeta meta) const {
  FreezeAccount command{std::move(trustor), std::move(operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::unfreeze(AccountId trustor, std::string operator_id, std::string second_operator_id,
                              CommandMeta meta) const {
  UnfreezeAccount command{std::move(trustor), std::move(operator_id), std::move(second_operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::import_link(AccountId trustor, AccountId contact, Instant since, std::string operator_id,
                                 bool checked_at_use, bool tell, CommandMeta meta) const {
  ImportLink command{std::move(trustor), std::move(contact), since, std::move(operator_id), checked_at_use, tell};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::begin_realm(std::string operator_id, CommandMeta meta) const {
  BeginRealm command{std::move(operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::raise_level(std::string operator_id, CommandMeta meta) const {
  RaiseLevel command{std::move(operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::confirm_no_contact(AccountId trustor, std::string operator_id, std::string second_operator_id,
                                        CommandMeta meta) const {
  ConfirmNoContact command{std::move(trustor), std::move(operator_id), std::move(second_operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::erase(AccountId account, std::string operator_id, CommandMeta meta) const {
  EraseAccount command{std::move(account), std::move(operator_id)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Status OperatorSide::erase_ended(AccountId trustor, CommandMeta meta) const {
  EraseEndedInvitations command{std::move(trustor)};
  return answer_as<Done>(service_->run(std::move(command), std::move(meta)));
}
Result<Diagnosis> OperatorSide::explain(AccountId trustor, bool verified_factor, OperationName operation) const {
  ExplainAccount command{std::move(trustor), verified_factor, std::move(operation)};
  return answer_as<Diagnosis>(service_->run(std::move(command), {}));
}
Result<Timeline> OperatorSide::timeline(AccountId account) const {
  ShowTimeline command{std::move(account)};
  return answer_as<Timeline>(service_->run(std::move(command), {}));
}
Result<Holdings> OperatorSide::held(AccountId account) const {
  ShowHoldings command{std::move(account)};
  return answer_as<Holdings>(service_->run(std::move(command), {}));
}
Result<AuditTrail> OperatorSide::audit(AccountId trustor) const {
  ShowAudit command{std::move(trustor)};
  return answer_as<AuditTrail>(service_->run(std::move(command), {}));
}
// END commands

}  // namespace doverie
