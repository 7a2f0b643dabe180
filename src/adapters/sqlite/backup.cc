// SPDX-License-Identifier: Apache-2.0
//
// By SQLite's own backup, a megabyte at a time, into a file that gets its name only when it is whole.
#include "adapters/sqlite/backup.h"

#include <chrono>
#include <optional>
#include <thread>

#include "adapters/sqlite/error.h"
#include "adapters/sqlite/new_file.h"
#include "adapters/sqlite/schema.h"
#include "adapters/sqlite/statement.h"

namespace doverie::sqlite {
namespace {

// A megabyte: some milliseconds, which is how long a command may have to wait.
constexpr int kPagesPerStep = 256;

// A commit that several batches share takes a few; a lock that does not go away is somebody else's.
constexpr int kBusySteps = 200;

// What went wrong with the copy. Not store_failed, whatever it was: the store that is copied is none the worse for it.
Fault fault_of_copy(sqlite3* copy, const std::string& where) {
  Fault fault = last_fault(copy, Doing::writing, where);
  if (fault.code == FaultCode::store_failed) fault.code = FaultCode::store_unavailable;
  return fault;
}

// SQLite's object for one backup.
class Copying {
 public:
  Copying(const BackupSource& source, sqlite3* copy) : source_(source), copy_(copy) {}
  ~Copying() {
    if (backup_) source_.let_go([this] { sqlite3_backup_finish(backup_); });
  }
  Copying(const Copying&) = delete;
  Copying& operator=(const Copying&) = delete;

  // Whether more is to be done.
  Result<bool> step(const std::string& where) {
    return source_.step([&](sqlite3* connection) -> Result<bool> {
      if (!backup_) backup_ = sqlite3_backup_init(copy_, "main", connection, "main");
      if (!backup_) return fault_of_copy(copy_, where);
      const int code = sqlite3_backup_step(backup_, kPagesPerStep);
      const int kind = code & 0xff;
      const bool busy = kind == SQLITE_BUSY || kind == SQLITE_LOCKED;
      busy_steps_ = busy ? busy_steps_ + 1 : 0;
      if (code == SQLITE_OK || (busy && busy_steps_ < kBusySteps)) return true;
      if (code == SQLITE_DONE) return false;
      sqlite3_backup_finish(std::exchange(backup_, nullptr));  // which tells the copy's connection what it was
      return fault_of_copy(copy_, where);
    });
  }

 private:
  const BackupSource& source_;
  sqlite3* copy_;
  sqlite3_backup* backup_ = nullptr;
  int busy_steps_ = 0;  // in a row
};

}  // namespace

Status copy_pages(const BackupSource& source, sqlite3* copy, const std::string& where) {
  Copying copying(source, copy);
  for (;;) {
    const Result<bool> more = copying.step(where);
    if (!more) return more.fault();
    if (!*more) return Done{};
    std::this_thread::sleep_for(std::chrono::microseconds(500));  // a mutex alone would let this thread in again at once
  }
}

Result<Connection> open_copy(const std::string& path) {
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection copy(raw);
  if (!copy) return Fault{FaultCode::out_of_memory, path + ": no memory to open it"};
  sqlite3_extended_result_codes(raw, 1);
  constexpr const char* kUnsynced = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;";
  if (code != SQLITE_OK || !execute(raw, kUnsynced)) return fault_of_copy(raw, path);
  return copy;
}

Status seal_copy(sqlite3* copy, std::int64_t application_id, const std::string& where) {
  const std::string mark = "PRAGMA application_id = " + std::to_string(application_id);
  const bool sealed = execute(copy, "PRAGMA synchronous = FULL") &&
                      text_of(copy, "PRAGMA journal_mode = DELETE") == "delete" && execute(copy, mark.c_str());
  if (!sealed) return fault_of_copy(copy, where);
  return Done{};
}

Status back_up(const BackupSource& source, const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return Fault{FaultCode::invalid_argument, "path: has to name a file"};
  }
  // Before anything is created: a store that cannot be used leaves nothing behind.
  if (const auto usable = source.step([](sqlite3*) -> Result<bool> { return true; }); !usable) return usable.fault();
  NewFile file(path);
  if (Status begun = file.begin(NewFile::Over::nothing); !begun) return begun;
  {
    const auto copy = open_copy(file.partial());
    if (!copy) return copy.fault();
    if (Status copied = copy_pages(source, copy->get(), path); !copied) return copied;
    if (Status sealed = seal_copy(copy->get(), kBackupApplicationId, path); !sealed) return sealed;
  }
  return file.keep();
}

}  // namespace doverie::sqlite
