// SPDX-License-Identifier: Apache-2.0
//
// T9: somebody who can write in the database, and maybe has the audit key, against checkpoints kept elsewhere.
#include <functional>
#include <sstream>

#include "core/records/seals.h"
#include "core/world/world.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/audit.h"
#include "support/raw_sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

const Secret kSigner("the checkpoints' private key: 32");
const Secret kForger("somebody's own private key, 32 B");

std::string public_key(const Secret& private_key) {
  return checkpoint_public_key(private_key).value();
}

// Circles in a file, checkpoints outside of it. The file is closed while it is spoilt.
class Archive {
 public:
  TempDir dir;
  const std::string path = dir.file("circles.db");
  std::shared_ptr<MemoryKeyRing> keys;
  std::vector<std::string> checkpoints;
  Instant at = kNoon;
  std::uint64_t seed = 1;

  // Runs `live` on a service that is open meanwhile.
  void with_story(const std::function<void(Story&)>& live) {
    Story story({.store = store(), .seed = seed++});
    keys = story.keys;
    live(story);
  }
  void spoil(const std::string& sql) const { RawSqlite(path).run(sql); }
  std::shared_ptr<SqliteStore> store() const {
    auto store = sqlite_store(path);
    REQUIRE_MESSAGE(store.ok(), in_words(store));
    return *store;
  }

  Result<MadeCheckpoint> make(CheckpointOptions options = {}, const Secret& signer = kSigner) {
    options.previous = checkpoints.empty() ? "" : checkpoints.back();
    return make_checkpoint(*store(), signer, at, options);
  }
  void checkpoint() {
    auto made = make();
    REQUIRE_MESSAGE(made.ok(), in_words(made));
    checkpoints.push_back(made->text);
  }

  AuditVerifier verifier() const {
    AuditVerifier verifier(keys);
    REQUIRE(verifier.trust(public_key(kSigner)).ok());
    for (const std::string& text : checkpoints) verifier.checkpoint(text);
    return verifier;
  }
  AuditReport verified() const {
    AuditVerifier verifier = this->verifier();
    REQUIRE(verifier.store(*store()).ok());
    return verifier.finish();
  }
  // All the messages, a line each.
  std::string findings() const { return in_lines(verified()); }
  static std::string in_lines(const AuditReport& report) {
    std::string lines;
    for (const AuditFinding& finding : report.findings) lines += finding.message + "\n";
    return lines;
  }
};

// maria has ivan, and has started two recoveries with a checkpoint between them: circle/maria has four events.
struct Watched : Archive {
  Watched() {
    with_story([](Story& story) {
      story.appointed("maria", "ivan");
      story.started("maria");
    });
    checkpoint();
    with_story([](Story& story) { story.started("maria"); });
    checkpoint();
    with_story([](Story& story) { story.started("maria"); });
  }
};

const std::string kMarias = "(SELECT id FROM doverie_streams WHERE name = 'circle/maria')";

std::string of_maria(int version) {
  return " WHERE version = " + std::to_string(version) + " AND stream = " + kMarias;
}

TEST_CASE("T9: an untouched store verifies against its checkpoints") {
  const Watched watched;
  const AuditReport report = watched.verified();
  CHECK_MESSAGE(report.intact(), Archive::in_lines(report));
  CHECK(report.checkpoints == 2);
  CHECK(report.streams == 5);
  CHECK(report.events == 14);
}

TEST_CASE("T9: one byte of the audit changed, and the very event is named") {
  for (int version = 1; version <= 5; ++version) {
    const Watched watched;
    watched.spoil("UPDATE doverie_events SET bytes = replace(bytes, '2026', '2025')" + of_maria(version));
    const AuditReport report = watched.verified();
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].kind == AuditFindingKind::event_changed);
    CHECK(report.findings[0].stream == "circle/maria");
    CHECK(report.findings[0].version == static_cast<std::uint64_t>(version));
  }
}

