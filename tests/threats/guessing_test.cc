// SPDX-License-Identifier: Apache-2.0
//
// Attacks: guessing the code.
#include <algorithm>
#include <atomic>
#include <latch>
#include <limits>
#include <map>
#include <thread>

#include "doverie/adapters/sqlite.h"
#include "support/hand.h"
#include "support/rounds.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// How often each answer came when `threads` did the same at once.
template <class Work>
std::map<std::string, int> at_once(int threads, Work work) {
  std::vector<std::string> said(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  std::atomic<int> ready = 0;
  for (std::size_t i = 0; i < said.size(); ++i) {
    running.emplace_back([&, i] {
      ++ready;
      while (ready < threads) std::this_thread::yield();  // all of them begin together
      said[i] = work(i);
    });
  }
  for (std::thread& thread : running) thread.join();
  std::map<std::string, int> counts;
  for (const std::string& one : said) ++counts[one];
  return counts;
}

void check_parallel_guesses(std::shared_ptr<EventStore> inner) {
  auto store = std::make_shared<WrappedStore>(std::move(inner));
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string wrong = story.wrong_code("ivan");
  // All of them have read the same state before any of them writes.
  std::latch all_have_read(64);
  std::atomic<int> reads = 0;
  store->on_read = [&](const ReadRequest& what) {
    auto result = store->inner().read(what);
    if (!what.streams.empty() && ++reads <= 64) all_have_read.arrive_and_wait();
    return result;
  };
  const auto counts = at_once(64, [&](std::size_t) { return in_words(story.confirm("ivan", request, wrong)); });
  CHECK(counts == std::map<std::string, int>{{"refused: wrong_code", 5}, {"refused: too_many_wrong_codes", 59}});
  CHECK(story.count("circle/maria", "code_rejected") == 5);
  EXPECT(story.confirm("ivan", request, story.code("ivan")), "refused: too_many_wrong_codes");
}

TEST_CASE("G1: 64 wrong codes in parallel: exactly the limit is evaluated (memory)") {
  check_parallel_guesses(std::make_shared<MemoryStore>());
}

TEST_CASE("G1: 64 wrong codes in parallel: exactly the limit is evaluated (SQLite)") {
  const TempDir directory;
  auto store = sqlite_store(directory.file("circles.db"));
  REQUIRE_MESSAGE(store.ok(), in_words(store));
  check_parallel_guesses(*store);
}

// Each service remembers the circle as it has seen it last.
void check_guesses_at_two_services(std::shared_ptr<EventStore> store) {
  Story story({.store = std::move(store)});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string wrong = story.wrong_code("ivan");
  const auto other = *Service::create(story.options());
  for (int i = 0; i < 5; ++i) {
    EXPECT(i % 2 == 0 ? story.confirm("ivan", request, wrong) : other->contact("ivan").confirm_code(request, Secret(wrong)),
           "refused: wrong_code");
  }
  const Secret right(story.code("ivan"));
  EXPECT(other->contact("ivan").confirm_code(request, right), "refused: too_many_wrong_codes");
  EXPECT(story.service().contact("ivan").confirm_code(request, right), "refused: too_many_wrong_codes");
  CHECK(story.count("circle/maria", "code_rejected") == 5);
}

TEST_CASE("G1: guesses at two services in turn: each knows what the other has counted (memory)") {
  check_guesses_at_two_services(std::make_shared<MemoryStore>());
}

TEST_CASE("G1: guesses at two services in turn: each knows what the other has counted (SQLite)") {
  const TempDir directory;
  auto store = sqlite_store(directory.file("circles.db"));
  REQUIRE_MESSAGE(store.ok(), in_words(store));
  check_guesses_at_two_services(*store);
}

// Guesses until it is refused for having tried too often; how many codes were evaluated.
int guess_until_refused(Story& story, const RequestId& request, const std::string& wrong) {
  for (int evaluated = 0;;) {
    const std::string said = in_words(story.confirm("ivan", request, wrong));
    if (said == "refused: too_many_wrong_codes") return evaluated;
    if (said == "refused: wrong_code") {
      ++evaluated;
    } else if (said != "fault: busy") {
      return 1000;
    }
  }
}

// Every half hour, with a new request when the old one is over, until nothing is evaluated any more that day.
int guessed_in_thirty_days(bool owner_is_seen) {
  Story story;
  story.appointed("maria", "ivan");
  const int days = 30;
  std::optional<RequestId> request;
  for (int step = 0; step < days * 48; ++step) {
    if (owner_is_seen && step % 48 == 0) REQUIRE(story.service().operations().owner_seen("maria"));
    if (step % 48 == 0) {
      const auto started = story.start("maria");
      request = started && started->status == StartStatus::pending ? std::optional(started->request) : std::nullopt;
      if (request) static_cast<void>(story.approve("ivan", *request));
    }
    if (request) {
      static_cast<void>(story.resend("ivan", *request));
      static_cast<void>(story.confirm("ivan", *request, "000000"));
    }
    story.wait(30min);
  }
  return static_cast<int>(story.count("circle/maria", "code_rejected"));
}

TEST_CASE("G4: an owner who is seen every day forgives the thirty days' wrong codes, and neither the day's nor the row's") {
  CHECK(guessed_in_thirty_days(false) == 20);
  CHECK(guessed_in_thirty_days(true) == 100);  // five, five, and a day's lock, ten times over
}

TEST_CASE("G4: the owner, seen, ends no limit that ends by itself") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId first = story.started("maria");
  story.approved("ivan", first);
  const std::string wrong = story.wrong_code("ivan");
  story.guessed_wrong(5, "ivan", first);
  REQUIRE(story.service().operations().owner_seen("maria"));
  EXPECT(story.confirm("ivan", first, wrong), "refused: too_many_wrong_codes");
  story.wait(24h);
  const RequestId second = story.started("maria");
  story.approved("ivan", second);
  story.guessed_wrong(5, "ivan", second);  // ten in a row
  story.wait(24h - kTick);
  REQUIRE(story.service().operations().owner_seen("maria"));
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.wait(kTick);
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("G1: 64 threads that go on until they are refused: exactly the limit is evaluated (SQLite)") {
  constexpr std::uint64_t kMostRounds = 100;
  const Rounds rounds(3);
  for (std::uint64_t round = 0; round < std::min(rounds.count, kMostRounds); ++round) {
    const TempDir directory;
    auto store = sqlite_store(directory.file("circles.db"));
    REQUIRE_MESSAGE(store.ok(), in_words(store));
    Story story({.store = *store});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.approved("ivan", request);
    const std::string wrong = story.wrong_code("ivan");
    std::atomic<int> evaluated = 0;
    at_once(64, [&](std::size_t) { return evaluated += guess_until_refused(story, request, wrong), ""; });
    CHECK(evaluated == 5);
    CHECK(story.count("circle/maria", "code_rejected") == 5);
  }
}

TEST_CASE("G2: neither a resend nor a new request gives fresh attempts") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId first = story.started("maria");
  story.approved("ivan", first);
  story.guessed_wrong(3, "ivan", first);
  story.wait(2min);
  REQUIRE(story.resend("ivan", first));  // the same code
  story.wait(10min);
  REQUIRE(story.resend("ivan", first));  // a new code
  story.guessed_wrong(1, "ivan", first);
  REQUIRE(story.cancel(first));
  const RequestId second = story.started("maria");
  story.approved("ivan", second);
  story.guessed_wrong(1, "ivan", second);
  EXPECT(story.confirm("ivan", second, story.code("ivan")), "refused: too_many_wrong_codes");
  REQUIRE(story.cancel(second));
  const RequestId third = story.started("maria", true);
  EXPECT(story.approve("ivan", third), "refused: too_many_wrong_codes");
}

