// SPDX-License-Identifier: Apache-2.0
//
// Eligibility of accounts, alone and in columns.
#include <algorithm>
#include <mutex>
#include <set>
#include <string>

#include "facts.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

template <class T>
Column<T> column(const doverie_column& given) {
  if (given.data == nullptr) return {};
  return {static_cast<const T*>(given.data), given.stride == 0 ? static_cast<std::ptrdiff_t>(sizeof(T)) : given.stride};
}

Population population(const doverie_population* given, const char* name) {
  const doverie_population columns = read(given, name);
  if (columns.count != 0 && columns.birth_days.data == nullptr) wrong((std::string(name) + ".birth_days").c_str(), "NULL");
  Population accounts;
  accounts.count = columns.count;
  accounts.birth_days = column<std::int32_t>(columns.birth_days);
  accounts.flags = column<std::uint8_t>(columns.flags);
  accounts.exists = column<std::uint8_t>(columns.exists);
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) accounts.name = column<std::uint8_t>(columns.name);
#define DOVERIE_SINCE_FACT(name, words, meaning) accounts.name = column<std::int64_t>(columns.name);
#include "doverie/core/facts.def"
  accounts.phone_confirmed = column<std::uint8_t>(columns.phone_confirmed);
  accounts.phone_allowed = column<std::uint8_t>(columns.phone_allowed);
  accounts.phone_replacing = column<std::uint8_t>(columns.phone_replacing);
  return accounts;
}

// NULL: not wanted.
template <class Mask>
std::span<Mask> masks(Mask* first, const Population& accounts) {
  return first == nullptr ? std::span<Mask>{} : std::span(first, accounts.count);
}

template <std::size_t kBits>
void copy(const std::array<std::uint64_t, kBits>& from, std::uint64_t (&to)[kBits]) {
  std::copy(from.begin(), from.end(), to);
}

// Names of parameters, of which there are few.
doverie_string for_ever(const std::string& name) {
  static std::mutex mutex;
  static std::set<std::string> kept;
  const std::lock_guard lock(mutex);
  return borrowed(*kept.insert(name).first);
}

doverie_rule_counts counts_out(const RuleCounts& counts) {
  doverie_rule_counts out{};
  out.rows = counts.rows;
  out.eligible = counts.eligible;
  copy(counts.failed, out.failed);
  copy(counts.failed_more, out.failed_more);
  return out;
}

doverie_comparison comparison_out(const Comparison& comparison) {
  doverie_comparison out{};
  out.rows = comparison.rows;
  out.eligible_before = comparison.eligible_before;
  out.eligible_after = comparison.eligible_after;
  out.gained = comparison.gained;
  out.lost = comparison.lost;
  copy(comparison.gained_by, out.gained_by);
  copy(comparison.lost_by, out.lost_by);
  copy(comparison.gained_by_more, out.gained_by_more);
  copy(comparison.lost_by_more, out.lost_by_more);
  return out;
}

std::span<const std::uint32_t> rows_in(const std::uint32_t* first, std::size_t count, const char* name) {
  if (count != 0 && first == nullptr) wrong(name, "NULL");
  return {first, count};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;
using doverie::CompiledPolicy;
using doverie::Done;
using doverie::Status;

doverie_status doverie_eligibility_new(const doverie_policy* policy, doverie_role role, doverie_date today, int64_t now,
                                       doverie_eligibility** out, doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_eligibility>> {
    const doverie::Policy& rules = use(policy, "policy").policy;
    const doverie::Role whose = enumerator(role, doverie::Role::contact, "role");
    const doverie::CivilDate day = civil_date(today, "today");
    const doverie::Instant at = required_instant(now, "now");
    return std::make_unique<doverie_eligibility>(whose == doverie::Role::contact
                                                     ? CompiledPolicy::of_contacts(rules, day, at)
                                                     : CompiledPolicy::of_trustors(rules, day, at));
  });
}

void doverie_eligibility_free(doverie_eligibility* eligibility) {
  free_handle(eligibility);
}

doverie_status doverie_eligibility_reason(const doverie_eligibility* eligibility, uint32_t bit, int32_t* out,
                                          doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    if (out == nullptr) wrong("out", "NULL");
    const auto rule = compiled.rule_of_bit(bit);
    *out = rule ? static_cast<std::int32_t>(*rule) : 0;
    return Done{};
  });
}

doverie_status doverie_eligibility_check(const doverie_eligibility* eligibility, const doverie_account_facts* facts,
                                         uint64_t* failed, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    if (failed == nullptr) wrong("failed", "NULL");
    const auto account = facts == nullptr ? std::nullopt : std::optional{read_facts(facts)};
    doverie::MoreMask more = 0;
    const doverie::RuleMask byte = doverie::check_eligibility(compiled, account, &more);
    *failed = byte | std::uint64_t{more} << doverie::kRuleBits;
    return Done{};
  });
}

doverie_status doverie_eligibility_check_account(const doverie_eligibility* eligibility, const doverie_account* account,
                                                 uint64_t* failed, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    const doverie_account& person = use(account, "account");
    if (failed == nullptr) wrong("failed", "NULL");
    doverie::MoreMask more = 0;
    const doverie::RuleMask byte = doverie::check_eligibility(compiled, person.facts, &more);
    *failed = byte | std::uint64_t{more} << doverie::kRuleBits;
    return Done{};
  });
}

