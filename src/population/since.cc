// SPDX-License-Identifier: Apache-2.0
//
// Of which accounts has something changed too lately? The instants of one column against one pause.
#include "population/since.h"

#include <bit>

namespace doverie::population {

namespace {

struct SinceColumn {
  std::optional<Instant> AccountFacts::* fact;
  Column<std::int64_t> Population::* column;
};
constexpr SinceColumn kSinceColumns[] = {
#define DOVERIE_SINCE_FACT(name, words, meaning) {&AccountFacts::name, &Population::name},
#include "doverie/core/facts.def"
};

constexpr RuleMask kMissing = 0x01;  // there is no such account: nothing else is looked at

std::int64_t number_of(Instant instant) {
  return instant.time_since_epoch().count();
}

}  // namespace

void tally(const MoreMask* more, std::size_t count, MoreTally& tally) {
  for (std::size_t i = 0; i < count; ++i) {
    for (MoreMask left = more[i]; left != 0; left &= left - 1) ++tally[static_cast<std::size_t>(std::countr_zero(left))];
  }
}

Column<std::int64_t> Population::* since_column(std::optional<Instant> AccountFacts::* fact) {
  return std::ranges::find(kSinceColumns, fact, &SinceColumn::fact)->column;
}

Status has_columns(const CompiledPolicy& compiled, const Population& population) {
  if (population.count == 0) return Done{};
  for (const CompiledPolicy::SinceLimit& limit : compiled.since_limits()) {
    if ((population.*limit.column).given()) continue;
    return Fault{FaultCode::invalid_argument, "population: there is no column " + limit.fact + ", and the policy has " +
                                                  limit.parameter + "; give one, with 0 where nothing is known"};
  }
  return Done{};
}

MoreMask changed_since(const CompiledPolicy& compiled, const Population& population, std::size_t row) {
  unsigned late = 0;
  for (const CompiledPolicy::SinceLimit& limit : compiled.since_limits()) {
    late |= (population.*limit.column).at(row) > number_of(limit.latest) ? limit.bit : 0U;
  }
  return late;
}

void Checking::add_since(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since) const {
  std::fill_n(since, count, MoreMask{0});
  for (const CompiledPolicy::SinceLimit& limit : compiled_.since_limits()) {
    const Column<std::int64_t>& column = population_.*limit.column;
    const std::int64_t latest = number_of(limit.latest);
    for (std::size_t i = 0; i < count; ++i) since[i] |= column.at(begin + i) > latest ? limit.bit : MoreMask{0};
  }
  for (std::size_t i = 0; i < count; ++i) {
    if ((failed[i] & kMissing) != 0) since[i] = 0;
    failed[i] |= since[i] != 0 ? kFailedMore : RuleMask{0};
  }
}

void Checking::check(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since) {
  kernels().check(compiled_, blocks_.rows(begin, count), failed);
  if (compiled_.since_limits().empty()) {
    if (since) std::fill_n(since, count, MoreMask{0});
    return;
  }
  add_since(begin, count, failed, since ? since : unwanted_.data());
}

void Checking::count(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since, Counts& counts) {
  if (compiled_.since_limits().empty()) {
    kernels().count(compiled_, blocks_.rows(begin, count), failed, counts.day);
    if (since) std::fill_n(since, count, MoreMask{0});
    return;
  }
  MoreMask* const late = since ? since : unwanted_.data();
  check(begin, count, failed, late);
  kernels().tally(failed, count, counts.day);
  tally(late, count, counts.more);
}

}  // namespace doverie::population
