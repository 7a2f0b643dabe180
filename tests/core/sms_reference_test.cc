// SPDX-License-Identifier: Apache-2.0
//
// The ids under which gateways know SMS: they read back, nobody makes one up, and nobody reads anything in them.
#include "core/confirmation/sms_reference.h"

#include <openssl/evp.h>

#include "support/story.h"

namespace doverie::testing {
namespace {

const SmsReference kReference{"req_00000000000000000000000000000000.maria", "ivan", 3};

// A ring whose module fails, rather than that it has no such key.
class BrokenKeys final : public Macs {
 public:
  Result<std::string> active_key(KeyPurpose) const override { return fault(); }
  Result<Digest> mac(KeyPurpose, std::string_view, std::string_view) const override { return fault(); }

 private:
  static Fault fault() { return {FaultCode::internal, "the HSM is on fire"}; }
};

// A ring that needs no OpenSSL.
class FixedKeys final : public Macs {
 public:
  Result<std::string> active_key(KeyPurpose) const override { return std::string("1"); }
  Result<Digest> mac(KeyPurpose, std::string_view, std::string_view) const override { return Digest{1}; }
  Result<Digest> derived_mac(KeyPurpose, std::string_view, std::string_view, std::string_view bytes) const override {
    return Digest{static_cast<unsigned char>(bytes.size())};  // the two halves of an AES-SIV key have to differ
  }
};

struct Sealed {
  Story story;
  const Macs& keys = *story.service().settings().keys;
  std::string key = *keys.active_key(KeyPurpose::code);
  std::string id = *sealed_reference(keys, key, "portal", kReference);

  // What an id reads as, "nothing", or the fault.
  std::string read(std::string_view sealed, std::string_view realm = "portal") const {
    const auto opened = open_reference(keys, realm, sealed);
    if (!opened) return in_words(opened);
    if (!*opened) return "nothing";
    return (*opened)->request + " " + (*opened)->contact + " " + std::to_string((*opened)->send);
  }
};

TEST_CASE("references: an id reads back, is always the same, and shows no account") {
  const Sealed sealed;
  CHECK(sealed.read(sealed.id) == kReference.request + " ivan 3");
  CHECK(*sealed_reference(sealed.keys, sealed.key, "portal", kReference) == sealed.id);
  CHECK(sealed.id.find("maria") == std::string::npos);
  CHECK(sealed.id.starts_with("sms_"));
  CHECK(*sealed_reference(sealed.keys, sealed.key, "portal", {kReference.request, "ivan", 4}) != sealed.id);
}

TEST_CASE("references: what was made elsewhere, changed, or is no id at all reads as nothing") {
  const Sealed sealed;
  CHECK(sealed.read(sealed.id, "another") == "nothing");
  const std::size_t begin = sealed.id.find('_', 4) + 1;
  for (std::size_t i = 0; i < sealed.id.size(); ++i) {
    std::string changed = sealed.id;
    changed[i] = changed[i] == '0' ? '1' : '0';
    CHECK_MESSAGE(sealed.read(changed) == "nothing", changed);
  }
  for (const std::string& text :
       {std::string(), std::string("sms_"), std::string("sms__"), std::string("sms_31_"), std::string("sms_zz_00"),
        sealed.id.substr(0, begin) + "zz", sealed.id.substr(0, begin + 32), sealed.id.substr(0, sealed.id.size() - 2),
        sealed.id + "00", "SMS_" + sealed.id.substr(4)}) {
    CHECK_MESSAGE(sealed.read(text) == "nothing", text);
  }
}

TEST_CASE("references: a ring that fails, and an OpenSSL without the cipher, are faults and not forgeries") {
  const Sealed sealed;
  EXPECT(open_reference(BrokenKeys(), "portal", sealed.id), "fault: internal");
  EXPECT(sealed_reference(BrokenKeys(), sealed.key, "portal", kReference), "fault: internal");
  EXPECT(sealed_reference(sealed.keys, "no such key", "portal", kReference), "fault: key_unavailable");
  const FixedKeys fixed;
  const std::string id = *sealed_reference(fixed, "1", "portal", kReference);
  CHECK(open_reference(fixed, "portal", id)->value().contact == "ivan");
  REQUIRE(EVP_set_default_properties(nullptr, "provider=none") == 1);
  const auto opened = open_reference(fixed, "portal", id);
  const auto made = sealed_reference(fixed, "1", "portal", kReference);
  REQUIRE(EVP_set_default_properties(nullptr, "") == 1);
  EXPECT(opened, "fault: internal");
  EXPECT(made, "fault: internal");
}

}  // namespace
}  // namespace doverie::testing
