// SPDX-License-Identifier: Apache-2.0
//
// Ports kept in memory: for tests, rule experiments and, as far as keys go, for production.
#ifndef DOVERIE_ADAPTERS_MEMORY_H_
#define DOVERIE_ADAPTERS_MEMORY_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/secret.h"
#include "doverie/ports/account_directory.h"
#include "doverie/ports/event_store.h"
#include "doverie/ports/key_ring.h"

namespace doverie {

// Everything is gone when it is destroyed.
class MemoryStore final : public EventStore {
 public:
  MemoryStore();
  ~MemoryStore() override;
  Result<ReadResult> read(const ReadRequest& request) override;
  Result<AppendResult> append(const Batch& batch) override;
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view realm, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override;
  Status settle_messages(const std::vector<Settlement>& settlements) override;
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override;

 private:
  struct State;
  std::mutex mutex_;
  std::unique_ptr<State> state_;  // guarded by mutex_
};

class MemoryDirectory final : public AccountDirectory {
 public:
  Result<std::optional<AccountFacts>> find(std::string_view account) override;

  // Adds or replaces.
  void put(AccountId account, AccountFacts facts);
  void remove(std::string_view account);
  // While set, find() faults with directory_unavailable.
  void set_unavailable(bool unavailable);

 private:
  std::mutex mutex_;
  std::map<AccountId, AccountFacts, std::less<>> accounts_;  // guarded by mutex_
  bool unavailable_ = false;                                 // guarded by mutex_
};

enum class KeyState : std::uint8_t {
  active = 1,       // makes new records; one per purpose
  verify_only = 2,  // old records still verify
  revoked = 3,      // as if unknown
};

// HMAC-SHA-256 by OpenSSL. Build it completely, then share it: add() is not safe beside other calls.
class MemoryKeyRing final : public KeyRing {
 public:
  // Adds a key of at least 32 bytes. An active key makes the purpose's former active key verify-only. invalid_argument for a
  // bad id, a short key, or an id that is there already.
  Status add(KeyPurpose purpose, std::string id, Secret key, KeyState state = KeyState::active);
  // invalid_argument when there is no such key.
  Status set_state(KeyPurpose purpose, std::string_view id, KeyState state);

  // One key for each purpose, with id "1", derived (HKDF-SHA-256) from one master secret of at least 32 bytes: the shortest
  // way to a working service.
  static Result<std::shared_ptr<MemoryKeyRing>> from_master(const Secret& master);

  Result<std::string> active_key(KeyPurpose purpose) const override;
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override;
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override;

 private:
  class Contexts;
  struct Key {
    KeyPurpose purpose;
    std::string id;
    std::shared_ptr<Contexts> contexts;  // which know the key's bytes
    KeyState state;
  };
  const Key* find(KeyPurpose purpose, std::string_view id) const;
  std::vector<Key> keys_;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_MEMORY_H_
