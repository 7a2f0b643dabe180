// SPDX-License-Identifier: Apache-2.0
//
// When was the backup restored that this database comes from?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_RESTORED_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_RESTORED_H_

#include <mutex>
#include <optional>

#include "adapters/postgres/rows.h"
#include "doverie/ports/event_store.h"

namespace doverie::postgres {

// When the epoch was raised. The tables are asked once for each epoch, so that reading costs no more than before. Thread-safe.
class Restored {
 public:
  // Puts it into what was read; `ask` runs Statements::restored_at.
  template <class Ask>
  Result<ReadResult> told_by(ReadResult read, Ask ask) {
    if (read.epoch == 0) return read;
    if (is_known(read)) return read;
    const Result<Rows> rows = ask();
    if (!rows) return rows.template as<ReadResult>();
    if (rows->count() == 1) read.restored_at = rows->instant(0, 0);
    const std::lock_guard lock(mutex_);
    epoch_ = read.epoch;
    at_ = read.restored_at;
    return read;
  }

 private:
  bool is_known(ReadResult& read) {
    const std::lock_guard lock(mutex_);
    if (epoch_ == read.epoch) read.restored_at = at_;
    return epoch_ == read.epoch;
  }

  std::mutex mutex_;
  std::uint64_t epoch_ = 0;    // guarded by mutex_
  std::optional<Instant> at_;  // the same
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_RESTORED_H_
