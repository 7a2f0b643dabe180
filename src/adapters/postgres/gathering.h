// SPDX-License-Identifier: Apache-2.0
//
// Many callers, few round trips. Requests that come while others are under way wait, and then go together. There is no thread
// for it: a caller who finds a free place leads, that is, works for everybody who waits, and passes the lead on when he is done.
// What the server takes for one group decides how large the next one becomes.
//
// Every caller has his time, and nobody waits for what another one waits for: whoever may not go yet is left out of a group, and
// whoever cannot be served now comes again a little later.
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/postgres/connection.h"
#include "doverie/core/result.h"

namespace doverie::postgres {

// Which requests may be under way together? One for a whole gathering, which calls it one call at a time.
template <class Request, class Answer>
class Rule {
 public:
  virtual ~Rule() = default;
  virtual bool may_go(const Request&) const { return true; }
  virtual void goes(const Request&) {}
  // It is under way no more. nullptr: it comes again.
  virtual void ended(const Request&, const Result<Answer>*) {}
  // What one that waits would be answered, as far as that is known without asking.
  virtual std::optional<Answer> foreseen(const Request&) const { return std::nullopt; }
};

template <class Request, class Answer>
class Gathering {
 public:
  using Requests = std::vector<const Request*>;
  // One for each; nullopt: it cannot be answered yet, and nothing was done.
  using Answers = std::vector<std::optional<Result<Answer>>>;
  struct Worker {
    virtual ~Worker() = default;
    virtual Answers work(const Requests& requests, Deadline deadline) = 0;
  };
  // Gets what is needed to work for one group; called before its members are chosen, because more gather meanwhile.
  using Prepare = std::function<Result<std::unique_ptr<Worker>>(Deadline)>;

  Gathering(std::uint32_t most_leaders, Duration bound, Prepare prepare,
            std::unique_ptr<Rule<Request, Answer>> rule = std::make_unique<Rule<Request, Answer>>())
      : most_leaders_(most_leaders), bound_(bound), prepare_(std::move(prepare)), rule_(std::move(rule)) {}

  // Thread-safe.
  Result<Answer> ask(const Request& request);

 private:
  static constexpr std::size_t kMostMembers = 64;
  // Who could not be served comes again after this, and then after twice as long, up to the longest.
  static constexpr Duration kFirstPause = std::chrono::milliseconds(5);
  static constexpr Duration kLongestPause = std::chrono::milliseconds(50);

  // One caller. All but the request is guarded by mutex_.
  struct Member {
    Member(const Request* the_request, Duration bound)
        : request(the_request), gives_up_at(in(bound / 2)), deadline(in(bound)) {}

    const Request* request;
    Deadline gives_up_at;  // when it is not under way by then
    Deadline deadline;
    Deadline ready_at{};
    Duration pause = kFirstPause;
    std::optional<Result<Answer>> answer{};
    std::condition_variable turn{};
    bool leads = false;      // it is this caller's turn to lead
    bool under_way = false;  // in a group
    bool alone = false;      // goes without company: it has held others up
  };
  // Shared, so that whoever was served may be gone before he is called.
  using Joined = std::shared_ptr<Member>;
  using Group = std::vector<Joined>;
  using Lock = std::unique_lock<std::mutex>;

  void wait(Member& mine, Lock& lock);
  void give_up(Member& mine);
  void lead(const Joined& mine, Lock& lock);
  void hand_out(const Group& group, Answers answers, std::uint32_t alone, Lock& lock);
  void end(const Joined& one, std::optional<Result<Answer>> answer);
  void answer_foreseen();
  Group choose(const Joined& leader);
  void take(const Joined& one, Group& group);
  static Answers work(Worker& worker, const Group& group);
  bool may_go(const Member& one) const;
  void call_next();

