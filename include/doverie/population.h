// SPDX-License-Identifier: Apache-2.0
//
// Who may, of a whole population? Columns of accounts in, a byte of failed rules for each account out. What check_eligibility
// decides for one person is decided here as fast as memory can be read, by the same policies and to the same bit.
//
//   const auto may_confirm = CompiledPolicy::of_contacts(policy, today, now);
//   std::vector<RuleMask> failed(birth_days.size());
//   auto status = check_population(may_confirm, {birth_days, flags}, failed);        // 0: may
//   auto counts = count_population(may_confirm, {birth_days, flags});
//
// A column is anything that lies in memory at equal distances; nothing is copied as a whole. Threads: everything here may be
// called by any number of threads at once; a population may be cut into parts, one for each thread. No function throws, but
// for std::bad_alloc.
#ifndef DOVERIE_POPULATION_H_
#define DOVERIE_POPULATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doverie/core/explain.h"
#include "doverie/core/facts.h"
#include "doverie/core/policy.h"
#include "doverie/core/result.h"
#include "doverie/core/time.h"

namespace doverie {

// --- What a row says ------------------------------------------------------------------------------------------------------

// A birth date is the number of days since 1970-01-01. This value, and any other that is no date of CivilDate's calendar
// (years -32767 to 32767), is a birth date that is not known: it has no age, and fails the rule about age whatever it is.
inline constexpr std::int32_t kNoBirthDay = std::numeric_limits<std::int32_t>::min();

// The bits of a row's flags; those of single facts are those of facts.def. Bit 1 has no meaning yet: leave it 0.
inline constexpr std::uint8_t kFlagExists = 0x01;           // there is such an account; without it the others say nothing
inline constexpr std::uint8_t kFlagCitizen = 0x04;          // of the Russian Federation
inline constexpr std::uint8_t kFlagConfirmed = 0x08;        // a confirmed account
inline constexpr std::uint8_t kFlagPhoneConfirmed = 0x10;   // has a confirmed mobile phone
inline constexpr std::uint8_t kFlagPassportCurrent = 0x20;  // passport data are up to date
inline constexpr std::uint8_t kFlagPhoneAllowed = 0x40;     // that phone begins with a prefix that the policy allows
inline constexpr std::uint8_t kFlagPhoneReplacing = 0x80;   // and a new number waits for its own confirmation

// An instant in a column is the number of microseconds since 1970-01-01 (UTC). This value, and any other that is long ago (0,
// say), stands for a change of which nothing is known: the rules about changes let it pass.
inline constexpr std::int64_t kNoInstant = std::numeric_limits<std::int64_t>::min();

// Values that lie `stride` bytes from each other; nothing when `data` is null.
template <class T>
struct Column {
  const T* data = nullptr;
  std::ptrdiff_t stride = sizeof(T);

  Column() = default;
  Column(std::span<const T> values) : data(values.data()) {}
  Column(const T* first, std::ptrdiff_t bytes) : data(first), stride(bytes) {}

