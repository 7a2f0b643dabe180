// SPDX-License-Identifier: Apache-2.0
//
// Bytes on their way to and from an event store. The store knows streams, versions, tags and messages; it knows nothing of
// contacts.
#ifndef DOVERIE_CORE_RECORDS_H_
#define DOVERIE_CORE_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "doverie/core/time.h"

namespace doverie {

// One event. `bytes` is canonical JSON (stored as these exact bytes); `seal` is the keyed hash that chains it to its
// predecessor: `<audit key id>:<64 hex digits>`.
struct EventRecord {
  std::string bytes{};
  std::string seal{};

  friend bool operator==(const EventRecord&, const EventRecord&) = default;
};

// A stream as loaded. Versions count its events from 1; a stream that was never written has version 0.
struct StreamRecord {
  std::string name{};
  std::uint64_t version = 0;
  bool erased = false;  // a tombstone: the events are gone, nothing can be appended any more
  // The events from the stream's latest summary on, or all of them: events[i] has version `version - events.size() + 1 + i`.
  std::vector<EventRecord> events{};
  // The stream still has the version that the reader knows (ReadRequest::known): the events were left out.
  bool unchanged = false;
};

// A stream that carries a tag, and when the tag was set.
struct TagEntry {
  std::string stream;
  Instant set_at;
};

// What was kept of a command that has taken effect.
struct CommandRecord {
  std::string fingerprint{};  // keyed hash of the command's content
  std::string answer{};       // canonical JSON
};

struct StreamAppend {
  std::string stream{};
  std::vector<EventRecord> events{};
  // The version of the last one of `events` that sums up everything before it: later reads begin there. 0: none of them does.
  std::uint64_t summary = 0;
};

struct StreamVersion {
  std::string stream;
  std::uint64_t version;
  friend bool operator==(const StreamVersion&, const StreamVersion&) = default;
};

struct TagChange {
  std::string tag{};
  std::string stream{};
  bool set = true;  // false: drop
};

// A message to be sent after the commit. Holds references only: never a phone, code or text.
struct MessageRecord {
  std::string queue{};      // where a pump looks for it; it says nothing to the store
  std::string id{};         // unique; the idempotency key all the way to the SMS gateway
  std::string bytes{};      // canonical JSON
  Instant not_before{};     // when it is due
  Instant useless_after{};  // when it need not be sent any more
};

// A message that has become pointless, as it was put.
struct WithdrawnMessage {
  std::string queue{};
  std::string id{};
  Instant not_before{};
};

// What one command writes: all of it or nothing.
struct Batch {
  std::string command_id{};  // never empty
  CommandRecord command{};
  std::vector<StreamVersion> expected{};  // EVERY stream loaded, written or not, in ascending order of name
  std::vector<StreamAppend> appends{};    // streams of `expected`, in the same order
  std::vector<TagChange> tags{};
  std::vector<MessageRecord> messages{};
  // Messages of earlier batches to take away. One that has ever been leased stays, for whoever leases it to find out; that one is
  // not there is no error.
  std::vector<WithdrawnMessage> withdrawn{};
  std::vector<std::string> erase{};  // streams to leave as tombstones (with their tags)
  Instant at{};                      // when it was decided
};

enum class AppendOutcome : std::uint8_t {
  appended = 1,  // durable
  already = 2,   // this command id has taken effect before: its record is in AppendResult::command
  conflict = 3,  // a stream of `expected` has another version, or is erased: nothing was written
  unknown = 4,   // the store cannot say: ask again by reading the command id
};

struct AppendResult {
  AppendOutcome outcome{};
  CommandRecord command{};  // when `already`
  // When `appended`: how many calls shared the commit, this one included; 0: the store does not say. For metrics.
  std::uint32_t together = 0;
};

}  // namespace doverie

#endif  // DOVERIE_CORE_RECORDS_H_
