// SPDX-License-Identifier: Apache-2.0
//
// People by number, SMS that are remembered until they are typed, and one recovery after another.
#include "bench/portal.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "doverie/adapters/memory.h"

namespace doverie::bench {
namespace {

constexpr const char* kName = "Иван";

// Of one pump beside a recovery: the messages of two or three of them, so that many callers share the work.
constexpr std::uint32_t kPumpLimit = 16;
// How long to wait when nothing is due, so that another caller's pump has the code. Then one pumps again.
constexpr std::chrono::microseconds kPatience{5000};
constexpr std::chrono::microseconds kNothing{0};

std::string numbered(const char* format, std::uint64_t number) {
  char text[40];
  std::snprintf(text, sizeof text, format, static_cast<unsigned long long>(number));
  return text;
}

Attestation attested(const std::string& number) {
  return {true, true, number};
}

}  // namespace

void fail(const std::string& what) {
  std::fprintf(stderr, "benchmark: %s\n", what.c_str());
  std::exit(1);
}

std::string trustor_name(std::uint64_t circle) {
  return numbered("trustor-%08llu", circle);
}
std::string contact_name(std::uint64_t circle) {
  return numbered("contact-%08llu", circle);
}
std::string contact_phone(std::uint64_t circle) {
  return numbered("+790%08llu", circle);
}

Result<std::optional<AccountFacts>> Everybody::find(std::string_view account) {
  AccountFacts facts;
  facts.id = std::string(account);
  facts.given_name = kName;
  facts.birth_date = std::chrono::year{1990} / 1 / 2;
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  const bool contact = account.starts_with("contact");
  facts.phone = *Phone::parse((contact ? "+790" : "+795") + std::string(account.substr(account.size() - 8)));
  return std::optional(std::move(facts));
}

SmsOutcome Phones::send(std::string_view, std::string_view to, std::string_view text) {
  const std::lock_guard lock(mutex_);
  codes_[std::string(to)] = text.substr(text.rfind('#') + 1);
  came_.notify_all();
  return SmsOutcome::accepted;
}

bool Phones::wait_for_code(const std::string& phone, std::chrono::microseconds at_most) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, at_most, [&] { return codes_.contains(phone); });
}

std::string Phones::take_code(const std::string& phone) {
  const std::lock_guard lock(mutex_);
  auto code = codes_.extract(phone);
  if (code.empty()) fail("no code came to " + phone);
  return std::move(code.mapped());
}

Portal::Portal(std::shared_ptr<EventStore> store, std::shared_ptr<Clock> clock, std::shared_ptr<Entropy> entropy,
               std::size_t remembered_streams, std::vector<std::shared_ptr<Observer>> observers) {
  ServiceOptions options;
  options.store = std::move(store);
  options.directory = std::make_shared<Everybody>();
  options.keys = must(MemoryKeyRing::from_master(Secret("the master secret of the benchmarks, 32+")), "keys");
  options.sms = phones_;
  options.clock = std::move(clock);
  options.entropy = std::move(entropy);
  options.remembered_streams = remembered_streams;
  options.observers = std::move(observers);
  service_ = must(Service::create(std::move(options)), "service");
}

Invited Portal::invite(std::uint64_t circle) const {
  return must(service_->trustor(trustor_name(circle)).invite(kName, contact_phone(circle)), "invite");
}

void Portal::accept(std::uint64_t circle, const Invited& invited) const {
  must(service_->contact(contact_name(circle)).accept(invited.invitation), "accept");
}

void Portal::appoint(std::uint64_t circle) const {
  accept(circle, invite(circle));
}

Secret Portal::secret_of(std::uint64_t circle) {
  return Secret(numbered("a secret of 32 bytes for %07llu", circle % 10'000'000));
}

RecoveryStarted Portal::start(std::uint64_t circle) const {
  return must(service_->recoverer(trustor_name(circle)).start(secret_of(circle)), "start");
}

void Portal::approve(std::uint64_t circle, const RecoveryStarted& started) const {
  must(service_->contact(contact_name(circle)).approve(started.request, attested(started.number)), "approve");
}

void Portal::pump() const {
  std::ignore = service_->pump();
}

void Portal::confirm(std::uint64_t circle, const RequestId& request) const {
  Secret code(phones_->take_code(contact_phone(circle)));
  must(service_->contact(contact_name(circle)).confirm_code(request, std::move(code)), "confirm");
}

void Portal::redeem(std::uint64_t circle, const RequestId& request) const {
  must(service_->recoverer(trustor_name(circle)).redeem(request, secret_of(circle)), "redeem");
}

void Portal::recover(std::uint64_t circle) const {
  const RecoveryStarted started = start(circle);
  approve(circle, started);
  const std::string phone = contact_phone(circle);
  while (!phones_->wait_for_code(phone, service_->pump(kPumpLimit).all() > 0 ? kNothing : kPatience)) {
  }
  confirm(circle, started.request);
  redeem(circle, started.request);
}

}  // namespace doverie::bench