  bool given() const { return data != nullptr; }
  bool dense() const { return stride == static_cast<std::ptrdiff_t>(sizeof(T)); }
  // Column formats put values anywhere, so nothing is assumed about alignment.
  T at(std::size_t row) const {
    T value;
    __builtin_memcpy(&value, reinterpret_cast<const char*>(data) + static_cast<std::ptrdiff_t>(row) * stride, sizeof(T));
    return value;
  }
};

// The facts about one account as a row. The flags depend on the policy by its phone_prefixes and phone_prefixes_excluded only.
std::int32_t birth_day_of(CivilDate birth_date);
std::uint8_t flags_of(const std::optional<AccountFacts>& account, const Policy& policy);

// --- What comes out -------------------------------------------------------------------------------------------------------

// The rules that a row failed, one bit each: the bit of a rule is the last digit of its number in reasons.def less one, so
// that the same bit has the same meaning for both roles. 0: may. An account that does not exist has bit 0 and no other.
//
//   bit 0  …_account_missing  401 411      bit 4  …_phone_missing          405 415
//   bit 1  …_too_young        402 412      bit 5  contact_passport_outdated    416
//   bit 2  …_not_citizen      403 413      bit 7  more rules: a word says which
//   bit 3  …_not_confirmed    404 414
using RuleMask = std::uint8_t;
inline constexpr unsigned kRuleBits = 8;
inline constexpr RuleMask kFailedMore = 0x80;

// The word, of the rules that the byte has no bit for: those about what has changed since (DOVERIE_SINCE_RULE in rules.def), one
// bit each, counted from 0 in their order. Where bits of both are numbered, these follow as bits 8 to 39.
using MoreMask = std::uint32_t;
inline constexpr unsigned kMoreBits = 32;

struct Population;

// A policy for one role and one moment, worked out beforehand: everything that a row is compared with. A value that outlives
// the policy.
class CompiledPolicy {
 public:
  // `today` is the civil date of `now` in the policy's time zone. REQUIRES: today.ok().
  static CompiledPolicy of_trustors(const Policy& policy, CivilDate today, Instant now);
  static CompiledPolicy of_contacts(const Policy& policy, CivilDate today, Instant now);

  bool of_contacts() const { return of_contacts_; }
  // The last birth date of those who are old enough; nothing, or a date that is not ok(), when nobody is.
  std::optional<std::int32_t> latest_birth_day() const;
  CivilDate latest_birth_date() const { return latest_birth_date_; }

  // The reason that a bit stands for; nothing for a bit that stands for none.
  std::optional<ReasonCode> rule_of_bit(unsigned bit) const;
  // The bit of a reason; nothing when it is no rule of this role.
  std::optional<unsigned> bit_of_rule(ReasonCode rule) const;
  // In order of precedence. What of `more` is set although `failed` does not say so does not count; where `failed` says that
  // there are more and `more` is 0, not known which, it is every such rule that the policy asks for.
  std::vector<ReasonCode> rules_of(RuleMask failed, MoreMask more = 0) const;

  // What the inner loops work with. An age is reached by everybody born in a row of days without gaps, which one unsigned
  // comparison decides; and a flag fails when it differs from a good account's and the policy looks at it.
  struct Limits {
    std::int32_t earliest_birth_day;  // the first day of the calendar
    std::uint32_t birth_days;         // how many days from there on are old enough
    std::uint8_t looked_at;           // flags
  };
  const Limits& limits() const { return limits_; }

  // A phone prefix of the policy, ready for comparing: its first eight bytes as a number, and which of them there are.
  struct PhonePrefix {
    std::uint64_t bytes, mask;
    std::string text;

    friend bool operator==(const PhonePrefix&, const PhonePrefix&) = default;
  };

  // A date as a number: of two dates the later one has the higher. REQUIRES: month and day are those of some date; a year that
  // is none gives a number above all others.
  static std::uint32_t order_of(CivilDate date) {
    const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()) - static_cast<int>(std::chrono::year::min()));
    return year * 65536U + static_cast<unsigned>(date.month()) * 256U + static_cast<unsigned>(date.day());
  }
  // The birth dates of those who are old enough have numbers below this.
  std::uint32_t orders() const { return orders_; }

  // In alphabetical order.
  const std::vector<PhonePrefix>& phone_prefixes() const { return phone_prefixes_; }
  const std::vector<PhonePrefix>& phone_exclusions() const { return phone_exclusions_; }
  // Whether all of them are whole in `bytes`.
  bool prefixes_are_short() const { return prefixes_are_short_; }

  // A rule about what has changed since, if the policy asks for it: later than `latest` fails.
  struct SinceLimit {
    ReasonCode rule;
    std::string fact, parameter;  // their names
    std::optional<Instant> AccountFacts::* member;
    Column<std::int64_t> Population::* column;
    Instant latest;
    MoreMask bit;
  };
  // Of all that the policy asks for; where there is one, birth day and flags are not all that decides.
  const std::vector<SinceLimit>& since_limits() const { return since_limits_; }

 private:
  CompiledPolicy(const Policy& policy, CivilDate today, Instant now, bool of_contacts);
  struct Compiling;

  Limits limits_{};
  bool of_contacts_;
  CivilDate latest_birth_date_{};
  std::uint32_t orders_ = 0;
  std::vector<PhonePrefix> phone_prefixes_, phone_exclusions_;
  std::vector<SinceLimit> since_limits_;
  bool prefixes_are_short_ = false;
};

