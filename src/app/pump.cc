// SPDX-License-Identifier: Apache-2.0
//
// The message pump: lease, decide again, send, say what became of it, settle. A crash between any two of them repeats work and
// never loses it; the message id is the idempotency key all the way.
#include <algorithm>
#include <functional>
#include <string>

#include "app/housekeeping.h"
#include "app/real_time.h"
#include "app/watch.h"
#include "core/world/draft.h"
#include "doverie/service.h"

namespace doverie {

namespace {

// Longer than a slow gateway takes for one message, shorter than a code lives. Our choice.
constexpr std::chrono::minutes kLease{2};
// When so much of the lease has gone by, what is not sent yet is given back: one send may take as long again. Our choice.
constexpr Duration kLeaseKept = kLease / 2;
// So many are leased, and settled in one transaction, and so many a crash may repeat at most. Our choice.
constexpr std::uint32_t kTogether = 16;
// How often what became of an SMS is tried to be recorded. Our choice.
constexpr int kTriesToNote = 3;
// Notices that take their time let codes through so often. Our choice.
constexpr std::chrono::seconds kLookForCodes{1};

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

// The pause before the next attempt, up to a quarter shorter, so that what has failed together does not come back together. The
// same for the same attempt of the same message.
Duration retry_after(const LeasedMessage& leased, Duration longest) {
  const std::uint32_t doublings = std::min(leased.attempt - 1, 10U);
  const Duration pause = std::min<Duration>(kFirstRetry * (1 << doublings), longest);
  const std::size_t spread = std::hash<std::string>{}(leased.message.id + '/' + std::to_string(leased.attempt)) % 256;
  return pause - pause / 4 * static_cast<Duration::rep>(spread) / 256;
}

// What can never be read stays so; everything else may work the next time.
bool is_poison(const Fault& fault) {
  return fault.code == FaultCode::store_corrupt || fault.code == FaultCode::event_unknown;
}

}  // namespace

// One run over one queue after the other.
class PumpRun {
 public:
  PumpRun(const Service& service, std::uint32_t limit) : service_(service), ports_(service.ports_), left_(limit) {}

  PumpReport watched(PumpWhat what) {
    const Audience& audience = *service_.audience_;
    if (audience.empty()) return everything(what);
    const Duration begun = ports_.clock->elapsed();
    const PumpReport report = everything(what);
    PumpSeen seen = seen_;
    seen.what = what;
    seen.codes = report.codes;
    seen.notices = report.notices;
    seen.erasures = report.erasures;
    if (report.fault) seen.fault = info(report.fault->code).name;
    seen.took = ports_.clock->elapsed() - begun;
    audience.tell(seen);
    return report;
  }

 private:
  PumpReport everything(PumpWhat what) {
    bool busy = true;
    while (busy && left_ > 0 && !broken_) {
      busy = false;
      if (what != PumpWhat::all_but_codes) {
        while (some_of(MessageQueue::codes, report_.codes)) busy = true;
      }
      if (what == PumpWhat::codes) continue;
      const bool notices = some_of(MessageQueue::notices, report_.notices);
      const bool erasures = some_of(MessageQueue::erasures, report_.erasures);
      busy = notices || erasures;
    }
    if (what != PumpWhat::codes && !broken_) tidy_up();
    if (report_.all() == 0 && !report_.fault) look_at_clock();
    return report_;
  }

  // By a clock that is behind nothing is due, and no message tells of it.
  void look_at_clock() {
    const auto asked = sane_now();
    if (!asked) return note(asked.fault());
    const auto read = ports_.store->read({});
    if (!read) return note(read.fault());
    const auto answered = sane_now();
    if (!answered) return note(answered.fault());
    const Status right = check_clock(*answered, {read->store_now, read->last_at, *asked, *answered});
    if (!right) note(right.fault());
  }

  // What nobody asks for any more goes, a little at a time.
  void tidy_up() {
    const auto now = sane_now();
    if (!now) return note(now.fault());
    if (auto status = service_.housekeeping_->step(*now, ports_.clock->elapsed()); !status) note(status.fault());
  }

  // What is to be done with a message, and where that is counted.
  struct Outcome {
    SettleAs as;
    std::uint32_t PumpCounts::* counted;
    Instant retry_at{};
    std::string queue{};
  };
  using Delivered = Result<Outcome>;

