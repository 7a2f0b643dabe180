// SPDX-License-Identifier: Apache-2.0
//
// What the server said, as faults. Only the server's first line is passed on: its details may quote rows.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_ERROR_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_ERROR_H_

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include "doverie/core/result.h"

namespace doverie::postgres {

// An error of the server: its five-character code and its message.
struct ServerError {
  std::string state;
  std::string message;

  static ServerError of(const PGresult* result);

  // The transaction lost against others and can win when it is run again from its beginning.
  bool lost_a_race() const { return state == "40001" || state == "40P01"; }
  // A statement that the server should have kept is gone, or one is there that it should not have: nothing has run.
  bool lost_a_statement() const { return state == "26000" || state == "42P05"; }
  // The server takes no writes; another host of the connection string may.
  bool read_only() const { return state == "25006"; }
  // Others hold for too long what this statement needs.
  bool is_held_up() const { return state == "55P03"; }
};

// `where` begins the message: "event store: append".
Fault fault_of(const ServerError& error, std::string_view where);

// What libpq says about the connection, without anything that the host has given to make it: parts of a password that was put
// into the wrong place, too.
std::string what_libpq_says(const PGconn* connection, std::string_view otherwise);

// Why no connection could be made.
Fault fault_of_connecting(const PGconn* connection);

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_ERROR_H_
