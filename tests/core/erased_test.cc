// SPDX-License-Identifier: Apache-2.0
//
// Records that were erased.
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

}  // namespace
}  // namespace doverie::testing
