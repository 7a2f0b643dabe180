// SPDX-License-Identifier: Apache-2.0
//
// What goes on while the account directory is down, and what a mark of the host's own lets through?
#include <set>

#include "support/story.h"

namespace doverie::testing {
namespace {

// A directory that is down while the host's logins are up.
class MarkedDirectory final : public AccountDirectory {
 public:
  explicit MarkedDirectory(std::shared_ptr<MemoryDirectory> inner) : inner_(std::move(inner)) {}
  Result<std::optional<AccountFacts>> find(std::string_view account) override {
    if (down.contains(std::string(account))) return Fault{FaultCode::directory_unavailable, "down for this one"};
    return inner_->find(account);
  }
  ToldChanges tells() const override { return inner_->tells(); }
  bool has_no_contact(std::string_view account) override {
    ++asked;
    return marked.contains(std::string(account));
  }

  std::set<std::string> marked, down;
  int asked = 0;

 private:
  std::shared_ptr<MemoryDirectory> inner_;
};

struct DownStory : Story {
  DownStory() {
    directory->set_unavailable(false);
    ServiceOptions all = options();
    all.directory = marked;
    restart(all);
  }
  void goes_down() { directory->set_unavailable(true); }
  std::shared_ptr<MarkedDirectory> marked = std::make_shared<MarkedDirectory>(directory);
};

TEST_CASE("KN5: a directory that is down holds up whoever has no contact, too, but for whom the host's mark says so") {
  DownStory story;
  story.goes_down();
  EXPECT(story.start("maria"), "fault: directory_unavailable");  // nothing is known of her but what the store has
  story.marked->marked = {"maria"};
  const auto started = story.start("maria");
  EXPECT(started, "done");
  CHECK(started->status == StartStatus::not_protected);
  CHECK(story.events("circle/maria").empty());
  EXPECT(story.start("Maria"), "fault: directory_unavailable");  // another id
}

TEST_CASE("KN5: the host's mark opens nothing for whoever has a contact, or has lost one under recovery") {
  DownStory story;
  story.appointed("maria", "ivan");
  story.marked->marked = {"maria", "ivan"};  // a mark that was forgotten
  story.goes_down();
  EXPECT(story.start("maria"), "fault: directory_unavailable");
  CHECK(story.marked->asked == 0);
  story.directory->set_unavailable(false);
  CHECK(story.start("maria")->status == StartStatus::pending);
  EXPECT(story.service().operations().account_closed("ivan"), "done");
  story.goes_down();
  EXPECT(story.start("maria"), "fault: directory_unavailable");
  CHECK(story.marked->asked == 0);
}

TEST_CASE("KN5: a contact who is appointed while the directory is asked is not passed over by the mark") {
  DownStory story;
  story.appointed("maria", "ivan");
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  EXPECT(story.start("maria"), "done");  // and is remembered without a contact
  story.marked->marked = {"maria"};
  Story other({.store = story.store, .seed = 2, .keys = story.keys});
  other.appointed("maria", "ivan");
  story.marked->down = {"maria"};  // and up again for the contact
  EXPECT(story.start("maria"), "fault: directory_unavailable");
  CHECK(story.count("circle/maria", "recovery_unavailable") == 0);
  story.goes_down();
  EXPECT(story.start("maria"), "fault: directory_unavailable");
}

TEST_CASE("KN5: what makes an account safer goes on while the directory is down") {
  DownStory story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.goes_down();
  EXPECT(story.service().trustor("maria").deny(request), "done");
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  EXPECT(story.service().operations().freeze("maria", "anna"), "done");
}

TEST_CASE("KN5: the mark is asked about starts alone, and only when the directory cannot be") {
  DownStory story;
  story.marked->marked = {"maria"};
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  CHECK(story.start("nobody").fault().code == FaultCode::account_unknown);
  story.goes_down();
  EXPECT(story.service().trustor("maria").invite("Иван", "+79161234567"), "fault: directory_unavailable");
  EXPECT(story.service().contact("maria").cabinet(), "fault: directory_unavailable");
  CHECK(story.marked->asked == 0);
}

}  // namespace
}  // namespace doverie::testing
