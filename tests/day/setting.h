// SPDX-License-Identifier: Apache-2.0
//
// Who takes part in the day, and by which policies and keys? Every process makes it alike.
#ifndef DOVERIE_TESTS_DAY_SETTING_H_
#define DOVERIE_TESTS_DAY_SETTING_H_

#include <atomic>
#include <memory>
#include <string>

#include "doverie/adapters/memory.h"
#include "doverie/service.h"

namespace doverie::day {

// People are numbered: contact i is trustor i's (senders/many_codes.h has their names). One contact in ten is nineteen.
inline constexpr const char* kContactsName = "Иван";
bool is_young(int i);

// Everybody has an account.
class Everybody final : public AccountDirectory {
 public:
  Result<std::optional<AccountFacts>> find(std::string_view account) override;
  void set_down(bool down) { down_ = down; }

 private:
  std::atomic<bool> down_ = false;
};

// Which policies there are: with `changed` a second one, in force, under which contacts have to be 21.
inline constexpr const char* kFirstPolicy = "day-1";
inline constexpr const char* kSecondPolicy = "day-2";
PolicySchedule policies(bool changed);

// How far the rotation of all three keys is. Each step goes to every process before the next one does.
enum class Keys : int {
  one = 0,         // there is the key 1
  both_known = 1,  // and a key 2, which verifies
  second = 2,      // the key 2 is active, the key 1 verifies
  first_gone = 3,  // the code key 1 is revoked
};
std::shared_ptr<MemoryKeyRing> ring(Keys step);
// Takes the step before `step` to it.
void advance(MemoryKeyRing& keys, Keys step);

}  // namespace doverie::day

#endif  // DOVERIE_TESTS_DAY_SETTING_H_
