// SPDX-License-Identifier: Apache-2.0
//
// People, services and the log.
#include "senders/many_codes.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#ifdef DOVERIE_TEST_POSTGRES
#include "doverie/adapters/postgres.h"
#endif

namespace doverie::testing {
namespace {

constexpr std::string_view kContactPrefix = "+7916";
constexpr int kFirstNumber = 1'000'000;

template <class T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << "many codes: " << (result.faulted() ? result.fault().message : "refused") << std::endl;
  std::_Exit(1);
}

AccountFacts grown_up(const std::string& name, const std::string& phone) {
  AccountFacts facts;
  facts.given_name = name;
  facts.birth_date = CivilDate{std::chrono::year{1980}, std::chrono::month{3}, std::chrono::day{2}};
  facts.citizen = facts.confirmed = facts.passport_current = true;
  facts.phone_state = PhoneState::confirmed;
  facts.phone = *Phone::parse(phone);
  return facts;
}

std::shared_ptr<MemoryDirectory> directory_of(int people) {
  auto directory = std::make_shared<MemoryDirectory>();
  for (int i = 0; i < people; ++i) {
    directory->put(many_trustor(i), grown_up("Мария", "+7903" + std::to_string(kFirstNumber + i)));
    directory->put(many_contact(i), grown_up("Иван", many_phone(i)));
  }
  return directory;
}

std::shared_ptr<EventStore> store_at(const std::string& place) {
#ifdef DOVERIE_TEST_POSTGRES
  if (place.find('=') != std::string::npos) {
    return must(PostgresStore::open({.conninfo = place, .any_role = true}));
  }
#endif
  return must(std::filesystem::exists(place) ? SqliteStore::open(place) : SqliteStore::create(place));
}

class LoggingSender final : public SmsSender {
 public:
  LoggingSender(std::shared_ptr<SmsSender> sender, const std::string& log)
      : sender_(std::move(sender)), log_(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  ~LoggingSender() override { ::close(log_); }
  LoggingSender(const LoggingSender&) = delete;
  LoggingSender& operator=(const LoggingSender&) = delete;

  SmsOutcome send(std::string_view id, std::string_view to, std::string_view text) override {
    constexpr std::size_t kDigits = 6;
    write(to, std::string(text.substr(0, kDigits)));
    const SmsOutcome outcome = sender_->send(id, to, text);
    write(to, std::to_string(static_cast<int>(outcome)));
    return outcome;
  }

 private:
  // In one call, so that lines of several processes do not mix.
  void write(std::string_view to, const std::string& what) {
    const std::string line = std::to_string(machine_now()) + ' ' + std::string(to) + ' ' + what + '\n';
    if (::write(log_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(1);
  }

  const std::shared_ptr<SmsSender> sender_;
  const int log_;
};

}  // namespace

std::int64_t machine_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

AccountId many_trustor(int i) {
  return "trustor" + std::to_string(i);
}

AccountId many_contact(int i) {
  return "contact" + std::to_string(i);
}

std::string many_phone(int i) {
  return std::string(kContactPrefix) + std::to_string(kFirstNumber + i);
}

int number_of_phone(const std::string& phone) {
  return std::atoi(phone.substr(kContactPrefix.size()).c_str()) - kFirstNumber;
}

std::shared_ptr<const Service> many_service(const std::string& place, int people, std::shared_ptr<SmsSender> sms) {
  ServiceOptions options;
  options.store = store_at(place);
  options.directory = directory_of(people);
  options.keys = must(MemoryKeyRing::from_master(Secret(std::string(32, 'k'))));
  options.sms = std::move(sms);
  return must(Service::create(std::move(options)));
}

std::shared_ptr<SmsSender> logging_sender(std::shared_ptr<SmsSender> sender, const std::string& log) {
  return std::make_shared<LoggingSender>(std::move(sender), log);
}

std::vector<Handed> SendLog::more() {
  std::ifstream file(path_, std::ios::binary);
  file.seekg(read_);
  std::vector<Handed> found;
  for (std::string line; std::getline(file, line) && !file.eof(); read_ += static_cast<std::streamoff>(line.size()) + 1) {
    std::istringstream words(line);
    Handed handed;
    std::string to, what;
    words >> handed.at >> to >> what;
    handed.contact = number_of_phone(to);
    if (what.size() == 1) handed.outcome = static_cast<SmsOutcome>(what[0] - '0');
    if (what.size() > 1) handed.code = what;
    found.push_back(handed);
  }
  return found;
}

}  // namespace doverie::testing
