// SPDX-License-Identifier: Apache-2.0
//
// Answers, read into the caller's structs.
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

// The number of an enumerator, or a flag.
template <class Enum>
std::int32_t value(Enum enumerator) {
  return static_cast<std::int32_t>(enumerator);
}
// 0 for nothing.
template <class Enum>
std::int32_t value(const std::optional<Enum>& enumerator) {
  return enumerator ? value(*enumerator) : 0;
}

// Fills `out` with what `convert` makes of the answer, which has to be a T.
template <class T, class Out, class Convert>
doverie_status get(const doverie_answer* answer, Out* out, doverie_error** error, Convert&& convert) {
  return guarded(error, [&]() -> Status {
    const T* found = std::get_if<T>(&use(answer, "answer").answer);
    if (found == nullptr) wrong("answer", "of another kind than asked for");
    write(out, convert(*found));
    return Done{};
  });
}

// The list of that type in whichever of these views or pages the answer is.
template <class T, class... Views>
const std::vector<T>& list_in(const Answer& answer, std::vector<T> Views::*... lists) {
  const std::vector<T>* found = nullptr;
  const auto look = [&]<class View>(std::vector<T> View::* list) {
    if (const auto* view = std::get_if<View>(&answer)) found = &(view->*list);
  };
  (look(lists), ...);
  if (found == nullptr) wrong("answer", "of another kind than one with such a list");
  return *found;
}

// Fills `out` with what `convert` makes of element `index` of that list.
template <class Out, class Convert, class T, class... Views>
doverie_status get_at(const doverie_answer* answer, std::size_t index, Out* out, doverie_error** error, Convert&& convert,
                      std::vector<T> Views::*... lists) {
  return guarded(error, [&]() -> Status {
    write(out, convert(element(list_in<T>(use(answer, "answer").answer, lists...), index)));
    return Done{};
  });
}

// The findings of a diagnosis, or of what is held of a person.
const std::vector<Finding>& findings_in(const Answer& answer) {
  if (const auto* diagnosis = std::get_if<Diagnosis>(&answer)) return diagnosis->findings;
  if (const auto* holdings = std::get_if<Holdings>(&answer)) return holdings->items;
  wrong("answer", "without findings");
}

doverie_request_view request_view(const doverie::RequestView& view) {
  doverie_request_view out{.request = borrowed(view.request),
                           .trustor = borrowed(view.trustor),
                           .number = borrowed(view.number),
                           .state = value(view.state),
                           .verified_factor = value(view.verified_factor),
                           .started_at = number(view.started_at),
                           .expires_at = number(view.expires_at),
                           .redeem_from = number(view.redeem_from),
                           .attestation_version = view.attestation_version,
                           .operation = borrowed(view.operation)};
  out.confirmed = view.progress.confirmed;
  out.required = view.progress.required;
  out.step = value(view.step);
  out.end = value(view.end);
  out.ended_at = number(view.ended_at);
  out.number_attempts_left = view.number_attempts_left.value_or(-1);
  if (!view.code) return out;
  out.code_sms = value(view.code->sms);
  out.code_sends_left = view.code->sends_left;
  out.code_attempts_left = view.code->attempts_left;
  out.code_sms_at = number(view.code->sms_at);
  out.code_expires_at = number(view.code->expires_at);
  out.code_resend_from = number(view.code->resend_from);
  out.code_phone_masked = borrowed(view.code->phone_masked);
  out.code_call_in_progress = value(view.code->call_in_progress);
  out.code_attempts_from = number(view.code->attempts_from);
  return out;
}