TEST_CASE("T9: the seal of an event changed, or made with a key that is not known") {
  const Watched changed;
  changed.spoil("UPDATE doverie_events SET seal = substr(seal, 1, length(seal) - 1) || iif(seal LIKE '%0', '1', '0')" +
                of_maria(2));
  CHECK(changed.findings() ==
        "stream circle/maria, version 2: the seal does not fit; the event, its seal or the one before it was changed\n"
        "stream circle/maria, version 3: the seal does not fit; the event, its seal or the one before it was changed\n");
  const Watched unknown;
  unknown.spoil("UPDATE doverie_events SET seal = 'x' || seal" + of_maria(5));
  REQUIRE(unknown.verified().findings.size() == 1);
  CHECK(unknown.verified().findings[0].kind == AuditFindingKind::seal_unverifiable);
}

TEST_CASE("T9: an event removed") {
  const Watched watched;
  watched.spoil("DELETE FROM doverie_events" + of_maria(2));
  CHECK(watched.findings() == "stream circle/maria, version 2 is missing\n");
}

TEST_CASE("T9: the tail cut back to before the last checkpoint, by whoever leaves no other trace") {
  const Watched watched;
  watched.spoil("DELETE FROM doverie_events WHERE version > 3 AND stream = " + kMarias +
                "; UPDATE doverie_streams SET version = 3 WHERE name = 'circle/maria'");
  Archive silent;  // nobody who has the database alone sees it
  silent.keys = watched.keys;
  AuditVerifier alone(watched.keys);
  REQUIRE(alone.store(*watched.store()).ok());
  CHECK(alone.finish().intact());
  const AuditReport report = watched.verified();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == AuditFindingKind::tail_missing);
  CHECK(report.findings[0].version == 4);
  CHECK(report.findings[0].checkpoint == 2);
  CHECK(report.findings[0].message == "stream circle/maria ends with version 3; checkpoint 2 has version 4");
}

TEST_CASE("T9: the tail cut back to the last checkpoint itself is behind it, and not found") {
  const Watched watched;
  watched.spoil("DELETE FROM doverie_events" + of_maria(5) +
                "; UPDATE doverie_streams SET version = 4 WHERE name = 'circle/maria'");
  CHECK(watched.findings().empty());
}

TEST_CASE("T9: a whole stream deleted, or a tombstone put where nothing is ever erased") {
  const Watched deleted;
  deleted.spoil("DELETE FROM doverie_events WHERE stream = " + kMarias +
                "; DELETE FROM doverie_streams WHERE name = 'circle/maria'");
  CHECK(deleted.findings() == "stream circle/maria is missing; checkpoint 2 has version 4\n");
  const Watched buried;
  buried.spoil("DELETE FROM doverie_events WHERE stream = " + kMarias +
               "; UPDATE doverie_streams SET erased = 1 WHERE name = 'circle/maria'");
  CHECK(buried.findings() ==
        "stream circle/maria was erased, which only invitations and what the rules found are; checkpoint 2 has version 4\n");
}

TEST_CASE("T9: an invitation that was erased leaves a tombstone, and everything else verifies") {
  const Watched watched;
  const std::string name = RawSqlite(watched.path).value("SELECT name FROM doverie_streams WHERE name LIKE 'invitation/%'");
  {
    const auto store = watched.store();
    Batch batch{.command_id = "erase", .expected = {{name, 2}}, .erase = {name}, .at = kNoon};
    REQUIRE(store->append(batch).ok());
  }
  const AuditReport report = watched.verified();
  CHECK_MESSAGE(report.intact(), Archive::in_lines(report));
  CHECK(report.erased == 1);
  // The same without a tombstone.
  watched.spoil("DELETE FROM doverie_streams WHERE name = '" + name + "'");
  CHECK(watched.findings() == "stream " + name + " is missing; checkpoint 1 has version 2\n");
}

// Changes an event and seals the rest of the stream anew, as only a holder of the audit key can.
void rewrite_with_the_key(const Watched& watched, std::size_t from) {
  Settings settings{PolicySchedule(), watched.keys};
  const auto read = watched.store()->read({.streams = {"circle/maria"}, .whole = true});
  auto events = read->streams.front().events;
  const RawSqlite file(watched.path);
  std::string previous = from == 1 ? "" : events[from - 2].seal;
  for (std::size_t version = from; version <= events.size(); ++version) {
    EventRecord& event = events[version - 1];
    if (version == from) event.bytes.replace(event.bytes.find("2026"), 4, "2025");
    event.seal = *make_seal(*settings.keys, "circle/maria", version, previous, event.bytes);
    previous = event.seal;
    file.run("UPDATE doverie_events SET bytes = '" + event.bytes + "', seal = '" + event.seal + "'" +
             of_maria(static_cast<int>(version)));
  }
}

