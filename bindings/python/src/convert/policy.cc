// SPDX-License-Identifier: Apache-2.0
//
// Policies and schedules between Python and C++; on its way in, a schedule is checked by the library.
#include "convert/policy.h"

#include "convert/bind.h"
#include "convert/errors.h"

namespace doverie::python {

namespace {

Policy policy(const py::object& value) {
  return argument<Policy>("policy", value);
}

PolicySchedule schedule(const py::object& value) {
  return argument<PolicySchedule>("schedule", value);
}

py::object from_json(const py::object& document) {
  return to_python(value_or_raise(Policy::from_json(argument<std::string>("document", document))));
}

py::object in_force(const py::object& value, const py::object& today) {
  const PolicySchedule policies = schedule(value);
  return to_python(policies.on(argument<CivilDate>("today", today)));
}

template <class Map>
Map load_pairs(py::handle value, const Where& where, const char* what) {
  const py::object pairs = load_sequence(value, where);
  Map loaded;
  for (py::handle item : pairs) {
    const Where place(where, loaded.size());
    const py::object pair = load_sequence(item, place);
    if (py::len(pair) != 2) throw_value_error(place, what);
    const auto name = Convert<std::string>::load(pair[py::int_(0)], place);
    loaded[name] = Convert<typename Map::mapped_type>::load(pair[py::int_(1)], Where(where, name));
  }
  return loaded;
}

template <class Map>
py::object cast_pairs(const Map& value) {
  py::tuple pairs(value.size());
  std::size_t index = 0;
  for (const auto& [name, said] : value) {
    pairs[index++] = py::make_tuple(name, Convert<typename Map::mapped_type>::cast(said));
  }
  return pairs;
}

}  // namespace

decltype(Policy::applies_to) Convert<decltype(Policy::applies_to)>::load(py::handle value, const Where& where) {
  return load_pairs<decltype(Policy::applies_to)>(value, where, "must be a parameter and an AppliesTo");
}
py::object Convert<decltype(Policy::applies_to)>::cast(const decltype(Policy::applies_to)& value) {
  return cast_pairs(value);
}

parameter_type::operations Convert<parameter_type::operations>::load(py::handle value, const Where& where) {
  return load_pairs<parameter_type::operations>(value, where, "must be an operation and a timedelta");
}
py::object Convert<parameter_type::operations>::cast(const parameter_type::operations& value) {
  return cast_pairs(value);
}

PolicySchedule Convert<PolicySchedule>::load(py::handle value, const Where& where) {
  using Ids = std::vector<std::string>;
  auto policies = Convert<std::vector<Policy>>::load(value.attr("policies"), Where(where, "policies"));
  PolicySchedule schedule = value_or_raise(PolicySchedule::of(std::move(policies)));
  for (std::string& id : Convert<Ids>::load(value.attr("revoked"), Where(where, "revoked"))) {
    schedule = value_or_raise(schedule.with_revoked(std::move(id)));
  }
  return schedule;
}

namespace {

// What a record pins.
PolicyPin pin(const py::object& id, const py::object& hash) {
  return {argument<std::string>("id", id), argument<std::string>("content_hash", hash)};
}

}  // namespace

void bind_policy(py::module_& module) {
  module.def("policy_gosuslugi", [] { return to_python(Policy::gosuslugi()); });
  module.def("policy_strict", [] { return to_python(Policy::strict()); });
  module.def("policy_from_json", &from_json, py::arg("document"));
  module.def("policy_schema", &Policy::json_schema);
  module.def("policy_to_json", [](const py::object& value) { return policy(value).to_json(); }, py::arg("policy"));
  module.def("policy_content_hash", [](const py::object& value) { return policy(value).content_hash(); }, py::arg("policy"));
  module.def("policy_check", [](const py::object& value) { value_or_raise(policy(value).validate()); }, py::arg("policy"));
  module.def("schedule_check", [](const py::object& value) { schedule(value); }, py::arg("schedule"));
  module.def("schedule_on", &in_force, py::arg("schedule"), py::arg("today"));
  module.def(
      "schedule_pinned",
      [](const py::object& value, const py::object& id, const py::object& hash) {
        return to_python(*value_or_raise(schedule(value).pinned(pin(id, hash))));
      },
      py::arg("schedule"), py::arg("id"), py::arg("content_hash"));
  module.def(
      "schedule_for_link",
      [](const py::object& value, const py::object& today, const py::object& id, const py::object& hash) {
        const PolicySchedule all = schedule(value);
        return to_python(*value_or_raise(all.for_link(all.on(argument<CivilDate>("today", today)), pin(id, hash))));
      },
      py::arg("schedule"), py::arg("today"), py::arg("id"), py::arg("content_hash"));
  module.def(
      "schedule_protected_share",
      [](const py::object& value, const py::object& today) {
        return schedule(value).protected_share(argument<CivilDate>("today", today));
      },
      py::arg("schedule"), py::arg("today"));
}

}  // namespace doverie::python
