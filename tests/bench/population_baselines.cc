// SPDX-License-Identifier: Apache-2.0
//
// The five checks by hand, and loops that do nothing but read.
#include "bench/population_baselines.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace doverie::bench {

// Not inlined, so that one decision is a call on both sides, as it is in a host.
__attribute__((noinline)) std::uint8_t HandWritten::failed(std::int32_t birth_day, std::uint8_t flags) const {
  if ((flags & kExists) == 0) return 0x01;
  unsigned failed = 0;
  if (birth_day > latest_birth_day) failed |= 0x02;
  if ((flags & kCitizen) == 0) failed |= 0x04;
  if ((flags & kConfirmed) == 0) failed |= 0x08;
  if ((flags & (kPhoneConfirmed | kPhoneAllowed)) != (kPhoneConfirmed | kPhoneAllowed)) failed |= 0x10;
  if ((flags & kPassportCurrent) == 0) failed |= 0x20;
  return static_cast<std::uint8_t>(failed);
}

__attribute__((noinline)) std::uint8_t HandWritten::failed(const AccountFacts& account) const {
  unsigned failed = 0;
  if (!account.birth_date.ok() || account.birth_date > latest_birth_date) failed |= 0x02;
  if (!account.citizen) failed |= 0x04;
  if (!account.confirmed) failed |= 0x08;
  if (account.phone_state == PhoneState::none || !account.phone || !account.phone->e164().starts_with(phone_prefix)) {
    failed |= 0x10;
  }
  if (!account.passport_current) failed |= 0x20;
  return static_cast<std::uint8_t>(failed);
}

namespace {

std::uint64_t read_plain(const std::int32_t* birth_days, const std::uint8_t* flags, std::size_t count) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<std::uint32_t>(birth_days[i]) ^ flags[i];
  return sum;
}

#if defined(__x86_64__)

// Asking for lines beforehand makes reading faster on every processor tried; without it the bar would be too low.
constexpr std::size_t kAhead = 2560;
inline void prefetch(const void* address) {
  _mm_prefetch(static_cast<const char*>(address), _MM_HINT_T0);
}

__attribute__((target("avx2"))) std::uint64_t read_avx2(const std::int32_t* birth_days, const std::uint8_t* flags,
                                                        std::size_t count) {
  __m256i sums[5] = {};
  for (std::size_t i = 0; i + 32 <= count; i += 32) {
    for (std::size_t part = 0; part < 4; ++part) {
      const auto* days = reinterpret_cast<const __m256i*>(birth_days + i + 8 * part);
      if (part % 2 == 0) prefetch(birth_days + i + kAhead + 8 * part);
      sums[part] = _mm256_xor_si256(sums[part], _mm256_loadu_si256(days));
    }
    prefetch(flags + i + kAhead);
    sums[4] = _mm256_xor_si256(sums[4], _mm256_loadu_si256(reinterpret_cast<const __m256i*>(flags + i)));
  }
  __m256i all = sums[4];
  for (std::size_t part = 0; part < 4; ++part) all = _mm256_xor_si256(all, sums[part]);
  alignas(32) std::uint64_t lanes[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), all);
  return lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3];
}

__attribute__((target("avx512f"))) std::uint64_t read_avx512(const std::int32_t* birth_days, const std::uint8_t* flags,
                                                             std::size_t count) {
  __m512i sums[5] = {};
  for (std::size_t i = 0; i + 64 <= count; i += 64) {
    for (std::size_t part = 0; part < 4; ++part) {
      prefetch(birth_days + i + kAhead + 16 * part);
      sums[part] = _mm512_xor_si512(sums[part], _mm512_loadu_si512(birth_days + i + 16 * part));
    }
    prefetch(flags + i + kAhead);
    sums[4] = _mm512_xor_si512(sums[4], _mm512_loadu_si512(flags + i));
  }
  __m512i all = sums[4];
  for (std::size_t part = 0; part < 4; ++part) all = _mm512_xor_si512(all, sums[part]);
  alignas(64) std::uint64_t lanes[8];
  _mm512_store_si512(lanes, all);
  std::uint64_t sum = 0;
  for (const std::uint64_t lane : lanes) sum += lane;
  return sum;
}

#endif

}  // namespace

std::vector<ColumnReader> column_readers() {
  std::vector<ColumnReader> readers;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) readers.push_back({"avx512", read_avx512});
  if (__builtin_cpu_supports("avx2")) readers.push_back({"avx2", read_avx2});
#endif
  readers.push_back({"plain", read_plain});
  return readers;
}

}  // namespace doverie::bench
