// SPDX-License-Identifier: Apache-2.0
//
// Where does a host that drives an operation by hand get what it needs? One port after the other is asked.
#include "doverie/fetch.h"

#include <utility>

#include "doverie/civil.h"
#include "doverie/ports/needs.h"

namespace doverie {

namespace {

Status ask_directory(AccountDirectory& directory, const Needs& needs, Supplies& supplies) {
  for (const AccountId& account : needs.accounts) {
    auto facts = directory.find(account);
    const bool marked = !facts && needs.mark_will_do && facts.fault().code == FaultCode::directory_unavailable &&
                        directory.has_no_contact(account);
    if (!facts && !marked) return facts.as<Done>();
    supplies.accounts.push_back({account, facts ? *std::move(facts) : std::nullopt, marked});
  }
  return Done{};
}

}  // namespace

Result<Supplies> fetch(const Needs& needs, EventStore& store, AccountDirectory& directory, Clock& clock) {
  Supplies supplies;
  if (asks_store(needs)) {
    auto read = store.read(read_request(needs));
    if (!read) return read.as<Supplies>();
    take_in(*std::move(read), supplies);
  }
  if (auto status = ask_directory(directory, needs, supplies); !status) return status.as<Supplies>();
  if (needs.clock) {
    const Instant now = clock.now();
    const auto today = civil_date(now, needs.time_zone);
    if (!today) return today.as<Supplies>();
    supplies.clock = ClockReading{now, *today};
  }
  return supplies;
}

}  // namespace doverie
