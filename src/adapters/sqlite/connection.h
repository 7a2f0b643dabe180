// SPDX-License-Identifier: Apache-2.0
//
// Connections to files of our own.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>

#include "adapters/sqlite/file_lock.h"
#include "adapters/sqlite/schema.h"
#include "doverie/core/result.h"

namespace doverie::sqlite {

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

// How a kind of file is opened.
struct FileSettings {
  const FileFormat& format;
  const char* pragmas;         // run before the file is first looked at
  const char* journal_pragma;  // run once the file is known to be ours
  const char* journal;         // what it has to answer
  int busy_timeout_milliseconds;
};

// Makes a new file, for its owner alone, whole or not at all; the lock beside it is held. invalid_argument when anything is
// at `path`.
Result<FileLock> create_file(const std::string& path, const FileSettings& settings);

// Why nothing at `path` can be opened, as far as can be seen without opening it.
std::optional<Fault> flaw_before_opening(const std::string& path);

// Opens a file that is there, and brings it to the newest schema. Faults when anything is in its schema that this library has
// not made.
Result<Connection> open_file(const std::string& path, const FileSettings& settings);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_
