// SPDX-License-Identifier: Apache-2.0
//
// Attacks: learning who has an account, flooding people, reading what must not be there.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/operation/answer_codec.h"
#include "doverie/adapters/sqlite.h"
#include "support/sqlite_files.h"
#include "support/story.h"
#include "support/temp_dir.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// Every call of the store, with the shape and the sizes of what went in and out, but not the contents.
class Recorder {
 public:
  explicit Recorder(WrappedStore& store) {
    store.on_read = [this, &store](const ReadRequest& request) {
      auto result = store.inner().read(request);
      std::ostringstream line;
      line << "read " << request.streams.size() << " streams, " << request.tags.size() << " tags, command "
           << request.command_id.has_value();
      for (const ReadTag& tag : result->tags) line << ", " << tag.entries.size() << " tagged";
      calls.push_back(line.str());
      return result;
    };
    store.on_append = [this, &store](const Batch& batch) {
      std::ostringstream line;
      line << "append " << batch.expected.size() << " expected, " << batch.tags.size() << " tags, " << batch.messages.size()
           << " messages, answer of " << batch.command.answer.size() << " bytes";
      for (const StreamAppend& append : batch.appends) {
        for (const EventRecord& event : append.events) line << ", event of " << event.bytes.size() << " bytes";
      }
      calls.push_back(line.str());
      return store.inner().append(batch);
    };
  }
  std::vector<std::string> calls;
};

struct Seen {
  std::vector<std::string> calls;
  std::string answer;
};

// What inviting a phone looks like from outside; `owner` is who has it, if anybody.
Seen invite_and_watch(const std::string& typed, const std::string& owner, bool declines) {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story({.store = store});
  if (!owner.empty()) story.person(owner, citizen("Иван", typed));
  Recorder recorder(*store);
  const auto invited = story.service().trustor("maria").invite("Иван", typed);
  REQUIRE(invited.ok());
  Seen seen{recorder.calls, encode(Result<Answer>(*invited))};
  if (declines) REQUIRE(story.service().contact(owner).decline(invited->invitation));
  const auto cabinet = story.service().trustor("maria").cabinet();
  for (const InvitationView& view : cabinet->invitations) {
    seen.answer += view.name + view.phone_masked + std::string(name_of(view.state));
  }
  seen.answer += in_words(story.service().trustor("maria").cancel_invitation(invited->invitation));
  return seen;
}

TEST_CASE("L1: inviting a known and an unknown phone is the same work and the same answer") {
  const Seen unknown = invite_and_watch("+79169999999", "", false);
  const Seen known = invite_and_watch("+79169999999", "somebody", false);
  const Seen declined = invite_and_watch("+79169999999", "somebody", true);
  CHECK(unknown.calls.size() == 2);
  CHECK(known.calls == unknown.calls);
  CHECK(known.answer == unknown.answer);
  CHECK(declined.calls == unknown.calls);
  CHECK(declined.answer == unknown.answer);
}

TEST_CASE("L1: inviting never asks the directory about the invited") {
  class Watching final : public AccountDirectory {
   public:
    explicit Watching(std::shared_ptr<AccountDirectory> inner) : inner_(std::move(inner)) {}
    Result<std::optional<AccountFacts>> find(std::string_view account) override {
      asked.emplace_back(account);
      return inner_->find(account);
    }
    std::vector<std::string> asked;

   private:
    std::shared_ptr<AccountDirectory> inner_;
  };
  Story story;
  auto watching = std::make_shared<Watching>(story.directory);
  ServiceOptions options = story.options();
  options.directory = watching;
  story.restart(options);
  REQUIRE(story.service().trustor("maria").invite("Иван", "+79161234567"));
  CHECK(watching->asked == std::vector<std::string>{"maria"});
}

