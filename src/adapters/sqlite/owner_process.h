// SPDX-License-Identifier: Apache-2.0
//
// What does fork() do to a SQLite connection?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_

#include "adapters/owner_process.h"

namespace doverie::sqlite {

// A child made by fork() inherits the connection but none of its file locks: closing it, SQLite would believe itself the last
// user, write the journal back and delete it under the parent.
using doverie::OwnerProcess;

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_
