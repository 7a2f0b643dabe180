// SPDX-License-Identifier: Apache-2.0
//
// What each SQLSTATE means to the caller: try again, misconfigured, or broken.
#include "adapters/postgres/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <vector>

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
    Meaning{"42704", FaultCode::invalid_argument, "name a role that there is"},
    Meaning{"42501", FaultCode::store_read_only, "have the owner of the tables call PostgresStore::grant"},
    Meaning{"53100", FaultCode::store_full, "make room on the server's disk"},
    Meaning{"53300", FaultCode::store_unavailable, "raise max_connections, or lower pool_size"},
    Meaning{"53", FaultCode::store_unavailable, "the server is short of memory or other resources"},
    Meaning{"55P03", FaultCode::busy, "another transaction holds these records for too long; try again"},
    Meaning{"57014", FaultCode::store_unavailable, "it took longer than statement_timeout, or was cancelled; try again"},
    Meaning{"57P03", FaultCode::store_unavailable, "the server is starting or recovering; try again"},
    Meaning{"XX001", FaultCode::store_corrupt, "restore a backup"},
    Meaning{"XX002", FaultCode::store_corrupt, "rebuild the index (REINDEX), or restore a backup"},
    Meaning{"3F000", FaultCode::store_wrong_format, "the tables are missing; run PostgresStore::create_tables"},
    Meaning{"42", FaultCode::store_wrong_format, "the tables have to be those that PostgresStore::create_tables makes"},
    Meaning{"DV002", FaultCode::store_unavailable, "set the server right, and try again"},
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

bool is_word(char one) {
  return std::isalnum(static_cast<unsigned char>(one)) || static_cast<unsigned char>(one) >= 0x80;
}

// Puts an ellipsis in the place of `given` wherever it stands as a word of its own.
void take_out(std::string& text, std::string_view given) {
  if (given.empty()) return;
  for (std::size_t at = 0; (at = text.find(given, at)) != std::string::npos;) {
    const std::size_t end = at + given.size();
    const bool inside = (at > 0 && is_word(text[at - 1]) && is_word(given.front())) ||
                        (end < text.size() && is_word(text[end]) && is_word(given.back()));
    if (!inside) text.replace(at, given.size(), "…");
    at += inside ? 1 : std::string_view("…").size();
  }
}

// Longest first: one may be part of another. Lists of hosts one by one, as libpq tries them.
std::vector<std::string> given_for(const PGconn* connection) {
  std::vector<std::string> given;
  PQconninfoOption* options = PQconninfo(const_cast<PGconn*>(connection));
  for (const PQconninfoOption* one = options; one && one->keyword; ++one) {
    if (!one->val || (one->compiled && std::string_view(one->val) == one->compiled)) continue;
    std::istringstream parts(one->val);
    given.emplace_back(one->val);
    for (std::string part; std::getline(parts, part, ',');) given.push_back(part);
  }
  PQconninfoFree(options);
  std::ranges::sort(given, std::ranges::greater(), &std::string::size);
  return given;
}

}  // namespace

std::string what_libpq_says(const PGconn* connection, std::string_view otherwise) {
  std::string text = in_one_line(PQerrorMessage(connection));
  if (!connection || text.empty()) return std::string(otherwise);
  for (const std::string& one : given_for(connection)) take_out(text, one);
  return text;
}

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
      "event store: " + what_libpq_says(connection, "no connection") +
          "; check that the server runs, lets this user in, is a primary and has connections left (max_connections, "
          "the role's CONNECTION LIMIT)"};
}

}  // namespace doverie::postgres
