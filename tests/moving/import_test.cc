// SPDX-License-Identifier: Apache-2.0
//
// Many links at once: what is reported, what a dry run foretells, and what a run that was ended leaves.
#include "doverie/audit.h"
#include "doverie/moving.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

// So many people, each of whom the next one protects.
struct Town : Story {
  explicit Town(int people, std::shared_ptr<EventStore> at = nullptr) : Story({.store = std::move(at)}) {
    for (int i = 0; i < people; ++i) person(name(i), citizen("Иван", "+7916" + std::to_string(1'000'000 + i)));
    for (int i = 0; i < people; ++i) {
      links.push_back({.trustor = name(i),
                       .contact = name((i + 1) % people),
                       .since = kNoon - 24h,
                       .line = static_cast<std::uint64_t>(i) + 2});
    }
  }
  static AccountId name(int i) { return "p" + std::to_string(i); }

  ImportReport imported(ImportOptions options = {}) {
    options.operator_id = "anna";
    return (*LinkImport::begin(shared(), options))->take(links);
  }
  std::shared_ptr<const Service> shared() { return *Service::create(options()); }

  std::vector<ForeignLink> links;
};

std::vector<std::string> whys(const ImportReport& report) {
  std::vector<std::string> told;
  for (const ImportRefusal& one : report.refused) told.push_back(std::to_string(one.link.line) + ": " + one.why);
  return told;
}

