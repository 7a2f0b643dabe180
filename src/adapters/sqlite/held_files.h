// SPDX-License-Identifier: Apache-2.0
//
// Do the names of the files that are written still lead to them?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_HELD_FILES_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_HELD_FILES_H_

#include <sqlite3.h>
#include <sys/types.h>

#include <array>
#include <optional>
#include <string>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// A database and its WAL, as they were when it was opened. A file that was moved, deleted or replaced takes writes as before,
// and nobody finds them again.
class HeldFiles {
 public:
  // REQUIRES: the connection has read from the database, so that there is a WAL.
  Status hold(sqlite3* connection);
  // The name of one that is not there any more; nullptr: both are. Two calls of the system.
  const std::string* missing() const;

 private:
  struct Place {
    std::string name;
    dev_t device = 0;
    ino_t number = 0;

    bool find();
    bool is_there() const;
  };

  std::array<Place, 2> places_;
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_HELD_FILES_H_
