// SPDX-License-Identifier: Apache-2.0
//
// SQLite hands its WAL to the operating system in two calls a page, some twenty a transaction, and only then asks for it to be
// made durable. Between the two nobody reads what was written, so one call does: the calls are gathered until the sync.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_WAL_WRITES_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_WAL_WRITES_H_

#include <sqlite3.h>

namespace doverie::sqlite {

// Of the connection's WAL, from now until it is closed; without memory for it, calls go through one by one as before.
// REQUIRES: nobody else has the file open: the WAL is in exclusive locking mode, and has been opened.
void gather_wal_writes(sqlite3* connection);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_WAL_WRITES_H_
