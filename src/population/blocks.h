// SPDX-License-Identifier: Apache-2.0
//
// A population as dense columns, block by block: however the host's columns lie, the inner loops see days and flags.
#ifndef DOVERIE_SRC_POPULATION_BLOCKS_H_
#define DOVERIE_SRC_POPULATION_BLOCKS_H_

#include <algorithm>
#include <array>

#include "population/kernels.h"

namespace doverie::population {

// Days, flags and masks of a block stay in the nearest cache.
inline constexpr std::size_t kBlock = 4096;

// Whether the inner loops can read the columns where they lie.
bool is_dense(const Population& population);

// Gathers blocks of columns that are not dense; gives dense ones as they are.
class Blocks {
 public:
  explicit Blocks(const Population& population);

  bool dense() const { return dense_; }
  // REQUIRES: dense() or count <= kBlock. Valid until the next call.
  DenseRows rows(std::size_t begin, std::size_t count);

 private:
  void gather(std::size_t begin, std::size_t count);

  const Population& population_;
  bool dense_;
  bool days_stay_;  // the days are dense, whatever the flags are
  std::array<std::int32_t, kBlock> birth_days_;
  std::array<std::uint8_t, kBlock> flags_;
};

// Runs `work(begin, count)` over all rows in blocks.
template <class Work>
void for_each_block(std::size_t rows, Work&& work) {
  for (std::size_t begin = 0; begin < rows; begin += kBlock) work(begin, std::min(kBlock, rows - begin));
}

}  // namespace doverie::population

#endif  // DOVERIE_SRC_POPULATION_BLOCKS_H_
