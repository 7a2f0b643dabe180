// SPDX-License-Identifier: Apache-2.0
//
// SQLite's result codes as faults.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_ERROR_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_ERROR_H_

#include <sqlite3.h>

#include <cstdint>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// The same code means different things at different times: a lock met while opening is another process, a failed write
// leaves it open what is on the disk.
enum class Doing : std::uint8_t { opening, reading, writing };

// What went wrong in the last call on `connection`. `where` begins the message: "event store: append".
Fault last_fault(sqlite3* connection, Doing doing, std::string_view where);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_ERROR_H_
