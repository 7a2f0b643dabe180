// SPDX-License-Identifier: Apache-2.0
//
// Codes against the tables of the RFCs, against vectors made by another program, and against oathtool.
#include "core/confirmation/code.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::string hmac(const EVP_MD* hash, const std::string& key, const std::string& message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest.data(), &size);
  return std::string(reinterpret_cast<const char*>(digest.data()), size);
}

std::string counter_bytes(std::uint64_t counter) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(counter >> shift & 0xff));
  return bytes;
}

std::string hotp(const EVP_MD* hash, const std::string& key, std::uint64_t counter, int digits) {
  return std::string(truncate_to_code(hmac(hash, key, counter_bytes(counter)), digits).reveal());
}

TEST_CASE("otp: RFC 4226, appendix D") {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) CHECK(hotp(EVP_sha1(), "12345678901234567890", i, 6) == codes[i]);
}

TEST_CASE("otp: RFC 6238, appendix B") {
  const std::string seed = "1234567890123456789012345678901234567890123456789012345678901234";
  struct Row {
    std::uint64_t seconds;
    const char* sha1;
    const char* sha256;
    const char* sha512;
  };
  const Row rows[] = {
      {59, "94287082", "46119246", "90693936"},         {1111111109, "07081804", "68084774", "25091201"},
      {1111111111, "14050471", "67062674", "99943326"}, {1234567890, "89005924", "91819424", "93441116"},
      {2000000000, "69279037", "90698825", "38618901"}, {20000000000, "65353130", "77737706", "47863826"},
  };
  for (const Row& row : rows) {
    const std::uint64_t step = row.seconds / 30;
    CHECK(hotp(EVP_sha1(), seed.substr(0, 20), step, 8) == row.sha1);
    CHECK(hotp(EVP_sha256(), seed.substr(0, 32), step, 8) == row.sha256);
    CHECK(hotp(EVP_sha512(), seed, step, 8) == row.sha512);
  }
}

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe)) output += buffer.data();
  const int exit_code = pclose(pipe);
  REQUIRE_MESSAGE(exit_code == 0, "oathtool is needed by this test: install the package oathtool");
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output;
}

TEST_CASE("otp: the same as oathtool for random keys and counters") {
  const std::uint64_t seed = seed_or(20260302);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 50; ++i) {
    std::string key;
    for (int j = 0; j < 20; ++j) key.push_back(static_cast<char>(random() & 0xff));
    const std::uint64_t counter = random() >> 2;
    const int digits = 6 + static_cast<int>(random() % 3);
    const std::string command = "oathtool --hotp --digits=" + std::to_string(digits) +
                                " --counter=" + std::to_string(counter) + " " + hex(key) + " 2>/dev/null";
    CHECK(hotp(EVP_sha1(), key, counter, digits) == output_of(command));
  }
}

// The RFC's own way to read a code off a MAC, for lengths and offsets that the tables do not reach.
TEST_CASE("otp: truncation at every offset") {
  for (unsigned offset = 0; offset < 16; ++offset) {
    std::string mac(20, '\0');
    for (std::size_t i = 0; i < mac.size(); ++i) mac[i] = static_cast<char>(0xf0 + i);
    mac.back() = static_cast<char>(0xa0 | offset);
    std::uint32_t word = 0;
    for (std::size_t i = offset; i < offset + 4; ++i) word = word << 8 | static_cast<unsigned char>(mac[i]);
    std::string expected = std::to_string((word & 0x7fffffff) % 1000000000);
    expected.insert(0, 9 - expected.size(), '0');
    CHECK(truncate_to_code(mac, 9).reveal() == expected);
  }
}

struct Vector {
  std::string code_key, challenge, realm, request, contact, purpose, phone, code, phone_binding;
  int digits = 0;
  Challenge as_challenge() const { return {challenge, realm, request, contact, purpose, phone}; }
};

std::vector<Vector> read_vectors() {
  std::ifstream file(DOVERIE_TESTS_DIR "/support/vectors/otp.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto json = parse_json(text.str());
  REQUIRE_MESSAGE(json.ok(), in_words(json));
  std::vector<Vector> vectors;
  for (const JsonValue& item : *json->member("vectors")->array()) {
    const auto field = [&](const char* name) { return std::string(*item.member(name)->string()); };
    vectors.push_back({*unhex(field("code_key")), field("challenge"), field("realm"), field("request"), field("contact"),
                       field("purpose"), field("phone"), field("code"), field("phone_binding"),
                       static_cast<int>(*item.member("digits")->integer())});
  }
  return vectors;
}

TEST_CASE("otp: codes and phone bindings as another program computes them") {
  const auto vectors = read_vectors();
  REQUIRE(vectors.size() >= 30);
  for (const Vector& vector : vectors) {
    MemoryKeyRing keys;
    REQUIRE(keys.add(KeyPurpose::code, "k", Secret(vector.code_key)));
    CHECK(derive_code(keys, "k", vector.as_challenge(), vector.digits)->reveal() == vector.code);
    CHECK(*bind_phone(keys, "k", vector.as_challenge()) == vector.phone_binding);
  }
}

TEST_CASE("otp: a code is bound to every part of its challenge") {
  MemoryKeyRing keys;
  REQUIRE(keys.add(KeyPurpose::code, "k", Secret(std::string(32, 'k'))));
  REQUIRE(keys.add(KeyPurpose::code, "other", Secret(std::string(32, 'o'))));
  const Challenge challenge{"id", "realm", "request", "contact", "recovery", "+79161234567"};
  std::vector<Challenge> others(6, challenge);
  others[0].id = "other";
  others[1].realm = "other";
  others[2].request = "other";
  others[3].contact = "other";
  others[4].purpose = "other";
  others[5].phone = "other";
  const auto code = derive_code(keys, "k", challenge, 9);
  const auto binding = bind_phone(keys, "k", challenge);
  CHECK(*code == *derive_code(keys, "k", challenge, 9));
  for (const Challenge& other : others) {
    CHECK_FALSE(*code == *derive_code(keys, "k", other, 9));
    CHECK(*binding != *bind_phone(keys, "k", other));
  }
  CHECK_FALSE(*code == *derive_code(keys, "other", challenge, 9));
  EXPECT(derive_code(keys, "gone", challenge, 6), "fault: key_unavailable");
  EXPECT(bind_phone(keys, "gone", challenge), "fault: key_unavailable");
}

}  // namespace
}  // namespace doverie::testing
