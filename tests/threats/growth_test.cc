// SPDX-License-Identifier: Apache-2.0
//
// Does growth have an end? Records of commands, messages that were put aside, room on the disk; and how large everything becomes in
// five years of ordinary use, and in a year of somebody who does every day all that is allowed. docs/scale.md states the bounds.
#include <filesystem>

#include "support/raw_sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

constexpr std::chrono::hours kDay{24};

void pump_all(Story& story) {
  while (story.service().pump(1000).all() > 0) {
  }
}

// --- records of commands

TEST_CASE("growth: the record of a command goes when its time is over, and a repetition is then a new command") {
  Story story;
  const CommandMeta once{"freeze-1", ""};
  const auto freeze = [&] { return in_words(story.service().operations().freeze("maria", "anna", once)); };
  const auto unfreeze = [&] { return in_words(story.service().operations().unfreeze("maria", "anna", "boris")); };
  CHECK(freeze() == "done");
  CHECK(unfreeze() == "done");
  story.wait(30 * kDay - 1h);
  std::ignore = story.service().pump();
  CHECK(freeze() == "done");
  CHECK(story.count("circle/maria", "account_frozen") == 1);
  story.wait(2h);
  std::ignore = story.service().pump();
  CHECK(freeze() == "done");
  CHECK(story.count("circle/maria", "account_frozen") == 2);
}

TEST_CASE("growth: how long records of commands stay is an option, and no shorter than any grant can be good") {
  Story story;
  ServiceOptions options = story.options();
  options.commands_kept = kDay - 1s;
  CHECK(in_words(Service::create(options)) == "fault: invalid_argument");
  options.commands_kept = kDay;
  CHECK(Service::create(options).ok());
}

TEST_CASE("growth: a store lets go of the oldest records, so many at once, and of none too early") {
  const TempDir directory;
  for (const bool on_disk : {false, true}) {
    std::shared_ptr<EventStore> store = std::make_shared<MemoryStore>();
    if (on_disk) store = *sqlite_store(directory.file("store.db"));
    Story story({.store = store});
    for (int i = 0; i < 5; ++i) {
      EXPECT(story.service().operations().freeze("maria", "anna", {"f" + std::to_string(i), ""}), "done");
      story.wait(1min);
    }
    CHECK(*store->let_go_of_commands(kNoon - 1s, 100) == 0);
    CHECK(*store->let_go_of_commands(kNoon + 150s, 2) == 2);
    CHECK(*store->let_go_of_commands(kNoon + 150s, 2) >= 1);
    CHECK(*store->let_go_of_commands(kNoon + 150s, 2) == 0);
    ReadRequest request;
    request.command_id = "f2";
    CHECK_FALSE(store->read(request)->command);
    request.command_id = "f3";
    CHECK(store->read(request)->command);
  }
}

TEST_CASE("growth: a file of SQLite becomes smaller again") {
  const TempDir directory;
  const std::string file = directory.file("store.db");
  auto store = *sqlite_store(file);
  for (int i = 0; i < 1500; ++i) {
    Batch batch;
    batch.command_id = "padding-" + std::to_string(i);
    batch.command.answer = std::string(4000, 'x');
    batch.at = kNoon;
    REQUIRE(store->append(batch)->outcome == AppendOutcome::appended);
  }
  const auto size = [&] {
    store.reset();  // what is in the journal is in the file then
    const auto bytes = std::filesystem::file_size(file);
    store = *sqlite_store(file);
    return bytes;
  };
  const auto large = size();
  for (int i = 0; i < 20; ++i) REQUIRE(store->let_go_of_commands(kNoon + 1s, 100));
  CHECK(large > 6'000'000);
  CHECK(size() < 2'000'000);
}

// --- messages that were put aside

Batch message_of(const std::string& id, const std::string& bytes, Instant now) {
  Batch batch;
  batch.command_id = "put-" + id;
  batch.at = now;
  batch.messages.push_back({"notices", id, bytes, now, now + 30 * kDay});
  return batch;
}

TEST_CASE("growth: a message that was put aside goes three months after it was due") {
  Story story;
  REQUIRE(story.service().operations().freeze("maria", "anna"));  // begins the realm
  REQUIRE(story.store->append(message_of("bad", "rubbish", story.now())));
  std::ignore = story.service().pump();
  CHECK(story.service().messages_set_aside(10)->size() == 1);
  story.wait(89 * kDay);
  std::ignore = story.service().pump();
  CHECK(story.service().messages_set_aside(10)->size() == 1);
  story.wait(2 * kDay);
  std::ignore = story.service().pump();
  CHECK(story.service().messages_set_aside(10)->empty());
}

// --- how large everything becomes

struct Sizes {
  std::int64_t streams, events, tags, commands, messages, bytes;
};

