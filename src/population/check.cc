// SPDX-License-Identifier: Apache-2.0
//
// Columns in, masks and counts out.
#include "population/blocks.h"

namespace doverie {

using population::Blocks;
using population::DenseRows;
using population::kBlock;
using population::Tally;

namespace {

// From here on the masks alone fill a good part of what caches hold, and would push out of them what the host is working with.
constexpr std::size_t kStreamedRows = std::size_t{1} << 21;

}  // namespace

void check_population(const EligibilityTable& table, const Population& accounts, std::span<RuleMask> failed) {
  const population::Kernels& kernels = population::kernels();
  Blocks blocks(accounts);
  if (blocks.dense()) {
    const auto check = accounts.count >= kStreamedRows ? kernels.check_streaming : kernels.check;
    check(table, blocks.rows(0, accounts.count), failed.data());
    return;
  }
  population::for_each_block(accounts.count, [&](std::size_t begin, std::size_t count) {
    kernels.check(table, blocks.rows(begin, count), failed.data() + begin);
  });
}

RuleCounts count_population(const EligibilityTable& table, const Population& accounts, std::span<RuleMask> failed) {
  const population::Kernels& kernels = population::kernels();
  Blocks blocks(accounts);
  Tally tally;
  std::array<RuleMask, kBlock> unwanted;
  population::for_each_block(accounts.count, [&](std::size_t begin, std::size_t count) {
    RuleMask* masks = failed.empty() ? unwanted.data() : failed.data() + begin;
    kernels.count(table, blocks.rows(begin, count), masks, tally);
  });
  return {accounts.count, accounts.count - tally.failed_any, tally.failed};
}

}  // namespace doverie
