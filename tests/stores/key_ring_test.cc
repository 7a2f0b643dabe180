// SPDX-License-Identifier: Apache-2.0
//
// Key rings: the standards that they follow, which keys are used and which verify, and what is left of a revoked one.
#include "doverie/adapters/memory.h"

#include <openssl/err.h>

#include <atomic>
#include <thread>

#include "support/results.h"

namespace doverie::testing {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string mac_of(const MemoryKeyRing& ring, std::string_view id, std::string_view bytes) {
  const auto mac = ring.mac(KeyPurpose::code, id, bytes);
  REQUIRE_OK(mac);
  return std::string(view(*mac));
}

std::string hmac(const std::string& key, std::string_view bytes) {
  MemoryKeyRing ring;
  // HMAC fills a key up with zeros to the block, so a shorter key may be filled up here to the least that a ring takes.
  std::string filled = key;
  if (filled.size() < 32) filled.resize(32, '\0');
  REQUIRE_OK(ring.add(KeyPurpose::code, "k", Secret(filled)));
  return mac_of(ring, "k", bytes);
}

TEST_CASE("key ring: HMAC-SHA-256 as in RFC 4231") {
  struct Row {
    std::string key, bytes;
    const char* mac;
  };
  const std::string counted =
      "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";
  const Row rows[] = {
      {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counted, std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed "
       "before"
       " being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Row& row : rows) CHECK(hex(hmac(row.key, row.bytes)) == row.mac);
}

TEST_CASE("key ring: from_master is HKDF-SHA-256 (RFC 5869), written out") {
  const std::string master(32, 'm');
  const auto ring = MemoryKeyRing::from_master(Secret(master));
  REQUIRE_OK(ring);
  const std::string extracted = hmac(std::string(32, '\0'), master);
  struct Row {
    KeyPurpose purpose;
    const char* info;
  };
  for (const Row& row : {Row{KeyPurpose::code, "doverie key code 1"}, Row{KeyPurpose::index, "doverie key index 1"},
                         Row{KeyPurpose::audit, "doverie key audit 1"}}) {
    const std::string expanded = hmac(extracted, std::string(row.info) + "\x01");
    const auto mac = (*ring)->mac(row.purpose, "1", "text");
    REQUIRE_OK(mac);
    CHECK(hex(view(*mac)) == hex(hmac(expanded, "text")));
    CHECK((*ring)->active_key(row.purpose).value() == "1");
  }
}

TEST_CASE("key ring: the three keys of a master are independent, and another master gives others") {
  const auto one = MemoryKeyRing::from_master(Secret(std::string(32, 'm'))).value();
  const auto other = MemoryKeyRing::from_master(Secret(std::string(32, 'n'))).value();
  const auto mac = [](const MemoryKeyRing& ring, KeyPurpose purpose) { return ring.mac(purpose, "1", "text").value(); };
  CHECK(mac(*one, KeyPurpose::code) != mac(*one, KeyPurpose::index));
  CHECK(mac(*one, KeyPurpose::index) != mac(*one, KeyPurpose::audit));
  CHECK(mac(*one, KeyPurpose::code) != mac(*other, KeyPurpose::code));
}

TEST_CASE("key ring: a master or key of fewer than 32 bytes is refused") {
  MemoryKeyRing ring;
  CHECK_FAULT(MemoryKeyRing::from_master(Secret(std::string(31, 'm'))), invalid_argument);
  CHECK_FAULT(ring.add(KeyPurpose::code, "k", Secret(std::string(31, 'k'))), invalid_argument);
  CHECK_OK(ring.add(KeyPurpose::code, "k", Secret(std::string(32, 'k'))));
}

TEST_CASE("key ring: ids are 1 to 32 of [a-z0-9._-], each once per purpose") {
  MemoryKeyRing ring;
  const Secret key(std::string(32, 'k'));
  for (const std::string id : {"", "A", "a b", "é", "a:b", "a\n", "123456789012345678901234567890123"}) {
    CAPTURE(id);
    CHECK_FAULT(ring.add(KeyPurpose::code, id, key), invalid_argument);
  }
  CHECK_OK(ring.add(KeyPurpose::code, "2026-01.a_b", key));
  CHECK_OK(ring.add(KeyPurpose::code, std::string(32, 'a'), key));
  CHECK_FAULT(ring.add(KeyPurpose::code, "2026-01.a_b", key), invalid_argument);
  CHECK_OK(ring.add(KeyPurpose::audit, "2026-01.a_b", key));
}

TEST_CASE("key ring: one key per purpose is active; the former one still verifies") {
  MemoryKeyRing ring;
  CHECK_FAULT(ring.active_key(KeyPurpose::code), key_unavailable);
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1'))));
  REQUIRE_OK(ring.add(KeyPurpose::audit, "1", Secret(std::string(32, 'a'))));
  REQUIRE_OK(ring.add(KeyPurpose::code, "2", Secret(std::string(32, '2'))));
  CHECK(ring.active_key(KeyPurpose::code).value() == "2");
  CHECK(ring.active_key(KeyPurpose::audit).value() == "1");
  CHECK_OK(ring.mac(KeyPurpose::code, "1", "x"));
  REQUIRE_OK(ring.set_state(KeyPurpose::code, "1", KeyState::active));
  CHECK(ring.active_key(KeyPurpose::code).value() == "1");
  CHECK_OK(ring.mac(KeyPurpose::code, "2", "x"));
}

TEST_CASE("key ring: unknown and revoked keys are unavailable; a key added as verify-only is not active") {
  MemoryKeyRing ring;
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1')), KeyState::verify_only));
  CHECK_FAULT(ring.active_key(KeyPurpose::code), key_unavailable);
  CHECK_FAULT(ring.mac(KeyPurpose::code, "2", "x"), key_unavailable);
  CHECK_FAULT(ring.mac(KeyPurpose::index, "1", "x"), key_unavailable);
  REQUIRE_OK(ring.set_state(KeyPurpose::code, "1", KeyState::revoked));
  CHECK_FAULT(ring.mac(KeyPurpose::code, "1", "x"), key_unavailable);
  CHECK_FAULT(ring.set_state(KeyPurpose::code, "2", KeyState::active), invalid_argument);
}

TEST_CASE("T8: a revoked key is wiped and stays revoked; added again, it is there again") {
  MemoryKeyRing ring;
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1'))));
  const std::string mac = mac_of(ring, "1", "x");
  REQUIRE_OK(ring.add(KeyPurpose::code, "2", Secret(std::string(32, '2'))));
  REQUIRE_OK(ring.set_state(KeyPurpose::code, "1", KeyState::revoked));
  CHECK_OK(ring.set_state(KeyPurpose::code, "1", KeyState::revoked));
  for (const KeyState state : {KeyState::active, KeyState::verify_only}) {
    const Status undone = ring.set_state(KeyPurpose::code, "1", state);
    CHECK_FAULT(undone, invalid_argument);
    CHECK(undone.fault().message.find("add it again") != std::string::npos);
  }
  CHECK_FAULT(ring.mac(KeyPurpose::code, "1", "x"), key_unavailable);
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1')), KeyState::verify_only));
  CHECK(mac_of(ring, "1", "x") == mac);
}

TEST_CASE("key ring: a copy goes its own way") {
  MemoryKeyRing ring;
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1'))));
  const MemoryKeyRing copy(ring);
  REQUIRE_OK(ring.add(KeyPurpose::code, "2", Secret(std::string(32, '2'))));
  REQUIRE_OK(ring.set_state(KeyPurpose::code, "1", KeyState::revoked));
  CHECK(copy.active_key(KeyPurpose::code).value() == "1");
  CHECK_OK(copy.mac(KeyPurpose::code, "1", "x"));
  CHECK_FAULT(copy.mac(KeyPurpose::code, "2", "x"), key_unavailable);
}

TEST_CASE("T8: keys are added, rotated and revoked while other threads compute: every answer is right or none") {
  MemoryKeyRing ring;
  const auto key = [](int number) { return Secret(std::string(32, static_cast<char>('a' + number))); };
  constexpr int kKeys = 20;
  std::vector<std::string> right;
  for (int i = 0; i < kKeys; ++i) {
    MemoryKeyRing alone;
    REQUIRE_OK(alone.add(KeyPurpose::code, "k", key(i)));
    right.push_back(mac_of(alone, "k", "text"));
  }
  REQUIRE_OK(ring.add(KeyPurpose::code, "0", key(0)));
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  const auto compute = [&] {
    while (!done) {
      const auto active = ring.active_key(KeyPurpose::code);
      if (!active) ++wrong;
      const auto mac = ring.mac(KeyPurpose::code, active.value(), "text");
      const bool good = mac ? view(*mac) == right[static_cast<std::size_t>(std::stoi(*active))]
                            : mac.fault().code == FaultCode::key_unavailable;
      if (!good) ++wrong;
      if (ring.usable_keys(KeyPurpose::code).value().size() > 3) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(compute);
  for (int i = 1; i < kKeys; ++i) {
    REQUIRE_OK(ring.add(KeyPurpose::code, std::to_string(i), key(i)));
    if (i > 1) REQUIRE_OK(ring.set_state(KeyPurpose::code, std::to_string(i - 2), KeyState::revoked));
    std::this_thread::yield();
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(ring.usable_keys(KeyPurpose::code).value() == std::vector<std::string>{"19", "18"});
}

TEST_CASE("key ring: a key's record says its algorithm, SHA-256 by saying none") {
  struct Row {
    const char* algorithm;
    const char* written;
  };
  const Row rows[] = {
      {"SHA2-256", "k"}, {"SHA256", "k"}, {"sha-256", "k"}, {"SHA3-256", "k@SHA3-256"}, {"SHA2-512/256", "k@SHA2-512/256"},
      {"BLAKE2s256", ""}};
  for (const Row& row : rows) {
    CAPTURE(row.algorithm);
    MemoryKeyRing ring;
    const Status added = ring.add(KeyPurpose::code, "k", Secret(std::string(32, 'k')), KeyState::active, row.algorithm);
    if (!added) continue;  // not in every OpenSSL
    const std::string written = ring.active_key(KeyPurpose::code).value();
    if (*row.written) CHECK(written == row.written);
    CHECK(ring.usable_keys(KeyPurpose::code).value() == std::vector{written});
    CHECK_OK(ring.mac(KeyPurpose::code, written, "x"));
    if (written != "k") CHECK_FAULT(ring.mac(KeyPurpose::code, "k", "x"), key_unavailable);
  }
}

TEST_CASE("key ring: HMAC-SHA3-256 as NIST computes it, and under a derived key the same algorithm twice") {
  MemoryKeyRing ring;
  std::string key;
  for (int i = 0; i < 32; ++i) key.push_back(static_cast<char>(i));
  REQUIRE_OK(ring.add(KeyPurpose::code, "k", Secret(key), KeyState::active, "SHA3-256"));
  // NIST's sample #1 of HMAC-SHA3-256: "Sample message for keylen<blocklen".
  const std::string mac = mac_of(ring, "k@SHA3-256", "Sample message for keylen<blocklen");
  CHECK(hex(mac) == "4fe8e202c4f058e8dddc23d8c34e467343e23555e24fc2f025d598f558f67205");
  const std::string derived = mac_of(ring, "k@SHA3-256", "info");
  MemoryKeyRing inner;
  REQUIRE_OK(inner.add(KeyPurpose::code, "k", Secret(derived), KeyState::active, "SHA3-256"));
  const auto both = ring.derived_mac(KeyPurpose::code, "k@SHA3-256", "info", "text");
  REQUIRE_OK(both);
  CHECK(hex(view(*both)) == hex(mac_of(inner, "k@SHA3-256", "text")));
}

TEST_CASE("key ring: an algorithm that is unknown, not loaded or of another size is refused when the key is added") {
  struct Row {
    std::string algorithm, says;
  };
  const Row rows[] = {{"md_gost12_256", "algorithm \"md_gost12_256\": OpenSSL has no such digest"},
                      {"SHA-257", "algorithm \"SHA-257\": OpenSSL has no such digest"},
                      {"SHA2-512", "algorithm \"SHA2-512\": makes 64 bytes; use one that makes 32"},
                      {"MD5", "algorithm \"MD5\": makes 16 bytes"},
                      {"", "a name is 1 to 32 of"},
                      {"SHA3:256", "a name is 1 to 32 of"},
                      {"k@SHA3-256", "a name is 1 to 32 of"},
                      {std::string("SHA3-256\0", 9), "a name is 1 to 32 of"},
                      {std::string(33, 'S'), "a name is 1 to 32 of"}};
  for (const Row& row : rows) {
    CAPTURE(row.algorithm);
    MemoryKeyRing ring;
    const Status added = ring.add(KeyPurpose::code, "k", Secret(std::string(32, 'k')), KeyState::active, row.algorithm);
    CHECK_FAULT(added, invalid_argument);
    CHECK_MESSAGE(added.fault().message.find(row.says) != std::string::npos, added.fault().message);
    CHECK_FAULT(ring.active_key(KeyPurpose::code), key_unavailable);
    CHECK(ERR_peek_error() == 0);  // nothing is left for the host to find
  }
}

TEST_CASE("T8: a record of another algorithm than the key was added with is a clear error, not a broken seal") {
  MemoryKeyRing ring;
  REQUIRE_OK(ring.add(KeyPurpose::audit, "k", Secret(std::string(32, 'k'))));
  const auto mac = ring.mac(KeyPurpose::audit, "k@SHA3-256", "x");
  CHECK_FAULT(mac, key_unavailable);
  CHECK(mac.fault().message ==
        "key ring: audit key \"k@SHA3-256\" was added as \"k\"; add it with the algorithm of the record");
  CHECK(ring.mac(KeyPurpose::audit, "z@SHA3-256", "x").fault().message == "key ring: audit key \"z@SHA3-256\" is unknown");
}

TEST_CASE("key ring: the active key stays so until another one is") {
  MemoryKeyRing ring;
  REQUIRE_OK(ring.add(KeyPurpose::code, "1", Secret(std::string(32, '1'))));
  REQUIRE_OK(ring.add(KeyPurpose::code, "0", Secret(std::string(32, '0')), KeyState::verify_only));
  for (const KeyState state : {KeyState::revoked, KeyState::verify_only}) {
    const Status undone = ring.set_state(KeyPurpose::code, "1", state);
    CHECK_FAULT(undone, invalid_argument);
    CHECK(undone.fault().message ==
          "key ring: the code key \"1\" is the active one, and one has to be; add another key, or make another one active, "
          "first");
    CHECK(ring.active_key(KeyPurpose::code).value() == "1");
  }
  CHECK_OK(ring.set_state(KeyPurpose::code, "1", KeyState::active));
  REQUIRE_OK(ring.set_state(KeyPurpose::code, "0", KeyState::active));
  CHECK_OK(ring.set_state(KeyPurpose::code, "1", KeyState::revoked));
  CHECK(ring.active_key(KeyPurpose::code).value() == "0");
}

}  // namespace
}  // namespace doverie::testing
