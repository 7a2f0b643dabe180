// SPDX-License-Identifier: Apache-2.0
//
// What may a role do with the tables: what it needs, and no more?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_ROLES_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_ROLES_H_

#include <string>

#include "adapters/postgres/rows.h"
#include "doverie/adapters/postgres.h"

namespace doverie::postgres {

// One row for each privilege in the schema $1 that the current role has: of what kind of thing, its name, which one.
extern const char* const kPrivileges;

// store_read_only when something is lacking for that role.
Status check_enough(const Rows& rows, PostgresRole role);
// Whether the role may look at what the tables say of themselves.
bool may_read_meta(const Rows& rows);
// invalid_argument when there is more than that role needs.
Status check_no_more(const Rows& rows, PostgresRole role);

// Takes away from `name` what it has, and gives it what the role needs. {s} stands for the schema.
std::string grants_for(const std::string& name, PostgresRole role);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_ROLES_H_
