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
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit) override;
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
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
  ToldChanges tells() const override { return ToldChanges::all(); }

  // Adds or replaces; it is `account` that find() tells as the id.
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
  revoked = 3,      // as if unknown; its bytes are wiped
};

// The algorithm of keys that name none: SHA-256, as OpenSSL calls it.
inline constexpr std::string_view kDefaultAlgorithm = "SHA2-256";

// HMAC by OpenSSL, under keys that may be added, rotated and revoked while services use them:
//
//   ring->add(KeyPurpose::code, "2026-03", new_key);                         // from now on; "2026-02" still verifies
//   ring->set_state(KeyPurpose::code, "2026-02", KeyState::revoked);        // a day later: its bytes are gone
//
// Threads: any method from any thread at once. A command that is under way goes on with the keys it began with, or faults with
// key_unavailable when one of them is revoked in the middle of it.
class MemoryKeyRing final : public KeyRing {
 public:
  MemoryKeyRing();
  // Another ring with the keys that `other` has now: what happens to one of the two does not happen to the other.
  MemoryKeyRing(const MemoryKeyRing& other);
  MemoryKeyRing& operator=(const MemoryKeyRing&) = delete;
  ~MemoryKeyRing() override;

  // Adds a key of at least 32 bytes; its id is 1 to 32 of [a-z0-9._-]. An active key makes the purpose's former active key
  // verify-only. A revoked key can be added again.
  //
  // `algorithm` is the digest of its HMAC, by a name that OpenSSL knows, of 256 bits: SHA2-256, SHA3-256; md_gost12_256
  // (Streebog, GOST R 34.11-2012), where a provider or engine that has it is loaded. Records name the key as `<id>` when it is
  // SHA-256 and as `<id>@<algorithm>` otherwise, so that they tell what they were made with; so give the same name always.
  //
  // invalid_argument for a bad id, a short key, an id that is there already, an algorithm that OpenSSL does not have or that
  // does not make 256 bits.
  Status add(KeyPurpose purpose, std::string id, Secret key, KeyState state = KeyState::active,
             std::string_view algorithm = kDefaultAlgorithm);
  // By the id that add() was given. Revoking is for good: the key's bytes are wiped as soon as the calls that are computing
  // with them have ended. The active key of a purpose stays so until another one is: invalid_argument for another state, when there is
  // no such key, or when it was revoked.
  Status set_state(KeyPurpose purpose, std::string_view id, KeyState state);

  // One key for each purpose, with id "1", derived (HKDF-SHA-256) from one master secret of at least 32 bytes: the shortest
  // way to a working service.
  static Result<std::shared_ptr<MemoryKeyRing>> from_master(const Secret& master);

  // Ids as records have them.
  Result<std::string> active_key(KeyPurpose purpose) const override;
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override;
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override;
  Result<Digest> derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                             std::string_view bytes) const override;

 private:
  struct Key;

  // Computes under that key, and tells its algorithm.
  Result<std::string> compute(KeyPurpose purpose, std::string_view key_id, std::string_view bytes, Digest& digest) const;

  mutable std::mutex mutex_;       // not held while anything is computed
  mutable std::vector<Key> keys_;  // guarded by mutex_; mutable, because a key lends what it computes with
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_MEMORY_H_
