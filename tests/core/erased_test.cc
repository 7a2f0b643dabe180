// SPDX-License-Identifier: Apache-2.0
//
// Records that were erased, and keys that fail in the middle of a command.
#include <algorithm>

#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A story in which streams can be made to look erased: a tombstone with a version and no events.
struct Erasing {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};

  void erase(const std::string& stream) {
    store->on_record = [stream](StreamRecord& record) {
      if (record.name != stream) return;
      record.erased = true;
      record.events.clear();
    };
  }
};

TEST_CASE("erased: nothing can be done in a circle that was erased, and nobody is told that it is unprotected") {
  Erasing erasing;
  Story& story = erasing.story;
  const InvitationId invitation = story.invited("maria", "ivan");
  story.accepted("ivan", invitation);
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  erasing.erase("circle/maria");
  const Service& service = story.service();
  const std::string erased = "refused: account_erased";
  EXPECT(story.start("maria"), erased);
  EXPECT(story.status(request), erased);
  EXPECT(story.cancel(request), erased);
  EXPECT(story.redeem(request), erased);
  EXPECT(story.approve("ivan", request), erased);
  EXPECT(story.resend("ivan", request), erased);
  EXPECT(story.confirm("ivan", request, "123456"), erased);
  EXPECT(story.invite("maria", "pyotr"), erased);
  EXPECT(story.accept("ivan", invitation), erased);
  EXPECT(service.trustor("maria").cancel_invitation(invitation), erased);
  EXPECT(service.trustor("maria").remove_contact("ivan"), erased);
  EXPECT(service.trustor("maria").deny(request), erased);
  EXPECT(service.trustor("maria").report_fraud(), erased);
  EXPECT(service.trustor("maria").cabinet(), erased);
  EXPECT(service.contact("ivan").deny(request), erased);
  EXPECT(service.contact("ivan").resign("maria"), erased);
  EXPECT(service.contact("ivan").report_fraud("maria"), erased);
  EXPECT(service.operations().owner_seen("maria"), erased);
  EXPECT(service.operations().erase("maria", "anna"), erased);
  EXPECT(service.operations().recovered_by_other_means("maria", "mfc"), erased);
  EXPECT(service.operations().freeze("maria", "anna"), erased);
  EXPECT(service.operations().unfreeze("maria", "anna", "boris"), erased);
  EXPECT(service.operations().confirm_no_contact("maria", "anna", "boris"), erased);
  CHECK(service.contact("ivan").cabinet()->requests.empty());
  // What was about to be told or sent is dropped.
  CHECK(total(service.pump(), &PumpCounts::sent) == 0);
  CHECK(story.sms->sent().empty());
}

TEST_CASE("erased: an invitation that was erased does not exist, and is not shown with a name") {
  Erasing erasing;
  Story& story = erasing.story;
  const InvitationId invitation = story.invited("maria", "ivan");
  erasing.erase("invitation/" + invitation);
  EXPECT(story.accept("ivan", invitation), "refused: invitation_not_found");
  EXPECT(story.service().contact("ivan").decline(invitation), "refused: invitation_not_found");
  CHECK(story.service().contact("ivan").cabinet()->invitations.empty());
  const auto cabinet = story.service().trustor("maria").cabinet();
  REQUIRE(cabinet->invitations.size() == 1);
  CHECK(cabinet->invitations.front().name.empty());
  CHECK(cabinet->invitations.front().phone_masked.empty());
}

TEST_CASE("erased: an invitation that was erased while it waits holds its place until it is withdrawn or runs out") {
  Erasing erasing;
  Story& story = erasing.story;
  const InvitationId invitation = story.invited("maria", "ivan");
  erasing.erase("invitation/" + invitation);
  EXPECT(story.service().trustor("olga").cancel_invitation(invitation), "refused: invitation_not_found");
  EXPECT(story.invite("maria", "pyotr"), "refused: invitation_pending");
  erasing.store->on_append = [&](const Batch& batch) {
    CHECK(batch.appends.size() == 1);  // into the circle alone: nothing can be appended to a tombstone
    return erasing.store->inner().append(batch);
  };
  SUBCASE("withdrawn") {
    EXPECT(story.service().trustor("maria").cancel_invitation(invitation), "done");
    CHECK(story.service().trustor("maria").cabinet()->invitations.empty());
  }
  SUBCASE("run out") {
    story.wait(24h);
    CHECK(story.service().trustor("maria").cabinet()->invitations.empty());
  }
  erasing.store->on_append = nullptr;
  EXPECT(story.service().trustor("maria").cancel_invitation(invitation), "refused: invitation_expired");
  EXPECT(story.invite("maria", "pyotr"), "done");
}

TEST_CASE("erased: an invitation whose circle was erased goes when its time is over, and nothing is written of it") {
  Erasing erasing;
  Story& story = erasing.story;
  const InvitationId invitation = story.invited("maria", "ivan");
  erasing.erase("circle/maria");
  erasing.store->on_append = [&](const Batch& batch) {
    CHECK(batch.appends.empty());
    return erasing.store->inner().append(batch);
  };
  story.wait(24h * 29);
  CHECK(story.service().pump().erasures.sent == 1);
  erasing.store->on_record = nullptr;
  const auto read = story.store->read({.streams = {"invitation/" + invitation}});
  REQUIRE(read.ok());
  CHECK(read->streams.front().erased);
  CHECK(story.count("circle/maria", "invitation_erased") == 0);
}

TEST_CASE("erased: an account that was erased becomes nobody's contact") {
  Erasing erasing;
  Story& story = erasing.story;
  const InvitationId invitation = story.invited("maria", "ivan");
  erasing.erase("contact/ivan");
  EXPECT(story.accept("ivan", invitation), "refused: account_erased");
  EXPECT(story.service().contact("ivan").cabinet(), "refused: account_erased");
}

