// SPDX-License-Identifier: Apache-2.0
//
// Told and recorded, side by side.
#include "day/audit.h"

#include "day/setting.h"

namespace doverie::day {
namespace {

constexpr std::uint32_t kPage = 1000;
constexpr std::size_t kDigits = 6;

std::string member(const std::string& bytes, const std::string& name) {
  const std::string begin = "\"" + name + "\":\"";
  const std::size_t at = bytes.find(begin);
  if (at == std::string::npos) return {};
  const std::size_t from = at + begin.size();
  return bytes.substr(from, bytes.find('"', from) - from);
}

std::string circle(int person) {
  return "circle/" + testing::many_trustor(person);
}

void note(Happened& happened, const FeedEntry& entry) {
  const std::string type = member(entry.event.bytes, "type");
  happened.streams[type].insert(entry.stream);
  const std::string request = member(entry.event.bytes, "request");
  if (!request.empty()) happened.requests[type].insert(request);
  const std::size_t policy = entry.event.bytes.find("\"policy\":{");
  if (type == "recovery_started") happened.policies[request] = member(entry.event.bytes.substr(policy), "id");
}

// The event that an end leaves behind; of a report, in the circle.
const char* event_of(const std::string& end) {
  if (end == "redeemed") return "recovery_redeemed";
  if (end == "cancelled") return "recovery_cancelled";
  if (end == "denied" || end == "forbidden") return "recovery_denied";
  return nullptr;
}

std::vector<std::string> of_one(const Recovery& one, const Happened& happened) {
  std::vector<std::string> wrong;
  const auto want = [&](bool holds, const std::string& what) {
    if (!holds) wrong.push_back(one.request + " (" + one.end + "): " + what);
  };
  want(happened.times("recovery_started", one.request) == 1, "its start");
  want(!one.confirmed || happened.times("code_confirmed", one.request) == 1, "its code");
  if (const char* const event = event_of(one.end)) want(happened.times(event, one.request) == 1, event);
  const std::size_t redeemed = happened.times("recovery_redeemed", one.request);
  want(redeemed == one.grants.size(), "redeemed " + std::to_string(redeemed) + " times");
  const auto reported = happened.streams.find("fraud_reported");
  const bool stands = reported != happened.streams.end() && reported->second.contains(circle(one.person));
  want(one.end != "fraud" || stands, "the report of fraud");
  return wrong;
}

}  // namespace

std::size_t Happened::times(const std::string& type, const std::string& request) const {
  const auto found = requests.find(type);
  return found == requests.end() ? 0 : found->second.count(request);
}

Happened happened(EventStore& store) {
  Happened happened;
  for (std::string cursor; true;) {
    const auto entries = store.feed(cursor, kPage).value_or_throw();
    if (entries.empty()) return happened;
    for (const FeedEntry& entry : entries) note(happened, entry);
    cursor = entries.back().cursor;
  }
}

std::vector<std::string> against_records(const Books& books, const Happened& happened) {
  std::vector<std::string> wrong;
  for (const int person : books.appointed()) {
    std::size_t times = 0;
    for (const char* type : {"contact_appointed", "link_imported"}) {
      if (const auto found = happened.streams.find(type); found != happened.streams.end())
        times += found->second.count(circle(person));
    }
    if (times != 1) wrong.push_back(circle(person) + ": appointed " + std::to_string(times) + " times");
  }
  for (const Recovery& one : books.recoveries()) {
    const auto of_it = of_one(one, happened);
    wrong.insert(wrong.end(), of_it.begin(), of_it.end());
  }
  for (const auto& [type, requests] : happened.requests) {
    if (type != "recovery_redeemed") continue;
    for (const std::string& request : std::set(requests.begin(), requests.end())) {
      if (requests.count(request) > 1) wrong.push_back(request + ": redeemed more than once");
    }
  }
  return wrong;
}

std::vector<std::string> against_seals(const Books& books, const Service& service) {
  std::vector<std::string> wrong;
  for (const int person : books.appointed()) {
    const auto audited = service.operations().audit(testing::many_trustor(person));
    if (!audited) wrong.push_back(circle(person) + ": " + (audited.faulted() ? audited.fault().message : "refused"));
  }
  return wrong;
}

std::vector<std::string> against_phones(const Books& books, const std::vector<testing::PhoneSms>& came,
                                        const std::vector<testing::Handed>& handed) {
  std::map<std::string, std::set<std::string>> codes;  // by phone
  for (const testing::Handed& one : handed) {
    if (!one.code.empty()) codes[testing::many_phone(one.contact)].insert(one.code);
  }
  std::set<std::string> waiting;  // phones of contacts who have agreed to confirm
  for (const Recovery& one : books.recoveries()) {
    if (one.asked_to_approve) waiting.insert(testing::many_phone(one.person));
  }
  std::vector<std::string> wrong;
  for (const testing::PhoneSms& sms : came) {
    if (!waiting.contains(sms.to)) wrong.push_back("an SMS to " + sms.to + ", who waits for none");
    if (!codes[sms.to].contains(sms.text.substr(0, kDigits)))
      wrong.push_back("a code on " + sms.to + " that is for another phone");
  }
  return wrong;
}

}  // namespace doverie::day
