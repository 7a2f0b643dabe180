// SPDX-License-Identifier: Apache-2.0
//
// Was this connection opened by this process, or by the one that forked it?
#ifndef DOVERIE_SRC_ADAPTERS_OWNER_PROCESS_H_
#define DOVERIE_SRC_ADAPTERS_OWNER_PROCESS_H_

#include <unistd.h>

#include <string>

#include "doverie/core/result.h"

namespace doverie {

// The process that opened a connection. A child made by fork() inherits it, and must neither use nor close it, as that would
// reach into the parent's: a SQLite file would lose its journal, a PostgreSQL server would end the parent's session. The child
// leaks its copy on purpose.
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

}  // namespace doverie

#endif  // DOVERIE_SRC_ADAPTERS_OWNER_PROCESS_H_
