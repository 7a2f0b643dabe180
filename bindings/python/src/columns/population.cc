// SPDX-License-Identifier: Apache-2.0
//
// Eligibility of accounts, alone and in columns: the bases of what doverie.population has.
#include <pybind11/stl.h>

#include "columns/columns.h"
#include "convert/accounts.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/gil.h"
#include "convert/policy.h"

namespace doverie::python {

namespace {

struct PythonEligibility {
  CompiledPolicy compiled;
};

CompiledPolicy compiled(const py::object& policy, const py::object& today, const py::object& now,
                        const py::object& of_contacts) {
  const auto rules = argument<Policy>("policy", policy);
  const auto day = argument<CivilDate>("today", today);
  const auto at = argument<Instant>("now", now);
  return argument<bool>("of_contacts", of_contacts) ? CompiledPolicy::of_contacts(rules, day, at)
                                                    : CompiledPolicy::of_trustors(rules, day, at);
}

// Columns of the host's, which it borrows and keeps alive. The GIL is needed to make it and to drop it.
class PythonPopulation {
 public:
  PythonPopulation(const py::object& birth_date, const py::dict& columns) {
    const LoadedColumn& days = load(birth_date, ColumnKind::birth_days, "birth_date");
    rows_.count = days.size();
    rows_.birth_days = days.as<std::int32_t>();
    for (const auto& [key, value] : columns) take(key.cast<std::string>(), value);
  }

  const Population& rows() const { return rows_; }

 private:
  const LoadedColumn& load(py::handle value, ColumnKind kind, const std::string& name) {
    return columns_.emplace_back(LoadedColumn::load(value, kind, Where(name)));
  }

  void take(const std::string& name, py::handle value) {
    if (name == "flags") rows_.flags = column<std::uint8_t>(value, ColumnKind::flags, name);
    static constexpr std::pair<const char*, Column<std::uint8_t> Population::*> kFacts[] = {
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) {#name, &Population::name},
#include "doverie/core/facts.def"
        {"exists", &Population::exists},
        {"phone_confirmed", &Population::phone_confirmed},
        {"phone_allowed", &Population::phone_allowed},
        {"phone_replacing", &Population::phone_replacing}};
    for (const auto& [known, member] : kFacts) {
      if (name == known) rows_.*member = column<std::uint8_t>(value, ColumnKind::facts, name);
    }
    static constexpr std::pair<const char*, Column<std::int64_t> Population::*> kInstants[] = {
#define DOVERIE_SINCE_FACT(name, words, meaning) {#name, &Population::name},
#include "doverie/core/facts.def"
    };
    for (const auto& [known, member] : kInstants) {
      if (name == known) rows_.*member = column<std::int64_t>(value, ColumnKind::instants, name);
    }
  }

  template <class T>
  Column<T> column(py::handle value, ColumnKind kind, const std::string& name) {
    const LoadedColumn& column = load(value, kind, name);
    if (column.size() != rows_.count) {
      throw_value_error(Where(name),
                        "has " + std::to_string(column.size()) + " rows, birth_date has " + std::to_string(rows_.count));
    }
    return column.as<T>();
  }

  std::vector<LoadedColumn> columns_;
  Population rows_;
};

// An array to write masks into, or None.
template <class Mask>
class Masks {
 public:
  Masks(const py::object& value, std::size_t rows, const char* name) {
    if (value.is_none()) return;
    const Where where(name);
    info_ = request_writable<Mask>(value, where);
    all_ = writable<Mask>(*info_, rows, where);
  }
  std::span<Mask> all() const { return all_; }

