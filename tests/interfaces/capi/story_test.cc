// SPDX-License-Identifier: Apache-2.0
//
// The whole story through the C interface, in memory; and what belongs to it: versions, codes, threads, forks.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "support/child.h"
#include "support/temp_dir.h"
#include "world.h"

namespace capi_test {

TEST_CASE("from invitation to redemption, once") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  CHECK(world.approve(request, "wrong").rejected(DOVERIE_REASON_NUMBER_MISMATCH));
  CHECK(world.redeem(request, "early").rejected(DOVERIE_REASON_REQUEST_NOT_APPROVED));
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  REQUIRE(world.sms.size() == 1);
  CHECK(world.sms[0].to == "+79161234567");

  const Outcome wrong = world.confirm(request, world.last_code() == "000000" ? "111111" : "000000");
  REQUIRE(wrong.rejected(DOVERIE_REASON_WRONG_CODE));
  auto reason = fresh<doverie_reason>();
  REQUIRE(doverie_error_reason_at(wrong.error.get(), 0, &reason, nullptr) == DOVERIE_STATUS_OK);
  CHECK(reason.needs == 5);
  CHECK(reason.has == 1);
  CHECK(doverie_error_reason_at(wrong.error.get(), 1, &reason, nullptr) == DOVERIE_STATUS_FAULT);

  REQUIRE(world.confirm(request, world.last_code()).ok());
  std::string first, again;
  REQUIRE(world.redeem(request, "redeem", &first).ok());
  REQUIRE(world.redeem(request, "redeem", &again).ok());
  CHECK(first == again);
  CHECK(world.redeem(request, "another").rejected(DOVERIE_REASON_REQUEST_REDEEMED));
}

