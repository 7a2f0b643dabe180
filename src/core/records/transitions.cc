// SPDX-License-Identifier: Apache-2.0
//
// The two tables themselves. A step that has no row is impossible.
#include "core/records/transitions.h"

namespace doverie {

namespace {

using IState = InvitationState;
using IStep = InvitationStep;
constexpr InvitationTransition kInvitationTransitions[] = {
    {std::nullopt, IStep::created, IState::pending},
    {IState::pending, IStep::accepted, IState::accepted},
    {IState::pending, IStep::declined, IState::declined},
    {IState::pending, IStep::cancelled, IState::cancelled},
};

using State = RequestState;
using Step = RequestStep;
constexpr RequestTransition kRequestTransitions[] = {
    {std::nullopt, Step::started, State::pending},
    {State::pending, Step::number_rejected, State::pending},
    {State::pending, Step::approval_given, State::awaiting_code},
    {State::pending, Step::denied, State::denied},
    {State::pending, Step::cancelled, State::cancelled},
    {State::pending, Step::voided, State::voided},
    {State::awaiting_code, Step::number_rejected, State::awaiting_code},
    {State::awaiting_code, Step::approval_given, State::awaiting_code},
    {State::awaiting_code, Step::code_issued, State::awaiting_code},
    {State::awaiting_code, Step::code_resent, State::awaiting_code},
    {State::awaiting_code, Step::code_rejected, State::awaiting_code},
    {State::awaiting_code, Step::code_confirmed, State::awaiting_code},
    {State::awaiting_code, Step::approved, State::approved},
    {State::awaiting_code, Step::denied, State::denied},
    {State::awaiting_code, Step::cancelled, State::cancelled},
    {State::awaiting_code, Step::voided, State::voided},
    {State::approved, Step::redeemed, State::redeemed},
    {State::approved, Step::denied, State::denied},
    {State::approved, Step::cancelled, State::cancelled},
    {State::approved, Step::voided, State::voided},
};

template <class Row, class From, class Verb>
auto look_up(std::span<const Row> table, From from, Verb step) -> std::optional<decltype(Row::to)> {
  for (const Row& row : table) {
    if (row.from == from && row.step == step) return row.to;
  }
  return std::nullopt;
}

}  // namespace

std::span<const InvitationTransition> invitation_transitions() {
  return kInvitationTransitions;
}
std::span<const RequestTransition> request_transitions() {
  return kRequestTransitions;
}

std::optional<InvitationState> next(std::optional<InvitationState> from, InvitationStep step) {
  return look_up(invitation_transitions(), from, step);
}

std::optional<RequestState> next(std::optional<RequestState> from, RequestStep step) {
  return look_up(request_transitions(), from, step);
}

bool is_open(RequestState state) {
  return state == State::pending || state == State::awaiting_code || state == State::approved;
}

}  // namespace doverie
