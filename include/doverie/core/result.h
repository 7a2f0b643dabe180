// SPDX-License-Identifier: Apache-2.0
//
// How the library says no. A rejection is a value: a rule said no, and every reason is named. A fault is an error: something
// broke. Most faults mean that nothing was done; of a few, nobody knows whether the command took effect (Effect::unknown),
// and repeating it with its command id settles that. A bug is an assertion. No function of the C++ API throws, but for
// std::bad_alloc, whose effect is as unknown, and where a name says so (value_or_throw).
//
//   Result<Invited> invited = service.trustor("maria").invite("Иван", "+79161234567");
//   if (invited) use(invited->invitation);
//   else if (invited.rejected()) show(invited.rejection().reasons.front().code);
//   else if (invited.unknown()) repeat_with_the_same_command_id();
//   else log(invited.fault().message);
#ifndef DOVERIE_CORE_RESULT_H_
#define DOVERIE_CORE_RESULT_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace doverie {

enum class ReasonCode : std::int32_t {
#define DOVERIE_REASON(number, name, unit, waits_for, english, russian) name = number,
#include "doverie/core/reasons.def"
};

enum class FaultCode : std::int32_t {
#define DOVERIE_FAULT(number, name, effect, retryable, english, russian) name = number,
#include "doverie/core/reasons.def"
};

// What the numbers of a reason count.
enum class Unit : std::uint8_t { none, years, tries, places, seconds, hours };

// What has to happen before a command that was refused can succeed, given again as it was.
enum class WaitsFor : std::uint8_t {
  nothing,           // it never will
  time,              // and nothing else
  time_or_operator,  // an operator's freeze ends when it is lifted, any other by itself
  caller,            // who gave the command: something else has to be typed, chosen or asked for
  trustor,
  contact,
};

// Whether something may have been done by a command that ended in a fault.
enum class Effect : std::uint8_t { none, unknown };

// One row of reasons.def.
struct CodeInfo {
  std::int32_t number;
  std::string_view name;
  bool is_fault;
  Unit unit;           // of a reason
  WaitsFor waits_for;  // of a reason
  Effect effect;       // of a fault
  bool retryable;      // a reason: by time alone; a fault: by sending the same command again
  std::string_view english;
  std::string_view russian;
};

// Numbers from here on are left to hosts, for their own rules.
inline constexpr std::int32_t kFirstHostRule = 10'000;

// All rows of reasons.def in order of precedence; lives for ever.
const std::vector<CodeInfo>& all_codes();
// Of a host's number: one row for all of them, whose number is 0; what the rule is called and asks for, the host knows.
const CodeInfo& info(ReasonCode code);
const CodeInfo& info(FaultCode code);
std::optional<ReasonCode> reason_from_number(std::int32_t number);
std::optional<ReasonCode> reason_named(std::string_view name);

// One failed rule. `needs` and `has` are the two sides of the comparison where a number was compared, in the unit of the
// code (info(code).unit), absent otherwise. Whoever is told of an age is the person whose it is, or an operator.
struct Reason {
  ReasonCode code;
  std::optional<std::int64_t> needs{};
  std::optional<std::int64_t> has{};
  std::string name{};  // of a rule of the host's own (host_rules.h); empty for the library's reasons

  friend bool operator==(const Reason&, const Reason&) = default;
};

// Everything that stood against a command; never empty, in order of precedence.
struct Rejection {
  std::vector<Reason> reasons;

  static Rejection of(ReasonCode code) { return Rejection{{Reason{code, std::nullopt, std::nullopt}}}; }
  static Rejection of(Reason reason) { return Rejection{{reason}}; }
  bool has(ReasonCode code) const;

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

// What the reason is called: the host's name, or the library's.
std::string_view name_of(const Reason& reason);

// Sorts by precedence (the host's behind the library's, by number) and drops repetitions.
void sort_by_precedence(std::vector<Reason>& reasons);

// What broke. The message is for the host's log: it says what was wrong, where, and what would be right; it holds ids and
// masked phones only.
struct Fault {
  FaultCode code;
  std::string message;

  bool retryable() const { return info(code).retryable; }
  Effect effect() const { return info(code).effect; }
  friend bool operator==(const Fault&, const Fault&) = default;
};

// std::runtime_error with what a log needs: `invalid_argument: epoch: 1 to 1000000000`, `refused: contact_too_young`.
[[noreturn]] void throw_as_error(const Rejection& rejection);
[[noreturn]] void throw_as_error(const Fault& fault);

// Either a T, or why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Rejection rejection) : state_(std::in_place_index<1>, std::move(rejection)) {}
  Result(Fault fault) : state_(std::in_place_index<2>, std::move(fault)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  bool rejected() const { return state_.index() == 1; }
  bool faulted() const { return state_.index() == 2; }
  // A fault of which nobody knows whether the command took effect.
  bool unknown() const { return faulted() && fault().effect() == Effect::unknown; }

  // REQUIRES: ok(), rejected() or faulted() respectively (std::bad_variant_access otherwise).
  const T& value() const& { return std::get<0>(state_); }
  T& value() & { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  // The value, or std::runtime_error (throw_as_error): for the start of a program, which cannot go on without it.
  T value_or_throw() && {
    if (rejected()) throw_as_error(rejection());
    if (faulted()) throw_as_error(fault());
    return std::move(*this).value();
  }
  const Rejection& rejection() const { return std::get<1>(state_); }
  const Fault& fault() const { return std::get<2>(state_); }

  // Passes the "no" on as the answer of a function that returns something else. REQUIRES: !ok().
  template <class U>
  Result<U> as() const {
    if (rejected()) return rejection();
    return fault();
  }

 private:
  std::variant<T, Rejection, Fault> state_;
};

// The answer of a function that has nothing to return.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

using Status = Result<Done>;

}  // namespace doverie

#endif  // DOVERIE_CORE_RESULT_H_
