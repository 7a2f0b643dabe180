// SPDX-License-Identifier: Apache-2.0
//
// Threads, reopening and restoring for clauses, and the first breach that any thread has seen.
#include "adapters/testing/contract/trial.h"

#include <atomic>
#include <thread>
#include <utility>

namespace doverie::testing::contract {
namespace {

// The first thing that was broken in any thread.
class FirstBreach {
 public:
  void run(const std::function<void()>& work) {
    if (auto breach = breach_of(work)) {
      const std::lock_guard lock(mutex_);
      if (!first_) first_ = std::move(breach);
    }
  }
  void raise() {
    if (first_) broken(*std::move(first_));
  }

 private:
  std::mutex mutex_;
  std::optional<std::string> first_;
};

// Joins at the end of its scope, whatever happens.
class Joined {
 public:
  template <class Work>
  void start(Work work) {
    threads_.emplace_back(std::move(work));
  }
  ~Joined() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace

std::optional<std::string> breach_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const Broken& broken) {
    return broken.what;
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::exception& thrown) {
    return std::string("the store threw an exception, which no adapter may do: ") + thrown.what();
  }
}

Shown Trial::store() {
  if (stores_.empty()) keep(maker_.make(), "make()");
  return Shown(*stores_.front());
}

Shown Trial::reopen() {
  let_go();
  return keep(maker_.reopen(), "reopen()");
}

Shown Trial::restore() {
  let_go();
  return keep(maker_.restore(), "restore()");
}

Shown Trial::open_again() {
  return keep(maker_.open_again(), "open_again()");
}

Shown Trial::keep(std::shared_ptr<EventStore> store, std::string_view how) {
  if (!store) broken("the maker's " + std::string(how) + " gave no store");
  stores_.push_back(std::move(store));
  return Shown(*stores_.back());
}

void Trial::in_threads(const std::function<void(unsigned)>& work) {
  FirstBreach first;
  {
    Joined threads;
    for (unsigned i = 0; i < options_.threads; ++i) {
      threads.start([&first, &work, i] { first.run([&work, i] { work(i); }); });
    }
  }
  first.raise();
}

void Trial::beside(const std::function<void(const std::function<bool()>&)>& other, const std::function<void()>& work) {
  FirstBreach first;
  std::atomic<bool> done = false;
  {
    Joined threads;
    threads.start([&] { first.run([&] { other([&done] { return done.load(); }); }); });
    first.run(work);
    done = true;
  }
  first.raise();
}

std::string id_of(unsigned thread, unsigned round) {
  return std::to_string(thread) + "." + std::to_string(round);
}

void append_after_races(Shown store, const std::string& stream, const std::string& id) {
  for (Tries tries("appending at the version that was read a moment ago");; tries.one_more()) {
    const std::uint64_t version = store.version(stream);
    const AppendOutcome outcome = store.append(BatchBuilder(id).append(stream, version, {id}).put(message(id)));
    if (outcome == AppendOutcome::conflict) continue;
    expect_equal("the outcome of appending event " + id + " at the version that was read", outcome, AppendOutcome::appended);
    return;
  }
}

Names ids_of_all(const ContractOptions& options) {
  Names ids;
  for (unsigned thread = 0; thread < options.threads; ++thread) {
    for (unsigned round = 0; round < options.rounds; ++round) ids.push_back(id_of(thread, round));
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace doverie::testing::contract