TEST_CASE("L2: one phone can be flooded neither with invitations nor with codes") {
  Story story;
  int notices = 0;
  for (int i = 0; i < 20; ++i) {
    const AccountId trustor = "trustor" + std::to_string(i);
    story.person(trustor, citizen("Доверитель", "+790300000" + std::to_string(10 + i)));
    notices += story.invite(trustor, "ivan")->notice_allowed ? 1 : 0;
  }
  CHECK(notices == 3);
  CHECK(story.service().contact("ivan").cabinet()->invitations.size() == 20);  // a genuine one is not lost among them

  Story codes;
  codes.appointed("maria", "ivan");
  for (int i = 0; i < 6; ++i) {  // all the starts of a day
    const RequestId request = codes.started("maria", i >= 3);
    codes.approved("ivan", request);
    for (int j = 0; j < 10; ++j) {
      codes.wait(61s);
      static_cast<void>(codes.resend("ivan", request));
      codes.code("ivan");
    }
    REQUIRE(codes.cancel(request));
  }
  CHECK(codes.sms->sent().size() == 6 * 3);
}

TEST_CASE("L2: nothing is ever sent to premium or foreign numbers") {
  Story story;
  for (const char* typed : {"+77012345678", "+375291234567", "+882161234567", "+78091234567", "88095551234"}) {
    EXPECT(story.service().trustor("maria").invite("Иван", typed), "refused: phone_not_allowed");
  }
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.change("ivan", [](AccountFacts& ivan) { ivan.phone = phone("+882161234567"); });
  EXPECT(story.service().pump(), "done");
  CHECK(story.sms->sent().empty());
}

TEST_CASE("L3: the contact is asked a few times a day at most, and not at all while frozen") {
  Story story;
  story.appointed("maria", "ivan");
  int asked = 0;
  for (int i = 0; i < 100; ++i) {
    const auto start = story.start("maria", i % 2 == 0);
    if (start && start->status == StartStatus::pending) ++asked;
    if (i == 50) {
      const auto cabinet = story.service().contact("ivan").cabinet();
      for (const RequestView& open : cabinet->requests) {
        REQUIRE(story.service().contact("ivan").deny(open.request));
      }
    }
    story.wait(10min);
  }
  CHECK(asked == 6);
  const auto told = story.notices();
  CHECK(std::count(told.begin(), told.end(), "ivan: recovery_started") == 0);  // denied ones are not announced late
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  story.wait(24h);
  CHECK(story.start("maria", true)->status == StartStatus::frozen);
}

// --- L4

// Everything that came out of the library somewhere.
class Outputs {
 public:
  void add(const std::string& where, const std::string& bytes) { outputs_.emplace_back(where, bytes); }
  template <class T>
  void add_answer(const Result<T>& result) {
    if (result.ok()) add("an answer", encode(Result<Answer>(Answer(*result))));
    if (result.faulted()) add("an error", result.fault().message);
  }
  void check_absent(const std::string& what, const std::string& bytes) const {
    for (const auto& [where, output] : outputs_) {
      CHECK_MESSAGE(output.find(bytes) == std::string::npos, what << " is in " << where);
    }
  }
  bool contains(const std::string& bytes) const {
    return std::any_of(outputs_.begin(), outputs_.end(),
                       [&](const auto& output) { return output.second.find(bytes) != std::string::npos; });
  }

