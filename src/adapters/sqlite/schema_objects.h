// SPDX-License-Identifier: Apache-2.0
//
// Is there anything in the schema that this library has not made?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_OBJECTS_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_OBJECTS_H_

#include <sqlite3.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/sqlite/schema.h"
#include "doverie/core/result.h"

namespace doverie::sqlite {

// Whose the other tables of the database are.
enum class Scope : bool { own_file, host_database };

// What is there and should not be, and the other way round, in words: a trigger, a view, an index, a table that was changed. It
// would do more with a batch than was asked for, or less. nullopt when the schema cannot be read (last_fault tells why).
// REQUIRES: the newest schema of the format.
std::optional<std::vector<std::string>> differences_of_schema(sqlite3* connection, const FileFormat& format, Scope scope);

// store_corrupt when there are differences. `where` begins the message.
Status check_schema(sqlite3* connection, const FileFormat& format, Scope scope, const std::string& where);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_OBJECTS_H_
