// SPDX-License-Identifier: Apache-2.0
//
// How does a backup become a store? Copied, checked, migrated, given a higher epoch, and put in the place of the old one.
#include <algorithm>

#include "adapters/sqlite/backup.h"
#include "adapters/sqlite/check.h"
#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/new_file.h"
#include "adapters/sqlite/statement.h"
#include "doverie/adapters/sqlite.h"

namespace doverie {
namespace {

using sqlite::Connection;
using sqlite::Doing;

// As the service's options take them.
constexpr std::uint64_t kMaxEpoch = 1'000'000'000;

const sqlite::FileSettings kRestoreSettings{sqlite::kStoreFormat,
                                            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;",
                                            "PRAGMA journal_mode = WAL", "wal", 0};

// The highest that a host's configuration has put into an event.
constexpr const char* kStamped =
    "SELECT coalesce(max(json_extract(bytes, '$.epoch')), 0) FROM doverie_events WHERE json_valid(bytes)";
// What a service has that was told of none.
constexpr std::int64_t kLeastEpoch = 1;
constexpr const char* kEpoch = "SELECT coalesce((SELECT value FROM doverie_meta WHERE key = 'epoch'), 0)";

// Alone: a store that is open is not copied in the middle of a write. Writable where it may be, as a WAL beside it cannot be
// read otherwise; but nothing is written back into it.
Result<Connection> open_backup(const std::string& path) {
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection backup(raw);
  if (!backup) return Fault{FaultCode::out_of_memory, path + ": no memory to open it"};
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (code != SQLITE_OK || !sqlite::execute(raw, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF;")) {
    return sqlite::last_fault(raw, Doing::opening, path);
  }
  const auto application_id = sqlite::integer_of(raw, "SELECT application_id FROM pragma_application_id");
  if (!application_id) return sqlite::last_fault(raw, Doing::opening, path);
  if (*application_id == sqlite::kBackupApplicationId || *application_id == sqlite::kStoreFormat.application_id) {
    return backup;
  }
  return Fault{FaultCode::store_wrong_format, path + ": is no backup of a doverie event store"};
}

Status copy_backup(const std::string& backup, const std::string& to) {
  const auto from = open_backup(backup);
  if (!from) return from.fault();
  const auto copy = sqlite::open_copy(to);
  if (!copy) return copy.fault();
  const sqlite::BackupSource source{[&](const auto& work) { return work(from->get()); }, [](const auto& work) { work(); }};
  if (Status copied = sqlite::copy_pages(source, copy->get(), backup); !copied) return copied;
  return sqlite::seal_copy(copy->get(), sqlite::kStoreFormat.application_id, to);
}

Status check_whole(sqlite3* connection, const std::string& backup) {
  const auto findings = sqlite::findings_in(connection);
  if (!findings) return findings.fault();
  if (findings->empty()) return Done{};
  return Fault{FaultCode::store_corrupt, backup + ": " + findings->front() + " (and " +
                                             std::to_string(findings->size() - 1) + " more findings); take another backup"};
}

Instant machine_now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

// The epoch that the restored store gets.
Result<std::uint64_t> raise_epoch(sqlite3* connection, std::uint64_t above, Instant at, const std::string& path) {
  const auto kept = sqlite::integer_of(connection, kEpoch);
  const auto stamped = sqlite::integer_of(connection, kStamped);
  if (!kept || !stamped) return sqlite::last_fault(connection, Doing::opening, path);
  const std::int64_t known = std::max({kLeastEpoch, *kept, *stamped});
  const std::uint64_t epoch = std::max(above, static_cast<std::uint64_t>(known)) + 1;
  if (epoch == 0 || epoch > kMaxEpoch) {
    return Fault{FaultCode::invalid_argument, "above: no epoch is left above it; epochs go up to 1000000000"};
  }
  sqlite::Statement raise(connection, "UPDATE doverie_meta SET value = ?1 WHERE key = 'epoch'");
  sqlite::Statement date(connection, "UPDATE doverie_meta SET value = ?1 WHERE key = 'restored_at'");
  sqlite::Statement mark(connection, "UPDATE doverie_meta SET value = ?1 WHERE key = 'last_at'");
  const bool raised =
      raise.run(epoch) && date.run(at) && mark.run(at) && sqlite::execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
  if (!raised) return sqlite::last_fault(connection, Doing::opening, path);
  return epoch;
}

// Turns the copy into a store of its own: newest schema, whole, a higher epoch.
Result<std::uint64_t> make_store(const std::string& backup, const std::string& path,
                                 const SqliteStore::RestoreOptions& options) {
  const auto store = sqlite::open_file(path, kRestoreSettings);
  if (!store) return store.fault();
  if (Status whole = check_whole(store->get(), backup); !whole) return whole.fault();
  return raise_epoch(store->get(), options.above, options.at.value_or(machine_now()), path);
}

// The epoch of the store that gives way, so that the new one is above it. 0 when it cannot be told: a damaged file is what
// backups are for. But one that somebody has open stays.
Result<std::uint64_t> epoch_of_old(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const Connection old(raw);
  if (code != SQLITE_OK) return std::uint64_t{0};
  const auto is_busy = [&] { return sqlite3_errcode(raw) == SQLITE_BUSY; };
  const bool locked = sqlite::execute(raw, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  if (!locked && is_busy()) return sqlite::last_fault(raw, Doing::opening, path);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, sqlite::integer_of(raw, kEpoch).value_or(0)));
}

}  // namespace

Result<std::uint64_t> SqliteStore::restore(const std::string& backup, const std::string& path, RestoreOptions options) {
  for (const std::string* name : {&backup, &path}) {
    if (name->empty() || name->find('\0') != std::string::npos) {
      return Fault{FaultCode::invalid_argument, "restore: both paths have to name a file"};
    }
  }
  sqlite::NewFile file(path);
  if (!options.replace) {  // before the locks, which tell less
    if (Status free = file.look(); !free) return free.fault();
  }
  const auto source = sqlite::FileLock::take(backup, sqlite::FileLock::IfMissing::hold_nothing);
  if (!source) return source.fault();
  const auto lock = sqlite::FileLock::take(path);
  if (!lock) return lock.fault();
  file.clear();  // of a process that was killed: whoever restores has the lock
  const auto over = options.replace ? sqlite::NewFile::Over::whatever_is_there : sqlite::NewFile::Over::nothing;
  if (Status begun = file.begin(over); !begun) return begun.fault();
  if (options.replace) {
    const auto old = epoch_of_old(path);
    if (!old) return old;
    options.above = std::max(options.above, *old);
  }
  if (Status copied = copy_backup(backup, file.partial()); !copied) return copied.fault();
  auto epoch = make_store(backup, file.partial(), options);
  if (!epoch) return epoch;
  if (Status kept = file.keep(); !kept) return kept.fault();
  return epoch;
}

Result<std::uint64_t> SqliteStore::reset_clock(const std::string& path, std::optional<Instant> at) {
  const auto lock = sqlite::FileLock::take(path);
  if (!lock) return lock.fault();
  const auto store = sqlite::open_file(path, kRestoreSettings);
  if (!store) return store.fault();
  return raise_epoch(store->get(), 0, at.value_or(machine_now()), path);
}

}  // namespace doverie
