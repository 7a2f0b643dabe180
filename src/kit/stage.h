// SPDX-License-Identifier: Apache-2.0
//
// The world of a scenario: a service in memory, the people in it, and what they can say and do in words.
#ifndef DOVERIE_SRC_KIT_STAGE_H_
#define DOVERIE_SRC_KIT_STAGE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doverie/adapters/memory.h"
#include "doverie/service.h"
#include "doverie/testing/fakes.h"

namespace doverie::testing {

class Stage {
 public:
  static Result<std::unique_ptr<Stage>> set_up(Policy policy, CivilDate today, HostRules rules);

  // What a sentence of scenario.h is answered, in words; invalid_argument when it is not understood.
  Result<std::string> say(std::string_view sentence);
  // The types of the events written since this was asked before, with commas between them.
  std::string new_events();

 private:
  struct Sentence {
    std::string subject;
    std::string object;  // empty when there is none
    std::string extra;   // "verified", a typed code, a channel
  };
  using Verb = std::string (Stage::*)(const Sentence&);
  struct VerbRow {
    std::string_view word;
    Verb run;
    bool takes_object;           // and has to have one
    bool names_a_thing = false;  // its object is no person
  };
  static const VerbRow* verb_of(std::string_view word);

  explicit Stage(CivilDate today) : today_(today) {}
  Status start(Policy policy, HostRules rules);
  void meet(const std::string& person);
  Result<std::string> change_facts(const std::string& person, std::string_view words);
  Result<std::string> act(const std::vector<std::string>& words);

  std::string invites(const Sentence& s);
  std::string withdraws(const Sentence& s);
  std::string accepts(const Sentence& s);
  std::string declines(const Sentence& s);
  std::string removes(const Sentence& s);
  std::string resigns(const Sentence& s);
  std::string recovers(const Sentence& s);
  std::string starts(const Sentence& s);
  std::string start(const Sentence& s, const std::string& operation);
  std::string approves(const Sentence& s);
  std::string resends(const Sentence& s);
  std::string types(const Sentence& s);
  std::string mistypes(const Sentence& s);
  std::string redeems(const Sentence& s);
  std::string cancels(const Sentence& s);
  std::string looks(const Sentence& s);
  std::string inquires(const Sentence& s);
  std::string denies(const Sentence& s);
  std::string reports(const Sentence& s);
  std::string logs_in(const Sentence& s);
  std::string goes_elsewhere(const Sentence& s);
  std::string erases(const Sentence& s);
  std::string telephones(const Sentence& s);
  std::string rings_off(const Sentence& s);

  using Pair = std::pair<std::string, std::string>;  // contact and trustor
  void take_code(const Pair& pair);
  std::string code_of(const Pair& pair) const;
  Attestation attest(const std::string& number, const std::string& version) const;
  std::string confirm(const Sentence& s, const std::string& code);
  InvitationId invitation_of(const std::string& trustor, const std::string& contact) const;
  RequestId request_of(const std::string& trustor) const;
  Secret secret_of(const std::string& trustor) const;

  struct Recovery {
    RequestId request;
    std::string number;
    Secret secret;
    std::string redemption;  // the command's id: redeeming again repeats it
    std::string operation;
  };
  CivilDate today_;
  std::shared_ptr<MemoryStore> store_ = std::make_shared<MemoryStore>();
  std::shared_ptr<MemoryDirectory> directory_ = std::make_shared<MemoryDirectory>();
  std::shared_ptr<FakeClock> clock_;
  std::shared_ptr<FakeSmsSender> sms_ = std::make_shared<FakeSmsSender>();
  std::shared_ptr<const Service> service_;
  std::map<std::string, AccountFacts> people_;
  std::map<Pair, InvitationId> invitations_;    // by contact and trustor: the latest
  std::map<Pair, std::string> codes_;           // the last that came
  std::map<std::string, Recovery> recoveries_;  // by trustor: the latest
  std::size_t redemptions_ = 0;                 // ids that were given out
  std::string cursor_;                          // behind the events that were told
};

}  // namespace doverie::testing

#endif  // DOVERIE_SRC_KIT_STAGE_H_
