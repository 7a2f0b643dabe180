// SPDX-License-Identifier: Apache-2.0
//
// A tag is a keyed hash of the phone, under every index key that still verifies.
#include "core/values/phone_tags.h"

#include "core/bytes/digests.h"

namespace doverie {

std::string phone_index_bytes(std::string_view realm, const Phone& phone) {
  return length_prefixed({"doverie phone index 1", realm, phone.e164()});
}

Result<std::vector<std::string>> phone_tags(const Macs& keys, std::string_view realm, const Phone& phone) {
  auto ids = keys.usable_keys(KeyPurpose::index);
  if (!ids) return ids;
  std::vector<std::string> tags;
  for (const std::string& id : *ids) {
    const auto digest = keys.mac(KeyPurpose::index, id, phone_index_bytes(realm, phone));
    if (!digest) return digest.as<std::vector<std::string>>();
    tags.push_back(keyed(id, *digest));
  }
  return tags;
}

}  // namespace doverie