TEST_CASE("T9: a chain rewritten WITH the audit key is found back to the last checkpoint") {
  const std::pair<std::size_t, std::string> rows[] = {
      {1, "stream circle/maria, version 3: checkpoint 1 has another seal; rewritten behind version 0\n"},
      {3, "stream circle/maria, version 3: checkpoint 1 has another seal; rewritten behind version 0\n"},
      {4, "stream circle/maria, version 4: checkpoint 2 has another seal; rewritten behind version 3\n"},
      {5, ""},  // behind the last checkpoint
  };
  for (const auto& [from, found] : rows) {
    const Watched watched;
    rewrite_with_the_key(watched, from);
    CHECK(watched.findings() == found);
  }
}

TEST_CASE("T9: a checkpoint replaced, changed, left out or put elsewhere") {
  using Checkpoints = std::vector<std::string>;
  Watched watched;
  watched.checkpoint();
  const Checkpoints good = watched.checkpoints;
  const auto forged = make_checkpoint(*watched.store(), kForger, kNoon, {.previous = good[0]});
  std::string changed = good[1];
  changed.replace(changed.find("\"version\":4"), 11, "\"version\":3");
  Archive other;
  other.with_story([](Story& story) { story.invited("olga", "pyotr"); });
  other.checkpoint();
  struct Row {
    std::string what;
    Checkpoints given;
    std::string found;
  };
  const std::string unsigned_2 = "checkpoint 2: it is not signed by a trusted key\n";
  const std::string chain_3 = "checkpoint 3: it was not made after the checkpoint before it\n";
  const Row rows[] = {
      {"untouched", good, ""},
      {"the last ones not given", {good[0]}, ""},
      {"another signer", {good[0], forged->text, good[2]}, unsigned_2 + chain_3},
      {"one digit changed", {good[0], changed, good[2]}, unsigned_2 + chain_3},
      {"one left out", {good[0], good[2]}, "checkpoint 2: it has number 3: one is missing, or they are not in order\n"},
      {"the first left out", {good[1]}, "checkpoint 1: it has number 2: one is missing, or they are not in order\n"},
  };
  for (const Row& row : rows) {
    watched.checkpoints = row.given;
    CHECK_MESSAGE(watched.findings() == row.found, row.what);
  }
  // What one says that nobody trusts is not believed, whatever it is: the true findings are those of the others.
  watched.checkpoints = {good[0], "rubbish"};
  const auto report = watched.verified();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].kind == AuditFindingKind::checkpoint_unsigned);
  // Rightly signed, but of another store.
  watched.checkpoints = other.checkpoints;
  CHECK(watched.verified().findings.size() == 3);
}

TEST_CASE("T9: every byte of a checkpoint counts") {
  Archive archive;
  archive.with_story([](Story& story) { story.invited("maria", "ivan"); });
  archive.checkpoint();
  const std::string good = archive.checkpoints[0];
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    AuditVerifier verifier(archive.keys);
    REQUIRE(verifier.trust(public_key(kSigner)).ok());
    verifier.checkpoint(bad);
    const auto report = verifier.finish();
    REQUIRE_MESSAGE(report.findings.size() == 1, "byte " << i);
    CHECK_MESSAGE(report.findings[0].kind == AuditFindingKind::checkpoint_unsigned, "byte " << i);
  }
}

TEST_CASE("T9: a key that is not trusted any more, and one that came after it") {
  Archive archive;
  archive.with_story([](Story& story) { story.invited("maria", "ivan"); });
  archive.checkpoint();
  archive.checkpoints.push_back(archive.make({}, kForger)->text);
  CHECK(archive.findings() == "checkpoint 2: it is not signed by a trusted key\n");
  AuditVerifier verifier = AuditVerifier(archive.keys);
  REQUIRE(verifier.trust(public_key(kSigner)).ok());
  REQUIRE(verifier.trust(public_key(kForger)).ok());
  for (const std::string& text : archive.checkpoints) verifier.checkpoint(text);
  CHECK(verifier.finish().checkpoints == 2);
}

