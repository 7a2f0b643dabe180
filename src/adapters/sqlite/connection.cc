// SPDX-License-Identifier: Apache-2.0
//
// Opening a file: is it ours, is it readable by its owner alone, does this SQLite have what is needed?
#include "adapters/sqlite/connection.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "adapters/sqlite/error.h"
#include "adapters/sqlite/new_file.h"
#include "adapters/sqlite/schema_objects.h"
#include "adapters/sqlite/statement.h"

namespace doverie::sqlite {
namespace {

constexpr int kMinSqlite = 3037000;  // STRICT tables

// Of every file, whatever its kind. Deleted content is overwritten (erased names must not stay behind), nothing spills into
// files of /tmp, and a schema that somebody tampered with cannot call functions.
constexpr const char* kCommonPragmas =
    "PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
    "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0;";

std::optional<Fault> flaw_of_path(const std::string& path) {
  const auto wrong = [](const char* message) { return Fault{FaultCode::invalid_argument, message}; };
  if (path.empty()) return wrong("path: is empty; it has to name a file");
  if (path.find('\0') != std::string::npos) return wrong("path: has a NUL character");
  if (path == ":memory:") return wrong("path: :memory: is not a file; use the ports of doverie/adapters/memory.h instead");
  return std::nullopt;
}

// The SQLite that is loaded need not be the one that was compiled against.
std::optional<Fault> flaw_of_sqlite() {
  const auto unusable = [](std::string message) { return Fault{FaultCode::store_unavailable, std::move(message)}; };
  if (sqlite3_libversion_number() < kMinSqlite) {
    return unusable("SQLite " + std::string(sqlite3_libversion()) + " is loaded; 3.37 or later is needed");
  }
  if (sqlite3_threadsafe() == 0) return unusable("the SQLite that is loaded was built without threads; it needs them");
  return std::nullopt;
}

// Nothing is created, whatever the name was meant to be: an empty store would say of everybody that nobody protects him.
std::optional<Fault> flaw_of_file(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) {
    const int cause = errno;
    const std::string what = path + ": " + std::generic_category().message(cause);
    if (cause == EACCES) return Fault{FaultCode::store_read_only, what + "; the process has to be allowed to write there"};
    return Fault{
        FaultCode::store_unavailable,
        what +
            "; opening makes no new file: name the right one, mount its volume or restore a backup, or make a new one "
            "with create()"};
  }
  if (S_ISREG(status.st_mode) && status.st_size == 0) {
    return Fault{FaultCode::store_wrong_format,
                 path +
                     ": is empty, and opening makes nothing of it: restore a backup; or remove it, and make a new one with "
                     "create()"};
  }
  // No descriptor of it may be opened and closed: that would drop the locks that this process has on it (POSIX).
  if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0) return std::nullopt;
  return Fault{FaultCode::store_read_only,
               path + ": " + std::generic_category().message(errno) + "; the process has to be allowed to write there"};
}

void configure(sqlite3* connection, int busy_timeout_milliseconds) {
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, busy_timeout_milliseconds);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // There is none of ours. One that somebody has put there is refused, but not before the schema was read.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
}

// Until the file is known to be ours, closing must not write its journal back.
void leave_journal_alone(sqlite3* connection, bool alone) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, alone ? 1 : 0, nullptr);
}

Status use_journal(sqlite3* connection, const FileSettings& settings, const std::string& path) {
  const auto journal = text_of(connection, settings.journal_pragma);
  if (!journal) return last_fault(connection, Doing::opening, path);
  if (*journal == settings.journal) return Done{};
  return Fault{FaultCode::store_unavailable,
               path + ": the journal mode is " + *journal + "; this file system has to allow " + settings.journal};
}

Status run_pragmas(sqlite3* connection, const FileSettings& settings, const std::string& path) {
  if (execute(connection, kCommonPragmas) && execute(connection, settings.pragmas)) return Done{};
  return last_fault(connection, Doing::opening, path);
}

Status prepare(sqlite3* connection, const FileSettings& settings, const std::string& path) {
  if (Status run = run_pragmas(connection, settings, path); !run) return run;
  if (Status right = check_format(connection, settings.format, path); !right) return right;
  leave_journal_alone(connection, false);
  if (Status used = use_journal(connection, settings, path); !used) return used;
  if (Status newest = migrate_file(connection, settings.format, path); !newest) return newest;
  return check_schema(connection, settings.format, Scope::own_file, path);
}

// With the journal that a new file has: what is committed is in the file itself, and not in a WAL beside it. Whether pages can be
// given back to the disk is settled before there is a table.
Status prepare_new(sqlite3* connection, const FileSettings& settings, const std::string& path) {
  if (!execute(connection, "PRAGMA auto_vacuum = INCREMENTAL")) return last_fault(connection, Doing::opening, path);
  if (Status run = run_pragmas(connection, settings, path); !run) return run;
  return make_tables(connection, settings.format, path);
}

Result<Connection> connect(const std::string& path, const FileSettings& settings) {
  // SQLite may be built to read `file:…` as a URI, whose parameters can switch locks off.
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(raw);
  if (!connection) return Fault{FaultCode::out_of_memory, path + ": no memory to open it"};
  if (code != SQLITE_OK) return last_fault(raw, Doing::opening, path);
  configure(raw, settings.busy_timeout_milliseconds);
  return connection;
}

Status fill_new(const std::string& partial, const FileSettings& settings, const std::string& path) {
  const auto connection = connect(partial, settings);
  return connection ? prepare_new(connection->get(), settings, path) : connection.as<Done>();
}

}  // namespace

std::optional<Fault> flaw_before_opening(const std::string& path) {
  if (auto flaw = flaw_of_path(path)) return flaw;
  if (auto flaw = flaw_of_sqlite()) return flaw;
  return flaw_of_file(path);
}

Result<FileLock> create_file(const std::string& path, const FileSettings& settings) {
  if (auto flaw = flaw_of_path(path)) return *std::move(flaw);
  if (auto flaw = flaw_of_sqlite()) return *std::move(flaw);
  NewFile file(path);
  if (Status free = file.look(); !free) return free.fault();  // before the lock, which tells less
  auto lock = FileLock::take(path);
  if (!lock) return lock;
  file.clear();  // of a process that was killed: whoever makes one has the lock
  if (Status begun = file.begin(NewFile::Over::nothing); !begun) return begun.fault();
  if (Status filled = fill_new(file.partial(), settings, path); !filled) return filled.fault();
  if (Status kept = file.keep(); !kept) return kept.fault();
  return lock;
}

Result<Connection> open_file(const std::string& path, const FileSettings& settings) {
  if (auto flaw = flaw_before_opening(path)) return *std::move(flaw);
  auto connection = connect(path, settings);
  if (!connection) return connection;
  leave_journal_alone(connection->get(), true);
  if (Status prepared = prepare(connection->get(), settings, path); !prepared) return prepared.fault();
  return connection;
}

}  // namespace doverie::sqlite
