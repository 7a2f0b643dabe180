// SPDX-License-Identifier: Apache-2.0
//
// Columns in, masks and counts out.
#include "population/since.h"

namespace doverie {

using population::Checking;
using population::Counts;
using population::kBlock;

namespace {

// From here on the masks alone fill a good part of what caches hold, and would push out of them what the host is working with.
constexpr std::size_t kStreamedRows = std::size_t{1} << 21;

}  // namespace

Status check_population(const CompiledPolicy& compiled, const Population& accounts, std::span<RuleMask> failed,
                        std::span<MoreMask> since) {
  if (auto status = population::has_columns(compiled, accounts); !status) return status;
  Checking checking(compiled, accounts);
  if (checking.dense() && since.empty()) {
    const population::Kernels& kernels = population::kernels();
    const auto check = accounts.count >= kStreamedRows ? kernels.check_streaming : kernels.check;
    check(compiled, checking.all_rows(), failed.data());
    return Done{};
  }
  population::for_each_block(accounts.count, [&](std::size_t begin, std::size_t count) {
    checking.check(begin, count, failed.data() + begin, since.empty() ? nullptr : since.data() + begin);
  });
  return Done{};
}

Result<RuleCounts> count_population(const CompiledPolicy& compiled, const Population& accounts, std::span<RuleMask> failed) {
  if (auto status = population::has_columns(compiled, accounts); !status) return status.as<RuleCounts>();
  Checking checking(compiled, accounts);
  Counts counts;
  std::array<RuleMask, kBlock> unwanted;
  population::for_each_block(accounts.count, [&](std::size_t begin, std::size_t count) {
    RuleMask* masks = failed.empty() ? unwanted.data() : failed.data() + begin;
    checking.count(begin, count, masks, nullptr, counts);
  });
  return RuleCounts{accounts.count, accounts.count - counts.day.failed_any, counts.day.failed, counts.more};
}

}  // namespace doverie