TEST_CASE("both cabinets, the status and the audit trail") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);

  const auto of_trustor = make<Answer>(
      [&](auto out, auto error) { return doverie_trustor_cabinet(world.service.get(), doverie_text("maria"), out, error); });
  auto trustor = fresh<doverie_trustor_view>();
  REQUIRE(doverie_answer_trustor_view(of_trustor.get(), &trustor, nullptr) == DOVERIE_STATUS_OK);
  CHECK(trustor.contact_count == 1);
  CHECK(trustor.request_count == 1);
  CHECK(trustor.frozen_until == 0);
  auto entry = fresh<doverie_contact_entry>();
  REQUIRE(doverie_answer_contact_at(of_trustor.get(), 0, &entry, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(entry.contact) == "ivan");
  CHECK(entry.appointed_at == kMorning);

  const auto of_contact = make<Answer>(
      [&](auto out, auto error) { return doverie_contact_cabinet(world.service.get(), doverie_text("ivan"), out, error); });
  auto contact = fresh<doverie_contact_view>();
  REQUIRE(doverie_answer_contact_view(of_contact.get(), &contact, nullptr) == DOVERIE_STATUS_OK);
  CHECK(contact.trustor_count == 1);
  auto served = fresh<doverie_trustor_entry>();
  REQUIRE(doverie_answer_trustor_at(of_contact.get(), 0, &served, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(served.trustor) == "maria");
  auto asked = fresh<doverie_request_view>();
  REQUIRE(doverie_answer_request_at(of_contact.get(), 0, &asked, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(asked.request) == request);
  CHECK(copy(asked.number) == number);
  CHECK(copy(doverie_request_state_name(asked.state)) == "pending");

  CHECK(doverie_contact_report_fraud(world.service.get(), nullptr, doverie_text("ivan"), doverie_text("maria"), nullptr) ==
        DOVERIE_STATUS_OK);
  const auto status = make<Answer>([&](auto out, auto error) {
    return doverie_recoverer_status(world.service.get(), doverie_text("maria"), lend(request), lend_bytes(kSecret), out,
                                    error);
  });
  auto recovery = fresh<doverie_recovery_view>();
  REQUIRE(doverie_answer_recovery_view(status.get(), &recovery, nullptr) == DOVERIE_STATUS_OK);
  CHECK(recovery.state == DOVERIE_REQUEST_VOIDED);
  CHECK(recovery.standing == DOVERIE_START_FROZEN);

  const auto audit = make<Answer>(
      [&](auto out, auto error) { return doverie_operator_audit(world.service.get(), doverie_text("maria"), out, error); });
  auto trail = fresh<doverie_audit_trail>();
  REQUIRE(doverie_answer_audit_trail(audit.get(), &trail, nullptr) == DOVERIE_STATUS_OK);
  REQUIRE(trail.entry_count >= 4);
  auto event = fresh<doverie_audit_entry>();
  REQUIRE(doverie_answer_audit_entry_at(audit.get(), 0, &event, nullptr) == DOVERIE_STATUS_OK);
  CHECK(event.version == 1);
  CHECK(copy(event.type) == "invitation_sent");
  CHECK(copy(event.event).starts_with("{"));
}

TEST_CASE("L4: neither errors nor answers tell phones, codes or secrets") {
  World world;
  world.put("ivan", "Иван", "+79161234567", 2015);
  const std::string invitation = world.invite();
  doverie_answer* answer = nullptr;
  const Outcome outcome = outcome_of([&](auto error) {
    return doverie_contact_accept(world.service.get(), nullptr, doverie_text("ivan"), lend(invitation), &answer, error);
  });
  CHECK(outcome.rejected(DOVERIE_REASON_CONTACT_TOO_YOUNG));
  CHECK(outcome.message().starts_with("contact_too_young: The contact has not reached the required age. Needs "));
  CHECK(outcome.message().ends_with(". Has 11."));
}

TEST_CASE("the version") {
  CHECK(doverie_version_number() == DOVERIE_VERSION_NUMBER);
  CHECK(std::string(doverie_version()) == std::to_string(DOVERIE_VERSION_MAJOR) + "." +
                                              std::to_string(DOVERIE_VERSION_MINOR) + "." +
                                              std::to_string(DOVERIE_VERSION_PATCH));
}

TEST_CASE("every code has a name and a text in both languages") {
  std::set<std::int32_t> codes;
  for (std::size_t i = 0; i < doverie_code_count(); ++i) {
    auto code = fresh<doverie_code_info>();
    REQUIRE(doverie_code_at(i, &code, nullptr) == DOVERIE_STATUS_OK);
    CHECK(codes.insert(code.code).second);
    CHECK(code.is_fault == (code.code >= 1000 ? 1 : 0));
    for (const doverie_string text : {code.name, code.english, code.russian}) {
      CHECK(text.size > 0);
      CHECK(text.data[text.size] == '\0');
    }
    auto found = fresh<doverie_code_info>();
    REQUIRE(doverie_code_find(code.code, &found, nullptr) == DOVERIE_STATUS_OK);
    CHECK(found.name.data == code.name.data);
  }
  auto code = fresh<doverie_code_info>();
  CHECK(doverie_code_at(doverie_code_count(), &code, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("T8: an audit key that is revoked is revoked for services that run") {
  World world;
  world.appoint();
  const std::string key(32, 'k');
  for (const doverie_key_purpose purpose : {DOVERIE_KEY_CODE, DOVERIE_KEY_INDEX, DOVERIE_KEY_AUDIT}) {
    CHECK(doverie_key_ring_add(world.keys.get(), purpose, doverie_text("2"), lend_bytes(key), DOVERIE_KEY_ACTIVE, nullptr) ==
          DOVERIE_STATUS_OK);
  }
  CHECK(doverie_key_ring_add(world.keys.get(), 9, doverie_text("3"), lend_bytes(key), DOVERIE_KEY_ACTIVE, nullptr) ==
        DOVERIE_STATUS_FAULT);
  world.start(nullptr);
  CHECK(doverie_key_ring_set_state(world.keys.get(), DOVERIE_KEY_AUDIT, doverie_text("1"), DOVERIE_KEY_REVOKED, nullptr) ==
        DOVERIE_STATUS_OK);
  doverie_answer* answer = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_operator_audit(world.service.get(), doverie_text("maria"), &answer, error);
        }).faulted(DOVERIE_FAULT_KEY_UNAVAILABLE));
}

TEST_CASE("T8: a running service goes by the ring as it is, also when the ring's handle has been freed") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  const std::string key(32, 'k');
  for (const doverie_key_purpose purpose : {DOVERIE_KEY_CODE, DOVERIE_KEY_INDEX, DOVERIE_KEY_AUDIT}) {
    CHECK(doverie_key_ring_add(world.keys.get(), purpose, doverie_text("2"), lend_bytes(key), DOVERIE_KEY_ACTIVE, nullptr) ==
          DOVERIE_STATUS_OK);
  }
  CHECK(world.redeem(request, nullptr).rejected(DOVERIE_REASON_REQUEST_NOT_APPROVED));
  const std::string code = world.last_code();
  CHECK(doverie_key_ring_set_state(world.keys.get(), DOVERIE_KEY_CODE, doverie_text("1"), DOVERIE_KEY_REVOKED, nullptr) ==
        DOVERIE_STATUS_OK);
  CHECK(world.confirm(request, code).rejected(DOVERIE_REASON_CODE_VOID));
  const Outcome back = outcome_of([&](auto error) {
    return doverie_key_ring_set_state(world.keys.get(), DOVERIE_KEY_CODE, doverie_text("1"), DOVERIE_KEY_ACTIVE, error);
  });
  CHECK(back.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(back.message().find("add it again") != std::string::npos);
  world.keys.reset();
  world.start(nullptr);
}

TEST_CASE("KI6: the origin of an SMS is the default, another one, or none") {
  const World world;
  const auto segments = [&](doverie_string origin) {
    auto options = world.options();
    options.sms_origin = origin;
    const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
    std::int32_t told = 0;
    CHECK(outcome_of([&](auto error) { return doverie_service_sms_segments(service.get(), &told, error); }).ok());
    return told;
  };
  CHECK(segments({nullptr, 0}) == 1);
  CHECK(segments(doverie_text("")) == 1);
  CHECK(segments(doverie_text("a-long-name-of-a-host.of-a-portal.example.ru")) == 2);
  auto options = world.options();
  options.sms_origin = doverie_text("Portal.ru");
  doverie_service* service = nullptr;
  const Outcome refused = outcome_of([&](auto error) { return doverie_service_new(&options, &service, error); });
  CHECK(refused.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(refused.message().starts_with("sms_origin: is \"Portal.ru\""));
}

TEST_CASE("KC14: a text of the host's own is counted when the service is made") {
  const World world;
  const auto refusal = [&](const std::string& words) {
    auto options = world.options();
    options.sms_text = lend(words);
    doverie_service* service = nullptr;
    const Outcome outcome = outcome_of([&](auto error) { return doverie_service_new(&options, &service, error); });
    doverie_service_free(service);
    return outcome.message();
  };
  CHECK(refusal("Portal: {code}").empty());
  CHECK(refusal(std::string(300, 'x') + "{code}").starts_with("sms_text: the SMS takes 3 segments"));
  CHECK(refusal("Portal").starts_with("sms_text: has no {code}"));
}

TEST_CASE("options that are flags") {
  const World world;
  const auto message = [&](auto set) {
    auto options = world.options();
    set(options);
    doverie_service* service = nullptr;
    const Outcome outcome = outcome_of([&](auto error) { return doverie_service_new(&options, &service, error); });
    doverie_service_free(service);
    return outcome.message();
  };
  CHECK(message([](auto& options) { options.nobody_is_told = 2; }) == "options.nobody_is_told: 2 is not a flag, 0 or 1");
}

TEST_CASE("keys of an algorithm by OpenSSL's name, which the records tell") {
  World world;
  world.keys = make<KeyRing>(doverie_key_ring_new);
  const std::string bytes(32, 'k');
  auto key = fresh<doverie_new_key>();
  key.id = doverie_text("3");
  key.key = lend_bytes(bytes);
  key.state = DOVERIE_KEY_ACTIVE;
  const auto add = [&] {
    return outcome_of([&](auto error) { return doverie_key_ring_add_key(world.keys.get(), &key, error); });
  };
  CHECK(add().message() == "key.purpose: 0 is not one of its values");
  key.purpose = DOVERIE_KEY_CODE;
  key.algorithm = doverie_text("SHA-257");
  CHECK(add().message().starts_with("key ring: algorithm \"SHA-257\": OpenSSL has no such digest"));
  key.algorithm = doverie_text("SHA2-512");
  CHECK(add().message().find("makes 64 bytes") != std::string::npos);
  key.algorithm = doverie_text("SHA3-256");
  for (const doverie_key_purpose purpose : {DOVERIE_KEY_CODE, DOVERIE_KEY_INDEX}) {
    key.purpose = purpose;
    CHECK(add().ok());
  }
  CHECK(add().message() == "key ring: the index key \"3\" is there already");
  key.purpose = DOVERIE_KEY_AUDIT;
  key.algorithm = doverie_text("");
  CHECK(add().ok());
  const auto options = world.options();
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  CHECK(world.confirm(request, world.last_code()).ok());
  const auto audit = make<Answer>(
      [&](auto out, auto error) { return doverie_operator_audit(world.service.get(), doverie_text("maria"), out, error); });
  std::string events;
  auto entry = fresh<doverie_audit_entry>();
  for (std::size_t i = 0; doverie_answer_audit_entry_at(audit.get(), i, &entry, nullptr) == DOVERIE_STATUS_OK; ++i) {
    events += copy(entry.event);
  }
  CHECK(events.find("\"key\":\"3@SHA3-256\"") != std::string::npos);
}

TEST_CASE("promise 8: one service, many threads, one redemption") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  REQUIRE(world.confirm(request, world.last_code()).ok());
  std::atomic<int> redeemed = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, id = "redeem-" + std::to_string(i)] {
      auto meta = meta_with(id.c_str());
      doverie_answer* answer = nullptr;
      doverie_error* error = nullptr;
      const auto status = doverie_recoverer_redeem(world.service.get(), &meta, doverie_text("maria"), lend(request),
                                                   lend_bytes(kSecret), {}, &answer, &error);
      redeemed += status == DOVERIE_STATUS_OK;
      refused += doverie_error_code(error) == DOVERIE_REASON_REQUEST_REDEEMED;
      doverie_answer_free(answer);
      doverie_error_free(error);
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(redeemed == 1);
  CHECK(refused == 7);
}

TEST_CASE("B5: a session about another account can neither see, cancel nor use up a recovery") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  REQUIRE(world.confirm(request, world.last_code()).ok());
  const auto redeem_as = [&](const char* trustor) {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_recoverer_redeem(world.service.get(), nullptr, doverie_text(trustor), lend(request),
                                      lend_bytes(kSecret), {}, &answer, error);
    });
    doverie_answer_free(answer);
    return outcome;
  };
  const auto status_as = [&](const char* trustor) {
    doverie_answer* answer = nullptr;
    auto outcome = outcome_of([&](auto error) {
      return doverie_recoverer_status(world.service.get(), doverie_text(trustor), lend(request), lend_bytes(kSecret),
                                      &answer, error);
    });
    doverie_answer_free(answer);
    return outcome;
  };
  const auto cancel_as = [&](const char* trustor) {
    return outcome_of([&](auto error) {
      return doverie_recoverer_cancel(world.service.get(), nullptr, doverie_text(trustor), lend(request),
                                      lend_bytes(kSecret), error);
    });
  };
  CHECK(status_as("olga").rejected(DOVERIE_REASON_REQUEST_NOT_FOUND));
  CHECK(redeem_as("olga").rejected(DOVERIE_REASON_REQUEST_NOT_FOUND));
  CHECK(cancel_as("olga").rejected(DOVERIE_REASON_REQUEST_NOT_FOUND));
  CHECK(status_as("maria").ok());
  CHECK(redeem_as("maria").ok());
  CHECK(cancel_as("maria").rejected(DOVERIE_REASON_REQUEST_REDEEMED));
}

