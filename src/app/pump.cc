// SPDX-License-Identifier: Apache-2.0
//
// The message pump: lease, decide again, send, settle. A crash between any two of them repeats work and never loses it; the
// message id is the idempotency key all the way.
#include <algorithm>

#include "app/real_time.h"
#include "core/world/draft.h"
#include "doverie/service.h"

namespace doverie {

namespace {

// Longer than a slow gateway takes for one message, shorter than a code lives. Our choice.
constexpr std::chrono::minutes kLease{2};
// Codes live for minutes: the first retry comes soon, later ones are capped. Our choice.
constexpr std::chrono::seconds kFirstRetry{2};
constexpr std::chrono::seconds kLongestRetry{600};

// A code that has waited for a call to end goes out as soon as this, and each look costs one read. Our choice.
constexpr std::chrono::seconds kHeldPause{5};
// A code that waited long has had many attempts, and must not be put off by more than it still lives. Our choice.
constexpr std::chrono::minutes kLongestCodeRetry{2};

// An invitation that cannot be erased yet, since the account is frozen or being recovered, or the clock was wrong: each look
// costs one read. Our choice.
constexpr std::chrono::hours kErasurePause{1};

// So many are settled in one transaction, and so many a crash may repeat at most. Our choice.
constexpr std::size_t kSettledTogether = 16;

Duration retry_after(std::uint32_t attempt, Duration longest) {
  const std::uint32_t doublings = std::min(attempt - 1, 10U);
  return std::min<Duration>(kFirstRetry * (1 << doublings), longest);
}

Settlement settle_as(const LeasedMessage& leased, SettleAs as) {
  return {leased.message.id, leased.lease, as, {}};
}

Settlement settle_later(const LeasedMessage& leased, Instant now, Duration longest = kLongestRetry) {
  return {leased.message.id, leased.lease, SettleAs::later, now + retry_after(leased.attempt, longest)};
}

class Sending {
 public:
  Sending(const Service& service, const ServiceOptions& ports, const LeasedMessage& leased, Instant now)
      : service_(service), ports_(ports), leased_(leased), now_(now) {}

  Result<Settlement> operator()(const SendCode& code) const {
    switch (ports_.sms->send(leased_.message.id, code.to, code.text.reveal())) {
      case SmsOutcome::accepted:
        return settle_as(leased_, SettleAs::sent);
      case SmsOutcome::never:
        return settle_as(leased_, SettleAs::dropped);
      case SmsOutcome::try_later:
        break;
    }
    return settle_later(leased_, now_, kLongestCodeRetry);
  }
  Result<Settlement> operator()(const SendNotice& notice) const {
    if (!ports_.notifier || ports_.notifier->notify(leased_.message.id, notice)) return settle_as(leased_, SettleAs::sent);
    return settle_later(leased_, now_);
  }
  Result<Settlement> operator()(const DropMessage&) const { return settle_as(leased_, SettleAs::dropped); }
  Result<Settlement> operator()(const HoldMessage& held) const { return later(std::min(held.until, now_ + kHeldPause)); }
  // Under the message's id, so that a crash before it is settled leaves one record.
  Result<Settlement> operator()(const EraseInvitation& over) const {
    const auto erased = service_.run(EraseEndedInvitations{over.trustor, over.invitation}, {leased_.message.id, ""});
    if (erased.faulted()) return erased.fault();
    if (erased) return settle_as(leased_, SettleAs::sent);
    const bool unknown = erased.rejection().has(ReasonCode::invitation_not_found);
    return unknown ? settle_as(leased_, SettleAs::dropped) : later(now_ + kErasurePause);
  }

 private:
  Settlement later(Instant retry_at) const { return {leased_.message.id, leased_.lease, SettleAs::later, retry_at}; }

  const Service& service_;
  const ServiceOptions& ports_;
  const LeasedMessage& leased_;
  Instant now_;
};

void count(const LeasedMessage& leased, const Settlement& settlement, PumpReport& report) {
  if (settlement.as == SettleAs::sent) ++(is_erasure(leased.message.bytes) ? report.erased : report.sent);
  if (settlement.as == SettleAs::dropped) ++report.dropped;
  if (settlement.as == SettleAs::later) ++report.postponed;
}

}  // namespace

Result<PumpReport> Service::pump(std::uint32_t limit) const {
  const auto told = time_->now();
  if (!told) return told.as<PumpReport>();
  const Instant now = *told;
  if (now < kEarliestNow || now >= kLatestNow) {
    return Fault{FaultCode::clock_skew, "the clock is outside of 2020 to 2199; set the machine's time"};
  }
  const auto leased = ports_.store->lease_messages(settings_.realm, now, kLease, limit);
  if (!leased) return leased.as<PumpReport>();
  PumpReport report{.leased = static_cast<std::uint32_t>(leased->size())};
  std::optional<Fault> first_fault;
  std::vector<Settlement> settlements;
  for (const LeasedMessage& message : *leased) {
    // One bad message does not stall the others: it is put off, and comes again until it is of no use.
    const auto delivered = deliver(message, now);
    if (!delivered && !first_fault) first_fault = delivered.fault();
    const Settlement settlement = delivered ? *delivered : settle_later(message, now);
    count(message, settlement, report);
    settlements.push_back(settlement);
    if (settlements.size() < kSettledTogether && &message != &leased->back()) continue;
    if (auto settled = ports_.store->settle_messages(settlements); !settled) return settled.as<PumpReport>();
    settlements.clear();
  }
  const bool nothing_done = report.sent + report.dropped + report.erased == 0;
  if (first_fault && (nothing_done || first_fault->code == FaultCode::sms_failed)) return *first_fault;
  return report;
}

Result<Settlement> Service::deliver(const LeasedMessage& leased, Instant now) const {
  if (now >= leased.message.useless_after) return settle_as(leased, SettleAs::dropped);
  if (!ports_.notifier && is_notice(leased.message.bytes)) return settle_as(leased, SettleAs::sent);  // nobody to ask
  const auto answer = run(PrepareDelivery{leased.message.id, leased.message.bytes}, {});
  if (!answer) return answer.faulted() ? answer.fault() : Fault{FaultCode::internal, "a delivery was refused"};
  const Delivery& delivery = std::get<Delivery>(*answer);
  if (!ports_.sms && std::holds_alternative<SendCode>(delivery)) {
    return Fault{FaultCode::sms_failed, "a code is due, but the service has no SMS sender; give ServiceOptions::sms"};
  }
  return std::visit(Sending(*this, ports_, leased, now), delivery);
}

}  // namespace doverie
