// SPDX-License-Identifier: Apache-2.0
//
// What did the contact answer to one question of an attestation?
#ifndef DOVERIE_SRC_CORE_CONFIRMATION_ANSWERED_H_
#define DOVERIE_SRC_CORE_CONFIRMATION_ANSWERED_H_

#include <string>

namespace doverie {

// One answer of an attestation: "yes", or the number.
struct Answered {
  std::string question;
  std::string answer;
  template <class Self, class V>
  static void fields(Self& a, V& v) {
    v("question", a.question), v("answer", a.answer);
  }
};

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_CONFIRMATION_ANSWERED_H_
