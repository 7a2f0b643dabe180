// SPDX-License-Identifier: Apache-2.0
//
// A name leads to a file when device and number are its.
#include "adapters/sqlite/held_files.h"

#include <sys/stat.h>

namespace doverie::sqlite {

bool HeldFiles::Place::find() {
  struct stat status{};
  if (stat(name.c_str(), &status) != 0) return false;
  device = status.st_dev;
  number = status.st_ino;
  return true;
}

bool HeldFiles::Place::is_there() const {
  struct stat status{};
  return stat(name.c_str(), &status) == 0 && status.st_dev == device && status.st_ino == number;
}

// The names are absolute: the process may go to another directory.
Status HeldFiles::hold(sqlite3* connection) {
  const char* const name = sqlite3_db_filename(connection, "main");
  places_[0].name = name ? name : "";
  places_[1].name = places_[0].name + "-wal";
  for (Place& place : places_) {
    if (!place.find()) {
      return Fault{FaultCode::store_unavailable, place.name + ": is not there any more; leave it alone while it is opened"};
    }
  }
  int moved = 0;  // since SQLite opened it
  const int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (code != SQLITE_OK || moved == 0) return Done{};
  return Fault{FaultCode::store_unavailable, places_[0].name + ": was moved while it was opened; open it again"};
}

const std::string* HeldFiles::missing() const {
  for (const Place& place : places_) {
    if (!place.is_there()) return &place.name;
  }
  return nullptr;
}

}  // namespace doverie::sqlite
