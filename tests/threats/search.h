// SPDX-License-Identifier: Apache-2.0
//
// What is the worst that each adversary can do? Every short sequence of moves is played over the real core, against an owner who
// does ordinary things, and the worst of each harm is kept with the sequence that did it.
//
// A sequence is played at three paces: once, a minute between two moves; over and over for a day, every half hour; over and over
// for forty days, once a day. At the slow pace the owner looks at the cabinet once a day, is seen with a verified factor,
// keeps the contact if somebody wants him away, and says no to every recovery: none is the owner's own.
#ifndef DOVERIE_TESTS_THREATS_SEARCH_H_
#define DOVERIE_TESTS_THREATS_SEARCH_H_

#include <set>
#include <string>
#include <vector>

#include "doverie/core/policy.h"

namespace doverie::testing {

// One thing that somebody does with what they have.
struct Move;

// Where somebody can look.
enum class Eyes { nowhere, owners_cabinet, contacts_cabinet, own_request };

struct Adversary {
  std::string name;
  std::vector<const Move*> moves;
  std::vector<const Move*> before;  // what has happened, to begin with; not theirs, and not counted
  Eyes eyes = Eyes::nowhere;
};
const std::vector<Adversary>& adversaries();

// What the owner loses, each with the sequence that did the most: its moves and the pace.
struct Worst {
  long amount = 0;
  std::string by;
};
struct Harms {
  Worst grant;                 // moves until somebody else has a grant; 0: nobody gets one
  Worst open;                  // moves until a recovery goes on and nobody is asked; 0: none does
  Worst guesses;               // wrong codes that were compared
  Worst frozen;                // hours of forty days
  Worst locked;                // hours of forty days in which wrong codes keep the contact from confirming
  Worst sms;                   // that came to the contact's phone
  Worst removed;               // 1: the contact is gone
  std::set<std::string> read;  // what can be read where they look
};
Harms worst_of(const Adversary& adversary, const Policy& policy);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_THREATS_SEARCH_H_
