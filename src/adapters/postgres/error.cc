// SPDX-License-Identifier: Apache-2.0
//
// What each SQLSTATE means to the caller: try again, misconfigured, or broken.
#include "adapters/postgres/error.h"

#include <algorithm>
#include <array>

namespace doverie::postgres {
namespace {

struct Meaning {
  std::string_view state;  // its beginning: the first row that fits counts
  FaultCode code;
  std::string_view remedy;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html
constexpr std::array kMeanings{
    Meaning{"22021", FaultCode::internal, "every text has to be UTF-8 without NUL characters"},
    Meaning{"23", FaultCode::internal, "the batch brings an id or a version that is there already"},
    Meaning{"25006", FaultCode::store_read_only, "connect to the primary, as a role that may write"},
    Meaning{"25P02", FaultCode::invalid_argument, "roll the host's transaction back: a statement of it has failed"},
    Meaning{"28", FaultCode::store_unavailable, "check the user, the password and pg_hba.conf"},
    Meaning{"3D000", FaultCode::store_unavailable, "create the database, or name another one"},
    Meaning{"40", FaultCode::store_unavailable, "other transactions were faster; try again"},
    Meaning{"42501", FaultCode::store_read_only, "grant the role what docs/guide/postgres.md lists"},
    Meaning{"53100", FaultCode::store_full, "make room on the server's disk"},
    Meaning{"53300", FaultCode::store_unavailable, "raise max_connections, or lower pool_size"},
    Meaning{"53", FaultCode::store_unavailable, "the server is short of memory or other resources"},
    Meaning{"55P03", FaultCode::store_unavailable, "another transaction holds these rows for too long; try again"},
    Meaning{"57014", FaultCode::store_unavailable, "it took longer than statement_timeout, or was cancelled; try again"},
    Meaning{"57P03", FaultCode::store_unavailable, "the server is starting or recovering; try again"},
    Meaning{"XX001", FaultCode::store_corrupt, "restore a backup"},
    Meaning{"XX002", FaultCode::store_corrupt, "rebuild the index (REINDEX), or restore a backup"},
    Meaning{"3F000", FaultCode::store_wrong_format, "the tables are missing; run PostgresStore::create_tables"},
    Meaning{"42", FaultCode::store_wrong_format, "the tables have to be those that PostgresStore::create_tables makes"},
    Meaning{"08", FaultCode::store_unavailable, "check the network and the server"},
    Meaning{"57", FaultCode::store_unavailable, "the server stops or restarts; try again"},
    Meaning{"58", FaultCode::store_unavailable, "check the server's disk and its log"},
};

std::string field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text ? text : "";
}

Meaning meaning_of(std::string_view state) {
  const auto at = std::ranges::find_if(kMeanings, [&](const Meaning& one) { return state.starts_with(one.state); });
  if (at != kMeanings.end()) return *at;
  return {state, FaultCode::store_unavailable, "see the server's log"};
}

// One line of it, for logs of one line.
std::string in_one_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

ServerError ServerError::of(const PGresult* result) {
  return ServerError{field(result, PG_DIAG_SQLSTATE), field(result, PG_DIAG_MESSAGE_PRIMARY)};
}

Fault fault_of(const ServerError& error, std::string_view where) {
  const Meaning meaning = meaning_of(error.state);
  std::string message(where);
  message.append(": ").append(in_one_line(error.message)).append(" (PostgreSQL ").append(error.state).append("); ");
  return Fault{meaning.code, message.append(meaning.remedy)};
}

Fault fault_of_connecting(const PGconn* connection) {
  if (!connection) return Fault{FaultCode::out_of_memory, "event store: no memory to connect"};
  return Fault{
      FaultCode::store_unavailable,
      "event store: " + in_one_line(PQerrorMessage(connection)) +
          "; check that the server runs, lets this user in, is a primary and has connections left (max_connections, "
          "the role's CONNECTION LIMIT)"};
}

}  // namespace doverie::postgres
