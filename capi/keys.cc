// SPDX-License-Identifier: Apache-2.0
//
// Key rings: filled by the host key by key, or from a master.
#include "handles.h"
#include "structs.h"
#include "text.h"

using namespace doverie::capi;
using doverie::KeyPurpose;
using doverie::KeyState;
using doverie::Secret;

namespace {

std::unique_ptr<doverie_key_ring> ring_of(std::shared_ptr<doverie::MemoryKeyRing> keys) {
  auto ring = std::make_unique<doverie_key_ring>();
  ring->port = keys;
  ring->memory = std::move(keys);
  return ring;
}

doverie::MemoryKeyRing& memory_of(doverie_key_ring* ring) {
  const auto& memory = use(ring, "ring").memory;
  if (memory == nullptr) wrong("ring", "of the host's own: it has its keys elsewhere");
  return *memory;
}

}  // namespace

doverie_status doverie_key_ring_new(doverie_key_ring** out, doverie_error** error) {
  return give(out, error, []() -> doverie::Result<std::unique_ptr<doverie_key_ring>> {
    return ring_of(std::make_shared<doverie::MemoryKeyRing>());
  });
}

doverie_status doverie_key_ring_from_master(doverie_bytes master, doverie_key_ring** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_key_ring>> {
    auto keys = doverie::MemoryKeyRing::from_master(Secret(bytes(master, "master")));
    if (!keys) return keys.as<std::unique_ptr<doverie_key_ring>>();
    return ring_of(*std::move(keys));
  });
}

doverie_status doverie_key_ring_add(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                    doverie_bytes key, doverie_key_state state, doverie_error** error) {
  return guarded(error, [&] {
    return memory_of(ring).add(enumerator(purpose, KeyPurpose::audit, "purpose"), text(id, "id"), Secret(bytes(key, "key")),
                               enumerator(state, KeyState::revoked, "state"));
  });
}

doverie_status doverie_key_ring_add_key(doverie_key_ring* ring, const doverie_new_key* key, doverie_error** error) {
  return guarded(error, [&] {
    const auto given = read(key, "key");
    const std::string algorithm = text(given.algorithm, "key.algorithm");
    return memory_of(ring).add(enumerator(given.purpose, KeyPurpose::audit, "key.purpose"), text(given.id, "key.id"),
                               Secret(bytes(given.key, "key.key")), enumerator(given.state, KeyState::revoked, "key.state"),
                               algorithm.empty() ? doverie::kDefaultAlgorithm : algorithm);
  });
}

doverie_status doverie_key_ring_set_state(doverie_key_ring* ring, doverie_key_purpose purpose, doverie_string id,
                                          doverie_key_state state, doverie_error** error) {
  return guarded(error, [&] {
    return memory_of(ring).set_state(enumerator(purpose, KeyPurpose::audit, "purpose"), text(id, "id"),
                                     enumerator(state, KeyState::revoked, "state"));
  });
}

void doverie_key_ring_free(doverie_key_ring* ring) {
  free_handle(ring);
}
