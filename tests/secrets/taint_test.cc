// SPDX-License-Identifier: Apache-2.0
//
// G8: nothing secret decides a branch or an address. Run under valgrind's memcheck, which is told that keys and codes are
// undefined: every branch and every address that depends on one is an error then.
//
//   taint_test            what the library does with secrets
//   taint_test control    a comparison that stops at the first difference, which has to be found
#include <valgrind/memcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/bytes/digests.h"
#include "core/confirmation/code.h"

namespace doverie {
namespace {

const Challenge kChallenge{"0123456789abcdef0123456789abcdef", "", "req_1.maria", "ivan", "recovery", "+79161234567"};

void taint(std::string_view secret) {
  VALGRIND_MAKE_MEM_UNDEFINED(secret.data(), secret.size());
}

// What a comparison found may be known.
bool told(bool result) {
  VALGRIND_MAKE_MEM_DEFINED(&result, sizeof result);
  return result;
}

// One key, which nobody may learn anything of.
class TaintedKey final : public Macs {
 public:
  Result<std::string> active_key(KeyPurpose) const override { return std::string("1"); }
  Result<std::vector<std::string>> usable_keys(KeyPurpose) const override { return std::vector<std::string>{"1"}; }
  Result<Digest> mac(KeyPurpose, std::string_view, std::string_view bytes) const override {
    std::string key(32, 'k');
    taint(key);
    return hmac_sha256(key, bytes);
  }
};

Secret tainted_code() {
  return derive_code(TaintedKey(), "1", kChallenge, 6).value();
}

bool codes_compare() {
  const Secret code = tainted_code();
  const Secret guess("123456");
  return !told(code == guess) && told(code == tainted_code());
}

bool seals_compare() {
  std::string seal(64, 's');
  taint(seal);
  return told(equal_in_constant_time(seal, std::string(64, 's'))) &&
         !told(equal_in_constant_time(seal, std::string(64, 't')));
}

// As somebody might have written it.
bool control() {
  const Secret code = tainted_code();
  const std::string guess = "123456";
  return std::ranges::equal(code.reveal(), guess);
}

}  // namespace
}  // namespace doverie

int main(int argc, char** argv) {
  if (RUNNING_ON_VALGRIND == 0) {
    std::fputs("taint_test: run it under valgrind\n", stderr);
    return 2;
  }
  if (argc > 1 && std::strcmp(argv[1], "control") == 0) return doverie::control() ? 1 : 0;
  return doverie::codes_compare() && doverie::seals_compare() ? 0 : 1;
}
