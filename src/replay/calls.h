// SPDX-License-Identifier: Apache-2.0
//
// Calls as they were recorded, and what their records do not tell under another `call_hold`: nothing is recorded of a call
// that is reported again while it is held, nor of the end of one that was held no more and is forgotten, nor of any call under
// a policy that lets calls be.
#ifndef DOVERIE_SRC_REPLAY_CALLS_H_
#define DOVERIE_SRC_REPLAY_CALLS_H_

#include <map>
#include <string>
#include <vector>

#include "replay/feed.h"

namespace doverie::replay {

// `call_hold` of both sides around a day.
struct Holds {
  bool differ = false;
  bool unrecorded = false;  // there was a day on which calls were let be, and would not have been
  Duration shortest{0};     // of the other policy
  Duration longest{0};
};
Holds holds_around(CivilDate today, const PolicySchedule& history, const PolicySchedule& other);

struct CallDoubt {
  bool maybe_on = false;                  // somebody may be in a call that is not known
  std::vector<std::string> maybe_over{};  // calls whose end would not have been recorded
};

// Of one realm.
class RecordedCalls {
 public:
  void take(const Recorded& recorded);

  CallDoubt of_trustor(const AccountId& trustor, Instant at, const Holds& holds) const;
  CallDoubt of_contact(const AccountId& contact, Instant at, const Holds& holds) const;

 private:
  struct RecordedCall {
    std::string id;
    Instant began;
    Instant held_until;
    bool forgotten = false;  // by the records: its end is not written down
    bool twice = false;      // had begun before, and may have ended between
  };
  using Calls = std::vector<RecordedCall>;
  using ByAccount = std::map<AccountId, Calls>;

  template <class Event>
  static void take(const Placed<Event>& placed, Instant at, ByAccount& into);
  static void begin(Calls& calls, const event::CallBegan& e, Instant at);
  static CallDoubt doubt(const ByAccount& calls, const AccountId& account, Instant at, const Holds& holds);

  ByAccount trustors_;
  ByAccount contacts_;
};

}  // namespace doverie::replay

#endif  // DOVERIE_SRC_REPLAY_CALLS_H_
