// SPDX-License-Identifier: Apache-2.0
//
// What are the numbers of enumerations called?
#include <string_view>

#include "doverie_operation.h"

namespace {

struct Name {
  std::int32_t number;
  std::string_view name;
};

template <std::size_t kCount>
doverie_string name_in(const Name (&names)[kCount], std::int32_t number) {
  for (const Name& each : names) {
    if (each.number == number) return {each.name.data(), each.name.size()};
  }
  return {"", 0};
}

}  // namespace

// clang-format off
// BEGIN names: written by cmake/vocabulary from capi/doverie.h
doverie_string doverie_status_name(doverie_status status) {
  static constexpr Name kNames[] = {{0, "ok"}, {1, "rejected"}, {2, "fault"}, {3, "unknown"}};
  return name_in(kNames, status);
}

doverie_string doverie_unit_name(doverie_unit unit) {
  static constexpr Name kNames[] = {{0, "none"}, {1, "years"}, {2, "tries"}, {3, "places"}, {4, "seconds"}, {5, "hours"}};
  return name_in(kNames, unit);
}

doverie_string doverie_waits_for_name(doverie_waits_for waits_for) {
  static constexpr Name kNames[] = {{0, "nothing"}, {1, "time"}, {2, "time_or_operator"}, {3, "caller"}, {4, "trustor"},
                                    {5, "contact"}};
  return name_in(kNames, waits_for);
}

doverie_string doverie_answer_kind_name(doverie_answer_kind kind) {
  static constexpr Name kNames[] = {{1, "invited"},
                                    {2, "accepted"},
                                    {3, "recovery_started"},
                                    {4, "approved"},
                                    {5, "code_confirmed"},
                                    {6, "grant"},
                                    {7, "recovery_view"},
                                    {8, "trustor_view"},
                                    {9, "contact_view"},
                                    {10, "audit_trail"},
                                    {11, "diagnosis"},
                                    {12, "timeline"},
                                    {13, "holdings"},
                                    {14, "invitation_page"},
                                    {15, "history_page"}};
  return name_in(kNames, kind);
}

doverie_string doverie_pump_what_name(doverie_pump_what what) {
  static constexpr Name kNames[] = {{1, "everything"}, {2, "codes"}, {3, "all_but_codes"}};
  return name_in(kNames, what);
}

doverie_string doverie_question_kind_name(doverie_question_kind kind) {
  static constexpr Name kNames[] = {{1, "agree"}, {2, "number"}};
  return name_in(kNames, kind);
}

doverie_string doverie_account_change_name(doverie_account_change change) {
  static constexpr Name kNames[] = {{1, "phone"}, {2, "sim"}, {3, "level"}, {4, "citizenship"}};
  return name_in(kNames, change);
}

doverie_string doverie_vocabulary_name(doverie_vocabulary vocabulary) {
  static constexpr Name kNames[] = {{1, "start_status"},
                                    {2, "invitation_state"},
                                    {3, "request_state"},
                                    {4, "request_end"},
                                    {5, "sms_state"},
                                    {6, "contact_step"},
                                    {7, "link_state"},
                                    {8, "freeze_cause"},
                                    {9, "history_kind"}};
  return name_in(kNames, vocabulary);
}

doverie_string doverie_start_status_name(doverie_start_status status) {
  static constexpr Name kNames[] = {{1, "pending"}, {2, "frozen"}, {3, "contact_unavailable"}, {4, "not_protected"},
                                    {5, "not_needed"}};
  return name_in(kNames, status);
}

doverie_string doverie_invitation_state_name(doverie_invitation_state state) {
  static constexpr Name kNames[] = {{1, "pending"}, {2, "accepted"}, {3, "declined"}, {4, "cancelled"}, {5, "expired"}};
  return name_in(kNames, state);
}

doverie_string doverie_request_state_name(doverie_request_state state) {
  static constexpr Name kNames[] = {{1, "pending"}, {2, "awaiting_code"}, {3, "approved"}, {4, "redeemed"}, {5, "denied"},
                                    {6, "cancelled"}, {7, "voided"}, {8, "expired"}};
  return name_in(kNames, state);
}

