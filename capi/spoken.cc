// SPDX-License-Identifier: Apache-2.0
//
// The library's messages name what they are about as C++ does; who hosts in C is told its own names. tests/house/spoken_test.py
// looks that no message names what is not here. Python has such a table of its own (bindings/python/doverie/_errors.py).
#include "spoken.h"

#include <string_view>

namespace doverie::capi {
namespace {

struct SpokenName {
  std::string_view cpp, c;
};
constexpr SpokenName kSpokenNames[] = {
    {"AccountDirectory::tells()", "doverie_directory_callbacks.tells"},
    {"AccountFacts::id", "doverie_account_facts.id"},
    {"PostgresStore::accept_server", "doverie_postgres_accept_server()"},
    {"PostgresStore::create_tables", "doverie_postgres_create_tables()"},
    {"PostgresStore::grant", "doverie_postgres_grant()"},
    {"PostgresStore::raise_epoch", "doverie_postgres_raise_epoch()"},
    {"ServiceOptions::sms", "doverie_service_options.sms"},
    {"SqliteBorrowedStore::create_tables", "doverie_sqlite_borrowed_create_tables()"},
    {"SqliteStore::restore", "doverie_sqlite_restore()"},
    {"call begin_realm", "call doverie_operator_begin_realm()"},
    {"made by create(), and told by identity(); give it to open()",
     "made by doverie_sqlite_store_create(), and told by doverie_sqlite_store_identity(); give it to "
     "doverie_sqlite_store_open()"},
    {"make a new one with create()", "make a new one with doverie_sqlite_store_create()"},
    {"new_recovery_secret()", "doverie_new_recovery_secret()"},
};

}  // namespace

std::string spoken_in_c(std::string message) {
  for (const SpokenName& name : kSpokenNames) {
    for (auto at = message.find(name.cpp); at != std::string::npos; at = message.find(name.cpp, at + name.c.size())) {
      message.replace(at, name.cpp.size(), name.c);
    }
  }
  return message;
}

}  // namespace doverie::capi
