// SPDX-License-Identifier: Apache-2.0
//
// Keys of Streebog (GOST R 34.11-2012, 256 bits): the algorithm itself, and a whole recovery under it.
#include <openssl/evp.h>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/audit.h"
#include "support/raw_sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr std::string_view kStreebog = "md_gost12_256";
constexpr std::array kPurposes{KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit};

std::string counted(int from, int to) {
  std::string bytes;
  for (int i = from; i <= to; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

std::string mac_of(const Macs& keys, std::string_view id, std::string_view bytes) {
  const auto mac = keys.mac(KeyPurpose::code, id, bytes);
  REQUIRE_MESSAGE(mac.ok(), in_words(mac));
  return hex(view(*mac));
}

// A ring whose keys are all of Streebog, with id "g".
std::shared_ptr<MemoryKeyRing> streebog_ring() {
  auto ring = std::make_shared<MemoryKeyRing>();
  for (const KeyPurpose purpose : kPurposes) {
    const Secret key(std::string(32, static_cast<char>('0' + static_cast<int>(purpose))));
    const Status added = ring->add(purpose, "g", key, KeyState::active, kStreebog);
    REQUIRE_MESSAGE(added.ok(), in_words(added));
  }
  return ring;
}

TEST_CASE("what was loaded is Streebog: the example M1 of RFC 6986, section 10.1.2") {
  std::string message;
  for (int i = 0; i < 63; ++i) message.push_back(static_cast<char>('0' + i % 10));
  EVP_MD* fetched = EVP_MD_fetch(nullptr, kStreebog.data(), nullptr);
  const EVP_MD* digest = fetched ? fetched : EVP_get_digestbyname(kStreebog.data());
  REQUIRE(digest);
  Digest made{};
  CHECK(EVP_Digest(message.data(), message.size(), made.data(), nullptr, digest, nullptr) == 1);
  CHECK(hex(view(made)) == "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
  EVP_MD_free(fetched);
}

TEST_CASE("a key of Streebog makes HMAC_GOSTR3411_2012_256: the example of RFC 7836, appendix A.1.1") {
  MemoryKeyRing ring;
  REQUIRE(ring.add(KeyPurpose::code, "k", Secret(counted(0, 31)), KeyState::active, kStreebog));
  CHECK(ring.active_key(KeyPurpose::code).value() == "k@md_gost12_256");
  const std::string bytes = *unhex("0126bdb87800af214341456563780100");
  CHECK(mac_of(ring, "k@md_gost12_256", bytes) == "a1aa5f7de402d7b3d323f2991c8d4534013137010a83754fd0af6d7cd4922ed9");
  for (int i = 0; i < 3; ++i)
    CHECK(mac_of(ring, "k@md_gost12_256", bytes).starts_with("a1aa5f7d"));  // contexts are used again
}

TEST_CASE("under a derived key it is Streebog both times: no code is made by SHA-256") {
  const auto ring = streebog_ring();
  const std::string derived = *unhex(mac_of(*ring, "g@md_gost12_256", "info"));
  MemoryKeyRing inner;
  REQUIRE(inner.add(KeyPurpose::code, "k", Secret(derived), KeyState::active, kStreebog));
  const auto both = ring->derived_mac(KeyPurpose::code, "g@md_gost12_256", "info", "text");
  REQUIRE(both.ok());
  CHECK(hex(view(*both)) == mac_of(inner, "k@md_gost12_256", "text"));
}

TEST_CASE("Streebog of 512 bits is refused") {
  MemoryKeyRing ring;
  const Status added = ring.add(KeyPurpose::code, "k", Secret(counted(0, 31)), KeyState::active, "md_gost12_512");
  REQUIRE(added.faulted());
  CHECK(added.fault().message ==
        "key ring: algorithm \"md_gost12_512\": makes 64 bytes; use one that makes 32, such as SHA2-256"
        " or md_gost12_256");
}

// What a question to the file finds.
std::string found_in(const std::string& path, const std::string& question) {
  return RawSqlite(path).value(question);
}

TEST_CASE("a whole recovery under keys of Streebog; every record says so, and the audit verifies it") {
  TempDir dir;
  const std::string path = dir.file("circles.db");
  const auto keys = streebog_ring();
  {
    Story story({.store = sqlite_store(path).value(), .keys = keys});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    story.guessed_wrong(2, "ivan", request);
    EXPECT(story.confirm("ivan", request, code), "done");
    EXPECT(story.redeem(request, {"once", ""}), "done");
    story.restart();
    EXPECT(story.redeem(request, {"once", ""}), "done");  // by the fingerprint of the command
    CHECK(story.service().contact("ivan").cabinet().ok());
    CHECK(story.service().operations().audit("maria")->entries.size() > 5);
  }
  CHECK(found_in(path, "SELECT count(*) FROM doverie_events") != "0");
  CHECK(found_in(path, "SELECT count(*) FROM doverie_events WHERE seal NOT LIKE 'g@md_gost12_256:%'") == "0");
  CHECK(found_in(path, "SELECT count(*) FROM doverie_tags WHERE tag NOT LIKE '%g@md_gost12_256:%'") == "0");
  CHECK(found_in(path,
                 "SELECT count(*) FROM doverie_commands WHERE fingerprint NOT LIKE 'g@md_gost12_256:%' AND answer <> ''") ==
        "0");
  CHECK(found_in(path, "SELECT json_extract(bytes, '$.key') FROM doverie_events WHERE bytes LIKE '%\"code_issued\"%'") ==
        "g@md_gost12_256");

  const Secret signer("the checkpoints' private key: 32");
  const auto verified = [&](const std::shared_ptr<const KeyRing>& ring, const std::string& checkpoint) {
    AuditVerifier verifier(ring);
    REQUIRE(verifier.trust(checkpoint_public_key(signer).value()).ok());
    verifier.checkpoint(checkpoint);
    REQUIRE(verifier.store(*sqlite_store(path).value()).ok());
    return verifier.finish();
  };
  const auto checkpoint = make_checkpoint(*sqlite_store(path).value(), signer, kNoon, {});
  REQUIRE(checkpoint.ok());
  CHECK(verified(keys, checkpoint->text).intact());
  RawSqlite(path).run("UPDATE doverie_events SET bytes = replace(bytes, '2026', '2025') WHERE version = 2");
  CHECK_FALSE(verified(keys, checkpoint->text).intact());
}

TEST_CASE("T8: rotated from SHA-256 to Streebog in the middle of a recovery, and the other way round") {
  for (const bool to_streebog : {true, false}) {
    Story story;
    const auto add = [&](const char* id, bool streebog) {
      for (const KeyPurpose purpose : kPurposes) {
        REQUIRE(story.keys->add(purpose, id, secret_number(7), KeyState::active, streebog ? kStreebog : kDefaultAlgorithm));
      }
    };
    add("2", !to_streebog);
    const InvitationId invitation = story.invited("olga", "pyotr");
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string code = story.code("ivan");
    add("3", to_streebog);
    CHECK(story.service().contact("pyotr").cabinet()->invitations.size() == 1);
    EXPECT(story.accept("pyotr", invitation), "done");
    EXPECT(story.confirm("ivan", request, code), "done");
    EXPECT(story.redeem(request), "done");
    CHECK(story.service().operations().audit("maria").ok());
  }
}

}  // namespace
}  // namespace doverie::testing
