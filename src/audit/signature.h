// SPDX-License-Identifier: Apache-2.0
//
// Ed25519 (RFC 8032) by OpenSSL.
#ifndef DOVERIE_SRC_AUDIT_SIGNATURE_H_
#define DOVERIE_SRC_AUDIT_SIGNATURE_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "doverie/core/result.h"
#include "doverie/core/secret.h"

namespace doverie::audit {

struct FreeKey {
  void operator()(EVP_PKEY* key) const;  // wipes it
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

// PEM, or 32 bytes.
Result<Key> read_private_key(const Secret& key);
Result<Key> read_public_key(std::string_view key);
Result<std::string> public_pem(const Key& key);

// 64 bytes.
Result<std::string> sign(const Key& private_key, std::string_view bytes);
bool signed_by(const Key& public_key, std::string_view signature, std::string_view bytes);

}  // namespace doverie::audit

#endif  // DOVERIE_SRC_AUDIT_SIGNATURE_H_