 private:
  std::vector<std::pair<std::string, std::string>> outputs_;
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("L4: no code, phone, secret or SMS text in events, messages, answers, errors, command records or files") {
  const TempDir directory;
  auto file = sqlite_store(directory.file("circles.db"));
  REQUIRE_MESSAGE(file.ok(), in_words(file));
  auto store = std::make_shared<WrappedStore>(*file);
  Outputs outputs;
  store->on_append = [&](const Batch& batch) {
    outputs.add("the command's fingerprint", batch.command.fingerprint);
    outputs.add("the command's answer", batch.command.answer);
    for (const StreamAppend& append : batch.appends) {
      for (const EventRecord& event : append.events) outputs.add("an event", event.bytes + event.seal);
    }
    for (const MessageRecord& message : batch.messages) outputs.add("a message", message.id + message.bytes);
    for (const TagChange& tag : batch.tags) outputs.add("a tag", tag.tag + tag.stream);
    return store->inner().append(batch);
  };
  Story story({.store = store});
  const auto invited = story.invite("maria", "ivan");
  outputs.add_answer(invited);
  outputs.add_answer(story.accept("ivan", invited->invitation));
  const RequestId request = story.started("maria");
  outputs.add_answer(story.approve("ivan", request));
  const std::string code = story.code("ivan");
  const std::string wrong = story.wrong_code("ivan");
  outputs.add_answer(story.confirm("ivan", request, wrong));
  outputs.add_answer(story.confirm("ivan", request, code));
  const Secret secret = story.secret(request);
  outputs.add_answer(story.redeem(request));
  const std::string readable = "a secret of 32 readable letters.";
  outputs.add_answer(story.service().recoverer("maria").start(Secret(readable)));
  outputs.add_answer(story.service().recoverer("maria").start(Secret("short and wrong secret")));
  outputs.add_answer(story.service().trustor("+79161234567").invite("Иван", "1"));
  outputs.add_answer(story.service().trustor("maria").invite("\xFF", "+79161234567"));
  outputs.add_answer(story.service().contact("ivan").confirm_code("nonsense", Secret(code)));
  const std::string text = story.sms->sent().front().text;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    outputs.add(entry.path().filename().string(), bytes_of(entry.path()));
  }
  REQUIRE(outputs.contains("recovery_redeemed"));  // so that looking means something
  outputs.check_absent("the phone", "9161234567");
  outputs.check_absent("the trustor's phone", "9031112233");
  outputs.check_absent("the SMS text", text.substr(0, 20));
  outputs.check_absent("the secret", std::string(secret.reveal()));
  outputs.check_absent("the secret, in hex", hex(secret.reveal()));
  outputs.check_absent("the readable secret", readable);
  outputs.check_absent("the readable secret, in hex", hex(readable));
  outputs.check_absent("a plain hash of the phone", hex(view(sha256("+79161234567"))));
  outputs.check_absent("the short secret", "short and wrong secret");
  // Six digits may stand somewhere in a hash by chance: look for them as a word.
  for (const std::string& one : {code, wrong}) {
    outputs.check_absent("a code", "\"" + one + "\"");
    outputs.check_absent("a code", " " + one);
    outputs.check_absent("a code", "#" + one);
  }
}

TEST_CASE("L5: names that would change a message are refused, and no text of a person's gets into an SMS") {
  Story story;
  for (const char* name : {"Иван\r\n@evil.example #123456", "Иван\n", "http://evil.example", "\xE2\x80\xAEнавИ", "Иbан"}) {
    EXPECT(story.service().trustor("maria").invite(name, "+79161234567"), "refused: name_invalid");
  }
  EXPECT(story.service().trustor("maria").invite(std::string("И\0ван", 10), "+79161234567"), "refused: name_invalid");
  EXPECT(story.service().trustor("maria").invite(std::string(1000, 'a'), "+79161234567"), "refused: name_invalid");
  EXPECT(story.service().trustor("maria").invite(std::string(10'000, 'a'), "+79161234567"), "fault: invalid_argument");
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.code("ivan");
  const std::string text = story.sms->sent().front().text;
  CHECK(text.find("Иван") == std::string::npos);
  CHECK(text.find("Мария") == std::string::npos);
}

TEST_CASE("L5: the longest SMS is two segments, and its last line is ours") {
  Story story({.policies = changed([](Policy& p) { p.code_digits = 9; })});
  ServiceOptions options = story.options();
  options.sms_origin = std::string(60, 'o') + ".ru2";
  story.restart(options);
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string code = story.code("ivan");
  const std::string text = story.sms->sent().front().text;
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
  CHECK(characters == 128);  // of 134
  CHECK(sms_segments(story.service().settings()) == 2);
  CHECK(text.substr(text.rfind('\n') + 1) == "@" + options.sms_origin + " #" + code);
}

}  // namespace
}  // namespace doverie::testing