// By the place in the variant; 0: no answer to a command or question.
constexpr doverie_answer_kind kKinds[] = {
    0,
    DOVERIE_ANSWER_INVITED,
    DOVERIE_ANSWER_ACCEPTED,
    DOVERIE_ANSWER_RECOVERY_STARTED,
    DOVERIE_ANSWER_APPROVED,
    DOVERIE_ANSWER_CODE_CONFIRMED,
    DOVERIE_ANSWER_GRANT,
    DOVERIE_ANSWER_RECOVERY_VIEW,
    DOVERIE_ANSWER_TRUSTOR_VIEW,
    DOVERIE_ANSWER_CONTACT_VIEW,
    DOVERIE_ANSWER_AUDIT_TRAIL,
    DOVERIE_ANSWER_DIAGNOSIS,
    DOVERIE_ANSWER_TIMELINE,
    DOVERIE_ANSWER_HOLDINGS,
    0,
    DOVERIE_ANSWER_INVITATION_PAGE,
    DOVERIE_ANSWER_HISTORY_PAGE,
};
static_assert(std::size(kKinds) == std::variant_size_v<Answer::variant>);

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_answer_kind doverie_answer_get_kind(const doverie_answer* answer) {
  return alive(answer) ? kKinds[answer->answer.index()] : 0;
}
using doverie::ContactView;
using doverie::TrustorView;

// --- Of commands.

doverie_status doverie_answer_invited(const doverie_answer* answer, doverie_invited* out, doverie_error** error) {
  return get<doverie::Invited>(answer, out, error, [](const doverie::Invited& invited) -> doverie_invited {
    return {.invitation = borrowed(invited.invitation),
            .phone_masked = borrowed(invited.phone_masked),
            .notice_allowed = value(invited.notice_allowed),
            .expires_at = number(invited.expires_at)};
  });
}

doverie_status doverie_answer_accepted(const doverie_answer* answer, doverie_accepted* out, doverie_error** error) {
  return get<doverie::Accepted>(answer, out, error, [](const doverie::Accepted& accepted) -> doverie_accepted {
    return {.trustor = borrowed(accepted.trustor), .active_from = number(accepted.active_from)};
  });
}

doverie_status doverie_answer_recovery_started(const doverie_answer* answer, doverie_recovery_started* out,
                                               doverie_error** error) {
  return get<doverie::RecoveryStarted>(answer, out, error,
                                       [](const doverie::RecoveryStarted& started) -> doverie_recovery_started {
                                         return {.status = value(started.status),
                                                 .would_be_protected = value(started.would_be_protected),
                                                 .request = borrowed(started.request),
                                                 .number = borrowed(started.number),
                                                 .until = number(started.until)};
                                       });
}

doverie_status doverie_answer_approved(const doverie_answer* answer, doverie_approved* out, doverie_error** error) {
  return get<doverie::Approved>(answer, out, error, [](const doverie::Approved& approved) -> doverie_approved {
    return {.phone_masked = borrowed(approved.phone_masked), .code_expires_at = number(approved.code_expires_at)};
  });
}

doverie_status doverie_answer_code_confirmed(const doverie_answer* answer, doverie_code_confirmed* out,
                                             doverie_error** error) {
  return get<doverie::CodeConfirmed>(answer, out, error,
                                     [](const doverie::CodeConfirmed& confirmed) -> doverie_code_confirmed {
                                       return {.approved = value(confirmed.approved),
                                               .redeem_before = number(confirmed.redeem_before),
                                               .redeem_from = number(confirmed.redeem_from)};
                                     });
}

doverie_status doverie_answer_grant(const doverie_answer* answer, doverie_grant* out, doverie_error** error) {
  return get<doverie::Grant>(answer, out, error, [](const doverie::Grant& grant) -> doverie_grant {
    return {.id = borrowed(grant.id), .trustor = borrowed(grant.trustor), .operation = borrowed(grant.operation)};
  });
}

// --- Of questions.

doverie_status doverie_answer_recovery_view(const doverie_answer* answer, doverie_recovery_view* out,
                                            doverie_error** error) {
  return get<doverie::RecoveryView>(answer, out, error, [](const doverie::RecoveryView& view) -> doverie_recovery_view {
    return {.state = value(view.state),
            .standing = value(view.standing),
            .number = borrowed(view.number),
            .expires_at = number(view.expires_at),
            .redeem_from = number(view.redeem_from),
            .confirmed = view.progress ? view.progress->confirmed : 0,
            .required = view.progress ? view.progress->required : 0};
  });
}

