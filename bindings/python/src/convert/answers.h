// SPDX-License-Identifier: Apache-2.0
//
// What commands answer.
#ifndef DOVERIE_BINDINGS_PYTHON_ANSWERS_H_
#define DOVERIE_BINDINGS_PYTHON_ANSWERS_H_

#include "convert/record.h"
#include "convert/states.h"
#include "doverie/core/answers.h"
#include "doverie/service.h"

namespace doverie::python {

template <>
struct Record<Attestation> {
  static constexpr const char* kClass = "Attestation";
  static constexpr auto kFields = std::tuple{field("spoke_with_trustor", &Attestation::spoke_with_trustor),
                                             field("nobody_misleads", &Attestation::nobody_misleads),
                                             field("number", &Attestation::number),
                                             field("version", &Attestation::version),
                                             field("agreed", &Attestation::agreed),
                                             field("operation", &Attestation::operation)};
};

template <>
struct Record<Invited> {
  static constexpr const char* kClass = "Invited";
  static constexpr auto kFields =
      std::tuple{field("id", &Invited::invitation), field("expires_at", &Invited::expires_at),
                 field("phone_masked", &Invited::phone_masked), field("notice_allowed", &Invited::notice_allowed)};
};

template <>
struct Record<Accepted> {
  static constexpr const char* kClass = "Accepted";
  static constexpr auto kFields =
      std::tuple{field("trustor", &Accepted::trustor), field("active_from", &Accepted::active_from)};
};

template <>
struct Record<RecoveryStarted> {
  static constexpr const char* kClass = "RecoveryStarted";
  static constexpr auto kFields =
      std::tuple{field("status", &RecoveryStarted::status), field("request_id", &RecoveryStarted::request),
                 field("number", &RecoveryStarted::number), field<ConvertInstantOrNone>("until", &RecoveryStarted::until),
                 field("would_be_protected", &RecoveryStarted::would_be_protected)};
};

template <>
struct Record<Approved> {
  static constexpr const char* kClass = "Approved";
  static constexpr auto kFields =
      std::tuple{field("phone_masked", &Approved::phone_masked), field("code_expires_at", &Approved::code_expires_at)};
};

template <>
struct Record<CodeConfirmed> {
  static constexpr const char* kClass = "CodeConfirmed";
  static constexpr auto kFields = std::tuple{field("approved", &CodeConfirmed::approved),
                                             field<ConvertInstantOrNone>("redeem_before", &CodeConfirmed::redeem_before),
                                             field<ConvertInstantOrNone>("redeem_from", &CodeConfirmed::redeem_from)};
};

template <>
struct Record<Grant> {
  static constexpr const char* kClass = "Grant";
  static constexpr auto kFields =
      std::tuple{field("id", &Grant::id), field("trustor", &Grant::trustor), field("operation", &Grant::operation)};
};

template <>
struct Record<Progress> {
  static constexpr const char* kClass = "Progress";
  static constexpr auto kFields =
      std::tuple{field("confirmed", &Progress::confirmed), field("required", &Progress::required)};
};

template <>
struct Record<RecoveryView> {
  static constexpr const char* kClass = "RecoveryView";
  static constexpr auto kFields = std::tuple{field("state", &RecoveryView::state),
                                             field("standing", &RecoveryView::standing),
                                             field("number", &RecoveryView::number),
                                             field("expires_at", &RecoveryView::expires_at),
                                             field<ConvertInstantOrNone>("redeem_from", &RecoveryView::redeem_from),
                                             field("progress", &RecoveryView::progress)};
};

template <>
struct Record<InvitationView> {
  static constexpr const char* kClass = "InvitationView";
  static constexpr auto kFields = std::tuple{field("id", &InvitationView::invitation),
                                             field("state", &InvitationView::state),
                                             field("trustor", &InvitationView::trustor),
                                             field("name", &InvitationView::name),
                                             field("phone_masked", &InvitationView::phone_masked),
                                             field("sent_at", &InvitationView::sent_at),
                                             field("expires_at", &InvitationView::expires_at)};
};

template <>
struct Record<ContactEntry> {
  static constexpr const char* kClass = "ContactEntry";
  static constexpr auto kFields = std::tuple{field("contact", &ContactEntry::contact),
                                             field("appointed_at", &ContactEntry::appointed_at),
                                             field("active_from", &ContactEntry::active_from),
                                             field("removal_from", &ContactEntry::removal_from),
                                             field("resignation_from", &ContactEntry::resignation_from),
                                             field("removal_suspended", &ContactEntry::removal_suspended),
                                             field("resignation_suspended", &ContactEntry::resignation_suspended),
                                             field("state", &ContactEntry::state)};
};

template <>
struct Record<TrustorEntry> {
  static constexpr const char* kClass = "TrustorEntry";
  static constexpr auto kFields = std::tuple{field("trustor", &TrustorEntry::trustor),
                                             field("appointed_at", &TrustorEntry::appointed_at),
                                             field("active_from", &TrustorEntry::active_from),
                                             field("removal_from", &TrustorEntry::removal_from),
                                             field("resignation_from", &TrustorEntry::resignation_from),
                                             field("removal_suspended", &TrustorEntry::removal_suspended),
                                             field("resignation_suspended", &TrustorEntry::resignation_suspended),
                                             field("state", &TrustorEntry::state),
                                             field("frozen", &TrustorEntry::frozen)};
};

template <>
struct Record<CodeView> {
  static constexpr const char* kClass = "CodeView";
  static constexpr auto kFields = std::tuple{field("sms", &CodeView::sms),
                                             field("sms_at", &CodeView::sms_at),
                                             field("phone_masked", &CodeView::phone_masked),
                                             field("expires_at", &CodeView::expires_at),
                                             field("resend_from", &CodeView::resend_from),
                                             field("sends_left", &CodeView::sends_left),
                                             field("call_in_progress", &CodeView::call_in_progress),
                                             field("attempts_left", &CodeView::attempts_left),
                                             field("attempts_from", &CodeView::attempts_from)};
};

template <>
struct Record<SetAsideMessage> {
  static constexpr const char* kClass = "SetAsideMessage";
  static constexpr auto kFields =
      std::tuple{field("id", &SetAsideMessage::id), field<ConvertBytes>("data", &SetAsideMessage::bytes),
                 field("why", &SetAsideMessage::why)};
};

template <>
struct Record<RequestView> {
  static constexpr const char* kClass = "RequestView";
  static constexpr auto kFields = std::tuple{field("id", &RequestView::request),
                                             field("trustor", &RequestView::trustor),
                                             field("number", &RequestView::number),
                                             field("state", &RequestView::state),
                                             field("verified_factor", &RequestView::verified_factor),
                                             field("started_at", &RequestView::started_at),
                                             field("expires_at", &RequestView::expires_at),
                                             field<ConvertInstantOrNone>("redeem_from", &RequestView::redeem_from),
                                             field("attestation_version", &RequestView::attestation_version),
                                             field("code", &RequestView::code),
                                             field("operation", &RequestView::operation),
                                             field("progress", &RequestView::progress),
                                             field("step", &RequestView::step),
                                             field("end", &RequestView::end),
                                             field("ended_at", &RequestView::ended_at),
                                             field("number_attempts_left", &RequestView::number_attempts_left)};
};

template <>
struct Record<TrustorView> {
  static constexpr const char* kClass = "TrustorView";
  static constexpr auto kFields = std::tuple{field("contacts", &TrustorView::contacts),
                                             field("invitations", &TrustorView::invitations),
                                             field("requests", &TrustorView::requests),
                                             field("frozen_until", &TrustorView::frozen_until),
                                             field("recovery_locked", &TrustorView::recovery_locked),
                                             field("observed", &TrustorView::observed),
                                             field("frozen_since", &TrustorView::frozen_since),
                                             field("frozen_by", &TrustorView::frozen_by),
                                             field("frozen_by_contact", &TrustorView::frozen_by_contact),
                                             field("contacts_required", &TrustorView::contacts_required),
                                             field("contacts_able", &TrustorView::contacts_able),
                                             field("free_places", &TrustorView::free_places),
                                             field("invitations_left", &TrustorView::invitations_left),
                                             field("invitations_from", &TrustorView::invitations_from)};
};

template <>
struct Record<ContactView> {
  static constexpr const char* kClass = "ContactView";
  static constexpr auto kFields =
      std::tuple{field("invitations", &ContactView::invitations), field("trustors", &ContactView::trustors),
                 field("requests", &ContactView::requests), field("locked_until", &ContactView::locked_until),
                 field("more_invitations", &ContactView::more_invitations)};
};

template <>
struct Record<InvitationPage> {
  static constexpr const char* kClass = "InvitationPage";
  static constexpr auto kFields =
      std::tuple{field("invitations", &InvitationPage::invitations), field("next_cursor", &InvitationPage::next_cursor)};
};

template <>
struct Record<HistoryEntry> {
  static constexpr const char* kClass = "HistoryEntry";
  static constexpr auto kFields =
      std::tuple{field("version", &HistoryEntry::version),     field("at", &HistoryEntry::at),
                 field("kind", &HistoryEntry::kind),           field("contact", &HistoryEntry::contact),
                 field("request_id", &HistoryEntry::request),  field("invitation_id", &HistoryEntry::invitation),
                 field("operation", &HistoryEntry::operation), field("end", &HistoryEntry::end)};
};

template <>
struct Record<HistoryPage> {
  static constexpr const char* kClass = "HistoryPage";
  static constexpr auto kFields =
      std::tuple{field("entries", &HistoryPage::entries), field("next_cursor", &HistoryPage::next_cursor)};
};

template <>
struct Record<AuditEntry> {
  static constexpr const char* kClass = "AuditEntry";
  static constexpr auto kFields =
      std::tuple{field("version", &AuditEntry::version), field("type", &AuditEntry::type),
                 field("at", &AuditEntry::at),           field<ConvertBytes>("event", &AuditEntry::event),
                 field("english", &AuditEntry::english), field("russian", &AuditEntry::russian)};
};

template <>
struct Record<Finding> {
  static constexpr const char* kClass = "Finding";
  static constexpr auto kFields = std::tuple{
      field("kind", &Finding::kind),       field("against", &Finding::against), field("account", &Finding::account),
      field("request", &Finding::request), field("reason", &Finding::reason),   field("detail", &Finding::detail),
      field("needs", &Finding::needs),     field("has", &Finding::has),         field("since", &Finding::since),
      field("until", &Finding::until),     field("english", &Finding::english), field("russian", &Finding::russian)};
};

template <>
struct Record<TimelineEntry> {
  static constexpr const char* kClass = "TimelineEntry";
  static constexpr auto kFields =
      std::tuple{field("at", &TimelineEntry::at),           field("type", &TimelineEntry::type),
                 field("trustor", &TimelineEntry::trustor), field("request", &TimelineEntry::request),
                 field("english", &TimelineEntry::english), field("russian", &TimelineEntry::russian)};
};

template <>
struct Record<Diagnosis> {
  static constexpr const char* kClass = "Diagnosis";
  static constexpr auto kFields = std::tuple{field("start", &Diagnosis::start), field("findings", &Diagnosis::findings)};
};

template <>
struct Record<PumpCounts> {
  static constexpr const char* kClass = "PumpCounts";
  static constexpr auto kFields =
      std::tuple{field("sent", &PumpCounts::sent),          field("postponed", &PumpCounts::postponed),
                 field("refused", &PumpCounts::refused),    field("expired", &PumpCounts::expired),
                 field("obsolete", &PumpCounts::obsolete),  field("untold", &PumpCounts::untold),
                 field("set_aside", &PumpCounts::set_aside)};
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ANSWERS_H_