TEST_CASE("a SQLite store: one process, and not after a fork") {
  const doverie::testing::TempDir directory;
  const std::string path = directory.file("circles.db");
  World world;
  auto sqlite = fresh<doverie_sqlite_options>();
  sqlite.clock = world.clock.get();
  const auto open = [&](auto out, auto error) { return doverie_sqlite_store_open(lend(path), &sqlite, out, error); };
  const auto store =
      make<Store>([&](auto out, auto error) { return doverie_sqlite_store_create(lend(path), &sqlite, out, error); });
  auto options = world.options();
  options.store = store.get();
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });

  doverie::testing::Child child([&](int, int) {
    doverie_store* second = nullptr;
    if (!outcome_of([&](auto error) { return open(&second, error); }).faulted(DOVERIE_FAULT_STORE_LOCKED)) return 1;
    doverie_answer* answer = nullptr;
    const auto asked = outcome_of(
        [&](auto error) { return doverie_trustor_cabinet(service.get(), doverie_text("maria"), &answer, error); });
    return asked.faulted(DOVERIE_FAULT_FORKED) ? 0 : 2;
  });
  CHECK(child.finish() == 0);
  const auto cabinet = make<Answer>(
      [&](auto out, auto error) { return doverie_trustor_cabinet(service.get(), doverie_text("maria"), out, error); });
  CHECK(cabinet != nullptr);
}

