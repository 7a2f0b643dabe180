// SPDX-License-Identifier: Apache-2.0
//
// Long lists by pages: bounded, complete, each element once, whatever is added or taken away between two pages.
#include <algorithm>
#include <functional>

#include "support/story.h"

namespace doverie::testing {
namespace {

// So many people have invited ivan, one a minute.
std::vector<InvitationId> invited_by(int people, Story& story) {
  std::vector<InvitationId> sent;
  for (int i = 0; i < people; ++i) {
    const AccountId who = "inviter-" + std::to_string(i);
    story.person(who, citizen("Мария", "+7903" + std::to_string(1'000'000 + i)));
    sent.push_back(story.service().trustor(who).invite("Иван", "+79161234567")->invitation);
    story.wait(1s);
  }
  return sent;
}

std::vector<InvitationId> ids_of(const InvitationPage& page) {
  std::vector<InvitationId> ids;
  for (const InvitationView& view : page.invitations) ids.push_back(view.invitation);
  return ids;
}

// All pages, with something happening before each but the first.
std::vector<InvitationId> by_pages(Story& story, std::int32_t limit, const std::function<void(int)>& meanwhile = {}) {
  std::vector<InvitationId> all;
  std::string cursor;
  for (int number = 0;; ++number) {
    if (number > 0 && meanwhile) meanwhile(number);
    const auto page = story.service().contact("ivan").invitations(cursor, limit);
    REQUIRE_MESSAGE(page.ok(), in_words(page));
    CHECK(std::ssize(page->invitations) <= limit);
    CHECK((std::ssize(page->invitations) == limit || page->next_cursor.empty()));
    const auto ids = ids_of(*page);
    all.insert(all.end(), ids.begin(), ids.end());
    cursor = page->next_cursor;
    if (cursor.empty()) return all;
  }
}

TEST_CASE("pages: four hundred invitations to one phone, in order, each once") {
  Story story;
  const auto sent = invited_by(400, story);
  for (const std::int32_t limit : {100, 37, kPageSize}) CHECK(by_pages(story, limit) == sent);
  const auto cabinet = story.service().contact("ivan").cabinet();
  CHECK(std::ssize(cabinet->invitations) == kPageSize);
  const auto rest = story.service().contact("ivan").invitations(cabinet->more_invitations, 1);
  CHECK(ids_of(*rest) == std::vector{sent[kPageSize]});
}

TEST_CASE("pages: a list that fits has no more pages, an empty one is empty") {
  Story story;
  CHECK(by_pages(story, 1).empty());
  const auto sent = invited_by(2, story);
  CHECK(by_pages(story, 2) == sent);
  CHECK(story.service().contact("ivan").invitations("", 2)->next_cursor.empty());
  CHECK(story.service().contact("ivan").cabinet()->more_invitations.empty());
}

TEST_CASE("pages: what is answered, withdrawn or added between two pages makes nothing appear twice or be missed") {
  Story story;
  auto sent = invited_by(12, story);
  const auto seen = by_pages(story, 4, [&](int page) {
    if (page == 1) REQUIRE(story.service().contact("ivan").decline(sent[3]));  // the one that the cursor names
    if (page == 1) REQUIRE(story.service().trustor("inviter-6").cancel_invitation(sent[6]));
    if (page == 2) story.person("late", citizen("Мария", "+79040000000"));
    if (page == 2) sent.push_back(story.service().trustor("late").invite("Иван", "+79161234567")->invitation);
  });
  std::vector<InvitationId> expected = sent;
  std::erase(expected, sent[6]);  // withdrawn before its page came
  CHECK(seen == expected);
}

TEST_CASE("pages: invitations to other names, of others and void ones fill no page") {
  Story story;
  for (int i = 0; i < 150; ++i) {
    const AccountId who = "other-" + std::to_string(i);
    story.person(who, citizen("Мария", "+7905" + std::to_string(1'000'000 + i)));
    REQUIRE(story.service().trustor(who).invite("Пётр", "+79161234567"));
  }
  const auto sent = invited_by(3, story);
  CHECK(by_pages(story, 2) == sent);
  CHECK(story.service().contact("pyotr").invitations()->invitations.empty());
}

TEST_CASE("pages: a cursor that nobody gave out and a page of no size are refused by name") {
  Story story;
  story.appointed("maria", "ivan");
  const auto message = [](const auto& answer) { return answer.faulted() ? answer.fault().message : in_words(answer); };
  const InvitationId id = story.invited("olga", "ivan");
  const std::vector<std::string> wrong = {"1",    "2026-03-02T09:00:00Z/inv", "2026-03-02T09:00:00.000000Z/" + id + "x/",
                                          "\xff", std::string(700, 'a'),      "/" + id};
  for (const std::string& cursor : wrong) {
    CHECK(message(story.service().contact("ivan").invitations(cursor)).starts_with("cursor: not one that"));
  }
  for (const std::string cursor : {"0", "01", "-1", "99999999999999999999", " 1", "x"}) {
    CHECK(message(story.service().trustor("maria").history(cursor)).starts_with("cursor: not one that"));
  }
  for (const std::int32_t limit : {0, -1, 101}) {
    CHECK(message(story.service().contact("ivan").invitations("", limit)) ==
          "limit: " + std::to_string(limit) + "; a page has 1 to 100 elements");
    CHECK(message(story.service().trustor("maria").history("", limit)) ==
          "limit: " + std::to_string(limit) + "; a page has 1 to 100 elements");
  }
}

// --- history

std::vector<std::string> history(Story& story, std::int32_t limit = kPageSize) {
  std::vector<std::string> lines;
  std::string cursor;
  do {
    const auto page = story.service().trustor("maria").history(cursor, limit);
    REQUIRE_MESSAGE(page.ok(), in_words(page));
    CHECK(std::ssize(page->entries) <= limit);
    for (const HistoryEntry& entry : page->entries) {
      lines.push_back(std::string(name_of(entry.kind)) + (entry.end ? " " + std::string(name_of(*entry.end)) : "") +
                      (entry.contact.empty() ? "" : " " + entry.contact));
    }
    cursor = page->next_cursor;
  } while (!cursor.empty());
  return lines;
}

TEST_CASE("pages: the owner's history, the latest first, without codes and without what is the library's own") {
  Story story;
  story.appointed("maria", "ivan");
  const RequestId request = story.started("maria");
  story.approved("ivan", request);
  story.code("ivan");
  story.guessed_wrong(1, "ivan", request);
  story.confirmed("ivan", request);
  story.redeemed(request);
  REQUIRE(story.service().contact("ivan").report_fraud("maria"));
  REQUIRE(story.service().operations().freeze("maria", "anna"));
  REQUIRE(story.service().operations().unfreeze("maria", "anna", "boris"));
  REQUIRE(story.service().operations().call_began("maria", "call"));
  const std::vector<std::string> expected = {"account_unfrozen",        "account_frozen",         "fraud_reported ivan",
                                             "recovery_ended redeemed", "recovery_approved",      "recovery_confirmed ivan",
                                             "recovery_started",        "contact_appointed ivan", "invitation_sent"};
  CHECK(history(story) == expected);
  for (const std::int32_t limit : {1, 2, 4}) CHECK(history(story, limit) == expected);
}

TEST_CASE("pages: a history that grows goes on where the page before ended") {
  Story story;
  story.appointed("maria", "ivan");
  const auto first = story.service().trustor("maria").history("", 1);
  CHECK(first->entries.at(0).kind == HistoryKind::contact_appointed);
  story.started("maria");
  const auto second = story.service().trustor("maria").history(first->next_cursor, 5);
  REQUIRE(second->entries.size() == 1);
  CHECK(second->entries.at(0).kind == HistoryKind::invitation_sent);
  CHECK(second->next_cursor.empty());
}

TEST_CASE("pages: the history of a long circle is whole") {
  Story story({.policies = changed([](Policy& policy) { policy.starts_per_day = 1000; })});
  story.appointed("maria", "ivan");
  for (int i = 0; i < 70; ++i) CHECK(story.cancel(story.started("maria")).ok());
  REQUIRE(story.count("circle/maria", "circle_summed") >= 1);
  CHECK(history(story, 50).size() == 2 + 140);
}

}  // namespace
}  // namespace doverie::testing
