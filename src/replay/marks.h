// SPDX-License-Identifier: Apache-2.0
//
// What the history itself says of a circle, and where the replay has left it.
#ifndef DOVERIE_SRC_REPLAY_MARKS_H_
#define DOVERIE_SRC_REPLAY_MARKS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "replay/feed.h"

namespace doverie::replay {

enum class MarkKind : std::uint8_t {
  lost,   // recorded, and not there under the other policy
  kept,   // gone by the records, and still there under the other policy
  shaky,  // there, or gone, unless what nobody knows was otherwise
};

// The earliest decision that explains why later ones about the same thing come out otherwise.
struct Mark {
  MarkKind kind;
  ReplayPlace place;
  std::optional<Reason> reason{};
  Instant at{};
};

struct RecordedLink {
  AccountId contact;
  PolicyPin policy;
};

struct RecordedRequest {
  RequestId id;
  PolicyPin policy;
  bool number_hidden;
  Instant until;
  std::string operation;
  std::map<AccountId, Instant> codes_until{};  // the last code of each contact
};

struct RecordedInvitation {
  InvitationId id;
  std::string shown;  // the beginning of the phone; empty: erased since
  Instant until;
};

// Of one circle, as it was recorded.
struct RecordedCircle {
  std::vector<RecordedLink> links;  // in the order of the circle
  std::vector<RecordedRequest> requests;
  std::vector<RecordedInvitation> invitations;
  std::map<std::string, Mark, std::less<>> marks;  // by contact, invitation, request, or request and contact
  Instant last_at{};

  const RecordedLink* link(std::string_view contact) const;
  const RecordedRequest* request(std::string_view id) const;
  const RecordedInvitation* invitation(std::string_view id) const;

  // Takes the events in. store_corrupt when they contradict those before.
  Status take(const Recorded& recorded);
  // Lets go of what has ended so long before.
  void tidy(Instant before);
};

// The beginning of an invitation's phone, if the events have it.
std::string shown_in(const Recorded& recorded, const InvitationId& id);

// One contact's part in a request.
std::string part_of(const RequestId& request, const AccountId& contact);

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_MARKS_H_
