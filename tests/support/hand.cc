// SPDX-License-Identifier: Apache-2.0
//
// Each step fetched and supplied, exactly once.
#include "support/hand.h"

#include "doverie/ports/needs.h"

namespace doverie::testing {

std::string randomness_number(int number) {
  std::string bytes(kRandomnessBytes, '\0');
  constexpr std::uint64_t kBeyondStories = 1'000'000;  // whose seeds are small: ids of messages are made of these bytes
  FakeEntropy entropy(kBeyondStories + static_cast<std::uint64_t>(number));
  entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return bytes;
}

Supplies fetched(Story& story, const Needs& needs) {
  Supplies supplies;
  auto read = story.store->read(read_request(needs));
  REQUIRE_MESSAGE(read.ok(), in_words(read));
  take_in(*std::move(read), supplies);
  for (const AccountId& account : needs.accounts) {
    auto facts = story.directory->find(account);
    REQUIRE_MESSAGE(facts.ok(), in_words(facts));
    supplies.accounts.push_back({account, *std::move(facts)});
  }
  if (needs.clock) {
    const Instant now = story.now();
    supplies.clock = ClockReading{now, CivilDate(std::chrono::floor<std::chrono::days>(now + 3h))};
  }
  return supplies;
}

void loaded(Story& story, Operation& operation) {
  while (!operation.needs().empty()) operation.supply(fetched(story, operation.needs()));
}

void written(Story& story, Operation& operation) {
  REQUIRE(operation.writes());
  const auto appended = story.store->append(operation.batch());
  REQUIRE_MESSAGE(appended.ok(), in_words(appended));
  operation.committed(*appended);
}

Result<Answer> finished(Story& story, Operation& operation) {
  while (!operation.done()) {
    loaded(story, operation);
    if (operation.writes()) written(story, operation);
  }
  return operation.answer();
}

}  // namespace doverie::testing
