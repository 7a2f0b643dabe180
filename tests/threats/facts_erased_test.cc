// SPDX-License-Identifier: Apache-2.0
//
// KG3: what the rules have found about a person does not outlive the erasing of that person. docs/spec/circle.md#erasing
#include "doverie/adapters/sqlite.h"
#include "doverie/audit.h"
#include "support/lived.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

struct Erased {
  TempDir directory;
  std::shared_ptr<SqliteStore> store = *sqlite_store(directory.file("circles.db"));
  Story story{two_contacts(store)};

  std::vector<std::string> found() const { return found_in_files(words_of_rules(), directory.path()); }
  Status erase(const AccountId& account) { return story.service().operations().erase(account, "anna"); }
  void live() { testing::live(story); }
  void verify() {
    AuditVerifier verifier(story.keys);
    REQUIRE(verifier.store(*store).ok());
    const AuditReport report = verifier.finish();
    CHECK(report.findings.empty());
    for (const char* account : {"maria", "ivan", "pyotr"}) CHECK(story.service().operations().audit(account).ok());
  }
};

TEST_CASE("KG3: nothing that a rule has found stands in any byte of the store when both are erased") {
  Erased erased;
  erased.live();
  CHECK(erased.found().size() > 4);  // or looking means nothing
  EXPECT(erased.erase("maria"), "done");
  EXPECT(erased.erase("ivan"), "done");
  CHECK(erased.found() == std::vector<std::string>{});
  erased.verify();
}

TEST_CASE("KG3: erasing the contact alone reaches what the trustor's circle has of him") {
  Erased erased;
  erased.live();
  EXPECT(erased.erase("ivan"), "done");
  CHECK(erased.found() == std::vector<std::string>{});
  erased.verify();
  CHECK(erased.story.count("circle/maria", "facts_erased") == 1);
  CHECK(erased.story.count("circle/maria", "personal_data_erased") == 0);
}

TEST_CASE("KG3: life goes on after it, is recorded again, and can be erased again") {
  Erased erased;
  Story& story = erased.story;
  erased.live();
  EXPECT(erased.erase("maria"), "done");
  EXPECT(erased.erase("maria"), "done");  // nothing is left: nothing is written
  CHECK(story.count("circle/maria", "personal_data_erased") == 1);
  story.wait(25h);
  recover(story);
  CHECK_FALSE(erased.found().empty());
  erased.verify();
  EXPECT(erased.erase("ivan"), "done");
  CHECK(erased.found() == std::vector<std::string>{});
  CHECK(story.count("circle/maria", "facts_erased") == 2);
  erased.verify();
}

TEST_CASE("KG3: what was found about others stays") {
  Story story;
  story.appointed("maria", "ivan");
  story.appointed("olga", "pyotr");
  const auto facts = [&] { return story.count("facts/0.olga", "rules_looked"); };
  CHECK(facts() == 2);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  EXPECT(story.service().operations().erase("ivan", "anna"), "done");
  CHECK(facts() == 2);
}

TEST_CASE("KG3: what a circle has of its facts goes on through its sums") {
  Story story;
  story.appointed("maria", "ivan");
  for (int i = 0; i < 30; ++i) {
    story.wait(25h);
    REQUIRE(story.redeem(story.ready("maria", "ivan")).ok());
  }
  CHECK(story.count("circle/maria", "circle_summed") > 0);
  CHECK(story.count("facts/0.maria", "rules_looked") == 2 + 30 * 4);
  EXPECT(story.service().operations().erase("maria", "anna"), "done");
  CHECK(story.count("facts/0.maria", "rules_looked") == 0);
}

}  // namespace
}  // namespace doverie::testing
