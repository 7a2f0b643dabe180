// SPDX-License-Identifier: Apache-2.0
//
// T8: keys are rotated on a living service, while requests are open, codes outstanding and invitations pending.
#include <atomic>
#include <thread>

#include "doverie/adapters/sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr KeyPurpose kPurposes[] = {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit};

Secret key_number(int number) {
  return secret_number(2000 + number);
}

// The same ring all the time, and no restart.
struct Living : Story {
  int last = 1;

  void rotated(KeyPurpose purpose) {
    ++last;
    REQUIRE(keys->add(purpose, std::to_string(last), key_number(last)));
  }
  void rotated_all() {
    for (const KeyPurpose purpose : kPurposes) rotated(purpose);
  }
};

TEST_CASE("T8: each key is rotated between any two steps of a recovery, and all of it goes on") {
  for (const KeyPurpose purpose : kPurposes) {
    Living story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.rotated(purpose);
    CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 1);
    story.accepted("ivan", invitation);
    story.rotated(purpose);
    const RequestId request = story.started("maria");
    story.rotated(purpose);
    story.approved("ivan", request);
    story.rotated(purpose);  // the code is still to be sent
    const std::string code = story.code("ivan");
    story.rotated(purpose);
    story.guessed_wrong(1, "ivan", request);
    EXPECT(story.confirm("ivan", request, code), "done");
    story.rotated(purpose);
    EXPECT(story.redeem(request, {"once", ""}), "done");
    story.rotated(purpose);
    EXPECT(story.redeem(request, {"once", ""}), "done");
    CHECK(story.count("circle/maria", "recovery_redeemed") == 1);
  }
}

TEST_CASE("T8: rotating resets no count: wrong codes and notices of before go on counting") {
  Living story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  for (int i = 0; i < 5; ++i) {
    story.guessed_wrong(1, "ivan", request);
    story.rotated_all();
  }
  EXPECT(story.confirm("ivan", request, code), "refused: too_many_wrong_codes");
}

TEST_CASE("T8: a code key revoked on a living service voids the code, and the next one has the new key") {
  Living story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  story.rotated(KeyPurpose::code);
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  EXPECT(story.confirm("ivan", request, code), "refused: code_void");
  story.wait(61s);
  REQUIRE(story.resend("ivan", request));
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "done");
}

TEST_CASE("T8: of codes that newer ones have replaced, one whose key was revoked is not told from a guess") {
  Living story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string first = story.code("ivan");
  story.rotated(KeyPurpose::code);
  story.wait(10min);
  REQUIRE(story.resend("ivan", request));
  const std::string second = story.code("ivan");
  EXPECT(story.confirm("ivan", request, first), "refused: code_older");
  REQUIRE(story.keys->set_state(KeyPurpose::code, "1", KeyState::revoked));
  EXPECT(story.confirm("ivan", request, first), "refused: wrong_code");
  EXPECT(story.confirm("ivan", request, second), "done");
}

TEST_CASE("T8: an index key revoked ends the requests that were opened under it") {
  Living story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.rotated(KeyPurpose::index);
  EXPECT(story.approve("ivan", request), "done");  // it still verifies
  REQUIRE(story.keys->set_state(KeyPurpose::index, "1", KeyState::revoked));
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "refused: request_void");
  EXPECT(story.redeem(request), "refused: request_void");
  story.redeemed(story.ready("maria", "ivan"));
}

TEST_CASE("T8: an index key revoked takes its invitations out of the cabinets; accepting one is a clear error") {
  Living story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.rotated(KeyPurpose::index);
  REQUIRE(story.keys->set_state(KeyPurpose::index, "1", KeyState::revoked));
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  const auto accepted = story.accept("ivan", invitation);
  EXPECT(accepted, "fault: key_unavailable");
  if (accepted.faulted()) CHECK(accepted.fault().message == "key ring: index key \"1\" is revoked");
}

TEST_CASE("T8: a revoked audit key makes its records unreadable until it is added again") {
  Living story;
  story.appointed("maria", "ivan");
  REQUIRE(story.keys->add(KeyPurpose::audit, "2", key_number(2)));
  story.started("maria");  // records of two keys in one circle
  REQUIRE(story.keys->set_state(KeyPurpose::audit, "1", KeyState::active));
  REQUIRE(story.keys->set_state(KeyPurpose::audit, "2", KeyState::revoked));
  const auto unreadable = story.start("maria");
  EXPECT(unreadable, "fault: key_unavailable");
  if (unreadable.faulted()) CHECK(unreadable.fault().message == "key ring: audit key \"2\" is revoked");
  REQUIRE(story.keys->add(KeyPurpose::audit, "2", key_number(2), KeyState::verify_only));
  EXPECT(story.start("maria"), "done");
}

TEST_CASE("T8: keys of another algorithm in the middle of a recovery: records tell which, and old ones still verify") {
  Living story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  for (const KeyPurpose purpose : kPurposes) {
    REQUIRE(story.keys->add(purpose, "2", key_number(2), KeyState::active, "SHA3-256"));
  }
  EXPECT(story.confirm("ivan", request, code), "done");
  EXPECT(story.redeem(request), "done");
  const auto events = story.store->read({.streams = {"circle/maria"}})->streams.front().events;
  REQUIRE(events.size() > 2);
  CHECK(events.front().seal.starts_with("1:"));
  CHECK(events.back().seal.starts_with("2@SHA3-256:"));
  CHECK(story.service().operations().audit("maria").ok());
}

