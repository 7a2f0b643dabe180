// SPDX-License-Identifier: Apache-2.0
//
// Four circles: one with a denied request and one that was guessed at five times, a frozen one, one that was recovered; and a
// person who has none.
#include "support/past.h"

#include "doverie/audit.h"

namespace doverie::testing {

Past::Past(std::shared_ptr<EventStore> store) : story_({.store = std::move(store)}) {
  live();
  let_go();
}

std::string Past::opened(std::shared_ptr<EventStore> store) {
  use(std::move(store));
  std::string found = look();
  let_go();
  return found;
}

bool Past::noticed(EventStore& store) const {
  AuditVerifier verifier(story_.keys);
  const bool read = verifier.store(store).ok();
  return !read || !verifier.finish().findings.empty();
}

void Past::use(std::shared_ptr<EventStore> store) {
  auto options = story_.options();
  options.store = std::move(store);
  story_.restart(options);
}

void Past::let_go() {
  use(std::make_shared<MemoryStore>());
  story_.store.reset();
}

void Past::live() {
  for (const char* trustor : {"anna", "boris", "clara"})
    story_.person(trustor, citizen("Анна", "+7903000000" + std::to_string(trustor[0] % 10)));
  for (const char* trustor : {"maria", "anna", "boris"}) story_.appointed(trustor, "ivan");
  redeemed_ = story_.ready("boris", "ivan");
  story_.redeemed(redeemed_);
  REQUIRE(story_.service().trustor("anna").report_fraud());
  denied_ = story_.started("maria");
  REQUIRE(story_.service().contact("ivan").deny(denied_));
  guessed_ = story_.started("maria");
  story_.approved("ivan", guessed_);
  story_.guessed_wrong(5, "ivan", guessed_);
  code_ = story_.code("ivan");
}

std::string Past::look() {
  for (const char* trustor : {"maria", "boris"}) {
    const auto started = story_.start(trustor);
    if (started && started->status == StartStatus::not_protected) return std::string(trustor) + " is not protected";
  }
  if (const auto frozen = story_.start("anna")) {
    if (frozen->status == StartStatus::not_protected || frozen->status == StartStatus::pending) return "anna is not frozen";
  }
  if (story_.confirm("ivan", guessed_, code_)) return "a code is taken after five wrong ones";
  if (story_.redeem(guessed_)) return "an unconfirmed request is redeemed";
  if (story_.redeem(redeemed_)) return "a request is redeemed twice";
  if (story_.approve("ivan", denied_)) return "a denied request is approved";
  if (story_.redeem(denied_)) return "a denied request is redeemed";
  std::ignore = story_.service().pump();
  std::ignore = story_.service().contact("ivan").cabinet();
  return {};
}

}  // namespace doverie::testing
