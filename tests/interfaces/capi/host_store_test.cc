// SPDX-License-Identifier: Apache-2.0
//
// Stores of the host's over the C interface: answers that are none, in parts, rubbish or too late; the feed; the contract.
#include <functional>
#include <stdexcept>

#include "world.h"

namespace capi_test {
namespace {

// A store whose callbacks are functions of the test's; at first, one that takes everything. It keeps the record of its realm, without
// which no command is decided, and nothing else.
struct HostStore {
  std::function<void(const doverie_read_request*, doverie_store_sink*)> read = [](auto*, auto* sink) { done(sink); };
  std::function<void(const doverie_batch*, doverie_store_sink*)> append = [](auto*, auto* sink) {
    CHECK(doverie_store_appended(sink, nullptr) == DOVERIE_STATUS_OK);
  };
  std::function<void(doverie_string, std::uint32_t, doverie_store_sink*)> feed = [](auto, auto, auto* sink) { done(sink); };
  int destroyed = 0;

  std::vector<std::pair<std::string, std::string>> realm;  // events with their seals

  void keep_realm(const doverie_batch* batch) {
    auto view = fresh<doverie_batch_view>();
    CHECK(doverie_batch_get(batch, &view, nullptr) == DOVERIE_STATUS_OK);
    for (std::size_t i = 0; i < view.append_count; ++i) {
      auto written = fresh<doverie_stream_append>();
      CHECK(doverie_batch_append_at(batch, i, &written, nullptr) == DOVERIE_STATUS_OK);
      if (copy(written.stream) != "realm/") continue;
      auto event = fresh<doverie_event>();
      CHECK(doverie_batch_event_at(batch, i, 0, &event, nullptr) == DOVERIE_STATUS_OK);
      realm.emplace_back(copy(event.bytes), copy(event.seal));
    }
  }
  void give_realm(const doverie_read_request* request, doverie_store_sink* sink) const {
    auto view = fresh<doverie_read_view>();
    CHECK(doverie_read_request_get(request, &view, nullptr) == DOVERIE_STATUS_OK);
    for (std::size_t i = 0; i < view.stream_count; ++i) {
      doverie_string name{};
      CHECK(doverie_read_request_stream_at(request, i, &name, nullptr) == DOVERIE_STATUS_OK);
      if (copy(name) != "realm/" || realm.empty()) continue;
      auto state = fresh<doverie_stream_state>();
      state.version = realm.size();
      CHECK(doverie_store_give_stream(sink, i, &state, nullptr) == DOVERIE_STATUS_OK);
      for (const auto& [bytes, seal] : realm) {
        auto event = fresh<doverie_event>();
        event.bytes = lend(bytes);
        event.seal = lend(seal);
        CHECK(doverie_store_give_event(sink, i, &event, nullptr) == DOVERIE_STATUS_OK);
      }
    }
  }

  static void done(doverie_store_sink* sink) { CHECK(doverie_store_done(sink, nullptr) == DOVERIE_STATUS_OK); }
  static HostStore& of(void* self) { return *static_cast<HostStore*>(self); }