std::uint64_t events_in(EventStore& store) {
  return store.feed("", 100'000)->size();
}

TEST_CASE("import of many: every link is in place, and once more changes nothing") {
  Town town(200);
  const auto report = town.imported();
  CHECK(report.in_place == 200);
  CHECK(report.refused.empty());
  CHECK(report.left == 0);
  const auto events = events_in(*town.store);
  CHECK(events >= 600);  // circle, facts, contact
  CHECK(town.imported().in_place == 200);
  CHECK(town.imported({.checked_at_use = true}).in_place == 200);  // under another command of the same id
  CHECK(events_in(*town.store) == events);
  AuditVerifier verifier(town.keys);
  REQUIRE(verifier.store(*town.store));
  CHECK(verifier.finish().intact());
}

TEST_CASE("import of many: a row that is refused stops nothing, and is told with its line") {
  Town town(50);
  town.change("p3", [](AccountFacts& p) { p.citizen = false; });  // the contact of p2
  town.links[10].contact = "p10";
  town.links[20].since = kNoon + 24h;
  town.links[30].unreadable = "has 2 cells";
  town.links[40].trustor = "nobody";
  const auto report = town.imported();
  CHECK(report.in_place == 44);
  REQUIRE(report.refused.size() == 6);
  const auto told = whys(report);
  CHECK(told[0] == "4: contact_not_citizen");
  CHECK(told[1] == "5: trustor_not_citizen");
  CHECK(told[2] == "12: same_person");
  CHECK(told[3].starts_with("22: since: "));
  CHECK(told[4] == "32: has 2 cells");
  CHECK(told[5].starts_with("42: "));
}

TEST_CASE("import of many: a dry run foretells what the import does, rows that stand in each other's way included") {
  Town town(60);
  for (int i = 0; i < 8; ++i) town.links[static_cast<std::size_t>(i)].contact = "p50";          // five at most
  town.links.push_back({.trustor = "p20", .contact = "p40", .since = kNoon - 1h, .line = 99});  // one contact at most
  const auto before = events_in(*town.store);
  const auto foretold = town.imported({.dry_run = true});
  CHECK(events_in(*town.store) == before);
  const auto done = town.imported({.threads = 1});
  CHECK(whys(foretold) == whys(done));
  CHECK(foretold.in_place == done.in_place);
  CHECK(done.refused.size() == 5);  // p50 has a sixth of its own, from p49
}

TEST_CASE("import of many: it ends where the store does, and goes on from there") {
  Town town(40);
  town.imported({.threads = 1});
  Town other(40);
  other.directory->set_unavailable(true);
  const auto stopped = other.imported({.threads = 1});
  REQUIRE(stopped.stopped);
  CHECK(stopped.stopped->code == FaultCode::directory_unavailable);
  CHECK(stopped.left == 40);
  other.directory->set_unavailable(false);
  CHECK(other.imported().in_place == 40);
}

TEST_CASE("import of many: both are told only when that was asked for") {
  Town town(2);
  town.links.pop_back();
  town.imported();
  CHECK(town.notices().empty());
  Town loud(2);
  loud.links.pop_back();
  loud.imported({.tell = true});
  CHECK(loud.notices() == std::vector<std::string>{"p0: link_imported", "p1: link_imported"});
}

TEST_CASE("import of many: equal rows are one link, in one part or in several, in a dry run as in earnest") {
  for (const bool dry_run : {true, false}) {
    CAPTURE(dry_run);
    Town town(20);
    const auto import = *LinkImport::begin(town.shared(), {.operator_id = "anna", .dry_run = dry_run});
    const std::vector<ForeignLink> first(town.links.begin(), town.links.begin() + 10);
    std::vector<ForeignLink> twice = first;
    twice.insert(twice.end(), first.begin(), first.end());
    const auto report = import->take(twice);
    CHECK(report.in_place == 10);
    CHECK(report.repeated == 10);
    CHECK(report.left == 0);
    const auto rest = import->take(town.links);
    CHECK(rest.in_place == 10);
    CHECK(rest.repeated == 10);
    CHECK(rest.refused.empty());
  }
}

TEST_CASE("import of many: a link that was taken away since is not said to be in place") {
  Town town(20);
  CHECK(town.imported().in_place == 20);
  REQUIRE(town.service().operations().account_closed("p5"));  // the contact of p4, and has p6
  REQUIRE(town.service().contact("p9").resign("p8"));
  for (const ImportOptions& options :
       {ImportOptions{}, ImportOptions{.checked_at_use = true}, ImportOptions{.dry_run = true}}) {
    const auto report = town.imported(options);
    CHECK(report.in_place == 17);
    const std::string why = "was brought in before, and has been taken away since; it does not come back by an import";
    CHECK(whys(report) == std::vector<std::string>{"6: " + why, "7: " + why, "10: " + why});
  }
}

TEST_CASE("import of many: an operator's name that is none is refused before any row is") {
  Town town(2);
  for (const char* name : {"", "Анна", "anna maria"}) {
    const auto import = LinkImport::begin(town.shared(), {.operator_id = name});
    EXPECT(import, "fault: invalid_argument");
    CHECK(import.fault().message.starts_with("LinkImport: operator_id: 1 to 64 printable ASCII characters"));
  }
}

TEST_CASE("import of many: a file of SQLite") {
  const TempDir directory;
  const std::string file = directory.path() + "/store.db";
  auto store = sqlite_store(file);
  REQUIRE(store);
  Town town(300, *store);
  CHECK(town.imported().in_place == 300);
  CHECK(links_in(*town.store, "")->size() == 300);
}

TEST_CASE("export: what was accepted, imported and taken away") {
  Town town(5);
  town.links.resize(2);
  town.imported();
  town.appointed("maria", "ivan");
  town.appointed("p3", "p4");
  REQUIRE(town.service().trustor("p3").remove_contact("p4"));
  const auto links = links_in(*town.store, "");
  REQUIRE(links);
  CHECK(to_csv(*links) ==
        "trustor,contact,since,origin,imported_at\n"
        "maria,ivan,2026-03-02T09:00:00.000000Z,accepted,\n"
        "p0,p1,2026-03-01T09:00:00.000000Z,imported,2026-03-02T09:00:00.000000Z\n"
        "p1,p2,2026-03-01T09:00:00.000000Z,imported,2026-03-02T09:00:00.000000Z\n");
}

TEST_CASE("export: what goes out comes in elsewhere") {
  Town town(30);
  town.imported();
  const std::string csv = to_csv(*links_in(*town.store, ""));
  Town elsewhere(30);
  LinkTable table;
  REQUIRE(table.add(csv));
  REQUIRE(table.end());
  elsewhere.links = table.links();
  CHECK(elsewhere.imported().in_place == 30);
  CHECK(links_in(*elsewhere.store, "")->size() == 30);
}

}  // namespace
}  // namespace doverie::testing
