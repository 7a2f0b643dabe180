// SPDX-License-Identifier: Apache-2.0
//
// What is not known opens no door: accounts, marks, changes, notifiers, clocks, ids, grants and realms, from C.
#include <algorithm>
#include <cctype>
#include <limits>

#include "world.h"

namespace capi_test {
namespace {

constexpr std::int64_t kSecond = kMinute / 60;
constexpr std::int64_t kHour = 60 * kMinute;

// A directory that finds maria however she is spelt, and tells the id that the test wants to be told.
struct Folding {
  const char* told = "maria";

  static void on_find(void* self, doverie_string account, doverie_facts_sink* sink) {
    std::string id = copy(account);
    std::ranges::transform(id, id.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    if (id != "maria") {
      doverie_facts_missing(sink, nullptr);
      return;
    }
    auto facts = fresh<doverie_account_facts>();
    facts.id = doverie_text(static_cast<Folding*>(self)->told);
    facts.given_name = doverie_text("Мария");
    facts.birth_date = {1980, 1, 1};
    CHECK(doverie_facts_found(sink, &facts, nullptr) == DOVERIE_STATUS_OK);
  }
};

Outcome host_directory(std::uint64_t tells, Directory* out, void* self = nullptr) {
  auto callbacks = fresh<doverie_directory_callbacks>();
  callbacks.find = Folding::on_find;
  callbacks.tells = tells;
  doverie_directory* made = nullptr;
  auto outcome = outcome_of([&](auto error) { return doverie_host_directory_new(&callbacks, self, &made, error); });
  *out = Directory(made);
  return outcome;
}

struct Started {
  Outcome outcome;
  doverie_start_status status = 0;
};

Started start(const doverie_service* service, const char* trustor) {
  doverie_answer* answer = nullptr;
  Started started{outcome_of([&](auto error) {
    return doverie_recoverer_start(service, nullptr, doverie_text(trustor), lend_bytes(kSecret), 0, {}, &answer, error);
  })};
  auto told = fresh<doverie_recovery_started>();
  if (started.outcome.ok()) CHECK(doverie_answer_recovery_started(answer, &told, nullptr) == DOVERIE_STATUS_OK);
  started.status = told.status;
  doverie_answer_free(answer);
  return started;
}

Outcome confirm_no_contact(const World& world, const char* trustor) {
  return outcome_of([&](auto error) {
    return doverie_operator_confirm_no_contact(world.service.get(), nullptr, doverie_text(trustor), doverie_text("anna"),
                                               doverie_text("boris"), error);
  });
}

Outcome report_fraud(const World& world, const doverie_command_meta* meta) {
  return outcome_of(
      [&](auto error) { return doverie_trustor_report_fraud(world.service.get(), meta, doverie_text("maria"), error); });
}

Outcome begin_realm(const Service& service) {
  return outcome_of(
      [&](auto error) { return doverie_operator_begin_realm(service.get(), nullptr, doverie_text("anna"), error); });
}

Outcome new_service(const doverie_service_options& options, Service* out = nullptr) {
  doverie_service* made = nullptr;
  auto outcome = outcome_of([&](auto error) { return doverie_service_new(&options, &made, error); });
  Service kept(made);
  if (out != nullptr) *out = std::move(kept);
  return outcome;
}

// Options with the policy strict, which has pauses and delays.
struct Strict {
  Policy policy = make<Policy>([](auto out, auto error) { return doverie_policy_strict(out, error); });
  const doverie_policy* in_force = policy.get();

