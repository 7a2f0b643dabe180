// SPDX-License-Identifier: Apache-2.0
//
// What a result code means depends on what was being done.
#include "adapters/sqlite/error.h"

#include <string>
#include "core/bytes/encoding.h"

namespace doverie::sqlite {
namespace {

struct Meaning {
  FaultCode code;
  std::string_view remedy;
};

Meaning meaning_of_lock(Doing doing) {
  if (doing == Doing::opening) {
    return {
        FaultCode::store_locked,
        "another process, or this one, has the file open; one process at a time may: stop it first, or keep the records in"
        " PostgreSQL, which takes any number of processes"};
  }
  return {FaultCode::store_unavailable, "another connection is writing; begin with BEGIN IMMEDIATE and set a busy timeout"};
}

Meaning meaning_of_io_error(int code, Doing doing) {
  if (code == SQLITE_IOERR_NOMEM) return {FaultCode::out_of_memory, "free some memory"};
  if (code == SQLITE_IOERR_SHORT_READ)
    return {FaultCode::store_corrupt, "the file is shorter than it says; restore a backup"};
  if (doing == Doing::writing) return {FaultCode::store_failed, "check the disk, then open the file again"};
  return {FaultCode::store_unavailable, "check the disk"};
}

Meaning meaning_of(int code, Doing doing) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return meaning_of_lock(doing);
    case SQLITE_FULL:
      return {FaultCode::store_full, "make room on the disk"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {FaultCode::store_read_only, "the process needs to write to the file and its directory"};
    case SQLITE_CANTOPEN:
      return {FaultCode::store_unavailable, "the directory has to exist, and the path to name a regular file"};
    case SQLITE_CORRUPT:
      return {FaultCode::store_corrupt, "restore a backup"};
    case SQLITE_NOTADB:
      return {FaultCode::store_wrong_format, "it has to be a file of this library's, or a new one"};
    case SQLITE_NOMEM:
      return {FaultCode::out_of_memory, "free some memory"};
    case SQLITE_IOERR:
      return meaning_of_io_error(code, doing);
    case SQLITE_ERROR:
      return {FaultCode::store_wrong_format, "the tables have to be those that this version creates"};
    case SQLITE_CONSTRAINT:
      return {FaultCode::internal, "the batch brings an id or a version that is there already"};
    case SQLITE_INTERRUPT:
    case SQLITE_SCHEMA:
      return {FaultCode::store_unavailable, "try again"};
    default:
      return {FaultCode::internal, "please report it"};
  }
}

}  // namespace

Fault last_fault(sqlite3* connection, Doing doing, std::string_view where) {
  const int code = sqlite3_extended_errcode(connection);
  const auto [fault, remedy] = meaning_of(code, doing);
  std::string message(where);
  message.append(": ")
      .append(legible(sqlite3_errmsg(connection)))
      .append(" (SQLite ")
      .append(std::to_string(code))
      .append("); ");
  return Fault{fault, message.append(remedy)};
}

}  // namespace doverie::sqlite
