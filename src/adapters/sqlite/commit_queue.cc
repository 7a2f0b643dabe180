// SPDX-License-Identifier: Apache-2.0
//
// Who leads, who waits, and who is woken.
#include "adapters/sqlite/commit_queue.h"

#include <thread>
#include <utility>

namespace doverie::sqlite {
namespace {

// How often a caller lets others run before it sleeps: being woken costs more than that when the storage is fast, and when it
// is slow the time does not matter. Measured with 2, 8 and 32 callers on two processors.
constexpr int kPatience = 64;

}  // namespace

const std::shared_ptr<Seat>& Seat::mine() {
  thread_local const auto seat = std::make_shared<Seat>();
  return seat;
}

Seat::Turn Seat::wait() {
  for (int i = 0; i < kPatience && turn_.load(std::memory_order_acquire) == Turn::not_yet; ++i) std::this_thread::yield();
  turn_.wait(Turn::not_yet, std::memory_order_acquire);
  return turn_.load(std::memory_order_acquire);
}

void Seat::call(Turn turn) {
  turn_.store(turn, std::memory_order_release);
  turn_.notify_one();
}

bool CommitQueue::enter(Job& job, Kind kind, Jobs& jobs) {
  const auto list = kind == Kind::reading ? &Jobs::reading : &Jobs::writing;
  std::unique_lock lock(mutex_);
  (first_.*list ? (last_.*list)->next_ : first_.*list) = &job;
  last_.*list = &job;
  if (led_) {
    const std::shared_ptr<Seat>& seat = Seat::mine();
    seat->take();
    job.seat_ = seat;
    lock.unlock();
    if (seat->wait() == Seat::Turn::is_finished) return false;
    lock.lock();
  }
  led_ = true;
  jobs = std::exchange(first_, Jobs{});
  return true;
}

void CommitQueue::leave() {
  std::unique_lock lock(mutex_);
  const Job* const heir = first_.writing ? first_.writing : first_.reading;
  led_ = heir != nullptr;
  if (!heir) return;
  const std::shared_ptr<Seat> seat = heir->seat_;
  lock.unlock();
  seat->call(Seat::Turn::leads);
}

// From here on the job may be gone from its caller's stack.
void CommitQueue::finish(Job& job) {
  if (const auto seat = std::move(job.seat_)) seat->call(Seat::Turn::is_finished);
}

}  // namespace doverie::sqlite
