// SPDX-License-Identifier: Apache-2.0
//
// L4: keys, codes and secrets are not left behind in the heap.
#include <array>
#include <cstring>

#include "core/bytes/digests.h"
#include "core/bytes/json.h"
#include "core/values/ids.h"
#include "secrets/kept_heap.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

using Bytes = std::array<char, 32>;

std::string_view text_of(const Bytes& bytes) {
  return {bytes.data(), bytes.size()};
}

// Bytes that come nowhere by chance, and that the test itself never has in its heap.
Bytes secret_bytes(int number) {
  Bytes bytes{};
  const std::array<char, 2> seed{static_cast<char>(number), 'w'};
  const Digest digest = sha256({seed.data(), seed.size()});
  std::memcpy(bytes.data(), digest.data(), bytes.size());
  return bytes;
}

// What HMAC makes of a key: RFC 2104.
Bytes padded(Bytes key, char pad) {
  for (char& byte : key) byte = static_cast<char>(byte ^ pad);
  return key;
}

// The last code that was sent; not in the heap.
std::array<char, 6> sent_code{};

class Gateway final : public SmsSender {
 public:
  SmsOutcome send(std::string_view, std::string_view, std::string_view text) override {
    const std::string_view digits = text.substr(text.size() - sent_code.size());
    std::memcpy(sent_code.data(), digits.data(), sent_code.size());
    return SmsOutcome::accepted;
  }
};

// A whole recovery, with one wrong code, a key that is rotated and one that is revoked.
struct Recovery {
  std::array<Bytes, 4> keys{secret_bytes(1), secret_bytes(2), secret_bytes(3), secret_bytes(4)};
  Bytes secret = secret_bytes(5);
  Bytes derived{};  // the challenge's key

  void happens() {
    auto ring = std::make_shared<MemoryKeyRing>();
    for (const KeyPurpose purpose : {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit}) {
      const auto place = static_cast<std::size_t>(purpose) - 1;
      REQUIRE(ring->add(purpose, "1", Secret(text_of(keys[place]))));
    }
    Story story({.keys = ring});
    ServiceOptions options = story.options();
    options.sms = std::make_shared<Gateway>();
    story.restart(options);
    story.appointed("maria", "ivan");
    const auto started =
        story.service().recoverer("maria").start(Secret(text_of(secret)), false, kPasswordRecovery, {"start", ""});
    REQUIRE(started.ok());
    const RequestId request = started->request;
    REQUIRE(story.service().contact("ivan").approve(request, {true, true, started->number}));
    EXPECT(story.service().pump(), "done");
    const std::string_view code(sent_code.data(), sent_code.size());
    note_derived(story, *ring);
    REQUIRE(ring->add(KeyPurpose::code, "2", Secret(text_of(keys[3]))));
    Secret wrong("000000");
    if (wrong.reveal() == code) wrong = Secret("111111");
    EXPECT(story.service().contact("ivan").confirm_code(request, wrong), "refused: wrong_code");
    EXPECT(story.service().contact("ivan").confirm_code(request, Secret(code), {"confirm", ""}), "done");
    EXPECT(story.service().recoverer("maria").redeem(request, Secret(text_of(secret)), kPasswordRecovery, {"redeem", ""}),
           "done");
    REQUIRE(ring->set_state(KeyPurpose::code, "1", KeyState::revoked));
    CHECK(kept_with(text_of(keys[0])) == 0);
  }

 private:
  void note_derived(Story& story, const MemoryKeyRing& ring) {
    const auto read = story.store->read({.streams = {"circle/maria"}});
    const std::string_view mark = "\"challenge\":\"";
    const auto& events = read->streams.front().events;
    const auto issued = std::find_if(events.rbegin(), events.rend(),
                                     [&](const EventRecord& event) { return event.bytes.find(mark) != std::string::npos; });
    REQUIRE(issued != events.rend());
    const std::string& bytes = issued->bytes;
    const auto at = bytes.find(mark);
    const std::string info = "doverie otp 1" + bytes.substr(at + mark.size(), 32) + '\x01';
    Digest digest = *ring.mac(KeyPurpose::code, "1", info);
    std::memcpy(derived.data(), digest.data(), derived.size());
  }
};

TEST_CASE("the heap is really kept: what is not wiped is found") {
  const Bytes planted = secret_bytes(99);
  keep_freed(true);
  {
    const std::string careless(text_of(planted));
  }
  {
    const Secret careful(text_of(planted));
  }
  keep_freed(false);
  CHECK(kept_with(text_of(planted)) == 1);
}

TEST_CASE("L4: after a recovery nothing that was freed has a key, a derived key, the secret or the code in it") {
  Recovery recovery;
  keep_freed(true);
  recovery.happens();
  keep_freed(false);
  CHECK(kept_blocks() > 1'000);
  for (const Bytes& key : recovery.keys) {
    CHECK(kept_with(text_of(key)) == 0);
    CHECK(kept_with(text_of(padded(key, 0x36))) == 0);
    CHECK(kept_with(text_of(padded(key, 0x5c))) == 0);
  }
  CHECK(kept_with(text_of(recovery.derived)) == 0);
  CHECK(kept_with(text_of(recovery.secret)) == 0);
  CHECK(kept_with({sent_code.data(), sent_code.size()}) == 0);
}

TEST_CASE("L4: a master secret and the keys made from it are not left behind") {
  const Bytes master = secret_bytes(6);
  keep_freed(true);
  {
    CHECK(MemoryKeyRing::from_master(Secret(text_of(master))).ok());
  }
  keep_freed(false);
  CHECK(kept_with(text_of(master)) == 0);
  MemoryKeyRing extract;  // RFC 5869: HMAC of the master under zeros, then of the info and 1 under that
  REQUIRE(extract.add(KeyPurpose::code, "k", Secret(std::string(32, '\0'))));
  const Digest extracted = *extract.mac(KeyPurpose::code, "k", text_of(master));
  CHECK(kept_with(view(extracted)) == 0);
  for (const std::string name : {"code", "index", "audit"}) {
    const Digest key = hmac_sha256(view(extracted), "doverie key " + name + " 1\x01");
    CHECK(kept_with(view(key)) == 0);
  }
}

}  // namespace
}  // namespace doverie::testing
