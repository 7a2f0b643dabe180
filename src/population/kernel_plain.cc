// SPDX-License-Identifier: Apache-2.0
//
// Plain C++: what all other loops are compared with, and the ends that they leave over.
#include "population/kernels.h"

namespace doverie::population {

namespace {

void check(const EligibilityTable& table, const DenseRows& rows, RuleMask* failed) {
  for (std::size_t row = 0; row < rows.count; ++row) {
    failed[row] = check_eligibility(table, rows.birth_days[row], rows.flags[row]);
  }
}

void tally(const RuleMask* failed, std::size_t count, Tally& tally) {
  for (std::size_t row = 0; row < count; ++row) {
    tally.failed_any += failed[row] != 0 ? 1 : 0;
    for (unsigned bit = 0; bit < kRuleBits; ++bit) tally.failed[bit] += failed[row] >> bit & 1U;
  }
}

void count(const EligibilityTable& table, const DenseRows& rows, RuleMask* failed, Tally& counts) {
  check(table, rows, failed);
  tally(failed, rows.count, counts);
}

}  // namespace

const Kernels kPlainKernels{"plain", check, check, count, tally};

}  // namespace doverie::population