TEST_CASE("a SQLite store: checked, backed up while it is open, and restored under a higher epoch") {
  const doverie::testing::TempDir directory;
  const std::string path = directory.file("circles.db");
  const std::string backup = directory.file("backup");
  const std::string restored = directory.file("restored");
  const auto open = [](const std::string& file) {
    return make<Store>([&](auto out, auto error) { return doverie_sqlite_store_open(lend(file), nullptr, out, error); });
  };
  const auto store =
      make<Store>([&](auto out, auto error) { return doverie_sqlite_store_create(lend(path), nullptr, out, error); });
  const auto back_up = [&](const doverie_store* which) {
    return outcome_of([&](auto error) { return doverie_sqlite_store_backup(which, lend(backup), error); });
  };
  CHECK(doverie_store_check(store.get(), nullptr) == DOVERIE_STATUS_OK);
  CHECK(back_up(store.get()).ok());
  CHECK(back_up(store.get()).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));  // it is there already
  uint64_t epoch = 0;
  const auto restore = [&](const std::string& to, uint64_t above, int32_t replace, uint64_t* out) {
    auto options = fresh<doverie_sqlite_restore_options>();
    options.above = above;
    options.replace = replace;
    return outcome_of([&](auto error) { return doverie_sqlite_restore(lend(backup), lend(to), &options, out, error); });
  };
  CHECK(restore(restored, 4, 0, &epoch).ok());
  CHECK(epoch == 5);
  CHECK(restore(restored, 4, 0, &epoch).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(restore(restored, 4, 2, &epoch).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(restore(restored, 4, 1, nullptr).message() == "epoch: NULL");
  CHECK(restore(path, 4, 1, &epoch).faulted(DOVERIE_FAULT_STORE_LOCKED));
  CHECK(restore(restored, 4, 1, &epoch).ok());
  CHECK(epoch == 6);  // the store that gave way had 5
  const auto reset = [&](const std::string& of, uint64_t* out) {
    return outcome_of([&](auto error) { return doverie_sqlite_reset_clock(lend(of), out, error); });
  };
  CHECK(reset(restored, &epoch).ok());  // KL4: counts as a restore
  CHECK(epoch == 7);
  CHECK(reset(restored, nullptr).message() == "epoch: NULL");
  CHECK(reset(path, &epoch).faulted(DOVERIE_FAULT_STORE_LOCKED));
  CHECK(reset("", &epoch).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  World world;  // whose store is in memory
  CHECK(back_up(world.store.get()).message() == "store: not a SQLite store");
  CHECK(doverie_store_check(open(restored).get(), nullptr) == DOVERIE_STATUS_OK);
}

TEST_CASE("a SQLite store: what contradicts itself is named, a line each") {
  const doverie::testing::TempDir directory;
  const std::string path = directory.file("circles.db");
  const auto open = [&](auto out, auto error) { return doverie_sqlite_store_open(lend(path), nullptr, out, error); };
  make<Store>([&](auto out, auto error) { return doverie_sqlite_store_create(lend(path), nullptr, out, error); });
  REQUIRE(std::system(("sqlite3 " + path + " \"DELETE FROM doverie_meta WHERE key = 'last_at'\"").c_str()) == 0);
  const auto store = make<Store>(open);
  const auto outcome = outcome_of([&](auto error) { return doverie_store_check(store.get(), error); });
  CHECK(outcome.faulted(DOVERIE_FAULT_STORE_CORRUPT));
  CHECK(outcome.message() == "event store: check\ndoverie_meta: does not tell last_at");
}

TEST_CASE("KN1: a store is made once, and another one than the one that is meant is not opened") {
  const doverie::testing::TempDir directory;
  const std::string path = directory.file("circles.db");
  auto options = fresh<doverie_sqlite_options>();
  doverie_store* none = nullptr;
  const auto open = [&] {
    return outcome_of([&](auto error) { return doverie_sqlite_store_open(lend(path), &options, &none, error); });
  };
  const auto create = [&](auto out, auto error) { return doverie_sqlite_store_create(lend(path), &options, out, error); };
  CHECK(open().faulted(DOVERIE_FAULT_STORE_UNAVAILABLE));
  auto store = make<Store>(create);
  CHECK(outcome_of([&](auto error) { return create(&none, error); }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  doverie_string identity{};
  REQUIRE(doverie_sqlite_store_identity(store.get(), &identity, nullptr) == DOVERIE_STATUS_OK);
  const std::string own = copy(identity);
  CHECK(own.size() == 32);
  store.reset();
  options.identity = lend(own);
  make<Store>([&](auto out, auto error) { return doverie_sqlite_store_open(lend(path), &options, out, error); });
  options.identity = doverie_text("00000000000000000000000000000000");
  CHECK(open().faulted(DOVERIE_FAULT_STORE_MISMATCH));
  options.identity = doverie_text("x");
  CHECK(open().faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  const World world;
  CHECK(doverie_sqlite_store_identity(world.store.get(), &identity, nullptr) == DOVERIE_STATUS_FAULT);
  doverie_directory* accounts = nullptr;
  CHECK(doverie_sqlite_directory_open(lend(path + "-accounts"), &accounts, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("development senders and directories in files") {
  const doverie::testing::TempDir files;
  const std::string accounts = files.file("accounts.db");
  World world;
  world.directory =
      make<Directory>([&](auto out, auto error) { return doverie_sqlite_directory_create(lend(accounts), out, error); });
  world.put("maria", "Мария", "+79031112233");
  CHECK(doverie_directory_remove(world.directory.get(), doverie_text("maria"), nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_memory_directory_set_unavailable(world.directory.get(), 1, nullptr) == DOVERIE_STATUS_FAULT);
  make<SmsSender>(doverie_console_sms_new);
  make<Notifier>(doverie_console_notifier_new);
  make<Clock>(doverie_system_clock_new);
  const auto machine = make<Entropy>(doverie_system_entropy_new);
  CHECK(doverie_fake_entropy_reseed(machine.get(), 1, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("a memory directory that is down") {
  World world;
  CHECK(doverie_memory_directory_set_unavailable(world.directory.get(), 1, nullptr) == DOVERIE_STATUS_OK);
  doverie_answer* answer = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_trustor_invite(world.service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                                        doverie_text("+79161234567"), &answer, error);
        }).faulted(DOVERIE_FAULT_DIRECTORY_UNAVAILABLE));
}

TEST_CASE("recovery secrets") {
  std::array<std::uint8_t, DOVERIE_SECRET_SIZE> a{}, b{};
  CHECK(doverie_new_recovery_secret(nullptr, a.data(), a.size(), nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_new_recovery_secret(nullptr, b.data(), b.size(), nullptr) == DOVERIE_STATUS_OK);
  CHECK(a != b);
  CHECK(doverie_new_recovery_secret(nullptr, a.data(), a.size() - 1, nullptr) == DOVERIE_STATUS_FAULT);
}

}  // namespace capi_test
