// SPDX-License-Identifier: Apache-2.0
//
// Whom does a delivery report come from, and what does it say?
#include "doverie/core/delivery_report.h"

#include <doctest/doctest.h>

#include "support/results.h"

namespace doverie {
namespace {

const Instant kNow{std::chrono::seconds{1'800'000'000}};
constexpr std::string_view kMessage = "msg_0123456789ab00ff";

Secret key(char of) {
  return Secret(std::string(32, of));
}

DeliveryReports reports(std::vector<Secret> keys) {
  return DeliveryReports::create(std::move(keys)).value();
}

ReportVerdict verdict(std::string_view token, const DeliveryReports& by) {
  return by.read(token, DeliveryState::delivered, kNow).verdict;
}

TEST_CASE("delivery reports: a token names its message, and only the key makes it") {
  const auto ours = reports({key('k')});
  const std::string token = ours.token(kMessage).value();
  CHECK(token.starts_with(std::string(kMessage) + "."));
  CHECK(token.size() == kMessage.size() + 33);
  const ReceivedReport got = ours.read(token, DeliveryState::taken, kNow);
  CHECK(got.verdict == ReportVerdict::genuine);
  CHECK(got.report.message == kMessage);
  CHECK(got.report.state == DeliveryState::taken);
  CHECK(got.report.at == kNow);
  CHECK(verdict(token, reports({key('o')})) == ReportVerdict::forged);
}

TEST_CASE("delivery reports: whatever is not a token is forged, and names no message") {
  const auto ours = reports({key('k')});
  const std::string token = ours.token(kMessage).value();
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'a' ? 'b' : 'a';
    CHECK_MESSAGE(verdict(changed, ours) == ReportVerdict::forged, changed);
    CHECK(verdict(token.substr(0, i), ours) == ReportVerdict::forged);
  }
  for (const std::string& other : {token + "0", token + ".", "." + token, std::string("."), std::string(100'000, 'a'),
                                   std::string("../../etc/passwd"), std::string("\xff\x00", 2)}) {
    const auto got = ours.read(other, DeliveryState::delivered, kNow);
    CHECK(got.verdict == ReportVerdict::forged);
    CHECK(got.report.message.empty());
  }
}

TEST_CASE("delivery reports: a gateway's word that nobody knows is told apart from a forged one") {
  const auto ours = reports({key('k')});
  const auto got = ours.read(ours.token(kMessage).value(), kannel_state("32"), kNow);
  CHECK(got.verdict == ReportVerdict::unknown);
  CHECK(got.report.message == kMessage);
}

TEST_CASE("delivery reports: keys are changed while reports are on their way") {
  const std::string earlier = reports({key('a')}).token(kMessage).value();
  const auto ours = reports({key('b'), key('a')});
  CHECK(verdict(earlier, ours) == ReportVerdict::genuine);
  CHECK(ours.token(kMessage).value() == reports({key('b')}).token(kMessage).value());
  CHECK_FAULT(DeliveryReports::create({}), invalid_argument);
  CHECK_FAULT(DeliveryReports::create({key('a'), Secret(std::string(31, 'k'))}), invalid_argument);
}

TEST_CASE("delivery reports: only what the library calls a message has a token") {
  const auto ours = reports({key('k')});
  CHECK_OK(ours.token(std::string(1024, 'm')));
  for (const std::string& id : {std::string(), std::string(1025, 'm'), std::string("a.b"), std::string("a/b"),
                                std::string("a%20b"), std::string("сообщение"), std::string("a\r\nb")}) {
    CHECK_FAULT(ours.token(id), invalid_argument);
  }
}

TEST_CASE("delivery reports: what Kannel's values mean") {
  CHECK(kannel_state("1") == DeliveryState::delivered);
  CHECK(kannel_state("2") == DeliveryState::failed);
  CHECK(kannel_state("4") == DeliveryState::taken);
  CHECK(kannel_state("8") == DeliveryState::taken);
  CHECK(kannel_state("16") == DeliveryState::failed);
  for (const char* other : {"", "0", "3", "32", "01", " 1", "delivered", "%d"}) CHECK_FALSE(kannel_state(other));
}

TEST_CASE("delivery reports: whatever order they come in, the largest is true") {
  CHECK(std::max(DeliveryState::delivered, DeliveryState::taken) == DeliveryState::delivered);
  CHECK(std::max(DeliveryState::delivered, DeliveryState::failed) == DeliveryState::delivered);
  CHECK(std::max(DeliveryState::taken, DeliveryState::failed) == DeliveryState::failed);
  CHECK(name_of(DeliveryState::taken) == "taken");
  CHECK(name_of(DeliveryState::failed) == "failed");
  CHECK(name_of(DeliveryState::delivered) == "delivered");
}

}  // namespace
}  // namespace doverie