doverie_status doverie_answer_trustor_view(const doverie_answer* answer, doverie_trustor_view* out, doverie_error** error) {
  return get<TrustorView>(answer, out, error, [](const TrustorView& view) -> doverie_trustor_view {
    return {.contact_count = view.contacts.size(),
            .invitation_count = view.invitations.size(),
            .request_count = view.requests.size(),
            .recovery_locked = value(view.recovery_locked),
            .observed = value(view.observed),
            .frozen_until = number(view.frozen_until),
            .frozen_since = number(view.frozen_since),
            .frozen_by = value(view.frozen_by),
            .contacts_required = view.contacts_required,
            .frozen_by_contact = borrowed(view.frozen_by_contact),
            .contacts_able = view.contacts_able,
            .free_places = view.free_places,
            .invitations_left = view.invitations_left,
            .invitations_from = number(view.invitations_from)};
  });
}

doverie_status doverie_answer_contact_view(const doverie_answer* answer, doverie_contact_view* out, doverie_error** error) {
  return get<ContactView>(answer, out, error, [](const ContactView& view) -> doverie_contact_view {
    return {.invitation_count = view.invitations.size(),
            .trustor_count = view.trustors.size(),
            .request_count = view.requests.size(),
            .locked_until = number(view.locked_until),
            .more_invitations = borrowed(view.more_invitations)};
  });
}

doverie_status doverie_answer_contact_at(const doverie_answer* answer, size_t index, doverie_contact_entry* out,
                                         doverie_error** error) {
  const auto convert = [](const doverie::ContactEntry& entry) -> doverie_contact_entry {
    return {.contact = borrowed(entry.contact),
            .appointed_at = number(entry.appointed_at),
            .active_from = number(entry.active_from),
            .removal_from = number(entry.removal_from),
            .resignation_from = number(entry.resignation_from),
            .state = value(entry.state),
            .removal_suspended = value(entry.removal_suspended),
            .resignation_suspended = value(entry.resignation_suspended)};
  };
  return get_at(answer, index, out, error, convert, &TrustorView::contacts);
}

doverie_status doverie_answer_trustor_at(const doverie_answer* answer, size_t index, doverie_trustor_entry* out,
                                         doverie_error** error) {
  const auto convert = [](const doverie::TrustorEntry& entry) -> doverie_trustor_entry {
    return {.trustor = borrowed(entry.trustor),
            .appointed_at = number(entry.appointed_at),
            .active_from = number(entry.active_from),
            .removal_from = number(entry.removal_from),
            .resignation_from = number(entry.resignation_from),
            .state = value(entry.state),
            .removal_suspended = value(entry.removal_suspended),
            .resignation_suspended = value(entry.resignation_suspended),
            .frozen = value(entry.frozen)};
  };
  return get_at(answer, index, out, error, convert, &ContactView::trustors);
}

doverie_status doverie_answer_invitation_at(const doverie_answer* answer, size_t index, doverie_invitation_view* out,
                                            doverie_error** error) {
  const auto convert = [](const doverie::InvitationView& view) -> doverie_invitation_view {
    return {.invitation = borrowed(view.invitation),
            .state = value(view.state),
            .trustor = borrowed(view.trustor),
            .name = borrowed(view.name),
            .phone_masked = borrowed(view.phone_masked),
            .sent_at = number(view.sent_at),
            .expires_at = number(view.expires_at)};
  };
  return get_at(answer, index, out, error, convert, &TrustorView::invitations, &ContactView::invitations,
                &doverie::InvitationPage::invitations);
}

doverie_status doverie_answer_request_at(const doverie_answer* answer, size_t index, doverie_request_view* out,
                                         doverie_error** error) {
  return get_at(answer, index, out, error, &request_view, &TrustorView::requests, &ContactView::requests);
}

doverie_status doverie_answer_invitation_page(const doverie_answer* answer, doverie_invitation_page* out,
                                              doverie_error** error) {
  return get<doverie::InvitationPage>(
      answer, out, error, [](const doverie::InvitationPage& page) -> doverie_invitation_page {
        return {.invitation_count = page.invitations.size(), .next_cursor = borrowed(page.next_cursor)};
      });
}

doverie_status doverie_answer_history_page(const doverie_answer* answer, doverie_history_page* out, doverie_error** error) {
  return get<doverie::HistoryPage>(answer, out, error, [](const doverie::HistoryPage& page) -> doverie_history_page {
    return {.entry_count = page.entries.size(), .next_cursor = borrowed(page.next_cursor)};
  });
}