TEST_CASE("G3: an attempt is durable before its result is known") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string right = story.code("ivan");
  const std::string wrong = story.wrong_code("ivan");
  // While nothing can be written, right and wrong are answered alike.
  store->on_append = [](const Batch&) { return Fault{FaultCode::store_unavailable, "down"}; };
  EXPECT(story.confirm("ivan", request, wrong), "fault: store_unavailable");
  EXPECT(story.confirm("ivan", request, right), "fault: store_unavailable");
  // The attempt was written, and the process died before it could answer.
  store->on_append = [&](const Batch& batch) -> Result<AppendResult> {
    const auto written = store->inner().append(batch);
    REQUIRE(written.ok());
    return Fault{FaultCode::store_failed, "the process is gone"};
  };
  for (int i = 0; i < 5; ++i) EXPECT(story.confirm("ivan", request, wrong), "fault: store_failed");
  store->on_append = nullptr;
  story.restart();
  EXPECT(story.confirm("ivan", request, right), "refused: too_many_wrong_codes");
}

TEST_CASE("G3: driven by hand, the answer does not exist before the commit") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  Operation guessing(story.service().settings(), ConfirmCode{"ivan", request, Secret(story.wrong_code("ivan"))},
                     {"guess", ""}, randomness_number(1));
  loaded(story, guessing);
  CHECK(guessing.writes());
  CHECK_FALSE(guessing.done());
}

