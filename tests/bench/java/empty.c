/* SPDX-License-Identifier: Apache-2.0 */
/* What does a call from Java cost that does nothing, and what does the same check cost from C? For java_bench.py. */
#include <stdint.h>
#include <time.h>

/* The shape of doverie_eligibility_check_account. */
int32_t empty_call(const void* eligibility, const void* facts, uint64_t* failed, void** error) {
  (void)eligibility, (void)facts, (void)failed, (void)error;
  return 0;
}

typedef int32_t check_function(const void*, const void*, uint64_t*, void**);

/* Nanoseconds of `calls` calls of `check`, from here. */
int64_t time_in_c(check_function* check, const void* eligibility, const void* facts, int64_t calls) {
  struct timespec begin, end;
  uint64_t failed = 0;
  void* error = 0;
  int64_t i;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (i = 0; i < calls; ++i) check(eligibility, facts, &failed, &error);
  clock_gettime(CLOCK_MONOTONIC, &end);
  return (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
}
