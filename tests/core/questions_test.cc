// SPDX-License-Identifier: Apache-2.0
//
// What do questions answer when something breaks under them? Keys that fail at the n-th call, and records that only somebody with
// the keys could have written: an explanation, a timeline, a cabinet is whole, or it is a fault.
#include <functional>
#include <set>

#include "support/failing_keys.h"
#include "support/reseal.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

PolicySchedule for_many() {
  return changed([](Policy& policy) {
    policy.max_contacts_per_trustor = 4;
    policy.required_approvals = 2;
    policy.max_open_requests = 3;
    policy.invitations_per_day = 9;
  });
}

// An account to which everything has happened that an explanation tells of: nothing is remembered between two questions, so that
// each reads and verifies what it tells.
struct Lived : Story {
  Lived() : Story({.store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>()), .policies = for_many()}) {
    person("anton", citizen("Антон", "+79161112200"));
    for (const char* contact : {"ivan", "pyotr", "anton"}) appointed("maria", contact);
    appointed("ivan", "olga");
    person("vera", citizen("Вера", "+79161112201"));
    invited("maria", "vera");
    use();
    signal();
    ServiceOptions with_hsm = options();
    with_hsm.keys = hsm;
    with_hsm.remembered_streams = 0;
    restart(with_hsm);
  }

  WrappedStore& wrapped() { return static_cast<WrappedStore&>(*store); }

  std::shared_ptr<FailingKeys> hsm = std::make_shared<FailingKeys>(keys);
  RequestId open;          // one contact has confirmed, the other has a code
  RequestId approved_one;  // waits for its use

 private:
  void use() {
    const RequestId denied = started("maria");
    REQUIRE(service().contact("ivan").deny(denied));
    approved_one = started("maria", true);
    for (const char* contact : {"ivan", "pyotr"}) {
      approved(contact, approved_one);
      confirmed(contact, approved_one);
    }
    open = started("maria", true);
    approved("ivan", open);
    confirmed("ivan", open);
    approved("pyotr", open);
    guessed_wrong(2, "pyotr", open);
    Attestation wrong{true, true, "00"};
    std::ignore = service().contact("anton").approve(open, wrong);
  }

  void signal() {
    const OperatorSide operations = service().operations();
    REQUIRE(operations.call_began("maria", "call-1"));
    REQUIRE(operations.account_changed("ivan", AccountChange::sim, now()));
    std::ignore = service().contact("olga").report_fraud("ivan");
  }
};

using Question = std::function<std::string(Lived&)>;

const std::vector<std::pair<std::string, Question>>& questions() {
  static const std::vector<std::pair<std::string, Question>> all{
      {"explain", [](Lived& s) { return in_words(s.service().operations().explain("maria")); }},
      {"explain with a verified factor", [](Lived& s) { return in_words(s.service().operations().explain("maria", true)); }},
      {"explain to the owner", [](Lived& s) { return in_words(s.service().trustor("maria").explain()); }},
      {"timeline", [](Lived& s) { return in_words(s.service().operations().timeline("maria")); }},
      {"timeline of a contact", [](Lived& s) { return in_words(s.service().operations().timeline("ivan")); }},
      {"held", [](Lived& s) { return in_words(s.service().operations().held("maria")); }},
      {"held of a contact", [](Lived& s) { return in_words(s.service().operations().held("ivan")); }},
      {"cabinet of the owner", [](Lived& s) { return in_words(s.service().trustor("maria").cabinet()); }},
      {"history of the owner", [](Lived& s) { return in_words(s.service().trustor("maria").history()); }},
      {"cabinet of a contact", [](Lived& s) { return in_words(s.service().contact("pyotr").cabinet()); }},
      {"invitations", [](Lived& s) { return in_words(s.service().contact("vera").invitations()); }},
      {"status", [](Lived& s) { return in_words(s.status(s.open)); }},
      {"audit", [](Lived& s) { return in_words(s.service().operations().audit("maria")); }},
  };
  return all;
}

TEST_CASE("questions: without a fault each is answered") {
  Lived story;
  for (const auto& [name, ask] : questions()) {
    CAPTURE(name);
    CHECK(ask(story) == "done");
  }
}

TEST_CASE("questions: a key that fails at any call is the answer") {
  Lived story;
  SUBCASE("while requests are open") {}
  SUBCASE("while the account is frozen") {
    REQUIRE(story.service().operations().freeze("maria", "anna"));
  }
  for (const auto& [name, ask] : questions()) {
    CAPTURE(name);
    int failures = 0;
    for (int call = 0;; ++call) {
      story.hsm->calls = 0;
      story.hsm->fail_at = call;
      const std::string said = ask(story);
      const bool failed = story.hsm->calls > call;
      story.hsm->fail_at = -1;
      if (!failed) break;
      ++failures;
      CHECK_MESSAGE((said == "fault: key_unavailable" || said == "done"), "call " << call << ": " << said);
    }
    CHECK(failures > 1);
  }
}

// --- records that say nonsense under seals that fit

using Spoil = std::function<std::string(const std::string&)>;

const std::vector<std::pair<std::string, Spoil>>& spoilers() {
  static const std::vector<std::pair<std::string, Spoil>> all{
      {"no JSON", [](const std::string&) { return std::string("{"); }},
      {"nothing in it", [](const std::string&) { return std::string("{}"); }},
      {"a type that there is not",
       [](const std::string& bytes) {
         std::string changed = bytes;
         const auto at = changed.find("\"type\":\"");
         return changed.insert(at + 8, "no_");
       }},
      {"no content",
       [](const std::string& bytes) {
         const auto end = bytes.find(",\"command\"");
         return bytes.substr(0, end) + ",\"command\":\"\"}";
       }},
  };
  return all;
}

// The streams that a question reads.
std::set<std::string> streams_read(Lived& story, const Question& ask) {
  std::set<std::string> read;
  story.wrapped().on_record = [&](StreamRecord& record) {
    if (!record.events.empty()) read.insert(record.name);
  };
  std::ignore = ask(story);
  story.wrapped().on_record = nullptr;
  return read;
}

// Asks with each event of the stream spoilt in turn; how often the answer was a fault.
int faults_of(Lived& story, const Question& ask, const std::string& stream, const Spoil& spoil) {
  int faults = 0;
  bool more = true;
  for (std::size_t i = 0; more; ++i) {
    more = false;
    story.wrapped().on_record = [&](StreamRecord& record) {
      if (record.name != stream || i >= record.events.size()) return;
      more = true;
      record.events[i].bytes = spoil(record.events[i].bytes);
      reseal(record, *story.keys);
    };
    const std::string said = ask(story);
    story.wrapped().on_record = nullptr;
    faults += said.starts_with("fault: ") ? 1 : 0;
  }
  return faults;
}

TEST_CASE("questions: what has seals that fit and makes no sense is a fault, or is not looked at") {
  Lived story;
  SUBCASE("while requests are open") {}
  SUBCASE("while the account is frozen") {
    REQUIRE(story.service().operations().freeze("maria", "anna"));
  }
  for (const auto& [name, ask] : questions()) {
    for (const std::string& stream : streams_read(story, ask)) {
      for (const auto& [what, spoil] : spoilers()) {
        CAPTURE(name);
        CAPTURE(stream);
        CAPTURE(what);
        const int faults = faults_of(story, ask, stream, spoil);
        if (stream == "circle/maria") CHECK(faults > 0);
      }
    }
  }
}

}  // namespace
}  // namespace doverie::testing
