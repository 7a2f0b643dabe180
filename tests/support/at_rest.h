// SPDX-License-Identifier: Apache-2.0
//
// A story with everything in it that must not stay on a disk, for every store that has one.
#ifndef DOVERIE_TESTS_SUPPORT_AT_REST_H_
#define DOVERIE_TESTS_SUPPORT_AT_REST_H_

#include <string>
#include <vector>

#include "support/spellings.h"
#include "support/story.h"

namespace doverie::testing {

// Codes of nine digits: six may stand in a hash by chance.
inline PolicySchedule with_long_codes() {
  return changed([](Policy& policy) { policy.code_digits = 9; });
}

// Plays it step by step, and knows afterwards what must not be found.
class AtRest {
 public:
  // REQUIRES: the story's policies are with_long_codes().
  explicit AtRest(Story& story) : story_(story) {}

  // Names that stand in the store until they are erased.
  static constexpr const char* kInvited = "Акакий";
  static constexpr const char* kInviting = "Варвара";

  void play() {
    recovery();
    refusals();
    story_.person("akaky", citizen(kInvited, "+79165550123"));
    story_.appointed("olga", "akaky");
    confirmation();
    keep(story_.service().trustor("akaky").invite(kInviting, "8 (916) 555-77-99"));
    never_.push_back({"a phone as typed", "8 (916) 555-77-99"});
    for (const char* account : {"maria", "ivan", "olga", "pyotr", "akaky"}) {
      add_phone(account, story_.facts(account).phone->e164());
    }
    add_phone("somebody without an account", "+79165557799");
  }
  void erase() { keep(story_.service().operations().erase("akaky", "anna")); }

  const std::vector<Forbidden>& never() const { return never_; }
  static std::vector<Forbidden> erased() {
    return {{"the invited person's name", kInvited},
            {"the name they typed", kInviting},
            {"the invited person's masked phone", "+7916•••••23"},
            {"the masked phone they typed", "+7916•••••99"}};
  }
  // What the library has said when it did not do what it was asked.
  const std::string& errors() const { return errors_; }

 private:
  template <class T>
  void keep(const Result<T>& result) {
    if (result.ok()) return;
    errors_ += in_detail(result) + "\n";
    if (result.faulted()) errors_ += result.fault().message + "\n";
  }
  void forbid(std::string what, std::string text) { never_.push_back({std::move(what), std::move(text)}); }
  // With and without what stands in front in different ways of writing it.
  void add_phone(const std::string& whose, const std::string& e164) { forbid("the phone of " + whose, e164.substr(2)); }

  void recovery() {
    story_.appointed("maria", "ivan");
    const RequestId request = story_.started("maria");
    story_.approved("ivan", request);
    const std::string code = story_.code("ivan");
    const std::string wrong = story_.wrong_code("ivan");
    keep(story_.confirm("ivan", request, wrong));
    story_.wait(61s);
    keep(story_.resend("ivan", request));
    keep(story_.confirm("ivan", request, code));
    forbid("a code", code);
    forbid("a wrong code", wrong);
    forbid("the SMS", story_.sms->sent().front().text.substr(0, 25));
    forbid("the secret of a recovery", std::string(story_.secret(request).reveal()));
    story_.redeemed(request);
    const RequestId denied = story_.started("maria");
    forbid("the secret of a denied recovery", std::string(story_.secret(denied).reveal()));
    REQUIRE(story_.service().trustor("maria").deny(denied));
  }

  // By whoever is erased afterwards: what is kept of the answers must not have the masked phone.
  void confirmation() {
    const RequestId request = story_.started("olga");
    story_.approved("akaky", request);
    keep(story_.confirm("akaky", request, story_.wrong_code("akaky")));
    story_.wait(61s);
    keep(story_.resend("akaky", request));
    REQUIRE(story_.service().trustor("olga").deny(request));
  }

  // With what must not be repeated in any error.
  void refusals() {
    const Service& service = story_.service();
    const std::string readable = "a secret of 32 readable letters.";
    keep(service.recoverer("pyotr").start(Secret(readable)));
    keep(service.recoverer("maria").start(Secret("a secret that is too short")));
    keep(service.trustor("+79165551234").invite("Иван", "1"));
    keep(service.trustor("maria").invite("Фёкла7", "+37529123456789"));
    keep(service.contact("ivan").confirm_code("nonsense", Secret("135792468")));
    keep(service.operations().erase("+7 916 555-12-34", "anna"));
    forbid("a readable secret", readable);
    forbid("a short secret", "a secret that is too short");
    forbid("a phone in the place of an account", "9165551234");
    forbid("a phone that is none", "37529123456789");
    forbid("a name that is none", "Фёкла7");
    forbid("a code for nothing", "135792468");
  }

  Story& story_;
  std::vector<Forbidden> never_;
  std::string errors_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_AT_REST_H_