doverie_string doverie_request_end_name(doverie_request_end end) {
  static constexpr Name kNames[] = {{1, "redeemed"},
                                    {2, "denied_by_trustor"},
                                    {3, "denied_by_contact"},
                                    {4, "another_approved"},
                                    {5, "cancelled"},
                                    {6, "expired"},
                                    {7, "fraud"},
                                    {8, "frozen"},
                                    {9, "other_means"},
                                    {10, "phone_changed"},
                                    {11, "account_closed"},
                                    {12, "revoked"}};
  return name_in(kNames, end);
}

doverie_string doverie_sms_state_name(doverie_sms_state state) {
  static constexpr Name kNames[] = {{1, "on_its_way"}, {2, "taken"}, {3, "delivered"}, {4, "failed"}};
  return name_in(kNames, state);
}

doverie_string doverie_contact_step_name(doverie_contact_step step) {
  static constexpr Name kNames[] = {{1, "approve"}, {2, "type_code"}, {3, "wait"}};
  return name_in(kNames, step);
}

doverie_string doverie_link_state_name(doverie_link_state state) {
  static constexpr Name kNames[] = {{1, "not_active_yet"}, {2, "active"}, {3, "leaving"}, {4, "leaving_suspended"}};
  return name_in(kNames, state);
}

doverie_string doverie_freeze_cause_name(doverie_freeze_cause cause) {
  static constexpr Name kNames[] = {{1, "trustor"}, {2, "contact"}, {3, "host"}};
  return name_in(kNames, cause);
}

doverie_string doverie_history_kind_name(doverie_history_kind kind) {
  static constexpr Name kNames[] = {{1, "invitation_sent"},
                                    {2, "invitation_withdrawn"},
                                    {3, "contact_appointed"},
                                    {4, "contact_removed"},
                                    {5, "contact_resigned"},
                                    {6, "removal_asked"},
                                    {7, "resignation_asked"},
                                    {8, "removal_withdrawn"},
                                    {9, "resignation_withdrawn"},
                                    {10, "removal_resumed"},
                                    {11, "resignation_resumed"},
                                    {12, "recovery_started"},
                                    {13, "recovery_confirmed"},
                                    {14, "recovery_approved"},
                                    {15, "recovery_ended"},
                                    {16, "recovery_locked"},
                                    {17, "fraud_reported"},
                                    {18, "account_frozen"},
                                    {19, "account_unfrozen"},
                                    {20, "owner_seen"},
                                    {21, "recovered_by_other_means"},
                                    {22, "account_changed"},
                                    {23, "data_erased"},
                                    {24, "contact_imported"}};
  return name_in(kNames, kind);
}

doverie_string doverie_phone_state_name(doverie_phone_state state) {
  static constexpr Name kNames[] = {{0, "none"}, {1, "confirmed"}, {2, "replacing"}};
  return name_in(kNames, state);
}

doverie_string doverie_key_purpose_name(doverie_key_purpose purpose) {
  static constexpr Name kNames[] = {{1, "code"}, {2, "index"}, {3, "audit"}};
  return name_in(kNames, purpose);
}

doverie_string doverie_key_state_name(doverie_key_state state) {
  static constexpr Name kNames[] = {{1, "active"}, {2, "verify_only"}, {3, "revoked"}};
  return name_in(kNames, state);
}

doverie_string doverie_settle_as_name(doverie_settle_as settle_as) {
  static constexpr Name kNames[] = {{1, "sent"}, {2, "later"}, {3, "dropped"}};
  return name_in(kNames, settle_as);
}

doverie_string doverie_sms_outcome_name(doverie_sms_outcome outcome) {
  static constexpr Name kNames[] = {{1, "accepted"}, {2, "try_later"}, {3, "never"}, {4, "unsure"}};
  return name_in(kNames, outcome);
}

doverie_string doverie_role_name(doverie_role role) {
  static constexpr Name kNames[] = {{1, "trustor"}, {2, "contact"}};
  return name_in(kNames, role);
}

