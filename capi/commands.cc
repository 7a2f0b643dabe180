// SPDX-License-Identifier: Apache-2.0
//
// How does C call a command? As one function of the side that acts.
#include "commands.h"

using namespace doverie::capi;

// BEGIN commands: written by cmake/vocabulary from include/doverie/core/commands.def
doverie_status doverie_trustor_invite(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string trustor, doverie_string name, doverie_string phone,
                                      doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::Invite command{text(trustor, "trustor"), text(name, "name"), text(phone, "phone")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_cancel_invitation(const doverie_service* service, const doverie_command_meta* meta,
                                                 doverie_string trustor, doverie_string invitation, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::CancelInvitation command{text(trustor, "trustor"), text(invitation, "invitation")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_remove_contact(const doverie_service* service, const doverie_command_meta* meta,
                                              doverie_string trustor, doverie_string contact, int32_t verified_factor,
                                              doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::RemoveContact command{text(trustor, "trustor"), text(contact, "contact"),
                                   flag(verified_factor, "verified_factor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_keep_contact(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_string contact, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::KeepContact command{text(trustor, "trustor"), text(contact, "contact")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_deny(const doverie_service* service, const doverie_command_meta* meta, doverie_string trustor,
                                    doverie_string request, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::DenyAsOwner command{text(trustor, "trustor"), text(request, "request")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::ReportFraudAsOwner command{text(trustor, "trustor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_trustor_cabinet(const doverie_service* service, doverie_string trustor, doverie_answer** out,
                                       doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowTrustor command{text(trustor, "trustor")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_trustor_explain(const doverie_service* service, doverie_string trustor, int32_t verified_factor,
                                       doverie_string operation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ExplainToOwner command{text(trustor, "trustor"), flag(verified_factor, "verified_factor"),
                                    operation_of(operation, "operation")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_trustor_history(const doverie_service* service, doverie_string trustor, doverie_string cursor,
                                       int32_t limit, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowHistory command{text(trustor, "trustor"), text(cursor, "cursor"), limit};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_contact_accept(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string contact, doverie_string invitation, doverie_answer** out,
                                      doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::AcceptInvitation command{text(contact, "contact"), text(invitation, "invitation")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_decline(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string contact, doverie_string invitation, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::DeclineInvitation command{text(contact, "contact"), text(invitation, "invitation")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_resign(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string contact, doverie_string trustor, int32_t verified_factor,
                                      doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::Resign command{text(contact, "contact"), text(trustor, "trustor"), flag(verified_factor, "verified_factor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_stay(const doverie_service* service, const doverie_command_meta* meta, doverie_string contact,
                                    doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::StayContact command{text(contact, "contact"), text(trustor, "trustor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_approve(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string contact, doverie_string request,
                                       const doverie_attestation* attestation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::Approve command{text(contact, "contact"), text(request, "request"), attestation_of(attestation)};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_resend_code(const doverie_service* service, const doverie_command_meta* meta,
                                           doverie_string contact, doverie_string request, doverie_answer** out,
                                           doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ResendCode command{text(contact, "contact"), text(request, "request")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_confirm_code(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string contact, doverie_string request, doverie_string code,
                                            doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ConfirmCode command{text(contact, "contact"), text(request, "request"), secret_text(code, "code")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_deny(const doverie_service* service, const doverie_command_meta* meta, doverie_string contact,
                                    doverie_string request, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::DenyAsContact command{text(contact, "contact"), text(request, "request")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string contact, doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::ReportFraudAsContact command{text(contact, "contact"), text(trustor, "trustor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_contact_cabinet(const doverie_service* service, doverie_string contact, doverie_answer** out,
                                       doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowContact command{text(contact, "contact")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_contact_invitations(const doverie_service* service, doverie_string contact, doverie_string cursor,
                                           int32_t limit, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowInvitations command{text(contact, "contact"), text(cursor, "cursor"), limit};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_recoverer_start(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string trustor, doverie_bytes secret, int32_t verified_factor,
                                       doverie_string operation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::StartRecovery command{text(trustor, "trustor"), doverie::Secret(bytes(secret, "secret")),
                                   flag(verified_factor, "verified_factor"), operation_of(operation, "operation")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_recoverer_status(const doverie_service* service, doverie_string trustor, doverie_string request,
                                        doverie_bytes secret, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowRecovery command{text(trustor, "trustor"), text(request, "request"),
                                  doverie::Secret(bytes(secret, "secret"))};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_recoverer_cancel(const doverie_service* service, const doverie_command_meta* meta,
                                        doverie_string trustor, doverie_string request, doverie_bytes secret,
                                        doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::CancelRecovery command{text(trustor, "trustor"), text(request, "request"),
                                    doverie::Secret(bytes(secret, "secret"))};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_recoverer_redeem(const doverie_service* service, const doverie_command_meta* meta,
                                        doverie_string trustor, doverie_string request, doverie_bytes secret,
                                        doverie_string operation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::Redeem command{text(trustor, "trustor"), text(request, "request"), doverie::Secret(bytes(secret, "secret")),
                            operation_of(operation, "operation")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_owner_seen(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::OwnerSeen command{text(trustor, "trustor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_recovered_by_other_means(const doverie_service* service, const doverie_command_meta* meta,
                                                     doverie_string trustor, doverie_string channel, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::RecoveredByOtherMeans command{text(trustor, "trustor"), text(channel, "channel")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_account_closed(const doverie_service* service, const doverie_command_meta* meta,
                                           doverie_string account, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::AccountClosed command{text(account, "account")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_call_began(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string account, doverie_string call_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::CallBegan command{text(account, "account"), text(call_id, "call_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_call_ended(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string account, doverie_string call_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::CallEnded command{text(account, "account"), text(call_id, "call_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_account_changed(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string account, doverie_account_change what, int64_t since,
                                            doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::AccountChanged command{text(account, "account"), change_of(what, "what"), instant_of(since, "since")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_host_sms_reported(const doverie_service* service, const doverie_command_meta* meta,
                                         doverie_string report, int32_t delivered, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::SmsReported command{text(report, "report"), flag(delivered, "delivered")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_freeze(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string trustor, doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::FreezeAccount command{text(trustor, "trustor"), text(operator_id, "operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_unfreeze(const doverie_service* service, const doverie_command_meta* meta,
                                         doverie_string trustor, doverie_string operator_id,
                                         doverie_string second_operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::UnfreezeAccount command{text(trustor, "trustor"), text(operator_id, "operator_id"),
                                     text(second_operator_id, "second_operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_import_link(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_string contact, int64_t since,
                                            doverie_string operator_id, int32_t checked_at_use, int32_t tell,
                                            doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::ImportLink command{text(trustor, "trustor"),
                                text(contact, "contact"),
                                instant_of(since, "since"),
                                text(operator_id, "operator_id"),
                                flag(checked_at_use, "checked_at_use"),
                                flag(tell, "tell")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_begin_realm(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::BeginRealm command{text(operator_id, "operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_raise_level(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::RaiseLevel command{text(operator_id, "operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_confirm_no_contact(const doverie_service* service, const doverie_command_meta* meta,
                                                   doverie_string trustor, doverie_string operator_id,
                                                   doverie_string second_operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::ConfirmNoContact command{text(trustor, "trustor"), text(operator_id, "operator_id"),
                                      text(second_operator_id, "second_operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_erase(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string account, doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::EraseAccount command{text(account, "account"), text(operator_id, "operator_id")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_erase_ended(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    doverie::EraseEndedInvitations command{text(trustor, "trustor")};
    return running.run(std::move(command), meta_of(meta));
  });
}

doverie_status doverie_operator_explain(const doverie_service* service, doverie_string trustor, int32_t verified_factor,
                                        doverie_string operation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ExplainAccount command{text(trustor, "trustor"), flag(verified_factor, "verified_factor"),
                                    operation_of(operation, "operation")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_operator_timeline(const doverie_service* service, doverie_string account, doverie_answer** out,
                                         doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowTimeline command{text(account, "account")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_operator_held(const doverie_service* service, doverie_string account, doverie_answer** out,
                                     doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowHoldings command{text(account, "account")};
    return running.run(std::move(command), {});
  });
}

doverie_status doverie_operator_audit(const doverie_service* service, doverie_string trustor, doverie_answer** out,
                                      doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    doverie::ShowAudit command{text(trustor, "trustor")};
    return running.run(std::move(command), {});
  });
}
// END commands
