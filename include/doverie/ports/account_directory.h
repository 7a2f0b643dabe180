// SPDX-License-Identifier: Apache-2.0
//
// Where facts about people come from: the host's accounts.
#ifndef DOVERIE_PORTS_ACCOUNT_DIRECTORY_H_
#define DOVERIE_PORTS_ACCOUNT_DIRECTORY_H_

#include <optional>
#include <string_view>

#include "doverie/core/facts.h"
#include "doverie/core/result.h"

namespace doverie {

// A yes or no for each change of facts.def: whether a directory knows of it when there was one.
struct ToldChanges {
#define DOVERIE_SINCE_FACT(name, words, meaning) bool name = false;
#include "doverie/core/facts.def"

  static constexpr ToldChanges all() {
    ToldChanges told;
#define DOVERIE_SINCE_FACT(name, words, meaning) told.name = true;
#include "doverie/core/facts.def"
    return told;
  }
};

// Thread-safe. Called inside commands, without any lock of the library held; may block. There is no way to ask by phone:
// that is what keeps invitations to known and unknown phones alike.
class AccountDirectory {
 public:
  virtual ~AccountDirectory() = default;

  // The facts as they are now, with the id that the account is known by (AccountFacts::id); nullopt when there is no such account.
  // A Fault (directory_unavailable) makes the command fail: an unreachable directory never lets anything through.
  virtual Result<std::optional<AccountFacts>> find(std::string_view account) = 0;

  // Whether a mark that the host keeps apart from the directory, with its logins say, tells plainly that the account, known under
  // this very id, has no trusted contact. Asked only at the start of a recovery, when find() is directory_unavailable and the store
  // has no contact either: `true` lets that start go on as not_protected. `false`: it has one, there is no such mark, or nobody knows.
  // Keep the mark before an acceptance is answered, or a contact is appointed of whom it does not tell.
  virtual bool has_no_contact(std::string_view /*account*/) { return false; }

  // Which of the changes in an account (facts.def: phone_since, sim_since, recovered_at) it tells where there was one. A directory
  // that does not say so tells none of them, and a policy with a pause after such a change is refused with it.
  virtual ToldChanges tells() const { return {}; }
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_ACCOUNT_DIRECTORY_H_