doverie_status doverie_eligibility_bit(const doverie_eligibility* eligibility, int32_t reason, uint32_t* out,
                                       doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    if (out == nullptr) wrong("out", "NULL");
    *out = compiled.bit_of_rule(static_cast<doverie::ReasonCode>(reason)).value_or(64);
    return Done{};
  });
}

doverie_status doverie_eligibility_latest_birth_day(const doverie_eligibility* eligibility, int32_t* out,
                                                    doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    if (out == nullptr) wrong("out", "NULL");
    *out = compiled.latest_birth_day().value_or(DOVERIE_NO_BIRTH_DAY);
    return Done{};
  });
}

doverie_status doverie_eligibility_check_row(const doverie_eligibility* eligibility, int32_t birth_day, uint8_t flags,
                                             uint8_t* failed, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    if (failed == nullptr) wrong("failed", "NULL");
    if (!compiled.since_limits().empty()) {
      wrong("eligibility", "the policy has " + compiled.since_limits().front().parameter + ": a row is not enough");
    }
    *failed = doverie::check_day_and_flags(compiled, birth_day, flags);
    return Done{};
  });
}

doverie_status doverie_birth_day(doverie_date birth_date, int32_t* out, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = doverie::birth_day_of(civil_date(birth_date, "birth_date"));
    return Done{};
  });
}

doverie_status doverie_account_flags(const doverie_account_facts* facts, const doverie_policy* policy, uint8_t* out,
                                     doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const doverie::Policy& rules = use(policy, "policy").policy;
    if (out == nullptr) wrong("out", "NULL");
    const auto account = facts == nullptr ? std::nullopt : std::optional{read_facts(facts)};
    *out = doverie::flags_of(account, rules);
    return Done{};
  });
}

doverie_status doverie_population_check(const doverie_eligibility* eligibility, const doverie_population* population,
                                        uint8_t* failed, uint32_t* more, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    const doverie::Population accounts = doverie::capi::population(population, "population");
    if (failed == nullptr && accounts.count != 0) wrong("failed", "NULL");
    return doverie::check_population(compiled, accounts, masks(failed, accounts), masks(more, accounts));
  });
}

doverie_status doverie_population_count(const doverie_eligibility* eligibility, const doverie_population* population,
                                        uint8_t* failed, doverie_rule_counts* out, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled = use(eligibility, "eligibility").compiled;
    const doverie::Population accounts = doverie::capi::population(population, "population");
    check(out, "out");
    const auto counts = doverie::count_population(compiled, accounts, masks(failed, accounts));
    if (!counts) return counts.as<Done>();
    write(out, counts_out(*counts));
    return Done{};
  });
}

doverie_status doverie_population_not_looked_at(const doverie_policy* before, const doverie_policy* after, doverie_role role,
                                                doverie_string* names, size_t room, size_t* count, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    if (count == nullptr) wrong("count", "NULL");
    const auto found = doverie::not_looked_at(use(before, "before").policy, use(after, "after").policy,
                                              enumerator(role, doverie::Role::contact, "role"));
    *count = found.size();
    for (std::size_t i = 0; names != nullptr && i < std::min(room, found.size()); ++i) names[i] = for_ever(found[i]);
    return Done{};
  });
}

doverie_status doverie_population_compare(const doverie_eligibility* before, const doverie_population* population_before,
                                          const doverie_eligibility* after, const doverie_population* population_after,
                                          uint8_t* gained, uint8_t* lost, doverie_comparison* out, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled_before = use(before, "before").compiled;
    const CompiledPolicy& compiled_after = use(after, "after").compiled;
    const doverie::Population rows_before = population(population_before, "population_before");
    check(out, "out");
    const doverie::ComparisonMasks wanted{masks(gained, rows_before), masks(lost, rows_before)};
    const auto compared = population_after == nullptr
                              ? doverie::compare_populations(compiled_before, compiled_after, rows_before, wanted)
                              : doverie::compare_populations(compiled_before, rows_before, compiled_after,
                                                             population(population_after, "population_after"), wanted);
    if (!compared) return compared.as<Done>();
    write(out, comparison_out(*compared));
    return Done{};
  });
}

doverie_status doverie_population_stranded(const doverie_eligibility* before, const doverie_eligibility* after,
                                           const doverie_population* population, const uint32_t* trustors,
                                           const uint32_t* contacts, size_t pair_count, uint32_t* rows, size_t room,
                                           doverie_stranded_circles* out, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const CompiledPolicy& compiled_before = use(before, "before").compiled;
    const CompiledPolicy& compiled_after = use(after, "after").compiled;
    const doverie::Population accounts = doverie::capi::population(population, "population");
    check(out, "out");
    const auto found =
        doverie::stranded_circles(compiled_before, compiled_after, accounts,
                                  {rows_in(trustors, pair_count, "trustors"), rows_in(contacts, pair_count, "contacts")});
    if (!found) return found.as<Done>();
    if (rows != nullptr) std::copy_n(found->stranded.begin(), std::min(room, found->stranded.size()), rows);
    doverie_stranded_circles counts{};
    counts.circles = found->circles;
    counts.served_before = found->served_before;
    counts.served_after = found->served_after;
    counts.stranded = found->stranded.size();
    write(out, counts);
    return Done{};
  });
}
