// SPDX-License-Identifier: Apache-2.0
//
// Threat T11 and promise 7: structs of older and newer callers.
#include <cstring>
#include <string>

#include "world.h"

namespace capi_test {
namespace {

// A struct as a newer header may have it: with a tail that this library does not know.
template <class T>
struct Newer {
  T known;
  std::uint64_t unknown[2] = {0, 0};

  Newer() {
    DOVERIE_INIT(known);
    known.struct_size = sizeof(Newer);
  }
};

Outcome invite(World& world, const doverie_command_meta* meta) {
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_trustor_invite(world.service.get(), meta, doverie_text("maria"), doverie_text("Иван"),
                                  doverie_text("+79161234567"), &answer, error);
  });
  doverie_answer_free(answer);
  return outcome;
}

}  // namespace

TEST_CASE("a struct in: struct_size not set, too small, absurd") {
  World world;
  auto meta = fresh<doverie_command_meta>();
  for (const std::size_t size : {std::size_t{0}, std::size_t{8}, sizeof(meta) - 1, std::size_t{4097}, ~std::size_t{0}}) {
    meta.struct_size = size;
    const Outcome outcome = invite(world, &meta);
    CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    CHECK(outcome.message().starts_with("meta: struct_size"));
  }
  const auto* misaligned = reinterpret_cast<const doverie_command_meta*>(reinterpret_cast<char*>(&meta) + 1);
  CHECK(invite(world, misaligned).message() == "meta: not aligned");
}

TEST_CASE("a struct in, from a newer header: accepted while what is unknown is zero") {
  World world;
  Newer<doverie_command_meta> meta;
  meta.known.command_id = doverie_text("newer-1");
  CHECK(invite(world, &meta.known).ok());
  meta.unknown[1] = 1;
  const Outcome outcome = invite(world, &meta.known);
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(outcome.message().starts_with("meta: unsupported"));
}

