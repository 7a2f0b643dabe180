// SPDX-License-Identifier: Apache-2.0
//
// What has changed since, and too lately? The rules that look at the hour: a column of instants each, compared where the policy
// asks for it, behind the inner loops and apart from them.
#ifndef DOVERIE_SRC_POPULATION_SINCE_H_
#define DOVERIE_SRC_POPULATION_SINCE_H_

#include "population/blocks.h"

namespace doverie::population {

// The column that a fact of facts.def has in a population.
Column<std::int64_t> Population::* since_column(std::optional<Instant> AccountFacts::* fact);

// The fault that names what the policy asks for and the population does not have.
Status has_columns(const CompiledPolicy& compiled, const Population& population);

// Of one row that there is. REQUIRES: has_columns().
MoreMask changed_since(const CompiledPolicy& compiled, const Population& population, std::size_t row);

// How many rows have each bit of the word.
using MoreTally = std::array<std::uint64_t, kMoreBits>;
// Adds to it.
void tally(const MoreMask* more, std::size_t count, MoreTally& tally);

// Byte and word of failed rules, block by block.
struct Counts {
  Tally day;
  MoreTally more{};
};
class Checking {
 public:
  // REQUIRES: has_columns(). Borrows both.
  Checking(const CompiledPolicy& compiled, const Population& population)
      : compiled_(compiled), population_(population), blocks_(population) {}

  // REQUIRES: count <= kBlock. `since` is null or has room for as many.
  void check(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since);
  // As check(), and counts.
  void count(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since, Counts& counts);

  bool dense() const { return blocks_.dense() && compiled_.since_limits().empty(); }
  DenseRows all_rows() { return blocks_.rows(0, population_.count); }

 private:
  // Adds to the byte what the word says, which it writes.
  void add_since(std::size_t begin, std::size_t count, RuleMask* failed, MoreMask* since) const;

  const CompiledPolicy& compiled_;
  const Population& population_;
  Blocks blocks_;
  std::array<MoreMask, kBlock> unwanted_;
};

}  // namespace doverie::population

#endif  // DOVERIE_SRC_POPULATION_SINCE_H_
