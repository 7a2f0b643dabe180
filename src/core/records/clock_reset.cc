// SPDX-License-Identifier: Apache-2.0
//
// Which instants of a state are ends, and which are times at which something has happened? Their names tell.
#include "core/records/clock_reset.h"

#include <algorithm>

namespace doverie {

namespace {

bool is_end(std::string_view name) {
  return name.ends_with("_until") || name.ends_with("_from") || name.ends_with("_before") || name.ends_with("expires_at");
}

// Goes over all fields, as those that write and read them do (event_fields.h).
class Reset {
 public:
  explicit Reset(const ClockReset& reset) : reset_(reset) {}

  void operator()(std::string_view name, Instant& at) const {
    if (at == kUntilLifted) return;
    at = std::min(at, is_end(name) ? reset_.at + reset_.longest : reset_.at);
  }
  void operator()(std::string_view name, std::optional<Instant>& at) const {
    if (at) (*this)(name, *at);
  }
  template <class T>
  void operator()(std::string_view, std::vector<T>& items) {
    if constexpr (requires(T& item, Reset& fields) { T::fields(item, fields); }) {
      for (T& item : items) T::fields(item, *this);
    }
  }
  template <class T>
  void operator()(std::string_view, T&) const {}
  template <class T>
  void optional(std::string_view name, T& value) {
    (*this)(name, value);
  }

 private:
  const ClockReset& reset_;
};

template <class State>
void reset_fields(State& state, const ClockReset& reset, Instant now) {
  Reset fields(reset);
  State::fields(state, fields);
  state.last_at = now;
}

}  // namespace

void reset_clock(Circle& circle, const ClockReset& reset, Instant now) {
  reset_fields(circle, reset, now);
}
void reset_clock(ContactRecord& contact, const ClockReset& reset, Instant now) {
  reset_fields(contact, reset, now);
}
void reset_clock(RealmRecord& realm, const ClockReset& reset, Instant now) {
  reset_fields(realm, reset, now);
}
// It is kept for as long after its end as it would have been.
void reset_clock(Invitation& invitation, const ClockReset& reset, Instant now) {
  const Duration kept = invitation.keep_until - invitation.expires_at;
  invitation.sent_at = std::min(invitation.sent_at, reset.at);
  invitation.expires_at = std::min(invitation.expires_at, reset.at + reset.longest);
  invitation.keep_until = std::min(invitation.keep_until, invitation.expires_at + kept);
  invitation.last_at = now;
}

}  // namespace doverie
