// SPDX-License-Identifier: Apache-2.0
//
// The facades: each method is one command and the one kind of answer it has.
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

Result<Invited> TrustorSide::invite(std::string name, std::string phone, CommandMeta meta) const {
  return answer_as<Invited>(service_->run(Invite{account_, std::move(name), std::move(phone)}, std::move(meta)));
}
Status TrustorSide::cancel_invitation(InvitationId invitation, CommandMeta meta) const {
  return answer_as<Done>(service_->run(CancelInvitation{account_, std::move(invitation)}, std::move(meta)));
}
Status TrustorSide::remove_contact(AccountId contact, CommandMeta meta) const {
  return answer_as<Done>(service_->run(RemoveContact{account_, std::move(contact)}, std::move(meta)));
}
Status TrustorSide::keep_contact(AccountId contact, CommandMeta meta) const {
  return answer_as<Done>(service_->run(KeepContact{account_, std::move(contact)}, std::move(meta)));
}
Status TrustorSide::deny(RequestId request, CommandMeta meta) const {
  return answer_as<Done>(service_->run(DenyAsOwner{account_, std::move(request)}, std::move(meta)));
}
Status TrustorSide::report_fraud(CommandMeta meta) const {
  return answer_as<Done>(service_->run(ReportFraudAsOwner{account_}, std::move(meta)));
}
Result<TrustorView> TrustorSide::cabinet() const {
  return answer_as<TrustorView>(service_->run(ShowTrustor{account_}, {}));
}

Result<Accepted> ContactSide::accept(InvitationId invitation, CommandMeta meta) const {
  return answer_as<Accepted>(service_->run(AcceptInvitation{account_, std::move(invitation)}, std::move(meta)));
}
Status ContactSide::decline(InvitationId invitation, CommandMeta meta) const {
  return answer_as<Done>(service_->run(DeclineInvitation{account_, std::move(invitation)}, std::move(meta)));
}
Status ContactSide::resign(AccountId trustor, CommandMeta meta) const {
  return answer_as<Done>(service_->run(Resign{account_, std::move(trustor)}, std::move(meta)));
}
Status ContactSide::stay(AccountId trustor, CommandMeta meta) const {
  return answer_as<Done>(service_->run(StayContact{account_, std::move(trustor)}, std::move(meta)));
}
Result<Approved> ContactSide::approve(RequestId request, Attestation attestation, CommandMeta meta) const {
  return answer_as<Approved>(service_->run(Approve{account_, std::move(request), std::move(attestation)}, std::move(meta)));
}
Result<Approved> ContactSide::resend_code(RequestId request, CommandMeta meta) const {
  return answer_as<Approved>(service_->run(ResendCode{account_, std::move(request)}, std::move(meta)));
}
Result<CodeConfirmed> ContactSide::confirm_code(RequestId request, Secret code, CommandMeta meta) const {
  return answer_as<CodeConfirmed>(
      service_->run(ConfirmCode{account_, std::move(request), std::move(code)}, std::move(meta)));
}
Status ContactSide::deny(RequestId request, CommandMeta meta) const {
  return answer_as<Done>(service_->run(DenyAsContact{account_, std::move(request)}, std::move(meta)));
}
Status ContactSide::report_fraud(AccountId trustor, CommandMeta meta) const {
  return answer_as<Done>(service_->run(ReportFraudAsContact{account_, std::move(trustor)}, std::move(meta)));
}
Result<ContactView> ContactSide::cabinet() const {
  return answer_as<ContactView>(service_->run(ShowContact{account_}, {}));
}

Result<RecoveryStarted> RecovererSide::start(Secret secret, bool verified_factor, CommandMeta meta) const {
  return answer_as<RecoveryStarted>(
      service_->run(StartRecovery{account_, std::move(secret), verified_factor}, std::move(meta)));
}
Result<RecoveryView> RecovererSide::status(RequestId request, Secret secret) const {
  return answer_as<RecoveryView>(service_->run(ShowRecovery{account_, std::move(request), std::move(secret)}, {}));
}
Status RecovererSide::cancel(RequestId request, Secret secret, CommandMeta meta) const {
  return answer_as<Done>(service_->run(CancelRecovery{account_, std::move(request), std::move(secret)}, std::move(meta)));
}
Result<Grant> RecovererSide::redeem(RequestId request, Secret secret, CommandMeta meta) const {
  return answer_as<Grant>(service_->run(Redeem{account_, std::move(request), std::move(secret)}, std::move(meta)));
}

Status OperatorSide::owner_logged_in(AccountId trustor, CommandMeta meta) const {
  return answer_as<Done>(service_->run(OwnerLoggedIn{std::move(trustor)}, std::move(meta)));
}
Status OperatorSide::recovered_by_other_means(AccountId trustor, std::string channel, CommandMeta meta) const {
  return answer_as<Done>(service_->run(RecoveredByOtherMeans{std::move(trustor), std::move(channel)}, std::move(meta)));
}
Status OperatorSide::freeze(AccountId trustor, std::string operator_id, CommandMeta meta) const {
  return answer_as<Done>(service_->run(FreezeAccount{std::move(trustor), std::move(operator_id)}, std::move(meta)));
}
Status OperatorSide::unfreeze(AccountId trustor, std::string operator_id, std::string second_operator_id,
                              CommandMeta meta) const {
  return answer_as<Done>(service_->run(
      UnfreezeAccount{std::move(trustor), std::move(operator_id), std::move(second_operator_id)}, std::move(meta)));
}
Status OperatorSide::call_began(AccountId account, std::string call_id, CommandMeta meta) const {
  return answer_as<Done>(service_->run(CallBegan{std::move(account), std::move(call_id)}, std::move(meta)));
}
Status OperatorSide::call_ended(AccountId account, std::string call_id, CommandMeta meta) const {
  return answer_as<Done>(service_->run(CallEnded{std::move(account), std::move(call_id)}, std::move(meta)));
}
Status OperatorSide::account_changed(AccountId account, AccountChange what, Instant since, CommandMeta meta) const {
  return answer_as<Done>(service_->run(AccountChanged{std::move(account), what, since}, std::move(meta)));
}
Status OperatorSide::erase(AccountId account, std::string operator_id, CommandMeta meta) const {
  return answer_as<Done>(service_->run(EraseAccount{std::move(account), std::move(operator_id)}, std::move(meta)));
}
Status OperatorSide::erase_ended(AccountId trustor, CommandMeta meta) const {
  return answer_as<Done>(service_->run(EraseEndedInvitations{std::move(trustor)}, std::move(meta)));
}
Result<AuditTrail> OperatorSide::audit(AccountId trustor) const {
  return answer_as<AuditTrail>(service_->run(ShowAudit{std::move(trustor)}, {}));
}

}  // namespace doverie
