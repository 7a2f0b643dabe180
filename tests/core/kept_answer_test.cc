// SPDX-License-Identifier: Apache-2.0
//
// What is kept of an answer: sealed, and given again as it was or not at all.
#include "core/operation/kept_answer.h"

#include <functional>

#include "core/decisions/decide.h"
#include "core/operation/answer_codec.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const Answer kApproved = Approved{"+7916•••••67", kNoon};
const Answer kInvited = Invited{"inv_00000000000000000000000000000000.maria", kNoon, "+7916•••••67", true};

struct Again {
  Story story;
  World world{story.service().settings()};

  const std::string id = "command";

  CommandRecord kept(const Command& command, const Answer& answer) {
    const auto record = keep({story.service().settings(), command, id}, answer);
    REQUIRE_MESSAGE(record.ok(), in_words(record));
    return *record;
  }
  Result<Answer> again(const Command& command, const CommandRecord& record) {
    return answer_again({story.service().settings(), command, id}, record, world);
  }
  Answer of(const Command& command, const Answer& answer) {
    const auto given = again(command, kept(command, answer));
    REQUIRE_MESSAGE(given.ok(), in_words(given));
    return *given;
  }
};

TEST_CASE("kept answers: an approval of whom nothing was loaded names no phone") {
  Again again;
  for (const Command& command : {Command(Approve{"ivan", "req", {}}), Command(ResendCode{"ivan", "req"})}) {
    CHECK(std::get<Approved>(again.of(command, kApproved)).phone_masked.empty());
  }
}

TEST_CASE("KR1: a kept answer that was changed, moved or put together without the key is no answer") {
  Again again;
  const Command redeem = Redeem{"maria", "req_1", secret_number(1)};
  const CommandRecord record = again.kept(redeem, Grant{"grant_1", "maria", "password_recovery"});
  EXPECT(again.again(redeem, record), "done");
  struct Row {
    const char* what;
    std::function<void(CommandRecord&)> change;
  };
  const auto replace = [](std::string& text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  };
  const Row rows[] = {
      {"another trustor", [&](CommandRecord& r) { replace(r.answer, "maria", "olga"); }},
      {"another grant", [&](CommandRecord& r) { replace(r.answer, "grant_1", "grant_2"); }},
      {"no seal", [&](CommandRecord& r) { r.answer = R"({"kind":"grant","id":"grant_1","trustor":"maria"})"; }},
      {"an empty seal", [&](CommandRecord& r) { r.answer = with_seal(split_seal(r.answer).bytes, ""); }},
      {"a seal of another command",
       [&](CommandRecord& r) {
         const Command other = Redeem{"olga", "req_2", secret_number(2)};
         r.answer = again.kept(other, Grant{"grant_1", "maria", "password_recovery"}).answer;
       }},
      {"a member behind the seal", [&](CommandRecord& r) { replace(r.answer, R"("})", R"(","x":"y"})"); }},
      {"nothing", [&](CommandRecord& r) { r.answer.clear(); }},
  };
  for (const Row& row : rows) {
    CommandRecord changed = record;
    row.change(changed);
    CHECK_MESSAGE(in_words(again.again(redeem, changed)) == "fault: audit_broken", row.what);
  }
}

TEST_CASE("KR1: a kept answer of another kind than the command gives is damage, even sealed") {
  Again again;
  const Command redeem = Redeem{"maria", "req_1", secret_number(1)};
  EXPECT(again.again(redeem, again.kept(redeem, Done{})), "fault: store_corrupt");
}

TEST_CASE("kept answers: an invitation has the phone that the command has, if it has one") {
  Again again;
  const auto phone = [&](const Command& command) { return std::get<Invited>(again.of(command, kInvited)).phone_masked; };
  CHECK(phone(Invite{"maria", "Иван", "8 916 123-45-67"}) == "+7916•••••67");
  CHECK(phone(Invite{"maria", "Иван", "none"}).empty());
}