  doverie_service_options options(const World& world) const {
    auto options = world.options();
    options.policies = &in_force;
    options.policy_count = 1;
    return options;
  }
};

void advance(const World& world, std::int64_t by) {
  REQUIRE(doverie_fake_clock_advance(world.clock.get(), by, nullptr) == DOVERIE_STATUS_OK);
}

void jump(const World& world, std::int64_t by) {
  REQUIRE(doverie_fake_clock_jump(world.clock.get(), by, nullptr) == DOVERIE_STATUS_OK);
}

}  // namespace

TEST_CASE("KN3: a directory that knows an account by another id than was asked for, by none, or not at all") {
  Folding host;
  Directory directory;
  REQUIRE(host_directory(0, &directory, &host).ok());
  const World world(directory.release());
  CHECK(start(world.service.get(), "maria").status == DOVERIE_START_NOT_PROTECTED);
  const auto other = start(world.service.get(), "Maria");
  CHECK(other.outcome.faulted(DOVERIE_FAULT_DIRECTORY_WRONG));
  INFO(other.outcome.message());
  CHECK(other.outcome.message().find("Maria") != std::string::npos);
  CHECK(other.outcome.message().find("maria") != std::string::npos);
  host.told = nullptr;
  CHECK(start(world.service.get(), "maria").outcome.faulted(DOVERIE_FAULT_DIRECTORY_WRONG));
  const auto nobody = start(world.service.get(), "nobody");
  CHECK(nobody.outcome.faulted(DOVERIE_FAULT_ACCOUNT_UNKNOWN));
  CHECK(doverie_error_retryable(nobody.outcome.error.get()) == 0);
}

TEST_CASE("KN5: the host's mark says that there is a contact, and the store has none") {
  World world;
  auto facts = fresh<doverie_account_facts>();
  facts.given_name = doverie_text("Ольга");
  facts.birth_date = {1980, 1, 1};
  facts.has_contact = 1;
  REQUIRE(doverie_directory_put(world.directory.get(), doverie_text("olga"), &facts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(start(world.service.get(), "olga").outcome.faulted(DOVERIE_FAULT_STORE_MISMATCH));
  CHECK(confirm_no_contact(world, "olga").ok());
  CHECK(start(world.service.get(), "olga").status == DOVERIE_START_NOT_PROTECTED);
  world.appoint();
  CHECK(confirm_no_contact(world, "maria").rejected(DOVERIE_REASON_HAS_CONTACT));
  facts.has_contact = 2;
  CHECK(doverie_directory_put(world.directory.get(), doverie_text("olga"), &facts, nullptr) == DOVERIE_STATUS_FAULT);
}

// A directory that is down, and a host's mark that maria has no contact.
struct Down {
  bool marked = true;
  bool says_so = true;

  static void on_find(void* self, doverie_string, doverie_facts_sink* sink) {
    if (!static_cast<Down*>(self)->says_so) return;
    doverie_facts_unavailable(sink, doverie_text("no accounts today"), nullptr);
  }
  static void on_mark(void* self, doverie_string account, doverie_mark_sink* sink) {
    if (!static_cast<Down*>(self)->marked || copy(account) != "maria") return;
    CHECK(doverie_mark_no_contact(sink, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_mark_no_contact(sink, nullptr) == DOVERIE_STATUS_FAULT);
  }
};

TEST_CASE("KN5: a directory that is down, and a host's mark that there is no contact") {
  Down host;
  auto callbacks = fresh<doverie_directory_callbacks>();
  callbacks.find = Down::on_find;
  callbacks.mark = Down::on_mark;
  doverie_directory* made = nullptr;
  REQUIRE(doverie_host_directory_new(&callbacks, &host, &made, nullptr) == DOVERIE_STATUS_OK);
  const World world(made);
  CHECK(start(world.service.get(), "maria").status == DOVERIE_START_NOT_PROTECTED);
  CHECK(start(world.service.get(), "Maria").outcome.faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
  host.says_so = false;  // no answer may mean that there is no such account
  CHECK(start(world.service.get(), "maria").outcome.faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
  host.says_so = true;
  CHECK(start(world.service.get(), "maria").status == DOVERIE_START_NOT_PROTECTED);
  host.marked = false;
  CHECK(start(world.service.get(), "maria").outcome.faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
}

TEST_CASE("KN7: a policy with pauses asks for a directory that tells of changes") {
  const Strict strict;
  const World world;
  auto options = strict.options(world);
  options.nobody_is_told = 1;
  const struct {
    std::uint64_t tells;
    const char* missing;  // nullptr: nothing
  } rows[] = {
      {0, "recovered_at"},
      {DOVERIE_TELLS_PHONE_SINCE | DOVERIE_TELLS_SIM_SINCE, "recovered_at"},
      {DOVERIE_TELLS_RECOVERED_AT | DOVERIE_TELLS_SIM_SINCE, "phone_since"},
      {DOVERIE_TELLS_RECOVERED_AT | DOVERIE_TELLS_PHONE_SINCE, "sim_since"},
      {DOVERIE_TELLS_RECOVERED_AT | DOVERIE_TELLS_PHONE_SINCE | DOVERIE_TELLS_SIM_SINCE, nullptr},
  };
  for (const auto& row : rows) {
    Directory directory;
    REQUIRE(host_directory(row.tells, &directory).ok());
    options.directory = directory.get();
    const Outcome made = new_service(options);
    INFO(made.message());
    CHECK(made.ok() == (row.missing == nullptr));
    if (row.missing == nullptr) continue;
    CHECK(made.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    CHECK(made.message().find(row.missing) != std::string::npos);
  }
  Directory directory;
  CHECK(host_directory(8, &directory).message() == "callbacks.tells: has a bit that is no change of an account");
}

TEST_CASE("KN9: a policy with delays asks for somebody to be told, or for that to be said") {
  const Strict strict;
  const World world;
  auto options = strict.options(world);
  const Outcome refused = new_service(options);
  CHECK(refused.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(refused.message().find("nobody_is_told") != std::string::npos);
  options.nobody_is_told = 2;
  CHECK(new_service(options).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  options.nobody_is_told = 1;
  CHECK(new_service(options).ok());
  const auto console = make<Notifier>(doverie_console_notifier_new);
  options.nobody_is_told = 0;
  options.notifier = console.get();
  CHECK(new_service(options).ok());
}

TEST_CASE("KL3: a clock that somebody sets is no clock, until it is set right or there is a new service") {
  World world;
  world.appoint();
  for (const std::int64_t by : {kHour, -kHour, 6 * kSecond, -6 * kSecond}) {
    jump(world, by);
    const Outcome refused = start(world.service.get(), "maria").outcome;
    INFO(refused.message());
    CHECK(refused.faulted(DOVERIE_FAULT_CLOCK_SKEW));
    jump(world, -by);
    CHECK(start(world.service.get(), "olga").outcome.faulted(DOVERIE_FAULT_ACCOUNT_UNKNOWN));
  }
  jump(world, kHour);
  const auto options = world.options();
  REQUIRE(new_service(options, &world.service).ok());
  CHECK(start(world.service.get(), "maria").status == DOVERIE_START_PENDING);
  CHECK(doverie_fake_clock_jump(world.clock.get(), std::numeric_limits<std::int64_t>::max(), nullptr) ==
        DOVERIE_STATUS_FAULT);
}

TEST_CASE("KL7: an id that is empty is an error; no id is none") {
  const World world;
  auto meta = meta_with("");
  const Outcome refused = report_fraud(world, &meta);
  CHECK(refused.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(refused.message().find("command_id") != std::string::npos);
  meta.command_id = doverie_text(nullptr);
  CHECK(report_fraud(world, &meta).ok());
  CHECK(report_fraud(world, nullptr).ok());
}

TEST_CASE("KL7: a yes that had nothing to write binds its id") {
  World world;
  world.appoint();
  const auto first = meta_with("first");
  const auto second = meta_with("second");
  REQUIRE(report_fraud(world, &first).ok());
  REQUIRE(report_fraud(world, &second).ok());  // frozen already
  advance(world, 73 * kHour);
  CHECK(report_fraud(world, &second).ok());
  CHECK(start(world.service.get(), "maria").status == DOVERIE_START_PENDING);
  CHECK(outcome_of([&](auto error) {
          return doverie_operator_freeze(world.service.get(), &second, doverie_text("maria"), doverie_text("anna"), error);
        }).faulted(DOVERIE_FAULT_COMMAND_ID_REUSED));
}

TEST_CASE("KL8: a grant is given again while it is good, and not after its time or after fraud") {
  for (const bool fraud : {false, true}) {
    World world;
    world.appoint();
    std::string number, first, again;
    const std::string request = world.start(&number);
    REQUIRE(world.approve(request, number).ok());
    world.pump();
    REQUIRE(world.confirm(request, world.last_code()).ok());
    REQUIRE(world.redeem(request, "reset-1", &first).ok());
    advance(world, 15 * kMinute - 1);
    REQUIRE(world.redeem(request, "reset-1", &again).ok());
    CHECK(first == again);
    if (fraud) {
      REQUIRE(report_fraud(world, nullptr).ok());
      CHECK(world.redeem(request, "reset-1").rejected(DOVERIE_REASON_FROZEN));
      advance(world, 73 * kHour);
      CHECK(world.redeem(request, "reset-1").rejected(DOVERIE_REASON_GRANT_VOID));
    } else {
      advance(world, 1);
      CHECK(world.redeem(request, "reset-1").rejected(DOVERIE_REASON_GRANT_EXPIRED));
    }
  }
}

TEST_CASE("KN2: a realm that the store does not have opens nothing, until it is begun") {
  World world;
  world.appoint();
  auto options = world.options();
  options.realm = doverie_text("misspelt");
  Service other;
  REQUIRE(new_service(options, &other).ok());
  const Outcome refused = start(other.get(), "maria").outcome;
  CHECK(refused.faulted(DOVERIE_FAULT_REALM_UNKNOWN));
  CHECK(refused.message().find("misspelt") != std::string::npos);
  CHECK(begin_realm(other).ok());
  CHECK(start(other.get(), "maria").status == DOVERIE_START_NOT_PROTECTED);
  CHECK(begin_realm(other).rejected(DOVERIE_REASON_REALM_BEGUN));
  CHECK(begin_realm(world.service).rejected(DOVERIE_REASON_REALM_BEGUN));
}

}  // namespace capi_test
