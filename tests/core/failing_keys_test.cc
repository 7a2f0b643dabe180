// SPDX-License-Identifier: Apache-2.0
//
// Keys that fail in the middle of a command.
#include "support/failing_keys.h"

#include "support/story.h"

namespace doverie::testing {
namespace {

struct HsmStory : Story {
  HsmStory() : hsm(std::make_shared<FailingKeys>(keys)) {
    ServiceOptions with_hsm = options();
    with_hsm.keys = hsm;
    with_hsm.remembered_streams = 0;  // every command checks seals
    restart(with_hsm);
  }
  std::shared_ptr<FailingKeys> hsm;

  // Runs the command with the first call failing, then the second, … until none fails. A failure writes nothing.
  template <class Run>
  void survive(const std::string& what, const std::string& stream, Run run) {
    for (int i = 0; i < 100; ++i) {
      if (!fails_at(i, false, what, stream, run)) {
        CHECK_MESSAGE(i > 1, what << ": no key was used");
        return;
      }
      CHECK_MESSAGE(fails_at(i, true, what, stream, run), what << ", call " << i);
    }
    FAIL("never done: " << what);
  }

 private:
  template <class Run>
  bool fails_at(int call, bool lasting, const std::string& what, const std::string& stream, Run run) {
    const auto before = events(stream);
    hsm->calls = 0;
    hsm->fail_at = call;
    hsm->lasting = lasting;
    const std::string said = run();
    const bool failed = hsm->calls > call;
    hsm->fail_at = -1;
    if (!failed) {
      CHECK_MESSAGE(said == "done", what);
      return false;
    }
    // A code whose key cannot be used is void; everything else tells of the key.
    CHECK_MESSAGE((said == "fault: key_unavailable" || said == "refused: code_void"),
                  what << ", call " << call << ": " << said);
    CHECK_MESSAGE(events(stream) == before, what << ", call " << call);
    return true;
  }
};

TEST_CASE("keys: a key that fails anywhere in any command leaves nothing behind, and the command works afterwards") {
  HsmStory story;
  InvitationId invitation;
  RequestId request;
  const Service& service = story.service();
  story.survive("invite", "circle/maria", [&] {
    const auto invited = story.invite("maria", "ivan");
    if (invited) invitation = invited->invitation;
    return in_words(invited);
  });
  story.survive("look", "circle/maria", [&] { return in_words(service.contact("ivan").cabinet()); });
  story.survive("accept", "circle/maria", [&] { return in_words(story.accept("ivan", invitation)); });
  story.survive("start", "circle/maria", [&] {
    const auto started = story.start("maria");
    if (started) request = started->request;
    return in_words(started);
  });
  story.survive("approve", "circle/maria", [&] { return in_words(story.approve("ivan", request)); });
  story.hsm->calls = 0;
  for (int i = 0; i < 40; ++i) {  // some messages fail while others go
    story.hsm->calls = 0;
    story.hsm->fail_at = i;
    static_cast<void>(story.service().pump());
    story.hsm->fail_at = -1;
    story.wait(3s);
  }
  story.wait(2min);
  const std::string code = story.code("ivan");
  CHECK(story.sms->sent().size() == 1);
  story.survive("confirm", "circle/maria", [&] { return in_words(story.confirm("ivan", request, code)); });
  story.survive("status", "circle/maria", [&] { return in_words(story.status(request)); });
  story.survive("redeem", "circle/maria", [&] { return in_words(story.redeem(request)); });
  story.survive("resign", "circle/maria", [&] { return in_words(service.contact("ivan").resign("maria")); });
  story.survive("invite again", "circle/maria", [&] {
    const auto invited = story.invite("maria", "ivan");
    if (invited) invitation = invited->invitation;
    return in_words(invited);
  });
  story.survive("decline", "circle/maria", [&] { return in_words(service.contact("ivan").decline(invitation)); });
  story.survive("erase", "circle/maria", [&] { return in_words(service.operations().erase("ivan", "anna")); });
  story.survive("audit", "circle/maria", [&] { return in_words(service.operations().audit("maria")); });
}

// What stands before the `:` of a seal is the key's id: one with another `:` in it could be written, and never be read again.
TEST_CASE("keys: an id that records cannot name is refused before anything is written") {
  class Named final : public KeyRing {
   public:
    Named(std::shared_ptr<const KeyRing> inner, std::string id) : inner_(std::move(inner)), id_(std::move(id)) {}
    Result<std::string> active_key(KeyPurpose) const override { return id_; }
    Result<Digest> mac(KeyPurpose purpose, std::string_view, std::string_view bytes) const override {
      return inner_->mac(purpose, *inner_->active_key(purpose), bytes);
    }

   private:
    std::shared_ptr<const KeyRing> inner_;
    std::string id_;
  };
  for (const std::string& id : {std::string("vault:v2"), std::string(), std::string("A B"), std::string(65, 'k')}) {
    CAPTURE(id);
    Story story;
    ServiceOptions options = story.options();
    options.keys = std::make_shared<Named>(story.keys, id);
    const auto made = Service::create(options);
    REQUIRE(made.faulted());
    CHECK(made.fault().code == FaultCode::key_unavailable);
  }
}

TEST_CASE("keys: a key that fails while an approval is repeated does not make it another answer") {
  HsmStory story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  const auto approve = [&] {
    return story.service().contact("ivan").approve(request, {true, true, story.number(request)}, {"approve", ""});
  };
  REQUIRE(approve());
  for (int i = 0;; ++i) {
    story.hsm->calls = 0;
    story.hsm->fail_at = i;
    const auto again = approve();
    const bool failed = story.hsm->calls > i;
    story.hsm->fail_at = -1;
    EXPECT(again, failed ? "fault: key_unavailable" : "done");
    if (failed) continue;
    CHECK(again->phone_masked == "+7916•••••67");
    CHECK(i == 3);  // that it is the same command, that the answer is the one that was given, and the same phone
    break;
  }
}

TEST_CASE("keys: every single call of the pump can fail, and the code is sent in the end, once") {
  for (int i = 0; i < 12; ++i) {
    HsmStory story;
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.notices();
    story.approved("ivan", request);
    story.hsm->calls = 0;
    story.hsm->fail_at = i;
    const PumpReport pumped = story.service().pump();
    story.hsm->fail_at = -1;
    EXPECT(pumped, pumped.codes.sent == 1 ? "done" : "fault: key_unavailable");
    CHECK(story.sms->sent().size() == pumped.codes.sent);
    story.wait(2min);
    EXPECT(story.service().pump(), "done");
    CHECK(story.sms->sent().size() == 1);
    EXPECT(story.confirm("ivan", request, story.code("ivan")), "done");
  }
}

}  // namespace
}  // namespace doverie::testing