doverie_string doverie_language_name(doverie_language language) {
  static constexpr Name kNames[] = {{1, "russian"}, {2, "english"}};
  return name_in(kNames, language);
}

doverie_string doverie_channel_name(doverie_channel channel) {
  static constexpr Name kNames[] = {{1, "cabinet"}, {2, "push"}, {3, "email"}};
  return name_in(kNames, channel);
}

doverie_string doverie_viewer_name(doverie_viewer viewer) {
  static constexpr Name kNames[] = {{1, "trustor"}, {2, "contact"}, {3, "recoverer"}};
  return name_in(kNames, viewer);
}

doverie_string doverie_command_outcome_name(doverie_command_outcome outcome) {
  static constexpr Name kNames[] = {{1, "done"}, {2, "refused"}, {3, "faulted"}, {4, "unknown"}};
  return name_in(kNames, outcome);
}

doverie_string doverie_shadow_kind_name(doverie_shadow_kind kind) {
  static constexpr Name kNames[] = {{1, "refused"}, {2, "allowed"}, {3, "other_reasons"}, {4, "other_answer"},
                                    {5, "failed"}};
  return name_in(kNames, kind);
}

doverie_string doverie_audit_finding_kind_name(doverie_audit_finding_kind kind) {
  static constexpr Name kNames[] = {{1, "event_changed"},
                                    {2, "event_missing"},
                                    {3, "event_misplaced"},
                                    {4, "seal_unverifiable"},
                                    {5, "differs_from_checkpoint"},
                                    {6, "tail_missing"},
                                    {7, "stream_missing"},
                                    {8, "stream_erased"},
                                    {9, "checkpoint_unsigned"},
                                    {10, "checkpoint_out_of_chain"},
                                    {11, "epoch_differs"},
                                    {12, "line_unreadable"}};
  return name_in(kNames, kind);
}

doverie_string doverie_replay_outcome_name(doverie_replay_outcome outcome) {
  static constexpr Name kNames[] = {{1, "same"}, {2, "refused"}, {3, "further"}, {4, "fallen"}, {5, "untold"}};
  return name_in(kNames, outcome);
}

doverie_string doverie_replay_gap_name(doverie_replay_gap gap) {
  static constexpr Name kNames[] = {{1, "fact"}, {2, "age"}, {3, "policy"}, {4, "number"}, {5, "approvals"}, {6, "login"},
                                    {7, "person"}, {8, "earlier"}, {9, "erased"}};
  return name_in(kNames, gap);
}

doverie_string doverie_operation_state_name(doverie_operation_state state) {
  static constexpr Name kNames[] = {{1, "loading"}, {2, "writing"}, {3, "done"}};
  return name_in(kNames, state);
}

doverie_string doverie_append_outcome_name(doverie_append_outcome outcome) {
  static constexpr Name kNames[] = {{1, "appended"}, {2, "already"}, {3, "conflict"}, {4, "unknown"}};
  return name_in(kNames, outcome);
}

doverie_string doverie_notice_kind_name(int32_t notice) {
  static constexpr Name kNames[] = {{101, "contact_appointed"},
                                    {102, "contact_removed"},
                                    {103, "removal_asked"},
                                    {104, "removal_withdrawn"},
                                    {105, "removal_resumed"},
                                    {106, "link_imported"},
                                    {201, "recovery_started"},
                                    {202, "recovery_waiting"},
                                    {203, "recovery_approved"},
                                    {204, "recovery_redeemed"},
                                    {205, "recovery_denied"},
                                    {206, "recovery_cancelled"},
                                    {207, "recovery_expired"},
                                    {208, "recovery_unused"},
                                    {209, "wrong_numbers"},
                                    {210, "contact_locked"},
                                    {211, "recovery_locked"},
                                    {212, "approvals_conflict"},
                                    {301, "fraud_reported"},
                                    {302, "account_frozen"},
                                    {303, "account_unfrozen"},
                                    {304, "contact_changed"},
                                    {305, "trustor_changed"},
                                    {306, "recovered_by_other_means"},
                                    {307, "fraud_reported_again"}};
  return name_in(kNames, notice);
}
// END names
// clang-format on
