// SPDX-License-Identifier: Apache-2.0
//
// What does an operator do to the tables?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_

#include <string_view>

#include "adapters/postgres/connection.h"
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {

// All of these on a connection of their own, which is of no more use afterwards, and all or nothing.

// Makes the schema, or runs what is still to be run of the migrations.
Status migrate(Connection& connection, const PostgresOptions& options, Migrations known);
Result<std::uint64_t> raise_epoch(Connection& connection, const PostgresOptions& options, std::uint64_t above);
Status accept_server(Connection& connection, const PostgresOptions& options);
Status grant(Connection& connection, const PostgresOptions& options, std::string_view role, PostgresRole as);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_
