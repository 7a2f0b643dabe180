// SPDX-License-Identifier: Apache-2.0
//
// An application server of one version of the library, for levels_test.cc: built as it is, and a second time with a level that is
// invented (src/core/records/levels.cc). Works until its input ends, then says how its commands ended.
//
//   level_worker CONNINFO SCHEMA NAME          works under that name
//   level_worker CONNINFO SCHEMA NAME raise    raises the level, and ends
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <map>
#include <string>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/postgres.h"
#include "doverie/service.h"

namespace {

using namespace doverie;  // NOLINT: a program of its own

// Everybody is there, and each has a phone.
class Everybody final : public AccountDirectory {
 public:
  Result<std::optional<AccountFacts>> find(std::string_view account) override {
    AccountFacts facts;
    facts.id = account;
    facts.given_name = "Иван";
    facts.birth_date = CivilDate{std::chrono::year{1980} / 5 / 17};
    facts.citizen = facts.confirmed = facts.passport_current = true;
    facts.phone_state = PhoneState::confirmed;
    const auto number = 1'000'000'000 + std::hash<std::string_view>{}(account) % 1'000'000'000;
    facts.phone = *Phone::parse("+79" + std::to_string(number).substr(1));
    return std::optional(facts);
  }
};

template <class T>
std::string word(const Result<T>& result) {
  if (result.ok()) return "done";
  return std::string(result.rejected() ? info(result.rejection().reasons.front().code).name
                                       : info(result.fault().code).name);
}

bool input_ended() {
  char c = 0;
  return read(STDIN_FILENO, &c, 1) == 0;
}

int work(const Service& service, const std::string& name) {
  fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  std::map<std::string, int> ended;
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  bool last = false;
  for (int i = 0; !last; ++i) {
    last = i >= 2 && input_ended();  // a round behind that, which sees what has become of the store
    const std::string trustor = name + "-" + std::to_string(getpid()) + "-" + std::to_string(i);
    const std::string contact = trustor + "-c";
    ++ended[word(service.operations().import_link(trustor, contact, now - std::chrono::hours(100), "anna", true))];
    ++ended[word(service.contact(contact).report_fraud(trustor))];
    ++ended[word(service.operations().owner_seen(trustor))];
  }
  for (const auto& [how, count] : ended) std::cout << how << " " << count << " ";
  std::cout << std::endl;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const auto store = PostgresStore::open({.conninfo = argv[1], .schema = argv[2], .any_role = true});
  if (!store) return std::cerr << store.fault().message << "\n", 3;
  const auto keys = MemoryKeyRing::from_master(Secret(std::string(32, 'm')));
  if (!keys) return 4;
  const auto service = Service::create({.store = *store, .directory = std::make_shared<Everybody>(), .keys = *keys});
  if (!service) return std::cerr << service.fault().message << "\n", 5;
  if (argc == 4) return work(**service, argv[3]);
  const auto raised = (*service)->operations().raise_level("anna");
  if (!raised) std::cerr << word(raised) << "\n";
  return raised ? 0 : 6;
}
