// SPDX-License-Identifier: Apache-2.0
//
// What the pages of both sides show, page by page, and in which words, from C.
#include <algorithm>

#include "world.h"

namespace capi_test {
namespace {

// The answer of a question, which has to succeed.
template <class Ask>
Answer asked(Ask&& ask) {
  return make<Answer>([&](auto out, auto error) { return ask(out, error); });
}

Answer contact_cabinet(World& world) {
  return asked([&](auto out, auto error) { return doverie_contact_cabinet(world.service.get(), lend("ivan"), out, error); });
}

Answer trustor_cabinet(World& world) {
  return asked(
      [&](auto out, auto error) { return doverie_trustor_cabinet(world.service.get(), lend("maria"), out, error); });
}

doverie_request_view request_in(const Answer& answer) {
  auto view = fresh<doverie_request_view>();
  REQUIRE(doverie_answer_request_at(answer.get(), 0, &view, nullptr) == DOVERIE_STATUS_OK);
  return view;
}

doverie_trustor_view trustor_view(const Answer& answer) {
  auto view = fresh<doverie_trustor_view>();
  REQUIRE(doverie_answer_trustor_view(answer.get(), &view, nullptr) == DOVERIE_STATUS_OK);
  return view;
}

TEST_CASE("views: the contact's step, attempts and sends, and how it ended") {
  World world;
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  auto view = request_in(contact_cabinet(world));
  CHECK(view.step == DOVERIE_STEP_APPROVE);
  CHECK(view.confirmed == 0);
  CHECK(view.required == 1);
  CHECK(view.number_attempts_left == -1);
  REQUIRE(world.approve(request, number).ok());
  world.pump();
  view = request_in(contact_cabinet(world));
  CHECK(view.step == DOVERIE_STEP_TYPE_CODE);
  CHECK(view.code_call_in_progress == 0);
  const std::string wrong = world.last_code() == "000000" ? "000001" : "000000";
  for (std::int32_t left = 5; left > 0; --left) {
    CHECK(request_in(contact_cabinet(world)).code_attempts_left == left);
    CHECK(world.confirm(request, wrong).rejected(DOVERIE_REASON_WRONG_CODE));
  }
  view = request_in(contact_cabinet(world));
  CHECK(view.code_attempts_left == 0);
  CHECK(view.code_attempts_from == kMorning + 24 * 60 * kMinute);
  CHECK(world.confirm(request, wrong).rejected(DOVERIE_REASON_TOO_MANY_WRONG_CODES));
  REQUIRE(outcome_of([&](auto error) {
            return doverie_contact_deny(world.service.get(), nullptr, lend("ivan"), lend(request), error);
          }).ok());
  for (const Answer& cabinet : {contact_cabinet(world), trustor_cabinet(world)}) {
    const auto ended = request_in(cabinet);
    CHECK(ended.end == DOVERIE_END_DENIED_BY_CONTACT);
    CHECK(ended.ended_at == kMorning);
    CHECK(ended.step == 0);
  }
}

TEST_CASE("views: the trustor's contacts, places and freeze, and the same link from the other side") {
  World world;
  CHECK(trustor_view(trustor_cabinet(world)).free_places == 1);
  world.appoint();
  auto view = trustor_view(trustor_cabinet(world));
  CHECK(view.contacts_required == 1);
  CHECK(view.contacts_able == 1);
  CHECK(view.free_places == 0);
  CHECK(view.invitations_left == 4);
  CHECK(view.invitations_from == 0);
  CHECK(view.frozen_by == 0);
  REQUIRE(outcome_of([&](auto error) {
            return doverie_contact_report_fraud(world.service.get(), nullptr, lend("ivan"), lend("maria"), error);
          }).ok());
  const Answer frozen = trustor_cabinet(world);
  view = trustor_view(frozen);
  CHECK(view.frozen_by == DOVERIE_FREEZE_CONTACT);
  CHECK(copy(view.frozen_by_contact) == "ivan");
  CHECK(view.frozen_since == kMorning);
  const Answer cabinet = contact_cabinet(world);
  auto entry = fresh<doverie_trustor_entry>();
  REQUIRE(doverie_answer_trustor_at(cabinet.get(), 0, &entry, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(entry.trustor) == "maria");
  CHECK(entry.appointed_at == kMorning);
  CHECK(entry.active_from == kMorning);
  CHECK(entry.state == DOVERIE_LINK_ACTIVE);
  CHECK(entry.frozen == 1);
}

std::vector<std::string> ids_in(const Answer& page, std::string* next) {
  auto head = fresh<doverie_invitation_page>();
  REQUIRE(doverie_answer_invitation_page(page.get(), &head, nullptr) == DOVERIE_STATUS_OK);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < head.invitation_count; ++i) {
    auto view = fresh<doverie_invitation_view>();
    REQUIRE(doverie_answer_invitation_at(page.get(), i, &view, nullptr) == DOVERIE_STATUS_OK);
    ids.push_back(copy(view.invitation));
  }
  *next = copy(head.next_cursor);
  return ids;
}

TEST_CASE("views: invitations by pages") {
  World world;
  std::vector<std::string> sent;
  for (int i = 0; i < 5; ++i) {
    const std::string who = "inviter-" + std::to_string(i);
    world.put(who.c_str(), "Мария", ("+7903000000" + std::to_string(i)).c_str());
    const Answer answer = asked([&](auto out, auto error) {
      return doverie_trustor_invite(world.service.get(), nullptr, lend(who), lend("Иван"), lend("+79161234567"), out, error);
    });
    auto invited = fresh<doverie_invited>();
    REQUIRE(doverie_answer_invited(answer.get(), &invited, nullptr) == DOVERIE_STATUS_OK);
    sent.push_back(copy(invited.invitation));
    REQUIRE(doverie_fake_clock_advance(world.clock.get(), 1, nullptr) == DOVERIE_STATUS_OK);
  }
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const Answer page = asked([&](auto out, auto error) {
      return doverie_contact_invitations(world.service.get(), lend("ivan"), lend(cursor), 2, out, error);
    });
    const auto ids = ids_in(page, &cursor);
    CHECK(ids.size() <= 2);
    seen.insert(seen.end(), ids.begin(), ids.end());
  } while (!cursor.empty());
  CHECK(seen == sent);
  doverie_answer* none = nullptr;
  const auto outcome = outcome_of([&](auto error) {
    return doverie_contact_invitations(world.service.get(), lend("ivan"), lend(""), 101, &none, error);
  });
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(outcome.message() == "limit: 101; a page has 1 to 100 elements");
  CHECK(none == nullptr);
}

TEST_CASE("views: the history by pages") {
  World world;
  world.appoint();
  std::vector<std::int32_t> kinds;
  std::string cursor;
  do {
    const Answer page = asked([&](auto out, auto error) {
      return doverie_trustor_history(world.service.get(), lend("maria"), lend(cursor), 1, out, error);
    });
    auto head = fresh<doverie_history_page>();
    REQUIRE(doverie_answer_history_page(page.get(), &head, nullptr) == DOVERIE_STATUS_OK);
    REQUIRE(head.entry_count == 1);
    auto entry = fresh<doverie_history_entry>();
    REQUIRE(doverie_answer_history_entry_at(page.get(), 0, &entry, nullptr) == DOVERIE_STATUS_OK);
    kinds.push_back(entry.kind);
    CHECK(entry.at == kMorning);
    CHECK(doverie_answer_history_entry_at(page.get(), 1, &entry, nullptr) == DOVERIE_STATUS_FAULT);
    cursor = copy(head.next_cursor);
  } while (!cursor.empty());
  CHECK(kinds == std::vector<std::int32_t>{DOVERIE_HISTORY_CONTACT_APPOINTED, DOVERIE_HISTORY_INVITATION_SENT});
}

TEST_CASE("views: names and words of states") {
  CHECK(copy(doverie_sms_state_name(DOVERIE_SMS_DELIVERED)) == "delivered");
  CHECK(copy(doverie_history_kind_name(DOVERIE_HISTORY_DATA_ERASED)) == "data_erased");
  CHECK(doverie_sms_state_name(0).size == 0);
  CHECK(doverie_sms_state_name(99).size == 0);
  const auto words = [](std::int32_t reader, std::int32_t language) {
    return copy(doverie_state_text(DOVERIE_VOCABULARY_INVITATION_STATE, DOVERIE_INVITATION_DECLINED, reader, language));
  };
  CHECK(words(DOVERIE_VIEWER_CONTACT, DOVERIE_LANGUAGE_RUSSIAN) ==
        "Вы отклонили приглашение. Отправителю об этом не сообщают.");
  CHECK(words(DOVERIE_VIEWER_CONTACT, DOVERIE_LANGUAGE_ENGLISH) ==
        "You have declined the invitation. The sender is not told.");
  CHECK(words(DOVERIE_VIEWER_TRUSTOR, DOVERIE_LANGUAGE_RUSSIAN).empty());
  CHECK(words(4, DOVERIE_LANGUAGE_RUSSIAN).empty());
  CHECK(words(DOVERIE_VIEWER_CONTACT, 3).empty());
}

}  // namespace
}  // namespace capi_test