TEST_CASE("T9: a restored backup has another epoch, and what it lost is named until that is accepted") {
  Watched watched;
  REQUIRE(watched.store()->backup_to(watched.dir.file("backup")).ok());
  watched.with_story([](Story& story) { story.appointed("olga", "pyotr"); });
  watched.checkpoint();
  REQUIRE(SqliteStore::restore(watched.dir.file("backup"), watched.path, {.replace = true}).ok());

  const auto refused = watched.make();
  EXPECT(refused, "fault: audit_broken");
  CHECK(refused.fault().message.find("a backup was restored") != std::string::npos);
  const auto report = watched.verified();
  REQUIRE(report.findings.size() == 5);
  CHECK(report.findings[0].kind == AuditFindingKind::epoch_differs);
  CHECK(report.findings[1].message == "stream circle/olga is missing; checkpoint 3 has version 2");

  const auto accepted = watched.make({.accept_restore = true});
  REQUIRE(accepted.ok());
  watched.checkpoints.push_back(accepted->text);
  CHECK(watched.findings().empty());
  // From here on it is demanded again.
  watched.spoil("DELETE FROM doverie_events" + of_maria(5));
  CHECK(watched.findings() == "stream circle/maria ends with version 4; checkpoint 4 has version 5\n");
}

TEST_CASE("T9: an old copy of the store, from before a backup was restored") {
  Watched watched;
  const std::string old = watched.dir.file("old");
  REQUIRE(watched.store()->backup_to(watched.dir.file("backup")).ok());
  REQUIRE(SqliteStore::restore(watched.dir.file("backup"), watched.dir.file("new"), {}).ok());
  watched.checkpoints.push_back(make_checkpoint(**sqlite_store(watched.dir.file("new")), kSigner, kNoon,
                                                {.previous = watched.checkpoints.back(), .accept_restore = true})
                                    ->text);
  EXPECT(watched.make({.accept_restore = true}), "fault: audit_broken");
  CHECK(watched.findings().find("this is an old copy of the store") != std::string::npos);
}

// --- copies of the feed

std::string exported(EventStore& store, std::uint32_t limit) {
  std::string lines;
  std::string cursor;
  while (true) {
    const auto page = export_page(store, cursor, limit);
    REQUIRE(page.ok());
    if (page->events == 0) return lines;
    lines += page->lines;
    cursor = page->cursor;
  }
}

std::string findings_of_lines(const Archive& archive, const std::string& lines) {
  AuditVerifier verifier = archive.verifier();
  std::istringstream all(lines);
  for (std::string line; std::getline(all, line);) verifier.line(line);
  return Archive::in_lines(verifier.finish());
}

TEST_CASE("T9: an export is the same whatever its pages, and verifies without the store") {
  const Watched watched;
  const std::string lines = exported(*watched.store(), 1000);
  CHECK(exported(*watched.store(), 1) == lines);
  CHECK(exported(*watched.store(), 3) == lines);
  CHECK(std::ranges::count(lines, '\n') == 14);
  CHECK(findings_of_lines(watched, lines).empty());
}

TEST_CASE("T9: a line of an export changed, removed, doubled or made unreadable") {
  const Watched watched;
  const std::string lines = exported(*watched.store(), 1000);
  std::vector<std::string> all;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) all.push_back(line + "\n");
  const std::string first = all[0].find("circle/maria") != std::string::npos ? all[0] : all[1];
  REQUIRE(first.find("\"stream\":\"circle/maria\",\"version\":1") != std::string::npos);
  const auto with = [&](const std::string& other) {
    std::string changed = lines;
    return changed.replace(changed.find(first), first.size(), other);
  };
  std::string spoilt = first;
  spoilt.replace(spoilt.find("2026"), 4, "2025");
  CHECK(findings_of_lines(watched, with(spoilt)) ==
        "stream circle/maria, version 1: the seal does not fit; the event, its seal or the one before it was changed\n");
  CHECK(findings_of_lines(watched, with("")) == "stream circle/maria, version 1 is missing\n");
  CHECK(findings_of_lines(watched, with(first + first)) == "stream circle/maria, version 1: it comes behind version 1\n");
  for (const std::string rubbish : {"{}", "", "[1]", "nothing", R"({"stream":"s","version":0,"seal":"","event":""})",
                                    R"({"stream":"s","version":1,"seal":"","event_hex":"0"})",
                                    R"({"stream":"s","version":1,"seal":"","event":"","event_hex":""})"}) {
    AuditVerifier verifier(watched.keys);
    verifier.line(rubbish);
    const auto report = verifier.finish();
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].kind == AuditFindingKind::line_unreadable);
    CHECK(report.findings[0].message.starts_with("line 1: "));
  }
}

