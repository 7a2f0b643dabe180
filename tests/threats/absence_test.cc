// SPDX-License-Identifier: Apache-2.0
//
// What is not known must not open a door: accounts, marks, dates and people who are told, taken away one by one.
#include <algorithm>

#include "core/bytes/json.h"
#include "support/reseal.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A directory that knows its accounts by other spellings, too, as one with a case-insensitive collation does.
class LooseDirectory final : public AccountDirectory {
 public:
  LooseDirectory(std::shared_ptr<MemoryDirectory> accounts, bool tells_id)
      : accounts_(std::move(accounts)), tells_id_(tells_id) {}

  Result<std::optional<AccountFacts>> find(std::string_view account) override {
    std::string id;
    for (const char c : account) {
      if (c != ' ') id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    auto found = accounts_->find(id);
    if (!tells_id_ && found && *found) (*found)->id.clear();
    return found;
  }
  ToldChanges tells() const override { return accounts_->tells(); }

 private:
  std::shared_ptr<MemoryDirectory> accounts_;
  bool tells_id_;
};

void use_loose_directory(Story& story, bool tells_id = true) {
  ServiceOptions options = story.options();
  options.directory = std::make_shared<LooseDirectory>(story.directory, tells_id);
  story.restart(options);
}

TEST_CASE("KN3: an account that is not protected is one that the directory knows under this very id") {
  Story story;
  story.appointed("maria", "ivan");
  CHECK(story.start("olga")->status == StartStatus::not_protected);
  for (const char* unknown : {"Maria", "maria ", "nobody"}) EXPECT(story.start(unknown), "fault: account_unknown");
  use_loose_directory(story);
  CHECK(story.start("olga")->status == StartStatus::not_protected);
  CHECK(story.start("maria")->status == StartStatus::pending);
  for (const char* loose : {"Maria", "maria ", "MARIA", "Olga"}) EXPECT(story.start(loose), "fault: directory_wrong");
  EXPECT(story.start("nobody"), "fault: account_unknown");
}

TEST_CASE("KN3: another spelling is refused by every command that asks the directory") {
  Story story;
  use_loose_directory(story);
  EXPECT(story.invite("Maria", "ivan"), "fault: directory_wrong");
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.accept("Ivan", invitation), "fault: directory_wrong");
  EXPECT(story.service().contact("Ivan").decline(invitation), "fault: directory_wrong");
  EXPECT(story.service().contact("IVAN").cabinet(), "fault: directory_wrong");
  EXPECT(story.service().operations().erase("Ivan", "anna"), "fault: directory_wrong");
}

TEST_CASE("KN3: a directory that tells no id is refused, and nothing is decided by its facts") {
  Story story;
  use_loose_directory(story, false);
  EXPECT(story.start("maria"), "fault: directory_wrong");
  EXPECT(story.invite("maria", "ivan"), "fault: directory_wrong");
  CHECK(story.events("circle/maria").empty());
}

TEST_CASE("KN3: a directory that cannot be asked does not say that nobody protects an account") {
  Story story;
  story.directory->set_unavailable(true);
  EXPECT(story.start("olga"), "fault: directory_unavailable");
}

TEST_CASE("KN5: the host's mark that there is a contact, and a store without one, is a fault") {
  Story story;
  story.change("maria", [](AccountFacts& maria) { maria.has_contact = true; });
  const auto started = story.start("maria");
  EXPECT(started, "fault: store_mismatch");
  CHECK(started.fault().message.find("maria") != std::string::npos);
  story.appointed("maria", "ivan");
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KN5: two operators can say that the mark is what is wrong, until somebody is appointed") {
  Story story;
  const OperatorSide operations = story.service().operations();
  story.change("maria", [](AccountFacts& maria) { maria.has_contact = true; });
  EXPECT(operations.confirm_no_contact("maria", "anna", "anna"), "fault: invalid_argument");
  EXPECT(story.start("maria"), "fault: store_mismatch");
  EXPECT(operations.confirm_no_contact("maria", "anna", "boris"), "done");
  CHECK(story.count("circle/maria", "no_contact_confirmed") == 1);
  CHECK(story.start("maria")->status == StartStatus::not_protected);
  story.appointed("maria", "ivan");
  EXPECT(operations.confirm_no_contact("maria", "anna", "boris"), "refused: has_contact");
  CHECK(story.start("maria")->status == StartStatus::pending);
  story.wait(25h);
  EXPECT(story.service().trustor("maria").remove_contact("ivan"), "done");
  EXPECT(story.start("maria"), "fault: store_mismatch");
}

