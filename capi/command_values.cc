// SPDX-License-Identifier: Apache-2.0
//
// Commands as values: what can be asked of a service, before it is.
#include "operations.h"

using namespace doverie::capi;

// clang-format off
// BEGIN values: written by cmake/vocabulary from include/doverie/core/commands.def
doverie_status doverie_command_trustor_invite(doverie_string trustor, doverie_string name, doverie_string phone,
                                              doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::Invite{text(trustor, "trustor"), text(name, "name"), text(phone, "phone")};
  });
}

doverie_status doverie_command_trustor_cancel_invitation(doverie_string trustor, doverie_string invitation,
                                                         doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::CancelInvitation{text(trustor, "trustor"), text(invitation, "invitation")};
  });
}

doverie_status doverie_command_trustor_remove_contact(doverie_string trustor, doverie_string contact,
                                                      int32_t verified_factor, doverie_command** out,
                                                      doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::RemoveContact{text(trustor, "trustor"), text(contact, "contact"),
                                  flag(verified_factor, "verified_factor")};
  });
}

doverie_status doverie_command_trustor_keep_contact(doverie_string trustor, doverie_string contact, doverie_command** out,
                                                    doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::KeepContact{text(trustor, "trustor"), text(contact, "contact")};
  });
}

doverie_status doverie_command_trustor_deny(doverie_string trustor, doverie_string request, doverie_command** out,
                                            doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::DenyAsOwner{text(trustor, "trustor"), text(request, "request")};
  });
}

doverie_status doverie_command_trustor_report_fraud(doverie_string trustor, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ReportFraudAsOwner{text(trustor, "trustor")};
  });
}

doverie_status doverie_command_trustor_cabinet(doverie_string trustor, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowTrustor{text(trustor, "trustor")};
  });
}

doverie_status doverie_command_trustor_explain(doverie_string trustor, int32_t verified_factor, doverie_string operation,
                                               doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ExplainToOwner{text(trustor, "trustor"), flag(verified_factor, "verified_factor"),
                                   operation_of(operation, "operation")};
  });
}

doverie_status doverie_command_trustor_history(doverie_string trustor, doverie_string cursor, int32_t limit,
                                               doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowHistory{text(trustor, "trustor"), text(cursor, "cursor"), limit};
  });
}

doverie_status doverie_command_contact_accept(doverie_string contact, doverie_string invitation, doverie_command** out,
                                              doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::AcceptInvitation{text(contact, "contact"), text(invitation, "invitation")};
  });
}

doverie_status doverie_command_contact_decline(doverie_string contact, doverie_string invitation, doverie_command** out,
                                               doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::DeclineInvitation{text(contact, "contact"), text(invitation, "invitation")};
  });
}

doverie_status doverie_command_contact_resign(doverie_string contact, doverie_string trustor, int32_t verified_factor,
                                              doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::Resign{text(contact, "contact"), text(trustor, "trustor"), flag(verified_factor, "verified_factor")};
  });
}

doverie_status doverie_command_contact_stay(doverie_string contact, doverie_string trustor, doverie_command** out,
                                            doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::StayContact{text(contact, "contact"), text(trustor, "trustor")};
  });
}

doverie_status doverie_command_contact_approve(doverie_string contact, doverie_string request,
                                               const doverie_attestation* attestation, doverie_command** out,
                                               doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::Approve{text(contact, "contact"), text(request, "request"), attestation_of(attestation)};
  });
}

doverie_status doverie_command_contact_resend_code(doverie_string contact, doverie_string request, doverie_command** out,
                                                   doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ResendCode{text(contact, "contact"), text(request, "request")};
  });
}

doverie_status doverie_command_contact_confirm_code(doverie_string contact, doverie_string request, doverie_string code,
                                                    doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ConfirmCode{text(contact, "contact"), text(request, "request"), secret_text(code, "code")};
  });
}

doverie_status doverie_command_contact_deny(doverie_string contact, doverie_string request, doverie_command** out,
                                            doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::DenyAsContact{text(contact, "contact"), text(request, "request")};
  });
}

doverie_status doverie_command_contact_report_fraud(doverie_string contact, doverie_string trustor, doverie_command** out,
                                                    doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ReportFraudAsContact{text(contact, "contact"), text(trustor, "trustor")};
  });
}

doverie_status doverie_command_contact_cabinet(doverie_string contact, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowContact{text(contact, "contact")};
  });
}

doverie_status doverie_command_contact_invitations(doverie_string contact, doverie_string cursor, int32_t limit,
                                                   doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowInvitations{text(contact, "contact"), text(cursor, "cursor"), limit};
  });
}

doverie_status doverie_command_recoverer_start(doverie_string trustor, doverie_bytes secret, int32_t verified_factor,
                                               doverie_string operation, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::StartRecovery{text(trustor, "trustor"), doverie::Secret(bytes(secret, "secret")),
                                  flag(verified_factor, "verified_factor"), operation_of(operation, "operation")};
  });
}

