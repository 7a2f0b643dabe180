// SPDX-License-Identifier: Apache-2.0
//
// Accounts in a map behind a mutex.
#include "doverie/adapters/memory.h"

namespace doverie {

Result<std::optional<AccountFacts>> MemoryDirectory::find(std::string_view account) {
  const std::lock_guard lock(mutex_);
  if (unavailable_) return Fault{FaultCode::directory_unavailable, "account directory: set unavailable"};
  const auto at = accounts_.find(account);
  if (at == accounts_.end()) return std::optional<AccountFacts>{};
  return std::optional<AccountFacts>{at->second};
}

void MemoryDirectory::put(AccountId account, AccountFacts facts) {
  facts.id = account;
  const std::lock_guard lock(mutex_);
  accounts_.insert_or_assign(std::move(account), std::move(facts));
}

void MemoryDirectory::remove(std::string_view account) {
  const std::lock_guard lock(mutex_);
  const auto at = accounts_.find(account);
  if (at != accounts_.end()) accounts_.erase(at);
}

void MemoryDirectory::set_unavailable(bool unavailable) {
  const std::lock_guard lock(mutex_);
  unavailable_ = unavailable;
}

}  // namespace doverie
