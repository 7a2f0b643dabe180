// SPDX-License-Identifier: Apache-2.0
//
// What a change would do: to people, and to circles.
#include <bit>
#include <string>

#include "population/since.h"

namespace doverie {

using population::Checking;
using population::Counts;
using population::kBlock;

namespace {

Fault wrong(std::string message) {
  return Fault{FaultCode::invalid_argument, std::move(message)};
}

std::optional<Fault> not_comparable(const CompiledPolicy& before, const CompiledPolicy& after, bool same_flags) {
  if (before.of_contacts() != after.of_contacts())
    return wrong("before, after: one is for trustors, the other for contacts");
  const bool same_phones =
      before.phone_prefixes() == after.phone_prefixes() && before.phone_exclusions() == after.phone_exclusions();
  if (same_flags && !same_phones) {
    return wrong(
        "before, after: they allow different phone prefixes; one column of flags cannot say which phones both allow, so "
        "give a population for each");
  }
  return std::nullopt;
}

bool fits(std::span<const RuleMask> masks, std::size_t rows) {
  return masks.empty() || masks.size() == rows;
}

// Compares two populations block by block.
class Comparing {
 public:
  Comparing(const CompiledPolicy& before, const Population& population_before, const CompiledPolicy& after,
            const Population& population_after)
      : before_(before, population_before),
        after_(after, population_after),
        since_(!before.since_limits().empty() || !after.since_limits().empty()) {}

  void block(std::size_t begin, std::size_t count, const ComparisonMasks& masks) {
    before_.count(begin, count, failed_before_.data(), since_ ? since_before_.data() : nullptr, all_before_);
    after_.count(begin, count, failed_after_.data(), since_ ? since_after_.data() : nullptr, all_after_);
    RuleMask* gained = masks.gained.empty() ? gained_.data() : masks.gained.data() + begin;
    RuleMask* lost = masks.lost.empty() ? lost_.data() : masks.lost.data() + begin;
    for (std::size_t row = 0; row < count; ++row) {
      gained[row] = failed_after_[row] == 0 ? failed_before_[row] : RuleMask{0};
      lost[row] = failed_before_[row] == 0 ? failed_after_[row] : RuleMask{0};
    }
    population::kernels().tally(gained, count, gainers_.day);
    population::kernels().tally(lost, count, losers_.day);
    if (since_) count_since(count);
  }

  Comparison result(std::uint64_t rows) const {
    return {rows,
            rows - all_before_.day.failed_any,
            rows - all_after_.day.failed_any,
            gainers_.day.failed_any,
            losers_.day.failed_any,
            gainers_.day.failed,
            losers_.day.failed,
            gainers_.more,
            losers_.more};
  }

 private:
  // The words of those who gain or lose.
  void count_since(std::size_t count) {
    for (std::size_t row = 0; row < count; ++row) {
      if (failed_after_[row] != 0) since_before_[row] = 0;
      if (failed_before_[row] != 0) since_after_[row] = 0;
    }
    population::tally(since_before_.data(), count, gainers_.more);
    population::tally(since_after_.data(), count, losers_.more);
  }

  Checking before_, after_;
  bool since_;  // somebody asks for what has changed since
  std::array<RuleMask, kBlock> failed_before_, failed_after_, gained_, lost_;
  std::array<MoreMask, kBlock> since_before_, since_after_;
  Counts all_before_, all_after_, gainers_, losers_;
};

// A bit for each row.
class RowSet {
 public:
  explicit RowSet(std::size_t rows) : words_((rows + 63) / 64) {}

  void put(std::uint32_t row) { words_[row / 64] |= std::uint64_t{1} << row % 64; }
  std::uint64_t size() const {
    std::uint64_t size = 0;
    for (const std::uint64_t word : words_) size += static_cast<std::uint64_t>(std::popcount(word));
    return size;
  }
  // The rows that are here and not in `other`, ascending.
  std::vector<std::uint32_t> without(const RowSet& other) const {
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t word = words_[i] & ~other.words_[i]; word != 0; word &= word - 1) {
        rows.push_back(static_cast<std::uint32_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
      }
    }
    return rows;
  }

 private:
  std::vector<std::uint64_t> words_;
};

bool may(const CompiledPolicy& compiled, const Population& accounts, std::uint32_t row) {
  return check_day_and_flags(compiled, accounts.birth_day_at(row), accounts.flags_at(row)) == 0 &&
         population::changed_since(compiled, accounts, row) == 0;
}

Fault no_such_row(const char* column, std::size_t pair, std::uint32_t row, std::size_t rows) {
  return wrong(std::string(column) + "[" + std::to_string(pair) + "] is " + std::to_string(row) +
               ", and the population has " + std::to_string(rows) + " rows");
}

}  // namespace

Result<Comparison> compare_populations(const CompiledPolicy& before, const Population& population_before,
                                       const CompiledPolicy& after, const Population& population_after,
                                       const ComparisonMasks& masks) {
  const bool same = &population_before == &population_after;
  if (auto fault = not_comparable(before, after, same)) return *std::move(fault);
  const std::size_t rows = population_before.count;
  if (population_after.count != rows) {
    return wrong("population_after has " + std::to_string(population_after.count) + " rows, population_before " +
                 std::to_string(rows));
  }
  if (auto status = population::has_columns(before, population_before); !status) return status.as<Comparison>();
  if (auto status = population::has_columns(after, population_after); !status) return status.as<Comparison>();
  if (!fits(masks.gained, rows)) return wrong("masks.gained has to have as many elements as there are rows");
  if (!fits(masks.lost, rows)) return wrong("masks.lost has to have as many elements as there are rows");
  Comparing comparing(before, population_before, after, population_after);
  population::for_each_block(rows, [&](std::size_t begin, std::size_t count) { comparing.block(begin, count, masks); });
  return comparing.result(rows);
}

Result<Comparison> compare_populations(const CompiledPolicy& before, const CompiledPolicy& after, const Population& accounts,
                                       const ComparisonMasks& masks) {
  return compare_populations(before, accounts, after, accounts, masks);
}

Result<StrandedCircles> stranded_circles(const CompiledPolicy& before, const CompiledPolicy& after,
                                         const Population& accounts, const CirclePairs& pairs) {
  if (auto fault = not_comparable(before, after, true)) return *std::move(fault);
  if (!before.of_contacts()) return wrong("before, after: have to be of contacts");
  for (const CompiledPolicy* compiled : {&before, &after}) {
    if (auto status = population::has_columns(*compiled, accounts); !status) return status.as<StrandedCircles>();
  }
  if (pairs.trustors.size() != pairs.contacts.size()) return wrong("trustors and contacts are of different lengths");
  RowSet circles(accounts.count), served_before(accounts.count), served_after(accounts.count);
  for (std::size_t pair = 0; pair < pairs.trustors.size(); ++pair) {
    const std::uint32_t trustor = pairs.trustors[pair];
    const std::uint32_t contact = pairs.contacts[pair];
    if (trustor >= accounts.count) return no_such_row("trustors", pair, trustor, accounts.count);
    if (contact >= accounts.count) return no_such_row("contacts", pair, contact, accounts.count);
    circles.put(trustor);
    if (may(before, accounts, contact)) served_before.put(trustor);
    if (may(after, accounts, contact)) served_after.put(trustor);
  }
  return StrandedCircles{circles.size(), served_before.size(), served_after.size(), served_before.without(served_after)};
}

}  // namespace doverie
