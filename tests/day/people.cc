// SPDX-License-Identifier: Apache-2.0
//
// One story after the other, by dice, until it is time to go home.
#include "day/people.h"

#include <algorithm>
#include <future>

#include "day/setting.h"
#include "senders/many_codes.h"

namespace doverie::day {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kDigits = 6;
// Longer than any outage of the day.
constexpr std::chrono::seconds kAsksFor{150};
constexpr std::chrono::seconds kWaitsForCode{25};
constexpr int kMostCodes = 8;
constexpr int kStartsOfACircle = 3;  // a day

bool one_in(int count, std::mt19937_64& random) {
  return std::uniform_int_distribution(1, count)(random) == 1;
}

std::string trustor(int person) {
  return testing::many_trustor(person);
}
std::string contact(int person) {
  return testing::many_contact(person);
}
std::string secret(const std::string& id) {
  return (id + std::string(kRecoverySecretBytes, 's')).substr(0, kRecoverySecretBytes);
}

std::string changed(std::string code) {
  code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
  return code;
}

bool is(const Words& answer, const char* first) {
  return !answer.empty() && answer[0] == first;
}

// One of the reasons.
bool says(const Words& answer, std::initializer_list<const char*> reasons) {
  return is(answer, "refused") &&
         std::ranges::any_of(reasons, [&](const char* one) { return std::ranges::count(answer, one) > 0; });
}

}  // namespace

std::set<std::string> Phones::codes(int i) const {
  const std::string phone = testing::many_phone(i);
  std::set<std::string> codes;
  for (const testing::PhoneSms& sms : all()) {
    if (sms.to == phone) codes.insert(sms.text.substr(0, kDigits));
  }
  return codes;
}

