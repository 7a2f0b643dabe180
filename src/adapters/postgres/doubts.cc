// SPDX-License-Identifier: Apache-2.0
//
// A list behind a mutex: attempts in doubt are few and do not last.
#include "adapters/postgres/doubts.h"

#include <utility>

namespace doverie::postgres {

void Doubts::add(Attempt attempt) {
  const std::lock_guard lock(mutex_);
  for (const std::string& id : attempt.command_ids) by_command_id_.emplace(id, attempt.name);
  std::string name = attempt.name;
  attempts_.emplace(std::move(name), std::move(attempt));
}

std::vector<Attempt> Doubts::about(const std::string& command_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<Attempt> found;
  const auto [from, to] = by_command_id_.equal_range(command_id);
  for (auto at = from; at != to; ++at) found.push_back(attempts_.at(at->second));
  return found;
}

void Doubts::remove(const Attempt& attempt) {
  const std::lock_guard lock(mutex_);
  if (attempts_.erase(attempt.name) == 0) return;  // another thread was faster
  for (const std::string& id : attempt.command_ids) {
    const auto [from, to] = by_command_id_.equal_range(id);
    for (auto at = from; at != to;) at = at->second == attempt.name ? by_command_id_.erase(at) : std::next(at);
  }
}

}  // namespace doverie::postgres
