// SPDX-License-Identifier: Apache-2.0
//
// The people, the commands in both tenses, and answers in words.
#include "support/story.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "core/records/events.h"
#include "core/values/ids.h"

namespace doverie::testing {

namespace {

// The given has to hold; what it answered instead is told.
template <class T>
T given(Result<T> result, const std::string& what) {
  const std::string said = result.faulted() ? in_words(result) + ", " + result.fault().message : in_words(result);
  REQUIRE_MESSAGE(result.ok(), "given that " << what << ": " << said);
  return *std::move(result);
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

AccountFacts citizen(std::string given_name, const std::string& typed) {
  AccountFacts facts;
  facts.given_name = std::move(given_name);
  facts.birth_date = aged(36, 10);
  facts.citizen = true;
  facts.confirmed = true;
  facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  facts.phone = phone(typed);
  facts.phone_since = kNoon - 24h * 365;
  return facts;
}

CivilDate aged(int years, int days, CivilDate today) {
  const CivilDate last_birthday(std::chrono::sys_days(today) - std::chrono::days(days));
  return last_birthday - std::chrono::years(years);
}

Phone phone(const std::string& typed) {
  return given(Phone::parse(typed), typed + " is a phone");
}

Story::Story(StoryOptions options)
    : clock(std::make_shared<FakeClock>(options.begins)),
      entropy(std::make_shared<FakeEntropy>(options.seed)),
      store(std::move(options.store)) {
  if (!store) store = std::make_shared<MemoryStore>();
  keys = std::move(options.keys);
  if (!keys) keys = given(MemoryKeyRing::from_master(Secret("the master secret of all stories, 32+")), "there are keys");
  options_.store = store;
  options_.directory = directory;
  options_.keys = keys;
  options_.policies = std::move(options.policies);
  options_.sms = sms;
  options_.notifier = notifier;
  options_.clock = clock;
  options_.entropy = entropy;
  restart();
  std::ignore = service_->operations().begin_realm("anna");  // unless it has begun, in a store that was there before
  person("maria", citizen("Мария", "+79031112233"));
  person("olga", citizen("Ольга", "+79034445566"));
  person("ivan", citizen("Иван", "+79161234567"));
  person("pyotr", citizen("Пётр", "+79167654321"));
}

void Story::restart(const ServiceOptions& options) {
  options_ = options;
  service_ = given(Service::create(options), "there is a service");
}

void Story::restart_with_policies(PolicySchedule policies) {
  options_.policies = std::move(policies);
  restart();
}

void Story::restart_with_epoch(std::uint64_t epoch) {
  options_.epoch = epoch;
  restart();
}

void Story::person(const AccountId& account, AccountFacts facts) {
  facts.as_of = clock->now();
  directory->put(account, std::move(facts));
}

AccountFacts Story::facts(const AccountId& account) {
  const auto found = given(directory->find(account), "the directory works");
  REQUIRE_MESSAGE(found.has_value(), "there is no account " << account);
  return *found;
}

InvitationId Story::invited(const AccountId& trustor, const AccountId& contact) {
  return given(invite(trustor, contact), trustor + " invited " + contact).invitation;
}

void Story::accepted(const AccountId& contact, const InvitationId& invitation) {
  given(accept(contact, invitation), contact + " accepted");
}

void Story::appointed(const AccountId& trustor, const AccountId& contact) {
  accepted(contact, invited(trustor, contact));
}

RequestId Story::started(const AccountId& trustor, bool verified_factor, const std::string& operation) {
  const auto answer = given(start(trustor, verified_factor, operation), "recovery of " + trustor + " was started");
  const std::string status(name_of(answer.status));
  REQUIRE_MESSAGE(answer.status == StartStatus::pending, "the start answered " << status);
  return answer.request;
}

void Story::approved(const AccountId& contact, const RequestId& request) {
  given(approve(contact, request), contact + " approved");
}

void Story::confirmed(const AccountId& contact, const RequestId& request) {
  given(confirm(contact, request, code(contact)), contact + " typed the right code");
}

std::string Story::redeemed(const RequestId& request) {
  return given(redeem(request), "the recovery was redeemed").id;
}

RequestId Story::ready(const AccountId& trustor, const AccountId& contact) {
  const RequestId request = started(trustor);
  approved(contact, request);
  confirmed(contact, request);
  return request;
}

void Story::guessed_wrong(int times, const AccountId& contact, const RequestId& request) {
  for (int i = 0; i < times; ++i) {
    const std::string said = in_words(confirm(contact, request, wrong_code(contact)));
    REQUIRE_MESSAGE(said == "refused: wrong_code", "given wrong code " << i + 1 << " of " << contact);
  }
}

Result<Invited> Story::invite(const AccountId& trustor, const AccountId& contact) {
  const AccountFacts invited = facts(contact);
  return service().trustor(trustor).invite(invited.given_name, invited.phone->e164());
}

Result<Accepted> Story::accept(const AccountId& contact, const InvitationId& invitation) {
  return service().contact(contact).accept(invitation);
}

Result<RecoveryStarted> Story::start(const AccountId& trustor, bool verified_factor, const std::string& operation) {
  const Secret secret = secret_number(static_cast<int>(secrets_.size()));
  auto answer = service().recoverer(trustor).start(secret, verified_factor, operation);
  if (answer && answer->status == StartStatus::pending) {
    secrets_.emplace(answer->request, secret);
    numbers_.emplace(answer->request, answer->number);
    operations_.emplace(answer->request, operation);
  }
  return answer;
}

Result<Approved> Story::approve(const AccountId& contact, const RequestId& request) {
  Attestation said{true, true, number(request)};
  said.operation = operation(request);
  return service().contact(contact).approve(request, std::move(said));
}

Result<Approved> Story::resend(const AccountId& contact, const RequestId& request) {
  return service().contact(contact).resend_code(request);
}

Result<CodeConfirmed> Story::confirm(const AccountId& contact, const RequestId& request, const std::string& code) {
  return service().contact(contact).confirm_code(request, Secret(code));
}

RecovererSide Story::recoverer(const RequestId& request) {
  return service().recoverer(trustor_of(kRequestPrefix, request).value_or("nobody"));
}

Result<Grant> Story::redeem(const RequestId& request, CommandMeta meta) {
  return recoverer(request).redeem(request, secret(request), operation(request), std::move(meta));
}

Result<RecoveryView> Story::status(const RequestId& request) {
  return recoverer(request).status(request, secret(request));
}

Status Story::cancel(const RequestId& request) {
  return recoverer(request).cancel(request, secret(request));
}

std::string Story::code(const AccountId& contact) {
  EXPECT(service().pump(), "done");
  const std::string to = facts(contact).phone->e164();
  const auto sent = sms->sent();
  const auto last = std::find_if(sent.rbegin(), sent.rend(), [&](const auto& one) { return one.to == to; });
  REQUIRE_MESSAGE(last != sent.rend(), "no SMS came to " << contact);
  return code_in(last->text);
}

std::string Story::wrong_code(const AccountId& contact) {
  std::string wrong = code(contact);
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  return wrong;
}

std::string Story::state_of(const RequestId& request) {
  return std::string(name_of(given(status(request), "the status can be read").state));
}

std::vector<std::string> Story::events(const std::string& stream) {
  std::vector<std::string> types;
  ReadRequest request{.streams = {stream}};
  request.whole = true;
  const auto read = given(store->read(request), "the store can be read");
  for (const EventRecord& event : read.streams.front().events) {
    types.push_back(given(headline(event.bytes), "an event can be read").type);
  }
  return types;
}

std::size_t Story::count(const std::string& stream, const std::string& type) {
  const auto types = events(stream);
  return static_cast<std::size_t>(std::count(types.begin(), types.end(), type));
}

std::string in_words(const PumpReport& report) {
  return report.fault ? in_words(Status(*report.fault)) : "done";
}

std::uint32_t total(const PumpReport& report, std::uint32_t PumpCounts::* outcome) {
  return report.codes.*outcome + report.notices.*outcome + report.erasures.*outcome;
}

std::vector<std::string> Story::notices() {
  EXPECT(service().pump(), "done");
  std::vector<std::string> told;
  for (const SendNotice& notice : notifier->notices())
    told.push_back(notice.account + ": " + std::string(name_of(notice.kind)));
  return told;
}

Secret secret_number(int number) {
  std::string bytes(kRecoverySecretBytes, 's');
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(number >> (8 * i) & 0xff);
  return Secret(bytes);
}

std::string code_in(const std::string& sms_text) {
  constexpr const char* kDigits = "0123456789";
  const std::size_t begin = std::min(sms_text.find_first_of(kDigits), sms_text.size());
  return sms_text.substr(begin, sms_text.find_first_not_of(kDigits, begin) - begin);
}

std::uint64_t seed_or(std::uint64_t otherwise) {
  return number_from("DOVERIE_SEED", otherwise);
}

PolicySchedule alone(const Policy& policy) {
  auto schedule = PolicySchedule::of({policy});
  REQUIRE_MESSAGE(schedule.ok(), in_words(schedule));
  return *std::move(schedule);
}

int rounds_or(int otherwise) {
  return static_cast<int>(number_from("DOVERIE_ROUNDS", static_cast<std::uint64_t>(otherwise)));
}

std::string words_of(const std::vector<Reason>& reasons, bool with_numbers) {
  std::string words;
  for (const Reason& reason : reasons) {
    if (!words.empty()) words += ", ";
    words += info(reason.code).name;
    if (!with_numbers || !reason.needs) continue;
    words += " (needs " + std::to_string(*reason.needs);
    if (reason.has) words += ", has " + std::to_string(*reason.has);
    words += ")";
  }
  return words;
}

}  // namespace doverie::testing
