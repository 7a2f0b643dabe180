// SPDX-License-Identifier: Apache-2.0
//
// The file system as SQLite sees it, with faults on demand.
#ifndef DOVERIE_TESTS_ADAPTERS_FAULTY_FILES_H_
#define DOVERIE_TESTS_ADAPTERS_FAULTY_FILES_H_

#include <sqlite3.h>

namespace doverie::testing {

struct FaultyFiles {
  // What syncs and writes answer instead of being done; SQLITE_OK: they are done.
  int sync_of_wal = SQLITE_OK;
  int sync_of_database = SQLITE_OK;
  int write_to_wal = SQLITE_OK;

  // Syncs done so far, of whatever file.
  int syncs = 0;

  void heal() { sync_of_wal = sync_of_database = write_to_wal = SQLITE_OK; }

  // The one of this process; the first call puts it under all files opened from then on.
  static FaultyFiles& install();
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_ADAPTERS_FAULTY_FILES_H_
