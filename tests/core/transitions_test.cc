// SPDX-License-Identifier: Apache-2.0
//
// Every cell of both state machines: which step leads where, and that no other step leads anywhere.
#include "core/records/transitions.h"

#include <doctest/doctest.h>

#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace doverie {
namespace {

// A row is a state, a column a step, `.` an illegal step, `=` one that leaves the state as it is.
constexpr const char* kInvitations = R"(
              created    accepted   declined   cancelled
(none)        pending    .          .          .
pending       .          accepted   declined   cancelled
accepted      .          .          .          .
declined      .          .          .          .
cancelled     .          .          .          .
expired       .          .          .          .
)";

constexpr const char* kRequests = R"(
              started wrong_number approval_given issued resent code_rejected code_confirmed approved redeemed denied cancelled voided
(none)        pending .            .              .      .      .             .              .        .        .      .         .
pending       .       =            awaiting_code  .      .      .             .              .        .        denied cancelled voided
awaiting_code .       =            =              =      =      =             =              approved .        denied cancelled voided
approved      .       .            .              .      .      .             .              .        redeemed denied cancelled voided
redeemed      .       .            .              .      .      .             .              .        .        .      .         .
denied        .       .            .              .      .      .             .              .        .        .      .         .
cancelled     .       .            .              .      .      .             .              .        .        .      .         .
voided        .       .            .              .      .      .             .              .        .        .      .         .
expired       .       .            .              .      .      .             .              .        .        .      .         .
)";

using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::string& table) {
  std::vector<Row> rows;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Row row;
    for (std::string word; words >> word;) row.push_back(word);
    if (!row.empty()) rows.push_back(row);
  }
  return rows;
}

template <class State>
std::optional<State> state_named(const std::string& name, int states) {
  for (int i = 1; i <= states; ++i) {
    if (name_of(static_cast<State>(i)) == name) return static_cast<State>(i);
  }
  return std::nullopt;
}

template <class State, class Step>
void check_every_cell(const char* table, int states, std::size_t legal) {
  const auto rows = rows_of(table);
  REQUIRE(rows.size() == static_cast<std::size_t>(states) + 2);  // the heading, "(none)", and every state there is
  const Row& steps = rows.front();
  std::size_t found_legal = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto from = state_named<State>(rows[i].front(), states);
    REQUIRE((from.has_value() || i == 1));
    REQUIRE(rows[i].size() == steps.size() + 1);
    for (std::size_t j = 0; j < steps.size(); ++j) {
      const auto to = next(from, static_cast<Step>(j));
      const std::string leads_to = !to ? "." : to == from ? "=" : std::string(name_of(*to));
      CHECK_MESSAGE(leads_to == rows[i][j + 1], rows[i].front() << " × " << steps[j] << " leads to " << leads_to);
      if (to) ++found_legal;
    }
  }
  CHECK(found_legal == legal);
}

TEST_CASE("transitions: every cell of the invitation") {
  check_every_cell<InvitationState, InvitationStep>(kInvitations, 5, invitation_transitions().size());
}

TEST_CASE("transitions: every cell of the request") {
  check_every_cell<RequestState, RequestStep>(kRequests, 8, request_transitions().size());
}

TEST_CASE("transitions: open are exactly the states that can still lead to redemption") {
  for (int i = 1; i <= 8; ++i) {
    const auto state = static_cast<RequestState>(i);
    const std::string name(name_of(state));
    const bool can_be_denied = next(state, RequestStep::denied).has_value();
    CHECK_MESSAGE(is_open(state) == can_be_denied, name);
  }
}

TEST_CASE("transitions: statuses of a start have their names") {
  CHECK(name_of(StartStatus::pending) == "pending");
  CHECK(name_of(StartStatus::frozen) == "frozen");
  CHECK(name_of(StartStatus::contact_unavailable) == "contact_unavailable");
  CHECK(name_of(StartStatus::not_protected) == "not_protected");
}

}  // namespace
}  // namespace doverie
