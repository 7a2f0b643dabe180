// SPDX-License-Identifier: Apache-2.0
//
// The kit for rule changes: accounts in words, scenarios, rule rows.
#include "convert/accounts.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/policy.h"
#include "doverie/testing/accounts.h"
#include "doverie/testing/rule_rows.h"
#include "doverie/testing/scenario.h"
#include "ports/host_call.h"
#include "ports/host_rules.h"

namespace doverie::python {

using testing::Boundary;
using testing::RuleRows;
using testing::Scenario;

template <>
struct Record<Boundary> {
  static constexpr const char* kModule = "doverie.testing";
  static constexpr const char* kClass = "Boundary";
  static constexpr auto kFields = std::tuple{field("parameter", &Boundary::parameter), field("from_", &Boundary::from),
                                             field("to", &Boundary::to), field("pinned_by", &Boundary::pinned_by)};
};

namespace {

// Says a line of a scenario, and gives what failed.
using Say = Scenario& (Scenario::*)(std::string_view);

template <Say say>
std::string said(Scenario& scenario, const py::object& line) {
  const auto words = argument<std::string>("line", line);
  return without_gil([&] {
    (scenario.*say)(words);
    return scenario.failure();
  });
}

std::unique_ptr<Scenario> made_scenario(const py::object& policy, const py::object& today, const py::object& host_rules) {
  auto limits = argument<Policy>("policy", policy);
  const auto day = argument<CivilDate>("today", today);
  const auto rules = argument<HostRules>("rules", host_rules);
  return without_gil([&] { return std::make_unique<Scenario>(std::move(limits), day, rules); });
}

std::unique_ptr<RuleRows> parsed(const py::object& text, const py::object& source, const py::object& host_rules) {
  const auto rows = argument<std::string>("text", text);
  auto rules = argument<HostRules>("rules", host_rules);
  return std::make_unique<RuleRows>(
      value_or_raise(RuleRows::parse(rows, argument<std::string>("source", source), std::move(rules))));
}

py::object failures_of(const RuleRows& rows, const py::object& policy) {
  const auto rules = argument<Policy>("policy", policy);
  return to_python(without_gil([&] { return rows.failures(rules); }));
}

py::object boundaries(const py::object& tables, const py::object& policy) {
  std::vector<RuleRows> rows;
  for (py::handle table : load_sequence(tables, Where("rows"))) {
    if (!py::isinstance<RuleRows>(table)) throw_type_error(Where("rows"), "doverie.testing.RuleRows", table);
    rows.push_back(table.cast<const RuleRows&>());
  }
  const auto rules = argument<Policy>("policy", policy);
  // Not as a Result: what a rule of the host's raised under a changed policy comes out, too.
  auto found = without_gil([&] { return std::optional(boundary_coverage(rows, rules)); });
  return to_python(value_or_raise(*std::move(found)).boundaries);
}

py::object account_in_words(const py::object& words, const py::object& today) {
  const auto text = argument<std::string>("words", words);
  return to_python(value_or_raise(testing::account_of(text, argument<CivilDate>("today", today))).account);
}

}  // namespace

void bind_kit(py::module_& module) {
  py::class_<Scenario, py::smart_holder>(module, "Scenario", "What doverie.testing.Scenario works with.")
      .def(py::init(&made_scenario), py::arg("policy"), py::arg("today"), py::arg("rules"))
      .def("given", &said<&Scenario::given>, py::arg("line"))
      .def("when", &said<&Scenario::when>, py::arg("line"))
      .def("then", &said<&Scenario::then>, py::arg("line"))
      .def("then_events", &said<&Scenario::then_events>, py::arg("line"))
      .def("answer", [](const Scenario& self) { return self.answer(); });
  py::class_<RuleRows, py::smart_holder>(module, "RuleRows", "The base of doverie.testing.RuleRows.")
      .def(py::init(&parsed), py::arg("text"), py::arg("source"), py::arg("rules"))
      .def("__len__", &RuleRows::size)
      .def("failures_under", &failures_of, py::arg("policy"));
  module.def("boundaries", &boundaries, py::arg("rows"), py::arg("policy"));
  module.def("account_in_words", &account_in_words, py::arg("words"), py::arg("today"));
}

}  // namespace doverie::python