TEST_CASE("T9: an event that was made no text goes into an export byte for byte, and is found") {
  const Watched watched;
  watched.spoil("UPDATE doverie_events SET bytes = CAST(x'ff00fe' AS TEXT)" + of_maria(2));
  const std::string lines = exported(*watched.store(), 1000);
  CHECK(lines.find("\"event_hex\":\"ff00fe\"") != std::string::npos);
  CHECK(findings_of_lines(watched, lines) ==
        "stream circle/maria, version 2: the seal does not fit; the event, its seal or the one before it was changed\n");
}

TEST_CASE("T9: no more than a thousand findings are kept, and the rest is counted") {
  AuditVerifier verifier(std::make_shared<MemoryKeyRing>());
  for (int i = 0; i < 1500; ++i) verifier.line("rubbish");
  const auto report = verifier.finish();
  CHECK(!verifier.finish().intact());  // asking again changes nothing
  CHECK(report.findings.size() == 1000);
  CHECK(report.left_out == 500);
}

// --- making them

TEST_CASE("T9: a long feed becomes several checkpoints, which together say the same") {
  Archive archive;
  archive.with_story([](Story& story) {
    for (int i = 0; i < 600; ++i) {
      const std::string who = "a" + std::to_string(i);
      story.person(who, citizen("Анна", "+7917000" + std::to_string(1000 + i)));
      REQUIRE(story.service().trustor(who).invite("Иван", "+7916" + std::to_string(1000000 + i)).ok());
    }
  });
  bool more = true;
  std::uint64_t events = 0;
  while (more) {
    const auto made = archive.make({.max_events = 1});  // a page of the feed is 1000 events
    REQUIRE(made.ok());
    more = made->more;
    events += made->events;
    CHECK(made->number == archive.checkpoints.size() + 1);
    archive.checkpoints.push_back(made->text);
  }
  CHECK(events == 1801);
  CHECK(archive.checkpoints.size() == 3);
  CHECK(archive.findings().empty());
  archive.spoil("DELETE FROM doverie_events WHERE stream = (SELECT id FROM doverie_streams WHERE name = 'circle/a7')");
  CHECK(archive.findings() == "stream circle/a7 is missing; checkpoint 1 has version 1\n");
}

TEST_CASE("T9: keys and options that are none") {
  Archive archive;
  archive.with_story([](Story& story) { story.invited("maria", "ivan"); });
  EXPECT(archive.make({}, Secret("too short")), "fault: invalid_argument");
  EXPECT(archive.make({.max_events = 0}), "fault: invalid_argument");
  EXPECT(archive.make({.max_events = 20'001}), "fault: invalid_argument");
  EXPECT(make_checkpoint(*archive.store(), kSigner, kNoon, {.previous = "{}"}), "fault: invalid_argument");
  EXPECT(checkpoint_public_key(Secret("-----BEGIN PRIVATE KEY-----")), "fault: invalid_argument");
  AuditVerifier verifier(archive.keys);
  EXPECT(verifier.trust("rubbish"), "fault: invalid_argument");
  EXPECT(verifier.trust(std::string_view(kSigner.reveal())), "done");  // any 32 bytes may be a public key
}

TEST_CASE("T9: a private key as PEM is the same key as its bytes") {
  // RFC 8410, section 10.3, and RFC 8032, section 7.1 (test 1).
  const Secret pem(
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
      "-----END PRIVATE KEY-----\n");
  CHECK(public_key(pem) ==
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
        "-----END PUBLIC KEY-----\n");
  Archive archive;
  archive.with_story([](Story& story) { story.invited("maria", "ivan"); });
  const auto made = archive.make({}, pem);
  REQUIRE(made.ok());
  AuditVerifier verifier(archive.keys);
  REQUIRE(verifier.trust(public_key(pem)).ok());
  verifier.checkpoint(made->text);
  REQUIRE(verifier.store(*archive.store()).ok());
  CHECK(verifier.finish().intact());
}

}  // namespace
}  // namespace doverie::testing
