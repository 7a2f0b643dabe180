// SPDX-License-Identifier: Apache-2.0
//
// What may the owner know of what has happened in the own circle? Each type of event is shown as an entry, or has a reason not to
// be. Not shown: SMS and wrong codes, which are the contacts'; calls; what the library notes for itself; names of operators.
#include "core/decisions/decide.h"
#include "core/decisions/pages.h"
#include "core/records/evolve.h"

namespace doverie {

namespace {

// What an event is to the owner; nothing when it is not shown.
class EntryOf {
 public:
  using Shown = std::optional<HistoryEntry>;

  Shown operator()(const event::InvitationSent& e) const { return of(HistoryKind::invitation_sent, e); }
  Shown operator()(const event::InvitationWithdrawn& e) const { return of(HistoryKind::invitation_withdrawn, e); }
  Shown operator()(const event::ContactAppointed& e) const { return of(HistoryKind::contact_appointed, e); }
  Shown operator()(const event::LinkImported& e) const { return of(HistoryKind::contact_imported, e); }
  // A contact whose account has closed looks as one who has resigned. [C18a]
  Shown operator()(const event::ContactRemoved& e) const {
    return of(e.by == "trustor" ? HistoryKind::contact_removed : HistoryKind::contact_resigned, e);
  }
  Shown operator()(const event::RemovalAsked& e) const {
    return of(e, HistoryKind::removal_asked, HistoryKind::resignation_asked);
  }
  Shown operator()(const event::RemovalWithdrawn& e) const {
    return of(e, HistoryKind::removal_withdrawn, HistoryKind::resignation_withdrawn);
  }
  Shown operator()(const event::RemovalResumed& e) const {
    return of(e, HistoryKind::removal_resumed, HistoryKind::resignation_resumed);
  }
  Shown operator()(const event::RecoveryStarted& e) const {
    auto shown = of(HistoryKind::recovery_started, e);
    shown->operation = e.operation;
    return shown;
  }
  Shown operator()(const event::CodeConfirmed& e) const { return of(HistoryKind::recovery_confirmed, e); }
  Shown operator()(const event::RecoveryApproved& e) const { return of(HistoryKind::recovery_approved, e); }
  Shown operator()(const event::RecoveryRedeemed& e) const { return ended(e, RequestEnd::redeemed); }
  Shown operator()(const event::RecoveryDenied& e) const { return ended(e, end_of_denial(e.by)); }
  Shown operator()(const event::RecoveryCancelled& e) const { return ended(e, RequestEnd::cancelled); }
  Shown operator()(const event::RecoveryVoided& e) const { return ended(e, end_of_void(e.why)); }
  // Whose wrong codes they were is not told.
  Shown operator()(const event::CodeRejected& e) const {
    return e.locks_recovery ? Shown(HistoryEntry{.kind = HistoryKind::recovery_locked, .request = e.request}) : std::nullopt;
  }
  Shown operator()(const event::FraudReported& e) const { return of(HistoryKind::fraud_reported, e); }
  Shown operator()(const event::AccountFrozen& e) const { return of(HistoryKind::account_frozen, e); }
  Shown operator()(const event::AccountUnfrozen& e) const { return of(HistoryKind::account_unfrozen, e); }
  Shown operator()(const event::OwnerSeen& e) const { return of(HistoryKind::owner_seen, e); }
  Shown operator()(const event::RecoveredByOtherMeans& e) const { return of(HistoryKind::recovered_by_other_means, e); }
  Shown operator()(const event::AccountChanged& e) const { return of(HistoryKind::account_changed, e); }
  Shown operator()(const event::PersonalDataErased& e) const { return of(HistoryKind::data_erased, e); }

  // A contact's yes, which a code has to follow, and what becomes of that. [A13a]
  Shown operator()(const event::ApprovalGiven&) const { return {}; }
  Shown operator()(const event::CodeIssued&) const { return {}; }
  Shown operator()(const event::CodeResent&) const { return {}; }
  Shown operator()(const event::CodeTaken&) const { return {}; }
  Shown operator()(const event::CodeDelivered&) const { return {}; }
  Shown operator()(const event::CodeUndelivered&) const { return {}; }
  Shown operator()(const event::NumberRejected&) const { return {}; }
  // Nobody is told of a start in vain, and of calls.
  Shown operator()(const event::RecoveryUnavailable&) const { return {}; }
  Shown operator()(const event::CallBegan&) const { return {}; }
  Shown operator()(const event::CallEnded&) const { return {}; }
  // The library's and the operators' own. When an invitation was erased could tell whom it was for.
  Shown operator()(const event::NoContactConfirmed&) const { return {}; }
  Shown operator()(const event::FactsErased&) const { return {}; }
  Shown operator()(const event::InvitationErased&) const { return {}; }
  Shown operator()(const event::AccountClosed&) const { return {}; }
  Shown operator()(const event::CircleSummed&) const { return {}; }

 private:
  // With those of its members that say whom and what it is about.
  template <class Event>
  static Shown of(HistoryKind kind, const Event& e) {
    HistoryEntry entry{.kind = kind};
    if constexpr (requires { e.contact; }) entry.contact = e.contact;
    if constexpr (requires { e.request; }) entry.request = e.request;
    if constexpr (requires { e.invitation; }) entry.invitation = e.invitation;
    return entry;
  }
  template <class Event>
  static Shown of(const Event& e, HistoryKind of_trustor, HistoryKind of_contact) {
    return of(e.by == "trustor" ? of_trustor : of_contact, e);
  }
  template <class Event>
  static Shown ended(const Event& e, std::optional<RequestEnd> end) {
    auto shown = of(HistoryKind::recovery_ended, e);
    shown->end = end;
    return shown;
  }
};

// The page is full when one more was found than it shows.
bool full(HistoryPage& page, std::int32_t limit) {
  if (std::ssize(page.entries) < limit) return false;
  page.next_cursor = std::to_string(page.entries.back().version);
  return true;
}

}  // namespace

Result<Subjects> subjects_of(const ShowHistory& command, const World&) {
  const auto before = version_in(command.cursor);
  if (!before) return before.as<Subjects>();
  return Subjects{.circles = {command.trustor}, .whole = true};
}

// What was before the account closed is another person's, should the id be given again. [C18c]
Result<Answer> decide_one(const ShowHistory& command, const World& world, Draft&) {
  const auto before = version_in(command.cursor);
  if (!before) return before.as<Answer>();
  const StreamRecord& record = world.circle(command.trustor)->record;
  HistoryPage page;
  JsonReader reader;
  std::uint64_t version = record.version;
  for (auto event = record.events.rbegin(); event != record.events.rend(); ++event, --version) {
    const auto decoded = decode<CircleEvent>(event->bytes, reader);
    if (!decoded) return decoded.as<Answer>();
    if (std::holds_alternative<event::AccountClosed>(decoded->event)) break;
    if (*before && version >= **before) continue;
    auto entry = std::visit(EntryOf{}, decoded->event);
    if (!entry) continue;
    if (full(page, command.limit)) break;
    entry->version = version, entry->at = decoded->envelope.at;
    page.entries.push_back(*std::move(entry));
  }
  return Answer(std::move(page));
}

}  // namespace doverie
