// SPDX-License-Identifier: Apache-2.0
//
// Which statements bring the tables from one version of the schema to the next?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_MIGRATIONS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_MIGRATIONS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace doverie::postgres {

// The step at i leads from schema version i to i + 1. {s} stands for the name of the schema.
using Migrations = std::span<const std::string>;

// Migrations are for ever: tables written by any released version have to find their way. Add one at the end, change none.
Migrations migrations();

// The first of them, and a part of it.
std::string schema_1();
std::string leaving_1();

// As SQL takes a name, whatever is in it.
std::string quoted(std::string_view name);

// `sql` with the quoted name of the schema in the place of every {s}.
std::string in_schema(std::string_view sql, std::string_view schema);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_MIGRATIONS_H_
