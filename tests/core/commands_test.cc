// SPDX-License-Identifier: Apache-2.0
//
// What every command answers in every state of a request and of an invitation, by real commands. `done → denied` says what
// the state is afterwards; without an arrow it has to stay what it was.
#include <array>
#include <functional>

#include "support/story.h"

namespace doverie::testing {
namespace {

const std::array<std::string, 8> kRequestStates = {"pending", "awaiting_code", "approved", "redeemed",
                                                   "denied",  "cancelled",     "voided",   "expired"};

// Brings a request of maria's, whose contact is ivan, into the state.
RequestId request_in(Story& story, const std::string& state) {
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  if (state == "awaiting_code" || state == "approved" || state == "redeemed") story.approved("ivan", request);
  if (state == "approved" || state == "redeemed") story.confirmed("ivan", request);
  if (state == "redeemed") story.redeemed(request);
  if (state == "denied") REQUIRE(story.service().trustor("maria").deny(request));
  if (state == "cancelled") REQUIRE(story.cancel(request));
  if (state == "voided") REQUIRE(story.service().operations().recovered_by_other_means("maria", "mfc"));
  story.wait(state == "expired" ? Duration(24h) : Duration(61s));  // 61 s: so that a code may be sent again
  REQUIRE(story.state_of(request) == state);
  return request;
}

using Command = std::function<std::string(Story&, const RequestId&)>;

struct RequestRow {
  std::string command;
  Command run;
  std::array<std::string, 8> answers;  // in the order of kRequestStates
};

const char* const kOver[] = {"request_redeemed", "request_denied", "request_cancelled", "request_void", "request_expired"};

std::array<std::string, 8> answers(const std::string& pending, const std::string& awaiting, const std::string& approved,
                                   const std::string& after_use = "", const std::string& after_end = "") {
  std::array<std::string, 8> all{pending, awaiting, approved};
  for (std::size_t i = 0; i < 5; ++i) all.at(3 + i) = std::string("refused: ") + kOver[i] + (i == 0 ? after_use : after_end);
  return all;
}

std::array<std::string, 8> always(const std::string& open, const std::string& over) {
  return {open, open, open, over, over, over, over, over};
}

const std::vector<RequestRow>& request_rows() {
  static const std::vector<RequestRow> rows = {
      {"approve", [](Story& s, const RequestId& r) { return in_words(s.approve("ivan", r)); },
       answers("done → awaiting_code", "refused: already_approved", "refused: already_approved", ", already_approved")},
      {"send the code again", [](Story& s, const RequestId& r) { return in_words(s.resend("ivan", r)); },
       answers("refused: approval_missing", "done", "refused: code_already_used", ", code_already_used",
               ", approval_missing")},
      {"type the right code",
       [](Story& s, const RequestId& r) {
         return in_words(
             s.confirm("ivan", r, s.sms->sent().empty() && s.state_of(r) != "awaiting_code" ? "123456" : s.code("ivan")));
       },
       answers("refused: approval_missing", "done → approved", "refused: code_already_used", ", code_already_used",
               ", approval_missing")},
      {"type a code that has letters", [](Story& s, const RequestId& r) { return in_words(s.confirm("ivan", r, "12345x")); },
       answers("refused: approval_missing, code_malformed", "refused: code_malformed",
               "refused: code_already_used, code_malformed", ", code_already_used, code_malformed",
               ", approval_missing, code_malformed")},
      {"deny, as the contact", [](Story& s, const RequestId& r) { return in_words(s.service().contact("ivan").deny(r)); },
       answers("done → denied", "done → denied", "done → denied")},
      {"deny, as the owner", [](Story& s, const RequestId& r) { return in_words(s.service().trustor("maria").deny(r)); },
       answers("done → denied", "done → denied", "done → denied")},
      {"cancel", [](Story& s, const RequestId& r) { return in_words(s.cancel(r)); },
       answers("done → cancelled", "done → cancelled", "done → cancelled")},
      {"redeem", [](Story& s, const RequestId& r) { return in_words(s.redeem(r)); },
       answers("refused: request_not_approved", "refused: request_not_approved", "done → redeemed")},
      {"report fraud, as the contact",
       [](Story& s, const RequestId&) { return in_words(s.service().contact("ivan").report_fraud("maria")); },
       always("done → voided", "done")},
      {"report fraud, as the owner",
       [](Story& s, const RequestId&) { return in_words(s.service().trustor("maria").report_fraud()); },
       always("done → voided", "done")},
      {"recover by other means",
       [](Story& s, const RequestId&) {
         return in_words(s.service().operations().recovered_by_other_means("maria", "bank"));
       },
       always("done → voided", "done")},
      {"remove the contact",
       [](Story& s, const RequestId&) { return in_words(s.service().trustor("maria").remove_contact("ivan")); },
       always("refused: removal_blocked", "done")},
      {"resign", [](Story& s, const RequestId&) { return in_words(s.service().contact("ivan").resign("maria")); },
       always("refused: removal_blocked", "done")},
      {"log in", [](Story& s, const RequestId&) { return in_words(s.service().operations().owner_seen("maria")); },
       always("done", "done")},
      {"erase",
       [](Story& s, const RequestId&) { return in_words(s.service().operations().erase("maria", "anna")); },
       {"done", "refused: erasure_blocked", "refused: erasure_blocked", "done", "done", "done", "done", "done"}},
      {"look", [](Story& s, const RequestId& r) { return in_words(s.status(r)); }, always("done", "done")},
  };
  return rows;
}

TEST_CASE("commands: every command in every state of a request") {
  for (const RequestRow& row : request_rows()) {
    for (std::size_t i = 0; i < kRequestStates.size(); ++i) {
      Story story;
      const std::string& state = kRequestStates.at(i);
      const RequestId request = request_in(story, state);
      std::string said = row.run(story, request);
      const std::string after = story.state_of(request);
      if (after != state) said += " → " + after;
      CHECK_MESSAGE(said == row.answers.at(i), row.command << " while " << state << ": " << said);
    }
  }
}

const std::array<std::string, 6> kInvitationStates = {"pending", "accepted", "declined", "cancelled", "expired", "void"};

InvitationId invitation_in(Story& story, const std::string& state) {
  const InvitationId invitation = story.invited("maria", "ivan");
  if (state == "accepted") story.accepted("ivan", invitation);
  if (state == "declined") REQUIRE(story.service().contact("ivan").decline(invitation));
  if (state == "cancelled") REQUIRE(story.service().trustor("maria").cancel_invitation(invitation));
  if (state == "expired") story.wait(24h);
  if (state == "void") story.restart_with_epoch(2);
  return invitation;
}

struct InvitationRow {
  std::string command;
  std::function<std::string(Story&, const InvitationId&)> run;
  std::array<std::string, 6> answers;
};

TEST_CASE("commands: every command in every state of an invitation") {
  const std::array<std::string, 6> closed = {"done",
                                             "refused: invitation_accepted",
                                             "refused: invitation_declined",
                                             "refused: invitation_cancelled",
                                             "refused: invitation_expired",
                                             "refused: invitation_void"};
  // The trustor must not learn that somebody declined: withdrawing works as if nobody had.
  const std::array<std::string, 6> for_trustor = {
      "done", "refused: invitation_accepted", "done", "refused: invitation_cancelled", "refused: invitation_expired",
      "done"};
  const std::vector<InvitationRow> rows = {
      {"accept", [](Story& s, const InvitationId& i) { return in_words(s.accept("ivan", i)); }, closed},
      {"decline", [](Story& s, const InvitationId& i) { return in_words(s.service().contact("ivan").decline(i)); }, closed},
      {"withdraw",
       [](Story& s, const InvitationId& i) { return in_words(s.service().trustor("maria").cancel_invitation(i)); },
       for_trustor},
  };
  for (const InvitationRow& row : rows) {
    for (std::size_t i = 0; i < kInvitationStates.size(); ++i) {
      Story story;
      const InvitationId invitation = invitation_in(story, kInvitationStates.at(i));
      const std::string said = row.run(story, invitation);
      CHECK_MESSAGE(said == row.answers.at(i), row.command << " while " << kInvitationStates.at(i) << ": " << said);
    }
  }
}

TEST_CASE("commands: what is somebody else's does not exist") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.accept("pyotr", invitation), "refused: invitation_not_found");
  EXPECT(story.accept("nobody", invitation), "refused: invitation_not_found");
  EXPECT(story.service().contact("pyotr").decline(invitation), "refused: invitation_not_found");
  EXPECT(story.service().trustor("olga").cancel_invitation(invitation), "refused: invitation_not_found");
  InvitationId unknown = invitation;
  unknown[5] = unknown[5] == '0' ? '1' : '0';
  EXPECT(story.service().trustor("maria").cancel_invitation(unknown), "refused: invitation_not_found");
  EXPECT(story.accept("ivan", unknown), "refused: invitation_not_found");
  story.accepted("ivan", invitation);
  const RequestId request = story.started("maria");
  EXPECT(story.approve("pyotr", request), "refused: request_not_found");
  EXPECT(story.resend("pyotr", request), "refused: request_not_found");
  EXPECT(story.confirm("pyotr", request, "123456"), "refused: request_not_found");
  EXPECT(story.service().contact("pyotr").deny(request), "refused: request_not_found");
  EXPECT(story.service().contact("pyotr").report_fraud("maria"), "refused: not_a_contact");
  EXPECT(story.service().contact("pyotr").resign("maria"), "refused: not_a_contact");
  EXPECT(story.service().trustor("maria").remove_contact("pyotr"), "refused: not_a_contact");
  EXPECT(story.service().trustor("olga").deny(request), "refused: request_not_found");
  RequestId other = request;
  other[5] = other[5] == '0' ? '1' : '0';
  EXPECT(story.service().recoverer("maria").status(other, story.secret(request)), "refused: request_not_found");
  EXPECT(story.service().recoverer("maria").cancel(other, story.secret(request)), "refused: request_not_found");
  EXPECT(story.service().contact("ivan").approve(other, {true, true, "0000"}), "refused: request_not_found");
}

TEST_CASE("commands: an attestation has to be complete and about this request") {
  struct Row {
    bool spoke, nobody_misleads;
    bool right_number;
    const char* answer;
  };
  const Row rows[] = {
      {true, true, true, "done"},
      {false, true, true, "refused: attestation_incomplete"},
      {true, false, true, "refused: attestation_incomplete"},
      {true, true, false, "refused: number_mismatch"},
      {false, false, false, "refused: attestation_incomplete, number_mismatch"},
  };
  for (const Row& row : rows) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    const std::string number = row.right_number ? story.number(request) : "no";
    EXPECT(story.service().contact("ivan").approve(request, {row.spoke, row.nobody_misleads, number}), row.answer);
    CHECK(story.state_of(request) == (std::string(row.answer) == "done" ? "awaiting_code" : "pending"));
  }
}

}  // namespace
}  // namespace doverie::testing
