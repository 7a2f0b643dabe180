// SPDX-License-Identifier: Apache-2.0
//
// Structs that grow at the end. The caller's struct may be shorter than ours (an older header) or longer (a newer one).
#ifndef DOVERIE_CAPI_STRUCTS_H_
#define DOVERIE_CAPI_STRUCTS_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "doverie_operation.h"
#include "doverie_operator.h"
#include "doverie_testing.h"
#include "errors.h"

namespace doverie::capi {

// The size of a struct in the first release that has it, which for now is all of it. Smaller ones were never compiled.
template <class T>
inline constexpr std::size_t kFirstSize = 0;

// Names the last member of the struct in that release. Tail padding would not survive growth: a new member would lie where
// an old caller has rubbish.
#define DOVERIE_CAPI_FIRST_RELEASED(type, last_member)                                                     \
  template <>                                                                                              \
  inline constexpr std::size_t kFirstSize<type> = offsetof(type, last_member) + sizeof(type::last_member); \
  static_assert(std::is_trivially_copyable_v<type> && kFirstSize<type> % alignof(type) == 0)

DOVERIE_CAPI_FIRST_RELEASED(doverie_reason, name);
DOVERIE_CAPI_FIRST_RELEASED(doverie_code_info, russian);
DOVERIE_CAPI_FIRST_RELEASED(doverie_sqlite_options, identity);
DOVERIE_CAPI_FIRST_RELEASED(doverie_new_key, algorithm);
DOVERIE_CAPI_FIRST_RELEASED(doverie_account_facts, host_fact_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_directory_callbacks, mark);
DOVERIE_CAPI_FIRST_RELEASED(doverie_sms_callbacks, send);
DOVERIE_CAPI_FIRST_RELEASED(doverie_notifier_callbacks, notify);
DOVERIE_CAPI_FIRST_RELEASED(doverie_service_options, commands_kept);
DOVERIE_CAPI_FIRST_RELEASED(doverie_notice_names, operation);
DOVERIE_CAPI_FIRST_RELEASED(doverie_shadow_view, fault);
DOVERIE_CAPI_FIRST_RELEASED(doverie_shadow_callbacks, differs);
DOVERIE_CAPI_FIRST_RELEASED(doverie_host_rule_callbacks, check);
DOVERIE_CAPI_FIRST_RELEASED(doverie_host_rule, sentence);
DOVERIE_CAPI_FIRST_RELEASED(doverie_command_meta, context);
DOVERIE_CAPI_FIRST_RELEASED(doverie_import_options, threads);
DOVERIE_CAPI_FIRST_RELEASED(doverie_import_report, refusal_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_import_refusal, why);
DOVERIE_CAPI_FIRST_RELEASED(doverie_link_table, links);
DOVERIE_CAPI_FIRST_RELEASED(doverie_pump_report, erasures);
DOVERIE_CAPI_FIRST_RELEASED(doverie_pump_runner_options, idle);
DOVERIE_CAPI_FIRST_RELEASED(doverie_pump_runner_callbacks, reported);
DOVERIE_CAPI_FIRST_RELEASED(doverie_command_seen, key_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_pump_seen, oldest_erasure);
DOVERIE_CAPI_FIRST_RELEASED(doverie_observer_callbacks, pump);
DOVERIE_CAPI_FIRST_RELEASED(doverie_attestation, operation);
DOVERIE_CAPI_FIRST_RELEASED(doverie_question, reserved);
DOVERIE_CAPI_FIRST_RELEASED(doverie_invited, expires_at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_accepted, active_from);
DOVERIE_CAPI_FIRST_RELEASED(doverie_recovery_started, until);
DOVERIE_CAPI_FIRST_RELEASED(doverie_approved, code_expires_at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_code_confirmed, redeem_from);
DOVERIE_CAPI_FIRST_RELEASED(doverie_grant, operation);
DOVERIE_CAPI_FIRST_RELEASED(doverie_recovery_view, required);
DOVERIE_CAPI_FIRST_RELEASED(doverie_trustor_view, invitations_from);
DOVERIE_CAPI_FIRST_RELEASED(doverie_contact_view, more_invitations);
DOVERIE_CAPI_FIRST_RELEASED(doverie_contact_entry, reserved);
DOVERIE_CAPI_FIRST_RELEASED(doverie_trustor_entry, frozen);
DOVERIE_CAPI_FIRST_RELEASED(doverie_invitation_view, expires_at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_request_view, reserved);
DOVERIE_CAPI_FIRST_RELEASED(doverie_invitation_page, next_cursor);
DOVERIE_CAPI_FIRST_RELEASED(doverie_history_page, next_cursor);
DOVERIE_CAPI_FIRST_RELEASED(doverie_history_entry, operation);
DOVERIE_CAPI_FIRST_RELEASED(doverie_audit_trail, entry_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_audit_entry, russian);
DOVERIE_CAPI_FIRST_RELEASED(doverie_diagnosis, reserved);
DOVERIE_CAPI_FIRST_RELEASED(doverie_finding, russian);
DOVERIE_CAPI_FIRST_RELEASED(doverie_timeline, entry_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_timeline_entry, russian);
DOVERIE_CAPI_FIRST_RELEASED(doverie_holdings, item_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_clock_callbacks, elapsed);
DOVERIE_CAPI_FIRST_RELEASED(doverie_entropy_callbacks, fill);
DOVERIE_CAPI_FIRST_RELEASED(doverie_key_ring_callbacks, derived_mac);
DOVERIE_CAPI_FIRST_RELEASED(doverie_needs, time_zone);
DOVERIE_CAPI_FIRST_RELEASED(doverie_named_value, value);
DOVERIE_CAPI_FIRST_RELEASED(doverie_service_settings, restored_at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_set_aside_message, why);
DOVERIE_CAPI_FIRST_RELEASED(doverie_replay_blind_spot, why);
DOVERIE_CAPI_FIRST_RELEASED(doverie_sqlite_restore_options, at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_feed_entry, seal);
DOVERIE_CAPI_FIRST_RELEASED(doverie_event, seal);
DOVERIE_CAPI_FIRST_RELEASED(doverie_read_view, command_id);
DOVERIE_CAPI_FIRST_RELEASED(doverie_batch_view, erase_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_stream_version, version);
DOVERIE_CAPI_FIRST_RELEASED(doverie_stream_append, summary);
DOVERIE_CAPI_FIRST_RELEASED(doverie_tag_change, stream);
DOVERIE_CAPI_FIRST_RELEASED(doverie_message, useless_after);
DOVERIE_CAPI_FIRST_RELEASED(doverie_withdrawn_message, not_before);
DOVERIE_CAPI_FIRST_RELEASED(doverie_settlement, queue);
DOVERIE_CAPI_FIRST_RELEASED(doverie_event_store_callbacks, feed);
DOVERIE_CAPI_FIRST_RELEASED(doverie_stream_state, version);
DOVERIE_CAPI_FIRST_RELEASED(doverie_store_facts, reserved);
DOVERIE_CAPI_FIRST_RELEASED(doverie_leased_message, lease);
DOVERIE_CAPI_FIRST_RELEASED(doverie_checkpoint_options, accept_restore);
DOVERIE_CAPI_FIRST_RELEASED(doverie_checkpoint_facts, public_key);
DOVERIE_CAPI_FIRST_RELEASED(doverie_export_page, events);
DOVERIE_CAPI_FIRST_RELEASED(doverie_audit_counts, left_out);
DOVERIE_CAPI_FIRST_RELEASED(doverie_audit_finding, message);
DOVERIE_CAPI_FIRST_RELEASED(doverie_replayed, message);
DOVERIE_CAPI_FIRST_RELEASED(doverie_replay_counts, unseen_change_count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_replay_row, count);
DOVERIE_CAPI_FIRST_RELEASED(doverie_replay_missing, rule);
DOVERIE_CAPI_FIRST_RELEASED(doverie_population, recovered_at);
DOVERIE_CAPI_FIRST_RELEASED(doverie_rule_counts, failed_more);
DOVERIE_CAPI_FIRST_RELEASED(doverie_comparison, lost_by_more);
DOVERIE_CAPI_FIRST_RELEASED(doverie_stranded_circles, stranded);
DOVERIE_CAPI_FIRST_RELEASED(doverie_rule_explanation, name);
DOVERIE_CAPI_FIRST_RELEASED(doverie_store_maker_callbacks, lose_answer);
DOVERIE_CAPI_FIRST_RELEASED(doverie_contract_options, streams);
DOVERIE_CAPI_FIRST_RELEASED(doverie_contract_counts, not_claimed);
DOVERIE_CAPI_FIRST_RELEASED(doverie_contract_clause, explanation);
DOVERIE_CAPI_FIRST_RELEASED(doverie_rule_findings, text);
DOVERIE_CAPI_FIRST_RELEASED(doverie_boundary, pinned_by);

#undef DOVERIE_CAPI_FIRST_RELEASED

// No struct of this interface will ever be larger; more is a struct_size that was not set.
inline constexpr std::size_t kLargestStruct = 4096;

// What is wrong with the struct at `object`, whose first `first` bytes have to be there and of which we know `known`; NULL
// when nothing is.
const char* fault_of_struct(const void* object, std::size_t alignment, std::size_t first, std::size_t known) noexcept;

template <class T>
void check(const T* object, const char* name) {
  if (const char* fault = fault_of_struct(object, alignof(T), kFirstSize<T>, sizeof(T))) {
    throw WrongArgument{std::string(name) + ": " + fault};
  }
}

// The caller's struct as ours: what it lacks is zero.
template <class T>
T read(const T* object, const char* name) {
  check(object, name);
  T copy{};
  std::memcpy(&copy, object, std::min(object->struct_size, sizeof(T)));
  copy.struct_size = sizeof(T);
  return copy;
}

template <class T>
T read_or_default(const T* object, const char* name) {
  return object == nullptr ? T{} : read(object, name);
}

// As much of `value` as the caller's struct has room for.
template <class T>
void write(T* out, T value) {
  check(out, "out");
  value.struct_size = out->struct_size;
  std::memcpy(out, &value, std::min(out->struct_size, sizeof(T)));
}

template <class T>
const T& element(const std::vector<T>& list, std::size_t index) {
  if (index >= list.size()) {
    throw WrongArgument{"index: " + std::to_string(index) + " of " + std::to_string(list.size())};
  }
  return list[index];
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_STRUCTS_H_
