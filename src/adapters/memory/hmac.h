// SPDX-License-Identifier: Apache-2.0
//
// How is an HMAC computed many times under one key without setting the key each time?
#ifndef DOVERIE_SRC_ADAPTERS_MEMORY_HMAC_H_
#define DOVERIE_SRC_ADAPTERS_MEMORY_HMAC_H_

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doverie/core/digest.h"

namespace doverie::memory {

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }  // which wipes the key
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

// Whether that is a name of SHA-256, which has several.
bool is_sha256(const std::string& algorithm);

// The HMAC of one key, by a digest that OpenSSL knows by name. It holds contexts that know the key: beginning anew with one
// costs a quarter of setting the key again (measured). As many as threads have ever used the key at once. Not thread-safe.
class Hmac {
 public:
  // invalid_argument, which names the algorithm, unless OpenSSL has it and it makes 256 bits.
  static Result<Hmac> of(std::string_view key, std::string algorithm);

  const std::string& algorithm() const { return algorithm_; }
  // The same key, in contexts of its own.
  Hmac copy() const { return Hmac(MacContext(EVP_MAC_CTX_dup(first_.get())), algorithm_); }
  // A context to compute with; nullptr when OpenSSL refuses.
  MacContext take();
  void give_back(MacContext context) { spare_.push_back(std::move(context)); }

 private:
  Hmac(MacContext first, std::string algorithm) : first_(std::move(first)), algorithm_(std::move(algorithm)) {}

  MacContext first_;  // never used itself
  std::string algorithm_;
  std::vector<MacContext> spare_;
};

// The HMAC under the key that the context knows. False when OpenSSL refuses.
bool compute(EVP_MAC_CTX* context, std::string_view bytes, Digest& digest);
// The HMAC under a key that the context does not know.
bool compute_once(const Digest& key, const std::string& algorithm, std::string_view bytes, Digest& digest);

}  // namespace doverie::memory

#endif  // DOVERIE_SRC_ADAPTERS_MEMORY_HMAC_H_
