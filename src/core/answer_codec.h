// SPDX-License-Identifier: Apache-2.0
//
// How the answer of a command is kept beside its id, so that a repetition answers the same.
#ifndef DOVERIE_SRC_CORE_ANSWER_CODEC_H_
#define DOVERIE_SRC_CORE_ANSWER_CODEC_H_

#include <string>
#include <string_view>

#include "doverie/core/answers.h"

namespace doverie {

// Canonical JSON. REQUIRES: an answer of a command that writes, or a rejection.
std::string encode(const Result<Answer>& answer);
// store_corrupt for bytes that encode() did not make. Invited comes back without the masked phone, which outlives no erasure:
// whoever repeats the command has the phone.
Result<Answer> decode_answer(std::string_view bytes);

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_ANSWER_CODEC_H_
