// SPDX-License-Identifier: Apache-2.0
//
// 32 rows at a time. As to the attributes, see kernel_avx512.cc.
#include "population/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define DOVERIE_AVX2 __attribute__((target("avx2,popcnt")))

namespace doverie::population {

namespace {

constexpr std::size_t kStep = 32;

struct Constants {
  __m256i bias, limit, order, good, looked_at;
  __m256i missing, too_young, phone, phone_flags, others;
};

// AVX2 compares signed numbers only: the days since the first day of the calendar are moved down by 2^31, on both sides.
DOVERIE_AVX2 inline Constants constants_of(const CompiledPolicy& compiled) {
  const CompiledPolicy::Limits& limits = compiled.limits();
  const std::uint32_t half = 0x80000000U;
  return {_mm256_set1_epi32(static_cast<int>(half - static_cast<std::uint32_t>(limits.earliest_birth_day))),
          _mm256_set1_epi32(static_cast<int>(half + limits.birth_days)),
          _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7),
          _mm256_set1_epi8(static_cast<char>(kGoodFlags)),
          _mm256_set1_epi8(static_cast<char>(limits.looked_at)),
          _mm256_set1_epi8(0x01),
          _mm256_set1_epi8(0x02),
          _mm256_set1_epi8(0x10),
          _mm256_set1_epi8(static_cast<char>(kFlagPhoneConfirmed | kFlagPhoneAllowed | kFlagPhoneReplacing)),
          _mm256_set1_epi8(0x2d)};
}

DOVERIE_AVX2 inline __m256i load(const void* address) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(address));
}

// Of 8 rows: all bits where the age is reached.
DOVERIE_AVX2 inline __m256i old_enough(const Constants& c, const std::int32_t* birth_days) {
  return _mm256_cmpgt_epi32(c.limit, _mm256_add_epi32(load(birth_days), c.bias));
}

DOVERIE_AVX2 inline __m256i failed_of(const Constants& c, const std::int32_t* birth_days, const std::uint8_t* flags) {
  prefetch(birth_days + kRowsAhead, 2);
  prefetch(flags + kRowsAhead, 1);
  // Packing works within halves, so the fours of bytes come out of order.
  const __m256i packed =
      _mm256_packs_epi16(_mm256_packs_epi32(old_enough(c, birth_days), old_enough(c, birth_days + 8)),
                         _mm256_packs_epi32(old_enough(c, birth_days + 16), old_enough(c, birth_days + 24)));
  const __m256i old = _mm256_permutevar8x32_epi32(packed, c.order);
  const __m256i differs = _mm256_and_si256(_mm256_xor_si256(load(flags), c.good), c.looked_at);
  const __m256i phone_good = _mm256_cmpeq_epi8(_mm256_and_si256(differs, c.phone_flags), _mm256_setzero_si256());
  __m256i failed = _mm256_and_si256(differs, c.others);
  failed = _mm256_or_si256(failed, _mm256_andnot_si256(phone_good, c.phone));
  failed = _mm256_or_si256(failed, _mm256_andnot_si256(old, c.too_young));
  return _mm256_blendv_epi8(failed, c.missing, _mm256_slli_epi16(differs, 7));  // bit 0 as the sign of its byte
}

DOVERIE_AVX2 inline std::uint64_t signs(__m256i bytes) {
  return static_cast<std::uint64_t>(_mm_popcnt_u32(static_cast<unsigned>(_mm256_movemask_epi8(bytes))));
}

DOVERIE_AVX2 inline void add_to(Tally& tally, __m256i failed) {
  tally.failed_any += kStep - signs(_mm256_cmpeq_epi8(failed, _mm256_setzero_si256()));
  for (unsigned bit = 0; bit < kRuleBits; ++bit) {
    tally.failed[bit] += signs(_mm256_sll_epi16(failed, _mm_cvtsi32_si128(static_cast<int>(7 - bit))));
  }
}

DOVERIE_AVX2 inline void store(RuleMask* failed, __m256i line) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(failed), line);
}

DOVERIE_AVX2 void check(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed) {
  const Constants c = constants_of(compiled);
  std::size_t row = 0;
  for (; row + kStep <= rows.count; row += kStep) {
    store(failed + row, failed_of(c, rows.birth_days + row, rows.flags + row));
  }
  kPlainKernels.check(compiled, part_of(rows, row, rows.count), failed + row);
}

DOVERIE_AVX2 void check_streaming(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed) {
  const Constants c = constants_of(compiled);
  std::size_t row = rows_before_aligned(failed, kStep, rows.count);
  kPlainKernels.check(compiled, part_of(rows, 0, row), failed);
  for (; row + kStep <= rows.count; row += kStep) {
    const __m256i line = failed_of(c, rows.birth_days + row, rows.flags + row);
    _mm256_stream_si256(reinterpret_cast<__m256i*>(failed + row), line);
  }
  _mm_sfence();
  kPlainKernels.check(compiled, part_of(rows, row, rows.count), failed + row);
}

DOVERIE_AVX2 void count(const CompiledPolicy& compiled, const DenseRows& rows, RuleMask* failed, Tally& tally) {
  const Constants c = constants_of(compiled);
  Tally counted;
  std::size_t row = 0;
  for (; row + kStep <= rows.count; row += kStep) {
    const __m256i line = failed_of(c, rows.birth_days + row, rows.flags + row);
    store(failed + row, line);
    add_to(counted, line);
  }
  kPlainKernels.count(compiled, part_of(rows, row, rows.count), failed + row, counted);
  tally.add(counted);
}

DOVERIE_AVX2 void tally_masks(const RuleMask* failed, std::size_t count, Tally& tally) {
  Tally counted;
  std::size_t row = 0;
  for (; row + kStep <= count; row += kStep) add_to(counted, load(failed + row));
  kPlainKernels.tally(failed + row, count - row, counted);
  tally.add(counted);
}

DOVERIE_AVX2 void put_fact(const std::uint8_t* facts, std::uint8_t flag, std::uint8_t* flags, std::size_t count) {
  const __m256i bit = _mm256_set1_epi8(static_cast<char>(flag));
  std::size_t row = 0;
  for (; row + kStep <= count; row += kStep) {
    prefetch(facts + row + kRowsAhead, 1);
    const __m256i no = _mm256_cmpeq_epi8(load(facts + row), _mm256_setzero_si256());
    store(flags + row, _mm256_or_si256(_mm256_andnot_si256(bit, load(flags + row)), _mm256_andnot_si256(no, bit)));
  }
  kPlainKernels.put_fact(facts + row, flag, flags + row, count - row);
}

}  // namespace

const Kernels kAvx2Kernels{"avx2", check, check_streaming, count, tally_masks, put_fact};

}  // namespace doverie::population

#endif
