// SPDX-License-Identifier: Apache-2.0
//
// Do the records and the phones say at the end of the day what its people were told?
#ifndef DOVERIE_TESTS_DAY_AUDIT_H_
#define DOVERIE_TESTS_DAY_AUDIT_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "day/people.h"
#include "doverie/service.h"
#include "senders/many_codes.h"

namespace doverie::day {

// What has happened, by the feed: for each type of event how often, by the stream and by the request.
struct Happened {
  std::map<std::string, std::multiset<std::string>> streams;
  std::map<std::string, std::multiset<std::string>> requests;
  std::map<std::string, std::string> policies;  // that requests were opened under

  std::size_t times(const std::string& type, const std::string& request) const;
};
Happened happened(EventStore& store);

// What contradicts itself, in words.
std::vector<std::string> against_records(const Books& books, const Happened& happened);
std::vector<std::string> against_seals(const Books& books, const Service& service);
// `handed`: what workers have given to the gateway.
std::vector<std::string> against_phones(const Books& books, const std::vector<testing::PhoneSms>& came,
                                        const std::vector<testing::Handed>& handed);

}  // namespace doverie::day

#endif  // DOVERIE_TESTS_DAY_AUDIT_H_
