// SPDX-License-Identifier: Apache-2.0
//
// Callbacks that remember the last SMS, and a command or two for each step.
#include "world.h"

#include <regex>

namespace capi_test {
namespace {

void remember(void* self, doverie_string id, doverie_string to, doverie_string text, doverie_sms_sink* sink) {
  static_cast<std::vector<Sms>*>(self)->push_back({copy(id), copy(to), copy(text)});
  doverie_sms_answer(sink, DOVERIE_SMS_ACCEPTED, nullptr);
}

}  // namespace

doverie_command_meta meta_with(const char* command_id) {
  auto meta = fresh<doverie_command_meta>();
  meta.command_id = doverie_text(command_id);
  return meta;
}

std::string document_with(const Replacements& changes) {
  const auto gosuslugi = make<Policy>(doverie_policy_gosuslugi);
  doverie_string json{};
  REQUIRE(doverie_policy_json(gosuslugi.get(), &json, nullptr) == DOVERIE_STATUS_OK);
  std::string document =
      std::regex_replace(copy(json), std::regex("\"trustor_min_age_years\":\\d+,\"contact_min_age_years\":\\d+"),
                         "\"trustor_min_age_years\":14," + kContactsFrom18);
  for (const auto& [from, to] : changes) {
    REQUIRE_MESSAGE(document.find(from) != std::string::npos, from);
    document.replace(document.find(from), from.size(), to);
  }
  return document;
}

Policy policy_of(const std::string& document) {
  return make<Policy>([&](auto out, auto error) { return doverie_policy_from_json(lend(document), out, error); });
}

Policy policy_with(const Replacements& changes) {
  return policy_of(document_with(changes));
}

World::World(doverie_directory* host_directory) {
  clock = make<Clock>([](auto out, auto error) { return doverie_fake_clock_new(kMorning, out, error); });
  entropy = make<Entropy>([](auto out, auto error) { return doverie_fake_entropy_new(7, out, error); });
  const std::string master(32, 'm');
  keys = make<KeyRing>([&](auto out, auto error) { return doverie_key_ring_from_master(lend_bytes(master), out, error); });
  store = make<Store>(doverie_memory_store_new);
  directory = host_directory != nullptr ? Directory(host_directory) : make<Directory>(doverie_memory_directory_new);
  auto callbacks = fresh<doverie_sms_callbacks>();
  callbacks.send = remember;
  sender = make<SmsSender>([&](auto out, auto error) { return doverie_host_sms_new(&callbacks, &sms, out, error); });
  const auto wanted = options();
  service = make<Service>([&](auto out, auto error) { return doverie_service_new(&wanted, out, error); });
  if (host_directory == nullptr) {
    put("maria", "Мария", "+79031112233");
    put("ivan", "Иван", "+79161234567");
  }
}

doverie_service_options World::options() const {
  auto options = fresh<doverie_service_options>();
  options.store = store.get();
  options.directory = directory.get();
  options.keys = keys.get();
  options.sms = sender.get();
  options.clock = clock.get();
  options.entropy = entropy.get();
  return options;
}

void World::put(const char* account, const char* name, const char* phone, std::int32_t birth_year) {
  auto facts = fresh<doverie_account_facts>();
  facts.given_name = doverie_text(name);
  facts.birth_date = {birth_year, 1, 1};
  facts.citizen = 1;
  facts.confirmed = 1;
  facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text(phone);
  CHECK(doverie_directory_put(directory.get(), doverie_text(account), &facts, nullptr) == DOVERIE_STATUS_OK);
}

std::string World::invite() {
  const auto answer = make<Answer>([&](auto out, auto error) {
    return doverie_trustor_invite(service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                                  doverie_text("8 916 123-45-67"), out, error);
  });
  auto invited = fresh<doverie_invited>();
  CHECK(doverie_answer_invited(answer.get(), &invited, nullptr) == DOVERIE_STATUS_OK);
  return copy(invited.invitation);
}

void World::appoint() {
  const std::string invitation = invite();
  make<Answer>([&](auto out, auto error) {
    return doverie_contact_accept(service.get(), nullptr, doverie_text("ivan"), lend(invitation), out, error);
  });
}

std::string World::start(std::string* number) {
  const auto answer = make<Answer>([&](auto out, auto error) {
    return doverie_recoverer_start(service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0, {}, out, error);
  });
  auto started = fresh<doverie_recovery_started>();
  CHECK(doverie_answer_recovery_started(answer.get(), &started, nullptr) == DOVERIE_STATUS_OK);
  CHECK(started.status == DOVERIE_START_PENDING);
  if (number != nullptr) *number = copy(started.number);
  return copy(started.request);
}

Outcome World::approve(const std::string& request, const std::string& number, const char* command_id) {
  auto attestation = fresh<doverie_attestation>();
  attestation.spoke_with_trustor = 1;
  attestation.nobody_misleads = 1;
  attestation.number = lend(number);
  const auto meta = meta_with(command_id);
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_contact_approve(service.get(), &meta, doverie_text("ivan"), lend(request), &attestation, &answer, error);
  });
  doverie_answer_free(answer);
  return outcome;
}

Outcome World::confirm(const std::string& request, const std::string& code) {
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_contact_confirm_code(service.get(), nullptr, doverie_text("ivan"), lend(request), lend(code), &answer,
                                        error);
  });
  doverie_answer_free(answer);
  return outcome;
}

Outcome World::redeem(const std::string& request, const char* command_id, std::string* grant) {
  const auto meta = meta_with(command_id);
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_recoverer_redeem(service.get(), &meta, doverie_text("maria"), lend(request), lend_bytes(kSecret), {},
                                    &answer, error);
  });
  auto given = fresh<doverie_grant>();
  if (outcome.ok()) CHECK(doverie_answer_grant(answer, &given, nullptr) == DOVERIE_STATUS_OK);
  if (grant != nullptr) *grant = copy(given.id);
  doverie_answer_free(answer);
  return outcome;
}

void World::pump() {
  const auto outcome = outcome_of(
      [&](auto error) { return doverie_service_pump(service.get(), 64, DOVERIE_PUMP_EVERYTHING, nullptr, error); });
  INFO(outcome.message());
  CHECK(outcome.ok());
}

}  // namespace capi_test
