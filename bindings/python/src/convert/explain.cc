// SPDX-License-Identifier: Apache-2.0
//
// Explanations of rules, as rows that the package makes doverie.RuleExplanation of; and what contacts are asked.
#include "doverie/core/explain.h"

#include "convert/accounts.h"
#include "convert/answers.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/policy.h"
#include "doverie/core/attestation.h"
#include "ports/host_call.h"
#include "ports/host_rules.h"

namespace doverie::python {

namespace {

py::tuple row_of(const RuleExplanation& row, const HostRules& rules) {
  return py::make_tuple(reason_code(row.rule, row.name, rules), to_python(row.role), row.passed, row.fact, row.limit,
                        to_python(row.needs), to_python(row.has), row.sentence, row.english, row.russian);
}

py::tuple explained(const py::object& policy, const py::object& account, const py::object& role, const py::object& today,
                    const py::object& now, const py::object& host_rules) {
  const auto side = argument<Role>("role", role);
  const auto facts = argument<std::optional<AccountFacts>>("account", account);
  const auto limits = argument<Policy>("policy", policy);
  const auto day = argument<CivilDate>("today", today);
  const auto at = argument<Instant>("now", now);
  const auto rules = argument<HostRules>("rules", host_rules);
  py::list rows;
  for (const auto& row : value_or_raise(without_gil([&] { return explain(side, facts, limits, day, at, rules); }))) {
    rows.append(row_of(row, rules));
  }
  return rows;
}

py::tuple questions(const py::object& version) {
  py::list rows;
  for (const Question& question : questions_of(argument<std::int32_t>("version", version))) {
    rows.append(py::make_tuple(question.id, to_python(question.kind), question.english, question.russian));
  }
  return rows;
}

void check_attestation(const py::object& value) {
  const Where where("attestation");
  if (Convert<Attestation>::load(value, where).version < 1) throw_value_error(Where(where, "version"), "counts from 1");
}

}  // namespace

void bind_explain(py::module_& module) {
  module.attr("LATEST_ATTESTATION") = kLatestAttestation;
  module.def("questions_of", &questions, py::arg("version"));
  module.def("check_attestation", &check_attestation, py::arg("attestation"));
  module.def("policy_explain", &explained, py::arg("policy"), py::arg("account"), py::arg("role"), py::arg("today"),
             py::arg("now"), py::arg("rules"));
}

}  // namespace doverie::python
