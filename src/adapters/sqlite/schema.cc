// SPDX-License-Identifier: Apache-2.0
//
// The tables of each kind of file, the steps that lead there, and whether a file has them.
#include "adapters/sqlite/schema.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <tuple>

#include "adapters/sqlite/error.h"
#include "adapters/sqlite/statement.h"
#include "adapters/sqlite/transaction.h"

namespace doverie::sqlite {
namespace {

// Events are TEXT, so that `sqlite3 file "select json_extract(bytes, '$.type') from doverie_events"` just works; TEXT keeps their
// exact bytes. A position is never used twice, even when the last event was erased, so that no cursor of the feed ever points at
// another event: 'erased_position' is the highest that was erased. (AUTOINCREMENT would write a page more with every command.)
//
// A stream is found by doverie_names. That there is none is believed only when the index of doverie_streams by name has none
// either: no page, row or index entry that is lost makes a stream look as if it had never been.
constexpr const char* kStore = R"sql(
INSERT INTO doverie_meta VALUES ('epoch', 0), ('restored_at', 0), ('last_at', 0), ('erased_position', 0),
  ('identity_high', random()), ('identity_low', random());
CREATE TABLE doverie_streams (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  erased INTEGER NOT NULL DEFAULT 0,
  summary INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE doverie_names (name TEXT NOT NULL PRIMARY KEY, stream INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE doverie_events (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES doverie_streams (id),
  version INTEGER NOT NULL,
  bytes TEXT NOT NULL,
  seal TEXT NOT NULL,
  UNIQUE (stream, version)
) STRICT;
CREATE TABLE doverie_tags (
  tag TEXT NOT NULL,
  stream TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  PRIMARY KEY (tag, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX doverie_tags_by_stream ON doverie_tags (stream);
CREATE TABLE doverie_commands (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX doverie_commands_by_time ON doverie_commands (decided_at);
CREATE TABLE doverie_messages (
  queue TEXT NOT NULL,
  available_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  bytes TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  useless_after INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  leased INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (queue, available_at, id)
) STRICT, WITHOUT ROWID;
)sql";

// A column for every fact.
constexpr const char* kDirectory =
    R"sql(
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  given_name TEXT NOT NULL,
  birth_date TEXT NOT NULL,
)sql"
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) \
  "  " #name " INTEGER NOT NULL CHECK (" #name " IN (0, 1)),\n"
#include "doverie/core/facts.def"
#define DOVERIE_SINCE_FACT(name, words, meaning) "  " #name " INTEGER,\n"
#include "doverie/core/facts.def"
    R"sql(  phone_state TEXT NOT NULL CHECK (phone_state IN ('none', 'confirmed', 'replacing')),
  phone TEXT
) STRICT, WITHOUT ROWID;
)sql";

// Migrations are for ever: a file written by any released version has to find its way. Add one at the end, change none.
constexpr std::array kStoreMigrations{kStore};
constexpr std::array kDirectoryMigrations{kDirectory};

// What is there before the first migration.
constexpr const char* kCreateMeta = R"sql(
CREATE TABLE doverie_meta (key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO doverie_meta VALUES ('schema', 0);
)sql";
constexpr const char* kHasMeta = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'doverie_meta'";
constexpr const char* kSchema = "SELECT coalesce((SELECT value FROM doverie_meta WHERE key = 'schema'), -1)";

std::int64_t newest_schema(const FileFormat& format) {
  return std::ssize(format.migrations);
}

Fault wrong_format(const std::string& what) {
  return Fault{FaultCode::store_wrong_format, what};
}

// `where` begins messages: the path, or the host's database.
Result<std::int64_t> schema_of(sqlite3* connection, const std::string& where) {
  const auto has_meta = integer_of(connection, kHasMeta);
  if (!has_meta) return last_fault(connection, Doing::opening, where);
  if (*has_meta == 0) return std::int64_t{0};
  const auto schema = integer_of(connection, kSchema);
  if (!schema) return last_fault(connection, Doing::opening, where);
  if (*schema >= 0) return *schema;
  return wrong_format(where + ": the table doverie_meta does not tell the schema version; it has to have a row 'schema'");
}

Status refuse_newer(std::int64_t schema, const FileFormat& format, const std::string& where) {
  if (schema <= newest_schema(format)) return Done{};
  return wrong_format(where + ": " + format.name + " with schema version " + std::to_string(schema) +
                      "; this library knows versions up to " + std::to_string(newest_schema(format)) +
                      ": use the newer library that wrote it");
}

bool apply(sqlite3* connection, const FileFormat& format, std::int64_t schema) {
  const auto run = [&](const char* sql) { return execute(connection, sql); };
  if (schema == 0 && !run(kCreateMeta)) return false;
  if (!std::ranges::all_of(format.migrations.subspan(static_cast<std::size_t>(schema)), run)) return false;
  Statement remember(connection, "UPDATE doverie_meta SET value = ?1 WHERE key = 'schema'");
  return remember.run(newest_schema(format));
}

bool mark_file(sqlite3* connection, const FileFormat& format) {
  const std::string id = std::to_string(format.application_id);
  const std::string version = std::to_string(newest_schema(format));
  return execute(connection, ("PRAGMA application_id = " + id + "; PRAGMA user_version = " + version).c_str());
}

enum class Whose : std::uint8_t { new_file, own_file, host_database };

Status migrate(sqlite3* connection, const FileFormat& format, const std::string& where, Whose whose) {
  const auto failed = [&] { return last_fault(connection, Doing::opening, where); };
  Transaction transaction(connection, Transaction::Kind::writing);
  if (!transaction.begun()) return failed();
  // Once more under the lock: somebody may have been faster.
  if (whose == Whose::own_file) {
    if (Status right = check_format(connection, format, where); !right) return right;
  }
  const auto schema = schema_of(connection, where);
  if (!schema) return schema.fault();
  if (Status known = refuse_newer(*schema, format, where); !known) return known;
  if (*schema == newest_schema(format)) return Done{};
  if (!apply(connection, format, *schema)) return failed();
  if (whose != Whose::host_database && !mark_file(connection, format)) return failed();
  if (!transaction.keep()) return failed();
  return Done{};
}

std::string hexadecimal(std::int64_t number) {
  std::array<char, 20> text{};
  std::ignore = std::snprintf(text.data(), text.size(), "0x%08llx", static_cast<unsigned long long>(number));
  return text.data();
}

constexpr const char* kHostDatabase = "event store in the host's database";

}  // namespace

constinit const FileFormat kStoreFormat{"a doverie event store", 0x64767374 /* dvst */, kStoreMigrations};
constinit const FileFormat kDirectoryFormat{"a doverie account directory", 0x64766163 /* dvac */, kDirectoryMigrations};

Status check_format(sqlite3* connection, const FileFormat& format, const std::string& path) {
  const auto application_id = integer_of(connection, "SELECT application_id FROM pragma_application_id");
  if (!application_id) return last_fault(connection, Doing::opening, path);
  if (*application_id == format.application_id) {
    const auto schema = schema_of(connection, path);
    if (!schema) return schema.as<Done>();
    if (*schema == 0) return wrong_format(path + ": " + format.name + " without its tables; restore a backup");
    return refuse_newer(*schema, format, path);
  }
  if (*application_id == kBackupApplicationId) {
    return wrong_format(path + ": a backup of a doverie event store; make a store of it with SqliteStore::restore");
  }
  return wrong_format(path + ": a database with application id " + hexadecimal(*application_id) + "; " + format.name +
                      " has " + hexadecimal(format.application_id) + ": name another file");
}

Status make_tables(sqlite3* connection, const FileFormat& format, const std::string& path) {
  return migrate(connection, format, path, Whose::new_file);
}

Status migrate_file(sqlite3* connection, const FileFormat& format, const std::string& path) {
  return migrate(connection, format, path, Whose::own_file);
}

Status migrate_tables(sqlite3* connection, const FileFormat& format) {
  const std::string where = kHostDatabase;
  const auto encoding = text_of(connection, "PRAGMA encoding");
  if (!encoding) return last_fault(connection, Doing::opening, where);
  if (*encoding != "UTF-8") {
    return wrong_format(where + ": its text encoding is " + *encoding +
                        "; it has to be UTF-8, which keeps texts byte for byte");
  }
  return migrate(connection, format, where, Whose::host_database);
}

Status check_tables(sqlite3* connection, const FileFormat& format) {
  const std::string where = kHostDatabase;
  const auto schema = schema_of(connection, where);
  if (!schema) return schema.as<Done>();
  if (Status known = refuse_newer(*schema, format, where); !known) return known;
  if (*schema == newest_schema(format)) return Done{};
  return wrong_format(where +
                      ": the tables are missing or have an old schema; call SqliteBorrowedStore::create_tables first");
}

}  // namespace doverie::sqlite
