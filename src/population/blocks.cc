// SPDX-License-Identifier: Apache-2.0
//
// What lies dense already is read where it lies; everything else is gathered, one block at a time.
#include "population/blocks.h"

namespace doverie {

namespace {

struct FactColumn {
  Column<std::uint8_t> Population::* column;
  std::uint8_t flag;
};

constexpr FactColumn kFactColumns[] = {
    {&Population::exists, kFlagExists},
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) {&Population::name, flag},
#include "doverie/core/facts.def"
    {&Population::phone_confirmed, kFlagPhoneConfirmed},
    {&Population::phone_allowed, kFlagPhoneAllowed},
    {&Population::phone_replacing, kFlagPhoneReplacing},
};

// Without a column that says otherwise.
constexpr std::uint8_t kUsually = kFlagExists | kFlagPhoneAllowed;

std::uint8_t with_fact(std::uint8_t flags, std::uint8_t flag, std::uint8_t fact) {
  return static_cast<std::uint8_t>((flags & ~flag) | (fact != 0 ? flag : 0));
}

bool aligned(const std::int32_t* address) {
  return reinterpret_cast<std::uintptr_t>(address) % alignof(std::int32_t) == 0;
}

}  // namespace

Population::Population(std::span<const std::int32_t> days, std::span<const std::uint8_t> flag_bytes)
    : count(days.size()), birth_days(days), flags(flag_bytes) {}

std::uint8_t Population::flags_at(std::size_t row) const {
  std::uint8_t all = flags.given() ? flags.at(row) : kUsually;
  for (const FactColumn& fact : kFactColumns) {
    const Column<std::uint8_t>& column = this->*fact.column;
    if (column.given()) all = with_fact(all, fact.flag, column.at(row));
  }
  return all;
}

namespace population {

namespace {

// One column into one block.
void gather_fact(const Column<std::uint8_t>& column, std::uint8_t flag, std::size_t begin, std::span<std::uint8_t> flags) {
  if (column.dense()) {
    kernels().put_fact(column.data + begin, flag, flags.data(), flags.size());
  } else {
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = with_fact(flags[i], flag, column.at(begin + i));
  }
}

template <class T>
void gather_values(const Column<T>& column, std::size_t begin, std::span<T> values) {
  if (column.dense()) {
    __builtin_memcpy(values.data(), reinterpret_cast<const char*>(column.data) + begin * sizeof(T), values.size_bytes());
  } else {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = column.at(begin + i);
  }
}

}  // namespace

bool is_dense(const Population& population) {
  for (const FactColumn& fact : kFactColumns) {
    if ((population.*fact.column).given()) return false;
  }
  return population.flags.given() && population.flags.dense() && population.birth_days.dense() &&
         aligned(population.birth_days.data);
}

Blocks::Blocks(const Population& population)
    : population_(population),
      dense_(is_dense(population)),
      days_stay_(population.birth_days.dense() && aligned(population.birth_days.data)) {}

DenseRows Blocks::rows(std::size_t begin, std::size_t count) {
  if (dense_) return {population_.birth_days.data + begin, population_.flags.data + begin, count};
  gather(begin, count);
  return {days_stay_ ? population_.birth_days.data + begin : birth_days_.data(), flags_.data(), count};
}

void Blocks::gather(std::size_t begin, std::size_t count) {
  if (!days_stay_) gather_values(population_.birth_days, begin, std::span(birth_days_).first(count));
  const auto flags = std::span(flags_).first(count);
  if (population_.flags.given()) {
    gather_values(population_.flags, begin, flags);
  } else {
    std::fill(flags.begin(), flags.end(), kUsually);
  }
  for (const FactColumn& fact : kFactColumns) {
    const Column<std::uint8_t>& column = population_.*fact.column;
    if (column.given()) gather_fact(column, fact.flag, begin, flags);
  }
}

}  // namespace population

}  // namespace doverie
