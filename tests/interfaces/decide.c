/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decides accounts through C: one by one, and in columns. Reads what decide.cc reads, and answers for each account and role
 * one line: `account columns`, the masks.
 */
#include <doverie.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMostAccounts = 64, kLongestLine = 1 << 16 };

/* These rules look at days alone. */
static const int64_t kNow = 1;

typedef struct group {
  doverie_policy* policy;
  doverie_date today;
  size_t count;
  int exists[kMostAccounts];
  doverie_account_facts facts[kMostAccounts];
  char phones[kMostAccounts][32];
  int32_t birth_days[kMostAccounts];
  uint8_t flags[kMostAccounts];
} group;

static void must(doverie_status status, doverie_error* error) {
  if (status == DOVERIE_STATUS_OK) return;
  fprintf(stderr, "%s\n", doverie_error_message(error).data);
  exit(1);
}

static int read_account(group* all, size_t index, const char* line) {
  doverie_account_facts* facts = &all->facts[index];
  int flags = 0;
  DOVERIE_INIT(*facts);
  if (sscanf(line, "%d %d-%d-%d %d %d %d %d %31s %d %d", &all->exists[index], &facts->birth_date.year,
             &facts->birth_date.month, &facts->birth_date.day, &facts->citizen, &facts->confirmed, &facts->passport_current,
             &facts->phone_state, all->phones[index], &all->birth_days[index], &flags) != 11)
    return 0;
  all->flags[index] = (uint8_t)flags;
  if (strcmp(all->phones[index], "-") != 0) facts->phone = doverie_text(all->phones[index]);
  return 1;
}

static void decide(const group* all, doverie_role role) {
  doverie_eligibility* eligibility = NULL;
  doverie_error* error = NULL;
  doverie_population population;
  uint8_t columns[kMostAccounts];
  size_t i;
  must(doverie_eligibility_new(all->policy, role, all->today, kNow, &eligibility, &error), error);
  DOVERIE_INIT(population);
  population.count = all->count;
  population.birth_days.data = all->birth_days;
  population.flags.data = all->flags;
  must(doverie_population_check(eligibility, &population, columns, NULL, &error), error);
  for (i = 0; i < all->count; ++i) {
    uint64_t failed = 0;
    must(doverie_eligibility_check(eligibility, all->exists[i] ? &all->facts[i] : NULL, &failed, &error), error);
    printf("%d %d\n", (int)failed, columns[i]);
  }
  doverie_eligibility_free(eligibility);
}

int main(void) {
  static char line[kLongestLine];
  static group all;
  while (fgets(line, sizeof line, stdin) != NULL) {
    doverie_error* error = NULL;
    size_t i;
    int count = 0;
    must(doverie_policy_from_json(doverie_text(line), &all.policy, &error), error);
    if (fgets(line, sizeof line, stdin) == NULL ||
        sscanf(line, "%d-%d-%d %d", &all.today.year, &all.today.month, &all.today.day, &count) != 4 || count < 0 ||
        count > kMostAccounts)
      return 1;
    all.count = (size_t)count;
    for (i = 0; i < all.count; ++i)
      if (fgets(line, sizeof line, stdin) == NULL || !read_account(&all, i, line)) return 1;
    decide(&all, DOVERIE_ROLE_TRUSTOR);
    decide(&all, DOVERIE_ROLE_CONTACT);
    doverie_policy_free(all.policy);
  }
  return 0;
}
