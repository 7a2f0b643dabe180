// SPDX-License-Identifier: Apache-2.0
//
// What does each side learn from its pages, and what not? Every field of a view has its place here: a new one does not compile until
// somebody has thought about who may see it.
#include <set>
#include <string>

#include "support/story.h"

namespace doverie::testing {
namespace {

// Everything of a view in words, so that two of them can be compared, and searched for what must not be there.
class Words {
 public:
  std::string text;

  template <class... Parts>
  void add(const Parts&... parts) {
    (part(parts), ...);
    text += "\n";
  }

 private:
  void part(const std::string& value) { text += value + ";"; }
  void part(Instant at) { text += std::to_string(at.time_since_epoch().count()) + ";"; }
  void part(const Progress& progress) { part(progress.confirmed), part(progress.required); }
  template <class T>
    requires std::is_enum_v<T>
  void part(T value) {
    text += std::string(name_of(value)) + ";";
  }
  template <class T>
    requires std::is_integral_v<T>
  void part(T value) {
    text += std::to_string(value) + ";";
  }
  template <class T>
  void part(const std::optional<T>& value) {
    if (value) return part(*value);
    text += "-;";
  }
  void part(const std::optional<CodeView>& code) {
    if (!code) return void(text += "-;");
    const auto& [sms, sms_at, phone, expires, resend_from, sends, call, attempts, attempts_from] = *code;
    add(sms, sms_at, phone, expires, resend_from, sends, call, attempts, attempts_from);
  }
  template <class T>
  void part(const std::vector<T>& values) {
    for (const T& value : values) part(value);
  }
  void part(const ContactEntry& entry) {
    const auto& [contact, appointed, active, removal, resignation, suspended, also_suspended, state] = entry;
    add(contact, appointed, active, removal, resignation, suspended, also_suspended, state);
  }
  void part(const TrustorEntry& entry) {
    const auto& [trustor, appointed, active, removal, resignation, suspended, also_suspended, state, frozen] = entry;
    add(trustor, appointed, active, removal, resignation, suspended, also_suspended, state, frozen);
  }
  void part(const InvitationView& view) {
    const auto& [id, state, trustor, name, phone, sent, expires] = view;
    add(id, state, trustor, name, phone, sent, expires);
  }
  void part(const RequestView& view) {
    const auto& [id, trustor, number, state, verified, started, expires, redeem_from, attestation, code, operation, progress,
                 step, end, ended, numbers] = view;
    add(id, trustor, number, state, verified, started, expires, redeem_from, attestation, code, operation, progress, step,
        end, ended, numbers);
  }
  void part(const HistoryEntry& entry) {
    const auto& [version, at, kind, contact, request, invitation, operation, end] = entry;
    add(version, at, kind, contact, request, invitation, operation, end);
  }
};

std::string words(const Result<TrustorView>& view) {
  REQUIRE(view.ok());
  const auto& [contacts, invitations, requests, frozen_until, locked, observed, frozen_since, frozen_by, by_contact,
               required, able, places, left, invitations_from] = *view;
  Words words;
  words.add(contacts, invitations, requests, frozen_until, locked, observed, frozen_since, frozen_by, by_contact, required,
            able, places, left, invitations_from);
  return words.text;
}

std::string words(const Result<ContactView>& view) {
  REQUIRE(view.ok());
  const auto& [invitations, trustors, requests, locked_until, more] = *view;
  Words words;
  words.add(invitations, trustors, requests, locked_until, more);
  return words.text;
}

std::string words(const Result<RecoveryView>& view) {
  REQUIRE(view.ok());
  const auto& [state, standing, number, expires, redeem_from, progress] = *view;
  Words words;
  words.add(state, standing, number, expires, redeem_from, progress);
  return words.text;
}

std::string words(const Result<HistoryPage>& page) {
  REQUIRE(page.ok());
  Words words;
  words.add(page->entries, page->next_cursor);
  return words.text;
}

std::string trustor_sees(Story& story) {
  return words(story.service().trustor("maria").cabinet()) + words(story.service().trustor("maria").history());
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

PolicySchedule two_contacts() {
  return changed([](Policy& policy) { policy.max_contacts_per_trustor = 2, policy.required_approvals = 2; });
}

TEST_CASE("seen: to the owner a contact who cannot confirm looks the same, whatever it is that keeps the contact from it") {
  void (*const spoils[])(AccountFacts&) = {
      [](AccountFacts& ivan) { ivan.citizen = false; },
      [](AccountFacts& ivan) { ivan.passport_current = false; },
      [](AccountFacts& ivan) { ivan.confirmed = false; },
      [](AccountFacts& ivan) { ivan.phone_state = PhoneState::none; },
      [](AccountFacts& ivan) { ivan.birth_date = aged(17); },
  };
  std::set<std::string> told;
  for (const auto spoil : spoils) {
    Story story;
    story.appointed("maria", "ivan");
    CHECK(story.service().trustor("maria").cabinet()->contacts_able == 1);
    story.change("ivan", [&](AccountFacts& ivan) { spoil(ivan); });
    CHECK(story.service().trustor("maria").cabinet()->contacts_able == 0);
    told.insert(trustor_sees(story));
  }
  CHECK(told.size() == 1);
}

TEST_CASE("seen: the owner is not told which of several contacts cannot confirm, nor how many more could than have to") {
  std::set<std::string> told;
  for (const char* who : {"ivan", "pyotr"}) {
    Story story({.policies = two_contacts()});
    story.appointed("maria", "ivan");
    story.appointed("maria", "pyotr");
    story.change(who, [](AccountFacts& facts) { facts.citizen = false; });
    told.insert(trustor_sees(story));
  }
  CHECK(told.size() == 1);
  Story story({.policies = changed([](Policy& policy) { policy.max_contacts_per_trustor = 2; })});
  story.appointed("maria", "ivan");
  story.appointed("maria", "pyotr");
  const std::string both = trustor_sees(story);
  story.change("ivan", [](AccountFacts& facts) { facts.citizen = false; });
  CHECK(trustor_sees(story) == both);  // one has to confirm, and one can
}

TEST_CASE("seen: of the contact's phone, code and wrong codes the owner sees nothing") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  const std::string before = trustor_sees(story);
  story.code("ivan");
  story.guessed_wrong(3, "ivan", request);
  const std::string after = trustor_sees(story);
  CHECK(after == before);
  CHECK_FALSE(has(after, "7916"));
  CHECK_FALSE(has(after, story.number(request)));
}

TEST_CASE("seen: neither side learns an operator's name, and the owner learns which contact has frozen the account") {
  Story story;
  story.appointed("maria", "ivan");
  REQUIRE(story.service().operations().freeze("maria", "operator-anna"));
  CHECK(story.service().trustor("maria").cabinet()->frozen_by == FreezeCause::host);
  REQUIRE(story.service().operations().unfreeze("maria", "operator-anna", "operator-boris"));
  CHECK_FALSE(story.service().trustor("maria").cabinet()->frozen_by.has_value());
  REQUIRE(story.service().operations().erase("maria", "operator-anna"));
  CHECK_FALSE(has(trustor_sees(story), "operator"));
  CHECK_FALSE(has(words(story.service().contact("ivan").cabinet()), "operator"));
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  const auto view = story.service().trustor("maria").cabinet();
  CHECK(view->frozen_by == FreezeCause::contact);
  CHECK(view->frozen_by_contact == "ivan");
  CHECK(view->frozen_since == story.now());
  CHECK_FALSE(
      has(words(story.service().contact("ivan").cabinet()), std::to_string(view->frozen_until->time_since_epoch().count())));
}

TEST_CASE("seen: the contact does not learn what keeps the trustor from being served, nor who is in a call") {
  std::set<std::string> told;
  for (const bool citizen : {true, false}) {
    Story story;
    story.appointed("maria", "ivan");
    story.approved("ivan", story.started("maria"));
    story.change("maria", [&](AccountFacts& maria) { maria.citizen = citizen; });
    told.insert(words(story.service().contact("ivan").cabinet()));
  }
  for (const char* who : {"maria", "ivan"}) {
    Story story;
    story.appointed("maria", "ivan");
    story.approved("ivan", story.started("maria"));
    REQUIRE(story.service().operations().call_began(who, "call-1"));
    const auto view = story.service().contact("ivan").cabinet();
    CHECK(view->requests.at(0).code->call_in_progress);
    told.insert(words(view));
  }
  CHECK(told.size() == 2);  // with a call and without
}

TEST_CASE("seen: a stranger who has started is not told how many contacts have confirmed; who had a factor verified is") {
  for (const bool verified : {false, true}) {
    Story story({.policies = two_contacts()});
    story.appointed("maria", "ivan");
    story.appointed("maria", "pyotr");
    const RequestId request = story.started("maria", verified);
    story.approved("ivan", request);
    const std::string before = words(story.status(request));
    story.confirmed("ivan", request);
    const auto view = story.status(request);
    CHECK((words(view) == before) == !verified);
    CHECK(view->progress.has_value() == verified);
    if (verified) CHECK(view->progress->confirmed == 1);
    if (verified) CHECK(view->progress->required == 2);
    CHECK_FALSE(has(words(view), "ivan"));
  }
}

TEST_CASE("seen: whoever is given an id again sees nothing of who had it before") {
  Story story;
  story.appointed("maria", "ivan");
  story.started("maria");
  REQUIRE(story.service().operations().account_closed("maria"));
  CHECK(story.service().trustor("maria").history()->entries.empty());
  story.invited("maria", "ivan");
  CHECK(story.service().trustor("maria").history()->entries.size() == 1);
}

}  // namespace
}  // namespace doverie::testing
