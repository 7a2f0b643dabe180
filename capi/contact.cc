// SPDX-License-Identifier: Apache-2.0
//
// The contact's side.
#include "commands.h"

namespace doverie::capi {
namespace {

Attestation attestation_of(const doverie_attestation* attestation) {
  const auto given = read(attestation, "attestation");
  return {.spoke_with_trustor = flag(given.spoke_with_trustor, "attestation.spoke_with_trustor"),
          .nobody_misleads = flag(given.nobody_misleads, "attestation.nobody_misleads"),
          .number = text(given.number, "attestation.number")};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_contact_accept(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string contact, doverie_string invitation, doverie_answer** out,
                                      doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).accept(text(invitation, "invitation"), meta_of(meta));
  });
}

doverie_status doverie_contact_decline(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string contact, doverie_string invitation, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).decline(text(invitation, "invitation"), meta_of(meta));
  });
}

doverie_status doverie_contact_resign(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string contact, doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).resign(text(trustor, "trustor"), meta_of(meta));
  });
}

doverie_status doverie_contact_stay(const doverie_service* service, const doverie_command_meta* meta, doverie_string contact,
                                    doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).stay(text(trustor, "trustor"), meta_of(meta));
  });
}

doverie_status doverie_contact_approve(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string contact, doverie_string request,
                                       const doverie_attestation* attestation, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact"))
        .approve(text(request, "request"), attestation_of(attestation), meta_of(meta));
  });
}

doverie_status doverie_contact_resend_code(const doverie_service* service, const doverie_command_meta* meta,
                                           doverie_string contact, doverie_string request, doverie_answer** out,
                                           doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).resend_code(text(request, "request"), meta_of(meta));
  });
}

doverie_status doverie_contact_confirm_code(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string contact, doverie_string request, doverie_string code,
                                            doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact"))
        .confirm_code(text(request, "request"), secret_text(code, "code"), meta_of(meta));
  });
}

doverie_status doverie_contact_deny(const doverie_service* service, const doverie_command_meta* meta, doverie_string contact,
                                    doverie_string request, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).deny(text(request, "request"), meta_of(meta));
  });
}

doverie_status doverie_contact_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string contact, doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.contact(text(contact, "contact")).report_fraud(text(trustor, "trustor"), meta_of(meta));
  });
}

doverie_status doverie_contact_cabinet(const doverie_service* service, doverie_string contact, doverie_answer** out,
                                       doverie_error** error) {
  return ask(service, out, error,
             [&](const doverie::Service& running) { return running.contact(text(contact, "contact")).cabinet(); });
}
