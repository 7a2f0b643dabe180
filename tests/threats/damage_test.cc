// SPDX-License-Identifier: Apache-2.0
//
// KN, KR: whatever is changed in the file behind the service's back, one cell, row, entry or page at a time, no door opens.
// The changes are made from the schema, so that a table or column that is new is changed as well.
//
// DOVERIE_ROUNDS=N takes every change of N times as many; DOVERIE_ROUNDS=20 all of them.
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "doverie/adapters/sqlite.h"
#include "support/raw_sqlite.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

namespace fs = std::filesystem;

// A file in which much has happened, and whoever was there.
class Past {
 public:
  Past() {
    live();
    let_go();
    bytes_ = bytes_of(path());
  }

  std::string path() const { return directory_.file("circles.db"); }
  const std::string& bytes() const { return bytes_; }
  Story& story() { return *story_; }

  // Puts the file back as it was.
  void restore() const {
    for (const char* journal : {"-wal", "-journal"}) fs::remove(path() + journal);
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes_;
  }

  // What opens in the file as it is now; empty: nothing does. Whatever is not a yes will do.
  std::string opened() {
    const auto store = SqliteStore::open(path());
    if (!store) return {};
    use(*store);
    std::string found = look();
    let_go();
    return found;
  }

 private:
  static std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void use(std::shared_ptr<EventStore> store) {
    auto options = story_->options();
    options.store = std::move(store);
    story_->restart(options);
  }
  void let_go() {
    use(std::make_shared<MemoryStore>());
    story_->store.reset();
  }

  void live() {
    auto store = SqliteStore::create(path());
    REQUIRE_MESSAGE(store.ok(), in_words(store));
    story_ = std::make_unique<Story>(StoryOptions{.store = *std::move(store)});
    for (const char* trustor : {"anna", "boris", "clara"})
      story_->person(trustor, citizen("Анна", "+7903000000" + std::to_string(trustor[0] % 10)));
    for (const char* trustor : {"maria", "anna", "boris"}) story_->appointed(trustor, "ivan");
    redeemed_ = story_->ready("boris", "ivan");
    story_->redeemed(redeemed_);
    REQUIRE(story_->service().trustor("anna").report_fraud());
    denied_ = story_->started("maria");
    REQUIRE(story_->service().contact("ivan").deny(denied_));
    guessed_ = story_->started("maria");
    story_->approved("ivan", guessed_);
    story_->guessed_wrong(5, "ivan", guessed_);
    code_ = story_->code("ivan");
  }

  std::string look() {
    Story& story = *story_;
    for (const char* trustor : {"maria", "boris"}) {
      const auto started = story.start(trustor);
      if (started && started->status == StartStatus::not_protected) return std::string(trustor) + " is not protected";
    }
    if (const auto frozen = story.start("anna")) {
      if (frozen->status == StartStatus::not_protected || frozen->status == StartStatus::pending)
        return "anna is not frozen";
    }
    if (story.confirm("ivan", guessed_, code_)) return "a code is taken after five wrong ones";
    if (story.redeem(guessed_)) return "an unconfirmed request is redeemed";
    if (story.redeem(redeemed_)) return "a request is redeemed twice";
    if (story.approve("ivan", denied_)) return "a denied request is approved";
    if (story.redeem(denied_)) return "a denied request is redeemed";
    std::ignore = story.service().pump();
    std::ignore = story.service().contact("ivan").cabinet();
    return {};
  }

  TempDir directory_;
  std::unique_ptr<Story> story_;
  std::string bytes_;
  RequestId redeemed_;
  RequestId denied_;
  RequestId guessed_;
  std::string code_;
};

std::vector<std::string> column(const std::string& path, const std::string& sql) {
  std::vector<std::string> values;
  const RawSqlite raw(path);
  const auto keep = [](void* to, int, char** columns, char**) {
    static_cast<std::vector<std::string>*>(to)->emplace_back(columns[0] ? columns[0] : "");
    return 0;
  };
  REQUIRE(sqlite3_exec(raw.get(), sql.c_str(), keep, &values, nullptr) == SQLITE_OK);
  return values;
}

// Every change of one cell, and of whole rows, in SQL.
std::vector<std::string> changes_of(const std::string& path) {
  std::vector<std::string> changes;
  for (const std::string& table : column(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")) {
    const auto names = column(path, "SELECT name FROM pragma_table_info('" + table + "')");
    const auto keys = column(path, "SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0");
    std::string key;
    for (const std::string& one : keys) key += (key.empty() ? "quote(" : " || ' AND ' || quote(") + one + ")";
    std::string where;
    for (const std::string& one : keys) {
      where += (where.empty() ? "'" : " || ' AND ") + one + " = ' || quote(" + one + ")";
    }
    for (const std::string& row : column(path, "SELECT " + where + " FROM " + table)) {
      changes.push_back("DELETE FROM " + table + " WHERE " + row);
      for (const std::string& name : names) {
        for (const char* value : {"0", "1", "-1", "9223372036854775807", "''", "CAST(x'ff' AS TEXT)"}) {
          changes.push_back("UPDATE " + table + " SET " + name + " = " + value + " WHERE " + row);
        }
        changes.push_back("UPDATE " + table + " SET " + name + " = " + name + " + 1 WHERE " + row);
        // That of another row: two of them are one, or have changed places.
        changes.push_back("UPDATE OR IGNORE " + table + " SET " + name + " = (SELECT o." + name + " FROM " + table +
                          " AS o WHERE o." + name + " <> " + table + "." + name + " ORDER BY random() LIMIT 1) WHERE " +
                          row);
      }
    }
  }
  return changes;
}

constexpr int kAll = 20;

TEST_CASE("KN4: one cell or row of the file is another one, or gone, and no door opens") {
  Past past;
  const auto changes = changes_of(past.path());
  REQUIRE(changes.size() > 1000);
  const auto step = static_cast<std::size_t>(std::max(1, kAll / rounds_or(1)));
  int made = 0;
  for (std::size_t i = seed_or(0) % step; i < changes.size(); i += step) {
    past.restore();
    {
      const RawSqlite raw(past.path());
      raw.run("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF");
      if (raw.try_run(changes[i])) ++made;
    }
    const std::string opened = past.opened();
    CHECK_MESSAGE(opened.empty(), changes[i], ": ", opened);
  }
  CHECK(made > 50);
}

TEST_CASE("KN4: one bit, or a stretch of a page, is another one, and no door opens") {
  Past past;
  std::mt19937_64 random(seed_or(1));
  const std::size_t pages = past.bytes().size() / 4096;
  const int each = std::max(1, rounds_or(4));
  for (std::size_t page = 0; page < pages; ++page) {
    for (int round = 0; round < each; ++round) {
      past.restore();
      const std::size_t at = page * 4096 + random() % 4096;
      const std::size_t length = round % 2 == 0 ? 1 : 1 + random() % (4096 - at % 4096);
      std::string stretch = past.bytes().substr(at, length);
      if (length == 1) stretch[0] = static_cast<char>(stretch[0] ^ (1 << random() % 8));
      for (char& c : stretch) c = length == 1 ? c : static_cast<char>(round % 4 == 1 ? 0 : random());
      std::fstream file(past.path(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(static_cast<std::streamoff>(at));
      file << stretch;
      file.close();
      const std::string opened = past.opened();
      CHECK_MESSAGE(opened.empty(), "at ", at, ", ", length, " bytes: ", opened);
    }
  }
}

}  // namespace
}  // namespace doverie::testing
