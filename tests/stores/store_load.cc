// SPDX-License-Identifier: Apache-2.0
//
// What each thread writes, what it reports, and the comparison at the end.
#include "stores/store_load.h"

#include <thread>

#include "support/batches.h"
#include "support/raw_sqlite.h"
#include "support/results.h"
#include "support/sqlite_files.h"

namespace doverie::testing {
namespace {

std::string name_of(const char* kind, std::uint32_t writer) {
  return std::string(kind) + "/" + std::to_string(writer);
}
std::string name_of(const char* kind, std::uint32_t writer, std::uint32_t batch) {
  return name_of(kind, writer) + "/" + std::to_string(batch);
}

// Erasing writes the journal back, which takes long: not every batch does.
bool erases(std::uint32_t batch) {
  return batch % 16 == 5;
}
// Some write to a stream that other threads write to as well.
bool shares(std::uint32_t batch) {
  return batch % 3 == 0;
}

// A batch leaves a trace everywhere a batch can: streams, a tag, a message, an erasure, and its command.
Batch batch_of(std::uint32_t writer, std::uint32_t batch, std::uint64_t shared_version) {
  const std::string own = name_of("c", writer, batch);
  const std::string what = std::to_string(batch);
  BatchBuilder builder(name_of("command", writer, batch));
  builder.append(name_of("a", writer), batch, {what}).append(name_of("b", writer), batch, {what});
  builder.append(own, 0, {std::string(300, 'x')}).tag(name_of("t", writer), own).put(message(name_of("m", writer, batch)));
  if (erases(batch)) builder.erase(own);
  if (shares(batch)) builder.append("shared", shared_version, {name_of("s", writer, batch)});
  return builder;
}

bool append_one(SqliteStore& store, std::uint32_t writer, std::uint32_t batch, std::uint64_t& shared_version) {
  for (;;) {
    const auto result = store.append(batch_of(writer, batch, shared_version));
    if (!result) return false;
    if (result->outcome == AppendOutcome::appended) return true;
    if (result->outcome != AppendOutcome::conflict) return false;
    const auto shared = store.read({.streams = {"shared"}});
    if (!shared) return false;
    shared_version = shared->streams.at(0).version;
  }
}

// Appends behind what is there.
void write_as(SqliteStore& store, std::uint32_t writer, const std::function<void(Told)>& tell) {
  const auto there = store.read({.streams = {name_of("a", writer)}});
  if (!there) return;
  std::uint64_t shared_version = 0;
  for (auto n = static_cast<std::uint32_t>(there->streams.at(0).version);; ++n) {
    tell({Told::batch_begun, writer, n, 0});
    if (!append_one(store, writer, n, shared_version)) return;
    if (shares(n)) ++shared_version;
    tell({Told::batch_acknowledged, writer, n, 0});
  }
}

Told told_of(Told::What what, const LeasedMessage& leased) {
  const std::string& id = leased.message.id;  // m/<writer>/<batch>
  const auto number = [&](std::size_t from) { return static_cast<std::uint32_t>(std::stoul(id.substr(from))); };
  return {what, number(2), number(id.rfind('/') + 1), leased.attempt};
}

// Leases some messages and settles them in turn: sent, later.
void pump(SqliteStore& store, const std::function<void(Told)>& tell) {
  for (;;) {
    const auto leases = store.lease_messages("", kStart, kMinute, 3);
    if (!leases) return;
    std::vector<Settlement> settlements;
    for (const LeasedMessage& leased : *leases) {
      tell(told_of(Told::lease_acknowledged, leased));
      const bool sent = settlements.size() % 2 == 0;
      if (sent) tell(told_of(Told::settling_begun, leased));
      settlements.push_back({leased.message.id, leased.lease, sent ? SettleAs::sent : SettleAs::later, kStart});
    }
    if (!store.settle_messages(settlements)) return;
    for (std::size_t i = 0; i < leases->size(); i += 2) tell(told_of(Told::settling_acknowledged, leases->at(i)));
    if (leases->empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

void put_under_load(SqliteStore& store, const std::function<void(Told)>& tell) {
  std::vector<std::thread> threads;
  for (std::uint32_t writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] { write_as(store, writer, tell); });
  }
  threads.emplace_back([&] { pump(store, tell); });
  for (std::thread& thread : threads) thread.join();
}

void Expectation::add(Told told) {
  Writer& writer = writers_.at(told.writer);
  const std::string id = name_of("m", told.writer, told.batch);
  switch (told.what) {
    case Told::batch_begun:
      writer.begun = std::max(writer.begun, told.batch + 1);
      return;
    case Told::batch_acknowledged:
      writer.acknowledged = std::max(writer.acknowledged, told.batch + 1);
      return;
    case Told::lease_acknowledged:
      attempts_[id] = std::max(attempts_[id], told.attempt);
      return;
    case Told::settling_begun:
      settling_.insert(id);
      return;
    case Told::settling_acknowledged:
      settled_.insert(id);
      return;
  }
}

std::uint64_t Expectation::batches() const {
  std::uint64_t sum = 0;
  for (const Writer& writer : writers_) sum += writer.acknowledged;
  return sum;
}

void Expectation::check(const std::string& path) {
  {
    const auto store = sqlite_store(path);
    REQUIRE_OK(store);
    const auto findings = (*store)->check();
    REQUIRE_OK(findings);
    CHECK_MESSAGE(findings->empty(), findings->front());
    check_events(**store);
  }
  check_rows(path);
}

void Expectation::check_events(EventStore& store) {
  std::map<std::string, std::uint64_t> events;  // by stream
  std::set<std::string> shared;
  const auto feed = store.feed({}, 1'000'000);
  for (const FeedEntry& entry : feed.value()) {
    ++events[entry.stream];
    if (entry.stream == "shared") shared.insert(entry.event.bytes);
  }
  std::size_t sharing = 0;
  for (std::uint32_t i = 0; i < kWriters; ++i) {
    CAPTURE(i);
    Writer& writer = writers_.at(i);
    const auto found = static_cast<std::uint32_t>(events[name_of("a", i)]);
    CHECK(found >= writer.acknowledged);
    CHECK(found <= writer.begun);
    CHECK(events[name_of("b", i)] == found);
    std::uint32_t wrong = 0;
    for (std::uint32_t n = 0; n < found; ++n) {
      wrong += events[name_of("c", i, n)] == (erases(n) ? 0U : 1U) ? 0 : 1;
      if (!shares(n)) continue;
      ++sharing;
      wrong += shared.contains(event(name_of("s", i, n)).bytes) ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(events[name_of("c", i, found)] == 0);
    check_writer(store, i, found);
    writer = {found, found};
  }
  CHECK(shared.size() == sharing);
  CHECK(events["shared"] == sharing);
}

void Expectation::check_writer(EventStore& store, std::uint32_t writer, std::uint32_t found) const {
  std::size_t tags = 0;
  for (std::uint32_t n = 0; n < found; ++n) tags += erases(n) ? 0 : 1;
  CHECK(tagged(store, name_of("t", writer)).size() == tags);
  CHECK_FALSE(command_of(store, name_of("command", writer, found)));
  if (found > 0) CHECK(command_of(store, name_of("command", writer, found - 1)).has_value());
}

// Commands and messages: every one of the batches that are there, but for messages that were settled.
void Expectation::check_rows(const std::string& path) const {
  const RawSqlite raw(path);
  CHECK(raw.value("SELECT count(*) FROM doverie_commands") == std::to_string(batches()));
  std::map<MessageId, std::uint32_t> attempts;
  const auto keep = [](void* to, int, char** columns, char**) {
    (*static_cast<std::map<MessageId, std::uint32_t>*>(to))[columns[0]] = static_cast<std::uint32_t>(std::stoul(columns[1]));
    return 0;
  };
  REQUIRE(sqlite3_exec(raw.get(), "SELECT id, attempt FROM doverie_messages", keep, &attempts, nullptr) == SQLITE_OK);
  std::size_t there = 0;
  for (std::uint32_t writer = 0; writer < kWriters; ++writer) {
    for (std::uint32_t n = 0; n < writers_.at(writer).acknowledged; ++n) {
      const MessageId id = name_of("m", writer, n);
      const auto found = attempts.find(id);
      const bool is_there = found != attempts.end();
      there += is_there ? 1 : 0;
      if (is_there && settled_.contains(id)) FAIL_CHECK("a settled message is back: " << id);
      if (!is_there && !settling_.contains(id)) FAIL_CHECK("a message is lost: " << id);
      const auto told = attempts_.find(id);
      if (is_there && told != attempts_.end() && told->second > found->second) FAIL_CHECK("a lease is lost: " << id);
    }
  }
  CHECK(attempts.size() == there);  // none of a batch that is not there
}

}  // namespace doverie::testing
