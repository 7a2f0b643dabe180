// SPDX-License-Identifier: Apache-2.0
//
// What has to hold about the server, the role and the tables before the store uses them?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_SERVER_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_SERVER_H_

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "adapters/postgres/connection.h"
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {

// What was found in the tables, and what their server says of itself.
struct Found {
  std::string identity;
  std::int64_t epoch = 0;
  std::int64_t next_xid = 0;  // every transaction of the server's has a lower number
};

// Sends statements inside of a transaction in which every name is looked up in pg_catalog only, and gives their answers.
using Ask = std::function<Reply(std::span<const Query>)>;

// Everything. Asked of every new connection, because after a failover the next one may lead to another server, and again at
// intervals. Sets the server's limits for the session, where there is one of its own.
Result<Found> check_server(Connection& connection, const PostgresOptions& options, Deadline deadline);

// What a host's connection has to be like: the server is the host's choice, the tables have to be as the last of the migrations
// leaves them.
Result<Found> check_tables(PGconn* connection, const std::string& schema, Migrations known);

// The settings alone, for an operator.
Status check_settings(PGconn* connection, const PostgresOptions& options);

// What the connection's role has to be allowed: enough for `role`, and no more than that unless it is `any`.
struct Wanted {
  PostgresRole role;
  bool any = true;
};

// About the tables, for an operator too: nothing of others in them, and of the version that is known. `wanted`: what privileges
// are looked for; nullopt: none. `same_server`: whether tables that come from another server will not do.
Result<Found> find_tables(const Ask& ask, const std::string& schema, Migrations known, std::optional<Wanted> wanted,
                          bool same_server);

// Runs statements one after the other on a connection that waits.
Reply ask_all(PGconn* connection, std::span<const Query> queries);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_SERVER_H_
