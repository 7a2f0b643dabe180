// SPDX-License-Identifier: Apache-2.0
//
// How does a backup become a store? Copied, checked, migrated, given a higher epoch, and put in the place of the old one, which is
// kept beside it.
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "adapters/identity.h"
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
constexpr const char* kIdentityHigh = "SELECT value FROM doverie_meta WHERE key = 'identity_high'";
constexpr const char* kIdentityLow = "SELECT value FROM doverie_meta WHERE key = 'identity_low'";

// Nothing when it cannot be read.
std::optional<std::string> identity_in(sqlite3* connection) {
  const auto high = sqlite::integer_of(connection, kIdentityHigh);
  const auto low = sqlite::integer_of(connection, kIdentityLow);
  return high && low ? std::optional(identity_of(*high, *low)) : std::nullopt;
}

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

Status copy_backup(const Connection& from, const std::string& backup, const std::string& to) {
  const auto copy = sqlite::open_copy(to);
  if (!copy) return copy.fault();
  const sqlite::BackupSource source{[&](const auto& work) { return work(from.get()); }, [](const auto& work) { work(); }};
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

// What gives way.
struct Old {
  std::uint64_t epoch = 0;  // the new one is above it. 0 when it cannot be told: a damaged file is what backups are for
  std::optional<std::string> identity{};
};

// By the bytes that SQLite keeps the application's id in: a file that is damaged further on is recognized, too.
std::optional<std::int64_t> application_id_in(const std::string& path) {
  constexpr std::string_view kMagic{"SQLite format 3\0", 16};
  constexpr std::size_t kIdAt = 68, kIdSize = 4;
  std::array<char, kIdAt + kIdSize> header{};
  std::ifstream file(path, std::ios::binary);
  const bool read = file.read(header.data(), header.size()).good();
  if (!read || std::string_view(header.data(), kMagic.size()) != kMagic) return std::nullopt;
  std::int64_t id = 0;
  for (std::size_t i = 0; i < kIdSize; ++i) id = id << 8 | static_cast<unsigned char>(header.at(kIdAt + i));
  return id;
}

// Only a store gives way: whatever else is there was not meant.
Status check_is_store(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return Done{};  // nothing, or refused as what it is
  const auto id = application_id_in(path);
  if (id == sqlite::kStoreFormat.application_id) return Done{};
  const char* const what = id == sqlite::kBackupApplicationId ? "is a backup" : "is no doverie event store";
  return Fault{FaultCode::store_wrong_format,
               path + ": " + what + ", and only a store gives way: name another file, or move it away"};
}

// One that somebody has open stays. What its journal holds is put into it, as far as it can be, so that it is one file.
Result<Old> look_at_old(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const Connection old(raw);
  if (code != SQLITE_OK) return Old{};
  const auto is_busy = [&] { return sqlite3_errcode(raw) == SQLITE_BUSY; };
  const bool locked = sqlite::execute(raw, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  if (!locked && is_busy()) return sqlite::last_fault(raw, Doing::opening, path);
  Old found{static_cast<std::uint64_t>(std::max<std::int64_t>(0, sqlite::integer_of(raw, kEpoch).value_or(0))),
            identity_in(raw)};
  std::ignore = sqlite::execute(raw, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  return found;
}

// A backup of another store in the place of this one would say of everybody that nobody protects him.
Status check_same_store(const Old& old, const std::optional<std::string>& backup, const std::string& path) {
  if (old.identity && old.identity == backup) return Done{};
  const std::string there = old.identity ? "has the identity " + *old.identity : "has an identity that cannot be read";
  return Fault{FaultCode::store_mismatch, path + ": the store there " + there + ", and the backup " +
                                              backup.value_or("none that can be read") +
                                              ": say that another store may give way, if that is meant"};
}

bool is_same_file(const std::string& one, const std::string& other) {
  struct stat first{}, second{};
  return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

Status check_names(const std::string& backup, const std::string& path) {
  for (const std::string* name : {&backup, &path}) {
    if (name->empty() || name->find('\0') != std::string::npos) {
      return Fault{FaultCode::invalid_argument, "restore: both paths have to name a file"};
    }
  }
  if (!is_same_file(backup, path)) return Done{};
  return Fault{FaultCode::invalid_argument, path + ": is the backup itself; name the file of the store"};
}

}  // namespace

std::string SqliteStore::kept_beside(const std::string& path, std::uint64_t epoch) {
  return path + ".before-epoch-" + std::to_string(epoch);
}

Result<std::uint64_t> SqliteStore::restore(const std::string& backup, const std::string& path, RestoreOptions options) {
  if (Status named = check_names(backup, path); !named) return named.fault();
  // Before the locks, which tell less.
  if (Status free = options.replace ? check_is_store(path) : sqlite::NewFile(path).look(); !free) return free.fault();
  const auto source = sqlite::FileLock::take(backup, sqlite::FileLock::IfMissing::hold_nothing);
  if (!source) return source.fault();
  const auto lock = sqlite::FileLock::take(path);
  if (!lock) return lock.fault();
  sqlite::NewFile file(path);
  file.clear();  // of a process that was killed: whoever restores has the lock
  const auto over = options.replace ? sqlite::NewFile::Over::whatever_is_there : sqlite::NewFile::Over::nothing;
  if (Status begun = file.begin(over); !begun) return begun.fault();
  const auto from = open_backup(backup);
  if (!from) return from.fault();
  if (options.replace && file.is_over_something()) {
    const auto old = look_at_old(path);
    if (!old) return old.as<std::uint64_t>();
    const Status same = options.another_store ? Status(Done{}) : check_same_store(*old, identity_in(from->get()), path);
    if (!same) return same.fault();
    options.above = std::max(options.above, old->epoch);
  }
  if (Status copied = copy_backup(*from, backup, file.partial()); !copied) return copied.fault();
  auto epoch = make_store(backup, file.partial(), options);
  if (!epoch || options.dry_run) return epoch;
  const Status kept = options.replace ? file.keep_over(kept_beside(path, *epoch)) : file.keep();
  return kept ? epoch : kept.as<std::uint64_t>();
}

Result<std::uint64_t> SqliteStore::reset_clock(const std::string& path, std::optional<Instant> at) {
  const auto lock = sqlite::FileLock::take(path);
  if (!lock) return lock.fault();
  const auto store = sqlite::open_file(path, kRestoreSettings);
  if (!store) return store.fault();
  return raise_epoch(store->get(), 0, at.value_or(machine_now()), path);
}

}  // namespace doverie
