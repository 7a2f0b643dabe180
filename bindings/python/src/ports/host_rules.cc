// SPDX-License-Identifier: Apache-2.0
//
// A Python callable as a rule: called with the GIL, and what it raises comes out as itself.
#include "ports/host_rules.h"

#include "convert/accounts.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/policy.h"
#include "ports/host_call.h"

namespace doverie::python {

template <>
struct Record<HostFinding> {
  static constexpr const char* kClass = "HostFinding";
  static constexpr auto kFields = std::tuple{field("passed", &HostFinding::passed), field("needs", &HostFinding::needs),
                                             field("has", &HostFinding::has)};
};

namespace {

// What a check of the host's is called with, and what it needs from one call to the next. Held and let go with the GIL.
class Callable {
 public:
  explicit Callable(py::object function) : function_(std::move(function)) {}

  HostFinding ask(const HostRuleInput& seen, const std::string& rule) {
    const py::object input =
        call_python(py::module_::import("doverie").attr("HostRuleInput"), py::tuple(),
                    py::dict(py::arg("account") = to_python(seen.account), py::arg("policy") = policy(seen.policy),
                             py::arg("today") = to_python(seen.today)));
    const py::object found = call_host(function_, input);
    if (PyBool_Check(found.ptr())) return {.passed = found.ptr() == Py_True};
    if (py::isinstance(found, record_class<HostFinding>())) return argument<HostFinding>("HostFinding", found);
    throw_type_error(Where("the result of the host rule " + rule), "bool or doverie.HostFinding", found);
  }

 private:
  // Decisions go by the same policy again and again, and its object is by far the largest.
  py::object policy(const Policy& seen) {
    if (!policy_ || last_ != seen) {
      const py::object fresh = to_python(seen);  // may let other threads in
      policy_ = fresh;
      last_ = seen;
    }
    return policy_;
  }

  py::object function_;
  Policy last_;
  py::object policy_;
};

class PythonCheck {
 public:
  PythonCheck(std::string rule, py::object function)
      : rule_(std::move(rule)), callable_(new Callable(std::move(function)), &let_go) {}

  Result<HostFinding> operator()(const HostRuleInput& seen) const {
    const HostCall* call = HostCall::current();
    if (call && call->interrupted()) return undecided();
    const GilHeld gil;
    try {
      return callable_->ask(seen, rule_);
    } catch (py::error_already_set& error) {
      keep(std::move(error));
    } catch (py::builtin_exception& error) {
      error.set_error();
      keep(py::error_already_set());
    }
    return undecided();
  }

 private:
  static void let_go(const Callable* callable) {
    const GilHeld gil;  // the last one who holds it may be any thread
    delete callable;
  }

  void keep(py::error_already_set error) const { keep_rule_error(std::move(error), rule_); }
  Fault undecided() const { return {FaultCode::internal, "host rule " + rule_ + ": its check raised an exception"}; }

  std::string rule_;
  std::shared_ptr<Callable> callable_;
};

HostRule rule_of(py::handle value, const Where& where) {
  if (!py::isinstance(value, py::module_::import("doverie").attr("HostRule"))) {
    throw_type_error(where, "doverie.HostRule", value);
  }
  const auto text = [&](const char* name) { return Convert<std::string>::load(value.attr(name), Where(where, name)); };
  const py::object check = value.attr("check");
  if (!PyCallable_Check(check.ptr())) throw_type_error(Where(where, "check"), "callable", check);
  HostRule rule{.number = Convert<std::int32_t>::load(value.attr("number"), Where(where, "number")),
                .name = text("name"),
                .role = Convert<Role>::load(value.attr("role"), Where(where, "role")),
                .english = text("english"),
                .russian = text("russian"),
                .fact = text("fact"),
                .sentence = text("sentence"),
                .check = nullptr};
  rule.check = PythonCheck(rule.name, check);
  return rule;
}

void check_rule(const py::object& value) {
  value_or_raise(HostRules::of({rule_of(value, Where("rule"))}));
}

}  // namespace

HostRules Convert<HostRules>::load(py::handle value, const Where& where) {
  const py::object items = load_sequence(value, where);
  std::vector<HostRule> rules;
  for (py::handle item : items) rules.push_back(rule_of(item, Where(where, rules.size())));
  return value_or_raise(HostRules::of(std::move(rules)));
}

decltype(AccountFacts::host) Convert<decltype(AccountFacts::host)>::load(py::handle value, const Where& where) {
  const py::object pairs = load_sequence(value, where);
  decltype(AccountFacts::host) loaded;
  std::size_t index = 0;
  for (py::handle item : pairs) {
    const Where place(where, index++);
    const py::object pair = load_sequence(item, place);
    if (py::len(pair) != 2) throw_value_error(place, "must be a name and a number");
    const auto name = Convert<std::string>::load(pair[py::int_(0)], place);
    const auto number = Convert<std::int64_t>::load(pair[py::int_(1)], Where(where, name));
    if (!loaded.emplace(name, number).second) throw_value_error(Where(where, name), "is there twice");
  }
  return loaded;
}

py::object Convert<decltype(AccountFacts::host)>::cast(const decltype(AccountFacts::host)& value) {
  py::tuple pairs(value.size());
  std::size_t index = 0;
  for (const auto& [name, number] : value) pairs[index++] = py::make_tuple(name, number);
  return pairs;
}

void bind_host_rules(py::module_& module) {
  module.def("host_rule_check", &check_rule, py::arg("rule"));
}

}  // namespace doverie::python
