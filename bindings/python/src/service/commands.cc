// SPDX-License-Identifier: Apache-2.0
//
// How does Python call a command? As one method of the native service.
#include "convert/answers.h"
#include "service/service.h"

namespace doverie::python {

namespace {

using Object = py::object;

struct AnswerToPython {
  py::object operator()(const Done&) const { return py::none(); }
  py::object operator()(const AuditTrail& trail) const { return to_python(trail.entries); }
  py::object operator()(const Timeline& timeline) const { return to_python(timeline.entries); }
  py::object operator()(const Holdings& holdings) const { return to_python(holdings.items); }
  // Not an answer of any command bound here.
  py::object operator()(const Delivery&) const { throw py::type_error("what to deliver is the pump's to ask"); }
  template <IsRecord T>
  py::object operator()(const T& answer) const {
    return to_python(answer);
  }
};

py::object run(const ServiceHandle& handle, Command command, CommandMeta meta) {
  const Answer answer =
      with_open(handle, [&](const Service& service) { return service.run(std::move(command), std::move(meta)); });
  return std::visit(AnswerToPython{}, answer);
}

CommandMeta meta(const Object& command_id, const Object& context) {
  return {argument<std::optional<std::string>>("command_id", command_id), ConvertBytes::load(context, Where("context"))};
}

std::string text(std::string_view name, const Object& value) {
  return argument<std::string>(name, value);
}

Secret secret_of(const Object& value) {
  return argument<Secret>("secret", value);
}

// A code is text that people type.
Secret code_of(const Object& value) {
  std::string typed = text("code", value);
  return Secret::taken_from(typed);
}

// BEGIN commands: written by cmake/vocabulary from include/doverie/core/commands.def
py::object invite(const ServiceHandle& self, const Object& account, const Object& name, const Object& phone,
                  const Object& command_id, const Object& context) {
  Invite command{text("account", account), text("name", name), text("phone", phone)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object cancel_invitation(const ServiceHandle& self, const Object& account, const Object& invitation_id,
                             const Object& command_id, const Object& context) {
  CancelInvitation command{text("account", account), text("invitation_id", invitation_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object remove_contact(const ServiceHandle& self, const Object& account, const Object& contact,
                          const Object& verified_factor, const Object& command_id, const Object& context) {
  RemoveContact command{text("account", account), text("contact", contact),
                        argument<bool>("verified_factor", verified_factor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object keep_contact(const ServiceHandle& self, const Object& account, const Object& contact, const Object& command_id,
                        const Object& context) {
  KeepContact command{text("account", account), text("contact", contact)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object deny_as_owner(const ServiceHandle& self, const Object& account, const Object& request_id,
                         const Object& command_id, const Object& context) {
  DenyAsOwner command{text("account", account), text("request_id", request_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object report_fraud_as_owner(const ServiceHandle& self, const Object& account, const Object& command_id,
                                 const Object& context) {
  ReportFraudAsOwner command{text("account", account)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object show_trustor(const ServiceHandle& self, const Object& account) {
  ShowTrustor command{text("account", account)};
  return run(self, std::move(command), {});
}

py::object explain_to_owner(const ServiceHandle& self, const Object& account, const Object& verified_factor,
                            const Object& operation) {
  ExplainToOwner command{text("account", account), argument<bool>("verified_factor", verified_factor),
                         text("operation", operation)};
  return run(self, std::move(command), {});
}

py::object show_history(const ServiceHandle& self, const Object& account, const Object& cursor, const Object& limit) {
  ShowHistory command{text("account", account), text("cursor", cursor), argument<std::int32_t>("limit", limit)};
  return run(self, std::move(command), {});
}

py::object accept_invitation(const ServiceHandle& self, const Object& account, const Object& invitation_id,
                             const Object& command_id, const Object& context) {
  AcceptInvitation command{text("account", account), text("invitation_id", invitation_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object decline_invitation(const ServiceHandle& self, const Object& account, const Object& invitation_id,
                              const Object& command_id, const Object& context) {
  DeclineInvitation command{text("account", account), text("invitation_id", invitation_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object resign(const ServiceHandle& self, const Object& account, const Object& trustor, const Object& verified_factor,
                  const Object& command_id, const Object& context) {
  Resign command{text("account", account), text("trustor", trustor), argument<bool>("verified_factor", verified_factor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object stay_contact(const ServiceHandle& self, const Object& account, const Object& trustor, const Object& command_id,
                        const Object& context) {
  StayContact command{text("account", account), text("trustor", trustor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object approve(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& attestation,
                   const Object& command_id, const Object& context) {
  Approve command{text("account", account), text("request_id", request_id),
                  argument<Attestation>("attestation", attestation)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object resend_code(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& command_id,
                       const Object& context) {
  ResendCode command{text("account", account), text("request_id", request_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object confirm_code(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& code,
                        const Object& command_id, const Object& context) {
  ConfirmCode command{text("account", account), text("request_id", request_id), code_of(code)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object deny_as_contact(const ServiceHandle& self, const Object& account, const Object& request_id,
                           const Object& command_id, const Object& context) {
  DenyAsContact command{text("account", account), text("request_id", request_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object report_fraud_as_contact(const ServiceHandle& self, const Object& account, const Object& trustor,
                                   const Object& command_id, const Object& context) {
  ReportFraudAsContact command{text("account", account), text("trustor", trustor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object show_contact(const ServiceHandle& self, const Object& account) {
  ShowContact command{text("account", account)};
  return run(self, std::move(command), {});
}

py::object show_invitations(const ServiceHandle& self, const Object& account, const Object& cursor, const Object& limit) {
  ShowInvitations command{text("account", account), text("cursor", cursor), argument<std::int32_t>("limit", limit)};
  return run(self, std::move(command), {});
}

py::object start_recovery(const ServiceHandle& self, const Object& account, const Object& secret,
                          const Object& verified_factor, const Object& operation, const Object& command_id,
                          const Object& context) {
  StartRecovery command{text("account", account), secret_of(secret), argument<bool>("verified_factor", verified_factor),
                        text("operation", operation)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object show_recovery(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& secret) {
  ShowRecovery command{text("account", account), text("request_id", request_id), secret_of(secret)};
  return run(self, std::move(command), {});
}

py::object cancel_recovery(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& secret,
                           const Object& command_id, const Object& context) {
  CancelRecovery command{text("account", account), text("request_id", request_id), secret_of(secret)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object redeem(const ServiceHandle& self, const Object& account, const Object& request_id, const Object& secret,
                  const Object& operation, const Object& command_id, const Object& context) {
  Redeem command{text("account", account), text("request_id", request_id), secret_of(secret), text("operation", operation)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object owner_seen(const ServiceHandle& self, const Object& trustor, const Object& command_id, const Object& context) {
  OwnerSeen command{text("trustor", trustor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object recovered_by_other_means(const ServiceHandle& self, const Object& trustor, const Object& channel,
                                    const Object& command_id, const Object& context) {
  RecoveredByOtherMeans command{text("trustor", trustor), text("channel", channel)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object account_closed(const ServiceHandle& self, const Object& account, const Object& command_id,
                          const Object& context) {
  AccountClosed command{text("account", account)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object call_began(const ServiceHandle& self, const Object& account, const Object& call_id, const Object& command_id,
                      const Object& context) {
  CallBegan command{text("account", account), text("call_id", call_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object call_ended(const ServiceHandle& self, const Object& account, const Object& call_id, const Object& command_id,
                      const Object& context) {
  CallEnded command{text("account", account), text("call_id", call_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object account_changed(const ServiceHandle& self, const Object& account, const Object& what, const Object& since,
                           const Object& command_id, const Object& context) {
  AccountChanged command{text("account", account), argument<AccountChange>("what", what), argument<Instant>("since", since)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object sms_reported(const ServiceHandle& self, const Object& report, const Object& delivered, const Object& command_id,
                        const Object& context) {
  SmsReported command{text("report", report), argument<bool>("delivered", delivered)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object freeze_account(const ServiceHandle& self, const Object& trustor, const Object& operator_id,
                          const Object& command_id, const Object& context) {
  FreezeAccount command{text("trustor", trustor), text("operator_id", operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object unfreeze_account(const ServiceHandle& self, const Object& trustor, const Object& operator_id,
                            const Object& second_operator_id, const Object& command_id, const Object& context) {
  UnfreezeAccount command{text("trustor", trustor), text("operator_id", operator_id),
                          text("second_operator_id", second_operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object import_link(const ServiceHandle& self, const Object& trustor, const Object& contact, const Object& since,
                       const Object& operator_id, const Object& checked_at_use, const Object& tell, const Object& command_id,
                       const Object& context) {
  ImportLink command{text("trustor", trustor),
                     text("contact", contact),
                     argument<Instant>("since", since),
                     text("operator_id", operator_id),
                     argument<bool>("checked_at_use", checked_at_use),
                     argument<bool>("tell", tell)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object begin_realm(const ServiceHandle& self, const Object& operator_id, const Object& command_id,
                       const Object& context) {
  BeginRealm command{text("operator_id", operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object raise_level(const ServiceHandle& self, const Object& operator_id, const Object& command_id,
                       const Object& context) {
  RaiseLevel command{text("operator_id", operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object confirm_no_contact(const ServiceHandle& self, const Object& trustor, const Object& operator_id,
                              const Object& second_operator_id, const Object& command_id, const Object& context) {
  ConfirmNoContact command{text("trustor", trustor), text("operator_id", operator_id),
                           text("second_operator_id", second_operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object erase_account(const ServiceHandle& self, const Object& account, const Object& operator_id,
                         const Object& command_id, const Object& context) {
  EraseAccount command{text("account", account), text("operator_id", operator_id)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object erase_ended_invitations(const ServiceHandle& self, const Object& trustor, const Object& command_id,
                                   const Object& context) {
  EraseEndedInvitations command{text("trustor", trustor)};
  return run(self, std::move(command), meta(command_id, context));
}

py::object explain_account(const ServiceHandle& self, const Object& trustor, const Object& verified_factor,
                           const Object& operation) {
  ExplainAccount command{text("trustor", trustor), argument<bool>("verified_factor", verified_factor),
                         text("operation", operation)};
  return run(self, std::move(command), {});
}

py::object show_timeline(const ServiceHandle& self, const Object& account) {
  ShowTimeline command{text("account", account)};
  return run(self, std::move(command), {});
}

py::object show_holdings(const ServiceHandle& self, const Object& account) {
  ShowHoldings command{text("account", account)};
  return run(self, std::move(command), {});
}

py::object show_audit(const ServiceHandle& self, const Object& trustor) {
  ShowAudit command{text("trustor", trustor)};
  return run(self, std::move(command), {});
}

}  // namespace

void bind_commands(ServiceClass& service) {
  // The trustor, logged in.
  service.def("invite", &invite);
  service.def("cancel_invitation", &cancel_invitation);
  service.def("remove_contact", &remove_contact);
  service.def("keep_contact", &keep_contact);
  service.def("deny_as_owner", &deny_as_owner);
  service.def("report_fraud_as_owner", &report_fraud_as_owner);
  service.def("show_trustor", &show_trustor);
  service.def("explain_to_owner", &explain_to_owner);
  service.def("show_history", &show_history);
  // The contact, logged in.
  service.def("accept_invitation", &accept_invitation);
  service.def("decline_invitation", &decline_invitation);
  service.def("resign", &resign);
  service.def("stay_contact", &stay_contact);
  service.def("approve", &approve);
  service.def("resend_code", &resend_code);
  service.def("confirm_code", &confirm_code);
  service.def("deny_as_contact", &deny_as_contact);
  service.def("report_fraud_as_contact", &report_fraud_as_contact);
  service.def("show_contact", &show_contact);
  service.def("show_invitations", &show_invitations);
  // The recoverer: whoever started password recovery and holds its secret.
  service.def("start_recovery", &start_recovery);
  service.def("show_recovery", &show_recovery);
  service.def("cancel_recovery", &cancel_recovery);
  service.def("redeem", &redeem);
  // The host, of what it has seen.
  service.def("owner_seen", &owner_seen);
  service.def("recovered_by_other_means", &recovered_by_other_means);
  service.def("account_closed", &account_closed);
  service.def("call_began", &call_began);
  service.def("call_ended", &call_ended);
  service.def("account_changed", &account_changed);
  service.def("sms_reported", &sms_reported);
  // Operators of the host.
  service.def("freeze_account", &freeze_account);
  service.def("unfreeze_account", &unfreeze_account);
  service.def("import_link", &import_link);
  service.def("begin_realm", &begin_realm);
  service.def("raise_level", &raise_level);
  service.def("confirm_no_contact", &confirm_no_contact);
  service.def("erase_account", &erase_account);
  service.def("erase_ended_invitations", &erase_ended_invitations);
  service.def("explain_account", &explain_account);
  service.def("show_timeline", &show_timeline);
  service.def("show_holdings", &show_holdings);
  service.def("show_audit", &show_audit);
}
// END commands

}  // namespace doverie::python
