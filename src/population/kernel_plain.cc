// SPDX-License-Identifier: Apache-2.0
//
// Plain C++: what all other loops are compared with, and the ends that they leave over.
#include "population/kernels.h"

namespace doverie::population {

namespace {

void check(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed) {
  for (std::size_t row = 0; row < rows.count; ++row) {
    failed[row] = check_day_and_flags(compiled, rows.birth_days[row], rows.flags[row]);
  }
}

void tally(const RuleMask* failed, std::size_t count, Tally& tally) {
  for (std::size_t row = 0; row < count; ++row) {
    tally.failed_any += failed[row] != 0 ? 1 : 0;
    for (unsigned bit = 0; bit < kRuleBits; ++bit) tally.failed[bit] += failed[row] >> bit & 1U;
  }
}

void count(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed, Tally& counts) {
  check(compiled, rows, failed);
  tally(failed, rows.count, counts);
}

void put_fact(const std::uint8_t* facts, std::uint8_t flag, std::uint8_t* flags, std::size_t count) {
  for (std::size_t row = 0; row < count; ++row) {
    flags[row] = static_cast<std::uint8_t>((flags[row] & ~flag) | (facts[row] != 0 ? flag : 0));
  }
}

}  // namespace

const Kernels kPlainKernels{"plain", check, check, count, tally, put_fact};

}  // namespace doverie::population
