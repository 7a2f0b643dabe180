// SPDX-License-Identifier: Apache-2.0
//
// The trustor's side.
#include "commands.h"

using namespace doverie::capi;

doverie_status doverie_trustor_invite(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string trustor, doverie_string name, doverie_string phone,
                                      doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).invite(text(name, "name"), text(phone, "phone"), meta_of(meta));
  });
}

doverie_status doverie_trustor_cancel_invitation(const doverie_service* service, const doverie_command_meta* meta,
                                                 doverie_string trustor, doverie_string invitation, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).cancel_invitation(text(invitation, "invitation"), meta_of(meta));
  });
}

doverie_status doverie_trustor_remove_contact(const doverie_service* service, const doverie_command_meta* meta,
                                              doverie_string trustor, doverie_string contact, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).remove_contact(text(contact, "contact"), meta_of(meta));
  });
}

doverie_status doverie_trustor_keep_contact(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_string contact, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).keep_contact(text(contact, "contact"), meta_of(meta));
  });
}

doverie_status doverie_trustor_deny(const doverie_service* service, const doverie_command_meta* meta, doverie_string trustor,
                                    doverie_string request, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).deny(text(request, "request"), meta_of(meta));
  });
}

doverie_status doverie_trustor_report_fraud(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.trustor(text(trustor, "trustor")).report_fraud(meta_of(meta));
  });
}

doverie_status doverie_trustor_cabinet(const doverie_service* service, doverie_string trustor, doverie_answer** out,
                                       doverie_error** error) {
  return ask(service, out, error,
             [&](const doverie::Service& running) { return running.trustor(text(trustor, "trustor")).cabinet(); });
}
