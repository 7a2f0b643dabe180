// SPDX-License-Identifier: Apache-2.0
//
// OpenSSL's contexts, kept with their keys and lent to one computation at a time.
#include "adapters/memory/hmac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>

namespace doverie::memory {
namespace {

constexpr std::size_t kMaxAlgorithmBytes = 32;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What OpenSSL says of a failure that is told otherwise is not left behind for the host to find.
class Errors {
 public:
  Errors() { ERR_set_mark(); }
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
  ~Errors() { ERR_pop_to_mark(); }
};

// Looking HMAC up takes longer than computing it: done once. Never freed, because OpenSSL may have cleaned up before statics go.
EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return algorithm;
}

// A context that knows the key; null when OpenSSL refuses.
MacContext keyed_context(std::string_view key, const std::string& algorithm) {
  const Errors errors;
  MacContext context(EVP_MAC_CTX_new(hmac_algorithm()));
  // OpenSSL takes its input parameters by pointers to non-const and does not write to them.
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(algorithm.c_str()), algorithm.size()),
      OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_init(context.get(), octets(key), key.size(), parameters.data()) != 1) return nullptr;
  return context;
}

bool run(EVP_MAC_CTX* context, std::string_view bytes, Digest& digest) {
  std::size_t size = 0;
  return EVP_MAC_update(context, octets(bytes), bytes.size()) == 1 &&
         EVP_MAC_final(context, digest.data(), &size, digest.size()) == 1 && size == digest.size();
}

// What records can hold: no colon, which ends the name there, and no `@`, which begins it.
bool is_name(std::string_view algorithm) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' ||
           c == '/';
  };
  return !algorithm.empty() && algorithm.size() <= kMaxAlgorithmBytes && std::ranges::all_of(algorithm, allowed);
}

Fault wrong(std::string_view algorithm, std::string_view why) {
  return Fault{FaultCode::invalid_argument, "key ring: algorithm \"" + std::string(algorithm) + "\": " + std::string(why)};
}

}  // namespace

bool is_sha256(const std::string& algorithm) {
  const Errors errors;
  EVP_MD* digest = EVP_MD_fetch(nullptr, algorithm.c_str(), nullptr);
  const bool same = digest && EVP_MD_is_a(digest, "SHA2-256") == 1;
  EVP_MD_free(digest);
  return same;
}

Result<Hmac> Hmac::of(std::string_view key, std::string algorithm) {
  if (!is_name(algorithm)) return wrong("", "a name is 1 to 32 of [A-Za-z0-9._/-], such as SHA2-256 or md_gost12_256");
  MacContext first = keyed_context(key, algorithm);
  if (!first) {
    return wrong(algorithm,
                 "OpenSSL has no such digest for HMAC; look at `openssl list -digest-algorithms`, and load the provider or"
                 " engine that has it (openssl.cnf)");
  }
  const std::size_t size = EVP_MAC_CTX_get_mac_size(first.get());
  if (size != Digest().size()) {
    return wrong(algorithm,
                 "makes " + std::to_string(size) + " bytes; use one that makes 32, such as SHA2-256 or md_gost12_256");
  }
  return Hmac(std::move(first), std::move(algorithm));
}

MacContext Hmac::take() {
  if (spare_.empty()) return MacContext(EVP_MAC_CTX_dup(first_.get()));
  MacContext context = std::move(spare_.back());
  spare_.pop_back();
  return context;
}

bool compute(EVP_MAC_CTX* context, std::string_view bytes, Digest& digest) {
  return context && EVP_MAC_init(context, nullptr, 0, nullptr) == 1 && run(context, bytes, digest);
}

bool compute_once(const Digest& key, const std::string& algorithm, std::string_view bytes, Digest& digest) {
  const MacContext context = keyed_context({reinterpret_cast<const char*>(key.data()), key.size()}, algorithm);
  return context && run(context.get(), bytes, digest);
}

}  // namespace doverie::memory