  // Leases and handles a few; false when there were none, or nothing more can be done.
  bool some_of(MessageQueue queue, PumpCounts& counts) {
    const auto now = sane_now();
    if (!now) return stop(now.fault());
    const Duration since = ports_.clock->elapsed();
    const auto leased =
        ports_.store->lease_messages(queue_name(service_.settings_.realm, queue), *now, kLease, std::min(left_, kTogether));
    if (!leased) return stop(leased.fault());
    note_oldest(queue, *now, *leased);
    std::vector<Settlement> settlements;
    for (const LeasedMessage& message : *leased) {
      const bool first = &message == leased->data();  // goes on, however slow the store was
      if (!first && given_back(queue, since)) {
        settlements.push_back({message.message.id, message.lease, SettleAs::later, *now, {}});
      } else {
        handle(queue, message, counts, settlements);
      }
    }
    const auto settled = ports_.store->settle_messages(settlements);
    return settled ? !leased->empty() && left_ > 0 : stop(settled.fault());
  }

  void note_oldest(MessageQueue queue, Instant now, const std::vector<LeasedMessage>& leased) {
    auto& oldest = queue == MessageQueue::codes     ? seen_.oldest_code
                   : queue == MessageQueue::notices ? seen_.oldest_notice
                                                    : seen_.oldest_erasure;
    if (!oldest) oldest = Duration{0};
    for (const LeasedMessage& one : leased) oldest = std::max(*oldest, now - one.message.not_before);
  }

  // Whether what was leased then is to be left to a later lease.
  bool given_back(MessageQueue queue, Duration since) const {
    const Duration gone = ports_.clock->elapsed() - since;
    return gone >= kLeaseKept || (queue != MessageQueue::codes && gone >= kLookForCodes);
  }

  void handle(MessageQueue queue, const LeasedMessage& leased, PumpCounts& counts, std::vector<Settlement>& settlements) {
    --left_;
    auto outcome = deliver(queue, leased);
    if (!outcome) note(outcome.fault());
    if (!outcome && outcome.fault().code == FaultCode::outcome_unknown)
      return;  // sent, and not recorded: its lease has to run out
    const Outcome done = outcome ? *std::move(outcome) : failed(outcome.fault(), leased);
    ++(counts.*done.counted);
    settlements.push_back({leased.message.id, leased.lease, done.as, done.retry_at, done.queue});
  }

  // One bad message does not stall the others: it is put off, and comes again until it is of no use.
  Outcome failed(const Fault& fault, const LeasedMessage& leased) const {
    if (!is_poison(fault)) return later(leased);
    return {SettleAs::later, &PumpCounts::set_aside, kEarliestNow,
            queue_name(service_.settings_.realm, MessageQueue::aside)};
  }

  Delivered deliver(MessageQueue queue, const LeasedMessage& leased) {
    const auto now = sane_now();
    if (!now) return now.as<Outcome>();
    if (*now >= leased.message.useless_after) return expired(queue, leased);
    if (queue == MessageQueue::notices && !ports_.notifier) return gone(&PumpCounts::untold);
    if (const auto genuine = check_message(*service_.settings_.keys, leased.message); !genuine) return genuine.fault();
    const auto answer = service_.run(PrepareDelivery{leased.message.id, leased.message.bytes}, {});
    if (!answer) return answer.faulted() ? answer.fault() : Fault{FaultCode::internal, "a delivery was refused"};
    return std::visit([&](const auto& what) { return act(what, leased); }, std::get<Delivery>(*answer));
  }

  Delivered expired(MessageQueue queue, const LeasedMessage& leased) {
    return queue == MessageQueue::codes ? noted(leased, "expired", &PumpCounts::expired) : gone(&PumpCounts::expired);
  }

  Delivered act(const SendCode& code, const LeasedMessage& leased) {
    if (!ports_.sms) {
      return Fault{FaultCode::sms_failed, "a code is due, but the service has no SMS sender; give ServiceOptions::sms"};
    }
    switch (ports_.sms->send(code.id, code.to, code.text.reveal())) {
      case SmsOutcome::accepted:
      case SmsOutcome::unsure:
        return noted(leased, "taken", &PumpCounts::sent);
      case SmsOutcome::never:
        return noted(leased, "refused", &PumpCounts::refused);
      case SmsOutcome::try_later:
        break;
    }
    return later(leased, kLongestCodeRetry);
  }
  Delivered act(const SendNotice& notice, const LeasedMessage& leased) {
    if (ports_.notifier->notify(leased.message.id, notice)) return gone(&PumpCounts::sent);
    return later(leased);
  }
  Delivered act(const DropMessage&, const LeasedMessage&) { return gone(&PumpCounts::obsolete); }
  Delivered act(const HoldMessage& held, const LeasedMessage&) {
    return Outcome{SettleAs::later, &PumpCounts::postponed, std::min(held.until, now() + kHeldPause)};
  }
  // Under the message's id, so that a crash before it is settled leaves one record.
  Delivered act(const EraseInvitation& over, const LeasedMessage& leased) {
    const auto erased = service_.run(EraseEndedInvitations{over.trustor, over.invitation}, {leased.message.id, ""});
    if (erased.faulted()) return erased.fault();
    if (erased) return gone(&PumpCounts::sent);
    const bool unknown = erased.rejection().has(ReasonCode::invitation_not_found);
    if (unknown) return gone(&PumpCounts::obsolete);
    return Outcome{SettleAs::later, &PumpCounts::postponed, now() + kErasurePause};
  }

