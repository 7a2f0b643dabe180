// SPDX-License-Identifier: Apache-2.0
//
// Thousands of recoveries at once, each with a code that is due: who takes part, as a test and the workers that it kills make it
// alike; and a log of what was handed to the gateway, which survives whoever wrote it.
#ifndef DOVERIE_TESTS_SENDERS_MANY_CODES_H_
#define DOVERIE_TESTS_SENDERS_MANY_CODES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "doverie/service.h"

namespace doverie::testing {

// Nanoseconds of a clock that all processes of the machine share.
std::int64_t machine_now();

// Number `i` of the trustors and contacts: contact i is trustor i's.
AccountId many_trustor(int i);
AccountId many_contact(int i);
std::string many_phone(int i);
// The other way round.
int number_of_phone(const std::string& phone);

// On a SQLite file, or on PostgreSQL when `place` is a conninfo, with the machine's clock. Ends the program and says why when it
// cannot be had.
std::shared_ptr<const Service> many_service(const std::string& place, int people, std::shared_ptr<SmsSender> sms);

// One line of the log: a contact's code was about to be handed to the gateway, or was answered.
struct Handed {
  std::int64_t at = 0;
  int contact = 0;
  std::string code;      // empty: the gateway has answered
  SmsOutcome outcome{};  // only then
};

// Writes both lines around every send.
std::shared_ptr<SmsSender> logging_sender(std::shared_ptr<SmsSender> sender, const std::string& log);

// Reads on where it has stopped; what is written while it reads is for the next time.
class SendLog {
 public:
  explicit SendLog(std::string path) : path_(std::move(path)) {}
  std::vector<Handed> more();

 private:
  const std::string path_;
  std::streamoff read_ = 0;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SENDERS_MANY_CODES_H_
