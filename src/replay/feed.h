// SPDX-License-Identifier: Apache-2.0
//
// A history, event by event, as the commands that wrote it.
#ifndef DOVERIE_SRC_REPLAY_FEED_H_
#define DOVERIE_SRC_REPLAY_FEED_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/records/events.h"
#include "doverie/ports/event_store.h"
#include "doverie/replay.h"

namespace doverie::replay {

// One event and where it stands.
template <class Event>
struct Placed {
  ReplayPlace place;
  std::string key;  // the account or invitation whose stream it is
  Event event;
};

// Everything that one command wrote.
struct Recorded {
  std::string realm;
  Envelope envelope;
  std::vector<Placed<CircleEvent>> circle;
  std::vector<Placed<ContactEvent>> contacts;
  std::vector<Placed<InvitationEvent>> invitations;
};

Fault not_a_history(const std::string& why);

// Events of one command stand behind one another in the feed, since it was one commit.
class Feed {
 public:
  // The command before, when this event begins another one. Faults: store_corrupt, event_unknown.
  Result<std::optional<Recorded>> add(const FeedEntry& entry);
  // The last one.
  std::optional<Recorded> end() { return std::exchange(current_, std::nullopt); }

  // Nothing more will come of this stream.
  void forget(const std::string& stream) { versions_.erase(stream); }

 private:
  Status follow(const FeedEntry& entry);
  Status take_facts(const FeedEntry& entry, const std::string& realm, const AccountId& trustor);
  template <class Event>
  Result<std::optional<Recorded>> take(const FeedEntry& entry, std::string realm, std::string key,
                                       std::vector<Placed<Event>> Recorded::* into);

  std::map<std::string, std::uint64_t, std::less<>> versions_;
  std::optional<Recorded> current_;
  JsonReader reader_;
};

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_FEED_H_
