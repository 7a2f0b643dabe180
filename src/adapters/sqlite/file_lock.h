// SPDX-License-Identifier: Apache-2.0
//
// How does one process keep every other out, whatever else it does with the file?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_FILE_LOCK_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_FILE_LOCK_H_

#include <string>
#include <utility>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// SQLite locks the database with POSIX locks, and those are gone as soon as anything in the process closes any descriptor of
// that file: a checksum, a copy, a look at its size. So there is a lock beside it, `<path>-lock`, held with flock(), which
// belongs to one descriptor. Whoever holds it removes it at the end, when the database is closed: whoever has opened it before that
// finds that it has lost its name, and makes a new one.
//
// A child made by fork() has the descriptor, too, and would hold the lock after this process is gone: it lets go of it at
// once (pthread_atfork). A program that it executes does not get it.
class FileLock {
 public:
  enum class IfMissing : bool { make_it, hold_nothing };

  // The lock beside the database `path`, whose name may be a symbolic link. Faults: store_locked when another has it;
  // store_read_only, store_unavailable when it cannot be made.
  static Result<FileLock> take(const std::string& path, IfMissing if_missing = IfMissing::make_it);

  FileLock() = default;
  FileLock(FileLock&& from) noexcept
      : name_(std::move(from.name_)), file_(std::exchange(from.file_, -1)), held_(from.held_) {}
  FileLock& operator=(FileLock&& from) noexcept {
    std::swap(name_, from.name_);
    std::swap(file_, from.file_);
    std::swap(held_, from.held_);
    return *this;
  }
  // REQUIRES: in the process that took it; the database is closed.
  ~FileLock();

 private:
  FileLock(std::string name, int file) : name_(std::move(name)), file_(file) {}

  std::string name_;
  int file_ = -1;  // -1: holds nothing
  bool held_ = false;
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_FILE_LOCK_H_
