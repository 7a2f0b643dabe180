// SPDX-License-Identifier: Apache-2.0
//
// What C++ has of policies, people, settings, feeds and populations, C has as well.
#include <set>

#include "world.h"

namespace capi_test {
namespace {

using Schedule = std::unique_ptr<doverie_policy_schedule, Free<doverie_policy_schedule_free>>;
using Feed = std::unique_ptr<doverie_feed, Free<doverie_feed_free>>;
using SetAside = std::unique_ptr<doverie_set_aside, Free<doverie_set_aside_free>>;
using Verifier = std::unique_ptr<doverie_audit_verifier, Free<doverie_audit_verifier_free>>;
using AuditReport = std::unique_ptr<doverie_audit_report, Free<doverie_audit_report_free>>;
using Replay = std::unique_ptr<doverie_replay, Free<doverie_replay_free>>;
using ReplayReport = std::unique_ptr<doverie_replay_report, Free<doverie_replay_report_free>>;
using Account = std::unique_ptr<doverie_account, Free<doverie_account_free>>;
using Scenario = std::unique_ptr<doverie_scenario, Free<doverie_scenario_free>>;
using Boundaries = std::unique_ptr<doverie_boundaries, Free<doverie_boundaries_free>>;
using Eligibility = std::unique_ptr<doverie_eligibility, Free<doverie_eligibility_free>>;

// Gosuslugi with a document in which `from` is `to`.
// Everything that a store has to tell.
template <class Each>
void for_each_entry(const doverie_store* store, Each&& each) {
  const auto feed = make<Feed>([&](auto out, auto error) { return doverie_store_feed(store, {"", 0}, 1000, out, error); });
  REQUIRE(doverie_feed_entry_count(feed.get()) > 0);
  for (std::size_t i = 0; i < doverie_feed_entry_count(feed.get()); ++i) {
    auto entry = fresh<doverie_feed_entry>();
    REQUIRE(doverie_feed_entry_at(feed.get(), i, &entry, nullptr) == DOVERIE_STATUS_OK);
    each(entry);
  }
}

}  // namespace

TEST_CASE("policies tell id and content, and are equal when both are") {
  const Policy one = policy_with(), same = policy_with();
  const Policy other = policy_with({{kContactsFrom18, kContactsFrom21}});
  CHECK(copy(doverie_policy_id(one.get())).starts_with("gosuslugi"));
  CHECK(copy(doverie_policy_content_hash(one.get())).size() == 32);
  CHECK(copy(doverie_policy_content_hash(one.get())) != copy(doverie_policy_content_hash(other.get())));
  CHECK(doverie_policy_equal(one.get(), same.get()) == 1);
  CHECK(doverie_policy_equal(one.get(), other.get()) == 0);
  CHECK(doverie_policy_equal(nullptr, nullptr) == 0);
}

TEST_CASE("a schedule tells which policy is in force, and which one a record pins") {
  const Policy now = policy_with();
  doverie_string json{};
  REQUIRE(doverie_policy_json(now.get(), &json, nullptr) == DOVERIE_STATUS_OK);
  const std::string from = "\"applies_from\":\"";
  const std::string date = copy(json).substr(copy(json).find(from) + from.size(), 10);
  const std::string id = copy(doverie_policy_id(now.get()));
  const Policy later = policy_with({{"\"" + id + "\"", "\"later\""}, {date, "2099-01-01"}});
  const doverie_policy* const policies[] = {later.get(), now.get()};
  const auto schedule =
      make<Schedule>([&](auto out, auto error) { return doverie_policy_schedule_new(policies, 2, out, error); });
  CHECK(doverie_policy_schedule_count(schedule.get()) == 2);
  const auto is = [](const Policy& found, const Policy& expected) {
    CHECK(doverie_policy_equal(found.get(), expected.get()) == 1);
  };
  is(make<Policy>([&](auto out, auto error) { return doverie_policy_schedule_at(schedule.get(), 1, out, error); }), later);
  const auto on = [&](doverie_date day) {
    return make<Policy>([&](auto out, auto error) { return doverie_policy_schedule_on(schedule.get(), day, out, error); });
  };
  is(on({2098, 12, 31}), now);
  is(on({2099, 1, 1}), later);
  const doverie_string hash = doverie_policy_content_hash(now.get());
  is(make<Policy>(
         [&](auto out, auto error) { return doverie_policy_schedule_pinned(schedule.get(), lend(id), hash, out, error); }),
     now);
  is(make<Policy>([&](auto out, auto error) {
       return doverie_policy_schedule_for_link(schedule.get(), {2099, 1, 1}, lend(id), hash, out, error);
     }),
     later);
  doverie_policy* none = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_policy_schedule_pinned(schedule.get(), lend(id), doverie_text("0"), &none, error);
        }).faulted(DOVERIE_FAULT_POLICY_UNKNOWN));
  std::int32_t share = 0;
  CHECK(doverie_policy_schedule_protected_share(schedule.get(), {2026, 3, 2}, &share, nullptr) == DOVERIE_STATUS_OK);
  CHECK(share == 1000);
}