TEST_CASE("KN6: who is not eligible any more gets no contact, and the contact is not told why") {
  struct Row {
    const char* what;
    std::function<void(AccountFacts&)> change;
  };
  const Row rows[] = {
      {"no citizen", [](AccountFacts& maria) { maria.citizen = false; }},
      {"not confirmed", [](AccountFacts& maria) { maria.confirmed = false; }},
      {"under 14", [](AccountFacts& maria) { maria.birth_date = aged(13, 364); }},
      {"no phone", [](AccountFacts& maria) { maria.phone.reset(), maria.phone_state = PhoneState::none; }},
  };
  for (const Row& row : rows) {
    Story story;
    const InvitationId invitation = story.invited("maria", "ivan");
    story.change("maria", row.change);
    CHECK_MESSAGE(in_detail(story.accept("ivan", invitation)) == "refused: trustor_unavailable", row.what);
    CHECK(story.count("circle/maria", "contact_appointed") == 0);
  }
}

// --- KN7

TEST_CASE("KN7: another phone of the trustor's ends a recovery, whatever its date says") {
  struct Row {
    const char* what;
    std::optional<Instant> since;
  };
  const Row rows[] = {
      {"missing", std::nullopt},
      {"the midnight of the day in UTC", std::chrono::floor<std::chrono::days>(kNoon)},
      {"from before the link", kNoon - 24h * 365},
      {"told", kNoon + 1min},
  };
  for (const Row& row : rows) {
    Story story;
    story.appointed("maria", "ivan");
    const RequestId request = story.ready("maria", "ivan");
    story.wait(2min);
    story.change("maria", [&](AccountFacts& maria) {
      maria.phone = phone("+79035555555");
      maria.phone_since = row.since;
    });
    CHECK_MESSAGE(story.state_of(request) == "voided", row.what);
    EXPECT(story.redeem(request), "refused: request_void");
    CHECK_MESSAGE(story.count("circle/maria", "recovery_voided") == 1, row.what);
    CHECK_MESSAGE(story.count("circle/maria", "account_changed") == 1, row.what);
    story.change("maria", [&](AccountFacts& maria) { maria.phone = phone("+79031112233"); });
    EXPECT(story.redeem(request), "refused: request_void");
  }
}

TEST_CASE("KN7: the same phone, written otherwise, is the same") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.ready("maria", "ivan");
  story.change("maria", [](AccountFacts& maria) { maria.phone = phone("8 (903) 111-22-33"); });
  EXPECT(story.redeem(request), "done");
}

TEST_CASE("KN7: an instant ahead of the clock is a fault that names account and fact, for nobody else") {
  const std::pair<const char*, std::optional<Instant> AccountFacts::*> facts[] = {
#define DOVERIE_SINCE_FACT(name, words, meaning) {#name, &AccountFacts::name},
#include "doverie/core/facts.def"
  };
  for (const auto& [name, fact] : facts) {
    for (const char* person : {"maria", "ivan"}) {
      Story story;
      story.appointed("maria", "ivan");
      story.appointed("olga", "pyotr");
      story.change(person, [&, told = fact](AccountFacts& changed) { changed.*told = story.now() + 5s + kTick; });
      const auto started = story.start("maria");
      EXPECT(started, "fault: directory_wrong");
      CHECK(started.fault().message.find(name) != std::string::npos);
      CHECK(started.fault().message.find(person) != std::string::npos);
      EXPECT(story.start("olga"), "done");
      story.change(person, [&, told = fact](AccountFacts& changed) { changed.*told = story.now() + 5s; });
      CHECK(in_words(story.start("maria")) == "done");
    }
  }
}

TEST_CASE("KN7: a change that is dated by the day counts as after a start on that day, and for the whole pause") {
  const Instant midnight = std::chrono::floor<std::chrono::days>(kNoon);
  for (const bool same_day : {true, false}) {
    Story story({.policies = changed([](Policy& policy) { policy.pause_after_sim_change = 72h; })});
    story.appointed("maria", "ivan");
    const RequestId request = story.started("maria");
    story.change("maria", [&](AccountFacts& maria) {
      maria.sim_since = same_day ? midnight : midnight - 24h;
      maria.dates_only = true;
    });
    EXPECT(story.approve("ivan", request), same_day ? "refused: request_void" : "done");
  }
  Story story({.policies = changed([](Policy& policy) { policy.pause_after_sim_change = 72h; })});
  story.appointed("maria", "ivan");
  story.change("ivan", [&](AccountFacts& ivan) {
    ivan.sim_since = midnight;
    ivan.dates_only = true;
  });
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.clock->set(midnight + 24h * 4 - kTick - kTick);
  CHECK(story.start("maria")->status == StartStatus::contact_unavailable);
  story.wait(kTick);
  CHECK(story.start("maria")->status == StartStatus::pending);
}