  static doverie_event_store_callbacks callbacks() {
    auto callbacks = fresh<doverie_event_store_callbacks>();
    callbacks.destroy = [](void* self) { ++of(self).destroyed; };
    callbacks.read = [](void* self, auto* request, auto* sink) {
      of(self).give_realm(request, sink);
      of(self).read(request, sink);
    };
    callbacks.append = [](void* self, auto* batch, auto* sink) {
      of(self).keep_realm(batch);
      of(self).append(batch, sink);
    };
    callbacks.lease_messages = [](void*, auto, auto, auto, auto, auto* sink) { done(sink); };
    callbacks.settle_messages = [](void*, auto*, auto* sink) { done(sink); };
    callbacks.feed = [](void* self, auto after, auto limit, auto* sink) { of(self).feed(after, limit, sink); };
    return callbacks;
  }
  Store handle() {
    const auto wanted = callbacks();
    return make<Store>([&](auto out, auto error) { return doverie_host_store_new(&wanted, this, out, error); });
  }
};

// A command on a service with that store.
Outcome invite(const World& world, const Store& store) {
  auto options = world.options();
  options.store = store.get();
  const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  doverie_answer* answer = nullptr;
  auto outcome = outcome_of([&](auto error) {
    return doverie_trustor_invite(service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                                  doverie_text("+79161234567"), &answer, error);
  });
  doverie_answer_free(answer);
  return outcome;
}

using Feed = std::unique_ptr<doverie_feed, Free<doverie_feed_free>>;

Outcome feed(const Store& store, const char* after = "", Feed* out = nullptr) {
  doverie_feed* made = nullptr;
  auto outcome =
      outcome_of([&](auto error) { return doverie_store_feed(store.get(), doverie_text(after), 10, &made, error); });
  Feed kept(made);
  if (out != nullptr) *out = std::move(kept);
  return outcome;
}

}  // namespace

TEST_CASE("B9: the store, or the host for it, tells when a backup was restored: no code for 24 hours") {
  constexpr std::int64_t kDay = 86'400'000'000;
  World world;
  world.appoint();
  auto options = world.options();
  const auto locked_until = [&] {
    const auto service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
    const auto cabinet = make<Answer>(
        [&](auto out, auto error) { return doverie_contact_cabinet(service.get(), doverie_text("ivan"), out, error); });
    auto view = fresh<doverie_contact_view>();
    CHECK(doverie_answer_contact_view(cabinet.get(), &view, nullptr) == DOVERIE_STATUS_OK);
    return view.locked_until;
  };
  CHECK(locked_until() == 0);
  options.restored_at = kMorning - kDay;
  CHECK(locked_until() == 0);
  options.restored_at = kMorning - 1;
  CHECK(locked_until() == kMorning - 1 + kDay);
  options.restored_at = 0;
  CHECK(locked_until() == kMorning - 1 + kDay);  // what the realm's record was told of once stays

  options.epoch = 2;
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  std::string number;
  const std::string request = world.start(&number);
  CHECK(world.approve(request, number).rejected(DOVERIE_REASON_RESTORED_RECENTLY));

  HostStore host;
  const Store store = host.handle();
  REQUIRE(invite(world, store).ok());
  host.read = [](auto*, auto* sink) {
    auto facts = fresh<doverie_store_facts>();
    facts.epoch = 3;
    facts.restored_at = kMorning;
    facts.last_at = kMorning;
    facts.undoable = 0;
    CHECK(doverie_store_give_facts(sink, &facts, nullptr) == DOVERIE_STATUS_OK);
    HostStore::done(sink);
  };
  options.store = store.get();
  CHECK(locked_until() == kMorning + kDay);
}

TEST_CASE("a store of the host's") {
  const World world;
  HostStore host;
  const Store store = host.handle();
  REQUIRE(invite(world, store).ok());  // the first begins the realm

  SUBCASE("takes what a command writes") {
    bool seen = false;
    host.append = [&](auto* batch, auto* sink) {
      auto view = fresh<doverie_batch_view>();
      REQUIRE(doverie_batch_get(batch, &view, nullptr) == DOVERIE_STATUS_OK);
      CHECK(view.append_count > 0);
      CHECK(view.expected_count >= view.append_count);
      auto event = fresh<doverie_event>();
      CHECK(doverie_batch_event_at(batch, 0, 0, &event, nullptr) == DOVERIE_STATUS_OK);
      CHECK(copy(event.bytes).front() == '{');
      CHECK(doverie_batch_event_at(batch, 0, 1000, &event, nullptr) == DOVERIE_STATUS_FAULT);
      CHECK(doverie_batch_append_at(batch, view.append_count, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
      seen = doverie_store_appended(sink, nullptr) == DOVERIE_STATUS_OK;
      CHECK(doverie_store_conflict(sink, nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(invite(world, store).ok());
    CHECK(seen);
  }
  SUBCASE("does not answer a read: it is unavailable") {
    host.read = [](auto*, auto*) {};
    CHECK(invite(world, store).faulted(DOVERIE_FAULT_STORE_UNAVAILABLE));
  }
  SUBCASE("throws out of a callback") {
    host.read = [](auto*, auto*) { throw std::runtime_error("out of the callback"); };
    CHECK(invite(world, store).faulted(DOVERIE_FAULT_STORE_UNAVAILABLE));
  }
  SUBCASE("does not answer an append: the outcome is unknown, and the command is looked up") {
    int asked = 0;
    host.append = [](auto*, auto*) {};
    host.read = [&](auto* request, auto* sink) {
      auto view = fresh<doverie_read_view>();
      CHECK(doverie_read_request_get(request, &view, nullptr) == DOVERIE_STATUS_OK);
      asked += view.has_command;
      HostStore::done(sink);
    };
    CHECK_FALSE(invite(world, store).ok());
    CHECK(asked > 1);
  }
  SUBCASE("says why it failed") {
    host.append = [](auto*, auto* sink) {
      CHECK(doverie_store_failed(sink, DOVERIE_REASON_FROZEN, doverie_text("x"), nullptr) == DOVERIE_STATUS_FAULT);
    };
    CHECK(invite(world, store).faulted(DOVERIE_FAULT_INTERNAL));
    host.append = [](auto*, auto* sink) {
      doverie_store_failed(sink, DOVERIE_FAULT_STORE_FULL, doverie_text("the disk is full"), nullptr);
    };
    const Outcome outcome = invite(world, store);
    CHECK(outcome.faulted(DOVERIE_FAULT_STORE_FULL));
    CHECK(outcome.message() == "the disk is full");
  }
  SUBCASE("gives parts that it was not asked for") {
    host.read = [](auto*, auto* sink) {
      auto state = fresh<doverie_stream_state>();
      CHECK(doverie_store_give_stream(sink, 1000, &state, nullptr) == DOVERIE_STATUS_FAULT);
      CHECK(doverie_store_done(sink, nullptr) == DOVERIE_STATUS_FAULT);
    };
    const Outcome outcome = invite(world, store);
    CHECK(outcome.faulted(DOVERIE_FAULT_INTERNAL));
    CHECK(outcome.message().starts_with("the event store's callback answered rubbish: index: 1000 of "));
  }
  SUBCASE("answers what another callback is asked") {
    host.read = [](auto*, auto* sink) { CHECK(doverie_store_appended(sink, nullptr) == DOVERIE_STATUS_FAULT); };
    CHECK(invite(world, store).faulted(DOVERIE_FAULT_INTERNAL));
    host.read = [](auto*, auto* sink) { HostStore::done(sink); };
    host.append = [](auto*, auto* sink) { CHECK(doverie_store_done(sink, nullptr) == DOVERIE_STATUS_FAULT); };
    CHECK(invite(world, store).faulted(DOVERIE_FAULT_INTERNAL));
  }
}

TEST_CASE("KG4: a store that does not know, and then cannot be read, is a status of its own") {
  World world;
  HostStore host;
  const Store store = host.handle();
  CHECK(invite(world, store).ok());  // and the realm has begun
  static bool lost;
  lost = false;
  host.read = [](auto*, auto* sink) {
    if (lost) {
      CHECK(doverie_store_failed(sink, DOVERIE_FAULT_STORE_UNAVAILABLE, doverie_text("gone"), nullptr) == DOVERIE_STATUS_OK);
    } else {
      HostStore::done(sink);
    }
  };
  host.append = [](auto*, auto* sink) {
    lost = true;
    CHECK(doverie_store_unknown(sink, nullptr) == DOVERIE_STATUS_OK);
  };
  const Outcome unknown = invite(world, store);
  CHECK(unknown.status == DOVERIE_STATUS_UNKNOWN);
  CHECK(unknown.code() == DOVERIE_FAULT_OUTCOME_UNKNOWN);
  CHECK(doverie_error_status(unknown.error.get()) == DOVERIE_STATUS_UNKNOWN);
  const Outcome unread = invite(world, store);
  CHECK(unread.status == DOVERIE_STATUS_FAULT);
  CHECK(unread.code() == DOVERIE_FAULT_STORE_UNAVAILABLE);
  auto row = fresh<doverie_code_info>();
  for (std::size_t i = 0; i < doverie_code_count(); ++i) {
    REQUIRE(doverie_code_at(i, &row, nullptr) == DOVERIE_STATUS_OK);
    doverie_error* error = nullptr;
    if (row.is_fault == 0) continue;
    const auto status = doverie_error_new(row.code, doverie_text("x"), &error);
    CHECK(status == (row.outcome_unknown == 1 ? DOVERIE_STATUS_UNKNOWN : DOVERIE_STATUS_FAULT));
    doverie_error_free(error);
  }
}

TEST_CASE("the feed of a store") {
  World world;
  world.invite();
  Feed all;
  CHECK(feed(world.store, "", &all).ok());
  const std::size_t count = doverie_feed_entry_count(all.get());
  REQUIRE(count > 1);
  auto entry = fresh<doverie_feed_entry>();
  REQUIRE(doverie_feed_entry_at(all.get(), 0, &entry, nullptr) == DOVERIE_STATUS_OK);
  CHECK(entry.version == 1);
  CHECK(copy(entry.event).front() == '{');
  Feed rest;
  CHECK(feed(world.store, copy(entry.cursor).c_str(), &rest).ok());
  CHECK(doverie_feed_entry_count(rest.get()) == count - 1);
  CHECK(doverie_feed_entry_at(rest.get(), count - 1, &entry, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(feed(world.store, "x").faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(doverie_feed_entry_count(nullptr) == 0);
}

TEST_CASE("the feed of a store of the host's") {
  HostStore host;
  const Store store = host.handle();
  host.feed = [](auto after, auto limit, auto* sink) {
    CHECK(copy(after) == "7");
    CHECK(limit == 10);
    auto entry = fresh<doverie_feed_entry>();
    entry.cursor = doverie_text("8");
    entry.stream = doverie_text("a");
    entry.version = 3;
    CHECK(doverie_store_give_entry(sink, &entry, nullptr) == DOVERIE_STATUS_OK);
    HostStore::done(sink);
  };
  Feed given;
  CHECK(feed(store, "7", &given).ok());
  CHECK(doverie_feed_entry_count(given.get()) == 1);
}

TEST_CASE("destroy runs once, also when a callback is missing") {
  HostStore host;
  {
    const Store store = host.handle();
  }
  CHECK(host.destroyed == 1);
  auto callbacks = HostStore::callbacks();
  callbacks.feed = nullptr;
  doverie_store* store = nullptr;
  CHECK(doverie_host_store_new(&callbacks, &host, &store, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(host.destroyed == 2);
}

namespace {

using Report = std::unique_ptr<doverie_contract_report, Free<doverie_contract_report_free>>;

Report run_contract(void (*make_store)(void*, doverie_store_maker_sink*), void* self, const char* only) {
  auto maker = fresh<doverie_store_maker_callbacks>();
  maker.make = make_store;
  auto options = fresh<doverie_contract_options>();
  options.only = doverie_text(only);
  options.threads = 2;
  options.rounds = 3;
  options.streams = 100;
  return make<Report>(
      [&](auto out, auto error) { return doverie_run_event_store_contract(&maker, self, &options, out, error); });
}

void make_memory(void*, doverie_store_maker_sink* sink) {
  auto store = make<Store>(doverie_memory_store_new);
  CHECK(doverie_store_made(sink, store.release(), nullptr) == DOVERIE_STATUS_OK);
}

}  // namespace

TEST_CASE("the contract, run from C") {
  const Report report = run_contract(make_memory, nullptr, "");
  auto counts = fresh<doverie_contract_counts>();
  REQUIRE(doverie_contract_report_get(report.get(), &counts, nullptr) == DOVERIE_STATUS_OK);
  INFO(copy(doverie_contract_report_text(report.get())));
  CHECK(counts.failed == 0);
  CHECK(counts.passed > 80);
  CHECK(counts.passed + counts.not_claimed == counts.clause_count);
}

TEST_CASE("the contract finds what is wrong, and says it in words") {
  HostStore host;
  const Report report =
      run_contract([](void* self, auto* sink) { doverie_store_made(sink, HostStore::of(self).handle().release(), nullptr); },
                   &host, "append_without_events");
  auto clause = fresh<doverie_contract_clause>();
  REQUIRE(doverie_contract_report_clause_at(report.get(), 0, &clause, nullptr) == DOVERIE_STATUS_OK);
  CHECK(clause.outcome == DOVERIE_CLAUSE_FAILED);
  CHECK(copy(clause.name) == "append_without_events");
  CHECK(copy(clause.sentence) == "a batch without events still leaves its command");
  CHECK(copy(clause.explanation).ends_with("the command of a batch without events is not there"));
  CHECK(doverie_contract_report_clause_at(report.get(), 1, &clause, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("the contract of a maker that makes nothing, and a clause that does not exist") {
  const Report report = run_contract([](void*, auto*) {}, nullptr, "read_never_written");
  auto counts = fresh<doverie_contract_counts>();
  CHECK(doverie_contract_report_get(report.get(), &counts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(counts.failed == 1);
  auto maker = fresh<doverie_store_maker_callbacks>();
  maker.make = make_memory;
  auto options = fresh<doverie_contract_options>();
  options.only = doverie_text("no_such_clause");
  doverie_contract_report* none = nullptr;
  CHECK(outcome_of([&](auto error) {
          return doverie_run_event_store_contract(&maker, nullptr, &options, &none, error);
        }).faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(copy(doverie_contract_report_text(nullptr)) == "");
}

}  // namespace capi_test
