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

// Thread-safe. Called inside commands, without any lock of the library held; may block. There is no way to ask by phone:
// that is what keeps invitations to known and unknown phones alike.
class AccountDirectory {
 public:
  virtual ~AccountDirectory() = default;

  // The facts as they are now; nullopt when there is no such account. A Fault (directory_unavailable) makes the command
  // fail: an unreachable directory never lets anything through.
  virtual Result<std::optional<AccountFacts>> find(std::string_view account) = 0;
};

}  // namespace doverie

#endif  // DOVERIE_PORTS_ACCOUNT_DIRECTORY_H_
