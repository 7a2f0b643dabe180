// SPDX-License-Identifier: Apache-2.0
//
// Writing a reference down, and AES-256-SIV by OpenSSL.
#include "core/confirmation/sms_reference.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"

namespace doverie {

namespace {

constexpr std::string_view kPrefix = "sms_";
constexpr std::size_t kTagBytes = 16;  // the synthetic initialization vector of RFC 5297

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Two halves, as SIV has it: one authenticates, the other encrypts. Wiped when it is gone.
class SivKey {
 public:
  SivKey(const Digest& first, const Digest& second) {
    std::copy(first.begin(), first.end(), bytes_.begin());
    std::copy(second.begin(), second.end(), bytes_.begin() + first.size());
  }
  SivKey(const SivKey&) = default;
  SivKey& operator=(const SivKey&) = delete;
  ~SivKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, 64> bytes_{};
};

Result<SivKey> siv_key(const Macs& keys, std::string_view code_key) {
  const auto first = keys.derived_mac(KeyPurpose::code, code_key, "doverie sms reference 1\x01", "authentication");
  if (!first) return first.as<SivKey>();
  const auto second = keys.derived_mac(KeyPurpose::code, code_key, "doverie sms reference 1\x01", "encryption");
  if (!second) return second.as<SivKey>();
  return SivKey(*first, *second);
}

enum class Direction : int { open = 0, seal = 1 };

// A context with key and associated data in it; nullptr when OpenSSL has no such cipher.
Context begun(const SivKey& key, std::string_view associated, Direction direction) {
  const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher(EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr),
                                                                       EVP_CIPHER_free);
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  const int way = static_cast<int>(direction);
  int length = 0;
  const bool ready =
      cipher && context && EVP_CipherInit_ex(context.get(), cipher.get(), nullptr, key.data(), nullptr, way) == 1 &&
      EVP_CipherUpdate(context.get(), nullptr, &length, bytes_of(associated), static_cast<int>(associated.size())) == 1;
  return ready ? std::move(context) : Context(nullptr, EVP_CIPHER_CTX_free);
}

// One update with all of it: SIV takes no other.
bool crypt(const Context& context, std::string_view from, std::string& to) {
  to.resize(from.size());
  int length = 0;
  return EVP_CipherUpdate(context.get(), bytes_of(to), &length, bytes_of(from), static_cast<int>(from.size())) == 1;
}

std::string associated_data(std::string_view realm, std::string_view code_key) {
  return length_prefixed({realm, code_key});
}

// Ids have no control characters in them (values/ids.h).
std::string written(const SmsReference& reference) {
  return reference.request + '\n' + reference.contact + '\n' + std::to_string(reference.send);
}

// Of what written() has made: only whoever has the key can seal anything else.
SmsReference read(std::string_view text) {
  const std::size_t contact = text.find('\n') + 1;
  const std::size_t send = text.rfind('\n') + 1;
  SmsReference reference{std::string(text.substr(0, contact - 1)), std::string(text.substr(contact, send - contact - 1))};
  std::from_chars(text.data() + send, text.data() + text.size(), reference.send);
  return reference;
}

Fault no_cipher() {
  return Fault{FaultCode::internal, "OpenSSL has no AES-256-SIV; its default provider has"};
}

}  // namespace

Result<std::string> sealed_reference(const Macs& keys, std::string_view code_key, std::string_view realm,
                                     const SmsReference& reference) {
  const auto key = siv_key(keys, code_key);
  if (!key) return key.as<std::string>();
  const Context context = begun(*key, associated_data(realm, code_key), Direction::seal);
  std::string text;
  std::string tag(kTagBytes, '\0');
  if (!context || !crypt(context, written(reference), text)) return no_cipher();
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) != 1) return no_cipher();
  return std::string(kPrefix).append(hex(code_key)).append("_").append(hex(tag + text));
}

Result<std::optional<SmsReference>> open_reference(const Macs& keys, std::string_view realm, std::string_view sealed) {
  using Opened = std::optional<SmsReference>;
  if (!sealed.starts_with(kPrefix)) return Opened();
  const std::string_view rest = sealed.substr(kPrefix.size());
  const auto code_key = unhex(rest.substr(0, rest.find('_')));
  const auto bytes = unhex(rest.substr(std::min(rest.size(), rest.find('_') + 1)));
  if (!code_key || !bytes || bytes->size() <= kTagBytes) return Opened();
  const auto key = siv_key(keys, *code_key);
  if (key.faulted() && key.fault().code == FaultCode::key_unavailable) return Opened();
  if (!key) return key.as<Opened>();
  const Context context = begun(*key, associated_data(realm, *code_key), Direction::open);
  if (!context) return no_cipher();
  std::string tag = bytes->substr(0, kTagBytes);
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) != 1) return no_cipher();
  std::string text;
  if (!crypt(context, std::string_view(*bytes).substr(kTagBytes), text)) return Opened();
  return Opened(read(text));
}

}  // namespace doverie
