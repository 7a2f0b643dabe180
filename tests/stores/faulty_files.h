// SPDX-License-Identifier: Apache-2.0
//
// The file system as SQLite sees it, with faults on demand: calls that fail, writes that are torn, power that goes off.
#ifndef DOVERIE_TESTS_STORES_FAULTY_FILES_H_
#define DOVERIE_TESTS_STORES_FAULTY_FILES_H_

#include <sqlite3.h>

#include <cstdint>

#include "stores/unsynced.h"

namespace doverie::testing {

// The calls that SQLite makes, each a bit.
enum FileCall : std::uint32_t {
  kOpen = 1,
  kRemove = 2,
  kAccess = 4,
  kRead = 8,
  kWrite = 16,
  kTruncate = 32,
  kSync = 64,
  kSize = 128,
  kLock = 256,
  kChanges = kOpen | kRemove | kWrite | kTruncate | kSync,
};

// Which call fails, and how.
struct PlannedFault {
  std::uint32_t calls = 0;  // kinds that are counted; 0: none fails
  std::uint64_t at = 0;     // the one that fails, from 1
  int code = SQLITE_IOERR;  // what it answers
  bool half = false;        // a write that fails has written the first half of its bytes
  bool for_ever = false;    // all calls after it fail, too, of whatever kind
};

struct FaultyFiles {
  // What syncs and writes answer instead of being done; SQLITE_OK: they are done.
  int sync_of_wal = SQLITE_OK;
  int sync_of_database = SQLITE_OK;
  int write_to_wal = SQLITE_OK;

  // Syncs done so far, of whatever file.
  int syncs = 0;

  PlannedFault plan;
  std::uint64_t counted = 0;  // calls of the plan's kinds so far
  bool hit = false;           // whether one has failed by plan

  // Whether syncs really reach the disk. Where only the answers matter, tests are faster without.
  bool sync_for_real = true;
  // What would be lost if the power went off now; kept while `remember_unsynced`.
  UnsyncedFiles unsynced;
  bool remember_unsynced = false;

  void fail(PlannedFault fault) {
    plan = fault;
    counted = 0;
    hit = false;
  }
  void heal() {
    sync_of_wal = sync_of_database = write_to_wal = SQLITE_OK;
    fail({});
  }

  // The one of this process; the first call puts it under all files opened from then on. One thread at a time.
  static FaultyFiles& install();
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_FAULTY_FILES_H_