TEST_CASE("erased: a contact whose own record was erased can still be removed") {
  Erasing erasing;
  Story& story = erasing.story;
  story.appointed("maria", "ivan");
  const auto contact_events = story.events("contact/ivan").size();
  erasing.erase("contact/ivan");
  erasing.store->on_append = [&](const Batch& batch) {
    CHECK(batch.appends.size() == 1);  // into the circle alone: nothing can be appended to a tombstone
    return erasing.store->inner().append(batch);
  };
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  erasing.store->on_record = nullptr;
  CHECK(story.events("contact/ivan").size() == contact_events);
}

TEST_CASE("erased: what a host reports of an account goes into those of its records that there still are") {
  struct Row {
    std::string erased;
    std::vector<std::string> written;
  };
  // Ivan is Maria's contact, and Pyotr is Ivan's.
  const Row rows[] = {
      {"", {"circle/ivan", "contact/ivan"}}, {"circle/ivan", {"contact/ivan"}}, {"contact/ivan", {"circle/ivan"}}};
  for (const Row& row : rows) {
    CAPTURE(row.erased);
    Erasing erasing;
    Story& story = erasing.story;
    story.appointed("maria", "ivan");
    story.appointed("ivan", "pyotr");
    const auto host = [&] { return story.service().operations(); };
    EXPECT(host().call_began("ivan", "before"), "done");
    std::vector<std::string> written;
    erasing.erase(row.erased);
    erasing.store->on_append = [&](const Batch& batch) {
      written.clear();
      for (const StreamAppend& append : batch.appends) {
        if (!append.stream.starts_with("facts/")) written.push_back(append.stream);
      }
      return erasing.store->inner().append(batch);
    };
    EXPECT(host().call_began("ivan", "1"), "done");
    CHECK(written == row.written);
    EXPECT(host().call_ended("ivan", "before"), "done");
    CHECK(written == row.written);
    EXPECT(host().account_changed("ivan", AccountChange::sim, story.now()), "done");
    CHECK(written == row.written);
    written.clear();
    EXPECT(host().account_changed("ivan", AccountChange::sim, story.now()), "done");  // known already
    EXPECT(host().call_began("ivan", "1"), "done");
    CHECK(written.empty());
  }
}

TEST_CASE("erased: closing an account writes into those records of it and of others that there still are") {
  struct Row {
    std::string erased;
    std::vector<std::string> written;
  };
  const Row rows[] = {
      {"", {"circle/ivan", "circle/maria", "contact/ivan", "contact/pyotr"}},
      {"circle/ivan", {"circle/maria", "contact/ivan"}},
      {"contact/ivan", {"circle/ivan", "contact/pyotr"}},
      {"contact/pyotr", {"circle/ivan", "circle/maria", "contact/ivan"}},
      {"circle/maria", {"circle/ivan", "contact/ivan", "contact/pyotr"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.erased);
    Erasing erasing;
    Story& story = erasing.story;
    story.appointed("maria", "ivan");
    story.appointed("ivan", "pyotr");
    erasing.erase(row.erased);
    std::vector<std::string> written;
    erasing.store->on_append = [&](const Batch& batch) {
      for (const StreamAppend& append : batch.appends) written.push_back(append.stream);
      return erasing.store->inner().append(batch);
    };
    EXPECT(story.service().operations().account_closed("ivan"), "done");
    std::ranges::sort(written);
    CHECK(written == row.written);
  }
}

TEST_CASE("erased: closing an account withdraws the invitations that wait, whatever there still is of them") {
  Erasing erasing;
  Story& story = erasing.story;
  SUBCASE("one that was erased") {
    erasing.erase("invitation/" + story.invited("maria", "ivan"));
  }
  SUBCASE("one that was declined") {
    const InvitationId invitation = story.invited("maria", "ivan");
    EXPECT(story.service().contact("ivan").decline(invitation), "done");
  }
  EXPECT(story.service().operations().account_closed("maria"), "done");
  CHECK(story.count("circle/maria", "invitation_withdrawn") == 1);
  story.wait(1h);
  EXPECT(story.service().operations().account_closed("maria"), "done");  // once more: nothing waits any more
  CHECK(story.count("circle/maria", "account_closed") == 1);
}

TEST_CASE("erased: an invitation that has expired is not withdrawn when the account is closed") {
  Story story;
  story.invited("maria", "pyotr");
  story.wait(24h);
  story.appointed("maria", "ivan");
  EXPECT(story.service().operations().account_closed("maria"), "done");
  CHECK(story.count("circle/maria", "invitation_withdrawn") == 0);
}

// --- keys

// Fails the call number `fail_at`, counted from the last reset; and all that come after it, when the fault is `lasting`.
class FailingKeys final : public KeyRing {
 public:
  explicit FailingKeys(std::shared_ptr<const KeyRing> inner) : inner_(std::move(inner)) {}
  Result<std::string> active_key(KeyPurpose purpose) const override {
    if (fails()) return Fault{FaultCode::key_unavailable, "the HSM is busy"};
    return inner_->active_key(purpose);
  }
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override {
    if (fails()) return Fault{FaultCode::key_unavailable, "the HSM is busy"};
    return inner_->mac(purpose, key_id, bytes);
  }
  mutable int calls = 0;
  int fail_at = -1;
  bool lasting = false;

 private:
  bool fails() const {
    const int call = calls++;
    return call == fail_at || (lasting && fail_at >= 0 && call > fail_at);
  }
  std::shared_ptr<const KeyRing> inner_;
};

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
