// SPDX-License-Identifier: Apache-2.0
//
// Rules of the host's own, written in C.
#include <functional>
#include <stdexcept>

#include "world.h"

namespace capi_test {
namespace {

using HostRules = std::unique_ptr<doverie_host_rules, Free<doverie_host_rules_free>>;
using Explanation = std::unique_ptr<doverie_explanation, Free<doverie_explanation_free>>;
using Report = std::unique_ptr<doverie_rule_report, Free<doverie_rule_report_free>>;

constexpr std::int32_t kClient = 10'001;
constexpr doverie_date kToday = {2026, 3, 2};
constexpr std::int64_t kNow = 1'772'442'000'000'000;  // noon of that day in Moscow

// The fact `client` has to be 1. Counts how often it is destroyed.
struct ClientRule {
  std::function<void(const doverie_rule_input*, doverie_rule_sink*)> check = good;
  int destroyed = 0;

  static void good(const doverie_rule_input* input, doverie_rule_sink* sink) {
    const std::int64_t client = doverie_rule_input_fact(input, doverie_text("client"));
    if (client == 1) {
      doverie_rule_passed(sink, 1, client, nullptr);
    } else {
      doverie_rule_failed(sink, 1, client, nullptr);
    }
  }
  static void on_check(void* self, const doverie_rule_input* input, doverie_rule_sink* sink) {
    static_cast<ClientRule*>(self)->check(input, sink);
  }
  static void on_destroy(void* self) { ++static_cast<ClientRule*>(self)->destroyed; }

  static doverie_host_rule_callbacks callbacks() {
    auto callbacks = fresh<doverie_host_rule_callbacks>();
    callbacks.destroy = on_destroy;
    callbacks.check = on_check;
    return callbacks;
  }
  static doverie_host_rule words() {
    auto rule = fresh<doverie_host_rule>();
    rule.number = kClient;
    rule.role = DOVERIE_ROLE_CONTACT;
    rule.name = doverie_text("contact_no_client");
    rule.english = doverie_text("The contact has to be a client of the bank.");
    rule.russian = doverie_text("Контакт должен быть клиентом банка.");
    rule.fact = doverie_text("client");
    rule.sentence = doverie_text("B1. A contact is a client of the bank.");
    return rule;
  }
};

HostRules no_rules() {
  return make<HostRules>(doverie_host_rules_new);
}

Outcome add(const HostRules& rules, ClientRule& rule, const doverie_host_rule& words = ClientRule::words()) {
  const auto callbacks = ClientRule::callbacks();
  return outcome_of([&](auto error) { return doverie_host_rules_add(rules.get(), &words, &callbacks, &rule, error); });
}

doverie_account_facts ivan(std::int64_t* client = nullptr) {
  static const doverie_string kNames[] = {doverie_text("client")};
  auto facts = fresh<doverie_account_facts>();
  facts.given_name = doverie_text("Иван");
  facts.birth_date = {1980, 1, 31};
  facts.citizen = facts.confirmed = facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text("+79161234567");
  facts.phone_since = kMorning;
  if (client != nullptr) {
    facts.host_fact_names = kNames;
    facts.host_fact_values = client;
    facts.host_fact_count = 1;
  }
  return facts;
}

// A world whose service has the rule, and whether Ivan is a client.
struct Bank : World {
  explicit Bank(ClientRule& rule, std::int64_t client) {
    const HostRules rules = no_rules();
    CHECK(add(rules, rule).ok());
    auto wanted = options();
    wanted.rules = rules.get();
    service = make<Service>([&](auto out, auto error) { return doverie_service_new(&wanted, out, error); });
    set_client(client);
  }
  void set_client(std::int64_t client) {
    const auto facts = ivan(&client);
    CHECK(doverie_directory_put(directory.get(), doverie_text("ivan"), &facts, nullptr) == DOVERIE_STATUS_OK);
  }
  Outcome accept(const std::string& invitation) {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_contact_accept(service.get(), nullptr, doverie_text("ivan"), lend(invitation), &answer, error);
    });
    doverie_answer_free(answer);
    return outcome;
  }
  std::size_t events() const {
    doverie_feed* feed = nullptr;
    REQUIRE(doverie_store_feed(store.get(), doverie_text(""), 1000, &feed, nullptr) == DOVERIE_STATUS_OK);
    const std::size_t count = doverie_feed_entry_count(feed);
    doverie_feed_free(feed);
    return count;
  }
};

}  // namespace

