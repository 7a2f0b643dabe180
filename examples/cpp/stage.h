// SPDX-License-Identifier: Apache-2.0
//
// What the story is played on: a state directory, a clock and entropy that depend on the number of the step alone, and the
// curtain: a step whose text is in STATE_DIR/out is told from there and never played again. So the story can be killed at
// any moment and started anew, and always ends the same.
#ifndef DOVERIE_EXAMPLES_CPP_STAGE_H_
#define DOVERIE_EXAMPLES_CPP_STAGE_H_

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "doverie/adapters/development.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/adapters/system.h"
#include "doverie/service.h"
#include "doverie/testing/fakes.h"

namespace story {

using namespace std::chrono_literals;

inline constexpr doverie::Instant kMorning = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 9h;

// The value of a Result that can only be a yes here; anything else ends the program.
template <class T>
T must(doverie::Result<T> result) {
  if (result) return *std::move(result);
  if (result.faulted()) {
    std::cerr << doverie::info(result.fault().code).name << ": " << result.fault().message << '\n';
  } else {
    std::cerr << "refused: " << doverie::info(result.rejection().reasons.front().code).name << '\n';
  }
  std::exit(1);
}

inline std::string two_digits(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

inline std::string iso(doverie::CivilDate date) {
  return std::to_string(static_cast<int>(date.year())) + '-' + two_digits(static_cast<int>(unsigned{date.month()})) + '-' +
         two_digits(static_cast<int>(unsigned{date.day()}));
}

inline std::string iso(doverie::Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(instant - day)};
  return iso(doverie::CivilDate{day}) + 'T' + two_digits(static_cast<int>(time.hours().count())) + ':' +
         two_digits(static_cast<int>(time.minutes().count())) + ':' + two_digits(static_cast<int>(time.seconds().count())) +
         'Z';
}

// Where the events are. (A test plays the story on another store.)
std::shared_ptr<doverie::EventStore> open_store(const std::filesystem::path& directory,
                                                std::shared_ptr<doverie::Clock> clock);
#ifndef STORY_ON_ANOTHER_STORE
inline std::shared_ptr<doverie::EventStore> open_store(const std::filesystem::path& directory,
                                                       std::shared_ptr<doverie::Clock> clock) {
  const auto path = directory / "circles.db";  // there already, when the story is told again
  return must(std::filesystem::exists(path) ? doverie::SqliteStore::open(path, {.clock = std::move(clock)})
                                            : doverie::SqliteStore::create(path, {.clock = std::move(clock)}));
}
#endif

class Stage {
 public:
  explicit Stage(const std::filesystem::path& directory) : sms_path_(directory / "sms.txt") {
    const auto path = directory / "accounts.db";
    accounts =
        must(std::filesystem::exists(path) ? doverie::SqliteDirectory::open(path) : doverie::SqliteDirectory::create(path));
    service_ = must(doverie::Service::create(
        {.store = open_store(directory, clock_),
         .directory = accounts,
         .keys = must(doverie::MemoryKeyRing::from_master(doverie::Secret{"the story's master key; never use it"})),
         .sms = std::make_shared<doverie::FileSmsSender>(sms_path_),
         .clock = clock_,
         .entropy = entropy_}));
  }

  // Sets the clock, and runs the pump, as hosts do from time to time. Then comes the entropy: what the pump used of it
  // depends on what there was to send.
  void begin_step(int step, doverie::Duration jumps) {
    step_ = step;
    clock_->set(kMorning + std::chrono::minutes{step} + jumps);
    std::ignore = service_->pump();
    entropy_->reseed(static_cast<std::uint64_t>(step));
  }

  // The command id of this step: sent again, it answers the same and has no second effect.
  doverie::CommandMeta command() const { return command_of(step_); }
  // An earlier step's command, to have its answer again, as a host does that lost the answer.
  static doverie::CommandMeta command_of(int step) { return {.command_id = "story-" + two_digits(step), .context = {}}; }
  int step() const { return step_; }

  // The secret that was made for the recovery begun in `step`.
  static doverie::Secret secret_of(int step) {
    doverie::testing::FakeEntropy entropy{static_cast<std::uint64_t>(step)};
    return must(doverie::new_recovery_secret(entropy));
  }

  // The text of the SMS that came as number `count`. A process that was killed while it sent left a lease of two minutes
  // behind: until that has run out, nobody else sends the message.
  std::string sms(std::size_t count) {
    for (int tries = 0; tries < 4; ++tries) {
      if (auto texts = arrived(); texts.size() >= count) return texts[count - 1];
      clock_->advance(2min);
      std::ignore = service_->pump();
    }
    std::cerr << "the SMS did not arrive\n";
    std::exit(1);
  }

  const doverie::Service& service() const { return *service_; }
  std::shared_ptr<doverie::SqliteDirectory> accounts;

 private:
  // The texts in sms.txt, one for each message id: after a crash the same message may be there twice.
  std::vector<std::string> arrived() const {
    std::vector<std::string> texts;
    std::set<std::string> ids;
    std::ifstream file{sms_path_};
    for (std::string id, to, text;
         std::getline(file, id, '\t') && std::getline(file, to, '\t') && std::getline(file, text);) {
      if (ids.insert(id).second) texts.push_back(text);
    }
    return texts;
  }

  std::filesystem::path sms_path_;
  std::shared_ptr<doverie::testing::FakeClock> clock_ = std::make_shared<doverie::testing::FakeClock>(kMorning);
  std::shared_ptr<doverie::testing::FakeEntropy> entropy_ = std::make_shared<doverie::testing::FakeEntropy>(0);
  std::shared_ptr<const doverie::Service> service_;
  int step_ = 0;
};

struct Step {
  void (*play)(Stage& stage, std::ostream& out);
  doverie::Duration later{0};  // how much time passes before it, beyond the minute that every step takes
};

// Writes the whole text or nothing: a file appears under its name only when it is complete and on disk.
inline void write_durably(const std::filesystem::path& path, const std::string& text) {
  auto unfinished = path;
  unfinished.replace_extension(".tmp");
  const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(file) != 0) {
    std::perror(unfinished.c_str());
    std::exit(1);
  }
  ::close(file);
  std::filesystem::rename(unfinished, path);
}

inline std::string read_whole(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// Tells steps 1 to `until`; plays those that were not told before.
inline void tell(const std::filesystem::path& directory, const std::vector<Step>& steps, int until) {
  std::filesystem::create_directories(directory / "out");
  Stage stage{directory};
  doverie::Duration jumps{0};
  for (int number = 1; number <= until; ++number) {
    const Step& step = steps[static_cast<std::size_t>(number - 1)];
    jumps += step.later;
    const auto page = directory / "out" / (two_digits(number) + ".txt");
    if (!std::filesystem::exists(page)) {
      stage.begin_step(number, jumps);
      std::ostringstream text;
      text << two_digits(number) << "  " << iso(kMorning + std::chrono::minutes{number} + jumps) << '\n';
      step.play(stage, text);
      text << '\n';
      write_durably(page, text.str());
    }
    std::cout << read_whole(page) << std::flush;
  }
}

}  // namespace story

#endif  // DOVERIE_EXAMPLES_CPP_STAGE_H_