TEST_CASE("G4: guesses spread over trustors lock the contact, spread over days they lock the trustor's recovery") {
  Story spread;
  for (const char* trustor : {"maria", "olga"}) {
    spread.appointed(trustor, "ivan");
    const RequestId request = spread.started(trustor);
    spread.approved("ivan", request);
    spread.guessed_wrong(5, "ivan", request);
  }
  spread.person("vera", citizen("Вера", "+79037778899"));
  spread.appointed("vera", "ivan");
  CHECK(spread.start("vera")->status == StartStatus::contact_unavailable);
  CHECK(spread.service().contact("ivan").cabinet()->locked_until == kNoon + 24h);

  Story patient;
  patient.appointed("maria", "ivan");
  for (int day = 0; day < 4; ++day) {
    const RequestId request = patient.started("maria");
    patient.approved("ivan", request);
    patient.guessed_wrong(5, "ivan", request);
    patient.wait(49h);
  }
  EXPECT(patient.start("maria"), "refused: recovery_locked");
}

TEST_CASE("G5: the right code after the lock is refused") {
  Story story;
  story.appointed("maria", "ivan");
  story.appointed("olga", "ivan");
  const RequestId asked = story.started("olga");
  story.approved("ivan", asked);
  const std::string right = story.code("ivan");
  // Ten wrong codes elsewhere lock the contact after this code was sent. (Five a day against one trustor, so two of them.)
  story.person("vera", citizen("Вера", "+79037778899"));
  story.appointed("vera", "ivan");
  for (const char* trustor : {"maria", "vera"}) {
    const RequestId request = story.started(trustor);
    story.approved("ivan", request);
    story.guessed_wrong(5, "ivan", request);
  }
  EXPECT(story.confirm("ivan", asked, right), "refused: contact_locked");
  CHECK(story.state_of(asked) == "awaiting_code");
}

TEST_CASE("G6: a locked contact can still deny, report fraud, decline and resign") {
  Story story;
  story.appointed("maria", "ivan");
  story.appointed("olga", "ivan");
  RequestId last;
  for (const char* trustor : {"maria", "olga"}) {
    last = story.started(trustor);
    story.approved("ivan", last);
    story.guessed_wrong(5, "ivan", last);
  }
  REQUIRE(story.service().contact("ivan").cabinet()->locked_until.has_value());
  CHECK(story.service().contact("ivan").cabinet()->requests.size() == 2);
  EXPECT(story.service().contact("ivan").deny(last), "done");
  EXPECT(story.service().contact("ivan").report_fraud("maria"), "done");
  EXPECT(story.service().contact("ivan").resign("olga"), "done");
  story.person("vera", citizen("Вера", "+79037778899"));
  EXPECT(story.service().contact("ivan").decline(story.invited("vera", "ivan")), "done");
  EXPECT(story.accept("ivan", story.invited("olga", "ivan")), "done");
  // And the owner's own ways are open all the time.
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  EXPECT(story.service().operations().recovered_by_other_means("maria", "mfc"), "done");
}

TEST_CASE("G7: negative, absurd and overflowing numbers are refused by the policy, wherever they come from") {
  using Limit = std::int32_t Policy::*;
  for (const Limit limit : {&Policy::max_wrong_codes, &Policy::max_consecutive_wrong_codes, &Policy::max_sends,
                            &Policy::max_wrong_codes_per_trustor, &Policy::required_approvals, &Policy::code_digits}) {
    for (const std::int32_t absurd :
         {0, -1, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}) {
      Policy policy = Policy::gosuslugi();
      policy.*limit = absurd;
      EXPECT(PolicySchedule::of({policy}), "fault: invalid_argument");
      EXPECT(Policy::from_json(policy.to_json()), "fault: invalid_argument");
    }
  }
}

}  // namespace
}  // namespace doverie::testing
