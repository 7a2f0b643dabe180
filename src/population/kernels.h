// SPDX-License-Identifier: Apache-2.0
//
// The inner loops: one for every kind of processor, all of them the same function. Which one runs is found out once, at run
// time, so that one binary is right everywhere and fast where it can be.
#ifndef DOVERIE_SRC_POPULATION_KERNELS_H_
#define DOVERIE_SRC_POPULATION_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "doverie/population.h"

namespace doverie::population {

// Rows that failed anything, and rows that failed each rule; only ever added to.
struct Tally {
  std::uint64_t failed_any = 0;
  std::array<std::uint64_t, kRuleBits> failed{};

  void add(const Tally& other) {
    failed_any += other.failed_any;
    for (unsigned bit = 0; bit < kRuleBits; ++bit) failed[bit] += other.failed[bit];
  }
};

// Dense columns. Any alignment, any count.
struct DenseRows {
  const std::int32_t* birth_days;
  const std::uint8_t* flags;
  std::size_t count;
};

inline DenseRows part_of(const DenseRows& rows, std::size_t begin, std::size_t end) {
  return {rows.birth_days + begin, rows.flags + begin, end - begin};
}

// How many of `count` rows come before one that is written to a multiple of `alignment`.
inline std::size_t rows_before_aligned(const RuleMask* first, std::size_t alignment, std::size_t count) {
  const std::size_t rows = (alignment - reinterpret_cast<std::uintptr_t>(first) % alignment) % alignment;
  return rows < count ? rows : count;
}

// The processor's own foresight does not follow three streams well: asking for what comes next doubled the speed (Zen 5, and more
// so where others use the memory, too). Asking for what lies behind the end does no harm.
inline constexpr std::size_t kRowsAhead = 2560;
inline void prefetch(const void* first, std::size_t lines) {
  for (std::size_t line = 0; line < lines; ++line) __builtin_prefetch(static_cast<const char*>(first) + 64 * line);
}

// The same for rows that are read once and written past the caches: farther ahead, and not into the last cache, which the host
// is working with. 3 to 6 % faster, when measured in turn (Zen 5, 22 November 2026).
inline constexpr std::size_t kStreamedRowsAhead = 5120;
inline void prefetch_once(const void* first, std::size_t lines) {
  for (std::size_t line = 0; line < lines; ++line) {
    __builtin_prefetch(static_cast<const char*>(first) + 64 * line, 0, 0);
  }
}

struct Kernels {
  const char* name;
  void (*check)(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed);
  // As check(), past the caches: for more rows than caches hold.
  void (*check_streaming)(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed);
  // As check(), and counts.
  void (*count)(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed, Tally& tally);
  // Counts masks that are there already.
  void (*tally)(const RuleMask* failed, std::size_t count, Tally& tally);
  // A column of bytes as one of the flags.
  void (*put_fact)(const std::uint8_t* facts, std::uint8_t flag, std::uint8_t* flags, std::size_t count);
};

// Those that this processor can run, the fastest first; never empty. The last one is plain C++.
std::span<const Kernels> usable_kernels();

// The first of them.
const Kernels& kernels();

extern const Kernels kPlainKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels;    // needs AVX2 and POPCNT
extern const Kernels kAvx512Kernels;  // needs AVX-512 F and BW
#endif

}  // namespace doverie::population

#endif  // DOVERIE_SRC_POPULATION_KERNELS_H_