 private:
  std::optional<py::buffer_info> info_;
  std::span<Mask> all_;
};

template <class Work>
auto without_the_gil(Work work) {
  const GilReleased released;
  return work();
}

// By the bits of byte and word, one behind the other.
py::tuple numbers(const std::array<std::uint64_t, kRuleBits>& failed, const std::array<std::uint64_t, kMoreBits>& more) {
  py::tuple all(kRuleBits + kMoreBits);
  for (std::size_t bit = 0; bit < kRuleBits; ++bit) all[bit] = py::int_(failed[bit]);
  for (std::size_t bit = 0; bit < kMoreBits; ++bit) all[kRuleBits + bit] = py::int_(more[bit]);
  return all;
}

void check(const PythonEligibility& self, const PythonPopulation& population, const py::object& out,
           const py::object& more) {
  const Masks<RuleMask> masks(out, population.rows().count, "out");
  const Masks<MoreMask> words(more, population.rows().count, "more");
  value_or_raise(
      without_the_gil([&] { return check_population(self.compiled, population.rows(), masks.all(), words.all()); }));
}

py::tuple count(const PythonEligibility& self, const PythonPopulation& population, const py::object& out) {
  const Masks<RuleMask> masks(out, population.rows().count, "out");
  const RuleCounts counts =
      value_or_raise(without_the_gil([&] { return count_population(self.compiled, population.rows(), masks.all()); }));
  return py::make_tuple(counts.rows, counts.eligible, numbers(counts.failed, counts.failed_more));
}

py::tuple compare(const PythonEligibility& before, const PythonEligibility& after, const PythonPopulation& population,
                  const py::object& population_after, const py::object& gained, const py::object& lost) {
  const std::size_t rows = population.rows().count;
  const Masks<RuleMask> gained_masks(gained, rows, "gained");
  const Masks<RuleMask> lost_masks(lost, rows, "lost");
  const Population& later =
      population_after.is_none() ? population.rows() : population_after.cast<const PythonPopulation&>().rows();
  const Comparison result = value_or_raise(without_the_gil([&] {
    return compare_populations(before.compiled, population.rows(), after.compiled, later,
                               {gained_masks.all(), lost_masks.all()});
  }));
  return py::make_tuple(
      py::make_tuple(result.rows, result.eligible_before, result.eligible_after, result.gained, result.lost),
      numbers(result.gained_by, result.gained_by_more), numbers(result.lost_by, result.lost_by_more));
}

std::span<const std::uint32_t> dense_rows(const LoadedColumn& column, const char* name) {
  const auto rows = column.as<std::uint32_t>();
  if (column.size() > 1 && !rows.dense()) throw_value_error(Where(name), "must have no gaps");
  return {rows.data, column.size()};
}

py::tuple stranded(const PythonEligibility& before, const PythonEligibility& after, const PythonPopulation& population,
                   const py::object& trustors, const py::object& contacts) {
  const LoadedColumn trustor_rows = LoadedColumn::load(trustors, ColumnKind::rows, Where("trustors"));
  const LoadedColumn contact_rows = LoadedColumn::load(contacts, ColumnKind::rows, Where("contacts"));
  const CirclePairs pairs{dense_rows(trustor_rows, "trustors"), dense_rows(contact_rows, "contacts")};
  const StrandedCircles found = value_or_raise(
      without_the_gil([&] { return stranded_circles(before.compiled, after.compiled, population.rows(), pairs); }));
  const py::bytes rows(reinterpret_cast<const char*>(found.stranded.data()), found.stranded.size() * sizeof(std::uint32_t));
  return py::make_tuple(found.circles, found.served_before, found.served_after, rows);
}

py::object rule_of_bit(const PythonEligibility& self, const py::object& bit) {
  const auto rule = self.compiled.rule_of_bit(argument<std::uint32_t>("bit", bit));
  return rule ? py::object(py::int_(static_cast<std::int32_t>(*rule))) : py::none();
}

py::tuple rules_of(const PythonEligibility& self, const py::object& failed, const py::object& more) {
  const auto rules = self.compiled.rules_of(argument<std::uint8_t>("failed", failed), argument<std::uint32_t>("more", more));
  py::tuple numbers(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) numbers[i] = static_cast<std::int32_t>(rules[i]);
  return numbers;
}

// Birth day and flags are all that decides, or it is an error to ask.
int check_row(const PythonEligibility& self, const py::object& birth_day, const py::object& flags) {
  if (!self.compiled.since_limits().empty()) {
    raise_fault({FaultCode::invalid_argument,
                 "this policy has " + self.compiled.since_limits().front().parameter + ": a row is not enough"});
  }
  return check_day_and_flags(self.compiled, argument<std::int32_t>("birth_day", birth_day),
                             argument<std::uint8_t>("flags", flags));
}

py::tuple check_account(const PythonEligibility& self, const py::object& account) {
  MoreMask more = 0;
  const RuleMask failed = check_eligibility(self.compiled, argument<std::optional<AccountFacts>>("account", account), &more);
  return py::make_tuple(failed, more);
}

}  // namespace

void bind_population(py::module_& module) {
  py::class_<PythonPopulation, py::smart_holder>(module, "Population", "The base of doverie.population.Population.")
      .def(py::init<const py::object&, const py::dict&>(), py::arg("birth_date"), py::arg("columns"))
      .def("__len__", [](const PythonPopulation& self) { return self.rows().count; });
  py::class_<PythonEligibility, py::smart_holder>(module, "Eligibility", "The base of doverie.population.Eligibility.")
      .def(py::init(
               [](const py::object& policy, const py::object& today, const py::object& now, const py::object& of_contacts) {
                 return std::make_shared<PythonEligibility>(PythonEligibility{compiled(policy, today, now, of_contacts)});
               }),
           py::arg("policy"), py::arg("today"), py::arg("now"), py::arg("of_contacts"))
      .def("rule_of_bit", &rule_of_bit, py::arg("bit"))
      .def("rules_of", &rules_of, py::arg("failed"), py::arg("more"))
      .def("check_row", &check_row, py::arg("birth_day"), py::arg("flags"))
      .def("check_account", &check_account, py::arg("account"))
      .def("check_into", &check, py::arg("population"), py::arg("out"), py::arg("more"))
      .def("count_into", &count, py::arg("population"), py::arg("out"))
      .def("latest_birth_day", [](const PythonEligibility& self) { return to_python(self.compiled.latest_birth_day()); });
  module.def("population_compare", &compare, py::arg("before"), py::arg("after"), py::arg("population"),
             py::arg("population_after"), py::arg("gained"), py::arg("lost"));
  module.def("population_stranded", &stranded, py::arg("before"), py::arg("after"), py::arg("population"),
             py::arg("trustors"), py::arg("contacts"));
  module.def(
      "population_not_looked_at",
      [](const py::object& before, const py::object& after, const py::object& of_contacts) {
        const Role role = argument<bool>("of_contacts", of_contacts) ? Role::contact : Role::trustor;
        return not_looked_at(argument<Policy>("before", before), argument<Policy>("after", after), role);
      },
      py::arg("before"), py::arg("after"), py::arg("of_contacts"));
  module.def(
      "population_flags_of",
      [](const py::object& account, const py::object& policy) {
        return static_cast<int>(
            flags_of(argument<std::optional<AccountFacts>>("account", account), argument<Policy>("policy", policy)));
      },
      py::arg("account"), py::arg("policy"));
}

}  // namespace doverie::python