TEST_CASE("KN7: a policy with pauses is refused with a directory that does not tell of the changes") {
  class Silent final : public AccountDirectory {
   public:
    explicit Silent(ToldChanges told) : told_(told) {}
    Result<std::optional<AccountFacts>> find(std::string_view) override { return std::optional<AccountFacts>(); }
    ToldChanges tells() const override { return told_; }

   private:
    ToldChanges told_;
  };
  Story story;
  ServiceOptions options = story.options();
  options.policies = *PolicySchedule::of({Policy::strict()});
  const auto made_with = [&](ToldChanges told) {
    options.directory = std::make_shared<Silent>(told);
    const auto made = Service::create(options);
    return made ? std::string("made") : made.fault().message;
  };
  CHECK(made_with(ToldChanges::all()) == "made");
#define DOVERIE_SINCE_FACT(name, words, meaning)                            \
  {                                                                         \
    ToldChanges told = ToldChanges::all();                                  \
    told.name = false;                                                      \
    CHECK_MESSAGE(made_with(told).find(#name) != std::string::npos, #name); \
  }
#include "doverie/core/facts.def"
  options.policies = PolicySchedule();
  CHECK(made_with({}) == "made");
}

TEST_CASE("KN8: what went through this library counts for the pause after a recovery") {
  struct Row {
    const char* what;
    std::function<void(Story&)> recover;
  };
  const Row rows[] = {
      {"redeemed here",
       [](Story& story) {
         const RequestId request = story.ready("ivan", "pyotr");
         story.wait(24h);
         story.redeemed(request);
       }},
      {"reported", [](Story& story) { REQUIRE(story.service().operations().recovered_by_other_means("ivan", "mfc")); }},
  };
  for (const Row& row : rows) {
    Policy policy = Policy::gosuslugi();
    policy.pause_after_recovery = 72h;
    policy.waiting_period = 24h;
    policy.grant_lifetime = 1h;
    Story story({.policies = *PolicySchedule::of({policy})});
    story.appointed("maria", "ivan");
    story.appointed("ivan", "pyotr");
    row.recover(story);
    CHECK_MESSAGE(story.start("maria")->status == StartStatus::contact_unavailable, row.what);
    story.wait(72h - kTick);
    CHECK_MESSAGE(story.start("maria")->status == StartStatus::contact_unavailable, row.what);
    story.wait(kTick);
    const RequestId request = story.started("maria");
    EXPECT(story.approve("ivan", request), "done");
  }
}

TEST_CASE("KN9: a policy that lets people say no in time is refused when nobody is told") {
  Story story;
  ServiceOptions options = story.options();
  options.notifier = nullptr;
  EXPECT(Service::create(options), "done");
  struct Row {
    const char* parameter;
    Duration Policy::* delay;
  };
  for (const auto& [parameter, delay] :
       {Row{"waiting_period", &Policy::waiting_period}, Row{"removal_delay", &Policy::removal_delay}}) {
    options.policies = changed([&, d = delay](Policy& policy) { policy.*d = 1h; });
    const auto refused = Service::create(options);
    EXPECT(refused, "fault: invalid_argument");
    CHECK(refused.fault().message.find(parameter) != std::string::npos);
    options.nobody_is_told = true;
    EXPECT(Service::create(options), "done");
    options.nobody_is_told = false;
  }
}

TEST_CASE("KN10: another service with a laxer policy allows no more guesses than the request began with") {
  Policy strict = Policy::gosuslugi();
  strict.id = "strict-limits";
  strict.max_wrong_codes = 3;
  strict.max_consecutive_wrong_codes = 100;
  Policy lax = strict;
  lax.id = "lax";
  lax.applies_from = CivilDate{std::chrono::year{2026} / 3 / 1};
  lax.max_wrong_codes = 50;
  const PolicySchedule first = *PolicySchedule::of({strict});
  const PolicySchedule second = *PolicySchedule::of({strict, lax});
  Story story({.policies = first});
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.guessed_wrong(3, "ivan", request);
  story.restart_with_policies(second);
  CHECK(in_detail(story.confirm("ivan", request, story.code("ivan"))) == "refused: too_many_wrong_codes (needs 3, has 3)");
}

// Two services on one store: the second one has the policy of tomorrow already.
struct RollOut {
  static Policy second() {
    Policy policy = Policy::gosuslugi();
    policy.id = "second";
    policy.applies_from = CivilDate{std::chrono::year{2026} / 3 / 1};
    policy.max_sends = 1;
    return policy;
  }
  Story story;
  PolicySchedule both = *PolicySchedule::of({Policy::gosuslugi(), second()});
  void old_one() { story.restart_with_policies(PolicySchedule()); }
  void new_one() { story.restart_with_policies(both); }
};

TEST_CASE("KN10: what was opened under a policy that a service does not have is decided by it all the same") {
  RollOut roll_out;
  Story& story = roll_out.story;
  story.appointed("maria", "ivan");
  roll_out.new_one();
  const InvitationId invitation = story.invited("olga", "pyotr");
  const RequestId request = story.started("maria");
  roll_out.old_one();
  story.accepted("pyotr", invitation);
  CHECK(story.status(request)->state == RequestState::pending);
  story.approved("ivan", request);
  story.code("ivan");
  story.wait(2min);
  EXPECT(story.service().contact("ivan").resend_code(request), "refused: sends_exhausted");  // its own limit
  story.confirmed("ivan", request);
  EXPECT(story.redeem(request), "done");
  const RequestId of_olga = story.ready("olga", "pyotr");
  EXPECT(story.redeem(of_olga), "done");
}

TEST_CASE("KN10: a noted policy that is not the one that its name and hash say is not gone by") {
  auto store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  RollOut roll_out{.story = Story({.store = store})};
  Story& story = roll_out.story;
  roll_out.new_one();
  story.appointed("maria", "ivan");
  const InvitationId waiting = story.invited("olga", "ivan");
  const RequestId request = story.started("maria");
  const auto reads = [&](const std::string& from, const std::string& to) {
    store->on_record = [&story, from, to](StreamRecord& record) {
      if (record.name != "realm/") return;
      std::string& bytes = record.events.back().bytes;
      const auto at = bytes.rfind(from);
      REQUIRE(at != std::string::npos);
      bytes.replace(at, from.size(), to);
      const auto first = parse_json(record.events.front().bytes);
      reseal(record, *story.service().settings().keys, std::string(*first->member("previous_seal")->string()));
    };
    roll_out.old_one();
  };
  const std::string unknown = "fault: policy_unknown";
  const std::pair<std::string, std::string> others[] = {{R"(\"max_sends\":1)", R"(\"max_sends\":9)"},
                                                        {R"(\"id\":\"second\")", R"(\"id\":\"second one\")"}};
  const auto same = [&] { reads(others[0].first, others[0].first); };
  for (const auto& [from, to] : others) {
    reads(from, to);
    EXPECT(story.approve("ivan", request), unknown);
    EXPECT(story.accept("ivan", waiting), unknown);
  }
  same();
  story.approved("ivan", request);
  for (const auto& [from, to] : others) {
    reads(from, to);
    CHECK(story.service().pump().codes.sent == 0);
    EXPECT(story.resend("ivan", request), unknown);
    EXPECT(story.confirm("ivan", request, "123456"), unknown);
    EXPECT(story.redeem(request), unknown);
  }
  same();
  story.wait(1min);
  story.confirmed("ivan", request);
  reads(others[0].first, others[0].second);
  EXPECT(story.service().trustor("maria").deny(request), "done");  // what makes safer needs no policy
}

TEST_CASE("KN10: the policy is in the store as soon as anything is under it, once, and is not forgotten") {
  RollOut roll_out;
  Story& story = roll_out.story;
  story.appointed("maria", "ivan");
  const auto records = [&] { return story.count("realm/", "realm_noted"); };
  CHECK(records() == 1);
  auto wrapped = std::make_shared<WrappedStore>(story.store);
  ServiceOptions options = story.options();
  options.store = wrapped;
  options.policies = roll_out.both;
  story.restart(options);
  bool together = false;
  wrapped->on_append = [&](const Batch& batch) {
    const auto writes = [&](const std::string& stream) {
      return std::ranges::any_of(batch.appends, [&](const StreamAppend& append) { return append.stream == stream; });
    };
    if (writes("circle/maria")) together = writes("realm/");
    return wrapped->inner().append(batch);
  };
  EXPECT(story.start("maria"), "done");
  CHECK(together);
  CHECK(records() == 2);
  EXPECT(story.start("maria"), "done");
  roll_out.old_one();
  EXPECT(story.start("maria"), "done");
  roll_out.new_one();
  EXPECT(story.service().trustor("maria").report_fraud(), "done");
  CHECK(records() == 2);
}

TEST_CASE("KN10: another content under the same id is another policy, and each record goes by its own") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  Policy other = Policy::gosuslugi();
  other.code_digits = 8;
  story.restart_with_policies(*PolicySchedule::of({other}));
  story.approved("ivan", request);
  CHECK(story.code("ivan").size() == 6);
  story.confirmed("ivan", request);
  const RequestId later = story.started("maria");
  story.approved("ivan", later);
  CHECK(story.code("ivan").size() == 8);
}

}  // namespace
}  // namespace doverie::testing
