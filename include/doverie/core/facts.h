// SPDX-License-Identifier: Apache-2.0
//
// What does the host's account directory know about a person? The facts that the eligibility rules look at; most of them stand
// in facts.def. Facts are read fresh for every decision and never stored.
#ifndef DOVERIE_CORE_FACTS_H_
#define DOVERIE_CORE_FACTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// The host's own id of an account: 1 to 128 bytes of UTF-8 without control characters. It outlives erasure, so it must not
// be a phone or СНИЛС: what is written like one, with a plus or with the separators of a СНИЛС, is refused. Digits alone are
// taken whatever they are: many hosts number their accounts.
using AccountId = std::string;

// invalid_argument unless `id` is a valid AccountId. `what` names the argument in the message.
Status check_account_id(std::string_view id, std::string_view what);

// invalid_argument unless `name` can be somebody's name in a directory: 1 to 512 bytes of UTF-8 with a letter in it, and without
// line breaks, control and formatting characters. Wider than what may be typed into an invitation: a passport's name that nobody
// can type is not a mistake of the host.
Status check_given_name(std::string_view name);

// A mobile number in E.164 (`+79161234567`).
class Phone {
 public:
  // Reads what people type or paste: `+7 (916) 123-45-67`, `8 916 123 45 67`, `89161234567`, `9161234567`, `tel:+79161234567`.
  // Spaces, hyphens, invisible characters and line breaks of Unicode do not matter. A leading 8 with eleven digits is Russia's
  // trunk prefix; ten digits from 9 on are a Russian mobile number without its country. Rejects with phone_invalid.
  static Result<Phone> parse(std::string_view typed);

  const std::string& e164() const { return e164_; }
  // `+7916•••••67`: country code and operator, then the last two digits.
  std::string masked() const;

  friend bool operator==(const Phone&, const Phone&) = default;

 private:
  explicit Phone(std::string e164) : e164_(std::move(e164)) {}
  std::string e164_;
};

// The state of the phone in the account.
enum class PhoneState : std::uint8_t {
  none = 0,       // no confirmed phone
  confirmed = 1,  // `phone` is confirmed
  replacing = 2,  // `phone` is confirmed, and a new number is waiting for its own confirmation
};

struct AccountFacts {
  // The id that the directory knows the account by, whatever spelling it was asked for: AccountDirectory::find() always tells it,
  // and another one than was asked for is a fault. Rules do not look at it.
  AccountId id{};
  std::string given_name{};  // as in the passport, without the surname; UTF-8
  CivilDate birth_date{};    //
  // A bool for each yes or no of facts.def, which says what they mean: citizen, confirmed, passport_current.
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) bool name = false;
#include "doverie/core/facts.def"
  PhoneState phone_state = PhoneState::none;
  std::optional<Phone> phone{};  // the confirmed mobile phone
  // An instant for each change in facts.def, nothing where none is known: phone_since, sim_since, recovered_at.
#define DOVERIE_SINCE_FACT(name, words, meaning) std::optional<Instant> name{};
#include "doverie/core/facts.def"
  // The changes above are days: each is the midnight, in UTC, of the day on which it was. A day counts as its end, so that a change
  // on the day of a start counts as after it.
  bool dates_only = false;
  Instant as_of{};  // when the directory read all this
  // A mark of the host's own that the account has a trusted contact: its cabinet shows one. Then the answer not_protected, which a
  // store that has lost its records would give, is the fault store_mismatch. False: the host keeps no mark, or there is none.
  bool has_contact = false;
  // Since when the person is in a call, if the host sees calls and the person is in one now. The directory is asked when
  // something is decided, so that nothing has to be kept of the calls of people who are nobody's contact yet.
  std::optional<Instant> in_call_since{};
  // Facts of the host's own by name, for its own rules (host_rules.h): numbers, and 0 or 1 for no or yes. The library's rules
  // do not look at them.
  std::map<std::string, std::int64_t> host{};
};

}  // namespace doverie

#endif  // DOVERIE_CORE_FACTS_H_
