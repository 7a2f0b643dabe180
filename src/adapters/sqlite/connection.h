// SPDX-License-Identifier: Apache-2.0
//
// Connections to files of our own.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_

#include <sqlite3.h>

#include <memory>
#include <string>

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

// Opens the file, creating it (for its owner alone) if there is none, and brings it to the newest schema.
Result<Connection> open_file(const std::string& path, const FileSettings& settings);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_CONNECTION_H_
