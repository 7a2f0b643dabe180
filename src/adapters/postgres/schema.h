// SPDX-License-Identifier: Apache-2.0
//
// What a server has to be before the store uses it, and what an operator does to its tables.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_

#include <string>

#include "adapters/postgres/connection.h"
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {

// Everything about the server, the role and the tables that has to hold. Asked of every new connection: after a failover the
// next one may lead to another server. Gives the identity of the store.
Result<std::string> check_server(Connection& connection, const PostgresOptions& options);

// The same of a host's connection, but about the tables only: the server is the host's choice. They have to be as the last of
// the migrations leaves them. Gives the identity of the store.
Result<std::string> check_tables(PGconn* connection, const std::string& schema, Migrations known);

// Makes the schema, or runs what is still to be run of the migrations, all or nothing.
Status migrate(Connection& connection, const PostgresOptions& options, Migrations known);
Result<std::uint64_t> raise_epoch(Connection& connection, const PostgresOptions& options, std::uint64_t above);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_SCHEMA_H_
