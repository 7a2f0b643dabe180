// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_

#include <unistd.h>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// The process that opened a connection. A child made by fork() inherits the connection but none of its file locks, so it
// must not use it, and not close it either: SQLite would believe itself the last user, write the journal back and delete it
// under the parent. The child leaks its copy on purpose.
class OwnerProcess {
 public:
  bool is_current() const { return getpid() == id_; }
  Fault forked(const char* handle) const {
    return Fault{FaultCode::forked, std::string(handle) + ": opened by process " + std::to_string(id_) +
                                        ", which forked this one; open another after fork()"};
  }

 private:
  pid_t id_ = getpid();
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_OWNER_PROCESS_H_
