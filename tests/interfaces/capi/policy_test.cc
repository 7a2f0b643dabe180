// SPDX-License-Identifier: Apache-2.0
//
// Policies over the C interface: the corpus of wrong ones, the schema, and shadows.
#include "support/wrong_policies.h"
#include "world.h"

namespace capi_test {
namespace {

using doverie::testing::WrongPolicy;
using Shadow = std::unique_ptr<doverie_shadow, Free<doverie_shadow_free>>;

Outcome refusal(const WrongPolicy& wrong) {
  if (wrong.how == WrongPolicy::Refused::as_document) {
    Policy out;
    return outcome_of([&](doverie_error** error) {
      doverie_policy* made = nullptr;
      const auto status = doverie_policy_from_json(lend(wrong.documents.front()), &made, error);
      out.reset(made);
      return status;
    });
  }
  std::vector<Policy> policies;
  std::vector<const doverie_policy*> schedule;
  for (const std::string& document : wrong.documents) {
    policies.push_back(policy_of(document));
    schedule.push_back(policies.back().get());
  }
  if (schedule.empty()) return {};  // no policies are gosuslugi alone, in C
  const World world;
  doverie_service_options options = world.options();
  options.policies = schedule.data(), options.policy_count = schedule.size();
  return outcome_of([&](doverie_error** error) {
    doverie_service* made = nullptr;
    const auto status = doverie_service_new(&options, &made, error);
    doverie_service_free(made);
    return status;
  });
}

}  // namespace

TEST_CASE("policies: every row of the corpus is refused in C, too") {
  const auto rows = doverie::testing::wrong_policies(document_with());
  CHECK(rows.size() >= 100);
  for (const WrongPolicy& wrong : rows) {
    if (wrong.documents.empty()) continue;
    CAPTURE(wrong.name);
    const Outcome refused = refusal(wrong);
    CHECK(refused.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    for (const std::string& part : {wrong.path, wrong.value, wrong.allowed}) {
      CHECK_MESSAGE(refused.message().find(part) != std::string::npos, refused.message() << "\n  should say: " << part);
    }
  }
}

TEST_CASE("policies: the schema") {
  const std::string schema = copy(doverie_policy_schema());
  CHECK(schema.starts_with("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\""));
  CHECK(schema.find("\"contact_min_age_years\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":120}") != std::string::npos);
}

TEST_CASE("policies: a change for new links only keeps who is a contact already") {
  const auto starts = [](const char* applies_to) {
    World world;
    world.appoint();  // Ivan, who is 45
    const Policy first = make<Policy>(doverie_policy_gosuslugi);
    const Policy second = policy_with(
        {{"\"id\":\"gosuslugi\"", "\"id\":\"later\""},
         {"2025-11-27", "2026-03-01"},  // in force when the service starts again
         {kContactsFrom18, "\"contact_min_age_years\":50"},
         {"\"fraud_freeze\":\"72h\"",
          std::string("\"fraud_freeze\":\"72h\",\"applies_to\":{\"contact_min_age_years\":\"") + applies_to + "\"}"}});
    const doverie_policy* const schedule[] = {first.get(), second.get()};
    doverie_service_options options = world.options();
    options.policies = schedule, options.policy_count = 2;
    const auto service =
        make<Service>([&](auto** out, doverie_error** error) { return doverie_service_new(&options, out, error); });
    auto answer = make<Answer>([&](auto** out, doverie_error** error) {
      return doverie_recoverer_start(service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0, {}, out, error);
    });
    auto started = fresh<doverie_recovery_started>();
    CHECK(doverie_answer_recovery_started(answer.get(), &started, nullptr) == DOVERIE_STATUS_OK);
    return started.status;
  };
  CHECK(starts("new_links") == DOVERIE_START_PENDING);
  CHECK(starts("existing_links") == DOVERIE_START_CONTACT_UNAVAILABLE);
}

TEST_CASE("policies: an account that is observed") {
  World world;
  std::string content = document_with();
  const std::string everybody = "\"protected_share\":1000";
  content.replace(content.find(everybody), everybody.size(), "\"protected_share\":0");
  const Policy nobody = policy_of(content);
  const doverie_policy* const schedule[] = {nobody.get()};
  doverie_service_options options = world.options();
  options.policies = schedule, options.policy_count = 1;
  world.service =
      make<Service>([&](auto** out, doverie_error** error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  auto answer = make<Answer>([&](auto** out, doverie_error** error) {
    return doverie_recoverer_start(world.service.get(), nullptr, doverie_text("maria"), lend_bytes(kSecret), 0, {}, out,
                                   error);
  });
  auto started = fresh<doverie_recovery_started>();
  CHECK(doverie_answer_recovery_started(answer.get(), &started, nullptr) == DOVERIE_STATUS_OK);
  CHECK(started.status == DOVERIE_START_NOT_PROTECTED);
  CHECK(started.would_be_protected == 1);
  CHECK(started.number.size == 4);
  auto cabinet = make<Answer>([&](auto** out, doverie_error** error) {
    return doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), out, error);
  });
  auto view = fresh<doverie_trustor_view>();
  CHECK(doverie_answer_trustor_view(cabinet.get(), &view, nullptr) == DOVERIE_STATUS_OK);
  CHECK(view.observed == 1);
}

namespace {

struct Told {
  std::vector<std::string> differences;
  int destroyed = 0;
  bool throws = false;
};

void tell(void* self, const doverie_shadow_difference* difference) {
  auto& told = *static_cast<Told*>(self);
  auto view = fresh<doverie_shadow_view>();
  CHECK(doverie_shadow_difference_get(difference, &view, nullptr) == DOVERIE_STATUS_OK);
  auto reason = fresh<doverie_reason>();
  std::string words = copy(view.command) + " " + copy(doverie_shadow_kind_name(view.kind)) + " " + copy(view.policy) + "/" +
                      copy(view.shadow_policy) + " " + std::to_string(view.status) + "/" +
                      std::to_string(view.shadow_status);
  for (std::size_t i = 0; i < view.shadow_reason_count; ++i) {
    CHECK(doverie_shadow_difference_reason_at(difference, 1, i, &reason, nullptr) == DOVERIE_STATUS_OK);
    words += " " + std::to_string(reason.code) + ":" + std::to_string(reason.needs) + ">" + std::to_string(reason.has);
  }
  CHECK(outcome_of([&](doverie_error** error) {
          return doverie_shadow_difference_reason_at(difference, 0, view.reason_count, &reason, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  told.differences.push_back(words);
  if (told.throws) throw 7;
}

void forget(void* self) {
  ++static_cast<Told*>(self)->destroyed;
}

}  // namespace

TEST_CASE("policies: a shadow tells and enforces nothing") {
  Told told;
  const Policy planned = policy_with({{kContactsFrom18, "\"contact_min_age_years\":60"}});
  const doverie_policy* const policies[] = {planned.get()};
  auto callbacks = fresh<doverie_shadow_callbacks>();
  callbacks.differs = tell, callbacks.destroy = forget;
  auto shadow = make<Shadow>(
      [&](auto** out, doverie_error** error) { return doverie_shadow_new(policies, 1, &callbacks, &told, out, error); });
  {
    World world;
    doverie_service_options options = world.options();
    options.shadow = shadow.get();
    world.service =
        make<Service>([&](auto** out, doverie_error** error) { return doverie_service_new(&options, out, error); });
    shadow.reset();  // the service keeps what it needs
    CHECK(told.destroyed == 0);
    world.appoint();
    told.throws = true;
    std::string number;
    world.start(&number);
  }
  CHECK(told.destroyed == 1);
  REQUIRE(told.differences.size() == 2);
  CHECK(told.differences[0].starts_with("accept_invitation refused gosuslugi/gosuslugi 0/0 " +
                                        std::to_string(DOVERIE_REASON_CONTACT_TOO_YOUNG) + ":60>"));
  CHECK(told.differences[1] == "start_recovery other_answer gosuslugi/gosuslugi 1/3");
}

TEST_CASE("policies: what is no shadow") {
  Told told;
  auto callbacks = fresh<doverie_shadow_callbacks>();
  callbacks.destroy = forget;
  const auto refused = [&](const doverie_policy* const* policies, std::size_t count) {
    return outcome_of([&](doverie_error** error) {
      doverie_shadow* out = nullptr;
      const auto status = doverie_shadow_new(policies, count, &callbacks, &told, &out, error);
      CHECK(out == nullptr);
      return status;
    });
  };
  const Policy policy = policy_with();
  const doverie_policy* const policies[] = {policy.get(), nullptr};
  CHECK(refused(policies, 1).message().find("callbacks") != std::string::npos);
  callbacks.differs = tell;
  CHECK(refused(policies, 0).message() == "policies: policy schedule: empty; give at least one policy");
  CHECK(refused(policies, 2).message() == "policies: NULL");
  CHECK(told.destroyed == 3);
  CHECK(copy(doverie_shadow_kind_name(0)).empty());
  CHECK(copy(doverie_shadow_kind_name(6)).empty());
}

}  // namespace capi_test