  Delivered act(const ForgetRefusals& over, const LeasedMessage& leased) {
    const CommandMeta once{leased.message.id, ""};
    const auto erased = service_
                            .run_with(EraseRefusals{over.account, over.period}, once,
                                      derived_randomness("forget", once.command_id.value()), nullptr)
                            .answer;
    if (erased.faulted()) return erased.fault();
    if (erased) return gone(&PumpCounts::sent);
    return Outcome{SettleAs::later, &PumpCounts::postponed, now() + kErasurePause};
  }

  // The records say what became of it: once, since the command's id is made of the message's. It is tried again, for what is not
  // recorded is sent a second time.
  Delivered noted(const LeasedMessage& leased, const std::string& outcome, std::uint32_t PumpCounts::* counted) {
    const CommandMeta once{leased.message.id + '.' + outcome, ""};
    auto answer = service_.run(NoteSms{leased.message.bytes, outcome}, once);
    for (int tries = 1; tries < kTriesToNote && answer.faulted(); ++tries) {
      answer = service_.run(NoteSms{leased.message.bytes, outcome}, once);
    }
    if (answer.faulted()) return Fault{FaultCode::outcome_unknown, answer.fault().message};
    return gone(counted);
  }

  static Outcome gone(std::uint32_t PumpCounts::* counted) {
    return {counted == &PumpCounts::sent ? SettleAs::sent : SettleAs::dropped, counted};
  }
  Outcome later(const LeasedMessage& leased, Duration longest = kLongestRetry) const {
    return {SettleAs::later, &PumpCounts::postponed, now() + retry_after(leased, longest)};
  }

  // From the moment that the pause begins, not from that of the lease.
  Instant now() const {
    const auto told = sane_now();
    return told ? *told : kEarliestNow;
  }
  Result<Instant> sane_now() const {
    const auto now = service_.time_->now();
    if (!now || (*now >= kEarliestNow && *now < kLatestNow)) return now;
    return Fault{FaultCode::clock_skew, "the clock is outside of 2020 to 2199; set the machine's time"};
  }

  void note(const Fault& fault) {
    if (!report_.fault) report_.fault = fault;
  }
  bool stop(const Fault& fault) {
    note(fault);
    broken_ = true;
    return false;
  }

  const Service& service_;
  const ServiceOptions& ports_;
  std::uint32_t left_;
  bool broken_ = false;
  PumpReport report_;
  PumpSeen seen_;  // how long messages have been due; the rest at the end
};

PumpReport Service::pump(std::uint32_t limit, PumpWhat what) const {
  return PumpRun(*this, limit).watched(what);
}

Result<std::vector<SetAsideMessage>> Service::messages_set_aside(std::uint32_t limit) const {
  using All = std::vector<SetAsideMessage>;
  const auto now = time_->now();
  if (!now) return now.as<All>();
  // A lease without length: to look is not to take.
  const auto leased =
      ports_.store->lease_messages(queue_name(settings_.realm, MessageQueue::aside), *now, Duration{0}, limit);
  if (!leased) return leased.as<All>();
  All all;
  for (const LeasedMessage& one : *leased) {
    const Status genuine = check_message(*settings_.keys, one.message);
    const auto answer = run(PrepareDelivery{one.message.id, one.message.bytes}, {});
    const Fault* wrong = !genuine ? &genuine.fault() : answer.faulted() ? &answer.fault() : nullptr;
    all.push_back({one.message.id, one.message.bytes, wrong ? wrong->message : "nothing any more"});
  }
  return all;
}

Result<std::uint32_t> Service::release_set_aside(std::uint32_t limit) const {
  const auto now = time_->now();
  if (!now) return now.as<std::uint32_t>();
  const auto leased = ports_.store->lease_messages(queue_name(settings_.realm, MessageQueue::aside), *now, kLease, limit);
  if (!leased) return leased.as<std::uint32_t>();
  std::vector<Settlement> settlements;
  for (const LeasedMessage& one : *leased) {
    const auto kind = decode_message(one.message.bytes);
    const auto queue = kind ? queue_of(*kind) : MessageQueue::notices;  // set aside again, with what is wrong with it
    settlements.push_back({one.message.id, one.lease, SettleAs::later, *now, queue_name(settings_.realm, queue)});
  }
  if (auto settled = ports_.store->settle_messages(settlements); !settled) return settled.as<std::uint32_t>();
  return static_cast<std::uint32_t>(settlements.size());
}

}  // namespace doverie
