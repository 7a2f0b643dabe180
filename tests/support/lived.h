// SPDX-License-Identifier: Apache-2.0
//
// A life about which the rules have found something, and what that would look like in a file.
#ifndef DOVERIE_TESTS_SUPPORT_LIVED_H_
#define DOVERIE_TESTS_SUPPORT_LIVED_H_

#include <string>
#include <vector>

#include "core/eligibility/rules.h"
#include "support/spellings.h"
#include "support/story.h"

namespace doverie::testing {

// Every word that an event could say of somebody's age, level, phone or citizenship with.
inline std::vector<Forbidden> words_of_rules() {
  std::vector<Forbidden> words{{"the two sides of a comparison", "\"needs\""}, {"what somebody has", "\"has\""}};
  for (const Rule& rule : kRules) words.push_back({"a rule", std::string(info(rule.reason).name)});
  return words;
}

// A recovery of maria's by ivan, while pyotr has become ineligible.
inline void recover(Story& story) {
  story.change("pyotr", [](AccountFacts& pyotr) { pyotr.citizen = false; });
  const RequestId request = story.ready("maria", "ivan");
  REQUIRE(story.redeem(request).ok());
}

inline StoryOptions two_contacts(std::shared_ptr<EventStore> store) {
  return {.store = std::move(store), .policies = changed([](Policy& policy) { policy.max_contacts_per_trustor = 2; })};
}

// With a contact who has become ineligible, an acceptance that was refused, and all of it under command ids.
// REQUIRES: a story of two_contacts().
inline void live(Story& story) {
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = std::chrono::year{2010} / 1 / 1; });
  const InvitationId invitation = story.invited("maria", "ivan");
  EXPECT(story.service().run(AcceptInvitation{"ivan", invitation}, {"accept-1", ""}), "refused: contact_too_young");
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = std::chrono::year{1929} / 1 / 1; });
  EXPECT(story.service().run(AcceptInvitation{"ivan", invitation}, {"accept-2", ""}), "done");
  story.appointed("maria", "pyotr");
  recover(story);
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_LIVED_H_
