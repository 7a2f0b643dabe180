// SPDX-License-Identifier: Apache-2.0
//
// Do the tables of a store contradict themselves?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_CHECK_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_CHECK_H_

#include <sqlite3.h>

#include <string>
#include <vector>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// What contradicts itself in the store's tables, in words, a hundred at most of each kind. REQUIRES: the newest schema.
Result<std::vector<std::string>> findings_in(sqlite3* connection);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_CHECK_H_
