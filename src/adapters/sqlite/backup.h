// SPDX-License-Identifier: Apache-2.0
//
// How is a store copied while it is in use?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_BACKUP_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_BACKUP_H_

#include <sqlite3.h>

#include <functional>
#include <string>

#include "adapters/sqlite/connection.h"
#include "doverie/core/result.h"

namespace doverie::sqlite {

// How a backup gets at a connection that others use, too.
struct BackupSource {
  // Runs a step alone; a fault when the store cannot be used.
  std::function<Result<bool>(const std::function<Result<bool>(sqlite3*)>&)> step;
  // Runs the end alone, whatever has happened to the store.
  std::function<void(const std::function<void()>&)> let_go;
};

// Writes a new file at `path` that restoring makes a store of.
Status back_up(const BackupSource& source, const std::string& path);

// Copies all pages, a megabyte at a time, into an open and empty database. What is committed on the source's connection
// meanwhile is in the copy.
Status copy_pages(const BackupSource& source, sqlite3* copy, const std::string& where);

// A connection to a copy under way: no journal, as it is thrown away when anything goes wrong.
Result<Connection> open_copy(const std::string& path);

// Ends what open_copy began: a plain file with a rollback journal, on the disk, which says that it is of this kind.
Status seal_copy(sqlite3* copy, std::int64_t application_id, const std::string& where);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_BACKUP_H_
