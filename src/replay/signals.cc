// SPDX-License-Identifier: Apache-2.0
//
// Which events are signals, and the command that reports each of them again.
#include "replay/signals.h"

namespace doverie::replay {

namespace {

Result<AccountChange> change_named(const std::string& what) {
  for (const auto change : {AccountChange::phone, AccountChange::sim, AccountChange::level, AccountChange::citizenship}) {
    if (name_of(change) == what) return change;
  }
  return not_a_history("an account_changed is of \"" + what + "\"");
}

// The command that wrote it, or nothing for what is no signal.
template <class Event>
Result<std::optional<Command>> signal_in(const Placed<Event>& placed) {
  using Signal = std::optional<Command>;
  if (const auto* began = std::get_if<event::CallBegan>(&placed.event)) {
    return Signal(CallBegan{placed.key, began->call});
  }
  if (const auto* ended = std::get_if<event::CallEnded>(&placed.event)) {
    return Signal(CallEnded{placed.key, ended->call});
  }
  const auto* changed = std::get_if<event::AccountChanged>(&placed.event);
  if (!changed) return Signal();
  const auto what = change_named(changed->what);
  if (!what) return what.template as<Signal>();
  return Signal(AccountChanged{placed.key, *what, changed->since});
}

template <class Event>
bool found_in_facts(const Event& event) {
  const auto* changed = std::get_if<event::AccountChanged>(&event);
  return changed && changed->by == "facts";
}

// A report is told once, to both roles of the account; what was found is of the role in which it was.
template <class Event>
Status tell(const std::vector<Placed<Event>>& events, const Recorded& recorded, OtherWorld& world, bool& reported) {
  for (const auto& placed : events) {
    const auto signal = signal_in(placed);
    if (!signal) return signal.fault();
    const bool found = found_in_facts(placed.event);
    if (!*signal || (reported && !found)) continue;
    reported = reported || !found;
    Trial trial = world.decide({**signal}, {recorded.envelope.at, recorded.envelope.today});
    if (trial.answer.faulted()) return trial.answer.fault();
    if (found && std::is_same_v<Event, CircleEvent>) trial.contacts.clear();
    if (found && std::is_same_v<Event, ContactEvent>) trial.circle.clear();
    if (auto status = world.apply(trial, recorded.envelope); !status) return status;
  }
  return Done{};
}

}  // namespace

bool is_signal(const ContactEvent& event) {
  return std::holds_alternative<event::CallBegan>(event) || std::holds_alternative<event::CallEnded>(event) ||
         std::holds_alternative<event::AccountChanged>(event);
}

Status take_signals(const Recorded& recorded, OtherWorld& world) {
  bool reported = false;
  if (auto status = tell(recorded.circle, recorded, world, reported); !status) return status;
  return tell(recorded.contacts, recorded, world, reported);
}

}  // namespace doverie::replay