  const std::uint32_t most_leaders_;
  const Duration bound_;
  const Prepare prepare_;
  std::mutex mutex_;
  const std::unique_ptr<Rule<Request, Answer>> rule_;  // guarded by mutex_
  std::deque<Joined> waiting_;                         // guarded by mutex_
  std::uint32_t leaders_ = 0;  // guarded by mutex_; those who were called and have not begun included
  std::uint32_t alone_ = 0;    // guarded by mutex_; of these, those who go alone: half of them at most
};

template <class Request, class Answer>
Result<Answer> Gathering<Request, Answer>::ask(const Request& request) {
  const auto mine = std::make_shared<Member>(&request, bound_);
  Lock lock(mutex_);
  waiting_.push_back(mine);
  call_next();
  while (!mine->answer) {
    if (std::exchange(mine->leads, false)) {
      lead(mine, lock);
    } else {
      wait(*mine, lock);
    }
  }
  if (mine->leads) {  // called to lead, and then served by another leader: somebody else has to
    --leaders_;
    call_next();
  }
  return *std::move(mine->answer);
}

// Until something has happened, or it is time to come again or to give up.
template <class Request, class Answer>
void Gathering<Request, Answer>::wait(Member& mine, Lock& lock) {
  if (mine.under_way) return mine.turn.wait(lock, [&mine] { return mine.answer || mine.leads || !mine.under_way; });
  const auto now = std::chrono::steady_clock::now();
  if (now >= mine.gives_up_at) return give_up(mine);
  const bool pauses = mine.ready_at > now;
  mine.turn.wait_until(lock, pauses ? std::min(mine.ready_at, mine.gives_up_at) : mine.gives_up_at);
  if (pauses) call_next();
}

template <class Request, class Answer>
void Gathering<Request, Answer>::give_up(Member& mine) {
  std::erase_if(waiting_, [&mine](const Joined& one) { return one.get() == &mine; });
  mine.answer = Fault{FaultCode::busy,
                      "event store: other transactions hold records of this command, or have taken its turn, for too long;"
                      " nothing was written; try again"};
}

template <class Request, class Answer>
void Gathering<Request, Answer>::lead(const Joined& mine, Lock& lock) {
  const Deadline patience = mine->gives_up_at;
  const std::uint32_t alone = mine->alone ? 1 : 0;
  alone_ += alone;
  lock.unlock();
  auto worker = prepare_(patience);
  lock.lock();
  // Without a connection nobody gets any further: all who have waited as long have waited for this one.
  Group group;
  if (worker) {
    group = choose(mine);
  } else {
    for (const Joined& one : waiting_) {
      if (one == mine || one->gives_up_at <= patience) group.push_back(one);
    }
    std::erase_if(waiting_, [&](const Joined& one) { return std::ranges::find(group, one) != group.end(); });
  }
  lock.unlock();
  Answers answers = worker ? work(**worker, group) : Answers(group.size(), worker.template as<Answer>());
  worker = std::unique_ptr<Worker>();  // what it needed is free for the next one
  hand_out(group, std::move(answers), alone, lock);
}

// Calls the members when the mutex is free again: each of them takes it first.
template <class Request, class Answer>
void Gathering<Request, Answer>::hand_out(const Group& group, Answers answers, std::uint32_t alone, Lock& lock) {
  lock.lock();
  for (std::size_t i = 0; i < group.size(); ++i) end(group[i], std::move(answers[i]));
  answer_foreseen();
  --leaders_;
  alone_ -= alone;
  call_next();
  lock.unlock();
  for (const Joined& one : group) one->turn.notify_one();
  lock.lock();
}

template <class Request, class Answer>
void Gathering<Request, Answer>::end(const Joined& one, std::optional<Result<Answer>> answer) {
  if (std::exchange(one->under_way, false)) rule_->ended(*one->request, answer ? &*answer : nullptr);
  one->answer = std::move(answer);
  if (one->answer) return;
  one->alone = true;
  one->ready_at = in(one->pause);
  one->pause = std::min(2 * one->pause, kLongestPause);
  waiting_.push_back(one);
}

template <class Request, class Answer>
void Gathering<Request, Answer>::answer_foreseen() {
  std::erase_if(waiting_, [this](const Joined& one) {
    auto answer = rule_->foreseen(*one->request);
    if (!answer) return false;
    one->answer = *std::move(answer);
    one->turn.notify_one();
    return true;
  });
}

template <class Request, class Answer>
auto Gathering<Request, Answer>::work(Worker& worker, const Group& group) -> Answers {
  Requests requests;
  Deadline deadline = Deadline::max();
  for (const Joined& one : group) {
    requests.push_back(one->request);
    deadline = std::min(deadline, one->deadline);
  }
  return requests.empty() ? Answers() : worker.work(requests, deadline);
}

template <class Request, class Answer>
auto Gathering<Request, Answer>::choose(const Joined& leader) -> Group {
  Group group;
  const bool alone = leader->alone && !leader->under_way && !leader->answer;
  std::erase_if(waiting_, [&](const Joined& one) {
    const bool fits = alone ? one == leader : !one->alone && group.size() < kMostMembers;
    if (!fits || !may_go(*one)) return false;
    take(one, group);
    return true;
  });
  return group;
}

template <class Request, class Answer>
void Gathering<Request, Answer>::take(const Joined& one, Group& group) {
  rule_->goes(*one->request);
  one->under_way = true;
  group.push_back(one);
}

template <class Request, class Answer>
bool Gathering<Request, Answer>::may_go(const Member& one) const {
  return one.ready_at <= std::chrono::steady_clock::now() && rule_->may_go(*one.request);
}

template <class Request, class Answer>
void Gathering<Request, Answer>::call_next() {
  if (leaders_ >= most_leaders_) return;
  for (const Joined& one : waiting_) {
    if (one->leads || !may_go(*one) || (one->alone && 2 * alone_ >= most_leaders_)) continue;
    ++leaders_;
    one->leads = true;
    one->turn.notify_one();
    return;
  }
}

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_GATHERING_H_