// What a comparison of two policies over a population passes over, by name and in the order of documents: parameters in which
// they differ and that no rule about people of this role goes by; `required_approvals` where one of them asks for more than one,
// as a circle is taken as served by one contact; `applies_to` where one of them has something for new links only, as everybody
// is judged as for a new link. To be told before any number.
std::vector<std::string> not_looked_at(const Policy& before, const Policy& after, Role role);

// A good account's flags; what has to be 0 in them (a number being replaced) is.
inline constexpr std::uint8_t kGoodFlags =
    kFlagExists | kFlagCitizen | kFlagConfirmed | kFlagPhoneConfirmed | kFlagPassportCurrent | kFlagPhoneAllowed;

// What birth day and flags say, with everything that stands against it: the row that a column would have. It is not the whole
// decision unless compiled.since_limits() is empty: 0 then means that nothing but what has changed since can stand against it.
inline RuleMask check_day_and_flags(const CompiledPolicy& compiled, std::int32_t birth_day, std::uint8_t flags) {
  const CompiledPolicy::Limits& limits = compiled.limits();
  const unsigned differs = (flags ^ kGoodFlags) & limits.looked_at;
  const std::uint32_t since = static_cast<std::uint32_t>(birth_day) - static_cast<std::uint32_t>(limits.earliest_birth_day);
  const unsigned too_young = since >= limits.birth_days ? 0x02U : 0U;
  // Whatever is wrong with the phone is the one rule about phones, bit 4.
  const unsigned phone = ((differs >> 2U) | (differs >> 3U)) & 0x10U;
  const unsigned failed = (differs & 0x3dU) | phone | too_young;
  return static_cast<RuleMask>((differs & kFlagExists) != 0 ? 0x01U : failed);
}

// The whole decision, for facts as a directory gives them; and the word, if it is asked for.
RuleMask check_eligibility(const CompiledPolicy& compiled, const std::optional<AccountFacts>& account,
                           MoreMask* more = nullptr);

// --- Columns --------------------------------------------------------------------------------------------------------------

// The accounts. Flags may come as one column, as a column of bytes for each fact (0: no, anything else: yes), or as both: a
// fact with a column of its own is what that says. Without any, an account exists, its phone is allowed, and the rest is no.
//
// Instants have a column each, and only what the policy asks for is looked at: without the column there is no answer but a
// fault that names it, and never somebody who may because nobody looked.
//
// The fastest is one dense column of days and one dense column of flags; everything else is gathered block by block.
//
// Borrows: what the columns point at has to outlive it, and to have `count` values.
struct Population {
  std::size_t count = 0;
  Column<std::int32_t> birth_days;  // required, unless count is 0
  Column<std::uint8_t> flags;

  Column<std::uint8_t> exists;
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) Column<std::uint8_t> name;
#include "doverie/core/facts.def"
  Column<std::uint8_t> phone_confirmed;
  Column<std::uint8_t> phone_allowed;
  Column<std::uint8_t> phone_replacing;

#define DOVERIE_SINCE_FACT(name, words, meaning) Column<std::int64_t> name;
#include "doverie/core/facts.def"

  Population() = default;
  // REQUIRES: as many flags as days.
  Population(std::span<const std::int32_t> days, std::span<const std::uint8_t> flag_bytes);

  std::int32_t birth_day_at(std::size_t row) const { return birth_days.at(row); }
  std::uint8_t flags_at(std::size_t row) const;
};