TEST_CASE("T8: a code is made by its key's algorithm in both of its steps") {
  const auto bytes = [](const Digest& digest) { return std::string(digest.begin(), digest.end()); };
  for (const std::string algorithm : {"SHA2-256", "SHA3-256"}) {
    const auto ring_of = [&](const std::string& key) {
      MemoryKeyRing ring;
      REQUIRE(ring.add(KeyPurpose::code, "k", Secret(key), KeyState::active, algorithm));
      return ring;
    };
    const MemoryKeyRing ring = ring_of(std::string(32, 'k'));
    const std::string id = *ring.active_key(KeyPurpose::code);
    const MemoryKeyRing derived = ring_of(bytes(*ring.mac(KeyPurpose::code, id, "info")));
    const auto made = ring.derived_mac(KeyPurpose::code, id, "info", "text");
    CHECK(bytes(*made) == bytes(*derived.mac(KeyPurpose::code, id, "text")));
  }
}

TEST_CASE("T8: a record whose key was added with another algorithm is a clear error, not a broken seal") {
  auto keys = std::make_shared<MemoryKeyRing>();
  const auto add = [&](MemoryKeyRing& ring, std::string_view algorithm) {
    for (const KeyPurpose purpose : kPurposes) REQUIRE(ring.add(purpose, "1", key_number(1), KeyState::active, algorithm));
  };
  add(*keys, "SHA3-256");
  Story story({.keys = keys});
  story.appointed("maria", "ivan");
  auto others = std::make_shared<MemoryKeyRing>();
  add(*others, kDefaultAlgorithm);
  ServiceOptions options = story.options();
  options.keys = others;
  story.restart(options);
  const auto started = story.start("maria");
  EXPECT(started, "fault: key_unavailable");
  if (started.faulted()) {
    CHECK(started.fault().message ==
          "key ring: audit key \"1@SHA3-256\" was added as \"1\"; add it with the algorithm of the record");
  }
}

// One of several pairs of people, each with a thread of its own.
struct Pair {
  AccountId trustor, contact;
  std::string phone;

  explicit Pair(int number)
      : trustor("trustor" + std::to_string(number)),
        contact("contact" + std::to_string(number)),
        phone("+7916000000" + std::to_string(number)) {}
};

// The code that came to this phone; other threads may be about to send it.
std::string code_sent_to(const Pair& pair, const Service& service, const FakeSmsSender& sms, std::size_t already) {
  for (int tries = 0; tries < 10'000; ++tries) {
    CHECK(service.pump().ok());
    std::vector<std::string> codes;
    for (const auto& sent : sms.sent()) {
      if (sent.to == pair.phone) codes.push_back(code_in(sent.text));
    }
    if (codes.size() > already) return codes.back();
    std::this_thread::sleep_for(1ms);
  }
  return "none";
}

// Three recoveries from start to grant, which is what a day allows; how many went through.
int recover(const Pair& pair, const Service& service, const FakeSmsSender& sms) {
  int granted = 0;
  for (int round = 0; round < 3; ++round) {
    const Secret secret = secret_number(100 * std::stoi(pair.trustor.substr(7)) + round);
    const auto started = service.recoverer(pair.trustor).start(secret);
    if (!started) return granted;
    const auto approved = service.contact(pair.contact).approve(started->request, {true, true, started->number});
    if (!approved) return granted;
    const std::string code = code_sent_to(pair, service, sms, static_cast<std::size_t>(round));
    if (!service.contact(pair.contact).confirm_code(started->request, Secret(code))) return granted;
    if (service.recoverer(pair.trustor).redeem(started->request, secret)) ++granted;
  }
  return granted;
}

TEST_CASE("T8: keys are rotated all the time while threads recover accounts, on one service") {
  constexpr int kPairs = 6;
  TempDir directory;
  Story story({.store = sqlite_store(directory.file("circles")).value()});
  std::vector<Pair> pairs;
  for (int i = 0; i < kPairs; ++i) {
    const Pair& pair = pairs.emplace_back(i);
    story.person(pair.trustor, citizen("Мария", "+7903000000" + std::to_string(i)));
    story.person(pair.contact, citizen("Иван", pair.phone));
    story.appointed(pair.trustor, pair.contact);
  }
  std::atomic<int> granted = 0;
  std::atomic<int> ended = 0;
  std::vector<std::thread> threads;
  for (const Pair& pair : pairs) {
    threads.emplace_back([&] {
      granted += recover(pair, story.service(), *story.sms);
      ++ended;
    });
  }
  for (int last = 2; ended < kPairs; ++last) {
    for (const KeyPurpose purpose : kPurposes) CHECK(story.keys->add(purpose, std::to_string(last), key_number(last)).ok());
    std::this_thread::sleep_for(1ms);
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(granted == 3 * kPairs);
  for (const Pair& pair : pairs) CHECK(story.service().operations().audit(pair.trustor).ok());
}

}  // namespace
}  // namespace doverie::testing
