// SPDX-License-Identifier: Apache-2.0
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <climits>
#include <memory>
#include <mutex>

#include "doverie/adapters/memory.h"

namespace doverie {
namespace {

constexpr std::size_t kMinKeyBytes = 32;  // as long as the digest: RFC 2104, section 3
constexpr std::size_t kMaxKeyIdBytes = 32;

struct PurposeName {
  KeyPurpose purpose;
  std::string_view name;
};
constexpr std::array kPurposes{PurposeName{KeyPurpose::code, "code"}, PurposeName{KeyPurpose::index, "index"},
                               PurposeName{KeyPurpose::audit, "audit"}};

std::string name_of(KeyPurpose purpose) {
  const auto at = std::ranges::find(kPurposes, purpose, &PurposeName::purpose);
  return std::string(at != kPurposes.end() ? at->name : "unknown");
}

bool is_key_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= kMaxKeyIdBytes && std::ranges::all_of(id, allowed);
}

Fault wrong_argument(std::string message) {
  return Fault{FaultCode::invalid_argument, "key ring: " + std::move(message)};
}

Fault missing_key(KeyPurpose purpose, std::string_view id, std::string_view why) {
  return Fault{FaultCode::key_unavailable,
               "key ring: " + name_of(purpose) + " key \"" + std::string(id) + "\" " + std::string(why)};
}

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// OpenSSL takes its input parameters by pointers to non-const and does not write to them.
OSSL_PARAM octet_parameter(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

// HKDF-SHA-256 (RFC 5869) without salt: a master secret is uniform already.
bool hkdf(std::string_view master, std::string_view info, Digest& out) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
  EVP_KDF_free(kdf);
  std::array<char, 7> digest{"SHA256"};
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
                              octet_parameter(OSSL_KDF_PARAM_KEY, master), octet_parameter(OSSL_KDF_PARAM_INFO, info),
                              OSSL_PARAM_construct_end()};
  const bool derived = context && EVP_KDF_derive(context, out.data(), out.size(), parameters.data()) == 1;
  EVP_KDF_CTX_free(context);
  return derived;
}

Result<Secret> derived_key(const Secret& master, std::string_view purpose) {
  Digest bytes{};
  if (!hkdf(master.reveal(), "doverie key " + std::string(purpose) + " 1", bytes)) {
    return Fault{FaultCode::key_unavailable, "key ring: OpenSSL could not derive the " + std::string(purpose) + " key"};
  }
  Secret key(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

// A context that knows the key; null when OpenSSL refuses.
MacContext keyed_context(std::string_view key) {
  const std::unique_ptr<EVP_MAC, FreeMac> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  MacContext context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
  std::array<char, 7> digest{"SHA256"};
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                              OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_init(context.get(), octets(key), key.size(), parameters.data()) != 1) return nullptr;
  return context;
}

}  // namespace

// Contexts that know the key: beginning anew with one costs a quarter of setting the key again (measured). As many as threads
// have ever used the key at once.
class MemoryKeyRing::Contexts {
 public:
  explicit Contexts(std::string_view key) : first_(keyed_context(key)) {}

  // False when OpenSSL refuses.
  bool mac(std::string_view bytes, Digest& digest) {
    MacContext context = take();
    std::size_t size = 0;
    const bool made = context && EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
                      EVP_MAC_update(context.get(), octets(bytes), bytes.size()) == 1 &&
                      EVP_MAC_final(context.get(), digest.data(), &size, digest.size()) == 1;
    if (made) give_back(std::move(context));
    return made && size == digest.size();
  }

 private:
  MacContext take() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return MacContext(first_ ? EVP_MAC_CTX_dup(first_.get()) : nullptr);
    MacContext context = std::move(spare_.back());
    spare_.pop_back();
    return context;
  }
  void give_back(MacContext context) {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(context));
  }

  MacContext first_;  // never used itself
  std::mutex mutex_;
  std::vector<MacContext> spare_;  // guarded by mutex_
};

const MemoryKeyRing::Key* MemoryKeyRing::find(KeyPurpose purpose, std::string_view id) const {
  const auto at = std::ranges::find_if(keys_, [&](const Key& key) { return key.purpose == purpose && key.id == id; });
  return at == keys_.end() ? nullptr : &*at;
}

Status MemoryKeyRing::add(KeyPurpose purpose, std::string id, Secret key, KeyState state) {
  if (!is_key_id(id)) return wrong_argument("a key id is 1 to 32 of [a-z0-9._-]");
  if (key.size() < kMinKeyBytes || key.size() > INT_MAX) {
    return wrong_argument("key \"" + id + "\" has " + std::to_string(key.size()) + " bytes; at least 32 are needed");
  }
  if (find(purpose, id)) return wrong_argument("there is a " + name_of(purpose) + " key \"" + id + "\" already");
  auto contexts = std::make_shared<Contexts>(key.reveal());
  keys_.push_back(Key{purpose, std::move(id), std::move(contexts), KeyState::verify_only});
  return set_state(purpose, keys_.back().id, state);
}

Status MemoryKeyRing::set_state(KeyPurpose purpose, std::string_view id, KeyState state) {
  if (!find(purpose, id)) return wrong_argument("there is no " + name_of(purpose) + " key \"" + std::string(id) + "\"");
  for (Key& key : keys_) {
    if (key.purpose != purpose) continue;
    if (key.id == id) {
      key.state = state;
    } else if (state == KeyState::active && key.state == KeyState::active) {
      key.state = KeyState::verify_only;
    }
  }
  return Done{};
}

Result<std::shared_ptr<MemoryKeyRing>> MemoryKeyRing::from_master(const Secret& master) {
  if (master.size() < kMinKeyBytes) {
    return wrong_argument("the master secret has " + std::to_string(master.size()) + " bytes; at least 32 are needed");
  }
  auto ring = std::make_shared<MemoryKeyRing>();
  for (const auto& [purpose, name] : kPurposes) {
    Result<Secret> key = derived_key(master, name);
    if (!key) return key.fault();
    if (Status added = ring->add(purpose, "1", *std::move(key)); !added) return added.fault();
  }
  return ring;
}

Result<std::string> MemoryKeyRing::active_key(KeyPurpose purpose) const {
  for (const Key& key : keys_) {
    if (key.purpose == purpose && key.state == KeyState::active) return key.id;
  }
  return Fault{FaultCode::key_unavailable, "key ring: there is no active " + name_of(purpose) + " key"};
}

Result<std::vector<std::string>> MemoryKeyRing::usable_keys(KeyPurpose purpose) const {
  auto active = active_key(purpose);
  if (!active) return active.as<std::vector<std::string>>();
  std::vector<std::string> ids{*std::move(active)};
  for (const Key& key : keys_) {
    if (key.purpose == purpose && key.state == KeyState::verify_only) ids.push_back(key.id);
  }
  return ids;
}

Result<Digest> MemoryKeyRing::mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const {
  const Key* key = find(purpose, key_id);
  if (!key) return missing_key(purpose, key_id, "is unknown");
  if (key->state == KeyState::revoked) return missing_key(purpose, key_id, "is revoked");
  Digest digest{};
  if (!key->contexts->mac(bytes, digest)) return missing_key(purpose, key_id, "cannot be used: OpenSSL refused");
  return digest;
}

}  // namespace doverie
