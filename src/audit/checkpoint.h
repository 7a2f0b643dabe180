// SPDX-License-Identifier: Apache-2.0
//
// What a checkpoint says, and its one spelling:
//
//   {"format":"doverie checkpoint 1","number":2,"previous":"<sha256 of the text of number 1, hex>",
//    "at":"2026-03-02T09:00:00.000000Z","epoch":0,"cursor":"17",
//    "heads":[{"stream":"circle/maria","version":3,"seal":"1:…"}],"signature":"<hex>"}
//
// in one line. The signature is over the text without its last member.
#ifndef DOVERIE_SRC_AUDIT_CHECKPOINT_H_
#define DOVERIE_SRC_AUDIT_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie::audit {

// The last event of a stream.
struct Head {
  std::string stream;
  std::uint64_t version = 0;
  std::string seal;
};

struct Checkpoint {
  std::uint64_t number = 1;
  std::string previous{};  // digest_of() the one before; empty for the first
  Instant at{};
  std::uint64_t epoch = 0;
  std::string cursor{};       // the feed up to here was seen
  std::vector<Head> heads{};  // of streams changed since the one before, in ascending order of stream
};

struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string signature;  // 64 bytes
};

// The text without signature, and what is signed of it.
std::string unsigned_text(const Checkpoint& checkpoint);
std::string signed_bytes(const Checkpoint& checkpoint);
std::string text_of(const SignedCheckpoint& checkpoint);

// Only of the very text that text_of() gives. Faults: invalid_argument. Does not look at the signature.
Result<SignedCheckpoint> read_checkpoint(std::string_view text);
std::string digest_of(std::string_view text);

}  // namespace doverie::audit

#endif  // DOVERIE_SRC_AUDIT_CHECKPOINT_H_
