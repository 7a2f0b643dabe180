// SPDX-License-Identifier: Apache-2.0
//
// OpenSSL's keys and signatures behind four functions, none of which ever asks for a password.
#include "audit/signature.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <climits>

#include "doverie/audit.h"

namespace doverie {
namespace audit {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Instead of OpenSSL's own, which asks on the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

Bio reading(std::string_view pem) {
  if (pem.size() > INT_MAX) return nullptr;
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

Result<Key> checked(Key key, const char* which) {
  ERR_clear_error();
  if (key && EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519) return key;
  return Fault{FaultCode::invalid_argument, std::string("checkpoint: the ") + which +
                                                " key is neither PEM of an Ed25519 key, not encrypted, nor its 32 bytes"};
}

}  // namespace

void FreeKey::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}

Result<Key> read_private_key(const Secret& key) {
  const std::string_view bytes = key.reveal();
  if (bytes.size() == kKeyBytes) {
    return checked(Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(bytes), bytes.size())), "private");
  }
  const Bio bio = reading(bytes);
  return checked(Key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_password, nullptr) : nullptr), "private");
}

Result<Key> read_public_key(std::string_view key) {
  if (key.size() == kKeyBytes) {
    return checked(Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(key), key.size())), "public");
  }
  const Bio bio = reading(key);
  return checked(Key(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, &no_password, nullptr) : nullptr), "public");
}

Result<std::string> public_pem(const Key& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1) {
    return Fault{FaultCode::internal, "checkpoint: OpenSSL could not write the public key"};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

Result<std::string> sign(const Key& private_key, std::string_view bytes) {
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, private_key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets(bytes),
                     bytes.size()) != 1) {
    ERR_clear_error();
    return Fault{FaultCode::internal, "checkpoint: OpenSSL could not sign"};
  }
  return signature;
}

bool signed_by(const Key& public_key, std::string_view signature, std::string_view bytes) {
  const Context context(EVP_MD_CTX_new());
  const bool good = context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace audit

Result<std::string> checkpoint_public_key(const Secret& private_key) {
  const auto key = audit::read_private_key(private_key);
  return key ? audit::public_pem(*key) : key.as<std::string>();
}

}  // namespace doverie
