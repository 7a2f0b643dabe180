// SPDX-License-Identifier: Apache-2.0
//
// 64 rows at a time. The functions say what they need of the processor one by one: an option for the whole file would let
// inline functions of the standard library use it, too, and the linker keep those for everybody.
#include "population/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define DOVERIE_AVX512 __attribute__((target("avx512f,avx512bw,popcnt")))

namespace doverie::population {

namespace {

constexpr std::size_t kStep = 64;

struct Constants {
  __m512i first_day, birth_days, good, looked_at;
  __m512i missing, too_young, phone, phone_flags, others;
};

DOVERIE_AVX512 inline Constants constants_of(const CompiledPolicy& compiled) {
  const CompiledPolicy::Limits& limits = compiled.limits();
  return {_mm512_set1_epi32(limits.earliest_birth_day),
          _mm512_set1_epi32(static_cast<int>(limits.birth_days)),
          _mm512_set1_epi8(static_cast<char>(kGoodFlags)),
          _mm512_set1_epi8(static_cast<char>(limits.looked_at)),
          _mm512_set1_epi8(0x01),
          _mm512_set1_epi8(0x02),
          _mm512_set1_epi8(0x10),
          _mm512_set1_epi8(static_cast<char>(kFlagPhoneConfirmed | kFlagPhoneAllowed | kFlagPhoneReplacing)),
          _mm512_set1_epi8(0x2d)};
}

// In two halves: where columns begin in the middle of a line, as large arrays do, a whole load would always cross into the next
// one, and these do half as often.
DOVERIE_AVX512 inline __m512i load(const std::int32_t* days) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(days));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(days + 8));
  return _mm512_maskz_inserti64x4(0xff, _mm512_castsi256_si512(low), high, 1);  // without a mask g++ 12 warns of itself
}

// Of 16 rows.
DOVERIE_AVX512 inline __mmask16 too_young(const Constants& c, const std::int32_t* birth_days) {
  const __m512i since = _mm512_sub_epi32(load(birth_days), c.first_day);
  return _mm512_cmpge_epu32_mask(since, c.birth_days);
}

DOVERIE_AVX512 inline __m512i failed_of(const Constants& c, const std::int32_t* birth_days, const std::uint8_t* flags) {
  const __mmask64 young = _mm512_kunpackd(_mm512_kunpackw(too_young(c, birth_days + 48), too_young(c, birth_days + 32)),
                                          _mm512_kunpackw(too_young(c, birth_days + 16), too_young(c, birth_days)));
  const __m512i differs = _mm512_and_si512(_mm512_xor_si512(_mm512_loadu_si512(flags), c.good), c.looked_at);
  const __mmask64 no_phone = _mm512_test_epi8_mask(differs, c.phone_flags);
  __m512i failed = _mm512_and_si512(differs, c.others);
  failed = _mm512_mask_add_epi8(failed, no_phone, failed, c.phone);
  failed = _mm512_mask_add_epi8(failed, young, failed, c.too_young);
  return _mm512_mask_mov_epi8(failed, _mm512_test_epi8_mask(differs, c.missing), c.missing);
}

DOVERIE_AVX512 inline __m512i failed_ahead_of(const Constants& c, const std::int32_t* birth_days,
                                              const std::uint8_t* flags) {
  prefetch(birth_days + kRowsAhead, 4);
  prefetch(flags + kRowsAhead, 1);
  return failed_of(c, birth_days, flags);
}

DOVERIE_AVX512 inline void add_to(Tally& tally, __m512i failed) {
  tally.failed_any += static_cast<std::uint64_t>(_mm_popcnt_u64(_mm512_test_epi8_mask(failed, failed)));
  for (unsigned bit = 0; bit < kRuleBits; ++bit) {
    const __m512i rule = _mm512_set1_epi8(static_cast<char>(1U << bit));
    tally.failed[bit] += static_cast<std::uint64_t>(_mm_popcnt_u64(_mm512_test_epi8_mask(failed, rule)));
  }
}

DOVERIE_AVX512 void check(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed) {
  const Constants c = constants_of(compiled);
  std::size_t row = 0;
  for (; row + kStep <= rows.count; row += kStep) {
    _mm512_storeu_si512(failed + row, failed_ahead_of(c, rows.birth_days + row, rows.flags + row));
  }
  kPlainKernels.check(compiled, part_of(rows, row, rows.count), failed + row);
}

DOVERIE_AVX512 void check_streaming(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed) {
  const Constants c = constants_of(compiled);
  std::size_t row = rows_before_aligned(failed, kStep, rows.count);
  kPlainKernels.check(compiled, part_of(rows, 0, row), failed);
  for (; row + 2 * kStep <= rows.count; row += 2 * kStep) {  // the lines of masks in pairs, as memory takes them
    const std::int32_t* birth_days = rows.birth_days + row;
    const std::uint8_t* flags = rows.flags + row;
    prefetch_once(birth_days + kStreamedRowsAhead, 8);
    prefetch_once(flags + kStreamedRowsAhead, 2);
    const __m512i first = failed_of(c, birth_days, flags);
    const __m512i second = failed_of(c, birth_days + kStep, flags + kStep);
    _mm512_stream_si512(reinterpret_cast<__m512i*>(failed + row), first);
    _mm512_stream_si512(reinterpret_cast<__m512i*>(failed + row + kStep), second);
  }
  _mm_sfence();
  kPlainKernels.check(compiled, part_of(rows, row, rows.count), failed + row);
}

DOVERIE_AVX512 void count(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed, Tally& tally) {
  const Constants c = constants_of(compiled);
  Tally counted;
  std::size_t row = 0;
  for (; row + kStep <= rows.count; row += kStep) {
    const __m512i line = failed_ahead_of(c, rows.birth_days + row, rows.flags + row);
    _mm512_storeu_si512(failed + row, line);
    add_to(counted, line);
  }
  kPlainKernels.count(compiled, part_of(rows, row, rows.count), failed + row, counted);
  tally.add(counted);
}

DOVERIE_AVX512 void tally_masks(const RuleMask* failed, std::size_t count, Tally& tally) {
  Tally counted;
  std::size_t row = 0;
  for (; row + kStep <= count; row += kStep) add_to(counted, _mm512_loadu_si512(failed + row));
  kPlainKernels.tally(failed + row, count - row, counted);
  tally.add(counted);
}

DOVERIE_AVX512 void put_fact(const std::uint8_t* facts, std::uint8_t flag, std::uint8_t* flags, std::size_t count) {
  const __m512i others = _mm512_set1_epi8(static_cast<char>(~flag));
  const __m512i bit = _mm512_set1_epi8(static_cast<char>(flag));
  std::size_t row = 0;
  for (; row + kStep <= count; row += kStep) {
    prefetch(facts + row + kRowsAhead, 1);
    const __m512i fact = _mm512_loadu_si512(facts + row);
    const __m512i rest = _mm512_and_si512(_mm512_loadu_si512(flags + row), others);
    _mm512_storeu_si512(flags + row, _mm512_mask_add_epi8(rest, _mm512_test_epi8_mask(fact, fact), rest, bit));
  }
  kPlainKernels.put_fact(facts + row, flag, flags + row, count - row);
}

}  // namespace

const Kernels kAvx512Kernels{"avx512", check, check_streaming, count, tally_masks, put_fact};

}  // namespace doverie::population

#endif
