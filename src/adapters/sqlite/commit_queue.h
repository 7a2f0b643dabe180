// SPDX-License-Identifier: Apache-2.0
//
// How many threads share one connection and one fsync, without a thread of our own. Callers put their jobs into a queue;
// whoever finds nobody leading leads: it does what everybody in the queue wants, and hands over to the first who has come
// since. While the leader waits for the disk the queue fills, so the slower the disk, the more share a commit.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_COMMIT_QUEUE_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_COMMIT_QUEUE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// Where a thread waits for its turn. It outlives the job: who wakes the thread may touch it after the thread has gone on.
class Seat {
 public:
  enum class Turn : std::uint32_t { not_yet, leads, is_finished };

  // Of the calling thread, which waits in one queue at a time.
  static const std::shared_ptr<Seat>& mine();

  void take() { turn_.store(Turn::not_yet, std::memory_order_relaxed); }
  Turn wait();
  void call(Turn turn);

 private:
  std::atomic<Turn> turn_{Turn::not_yet};
};

// What one caller wants done. It lives on the caller's stack, which waits until it is finished.
class Job {
 public:
  enum class Ran : std::uint8_t {
    done,     // has an answer, and nothing to keep
    to_keep,  // has an answer, which is true once what it wrote is committed
    failed,   // its answer is a fault, and what it wrote is to be undone
  };

  Job() = default;
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // Does not throw. May be called again after what it wrote was undone.
  virtual Ran run() = 0;
  // Replaces the answer: nothing was written.
  virtual void fail(const Fault& fault) = 0;
  // Replaces the answer: nobody knows whether it was written.
  virtual void lose(const Fault& fault) = 0;
  // The fault that run() answered with. REQUIRES: it failed.
  virtual const Fault& fault() const = 0;

  Job* next() const { return next_; }
  // The answer stands, whatever becomes of the others.
  bool settled = false;
  // How many jobs the commit was for.
  std::uint32_t together = 0;

 private:
  friend class CommitQueue;

  Job* next_ = nullptr;         // guarded by the queue's mutex until it is led, as is seat_
  std::shared_ptr<Seat> seat_;  // nullptr when nobody waits
};

class CommitQueue {
 public:
  enum class Kind : std::uint8_t { reading, writing };
  // Two lists, each in the order in which the jobs came; linked by Job::next.
  struct Jobs {
    Job* reading = nullptr;
    Job* writing = nullptr;
  };

  // Returns when the job is finished. `lead(jobs)` is called on one thread at a time, with the leader's own job among the
  // others; it finishes all of them.
  template <class Lead>
  void run(Job& job, Kind kind, Lead lead) {
    Jobs jobs;
    if (!enter(job, kind, jobs)) return;
    lead(jobs);
    leave();
  }

  // Lets its caller go. REQUIRES: called by the leader, who does not touch the job any more.
  static void finish(Job& job);

 private:
  // Waits until the job is finished (false) or has to lead (true, and the jobs).
  bool enter(Job& job, Kind kind, Jobs& jobs);
  void leave();

  std::mutex mutex_;
  Jobs first_;  // guarded by mutex_, as is all that follows
  Jobs last_;
  bool led_ = false;
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_COMMIT_QUEUE_H_