TEST_CASE("host rules: one refuses, with number, name, both sides and texts") {
  ClientRule rule;
  Bank bank(rule, 0);
  const std::string invitation = bank.invite();
  const Outcome refused = bank.accept(invitation);
  REQUIRE(refused.rejected(kClient));
  auto reason = fresh<doverie_reason>();
  REQUIRE(doverie_error_reason_at(refused.error.get(), 0, &reason, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(reason.name) == "contact_no_client");
  CHECK(reason.needs == 1);
  CHECK(reason.has == 0);
  auto code = fresh<doverie_code_info>();
  REQUIRE(doverie_service_code_find(bank.service.get(), kClient, &code, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(code.name) == "contact_no_client");
  CHECK(copy(code.russian) == "Контакт должен быть клиентом банка.");
  CHECK(copy(code.english) == "The contact has to be a client of the bank.");
  CHECK(code.is_fault == 0);
  CHECK(doverie_code_find(kClient, &code, nullptr) == DOVERIE_STATUS_FAULT);
  bank.set_client(1);
  CHECK(bank.accept(invitation).ok());
}

TEST_CASE("host rules: a service knows the library's codes, and no rule that it was not given") {
  const World world;
  auto code = fresh<doverie_code_info>();
  REQUIRE(doverie_service_code_find(world.service.get(), DOVERIE_REASON_FROZEN, &code, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(code.name) == "frozen");
  CHECK(outcome_of([&](auto error) {
          return doverie_service_code_find(world.service.get(), kClient, &code, error);
        }).message() == "code: 10001 is not known");
}

TEST_CASE("host rules: the library's reasons have names, too") {
  World world;
  world.put("ivan", "Иван", "+79161234567", 2020);
  doverie_answer* answer = nullptr;
  const std::string invitation = world.invite();
  const Outcome refused = outcome_of([&](auto error) {
    return doverie_contact_accept(world.service.get(), nullptr, doverie_text("ivan"), lend(invitation), &answer, error);
  });
  auto reason = fresh<doverie_reason>();
  REQUIRE(doverie_error_reason_at(refused.error.get(), 0, &reason, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(reason.name) == "contact_too_young");
}

TEST_CASE("host rules: one that cannot decide ends the command, and nothing is written") {
  ClientRule rule;
  Bank bank(rule, 1);
  const std::string invitation = bank.invite();
  const std::size_t before = bank.events();
  const char* const unanswered = "host rule contact_no_client: its check did not answer";

  SUBCASE("it says so") {
    rule.check = [](auto*, auto* sink) {
      doverie_rule_undecided(sink, DOVERIE_FAULT_DIRECTORY_UNAVAILABLE, doverie_text("the bank does not answer"), nullptr);
    };
    const Outcome outcome = bank.accept(invitation);
    CHECK(outcome.faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
    CHECK(outcome.message() == "the bank does not answer");
  }
  SUBCASE("it does not answer") {
    rule.check = [](auto*, auto*) {};
    CHECK(bank.accept(invitation).message() == unanswered);
  }
  SUBCASE("it throws") {
    rule.check = [](auto*, auto*) { throw std::runtime_error("out of the callback"); };
    CHECK(bank.accept(invitation).message() == unanswered);
  }
  SUBCASE("it answers rubbish") {
    rule.check = [](auto*, auto* sink) {
      CHECK(doverie_rule_undecided(sink, DOVERIE_REASON_FROZEN, doverie_text(""), nullptr) == DOVERIE_STATUS_FAULT);
    };
    const Outcome outcome = bank.accept(invitation);
    CHECK(outcome.faulted(DOVERIE_FAULT_INTERNAL));
    CHECK(outcome.message() == "a host rule's check answered rubbish: fault: 101 is not one of DOVERIE_FAULT_…");
  }
  CHECK(bank.events() == before);
  rule.check = ClientRule::good;
  CHECK(bank.accept(invitation).ok());
}

TEST_CASE("host rules: the first answer counts, and a sink that was kept is dead") {
  ClientRule rule;
  Bank bank(rule, 1);
  doverie_rule_sink* kept = nullptr;
  rule.check = [&](auto*, auto* sink) {
    kept = sink;
    CHECK(doverie_rule_failed(sink, DOVERIE_ABSENT, DOVERIE_ABSENT, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_rule_passed(sink, 1, 1, nullptr) == DOVERIE_STATUS_FAULT);
  };
  const Outcome refused = bank.accept(bank.invite());
  CHECK(refused.rejected(kClient));
  CHECK(refused.message() == "contact_no_client: A rule of this service is not met.");
  CHECK(doverie_rule_passed(kept, 1, 1, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("host rules: a check sees the facts, the policy and the day") {
  ClientRule rule;
  Bank bank(rule, 1);
  int calls = 0;
  rule.check = [&](auto* input, auto* sink) {
    ++calls;
    auto facts = fresh<doverie_account_facts>();
    REQUIRE(doverie_rule_input_facts(input, &facts, nullptr) == DOVERIE_STATUS_OK);
    CHECK(copy(facts.given_name) == "Иван");
    CHECK(facts.birth_date.day == 31);
    CHECK(facts.citizen + facts.confirmed + facts.passport_current == 3);
    CHECK(copy(facts.phone) == "+79161234567");
    CHECK(facts.phone_state == DOVERIE_PHONE_CONFIRMED);
    CHECK(facts.phone_since == kMorning);
    CHECK(facts.sim_since == 0);
    REQUIRE(facts.host_fact_count == 1);
    CHECK(copy(facts.host_fact_names[0]) == "client");
    CHECK(facts.host_fact_values[0] == 1);
    CHECK(doverie_rule_input_fact(input, doverie_text("branch")) == DOVERIE_ABSENT);
    doverie_date today{};
    REQUIRE(doverie_rule_input_today(input, &today, nullptr) == DOVERIE_STATUS_OK);
    CHECK(today.year == 2026);
    CHECK(today.month == 3);
    CHECK(today.day == 2);
    doverie_string json{};
    REQUIRE(doverie_policy_json(doverie_rule_input_policy(input), &json, nullptr) == DOVERIE_STATUS_OK);
    CHECK(copy(json).find("\"gosuslugi\"") != std::string::npos);
    CHECK(doverie_rule_input_policy(input) == doverie_rule_input_policy(input));
    doverie_rule_passed(sink, DOVERIE_ABSENT, DOVERIE_ABSENT, nullptr);
  };
  CHECK(bank.accept(bank.invite()).ok());
  CHECK(calls > 0);
}

TEST_CASE("host rules: facts of the host's own that cannot be are refused") {
  const World world;
  std::int64_t absent = DOVERIE_ABSENT;
  const std::int64_t two[] = {1, 2};
  const doverie_string same[] = {doverie_text("client"), doverie_text("client")};
  auto facts = ivan(&absent);
  const auto put = [&] {
    return outcome_of(
               [&](auto error) { return doverie_directory_put(world.directory.get(), doverie_text("ivan"), &facts, error); })
        .message();
  };
  CHECK(put() == "facts.host_fact_values: DOVERIE_ABSENT; leave the fact out");
  facts.host_fact_values = two;
  facts.host_fact_names = same;
  facts.host_fact_count = 2;
  CHECK(put() == "facts.host_fact_names: a name is there twice");
  facts.host_fact_names = nullptr;
  CHECK(put() == "facts.host_fact_names: NULL with a count");
}

TEST_CASE("host rules: destroyed once, when the last one that has it is gone") {
  ClientRule rule;
  {
    Bank bank(rule, 1);
    CHECK(rule.destroyed == 0);
    CHECK(bank.accept(bank.invite()).ok());
  }
  CHECK(rule.destroyed == 1);
}

TEST_CASE("host rules: what cannot be is refused, named, and destroyed") {
  struct Row {
    void (*spoil)(doverie_host_rule&);
    std::string message;
  };
  const Row rows[] = {
      {[](auto& r) { r.number = 9'999; }, "host rule 9999 \"contact_no_client\": numbers of hosts begin at 10000"},
      {[](auto& r) { r.name = doverie_text("busy"); }, "host rule 10001 \"busy\": the library has a code of that name"},
      {[](auto& r) { r.role = 3; }, "rule.role: 3 is not one of its values"},
      {[](auto& r) { r.russian = doverie_text(""); },
       "host rule 10001 \"contact_no_client\": it has to have texts in English and Russian"},
      {[](auto& r) { r.struct_size = 8; }, "rule: struct_size is smaller than the struct ever was; use DOVERIE_INIT"},
  };
  const HostRules rules = no_rules();
  for (const Row& row : rows) {
    ClientRule rule;
    doverie_host_rule words = ClientRule::words();
    row.spoil(words);
    const Outcome outcome = add(rules, rule, words);
    CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    CHECK(outcome.message() == row.message);
    CHECK(rule.destroyed == 1);
  }
  const doverie_host_rule words = ClientRule::words();
  auto callbacks = fresh<doverie_host_rule_callbacks>();
  CHECK(outcome_of([&](auto error) {
          return doverie_host_rules_add(rules.get(), &words, &callbacks, nullptr, error);
        }).message() == "callbacks: one that is required is NULL");
  CHECK(doverie_host_rules_count(rules.get()) == 0);
}

TEST_CASE("host rules: a set is in order of numbers, and what is there twice is refused") {
  ClientRule rule, earlier, again;
  const HostRules rules = no_rules();
  CHECK(add(rules, rule).ok());
  CHECK(add(rules, again).message() == "host rule 10001 \"contact_no_client\": the number is there twice");
  CHECK(again.destroyed == 1);
  doverie_host_rule words = ClientRule::words();
  words.number = DOVERIE_FIRST_HOST_RULE;
  words.name = doverie_text("contact_no_branch");
  CHECK(add(rules, earlier, words).ok());
  REQUIRE(doverie_host_rules_count(rules.get()) == 2);
  auto row = fresh<doverie_host_rule>();
  REQUIRE(doverie_host_rules_at(rules.get(), 0, &row, nullptr) == DOVERIE_STATUS_OK);
  CHECK(row.number == 10'000);
  REQUIRE(doverie_host_rules_at(rules.get(), 1, &row, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(row.name) == "contact_no_client");
  CHECK(copy(row.sentence) == "B1. A contact is a client of the bank.");
  CHECK(row.role == DOVERIE_ROLE_CONTACT);
  CHECK(doverie_host_rules_at(rules.get(), 2, &row, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_host_rules_count(nullptr) == 0);
}

TEST_CASE("host rules: explanations have their rows behind the library's") {
  ClientRule rule;
  const HostRules rules = no_rules();
  CHECK(add(rules, rule).ok());
  const auto policy = make<Policy>(doverie_policy_gosuslugi);
  std::int64_t client = 0;
  const auto facts = ivan(&client);
  const auto explain = [&](doverie_explanation** out, doverie_error** error) {
    return doverie_explain_with(rules.get(), policy.get(), DOVERIE_ROLE_CONTACT, &facts, kToday, kNow, out, error);
  };
  const auto explanation = make<Explanation>(explain);
  const std::size_t last = doverie_explanation_count(explanation.get()) - 1;
  auto row = fresh<doverie_rule_explanation>();
  REQUIRE(doverie_explanation_at(explanation.get(), last, &row, nullptr) == DOVERIE_STATUS_OK);
  CHECK(row.rule == kClient);
  CHECK(copy(row.name) == "contact_no_client");
  CHECK(row.passed == 0);
  CHECK(row.has == 0);
  CHECK(copy(row.sentence) == "B1. A contact is a client of the bank.");
  REQUIRE(doverie_explanation_at(explanation.get(), 0, &row, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(row.name) == "contact_too_young");

  rule.check = [](auto*, auto*) {};
  doverie_explanation* none = nullptr;
  CHECK(outcome_of([&](auto error) { return explain(&none, error); }).faulted(DOVERIE_FAULT_INTERNAL));
}

TEST_CASE("host rules: rows test them, and pin limits beside them") {
  ClientRule rule;
  const HostRules rules = no_rules();
  CHECK(add(rules, rule).ok());
  const Policy policy = policy_with();
  const auto rows = doverie_text(
      "contact | fact client 1           | may\n"
      "contact | eligible                | contact_no_client\n"
      "contact | fact client 1, 17 years | contact_too_young\n"
      "contact | fact client 1, 18 years | may\n");
  const auto source = doverie_text("rows");
  auto found = fresh<doverie_rule_findings>();
  const auto run = make<Report>(
      [&](auto out, auto error) { return doverie_rule_rows_run_with(rules.get(), policy.get(), rows, source, out, error); });
  REQUIRE(doverie_rule_report_get(run.get(), &found, nullptr) == DOVERIE_STATUS_OK);
  CHECK(found.count == 4);
  CHECK_MESSAGE(found.failed == 0, copy(found.text));
  const auto cover = make<Report>([&](auto out, auto error) {
    return doverie_rule_rows_cover_with(rules.get(), policy.get(), rows, source, out, error);
  });
  REQUIRE(doverie_rule_report_get(cover.get(), &found, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(found.text).find("contact_min_age_years: no row fails when 18 becomes 19") == std::string::npos);
  doverie_rule_report* none = nullptr;
  CHECK(outcome_of([&](auto error) { return doverie_rule_rows_run(policy.get(), rows, source, &none, error); })
            .message()
            .starts_with("rows:2:"));
}

}  // namespace capi_test
