// SPDX-License-Identifier: Apache-2.0
//
// Many callers, few round trips. Requests that come while others are under way wait, and then go together. There is no thread
// for it: a caller who finds a free place leads, that is, works for everybody who waits, and passes the lead on when he is done.
// What the server takes for one group decides how large the next one becomes.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "doverie/core/result.h"

namespace doverie::postgres {

template <class Request, class Answer>
class Gathering {
 public:
  using Requests = std::vector<const Request*>;
  using Answers = std::vector<Result<Answer>>;
  struct Worker {
    virtual ~Worker() = default;
    virtual Answers work(const Requests& requests) = 0;  // one answer for each
  };
  // Gets what is needed to work for one group; called before its members are chosen, because more gather meanwhile.
  using Prepare = std::function<Result<std::unique_ptr<Worker>>()>;
  // For one group: says of each who waits, in the order they came, whether he can join. The first has to be let in.
  using Admit = std::function<bool(const Request&)>;

  Gathering(std::uint32_t most_leaders, Prepare prepare, std::function<Admit()> new_group)
      : most_leaders_(most_leaders), prepare_(std::move(prepare)), new_group_(std::move(new_group)) {}

  // Thread-safe.
  Result<Answer> ask(const Request& request);

 private:
  static constexpr std::size_t kMostMembers = 64;

  // One caller. All but the request is guarded by mutex_.
  struct Member {
    explicit Member(const Request* the_request) : request(the_request) {}

    const Request* request;
    std::optional<Result<Answer>> answer;
    std::condition_variable turn;
    bool leads = false;  // it is this caller's turn to lead
  };
  // Shared, so that whoever was served may be gone before he is called.
  using Joined = std::shared_ptr<Member>;
  using Group = std::vector<Joined>;
  using Lock = std::unique_lock<std::mutex>;

  void lead(Lock& lock);
  void hand_out(const Group& group, Answers answers, Lock& lock);
  Group choose();
  static Answers work(Worker& worker, const Group& group);
  void call_next();

  const std::uint32_t most_leaders_;
  const Prepare prepare_;
  const std::function<Admit()> new_group_;
  std::mutex mutex_;
  std::deque<Joined> waiting_;  // guarded by mutex_
  std::uint32_t leaders_ = 0;   // guarded by mutex_; those who were called and have not begun included
};

template <class Request, class Answer>
Result<Answer> Gathering<Request, Answer>::ask(const Request& request) {
  const auto mine = std::make_shared<Member>(&request);
  Lock lock(mutex_);
  waiting_.push_back(mine);
  if (leaders_ < most_leaders_) {
    ++leaders_;
    mine->leads = true;
  }
  while (!mine->answer) {
    if (std::exchange(mine->leads, false)) {
      lead(lock);
    } else {
      mine->turn.wait(lock, [&mine] { return mine->answer || mine->leads; });
    }
  }
  if (mine->leads) {  // called to lead, and then served by another leader: somebody else has to
    --leaders_;
    call_next();
  }
  return *std::move(mine->answer);
}

template <class Request, class Answer>
void Gathering<Request, Answer>::lead(Lock& lock) {
  lock.unlock();
  auto worker = prepare_();
  lock.lock();
  // Without a connection nobody gets any further: all who wait have waited for this one.
  const Group group = worker ? choose() : Group(waiting_.begin(), waiting_.end());
  if (!worker) waiting_.clear();
  lock.unlock();
  Answers answers = worker ? work(**worker, group) : Answers(group.size(), worker.template as<Answer>());
  worker = std::unique_ptr<Worker>();  // what it needed is free for the next one
  hand_out(group, std::move(answers), lock);
}

// Calls the members when the mutex is free again: each of them takes it first.
template <class Request, class Answer>
void Gathering<Request, Answer>::hand_out(const Group& group, Answers answers, Lock& lock) {
  lock.lock();
  for (std::size_t i = 0; i < group.size(); ++i) group[i]->answer = std::move(answers[i]);
  --leaders_;
  call_next();
  lock.unlock();
  for (const Joined& one : group) one->turn.notify_one();
  lock.lock();
}

template <class Request, class Answer>
auto Gathering<Request, Answer>::work(Worker& worker, const Group& group) -> Answers {
  Requests requests;
  for (const Joined& one : group) requests.push_back(one->request);
  return requests.empty() ? Answers() : worker.work(requests);
}

template <class Request, class Answer>
auto Gathering<Request, Answer>::choose() -> Group {
  const Admit admit = new_group_();
  Group group;
  std::erase_if(waiting_, [&](const Joined& one) {
    if (group.size() == kMostMembers || !admit(*one->request)) return false;
    group.push_back(one);
    return true;
  });
  return group;
}

template <class Request, class Answer>
void Gathering<Request, Answer>::call_next() {
  if (leaders_ >= most_leaders_) return;
  for (const Joined& one : waiting_) {
    if (one->leads) continue;
    ++leaders_;
    one->leads = true;
    one->turn.notify_one();
    return;
  }
}

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_
