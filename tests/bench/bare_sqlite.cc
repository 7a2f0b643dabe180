// SPDX-License-Identifier: Apache-2.0
//
// The statements, prepared once, and the two hashes an event costs at least.
#include "bench/bare_sqlite.h"

#include <openssl/sha.h>

#include "bench/portal.h"

namespace doverie::bench {
namespace {

constexpr const char* kBegin = "BEGIN IMMEDIATE";
constexpr const char* kBeginReading = "BEGIN";
constexpr const char* kCommit = "COMMIT";
constexpr const char* kCommand = "SELECT fingerprint, answer FROM doverie_commands WHERE id = ?1";
constexpr const char* kStream =
    "SELECT s.version, s.erased, e.version, e.bytes, e.seal, s.summary FROM doverie_streams AS s"
    " LEFT JOIN doverie_events AS e ON e.stream = s.id AND e.version >= s.summary WHERE s.name = ?1 ORDER BY e.version";
constexpr const char* kTag =
    "SELECT stream, set_at FROM doverie_tags WHERE tag = ?1 AND set_at >= ?2 ORDER BY set_at, stream";
constexpr const char* kHead = "SELECT version, erased FROM doverie_streams WHERE name = ?1";
constexpr const char* kPutCommand = "INSERT INTO doverie_commands VALUES (?1, ?2, ?3, ?4)";
constexpr const char* kPutHead =
    "INSERT INTO doverie_streams (name, version) VALUES (?1, ?2)"
    " ON CONFLICT (name) DO UPDATE SET version = excluded.version RETURNING id";
constexpr const char* kPutName = "INSERT OR IGNORE INTO doverie_names VALUES (?1, ?2)";
constexpr const char* kWithdraw = "DELETE FROM doverie_messages WHERE queue = ?1 AND available_at = ?2 AND id = ?3";
constexpr const char* kPutEvent = "INSERT INTO doverie_events (stream, version, bytes, seal) VALUES (?1, ?2, ?3, ?4)";
constexpr const char* kPutTag = "INSERT INTO doverie_tags VALUES (?1, ?2, ?3)";
constexpr const char* kPutMessage =
    "INSERT INTO doverie_messages (queue, available_at, id, bytes, not_before, useless_after)"
    " VALUES (?1, ?4, ?2, ?3, ?4, ?5)";

std::uint64_t expected_of(const Batch& batch, const std::string& stream) {
  for (const StreamVersion& expected : batch.expected) {
    if (expected.stream == stream) return expected.version;
  }
  fail("a batch appends to a stream that it does not expect");
}

std::int64_t number(Instant instant) {
  return instant.time_since_epoch().count();
}

}  // namespace

// One circle after the other: nothing that one does is in the way of another.
RecordedFlow record_flow(RecordingStore& store, const Service& service, const std::vector<Command>& phases,
                         std::size_t circles) {
  RecordedFlow flow;
  flow.phases.resize(phases.size());
  std::ignore = store.take();
  for (std::size_t circle = 0; circle < circles; ++circle) {
    for (std::size_t phase = 0; phase < phases.size(); ++phase) {
      if (phase == kConfirm) {
        pump_dry(service);
        flow.pumped.push_back(store.take());
      }
      phases[phase](circle);
      flow.phases[phase].push_back(store.take());
    }
  }
  return flow;
}

class BareSqlite::Statement {
 public:
  Statement(sqlite3* connection, const char* sql) : connection_(connection) {
    if (sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared_, nullptr) != SQLITE_OK) failed();
  }
  ~Statement() { sqlite3_finalize(prepared_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  template <class... Values>
  Statement& with(const Values&... values) {
    sqlite3_reset(prepared_);
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }
  bool next() {
    const int code = sqlite3_step(prepared_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) failed();
    sqlite3_reset(prepared_);
    return false;
  }
  void run() {
    while (next()) {
    }
  }
  std::int64_t integer(int column) { return sqlite3_column_int64(prepared_, column); }
  std::string_view text(int column) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared_, column));
    return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(prepared_, column))};
  }

 private:
  [[noreturn]] void failed() { fail(std::string("bare SQLite: ") + sqlite3_errmsg(connection_)); }
  void bind(int index, std::string_view text) {
    sqlite3_bind_text64(prepared_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind(int index, std::int64_t number) { sqlite3_bind_int64(prepared_, index, number); }

  sqlite3* connection_;
  sqlite3_stmt* prepared_ = nullptr;
};

BareSqlite::BareSqlite(const std::string& path, Sharing sharing) {
  if (sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    fail("bare SQLite cannot open " + path);
  }
  sqlite3_busy_timeout(connection_, 60'000);
  const std::string pragmas = std::string(sharing == Sharing::exclusive ? "PRAGMA locking_mode = EXCLUSIVE;" : "") +
                              "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                              "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;";
  if (sqlite3_exec(connection_, pragmas.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("bare SQLite: pragmas");
}

BareSqlite::~BareSqlite() {
  statements_.clear();
  sqlite3_close(connection_);
}

BareSqlite::Statement& BareSqlite::statement(const char* sql) {
  for (auto& [known, prepared] : statements_) {
    if (known == sql) return *prepared;
  }
  statements_.emplace_back(sql, std::make_unique<Statement>(connection_, sql));
  return *statements_.back().second;
}

void BareSqlite::run(const RecordedCommand& command) {
  for (const StoreCall& one : command) {
    std::visit([this](const auto& content) { call(content); }, one);
  }
}

void BareSqlite::hash(std::string_view bytes) {
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest_);
  SHA256(digest_, sizeof digest_, digest_);
}

void BareSqlite::call(const ReadRequest& request) {
  statement(kBeginReading).with().run();
  for (const std::string& name : request.streams) {
    Statement& rows = statement(kStream).with(std::string_view(name));
    while (rows.next()) hash(rows.text(3)), rows.text(4);
  }
  for (const std::string& tag : request.tags) statement(kTag).with(std::string_view(tag), number(request.tags_since)).run();
  if (request.command_id) statement(kCommand).with(std::string_view(*request.command_id)).run();
  statement(kCommit).with().run();
}

void BareSqlite::call(const Batch& batch) {
  statement(kBegin).with().run();
  statement(kCommand).with(std::string_view(batch.command_id)).run();
  for (const StreamVersion& expected : batch.expected) {
    Statement& head = statement(kHead).with(std::string_view(expected.stream));
    const std::uint64_t version = head.next() ? static_cast<std::uint64_t>(head.integer(0)) : 0;
    if (version != expected.version) fail("the recorded commands do not fit the file");
    head.with();
  }
  statement(kPutCommand)
      .with(std::string_view(batch.command_id), std::string_view(batch.command.fingerprint),
            std::string_view(batch.command.answer), number(batch.at))
      .run();
  for (const StreamAppend& append : batch.appends) {
    std::uint64_t version = expected_of(batch, append.stream);
    const auto last = static_cast<std::int64_t>(version + append.events.size());
    Statement& head = statement(kPutHead).with(std::string_view(append.stream), last);
    head.next();
    const std::int64_t id = head.integer(0);
    head.run();
    if (version == 0) statement(kPutName).with(std::string_view(append.stream), id).run();
    for (const EventRecord& event : append.events) {
      hash(event.bytes);
      statement(kPutEvent)
          .with(id, static_cast<std::int64_t>(++version), std::string_view(event.bytes), std::string_view(event.seal))
          .run();
    }
  }
  for (const TagChange& change : batch.tags) {
    statement(kPutTag).with(std::string_view(change.tag), std::string_view(change.stream), number(batch.at)).run();
  }
  for (const WithdrawnMessage& message : batch.withdrawn) {
    statement(kWithdraw)
        .with(std::string_view(message.queue), number(message.not_before), std::string_view(message.id))
        .run();
  }
  for (const MessageRecord& message : batch.messages) {
    statement(kPutMessage)
        .with(std::string_view(message.queue), std::string_view(message.id), std::string_view(message.bytes),
              number(message.not_before), number(message.useless_after))
        .run();
  }
  statement(kCommit).with().run();
}

}  // namespace doverie::bench
