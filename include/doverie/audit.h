// SPDX-License-Identifier: Apache-2.0
//
// Proof that the records of a store are what they were: signed checkpoints kept outside of the database, copies of the feed
// as JSON Lines, and a verifier that says exactly which event does not fit.
//
//   // Every hour; checkpoints go where who can write in the database cannot write.
//   const auto made = make_checkpoint(store, private_key, now, {.previous = last_checkpoint});
//
//   // Whenever somebody asks.
//   AuditVerifier verifier(keys);
//   verifier.trust(public_key);
//   for (const std::string& checkpoint : checkpoints) verifier.checkpoint(checkpoint);
//   verifier.store(store);
//   for (const AuditFinding& finding : verifier.finish().findings) log(finding.message);
//
// A seal proves that an event, its place and its predecessor are those that a holder of the audit key wrote. What seals
// cannot show (a tail cut off, a stream deleted, a chain written anew with the audit key) is found back to the last
// checkpoint. Signatures are Ed25519 (RFC 8032). No function throws, but for std::bad_alloc.
#ifndef DOVERIE_AUDIT_H_
#define DOVERIE_AUDIT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/records.h"
#include "doverie/core/result.h"
#include "doverie/core/secret.h"
#include "doverie/core/time.h"
#include "doverie/ports/event_store.h"
#include "doverie/ports/key_ring.h"

namespace doverie {

// --- Keys -----------------------------------------------------------------------------------------------------------------

// The public key, as PEM, of an Ed25519 private key: PEM (PKCS #8, not encrypted), or its 32 bytes. Make one with
// `openssl genpkey -algorithm ed25519`. Faults: invalid_argument when it is neither.
Result<std::string> checkpoint_public_key(const Secret& private_key);

// --- Checkpoints ----------------------------------------------------------------------------------------------------------

struct CheckpointOptions {
  std::string previous{};  // the text of the last checkpoint; empty: this is the first one

  // One checkpoint is about so many events, or up to 999 more: it is made in memory. 1 to 20 000, so that its text stays
  // below 16 MB whatever the names are. Our choice: some 1.5 MB.
  std::uint32_t max_events = 10'000;

  // The store's epoch is higher than the last checkpoint's, because a backup was restored, and what is lost by that is
  // accepted: the checkpoint begins at the beginning of the feed, and what older ones say is not demanded any more.
  bool accept_restore = false;
};

struct MadeCheckpoint {
  std::string text;          // canonical JSON, one line, without a newline: to be kept byte for byte
  std::uint64_t number = 0;  // from 1
  std::uint64_t events = 0;  // since the previous one
  bool more = false;         // max_events was reached: make the next one at once
};

// Signs which streams have changed since the previous checkpoint, and their last seals. It does not look whether seals fit;
// verifying does. Faults: invalid_argument (the key, the previous checkpoint), audit_broken (the store's epoch is not that of
// the previous checkpoint: see accept_restore; lower, or without the events that the checkpoint has seen: this is an old copy
// of the store, or another one), those of the store.
// REQUIRES: `at` from 1970 to 9999.
Result<MadeCheckpoint> make_checkpoint(EventStore& store, const Secret& private_key, Instant at,
                                       const CheckpointOptions& options = {});

// --- Export ---------------------------------------------------------------------------------------------------------------

struct ExportPage {
  std::string lines;         // JSON Lines: a line for each event, with a newline at its end
  std::string cursor;        // give it as `after` to go on behind this page
  std::uint64_t events = 0;  // 0: the end of the feed
};

// Up to `limit` events behind `after` (empty: from the beginning) in commit order, as the members `cursor`, `stream`,
// `version`, `seal` and `event`: its exact bytes as a string, or, when they are not UTF-8, `event_hex`. Faults: of the
// store; store_corrupt when a name or seal is not UTF-8.
Result<ExportPage> export_page(EventStore& store, std::string_view after, std::uint32_t limit);

// --- Verification ---------------------------------------------------------------------------------------------------------

enum class AuditFindingKind : std::uint8_t {
  event_changed = 1,             // the seal does not fit: the event, its seal or the one before it was changed
  event_missing = 2,             // a later version is there
  event_misplaced = 3,           // a version comes again
  seal_unverifiable = 4,         // the key that it names is unknown or revoked
  differs_from_checkpoint = 5,   // seals fit, but a checkpoint has another one: rewritten by a holder of the audit key
  tail_missing = 6,              // a checkpoint has seen later versions
  stream_missing = 7,            // a checkpoint has seen it, and it is neither there nor erased
  stream_erased = 8,             // a tombstone where nothing is ever erased: only invitations are
  checkpoint_unsigned = 9,       // unreadable, or not signed by a trusted key: what it says is not believed
  checkpoint_out_of_chain = 10,  // its number or its previous checkpoint is another
  epoch_differs = 11,            // the store's is not the last checkpoint's: a backup was restored, or an old copy is shown
  line_unreadable = 12,          // not a line of an export
};

struct AuditFinding {
  AuditFindingKind kind = AuditFindingKind::event_changed;
  std::string stream{};          // empty when it is about a checkpoint or a line
  std::uint64_t version = 0;     // the first event that does not fit; 0 when it is not about one
  std::uint64_t checkpoint = 0;  // the number of the one that tells, or is wrong itself; 0: none
  std::string message{};         // the whole, in English, for people
};

struct AuditReport {
  std::uint64_t events = 0;
  std::uint64_t streams = 0;      // that have events
  std::uint64_t checkpoints = 0;  // that were signed and in their chain
  std::uint64_t erased = 0;       // invitations that a checkpoint has seen and that were erased since
  std::vector<AuditFinding> findings{};
  std::uint64_t left_out = 0;  // findings beyond the first 1000

  bool intact() const { return findings.empty(); }
};

// First trust(), then every checkpoint from number 1 on in order, then every event from the beginning on in commit order: of
// a store or of an export. Memory: some hundred bytes for each stream, and for each head in a checkpoint. Not thread-safe.
class AuditVerifier {
 public:
  // `keys` has to have every audit key that ever sealed an event, at least to verify. REQUIRES: keys != nullptr.
  explicit AuditVerifier(std::shared_ptr<const KeyRing> keys);
  AuditVerifier(AuditVerifier&&) noexcept;
  AuditVerifier& operator=(AuditVerifier&&) noexcept;
  ~AuditVerifier();

  // A key that checkpoints may be signed with: PEM, or its 32 bytes. Faults: invalid_argument when it is neither.
  Status trust(std::string_view public_key);
  void checkpoint(std::string_view text);
  void event(const FeedEntry& entry);
  // A line of an export, with or without a newline at its end.
  void line(std::string_view line);
  // The whole feed of a store, page by page, and which of its streams are erased. Faults: of the store.
  Status store(EventStore& store);

  // What was found so far. Without a store, an invitation of which nothing is there counts as erased.
  AuditReport finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doverie

#endif  // DOVERIE_AUDIT_H_
