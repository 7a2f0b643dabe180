// SPDX-License-Identifier: Apache-2.0
//
// The recoverer's side, and the host's own.
#include "commands.h"

namespace doverie::capi {
namespace {

Secret secret_of(doverie_bytes secret) {
  return Secret(bytes(secret, "secret"));
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_recoverer_start(const doverie_service* service, const doverie_command_meta* meta,
                                       doverie_string trustor, doverie_bytes secret, int32_t verified_factor,
                                       doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.recoverer(text(trustor, "trustor"))
        .start(secret_of(secret), flag(verified_factor, "verified_factor"), meta_of(meta));
  });
}

doverie_status doverie_recoverer_status(const doverie_service* service, doverie_string trustor, doverie_string request,
                                        doverie_bytes secret, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.recoverer(text(trustor, "trustor")).status(text(request, "request"), secret_of(secret));
  });
}

doverie_status doverie_recoverer_cancel(const doverie_service* service, const doverie_command_meta* meta,
                                        doverie_string trustor, doverie_string request, doverie_bytes secret,
                                        doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.recoverer(text(trustor, "trustor")).cancel(text(request, "request"), secret_of(secret), meta_of(meta));
  });
}

doverie_status doverie_recoverer_redeem(const doverie_service* service, const doverie_command_meta* meta,
                                        doverie_string trustor, doverie_string request, doverie_bytes secret,
                                        doverie_answer** out, doverie_error** error) {
  return ask(service, out, error, [&](const doverie::Service& running) {
    return running.recoverer(text(trustor, "trustor")).redeem(text(request, "request"), secret_of(secret), meta_of(meta));
  });
}

doverie_status doverie_operator_owner_logged_in(const doverie_service* service, const doverie_command_meta* meta,
                                                doverie_string trustor, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().owner_logged_in(text(trustor, "trustor"), meta_of(meta));
  });
}

doverie_status doverie_operator_recovered_by_other_means(const doverie_service* service, const doverie_command_meta* meta,
                                                         doverie_string trustor, doverie_string channel,
                                                         doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().recovered_by_other_means(text(trustor, "trustor"), text(channel, "channel"), meta_of(meta));
  });
}

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

doverie_status doverie_operator_call_began(const doverie_service* service, const doverie_command_meta* meta,
                                           doverie_string account, doverie_string call_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().call_began(text(account, "account"), text(call_id, "call_id"), meta_of(meta));
  });
}

doverie_status doverie_operator_call_ended(const doverie_service* service, const doverie_command_meta* meta,
                                           doverie_string account, doverie_string call_id, doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    return running.operations().call_ended(text(account, "account"), text(call_id, "call_id"), meta_of(meta));
  });
}

doverie_status doverie_operator_account_changed(const doverie_service* service, const doverie_command_meta* meta,
                                                doverie_string account, doverie_account_change what, int64_t since,
                                                doverie_error** error) {
  return run(service, error, [&](const doverie::Service& running) {
    const auto change = enumerator(what, doverie::AccountChange::citizenship, "what");
    const auto changed_at = instant(since, "since");
    return running.operations().account_changed(text(account, "account"), change, changed_at.value_or(doverie::Instant{}),
                                                meta_of(meta));
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
