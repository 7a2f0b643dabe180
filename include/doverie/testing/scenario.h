// SPDX-License-Identifier: Apache-2.0
//
// Given, when, then, over a whole service in memory:
//
//   Policy policy = Policy::gosuslugi();
//   policy.contact_min_age_years = 21;
//   const Scenario story = Scenario(policy)
//                              .given("ivan is 20 years 364 days, maria invites ivan")
//                              .when("ivan accepts maria")
//                              .then("refused: contact_too_young (needs 21, has 20)");
//   CHECK_MESSAGE(story.ok(), story.failure());
//
// People come to life, as eligible adults, when they are first named. It is noon in Moscow. Sentences:
//
//   ivan is 17 years 364 days          any words of accounts.h; no commas here
//   23h59m59s pass                     time
//   maria invites ivan                 maria withdraws ivan          ivan accepts maria           ivan declines maria
//   maria removes ivan                 ivan resigns from maria
//   maria recovers                     maria recovers with a verified factor
//   maria starts password_change       maria redeems password_recovery (whatever she has started)
//   ivan approves maria                ivan approves maria in version 1 (of the statements, whatever is asked for)
//   ivan resends the code for maria
//   ivan types the code for maria      ivan types 123456 for maria   ivan mistypes the code for maria
//   maria redeems                      maria cancels                 maria looks (at the request's state)
//   maria denies                       ivan denies maria             maria reports fraud          ivan reports fraud for maria
//   maria logs in                      maria goes to mfc (and recovers there)
//   ivan telephones (is in a call)     ivan rings_off (the call has ended)
//   maria erases ivan (her invitation of him: what the host's pump does when its time is over)
//
// `… 5 times` repeats one; requests and invitations are each person's latest. The words `a an the of from for to with in code
// fraud factor version` may stand anywhere.
//
// What is answered, for `then`: `done`; `done, without notice` (an invitation that must not send one); `pending`, `frozen`,
// `contact_unavailable`, `not_protected`, `not_protected, observed` or `not_needed` (a start); `confirmed` or `approved` (a
// code); a state (looks); `refused: frozen, request_void`, every reason in order, each with its numbers or without them:
// numbers that are not written are not compared; `fault: busy`.
#ifndef DOVERIE_TESTING_SCENARIO_H_
#define DOVERIE_TESTING_SCENARIO_H_

#include <memory>
#include <string>
#include <string_view>

#include "doverie/core/host_rules.h"
#include "doverie/core/policy.h"

namespace doverie::testing {

// Not thread-safe. After the first line that fails the others do nothing. Copies tell the same story further.
class Scenario {
 public:
  // Today is 2 March 2026 unless said otherwise. REQUIRES of the policy: nothing; an invalid one is a failure.
  explicit Scenario(Policy policy);
  // With rules of the host's own.
  Scenario(Policy policy, CivilDate today, HostRules rules = {});

  // Has to succeed; several sentences with commas between them. A mistyped code succeeds by being refused as wrong.
  Scenario& given(std::string_view sentences);
  // What is tested; `then` looks at the last one.
  Scenario& when(std::string_view sentence);
  Scenario& then(std::string_view answer);
  // The types of the events that the last `when` wrote, in the order of writing: "invitation_accepted, contact_appointed".
  // Empty: it wrote nothing.
  Scenario& then_events(std::string_view types);

  bool ok() const;
  // The story up to the line that failed, and in words what differed; empty while it is ok.
  std::string failure() const;
  // What the last `when` answered, in words.
  const std::string& answer() const;

 private:
  class Told;
  std::shared_ptr<Told> told_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTING_SCENARIO_H_
