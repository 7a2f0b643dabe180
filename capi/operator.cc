// SPDX-License-Identifier: Apache-2.0
//
// What do operators do with an account? Freezing it, lifting that, erasing a person, looking at what happened.
#include "commands.h"

using namespace doverie::capi;

doverie_status doverie_operator_freeze(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string trustor, doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().freeze(text(trustor, "trustor"), text(operator_id, "operator_id"), meta_of(meta));
  });
}

doverie_status doverie_operator_unfreeze(const doverie_service* service, const doverie_command_meta* meta,
                                         doverie_string trustor, doverie_string operator_id,
                                         doverie_string second_operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().unfreeze(text(trustor, "trustor"), text(operator_id, "operator_id"),
                                         text(second_operator_id, "second_operator_id"), meta_of(meta));
  });
}

doverie_status doverie_operator_erase(const doverie_service* service, const doverie_command_meta* meta,
                                      doverie_string account, doverie_string operator_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().erase(text(account, "account"), text(operator_id, "operator_id"), meta_of(meta));
  });
}

doverie_status doverie_operator_erase_ended(const doverie_service* service, const doverie_command_meta* meta,
                                            doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().erase_ended(text(trustor, "trustor"), meta_of(meta));
  });
}

doverie_status doverie_operator_audit(const doverie_service* service, doverie_string trustor, doverie_answer** out,
                                      doverie_error** error) {
  return ask(service, out, error,
             [&](const doverie::Service& running) { return running.operations().audit(text(trustor, "trustor")); });
}
