// SPDX-License-Identifier: Apache-2.0
//
// Every command as one method of the native service.
#include "convert/answers.h"
#include "service/service.h"

namespace doverie::python {

namespace {

using Object = py::object;

struct AnswerToPython {
  py::object operator()(const Done&) const { return py::none(); }
  py::object operator()(const AuditTrail& trail) const { return to_python(trail.entries); }
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
  auto id = argument<std::optional<std::string>>("command_id", command_id);
  return {std::move(id).value_or(""), ConvertBytes::load(context, Where("context"))};
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

// A command whose members are texts, each given by the argument of that name.
template <class AnyCommand>
auto one_text(const char* name) {
  return [name](const ServiceHandle& self, const Object& value, const Object& id, const Object& context) {
    return run(self, AnyCommand{text(name, value)}, meta(id, context));
  };
}

template <class AnyCommand>
auto two_texts(const char* first_name, const char* second_name) {
  return [first_name, second_name](const ServiceHandle& self, const Object& first, const Object& second, const Object& id,
                                   const Object& context) {
    return run(self, AnyCommand{text(first_name, first), text(second_name, second)}, meta(id, context));
  };
}

// A command about a request of the account, by whoever holds its secret.
template <class AnyCommand>
auto with_secret() {
  return [](const ServiceHandle& self, const Object& account, const Object& request, const Object& secret, const Object& id,
            const Object& context) {
    AnyCommand command{text("account", account), text("request_id", request), secret_of(secret)};
    return run(self, std::move(command), meta(id, context));
  };
}

// A question, which is not recorded and so has no command id.
template <class Question>
auto question(const char* name) {
  return [name](const ServiceHandle& self, const Object& value) { return run(self, Question{text(name, value)}, {}); };
}

py::object invite(const ServiceHandle& self, const Object& trustor, const Object& name, const Object& phone,
                  const Object& id, const Object& context) {
  return run(self, Invite{text("account", trustor), text("name", name), text("phone", phone)}, meta(id, context));
}

py::object approve(const ServiceHandle& self, const Object& contact, const Object& request, const Object& attestation,
                   const Object& id, const Object& context) {
  Approve command{text("account", contact), text("request_id", request), argument<Attestation>("attestation", attestation)};
  return run(self, std::move(command), meta(id, context));
}

py::object confirm_code(const ServiceHandle& self, const Object& contact, const Object& request, const Object& code,
                        const Object& id, const Object& context) {
  return run(self, ConfirmCode{text("account", contact), text("request_id", request), code_of(code)}, meta(id, context));
}

py::object start_recovery(const ServiceHandle& self, const Object& trustor, const Object& secret,
                          const Object& verified_factor, const Object& id, const Object& context) {
  StartRecovery command{text("account", trustor), secret_of(secret), argument<bool>("verified_factor", verified_factor)};
  return run(self, std::move(command), meta(id, context));
}

py::object unfreeze(const ServiceHandle& self, const Object& trustor, const Object& first, const Object& second,
                    const Object& id, const Object& context) {
  UnfreezeAccount command{text("trustor", trustor), text("operator_id", first), text("second_operator_id", second)};
  return run(self, std::move(command), meta(id, context));
}

py::object account_changed(const ServiceHandle& self, const Object& account, const Object& what, const Object& since,
                           const Object& id, const Object& context) {
  AccountChanged command{text("account", account), argument<AccountChange>("what", what), argument<Instant>("since", since)};
  return run(self, std::move(command), meta(id, context));
}

py::object show_recovery(const ServiceHandle& self, const Object& account, const Object& request, const Object& secret) {
  return run(self, ShowRecovery{text("account", account), text("request_id", request), secret_of(secret)}, {});
}

}  // namespace

void bind_commands(ServiceClass& service) {
  // The trustor.
  service.def("invite", &invite)
      .def("cancel_invitation", two_texts<CancelInvitation>("account", "invitation_id"))
      .def("remove_contact", two_texts<RemoveContact>("account", "contact"))
      .def("keep_contact", two_texts<KeepContact>("account", "contact"))
      .def("deny_as_owner", two_texts<DenyAsOwner>("account", "request_id"))
      .def("report_fraud_as_owner", one_text<ReportFraudAsOwner>("account"))
      .def("show_trustor", question<ShowTrustor>("account"));
  // The contact.
  service.def("accept_invitation", two_texts<AcceptInvitation>("account", "invitation_id"))
      .def("decline_invitation", two_texts<DeclineInvitation>("account", "invitation_id"))
      .def("resign", two_texts<Resign>("account", "trustor"))
      .def("stay_contact", two_texts<StayContact>("account", "trustor"))
      .def("approve", &approve)
      .def("resend_code", two_texts<ResendCode>("account", "request_id"))
      .def("confirm_code", &confirm_code)
      .def("deny_as_contact", two_texts<DenyAsContact>("account", "request_id"))
      .def("report_fraud_as_contact", two_texts<ReportFraudAsContact>("account", "trustor"))
      .def("show_contact", question<ShowContact>("account"));
  // The recoverer.
  service.def("start_recovery", &start_recovery)
      .def("show_recovery", &show_recovery)
      .def("cancel_recovery", with_secret<CancelRecovery>())
      .def("redeem", with_secret<Redeem>());
  // The host.
  service.def("owner_logged_in", one_text<OwnerLoggedIn>("trustor"))
      .def("recovered_by_other_means", two_texts<RecoveredByOtherMeans>("trustor", "channel"))
      .def("freeze_account", two_texts<FreezeAccount>("trustor", "operator_id"))
      .def("unfreeze_account", &unfreeze)
      .def("call_began", two_texts<CallBegan>("account", "call_id"))
      .def("call_ended", two_texts<CallEnded>("account", "call_id"))
      .def("account_changed", &account_changed)
      .def("erase_account", two_texts<EraseAccount>("account", "operator_id"))
      .def("erase_ended_invitations", one_text<EraseEndedInvitations>("trustor"))
      .def("show_audit", question<ShowAudit>("trustor"));
}

}  // namespace doverie::python