doverie_status doverie_answer_history_entry_at(const doverie_answer* answer, size_t index, doverie_history_entry* out,
                                               doverie_error** error) {
  const auto convert = [](const doverie::HistoryEntry& entry) -> doverie_history_entry {
    return {.version = entry.version,
            .at = number(entry.at),
            .kind = value(entry.kind),
            .end = value(entry.end),
            .contact = borrowed(entry.contact),
            .request = borrowed(entry.request),
            .invitation = borrowed(entry.invitation),
            .operation = borrowed(entry.operation)};
  };
  return get_at(answer, index, out, error, convert, &doverie::HistoryPage::entries);
}

doverie_status doverie_answer_audit_trail(const doverie_answer* answer, doverie_audit_trail* out, doverie_error** error) {
  return get<doverie::AuditTrail>(answer, out, error, [](const doverie::AuditTrail& trail) -> doverie_audit_trail {
    return {.entry_count = trail.entries.size()};
  });
}

doverie_status doverie_answer_audit_entry_at(const doverie_answer* answer, size_t index, doverie_audit_entry* out,
                                             doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto* trail = std::get_if<doverie::AuditTrail>(&use(answer, "answer").answer);
    if (trail == nullptr) wrong("answer", "not an audit trail");
    const doverie::AuditEntry& entry = element(trail->entries, index);
    write(out, {.version = entry.version,
                .type = borrowed(entry.type),
                .at = number(entry.at),
                .event = borrowed(entry.event),
                .english = borrowed(entry.english),
                .russian = borrowed(entry.russian)});
    return doverie::Done{};
  });
}

doverie_status doverie_answer_diagnosis(const doverie_answer* answer, doverie_diagnosis* out, doverie_error** error) {
  return get<doverie::Diagnosis>(answer, out, error, [](const doverie::Diagnosis& found) -> doverie_diagnosis {
    return {.finding_count = found.findings.size(), .start = found.start ? value(*found.start) : 0};
  });
}

doverie_status doverie_answer_timeline(const doverie_answer* answer, doverie_timeline* out, doverie_error** error) {
  return get<doverie::Timeline>(answer, out, error, [](const doverie::Timeline& timeline) -> doverie_timeline {
    return {.entry_count = timeline.entries.size()};
  });
}

doverie_status doverie_answer_timeline_entry_at(const doverie_answer* answer, size_t index, doverie_timeline_entry* out,
                                                doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto* timeline = std::get_if<doverie::Timeline>(&use(answer, "answer").answer);
    if (timeline == nullptr) wrong("answer", "not a timeline");
    const doverie::TimelineEntry& entry = element(timeline->entries, index);
    write(out, {.at = number(entry.at),
                .type = borrowed(entry.type),
                .trustor = borrowed(entry.trustor),
                .request = borrowed(entry.request),
                .english = borrowed(entry.english),
                .russian = borrowed(entry.russian)});
    return doverie::Done{};
  });
}

doverie_status doverie_answer_holdings(const doverie_answer* answer, doverie_holdings* out, doverie_error** error) {
  return get<doverie::Holdings>(answer, out, error, [](const doverie::Holdings& held) -> doverie_holdings {
    return {.item_count = held.items.size()};
  });
}

doverie_status doverie_answer_finding_at(const doverie_answer* answer, size_t index, doverie_finding* out,
                                         doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::Finding& finding = element(findings_in(use(answer, "answer").answer), index);
    write(out, {.against = value(finding.against),
                .needs = finding.needs.value_or(DOVERIE_ABSENT),
                .has = finding.has.value_or(DOVERIE_ABSENT),
                .since = number(finding.since),
                .until = number(finding.until),
                .kind = borrowed(finding.kind),
                .account = borrowed(finding.account),
                .request = borrowed(finding.request),
                .reason = borrowed(finding.reason),
                .detail = borrowed(finding.detail),
                .english = borrowed(finding.english),
                .russian = borrowed(finding.russian)});
    return doverie::Done{};
  });
}

void doverie_answer_free(doverie_answer* answer) {
  free_handle(answer);
}