TEST_CASE("a struct out, from a newer header: what is unknown is left alone") {
  Newer<doverie_code_info> code;
  CHECK(doverie_code_find(DOVERIE_REASON_FROZEN, &code.known, nullptr) == DOVERIE_STATUS_OK);
  CHECK(code.known.struct_size == sizeof(code));
  CHECK(code.unknown[0] == 0);
  CHECK(copy(code.known.name) == "frozen");
  code.unknown[0] = 7;
  CHECK(doverie_code_find(DOVERIE_REASON_FROZEN, &code.known, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(code.unknown[0] == 7);
}

TEST_CASE("every struct out is refused when its size was not set") {
  World world;
  doverie_answer* made = nullptr;
  REQUIRE(doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), &made, nullptr) == DOVERIE_STATUS_OK);
  const Answer answer(made);
  doverie_trustor_view view;
  std::memset(&view, 0, sizeof view);
  CHECK(doverie_answer_trustor_view(answer.get(), &view, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_answer_trustor_view(answer.get(), nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  auto report = fresh<doverie_pump_report>();
  report.struct_size = 4;
  CHECK(doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_EVERYTHING, &report, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("an answer of another kind, and an element that is not there") {
  World world;
  world.invite();
  const auto cabinet = make<Answer>(
      [&](auto out, auto error) { return doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), out, error); });
  auto grant = fresh<doverie_grant>();
  CHECK(doverie_answer_grant(cabinet.get(), &grant, nullptr) == DOVERIE_STATUS_FAULT);
  auto trustor = fresh<doverie_trustor_entry>();
  CHECK(doverie_answer_trustor_at(cabinet.get(), 0, &trustor, nullptr) == DOVERIE_STATUS_FAULT);
  auto invitation = fresh<doverie_invitation_view>();
  CHECK(doverie_answer_invitation_at(cabinet.get(), 0, &invitation, nullptr) == DOVERIE_STATUS_OK);
  const Outcome outcome = outcome_of(
      [&](auto error) { return doverie_answer_invitation_at(cabinet.get(), ~std::size_t{0}, &invitation, error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("options of a service") {
  World world;
  const auto create = [&](const doverie_service_options& options) {
    doverie_service* service = nullptr;
    auto outcome = outcome_of([&](auto error) { return doverie_service_new(&options, &service, error); });
    CHECK((service != nullptr) == outcome.ok());
    doverie_service_free(service);
    return outcome;
  };
  auto options = world.options();
  CHECK(create(options).ok());
  options.store = nullptr;
  CHECK(create(options).message() == "options.store: NULL");
  options = world.options();
  options.realm = doverie_text("Not a realm");
  CHECK(create(options).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  options = world.options();
  options.policy_count = 1;
  CHECK(create(options).message() == "options.policies: NULL with a count");
  const doverie_policy* policies[] = {nullptr};
  options.policies = policies;
  CHECK(create(options).message() == "options.policies: NULL");
  options.policy_count = ~std::size_t{0};
  CHECK(create(options).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("C2: the strict policy: a removal is asked for, shown, and taken back; C10: two operators lift a freeze") {
  World world;
  const auto strict = make<Policy>(doverie_policy_strict);
  const doverie_policy* policies[] = {strict.get()};
  auto options = world.options();
  options.policies = policies;
  options.policy_count = 1;
  options.nobody_is_told = 1;
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  const auto maria = doverie_text("maria");
  const auto ivan = doverie_text("ivan");
  const doverie_service* service = world.service.get();
  const auto ask = [&] {
    return outcome_of([&](auto e) { return doverie_trustor_remove_contact(service, nullptr, maria, ivan, 0, e); });
  };
  const auto keep = [&] {
    return outcome_of([&](auto e) { return doverie_trustor_keep_contact(service, nullptr, maria, ivan, e); });
  };
  const auto removal_from = [&] {
    const auto cabinet = make<Answer>([&](auto out, auto e) { return doverie_trustor_cabinet(service, maria, out, e); });
    auto entry = fresh<doverie_contact_entry>();
    REQUIRE(doverie_answer_contact_at(cabinet.get(), 0, &entry, nullptr) == DOVERIE_STATUS_OK);
    CHECK(entry.resignation_from == 0);
    return entry.removal_from;
  };
  CHECK(keep().rejected(DOVERIE_REASON_REMOVAL_NOT_ASKED));
  CHECK(ask().ok());
  CHECK(removal_from() > 0);
  CHECK(ask().rejected(DOVERIE_REASON_REMOVAL_PENDING));
  CHECK(keep().ok());
  CHECK(removal_from() == 0);
  CHECK(outcome_of([&](auto e) {
          return doverie_contact_stay(service, nullptr, ivan, maria, e);
        }).rejected(DOVERIE_REASON_REMOVAL_NOT_ASKED));

  const auto anna = doverie_text("anna");
  const auto lift = [&](const char* second) {
    return outcome_of(
        [&](auto e) { return doverie_operator_unfreeze(service, nullptr, maria, anna, doverie_text(second), e); });
  };
  CHECK(lift("boris").rejected(DOVERIE_REASON_NOT_FROZEN));
  CHECK(outcome_of([&](auto e) { return doverie_operator_freeze(service, nullptr, maria, anna, e); }).ok());
  CHECK(ask().rejected(DOVERIE_REASON_FROZEN));
  const auto erase = [&](const char* by) {
    return outcome_of([&](auto e) { return doverie_operator_erase(service, nullptr, maria, doverie_text(by), e); });
  };
  CHECK(erase("anna").rejected(DOVERIE_REASON_FROZEN));
  CHECK(lift("anna").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(lift("boris").ok());
  CHECK(erase("two words").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(erase("anna").ok());
  CHECK(erase("anna").ok());
}

TEST_CASE("policies, as documents and in a schedule") {
  World world;
  const auto policy = make<Policy>(doverie_policy_gosuslugi);
  doverie_string json{};
  REQUIRE(doverie_policy_json(policy.get(), &json, nullptr) == DOVERIE_STATUS_OK);
  const auto again = make<Policy>([&](auto out, auto error) { return doverie_policy_from_json(json, out, error); });
  doverie_string json_again{};
  REQUIRE(doverie_policy_json(again.get(), &json_again, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(json) == copy(json_again));
  doverie_policy* none = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_policy_from_json(doverie_text("{}"), &none, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));

  const doverie_policy* policies[] = {policy.get()};
  const doverie_string revoked[] = {doverie_text("gosuslugi")};
  const std::string invitation = world.invite();
  auto options = world.options();
  options.policies = policies;
  options.policy_count = 1;
  options.revoked_policies = revoked;
  options.revoked_policy_count = 1;
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  doverie_answer* answer = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_contact_accept(service.get(), nullptr, doverie_text("ivan"), lend(invitation), &answer, error);
        }).rejected(DOVERIE_REASON_INVITATION_VOID));
}

}  // namespace capi_test
