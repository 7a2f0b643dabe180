// SPDX-License-Identifier: Apache-2.0
//
// Which key is active, which still verify, and which are gone? Keys come one by one, or are derived from a master.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <optional>
#include <utility>

#include "adapters/memory/hmac.h"
#include "doverie/adapters/memory.h"

namespace doverie {
namespace {

using memory::Hmac;

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

// As messages name it: `audit key "2026-03"`.
std::string named(KeyPurpose purpose, std::string_view id) {
  return name_of(purpose) + " key \"" + std::string(id) + "\"";
}

Fault missing_key(KeyPurpose purpose, std::string_view id, std::string_view why) {
  return Fault{FaultCode::key_unavailable, "key ring: " + named(purpose, id) + " " + std::string(why)};
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

}  // namespace

struct MemoryKeyRing::Key {
  KeyPurpose purpose;
  std::string id;
  std::string written;       // as records have it
  std::optional<Hmac> hmac;  // knows the key's bytes; nothing: revoked
  KeyState state;
  std::uint64_t serial;  // never given again
};

namespace {

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

auto find_in(auto& keys, KeyPurpose purpose, std::string_view id) {
  return std::ranges::find_if(keys, [&](const auto& key) { return key.purpose == purpose && key.id == id; });
}

// nullptr when there is none.
auto active_in(const auto& keys, KeyPurpose purpose) {
  const auto at =
      std::ranges::find_if(keys, [&](const auto& key) { return key.purpose == purpose && key.state == KeyState::active; });
  return at == keys.end() ? nullptr : &*at;
}

Fault no_active(KeyPurpose purpose) {
  return Fault{FaultCode::key_unavailable, "key ring: there is no active " + name_of(purpose) + " key"};
}

// Of the active keys of a purpose there is one.
void set(auto& keys, auto changed, KeyState state) {
  for (auto& key : keys) {
    const bool gives_way = key.purpose == changed->purpose && key.state == KeyState::active;
    if (state == KeyState::active && gives_way) key.state = KeyState::verify_only;
  }
  changed->state = state;
  if (state == KeyState::revoked) changed->hmac.reset();
}

// What is told of a key that cannot be used.
Fault fault_of(const auto& keys, KeyPurpose purpose, std::string_view key_id) {
  const auto namesake = find_in(keys, purpose, key_id.substr(0, key_id.find('@')));
  if (namesake == keys.end()) return missing_key(purpose, key_id, "is unknown");
  if (namesake->written == key_id) return missing_key(purpose, key_id, "is revoked");
  return missing_key(purpose, key_id, "was added as \"" + namesake->written + "\"; add it with the algorithm of the record");
}

}  // namespace

MemoryKeyRing::MemoryKeyRing() = default;
MemoryKeyRing::~MemoryKeyRing() = default;

MemoryKeyRing::MemoryKeyRing(const MemoryKeyRing& other) : KeyRing(other) {
  const std::lock_guard lock(other.mutex_);
  for (const Key& key : other.keys_) {
    auto hmac = key.hmac ? std::optional(key.hmac->copy()) : std::nullopt;
    keys_.push_back(Key{key.purpose, key.id, key.written, std::move(hmac), key.state, next_serial()});
  }
}

Status MemoryKeyRing::add(KeyPurpose purpose, std::string id, Secret key, KeyState state, std::string_view algorithm) {
  if (!is_key_id(id)) return wrong_argument("a key id is 1 to 32 of [a-z0-9._-]");
  if (key.size() < kMinKeyBytes || key.size() > INT_MAX) {
    return wrong_argument("key \"" + id + "\" has " + std::to_string(key.size()) + " bytes; at least 32 are needed");
  }
  auto hmac = Hmac::of(key.reveal(), std::string(algorithm));
  if (!hmac) return hmac.as<Done>();
  const std::string written = memory::is_sha256(hmac->algorithm()) ? id : id + "@" + hmac->algorithm();
  const std::lock_guard lock(mutex_);
  const auto known = find_in(keys_, purpose, id);
  if (known != keys_.end() && known->hmac) return wrong_argument("the " + named(purpose, id) + " is there already");
  if (known != keys_.end()) keys_.erase(known);
  keys_.push_back(Key{purpose, std::move(id), written, *std::move(hmac), KeyState::verify_only, next_serial()});
  set(keys_, std::prev(keys_.end()), state);
  return Done{};
}

Status MemoryKeyRing::set_state(KeyPurpose purpose, std::string_view id, KeyState state) {
  const std::lock_guard lock(mutex_);
  const auto key = find_in(keys_, purpose, id);
  if (key == keys_.end()) return wrong_argument("there is no " + named(purpose, id));
  if (key->state == KeyState::active && state != KeyState::active) {
    return wrong_argument("the " + named(purpose, id) +
                          " is the active one, and one has to be; add another key, or make another one active, first");
  }
  if (!key->hmac && state != KeyState::revoked) {
    return wrong_argument(named(purpose, id) + " was revoked, and its bytes are wiped; add it again to use it");
  }
  set(keys_, key, state);
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
  const std::lock_guard lock(mutex_);
  const Key* active = active_in(keys_, purpose);
  if (!active) return no_active(purpose);
  return active->written;
}

Result<std::vector<std::string>> MemoryKeyRing::usable_keys(KeyPurpose purpose) const {
  const std::lock_guard lock(mutex_);
  const Key* active = active_in(keys_, purpose);
  if (!active) return no_active(purpose);
  std::vector<std::string> ids{active->written};
  for (const Key& key : keys_) {
    if (key.purpose == purpose && key.state == KeyState::verify_only) ids.push_back(key.written);
  }
  return ids;
}

// Takes what to compute with, and gives it back unless the key was revoked meanwhile: then it is wiped here.
Result<std::string> MemoryKeyRing::compute(KeyPurpose purpose, std::string_view key_id, std::string_view bytes,
                                           Digest& digest) const {
  std::unique_lock lock(mutex_);
  const auto key = std::ranges::find_if(keys_, [&](const Key& k) { return k.purpose == purpose && k.written == key_id; });
  if (key == keys_.end() || !key->hmac) return fault_of(keys_, purpose, key_id);
  const std::uint64_t serial = key->serial;
  std::string algorithm = key->hmac->algorithm();
  memory::MacContext context = key->hmac->take();
  lock.unlock();
  if (!memory::compute(context.get(), bytes, digest)) {
    return missing_key(purpose, key_id, "cannot be used: OpenSSL refused");
  }
  lock.lock();
  const auto still = std::ranges::find(keys_, serial, &Key::serial);
  if (still != keys_.end() && still->hmac) still->hmac->give_back(std::move(context));
  return algorithm;
}

Result<Digest> MemoryKeyRing::mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const {
  Digest digest{};
  if (const auto made = compute(purpose, key_id, bytes, digest); !made) return made.as<Digest>();
  return digest;
}

Result<Digest> MemoryKeyRing::derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                                          std::string_view bytes) const {
  Digest key{};
  const auto algorithm = compute(purpose, key_id, info, key);
  if (!algorithm) return algorithm.as<Digest>();
  Digest digest{};
  const bool made = memory::compute_once(key, *algorithm, bytes, digest);
  OPENSSL_cleanse(key.data(), key.size());
  if (!made) return missing_key(purpose, key_id, "cannot be used: OpenSSL refused");
  return digest;
}

}  // namespace doverie
