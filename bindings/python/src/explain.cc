// SPDX-License-Identifier: Apache-2.0
//
// Explanations of rules, as rows that the package makes doverie.RuleExplanation of; and what contacts are asked.
#include "doverie/core/explain.h"

#include "accounts.h"
#include "bind.h"
#include "doverie/core/attestation.h"
#include "policy.h"

namespace doverie::python {

namespace {

py::tuple row_of(const RuleExplanation& row) {
  return py::make_tuple(static_cast<std::int32_t>(row.rule), to_python(row.role), row.passed, row.fact, row.limit,
                        to_python(row.needs), to_python(row.has), row.sentence, row.english, row.russian);
}

py::tuple explained(const py::object& policy, const py::object& account, const py::object& role, const py::object& today) {
  py::list rows;
  for (const RuleExplanation& row :
       explain(argument<Role>("role", role), argument<std::optional<AccountFacts>>("account", account),
               argument<Policy>("policy", policy), argument<CivilDate>("today", today))) {
    rows.append(row_of(row));
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

}  // namespace

void bind_explain(py::module_& module) {
  module.attr("LATEST_ATTESTATION") = kLatestAttestation;
  module.def("questions_of", &questions, py::arg("version"));
  module.def("policy_explain", &explained, py::arg("policy"), py::arg("account"), py::arg("role"), py::arg("today"));
}

}  // namespace doverie::python
