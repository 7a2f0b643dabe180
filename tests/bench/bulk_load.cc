// SPDX-License-Identifier: Apache-2.0
//
// One circle at a time through a real service, and into the file in order of keys.
#include "bench/bulk_load.h"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <future>
#include <unordered_map>

#include "bench/measure.h"
#include "bench/portal.h"
#include "core/values/ids.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/testing/fakes.h"
#include "support/sqlite_files.h"

namespace doverie::bench {
namespace {

// Circles in a transaction.
constexpr std::uint64_t kChunk = 1000;
// Chunks that are made while one is written: a core more than there are is of no use.
constexpr std::size_t kAhead = 3;

// Well-mixed bits of a number (splitmix64).
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

void put(std::span<std::uint8_t> to, std::uint64_t number) {
  for (std::size_t i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
}

// Random bytes that begin with a number which rises with the circles and reaches from 0 to 2^64: the invitations
// of all circles are in order, and one made of truly random bytes falls anywhere among them.
class RisingEntropy final : public Entropy {
 public:
  explicit RisingEntropy(std::uint64_t total) : step_(~std::uint64_t{0} / (2 * total)) {}

  // The next command is the first (invite) or second (accept) of this circle.
  void begin(std::uint64_t circle, std::uint64_t command) { place_ = 2 * circle + command; }

  bool fill(std::span<std::uint8_t> bytes) override {
    ++calls_;  // no two commands may be given the same bytes
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) put(bytes.subspan(i), mixed(mixed(calls_) + place_ * 16 + i / 8));
    put(bytes, place_ * step_ + mixed(place_) % step_);  // the invitation's id
    return true;
  }

 private:
  std::uint64_t step_;
  std::uint64_t place_ = 0;
  std::uint64_t calls_ = 0;
};

// Keeps the realm's stream, and those of one circle at a time, as a list: a bulk load has no use for more. Commands come once.
class OneCircle final : public EventStore {
 public:
  // The next circle. The batches stay.
  void begin() {
    std::erase_if(streams_, [](const StreamRecord& stream) { return !is_realms(stream.name); });
  }
  std::vector<Batch> take() { return std::move(batches_); }

  static bool is_realms(std::string_view stream) {
    static const std::string realms = realm_stream(ServiceOptions{}.realm);
    return stream == realms;
  }

  Result<ReadResult> read(const ReadRequest& request) override {
    ReadResult result;
    for (const std::string& name : request.streams) result.streams.push_back(stream(name));
    for (const std::string& tag : request.tags) result.tags.push_back({tag, {}});
    return result;
  }
  Result<AppendResult> append(const Batch& batch) override {
    for (const StreamAppend& append : batch.appends) {
      StreamRecord& record = stream(append.stream);
      record.version += append.events.size();
      record.events.insert(record.events.end(), append.events.begin(), append.events.end());
    }
    Batch& kept = batches_.emplace_back(batch);
    kept.messages.clear();  // as if they had been sent
    return AppendResult{AppendOutcome::appended};
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view, Instant, Duration, std::uint32_t) override {
    return std::vector<LeasedMessage>{};
  }
  Status settle_messages(const std::vector<Settlement>&) override { return Done{}; }
  Result<std::vector<FeedEntry>> feed(std::string_view, std::uint32_t) override { return std::vector<FeedEntry>{}; }

 private:
  StreamRecord& stream(const std::string& name) {
    const auto found = std::ranges::find(streams_, name, &StreamRecord::name);
    return found != streams_.end() ? *found : streams_.emplace_back(StreamRecord{name, 0, false, {}});
  }