TEST_CASE("phones, ids and names are read as commands read them") {
  doverie_phone phone{};
  CHECK(doverie_phone_parse(doverie_text("8 (916) 123-45-67"), &phone, nullptr) == DOVERIE_STATUS_OK);
  CHECK(std::string(phone.e164) == "+79161234567");
  CHECK(std::string(phone.masked).ends_with("67"));
  CHECK(std::string(phone.masked).find("12345") == std::string::npos);
  CHECK(outcome_of([&](auto error) {
          return doverie_phone_parse(doverie_text("12"), &phone, error);
        }).rejected(DOVERIE_REASON_PHONE_INVALID));
  CHECK(std::string(phone.e164) == "+79161234567");
  CHECK(doverie_account_id_check(doverie_text("maria"), nullptr) == DOVERIE_STATUS_OK);
  CHECK(outcome_of([&](auto error) {
          return doverie_account_id_check(doverie_text("+79161234567"), error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(doverie_given_name_check(doverie_text("Мария"), nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_given_name_check(doverie_text("Мария\n"), nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("facts that were read once decide as facts that are read each time") {
  const auto contacts = make<Eligibility>([&](auto out, auto error) {
    return doverie_eligibility_new(policy_with().get(), DOVERIE_ROLE_CONTACT, {2026, 3, 2}, kMorning, out, error);
  });
  doverie_date on{};
  const auto account = make<Account>([&](auto out, auto error) {
    return doverie_account_in_words(doverie_text("17 years"), {2026, 3, 2}, &on, out, error);
  });
  REQUIRE(account != nullptr);
  auto facts = fresh<doverie_account_facts>();
  REQUIRE(doverie_account_get(account.get(), &facts, nullptr) == DOVERIE_STATUS_OK);
  const auto again = make<Account>([&](auto out, auto error) { return doverie_account_new(&facts, out, error); });
  for (const Account* one : {&account, &again}) {
    std::uint64_t whole = 0, parsed = 0;
    CHECK(doverie_eligibility_check(contacts.get(), &facts, &whole, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_eligibility_check_account(contacts.get(), one->get(), &parsed, nullptr) == DOVERIE_STATUS_OK);
    CHECK(whole == DOVERIE_FAILED_TOO_YOUNG);
    CHECK(parsed == whole);
  }
  CHECK(on.day == 2);
  doverie_account* none = nullptr;
  CHECK(doverie_account_in_words(doverie_text("no account"), {2026, 3, 2}, &on, &none, nullptr) == DOVERIE_STATUS_OK);
  CHECK(none == nullptr);
  CHECK(outcome_of([&](auto error) {
          return doverie_account_in_words(doverie_text("no such words"), {2026, 3, 2}, &on, &none, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

TEST_CASE("a story in words, up to the line that differs") {
  const auto scenario = make<Scenario>(
      [&](auto out, auto error) { return doverie_scenario_new(policy_with().get(), {2026, 3, 2}, nullptr, out, error); });
  const Outcome wrong = outcome_of(
      [&](auto error) { return doverie_scenario_given(scenario.get(), doverie_text("nobody understands this"), error); });
  CHECK(wrong.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(wrong.message().find("nobody understands this") != std::string::npos);
}

TEST_CASE("the boundaries that rows pin, one by one") {
  const auto boundaries = make<Boundaries>([&](auto out, auto error) {
    return doverie_rule_rows_boundaries(nullptr, policy_with().get(), doverie_text("# none\n"), doverie_text("rows"), out,
                                        error);
  });
  REQUIRE(doverie_boundaries_count(boundaries.get()) > 10);
  auto one = fresh<doverie_boundary>();
  REQUIRE(doverie_boundaries_at(boundaries.get(), 0, &one, nullptr) == DOVERIE_STATUS_OK);
  CHECK(one.parameter.size > 0);
  CHECK(one.pinned_by.size == 0);
}

TEST_CASE("messages name functions of C") {
  World world;
  const Outcome misspelt = outcome_of([&](auto error) {
    auto options = world.options();
    options.realm = doverie_text("elsewhere");
    const auto other = make<Service>([&](auto out, auto failed) { return doverie_service_new(&options, out, failed); });
    CHECK(doverie_host_owner_seen(world.service.get(), nullptr, doverie_text("maria"), nullptr) == DOVERIE_STATUS_OK);
    return doverie_host_owner_seen(other.get(), nullptr, doverie_text("maria"), error);
  });
  INFO(misspelt.message());
  CHECK(misspelt.faulted(DOVERIE_FAULT_REALM_UNKNOWN));
  CHECK(misspelt.message().find("call doverie_operator_begin_realm() once") != std::string::npos);
  doverie_store* store = nullptr;
  const Outcome missing = outcome_of(
      [&](auto error) { return doverie_sqlite_store_open(doverie_text("/nowhere/at/all.db"), nullptr, &store, error); });
  CHECK(missing.message().find("doverie_sqlite_store_create()") != std::string::npos);
}

TEST_CASE("codes are found by name") {
  auto code = fresh<doverie_code_info>();
  CHECK(doverie_code_named(doverie_text("wrong_code"), &code, nullptr) == DOVERIE_STATUS_OK);
  CHECK(code.code == DOVERIE_REASON_WRONG_CODE);
  CHECK(outcome_of([&](auto error) { return doverie_code_named(doverie_text("no_such"), &code, error); }).message() ==
        "name: \"no_such\" is no code of this library");
}

TEST_CASE("a service tells what it goes by, and how many streams it remembers is an option") {
  World world;
  auto options = world.options();
  options.realm = doverie_text("stand");
  options.epoch = 7;
  options.remembered_streams = -1;
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  auto settings = fresh<doverie_service_settings>();
  REQUIRE(doverie_service_get(service.get(), &settings, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(settings.realm) == "stand");
  CHECK(copy(settings.sms_origin) == "gosuslugi.ru");
  CHECK(copy(settings.sms_text).find("{code}") != std::string::npos);
  CHECK(settings.epoch == 7);
  options.remembered_streams = -2;
  doverie_service* none = nullptr;
  CHECK(outcome_of([&](auto error) { return doverie_service_new(&options, &none, error); }).message() ==
        "options.remembered_streams: -2 is below -1");
}

TEST_CASE("messages that were set aside are told: none, as a rule") {
  World world;
  const auto messages =
      make<SetAside>([&](auto out, auto error) { return doverie_service_set_aside(world.service.get(), 10, out, error); });
  CHECK(doverie_set_aside_count(messages.get()) == 0);
  auto message = fresh<doverie_set_aside_message>();
  CHECK(doverie_set_aside_at(messages.get(), 0, &message, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("audit and replay take events of a feed of the host's own") {
  World world;
  world.appoint();
  const auto verifier =
      make<Verifier>([&](auto out, auto error) { return doverie_audit_verifier_new(world.keys.get(), out, error); });
  const Policy policy = make<Policy>(doverie_policy_gosuslugi);
  const doverie_policy* const policies[] = {policy.get()};
  const auto replay =
      make<Replay>([&](auto out, auto error) { return doverie_replay_new(policies, 1, policies, 1, out, error); });
  std::uint64_t events = 0;
  for_each_entry(world.store.get(), [&](const doverie_feed_entry& entry) {
    CHECK(doverie_audit_verifier_event(verifier.get(), &entry, nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_replay_event(replay.get(), &entry, nullptr) == DOVERIE_STATUS_OK);
    ++events;
  });
  const auto audited =
      make<AuditReport>([&](auto out, auto error) { return doverie_audit_verifier_finish(verifier.get(), out, error); });
  auto found = fresh<doverie_audit_counts>();
  REQUIRE(doverie_audit_report_get(audited.get(), &found, nullptr) == DOVERIE_STATUS_OK);
  CHECK(found.events == events);
  CHECK(found.finding_count == 0);
  const auto replayed =
      make<ReplayReport>([&](auto out, auto error) { return doverie_replay_finish(replay.get(), out, error); });
  auto counts = fresh<doverie_replay_counts>();
  REQUIRE(doverie_replay_report_get(replayed.get(), &counts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(counts.events == events);
  CHECK(counts.same == counts.decisions);
}

TEST_CASE("what no replay can show is told by name") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < doverie_replay_blind_spot_count(); ++i) {
    auto spot = fresh<doverie_replay_blind_spot>();
    REQUIRE(doverie_replay_blind_spot_at(i, &spot, nullptr) == DOVERIE_STATUS_OK);
    CHECK(spot.why.size > 0);
    names.insert(copy(spot.parameter));
  }
  CHECK(!names.empty());
  CHECK(names.size() == doverie_replay_blind_spot_count());
}

TEST_CASE("the public key of a checkpoint's key") {
  char pem[DOVERIE_PUBLIC_KEY_SIZE];
  const std::string key(32, 'k');
  CHECK(doverie_checkpoint_public_key(lend_bytes(key), pem, sizeof pem, nullptr) == DOVERIE_STATUS_OK);
  CHECK(std::string(pem).starts_with("-----BEGIN PUBLIC KEY-----"));
  CHECK(outcome_of([&](auto error) {
          return doverie_checkpoint_public_key(lend_bytes("short"), pem, sizeof pem, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(doverie_checkpoint_public_key(lend_bytes(key), pem, 8, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("a row is what an account's facts say of it") {
  const Policy policy = policy_with();
  const auto contacts = make<Eligibility>([&](auto out, auto error) {
    return doverie_eligibility_new(policy.get(), DOVERIE_ROLE_CONTACT, {2026, 3, 2}, kMorning, out, error);
  });
  auto facts = fresh<doverie_account_facts>();
  facts.given_name = doverie_text("Иван");
  facts.birth_date = {2008, 3, 3};
  facts.citizen = facts.confirmed = facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text("+79161234567");
  std::int32_t day = 0, latest = 0;
  std::uint8_t flags = 0, failed = 0;
  std::uint32_t bit = 0;
  CHECK(doverie_birth_day(facts.birth_date, &day, nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_account_flags(&facts, policy.get(), &flags, nullptr) == DOVERIE_STATUS_OK);
  CHECK((flags & DOVERIE_ACCOUNT_PHONE_ALLOWED) != 0);
  CHECK(doverie_eligibility_check_row(contacts.get(), day, flags, &failed, nullptr) == DOVERIE_STATUS_OK);
  CHECK(failed == DOVERIE_FAILED_TOO_YOUNG);
  CHECK(doverie_eligibility_latest_birth_day(contacts.get(), &latest, nullptr) == DOVERIE_STATUS_OK);
  CHECK(latest == day - 1);
  CHECK(doverie_eligibility_bit(contacts.get(), DOVERIE_REASON_CONTACT_TOO_YOUNG, &bit, nullptr) == DOVERIE_STATUS_OK);
  CHECK(bit == 1);
  CHECK(doverie_eligibility_bit(contacts.get(), DOVERIE_REASON_TRUSTOR_TOO_YOUNG, &bit, nullptr) == DOVERIE_STATUS_OK);
  CHECK(bit == 64);
  CHECK(doverie_account_flags(nullptr, policy.get(), &flags, nullptr) == DOVERIE_STATUS_OK);
  CHECK(flags == 0);
}

}  // namespace capi_test