// What each row failed; in `more`, if it is asked for, the word. invalid_argument, naming the column, when the
// policy asks for a fact that the population does not have; then nothing is written.
// REQUIRES: failed.size() == population.count; more is empty or as long.
Status check_population(const CompiledPolicy& compiled, const Population& population, std::span<RuleMask> failed,
                        std::span<MoreMask> more = {});

// How many. A row that failed two rules is counted by both.
struct RuleCounts {
  std::uint64_t rows = 0;
  std::uint64_t eligible = 0;
  std::array<std::uint64_t, kRuleBits> failed{};  // by the bit of the rule
  std::array<std::uint64_t, kMoreBits> failed_more{};

  friend bool operator==(const RuleCounts&, const RuleCounts&) = default;
};

// What each row failed, if it is asked for, and how many failed what, in one pass. Faults as check_population().
// REQUIRES: failed is empty or failed.size() == population.count.
Result<RuleCounts> count_population(const CompiledPolicy& compiled, const Population& population,
                                    std::span<RuleMask> failed = {});

// --- What a change would do -----------------------------------------------------------------------------------------------

struct Comparison {
  std::uint64_t rows = 0;
  std::uint64_t eligible_before = 0;
  std::uint64_t eligible_after = 0;
  std::uint64_t gained = 0;                          // rows that may after the change and might not before
  std::uint64_t lost = 0;                            // the other way round
  std::array<std::uint64_t, kRuleBits> gained_by{};  // of those who gain: the rules they failed before
  std::array<std::uint64_t, kRuleBits> lost_by{};    // of those who lose: the rules they fail after
  std::array<std::uint64_t, kMoreBits> gained_by_more{};
  std::array<std::uint64_t, kMoreBits> lost_by_more{};

  friend bool operator==(const Comparison&, const Comparison&) = default;
};

// Where the rows that change are wanted: for each row that gains, what it failed before; for each that loses, what it fails
// after; for all others 0. Each is empty or has one element for each row.
struct ComparisonMasks {
  std::span<RuleMask> gained;
  std::span<RuleMask> lost;
};

// Who gains, who loses, and why. invalid_argument when the policies are compiled for different roles, when they allow different phone
// prefixes (one column of flags cannot say which phones both allow), when a size does not fit, or as check_population().
Result<Comparison> compare_populations(const CompiledPolicy& before, const CompiledPolicy& after,
                                       const Population& population, const ComparisonMasks& masks = {});
// The same where the facts differ, too: row by row the same people. For policies with different phone prefixes, and for
// yesterday's columns against today's.
Result<Comparison> compare_populations(const CompiledPolicy& before, const Population& population_before,
                                       const CompiledPolicy& after, const Population& population_after,
                                       const ComparisonMasks& masks = {});

// Circles: trustors[i] and contacts[i] are rows of the population, the second a trusted contact of the first. In any order.
struct CirclePairs {
  std::span<const std::uint32_t> trustors;
  std::span<const std::uint32_t> contacts;
};

struct StrandedCircles {
  std::uint64_t circles = 0;            // trustors with a contact at all
  std::uint64_t served_before = 0;      // with one who is eligible
  std::uint64_t served_after = 0;       //
  std::vector<std::uint32_t> stranded;  // trustors served before and not after; ascending
};

// Which circles would be left without an eligible contact. Only the contacts' side is looked at. invalid_argument as above,
// when the lists are of different lengths, and for a row that the population does not have.
Result<StrandedCircles> stranded_circles(const CompiledPolicy& before, const CompiledPolicy& after,
                                         const Population& population, const CirclePairs& pairs);

}  // namespace doverie

#endif  // DOVERIE_POPULATION_H_
