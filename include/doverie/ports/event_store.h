// SPDX-License-Identifier: Apache-2.0
//
// Where events live. An event store keeps streams of bytes, tags on them, the records of commands, and messages to be sent;
// it knows nothing of contacts. doverie/testing/event_store_contract.h is the contract as a test suite.
#ifndef DOVERIE_PORTS_EVENT_STORE_H_
#define DOVERIE_PORTS_EVENT_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/core/records.h"
#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

struct ReadRequest {
  std::vector<std::string> streams{};  // any order, no repetitions
  std::vector<std::string> tags{};
  Instant tags_since{};
  std::optional<std::string> command_id{};
  bool whole = false;  // all events of the streams, not only those from the latest summary on
  // The versions that the reader has already: empty, or one for each of `streams`. A store may leave the events of a stream out
  // that still has this version (and say so: StreamRecord::unchanged), and is as right when it gives them all the same. It must
  // not where what was appended can be undone later (a host's own transaction): the version would come again with other events.
  std::vector<std::optional<std::uint64_t>> known{};
};

// What the reader has of the `place`-th stream already.
inline std::optional<std::uint64_t> known_version(const ReadRequest& request, std::size_t place) {
  return place < request.known.size() ? request.known[place] : std::nullopt;
}

struct ReadTag {
  std::string tag;
  std::vector<TagEntry> entries;  // in order of set_at, then stream
};

struct ReadResult {
  std::vector<StreamRecord> streams{};     // one for each asked, in the same order; version 0 when never written
  std::vector<ReadTag> tags{};             // one for each asked, in the same order
  std::optional<CommandRecord> command{};  // nullopt: that command has not taken effect
  std::optional<Instant> store_now{};      // the store's own time; nullopt when it has no clock apart from the host's
  std::uint64_t epoch = 0;                 // the store's own: raised by restoring a backup; 0 when it keeps none
  std::optional<Instant> restored_at{};    // when it was raised; nullopt: never, or the store does not know
  // The latest instant at which a batch was decided (Batch::at), a second less at most. A clock that shows less has been set
  // back since. nullopt: nothing was appended, or the store keeps none, as one that has a time of its own need not.
  std::optional<Instant> last_at{};
  // What is appended to the store as it is now can still be undone by somebody else: it writes inside a transaction of the
  // host's. Whoever guesses there is not counted, so the library compares no guess.
  bool undoable = false;
};

// A message that this process may send until its lease ends.
struct LeasedMessage {
  MessageRecord message{};
  std::uint32_t attempt = 1;  // how often it has been leased, this time included
  std::string lease{};        // proves that the lease is this one
};

enum class SettleAs : std::uint8_t {
  sent = 1,     // done: the row can go
  later = 2,    // try again at `retry_at`
  dropped = 3,  // will never be sent: the row can go
};

struct Settlement {
  std::string message_id{};
  std::string lease{};
  SettleAs as = SettleAs::sent;
  Instant retry_at{};   // of `later`
  std::string queue{};  // of `later`: the queue that it waits in from now on; empty: the one that it is in
};

struct FeedEntry {
  std::string cursor{};  // opaque: give it back as `after` to go on behind this entry
  std::string stream{};
  std::uint64_t version = 0;
  EventRecord event{};
};

// What has become of a store's connections. The counts are since it was opened.
struct StoreConnections {
  std::uint32_t most = 0;    // it may have; 0: it has no pool
  std::uint32_t open = 0;    // now
  std::uint32_t in_use = 0;  // of these
  std::uint64_t opened = 0;
  std::uint64_t refused = 0;  // tries to open one that did not succeed: another one is made at intervals
  std::uint64_t waited = 0;   // calls that found none free
};

// Thread-safe: any method from any thread at once. Methods do not throw but for std::bad_alloc; what goes wrong is a Fault
// (store_unavailable, busy, store_full, store_read_only, store_corrupt, store_failed, forked). A Fault of append() means that
// nothing was written; where that is not certain the outcome is `unknown`.
class EventStore {
 public:
  virtual ~EventStore() = default;

  // Everything of one consistent snapshot.
  virtual Result<ReadResult> read(const ReadRequest& request) = 0;

  // All of the batch or nothing, durable when it returns `appended`. In this order of precedence:
  //   already   the command id has been appended before (whatever the rest of the batch)
  //   conflict  a stream of `expected` has another version or is erased
  virtual Result<AppendResult> append(const Batch& batch) = 0;

  // Up to `limit` messages of `queue` that are due at `now` and not under somebody's lease, oldest due first; each is under lease until
  // `now + lease_for`. Messages past useless_after are leased too: the pump settles them as dropped.
  virtual Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                            std::uint32_t limit) = 0;

  // Ends leases. A lease that has run out and was taken over by somebody else is left alone (not an error).
  virtual Status settle_messages(const std::vector<Settlement>& settlements) = 0;

  // Events in commit order behind `after` (empty: from the beginning). No commit is ever skipped: an event that commits
  // later never appears before a cursor already handed out. Erased events are absent. invalid_argument: a cursor that this
  // store has not handed out, also one that was changed; one from before a backup was restored, or of what the store does not
  // have, as after an old copy was put back: what it has seen may never have happened.
  virtual Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) = 0;

  // The same, for whoever looks for damage: what feed() ends at with store_corrupt, because it is no text any more, is there
  // as it is. A store that cannot have such rows need not override it.
  virtual Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) { return feed(after, limit); }

  // Whether the store answers, for whoever watches the service: it reads nothing of anybody, and takes a connection of the pool
  // where there is one. Faults: as read(). Unless overridden, a read of no stream.
  virtual Status ping();

  // What contradicts itself in there, each finding in words with the place, a hundred of a kind at most; nothing is changed.
  // Seals are for the audit (doverie/audit.h), which has the keys. It takes as long as reading everything, and may be called
  // while the store is in use. Faults: as feed(). Unless overridden it goes through the feed: whether every stream has its events
  // from 1 on in order, each once, as text; and whether read() gives the same version and the same events.
  virtual Result<std::vector<std::string>> check();

  // Lets go of the records of up to `limit` commands that were decided before `before`, the oldest first; how many those were.
  // Whoever repeats one of these comes as for the first time. Room that has become free is given back a little at a time, where a
  // store can. Faults: as append(). Unless overridden it lets go of nothing: a store of the host's own may do it by itself.
  virtual Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit);

  // Of a pool, for metrics; nullopt: it has none.
  virtual std::optional<StoreConnections> connections() const { return std::nullopt; }
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_EVENT_STORE_H_
