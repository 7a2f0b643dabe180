// SPDX-License-Identifier: Apache-2.0
//
// One command, driven by hand and without I/O:
//
//   Operation operation(settings, command, meta, randomness);
//   while (!operation.needs().empty()) operation.supply(fetch(operation.needs()));   // host reads streams and facts
//   if (operation.writes())                                                          // host appends in its own transaction
//     operation.committed(append(operation.batch()));                                // may ask to begin again
//   Result<Answer> answer = operation.answer();
//
// Service is nothing but this loop over the ports. A host that must write inside its own database transaction, or on its own
// event loop, runs the loop itself; the answer is withheld until it says that the batch is committed.
//
// The states, executed by the implementation:
//
//   loading ──supply: more to load──► loading
//      │ prefetch: maybe more to load at once ──► loading
//      │ supply: everything there, nothing to write (query, rejection, fault, repeated command)
//      ├───────────────────────────────────────────► done
//      │ supply: everything there, decided
//      └──► writing ──committed(appended | already)──► done
//              ├──committed(conflict)──► loading   (begin again: read streams, facts and clock anew)
//              └──committed(unknown)───► loading   (the command id is read first: it tells whether the batch took effect)
#ifndef DOVERIE_CORE_OPERATION_H_
#define DOVERIE_CORE_OPERATION_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "doverie/core/answers.h"
#include "doverie/core/commands.h"
#include "doverie/core/records.h"
#include "doverie/core/settings.h"
#include "doverie/core/shadow.h"

namespace doverie {

// Random bytes for one operation: enough for all the ids it can hand out.
inline constexpr std::size_t kRandomnessBytes = 64;

// Not thread-safe; one command, one thread at a time.
class Operation {
 public:
  // REQUIRES: check(settings) is ok; settings outlive the operation; randomness is kRandomnessBytes long.
  // A wrong argument in the command makes the operation done at once, with a fault that names it.
  Operation(const Settings& settings, Command command, CommandMeta meta, std::string_view randomness);
  Operation(Operation&&) noexcept;
  Operation& operator=(Operation&&) noexcept;
  ~Operation();

  // What to fetch now; empty when there is nothing left to fetch.
  const Needs& needs() const;
  // What the host remembers of the streams asked for, before it has looked whether they are still so: the needs grow by what
  // will be wanted if they are, which saves a second round. Nothing is decided by it. REQUIRES: !needs().empty().
  void prefetch(const std::vector<KnownStream>& known);
  // REQUIRES: !needs().empty(). Something asked for but not supplied makes the operation done with an internal fault.
  void supply(Supplies supplies);
  // Gives up: `fault` becomes the answer (the directory is down, say), or outcome_unknown when an append was. REQUIRES: !done().
  void fail(Fault fault);

  // Whether batch() has to be appended now.
  bool writes() const;
  // REQUIRES: writes().
  const Batch& batch() const;
  // How the append ended. REQUIRES: writes().
  void committed(const AppendResult& result);

  bool done() const;
  // How often the operation has begun again because of a conflict.
  int conflicts() const;
  // REQUIRES: done().
  const Result<Answer>& answer() const;
  // What the settings' shadow would have done differently; nothing when it agrees, when there is none, when the command is a
  // question, was answered before, or ended in a fault. REQUIRES: done().
  const std::optional<ShadowDifference>& shadow_difference() const;
  // What is to be written into the journal of refused commands, by an operation of its own, once this one is done and its batch, if
  // it has one, is committed; nothing when there is nothing to write. The answer stands whether that works or not. REQUIRES: done().
  std::optional<NoteRefusal> refusal() const;
  // Whether the realm's record does not say all that the store tells (a restore), or is sealed under an old key: then a NoteRealm
  // is due. REQUIRES: done().
  bool realm_outdated() const;
  // The format level of the store, as this operation has found it; 0 when it was not read. REQUIRES: done().
  std::int64_t store_level() const;
  // The streams as this operation has read or written them, to be given to later ones (Supplies::known); nothing when it ended
  // in a fault. REQUIRES: done().
  std::vector<KnownStream> to_remember() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doverie

#endif  // DOVERIE_CORE_OPERATION_H_
