// SPDX-License-Identifier: Apache-2.0
//
// Which kernels can this processor run? Asked once; the first of them is the fastest.
#include "population/kernels.h"

#include <vector>

namespace doverie::population {

namespace {

std::vector<Kernels> find_usable() {
  std::vector<Kernels> usable;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) usable.push_back(kAvx512Kernels);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) usable.push_back(kAvx2Kernels);
#endif
  usable.push_back(kPlainKernels);
  return usable;
}

}  // namespace

std::span<const Kernels> usable_kernels() {
  static const std::vector<Kernels> usable = find_usable();
  return usable;
}

const Kernels& kernels() {
  return usable_kernels().front();
}

}  // namespace doverie::population