TEST_CASE("kept answers: what stands in the place of a phone is text, or nothing") {
  CHECK(kept_phone_mac("rubbish").empty());
  CHECK(kept_phone_mac("{}").empty());
  CHECK(kept_phone_mac(R"({"phone_mac":7})").empty());
  CHECK(kept_phone_mac(R"({"phone_mac":"1:ab"})") == "1:ab");
}

TEST_CASE("kept answers: members that are missing, and reasons that there cannot be, are damage") {
  for (const char* bytes :
       {R"({"kind":"invited"})", R"({"kind":"approved"})",
        R"({"kind":"code_confirmed","redeem_before":"2026-03-02T09:00:00.000000Z"})",
        R"({"kind":"rejected","reasons":[{"code":-1}]})", R"({"kind":"rejected","reasons":[{"code":4294967296}]})"}) {
    EXPECT(decode_answer(bytes), "fault: store_corrupt");
  }
}

TEST_CASE("KL7: commands that say the same of the same people are told apart by what they do") {
  const std::vector<Command> rows[] = {
      {OwnerSeen{"maria"}, ReportFraudAsOwner{"maria"}},
      {RemoveContact{"maria", "ivan"}, KeepContact{"maria", "ivan"}},
      {Resign{"ivan", "maria"}, StayContact{"ivan", "maria"}, ReportFraudAsContact{"ivan", "maria"}},
      {CallBegan{"maria", "call"}, CallEnded{"maria", "call"}},
      {ConfirmNoContact{"maria", "op_1", "op_2"}, UnfreezeAccount{"maria", "op_1", "op_2"}},
  };
  Again again;
  for (const auto& alike : rows) {
    for (std::size_t kept = 0; kept < alike.size(); ++kept) {
      const CommandRecord record = again.kept(alike[kept], Done{});
      for (std::size_t asked = 0; asked < alike.size(); ++asked) {
        CHECK(in_words(again.again(alike[asked], record)) == (asked == kept ? "done" : "fault: command_id_reused"));
      }
    }
  }
}

TEST_CASE("KL7: a report of fraud under the id of another command is refused, and not taken for done") {
  Story story;
  story.appointed("maria", "ivan");
  EXPECT(story.service().trustor("maria").remove_contact("ivan", false, {"one", ""}), "done");
  story.appointed("maria", "ivan");
  EXPECT(story.service().trustor("maria").keep_contact("ivan", {"one", ""}), "fault: command_id_reused");
  EXPECT(story.service().contact("ivan").resign("maria", false, {"two", ""}), "done");
  EXPECT(story.service().contact("ivan").report_fraud("maria", {"two", ""}), "fault: command_id_reused");
}

TEST_CASE("KL8: a kept grant is the one in the records, of their trustor and for their operation, or it is damage") {
  Again again;
  Circle circle;
  Request& request = circle.requests.emplace_back();
  request.id = "req_00000000000000000000000000000000.maria";
  const PolicySchedule& policies = again.story.service().settings().policies;
  request.policy = policies.pin_of(*policies.all().front());
  request.state = RequestState::redeemed;
  request.grant = "grant_1";
  request.redeemed_at = kNoon;
  request.operation = "password_recovery";
  REQUIRE(again.world.load({}, {.clock = ClockReading{kNoon, kToday}}));
  again.world.put("maria", circle);
  const Redeem redeem{"maria", request.id, secret_number(1)};
  EXPECT(grant_again(redeem, Grant{"grant_1", "maria", "password_recovery"}, again.world), "done");
  EXPECT(grant_again(redeem, Grant{"grant_2", "maria", "password_recovery"}, again.world), "fault: store_corrupt");
  EXPECT(grant_again(redeem, Grant{"grant_1", "olga", "password_recovery"}, again.world), "fault: store_corrupt");
  EXPECT(grant_again(redeem, Grant{"grant_1", "maria", "password_change"}, again.world), "fault: store_corrupt");
}

}  // namespace
}  // namespace doverie::testing
