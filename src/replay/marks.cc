// SPDX-License-Identifier: Apache-2.0
//
// Followed event by event, beside the replay and independent of how it decides.
#include "replay/marks.h"

#include <algorithm>

#include "replay/phones.h"

namespace doverie::replay {

namespace {

template <class Items, class Member>
auto find_in(const Items& items, std::string_view id, Member member) -> const typename Items::value_type* {
  const auto found = std::ranges::find(items, id, member);
  return found == items.end() ? nullptr : &*found;
}

// What an event says of requests that were opened before.
const RequestId* request_of(const CircleEvent& event) {
  return std::visit(
      [](const auto& e) -> const RequestId* {
        using Event = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<Event, event::RecoveryStarted>)
          return nullptr;
        else if constexpr (requires { e.request; })
          return &e.request;
        else
          return nullptr;
      },
      event);
}

}  // namespace

const RecordedLink* RecordedCircle::link(std::string_view contact) const {
  return find_in(links, contact, &RecordedLink::contact);
}
const RecordedRequest* RecordedCircle::request(std::string_view id) const {
  return find_in(requests, id, &RecordedRequest::id);
}
const RecordedInvitation* RecordedCircle::invitation(std::string_view id) const {
  return find_in(invitations, id, &RecordedInvitation::id);
}

Status RecordedCircle::take(const Recorded& recorded) {
  const Instant at = recorded.envelope.at;
  if (at < last_at && !recorded.envelope.clock_reset)
    return not_a_history("stream " + recorded.circle.front().place.stream + ": time goes back");
  last_at = at;
  for (const auto& placed : recorded.circle) {
    const RequestId* named = request_of(placed.event);
    if (named && !request(*named)) {
      return not_a_history("stream " + placed.place.stream + ", version " + std::to_string(placed.place.version) +
                           ": it is about a request that was never opened");
    }
    if (const auto* e = std::get_if<event::InvitationSent>(&placed.event)) {
      invitations.push_back({e->invitation, shown_in(recorded, e->invitation), e->expires_at});
    } else if (const auto* appointed = std::get_if<event::ContactAppointed>(&placed.event)) {
      links.push_back({appointed->contact, appointed->policy});
    } else if (const auto* imported = std::get_if<event::LinkImported>(&placed.event)) {
      links.push_back({imported->contact, imported->policy});
    } else if (const auto* removed = std::get_if<event::ContactRemoved>(&placed.event)) {
      std::erase_if(links, [&](const RecordedLink& l) { return l.contact == removed->contact; });
    } else if (const auto* started = std::get_if<event::RecoveryStarted>(&placed.event)) {
      requests.push_back(
          {started->request, started->policy, started->number_hidden, started->expires_at, started->operation});
    } else if (const auto* code = std::get_if<event::CodeIssued>(&placed.event)) {
      std::ranges::find(requests, code->request, &RecordedRequest::id)->codes_until[code->contact] = code->expires_at;
    } else if (const auto* approved = std::get_if<event::RecoveryApproved>(&placed.event)) {
      const auto known = std::ranges::find(requests, approved->request, &RecordedRequest::id);
      known->until = std::max(known->until, approved->redeem_before);
    }
  }
  return Done{};
}

void RecordedCircle::tidy(Instant before) {
  std::erase_if(requests, [&](const auto& r) { return r.until < before; });
  std::erase_if(invitations, [&](const auto& i) { return i.until < before; });
  std::erase_if(marks, [&](const auto& mark) { return mark.second.at < before && !link(mark.first); });
}

std::string shown_in(const Recorded& recorded, const InvitationId& id) {
  for (const auto& placed : recorded.invitations) {
    const auto* created = std::get_if<event::InvitationCreated>(&placed.event);
    if (created && placed.key == id) return shown_of(created->phone_masked);
  }
  return {};
}

std::string part_of(const RequestId& request, const AccountId& contact) {
  return request + ' ' + contact;
}

}  // namespace doverie::replay
