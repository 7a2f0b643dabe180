// SPDX-License-Identifier: Apache-2.0
//
// How the answer of a command is kept beside its id, so that a repetition answers the same.
#ifndef DOVERIE_SRC_CORE_OPERATION_ANSWER_CODEC_H_
#define DOVERIE_SRC_CORE_OPERATION_ANSWER_CODEC_H_

#include <string>
#include <string_view>

#include "doverie/core/answers.h"

namespace doverie {

// Canonical JSON. No masked phone is in it, which must not outlive an erasure (kept_answer.h): Approved has `phone_mac` in its
// place. REQUIRES: an answer of a command that writes, or a rejection.
std::string encode(const Result<Answer>& answer, std::string_view phone_mac = {});
// store_corrupt for bytes that encode() did not make. Masked phones come back empty.
Result<Answer> decode_answer(std::string_view bytes);
// The spelling with a seal as its last member, and the two apart again; `seal` is empty where there is none.
struct SealedAnswer {
  std::string bytes;  // as encode() wrote them
  std::string seal;
};
std::string with_seal(std::string bytes, std::string_view seal);
SealedAnswer split_seal(std::string_view stored);

// What was given to encode() in place of the phone; empty when there is nothing.
std::string kept_phone_mac(std::string_view bytes);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_OPERATION_ANSWER_CODEC_H_