Sizes sizes_of(const std::string& file) {
  const RawSqlite raw(file);
  const auto count = [&](const char* table) {
    return std::stoll(raw.value("SELECT count(*) FROM doverie_" + std::string(table)));
  };
  return {count("streams"),  count("events"),   count("tags"),
          count("commands"), count("messages"), static_cast<std::int64_t>(std::filesystem::file_size(file))};
}

// Lives on a file, which is closed to be counted.
struct Lived : Story {
  explicit Lived(const std::string& path) : Story({.store = *sqlite_store(path)}), file(path) {}

  Sizes sizes() {
    ServiceOptions options = this->options();
    options.store = store = std::make_shared<MemoryStore>();
    restart(options);
    const Sizes found = sizes_of(file);
    options.store = store = *sqlite_store(file);
    restart(options);
    return found;
  }
  // With the pump at work every other day, as little as that is.
  void days(int count) {
    for (int i = 0; i < count; i += 2) {
      wait(2 * kDay);
      pump_all(*this);
    }
  }

  std::string file;
};

TEST_CASE("growth: five years of ordinary use") {
  constexpr int kCircles = 6;
  constexpr int kYears = 5;
  const TempDir directory;
  Lived story(directory.file("store.db"));
  const auto name = [](const char* who, int i) { return who + std::to_string(i); };
  for (int i = 0; i < kCircles; ++i) {
    for (const char* who : {"t", "c", "d"}) {
      const std::string number = std::to_string(1'000'000 + 1000 * i + who[0]);
      story.person(name(who, i), citizen("Иван", "+7916" + number));
    }
    story.appointed(name("t", i), name("c", i));
  }
  std::vector<Sizes> years;
  for (int year = 0; year < kYears; ++year) {
    for (int i = 0; i < kCircles; ++i) {  // a recovery, a few logins, another contact
      story.redeemed(story.ready(name("t", i), name(year % 2 == 0 ? "c" : "d", i)));
      for (int login = 0; login < 4; ++login) EXPECT(story.service().operations().owner_seen(name("t", i)), "done");
      story.wait(kDay);
      EXPECT(story.service().trustor(name("t", i)).remove_contact(name(year % 2 == 0 ? "c" : "d", i)), "done");
      story.appointed(name("t", i), name(year % 2 == 0 ? "d" : "c", i));
    }
    story.days(366);
    years.push_back(story.sizes());
  }
  // For each circle and year: what docs/scale.md states.
  for (int year = 1; year < kYears; ++year) {
    const Sizes& last = years[static_cast<std::size_t>(year - 1)];
    const Sizes& now = years[static_cast<std::size_t>(year)];
    INFO("year ", year + 1, ": events ", now.events, ", streams ", now.streams, ", bytes ", now.bytes);
    CHECK(now.events - last.events <= 25 * kCircles);
    CHECK(now.streams - last.streams <= 2 * kCircles);
    CHECK(now.bytes - last.bytes <= 20'000 * kCircles);
    CHECK(now.commands <= 1);
    CHECK(now.messages == 0);
    CHECK(now.tags == 0);
  }
}

TEST_CASE("growth: a year of somebody who does every day all that is allowed") {
  constexpr int kDays = 366;
  const TempDir directory;
  Lived story(directory.file("store.db"));
  story.person("olga", citizen("Ольга", "+79160009900"));
  story.appointed("maria", "ivan");
  std::int64_t most_commands = 0;
  Sizes half{};
  for (int day = 0; day < kDays; ++day) {
    for (int i = 0; i < 6; ++i) {  // strangers start, and type what they do not know
      const auto started = story.start("maria");
      if (!started || started->status != StartStatus::pending) continue;
      if (!story.approve("ivan", started->request)) continue;
      pump_all(story);
      for (int guess = 0; guess < 7; ++guess) std::ignore = story.confirm("ivan", started->request, "000000");
    }
    for (int i = 0; i < 7; ++i) std::ignore = story.invite("olga", "maria");
    std::ignore = story.service().operations().owner_seen("maria");
    std::ignore = story.service().contact("ivan").report_fraud("maria");
    std::ignore = story.service().operations().account_changed("ivan", AccountChange::sim, story.now());
    story.wait(kDay);
    pump_all(story);
    if (day == kDays / 2) half = story.sizes();
    if (day % 60 == 59) most_commands = std::max(most_commands, story.sizes().commands);
  }
  const Sizes year = story.sizes();
  INFO("events ", year.events, ", streams ", year.streams, ", commands ", most_commands, ", messages ", year.messages,
       ", bytes ", year.bytes);
  CHECK(year.events <= 40 * kDays);
  CHECK(year.streams <= 7 * kDays);
  CHECK(most_commands <= 31 * 60);
  CHECK(year.messages <= 60 * 8);
  CHECK(year.tags <= 60 * 6);
  CHECK(year.bytes <= 20'000'000);
  CHECK(year.events - half.events <= 40 * kDays / 2 + 80);
}

}  // namespace
}  // namespace doverie::testing
