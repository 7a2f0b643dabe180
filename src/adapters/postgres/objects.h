// SPDX-License-Identifier: Apache-2.0
//
// Is everything in the schema that the library has made, nothing else, and in nobody else's hands?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_OBJECTS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_OBJECTS_H_

#include <string>

#include "adapters/postgres/migrations.h"
#include "adapters/postgres/rows.h"
#include "doverie/core/result.h"

namespace doverie::postgres {

// One row for each thing in the schema $1 (its kind and name, what it is), and for each that somebody else may do there.
extern const char* const kObjects;

// `rows` are those of kObjects, everywhere.
bool has_tables(const Rows& rows);

// store_unavailable when somebody else than the owner of the schema may put something into it, or has.
Status check_hands(const Rows& rows, const std::string& schema);

// store_corrupt when something is missing, is not as the migrations make it, or is not theirs.
Status check_objects(const Rows& rows, const std::string& schema, Migrations known);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_OBJECTS_H_