doverie_status doverie_command_recoverer_status(doverie_string trustor, doverie_string request, doverie_bytes secret,
                                                doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowRecovery{text(trustor, "trustor"), text(request, "request"),
                                 doverie::Secret(bytes(secret, "secret"))};
  });
}

doverie_status doverie_command_recoverer_cancel(doverie_string trustor, doverie_string request, doverie_bytes secret,
                                                doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::CancelRecovery{text(trustor, "trustor"), text(request, "request"),
                                   doverie::Secret(bytes(secret, "secret"))};
  });
}

doverie_status doverie_command_recoverer_redeem(doverie_string trustor, doverie_string request, doverie_bytes secret,
                                                doverie_string operation, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::Redeem{text(trustor, "trustor"), text(request, "request"), doverie::Secret(bytes(secret, "secret")),
                           operation_of(operation, "operation")};
  });
}

doverie_status doverie_command_host_owner_seen(doverie_string trustor, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::OwnerSeen{text(trustor, "trustor")};
  });
}

doverie_status doverie_command_host_recovered_by_other_means(doverie_string trustor, doverie_string channel,
                                                             doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::RecoveredByOtherMeans{text(trustor, "trustor"), text(channel, "channel")};
  });
}

doverie_status doverie_command_host_account_closed(doverie_string account, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::AccountClosed{text(account, "account")};
  });
}

doverie_status doverie_command_host_call_began(doverie_string account, doverie_string call_id, doverie_command** out,
                                               doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::CallBegan{text(account, "account"), text(call_id, "call_id")};
  });
}

doverie_status doverie_command_host_call_ended(doverie_string account, doverie_string call_id, doverie_command** out,
                                               doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::CallEnded{text(account, "account"), text(call_id, "call_id")};
  });
}

doverie_status doverie_command_host_account_changed(doverie_string account, doverie_account_change what, int64_t since,
                                                    doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::AccountChanged{text(account, "account"), change_of(what, "what"), instant_of(since, "since")};
  });
}

doverie_status doverie_command_host_sms_reported(doverie_string report, int32_t delivered, doverie_command** out,
                                                 doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::SmsReported{text(report, "report"), flag(delivered, "delivered")};
  });
}

doverie_status doverie_command_operator_freeze(doverie_string trustor, doverie_string operator_id, doverie_command** out,
                                               doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::FreezeAccount{text(trustor, "trustor"), text(operator_id, "operator_id")};
  });
}

doverie_status doverie_command_operator_unfreeze(doverie_string trustor, doverie_string operator_id,
                                                 doverie_string second_operator_id, doverie_command** out,
                                                 doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::UnfreezeAccount{text(trustor, "trustor"), text(operator_id, "operator_id"),
                                    text(second_operator_id, "second_operator_id")};
  });
}

doverie_status doverie_command_operator_import_link(doverie_string trustor, doverie_string contact, int64_t since,
                                                    doverie_string operator_id, int32_t checked_at_use, int32_t tell,
                                                    doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ImportLink{text(trustor, "trustor"), text(contact, "contact"), instant_of(since, "since"),
                               text(operator_id, "operator_id"), flag(checked_at_use, "checked_at_use"), flag(tell, "tell")};
  });
}

doverie_status doverie_command_operator_begin_realm(doverie_string operator_id, doverie_command** out,
                                                    doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::BeginRealm{text(operator_id, "operator_id")};
  });
}

doverie_status doverie_command_operator_raise_level(doverie_string operator_id, doverie_command** out,
                                                    doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::RaiseLevel{text(operator_id, "operator_id")};
  });
}

doverie_status doverie_command_operator_confirm_no_contact(doverie_string trustor, doverie_string operator_id,
                                                           doverie_string second_operator_id, doverie_command** out,
                                                           doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ConfirmNoContact{text(trustor, "trustor"), text(operator_id, "operator_id"),
                                     text(second_operator_id, "second_operator_id")};
  });
}

doverie_status doverie_command_operator_erase(doverie_string account, doverie_string operator_id, doverie_command** out,
                                              doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::EraseAccount{text(account, "account"), text(operator_id, "operator_id")};
  });
}

doverie_status doverie_command_operator_erase_ended(doverie_string trustor, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::EraseEndedInvitations{text(trustor, "trustor")};
  });
}

doverie_status doverie_command_operator_explain(doverie_string trustor, int32_t verified_factor, doverie_string operation,
                                                doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ExplainAccount{text(trustor, "trustor"), flag(verified_factor, "verified_factor"),
                                   operation_of(operation, "operation")};
  });
}

doverie_status doverie_command_operator_timeline(doverie_string account, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowTimeline{text(account, "account")};
  });
}

doverie_status doverie_command_operator_held(doverie_string account, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowHoldings{text(account, "account")};
  });
}

doverie_status doverie_command_operator_audit(doverie_string trustor, doverie_command** out, doverie_error** error) {
  return give_command(out, error, [&] {
    return doverie::ShowAudit{text(trustor, "trustor")};
  });
}
// END values
// clang-format on

void doverie_command_free(doverie_command* command) {
  free_handle(command);
}
