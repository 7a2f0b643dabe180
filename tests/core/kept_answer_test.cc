// SPDX-License-Identifier: Apache-2.0
//
// What is kept of an answer carries no seal: whatever stands there is read as an answer, or is damage.
#include "core/operation/kept_answer.h"

#include "core/operation/answer_codec.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const Answer kApproved = Approved{"+7916•••••67", kNoon};
const Answer kInvited = Invited{"inv_00000000000000000000000000000000.maria", kNoon, "+7916•••••67", true};

struct Again {
  Story story;
  World world{story.service().settings()};

  Answer of(const Command& command, const std::string& bytes) {
    const std::string id = "command";
    const auto answer = answer_again({story.service().settings(), command, id}, bytes, world);
    REQUIRE_MESSAGE(answer.ok(), in_words(answer));
    return *answer;
  }
  std::string phone_of(const Command& command, const std::string& bytes) {
    return std::get<Approved>(of(command, bytes)).phone_masked;
  }
};

TEST_CASE("kept answers: an approval of whom nothing was loaded, or of another command, names no phone") {
  Again again;
  const std::string bytes = encode(Result<Answer>(kApproved), "1:ab");
  CHECK(again.phone_of(Approve{"ivan", "req", {}}, bytes).empty());
  CHECK(again.phone_of(ResendCode{"ivan", "req"}, bytes).empty());
  CHECK(again.phone_of(Resign{"ivan", "maria"}, bytes).empty());
}

TEST_CASE("kept answers: an invitation has the phone that the command has, if it has one") {
  Again again;
  const std::string bytes = encode(Result<Answer>(kInvited));
  const auto phone = [&](const Command& command) { return std::get<Invited>(again.of(command, bytes)).phone_masked; };
  CHECK(phone(Invite{"maria", "Иван", "8 916 123-45-67"}) == "+7916•••••67");
  CHECK(phone(Invite{"maria", "Иван", "none"}).empty());
  CHECK(phone(Resign{"ivan", "maria"}).empty());
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

}  // namespace
}  // namespace doverie::testing