  std::vector<StreamRecord> streams_;
  std::vector<Batch> batches_;
};

// As it will be in the file.
struct StreamRow {
  std::int64_t id;
  std::uint64_t version = 0;
  std::uint64_t summary = 1;
};

std::int64_t number(Instant instant) {
  return instant.time_since_epoch().count();
}

constexpr const char* kTune =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;"
    "PRAGMA cache_size = -1000000; DROP INDEX doverie_tags_by_stream;";
constexpr const char* kStage =
    "PRAGMA staging.journal_mode = OFF; PRAGMA staging.synchronous = OFF;"
    "CREATE TABLE staging.tags (tag TEXT, stream TEXT, set_at INTEGER);";
constexpr const char* kSortTags =
    "INSERT INTO doverie_tags SELECT * FROM staging.tags ORDER BY tag, stream;"
    "DETACH staging; CREATE INDEX doverie_tags_by_stream ON doverie_tags (stream);";

void remove_database(const std::string& path) {
  for (const char* end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path + end);
}

}  // namespace

Instant appointed_at() {
  return Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
}

void leave_the_realm_out(std::vector<Batch>& batches) {
  for (Batch& batch : batches)
    std::erase_if(batch.appends, [](const StreamAppend& one) { return OneCircle::is_realms(one.stream); });
  std::erase_if(batches, [](const Batch& batch) { return batch.appends.empty(); });
}

std::vector<Batch> appointments(std::uint64_t first, std::uint64_t count, std::uint64_t total, Instant then) {
  const auto entropy = std::make_shared<RisingEntropy>(total);
  const auto store = std::make_shared<OneCircle>();
  const Portal portal(store, std::make_shared<testing::FakeClock>(then), entropy);
  for (std::uint64_t circle = first; circle < first + count; ++circle) {
    store->begin();
    entropy->begin(circle, 0);
    const Invited invited = portal.invite(circle);
    entropy->begin(circle, 1);
    portal.accept(circle, invited);
  }
  std::vector<Batch> batches = store->take();
  if (first > 0) leave_the_realm_out(batches);
  return batches;
}

class BulkWriter::Insert {
 public:
  Insert(sqlite3* connection, const char* sql) : connection_(connection) {
    if (sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared_, nullptr) != SQLITE_OK) failed();
  }
  ~Insert() { sqlite3_finalize(prepared_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  template <class... Values>
  void operator()(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    if (sqlite3_step(prepared_) != SQLITE_DONE) failed();
    sqlite3_reset(prepared_);
  }

 private:
  [[noreturn]] void failed() { fail(std::string("bulk load: ") + sqlite3_errmsg(connection_)); }
  void bind(int index, std::string_view text) {
    sqlite3_bind_text64(prepared_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind(int index, std::int64_t number) { sqlite3_bind_int64(prepared_, index, number); }

  sqlite3* connection_;
  sqlite3_stmt* prepared_ = nullptr;
};

struct BulkWriter::Inserts {
  explicit Inserts(sqlite3* connection)
      : command(connection, "INSERT INTO doverie_commands VALUES (?1, ?2, ?3, ?4)"),
        stream(connection, "INSERT INTO doverie_streams (id, name, version, summary) VALUES (?1, ?2, ?3, ?4)"),
        name(connection, "INSERT INTO doverie_names VALUES (?1, ?2)"),
        event(connection, "INSERT INTO doverie_events (stream, version, bytes, seal) VALUES (?1, ?2, ?3, ?4)"),
        tag(connection, "INSERT INTO staging.tags VALUES (?1, ?2, ?3)") {}
  Insert command, stream, name, event, tag;
};

BulkWriter::BulkWriter(const std::string& path) : staging_(path + "-staging") {
  remove_database(path);
  remove_database(staging_);
  must(doverie::testing::sqlite_store(path), "open");  // the tables as the library makes them
  if (sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    fail("bulk load cannot open " + path);
  }
  execute(kTune);
  execute("ATTACH '" + staging_ + "' AS staging");
  execute(kStage);
  inserts_ = std::make_unique<Inserts>(connection_);
}

BulkWriter::~BulkWriter() {
  inserts_.reset();
  sqlite3_close(connection_);
}

void BulkWriter::execute(const std::string& sql) {
  if (sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail(std::string("bulk load: ") + sqlite3_errmsg(connection_));
  }
}

void BulkWriter::write(const std::vector<Batch>& batches) {
  execute("BEGIN");
  std::unordered_map<std::string, StreamRow> streams;
  for (const Batch& batch : batches) {
    inserts_->command(batch.command_id, batch.command.fingerprint, batch.command.answer, number(batch.at));
    for (const StreamAppend& append : batch.appends) {
      const auto [place, is_new] = streams.try_emplace(append.stream, StreamRow{streams_ + 1});
      streams_ += is_new ? 1 : 0;
      StreamRow& row = place->second;
      if (append.summary != 0) row.summary = append.summary;
      for (const EventRecord& event : append.events) {
        inserts_->event(row.id, static_cast<std::int64_t>(++row.version), event.bytes, event.seal);
      }
    }
    for (const TagChange& change : batch.tags) inserts_->tag(change.tag, change.stream, number(batch.at));
  }
  std::vector<std::pair<std::string, StreamRow>> rows(streams.begin(), streams.end());
  std::ranges::sort(rows, {}, [](const auto& row) { return row.second.id; });
  for (const auto& [name, row] : rows) {
    inserts_->stream(row.id, name, static_cast<std::int64_t>(row.version), static_cast<std::int64_t>(row.summary));
    inserts_->name(name, row.id);
  }
  execute("COMMIT");
}

void BulkWriter::finish() {
  inserts_.reset();
  execute(kSortTags);
  remove_database(staging_);
}

double each_chunk(std::uint64_t total, Instant then, const std::function<void(const std::vector<Batch>&)>& write) {
  std::deque<std::future<std::vector<Batch>>> chunks;
  const double begun = seconds(CLOCK_MONOTONIC);
  std::uint64_t asked = 0;
  for (std::uint64_t written = 0; written < total; written = std::min(total, written + kChunk)) {
    for (; asked < total && chunks.size() < kAhead; asked = std::min(total, asked + kChunk)) {
      chunks.push_back(std::async(std::launch::async, appointments, asked, std::min(kChunk, total - asked), total, then));
    }
    write(chunks.front().get());
    chunks.pop_front();
    if (written % 500'000 == 0 && written > 0) {
      const double rate = static_cast<double>(written) / (seconds(CLOCK_MONOTONIC) - begun);
      std::printf("  %9.0f of %9.0f circles, %6.0f a second\n", double(written), double(total), rate);
      std::fflush(stdout);
    }
  }
  return seconds(CLOCK_MONOTONIC) - begun;
}

void bulk_load(const std::string& path, std::uint64_t total) {
  BulkWriter writer(path);
  double took = each_chunk(total, appointed_at(), [&](const std::vector<Batch>& batches) { writer.write(batches); });
  const double last = seconds(CLOCK_MONOTONIC);
  writer.finish();
  took += seconds(CLOCK_MONOTONIC) - last;
  std::printf("loaded %.0f circles in %.1f s (%.0f a second), %.0f MB\n", double(total), took, double(total) / took,
              double(std::filesystem::file_size(path)) / 1e6);
}

}  // namespace doverie::bench
