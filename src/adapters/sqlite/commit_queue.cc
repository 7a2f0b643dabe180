// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/commit_queue.h"

#include <utility>

namespace doverie::sqlite {

bool CommitQueue::enter(Job& job, Kind kind, Jobs& jobs) {
  const auto list = kind == Kind::reading ? &Jobs::reading : &Jobs::writing;
  std::unique_lock lock(mutex_);
  (first_.*list ? (last_.*list)->next_ : first_.*list) = &job;
  last_.*list = &job;
  if (led_) job.moved_.wait(lock, [&job] { return job.place_ != Job::Place::waiting; });
  if (job.place_ == Job::Place::finished) return false;
  led_ = true;
  jobs = std::exchange(first_, Jobs{});
  return true;
}

void CommitQueue::leave() {
  const std::lock_guard lock(mutex_);
  Job* const heir = first_.writing ? first_.writing : first_.reading;
  led_ = heir != nullptr;
  if (!led_) return;
  heir->place_ = Job::Place::leading;
  heir->moved_.notify_one();
}

void CommitQueue::finish(Job& job) {
  // Under the lock: as soon as it is let go, the job may be gone from its caller's stack.
  const std::lock_guard lock(mutex_);
  job.place_ = Job::Place::finished;
  job.moved_.notify_one();
}

}  // namespace doverie::sqlite