std::optional<std::string> Phones::code(int i, const std::set<std::string>& but, std::chrono::seconds within) const {
  for (const auto until = steady_clock::now() + within; steady_clock::now() < until;) {
    for (const std::string& code : codes(i)) {
      if (!but.contains(code)) return code;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return std::nullopt;
}

void Books::appointed(int person) {
  const std::lock_guard lock(mutex_);
  appointed_.insert(person);
}
void Books::add(const Recovery& recovery) {
  const std::lock_guard lock(mutex_);
  recoveries_.push_back(recovery);
}
void Books::wrong(const std::string& what) {
  const std::lock_guard lock(mutex_);
  wrong_.push_back(what);
}
void Books::retried(const std::string& why) {
  const std::lock_guard lock(mutex_);
  ++retried_[why];
}

People::People(const Places& places, std::size_t servers, const Phones& phones, std::uint64_t seed, int at_a_time)
    : places_(places), servers_(servers), phones_(phones) {
  for (int i = 0; i < at_a_time; ++i)
    threads_.emplace_back([this, mine = seed + static_cast<std::uint64_t>(i)] { live(mine); });
}

People::~People() {
  go_home();
}

void People::go_home() {
  going_home_ = true;
  for (std::thread& one : threads_) one.join();
  threads_.clear();
}

void People::join(int first, int count) {
  for (int person = first; person < first + count; ++person) {
    books_.appointed(person);
    rests({person, 0});
  }
}

void People::rests(const Circle& circle) {
  const std::lock_guard lock(mutex_);
  if (circle.recoveries < kStartsOfACircle) resting_.push_back(circle);
}

// One who has a contact already, or a new one.
std::optional<People::Circle> People::some_circle(Random& random) {
  std::unique_lock lock(mutex_);
  if (!resting_.empty() && one_in(2, random)) {
    const Circle circle = resting_.front();
    resting_.pop_front();
    return circle;
  }
  const Circle circle{next_++, 0};
  lock.unlock();
  if (!young_cannot_ || !is_young(circle.person))
    return appoint(circle.person, random) ? std::optional(circle) : std::nullopt;
  return std::nullopt;
}

void People::live(std::uint64_t seed) {
  Random random(seed);
  while (!going_home_) {
    auto circle = some_circle(random);
    if (!circle) continue;
    recover(circle->person, circle->recoveries++, random);
    if (one_in(10, random))
      expect(ask_until_told({"seen", trustor(circle->person), std::to_string(random())}, random), "done", "seen");
  }
}

Words People::ask_until_told(const Words& question, Random& random) {
  for (const auto until = steady_clock::now() + kAsksFor; steady_clock::now() < until;) {
    const int port = places_.all().at(std::uniform_int_distribution<std::size_t>(0, servers_ - 1)(random));
    const auto answer = port == 0 ? std::nullopt : ask(port, question);
    const Words words = words_of(answer.value_or("no answer"));
    if (is(words, "done") || is(words, "refused")) return words;
    books_.retried(joined(words));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  books_.wrong("nobody answers: " + question[0]);
  return {"nothing"};
}

void People::expect(const Words& answer, const char* wanted, const std::string& what) {
  if (!is(answer, wanted)) books_.wrong(what + ": " + joined(answer) + ", not " + wanted);
}

bool People::appoint(int person, Random& random) {
  const std::string id = "a" + std::to_string(person);
  const Words invited = ask_until_told({"invite", trustor(person), testing::many_phone(person), id + ".invite"}, random);
  if (young_cannot_ && is_young(person)) return false;
  expect(invited, "done", "invite");
  if (!is(invited, "done")) return false;
  const Words accepted = ask_until_told({"accept", contact(person), invited[1], id + ".accept"}, random);
  if (is(accepted, "refused") && is_young(person)) return false;  // the policy has changed meanwhile
  expect(accepted, "done", "accept");
  if (is(accepted, "done")) books_.appointed(person);
  return is(accepted, "done");
}

// With its number.
std::optional<std::pair<Recovery, std::string>> People::start(int person, const std::string& id, Random& random) {
  const bool cannot = young_cannot_ && is_young(person);
  const Words started = ask_until_told({"start", trustor(person), secret(id), id + ".start"}, random);
  if (started.size() >= 2 && started[1] == "contact_unavailable" && is_young(person)) return std::nullopt;
  if (started.size() != 4 || started[1] != "pending" || cannot) {
    books_.wrong("start of " + std::to_string(person) + ": " + joined(started));
    return std::nullopt;
  }
  return std::pair(Recovery{.person = person, .request = started[2]}, started[3]);
}

void People::recover(int person, int turn, Random& random) {
  const std::string id = std::to_string(person) + "." + std::to_string(turn);
  auto started = start(person, id, random);
  if (!started) return;
  auto& [recovery, number] = *started;
  if (!ends_early(recovery, id, random)) {
    recovery.asked_to_approve = true;
    const std::set<std::string> earlier = phones_.codes(person);
    const Words approved = ask_until_told({"approve", contact(person), recovery.request, number, id + ".approve"}, random);
    expect(approved, "done", "approve");
    if (is(approved, "done") && confirm(recovery, earlier, id, random)) redeem(recovery, id, random);
  }
  books_.add(recovery);
  const bool is_over = !recovery.end.empty() && recovery.end != "fraud" && recovery.end != "no_code";
  if (is_over) rests({person, turn + 1});
}

bool People::ends_early(Recovery& recovery, const std::string& id, Random& random) {
  const std::string who = trustor(recovery.person), other = contact(recovery.person);
  struct Way {
    int one_in;
    const char* end;
    Words question;
  };
  const Way ways[] = {{12, "denied", {"deny", other, recovery.request, id + ".deny"}},
                      {20, "fraud", {"fraud", other, who, id + ".fraud"}},
                      {20, "cancelled", {"cancel", who, recovery.request, secret(id), id + ".cancel"}},
                      {20, "forbidden", {"forbid", who, recovery.request, id + ".forbid"}}};
  for (const Way& way : ways) {
    if (!one_in(way.one_in, random)) continue;
    const Words told = ask_until_told(way.question, random);
    expect(told, "done", way.end);
    if (is(told, "done")) recovery.end = way.end;
    expect(ask_until_told({"redeem", who, recovery.request, secret(id), id + ".vain"}, random), "refused", "redeem in vain");
    return true;
  }
  return false;
}

// Waits for codes, asks for more of them, and types them.
bool People::confirm(Recovery& recovery, std::set<std::string> typed, const std::string& id, Random& random) {
  for (int i = 0; i < kMostCodes && !recovery.confirmed; ++i) {
    const std::string turn = id + "." + std::to_string(i);
    const auto code = phones_.code(recovery.person, typed, kWaitsForCode);
    if (code && type(recovery, *code, turn, random)) break;
    if (code) typed.insert(*code);
    const Words resent = ask_until_told({"resend", contact(recovery.person), recovery.request, turn + ".resend"}, random);
    if (says(resent, {"sends_exhausted"})) break;
    if (!says(resent, {"send_too_soon"})) expect(resent, "done", "resend");
  }
  if (!recovery.confirmed) recovery.end = "no_code";
  return recovery.confirmed;
}

bool People::type(Recovery& recovery, const std::string& code, const std::string& id, Random& random) {
  const auto typed = [&](const std::string& what, const char* which) {
    return ask_until_told({"code", contact(recovery.person), recovery.request, what, id + which}, random);
  };
  if (one_in(10, random)) {
    const Words told = typed(changed(code), ".mistyped");
    if (!says(told, {"wrong_code", "code_void", "code_older"})) books_.wrong("a mistyped code: " + joined(told));
  }
  const Words told = typed(code, ".code");
  recovery.confirmed = is(told, "done");
  if (!recovery.confirmed && !says(told, {"code_void", "code_expired", "code_older"})) {
    books_.wrong("the code from the own phone: " + joined(told));
  }
  return recovery.confirmed;
}

void People::redeem(Recovery& recovery, const std::string& id, Random& random) {
  const auto redeemed = [&](const std::string& command, Random& own) {
    return ask_until_told({"redeem", trustor(recovery.person), recovery.request, secret(id), command}, own);
  };
  std::vector<std::string> commands{id + ".redeem"};
  if (one_in(4, random)) commands.push_back(id + ".beside");
  std::vector<std::future<Words>> all;
  for (const std::string& command : commands) {
    all.push_back(
        std::async(std::launch::async, [&, command, own = Random(random())]() mutable { return redeemed(command, own); }));
  }
  std::string winner;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Words told = all[i].get();
    if (!is(told, "done")) continue;
    recovery.grants.insert(told.at(1));
    winner = commands[i];
  }
  if (recovery.grants.size() != 1) return books_.wrong(std::to_string(recovery.grants.size()) + " grants of one request");
  recovery.end = "redeemed";
  const Words again = redeemed(winner, random);
  if (!is(again, "done") || again.at(1) != *recovery.grants.begin()) books_.wrong("redeemed again: " + joined(again));
  const Words second = redeemed(id + ".second", random);
  if (!is(second, "refused")) books_.wrong("redeemed a second time: " + joined(second));
}

}  // namespace doverie::day
