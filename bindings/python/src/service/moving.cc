// SPDX-License-Identifier: Apache-2.0
//
// Links that move in and out: what doverie.moving works with.
#include "doverie/moving.h"

#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/record.h"
#include "ports/host_call.h"
#include "service/service.h"

namespace doverie::python {

namespace {

// (trustor, contact, since, line, what is wrong with the row)
ForeignLink link_of(const py::handle& row, const Where& where) {
  const auto cells = py::reinterpret_borrow<py::tuple>(row);
  return {.trustor = Convert<std::string>::load(cells[0], Where(where, "trustor")),
          .contact = Convert<std::string>::load(cells[1], Where(where, "contact")),
          .since = ConvertInstantOrNone::load(cells[2], Where(where, "since")),
          .line = Convert<std::uint64_t>::load(cells[3], Where(where, "line")),
          .unreadable = Convert<std::string>::load(cells[4], Where(where, "unreadable"))};
}

py::tuple row_of(const ForeignLink& link) {
  return py::make_tuple(link.trustor, link.contact, ConvertInstantOrNone::cast(link.since), link.line, link.unreadable);
}

py::list rows_of(LinkTable& table) {
  py::list rows;
  for (const ForeignLink& link : table.links()) rows.append(row_of(link));
  return rows;
}

// `raised`: by a port of the host's, which is why it stopped, if it did.
py::tuple report_of(const ImportReport& report, const HostRules& rules, const py::object& raised) {
  py::list refused;
  for (const ImportRefusal& one : report.refused) {
    py::list codes;
    for (const Reason& reason : one.reasons) codes.append(reason_code(reason.code, reason.name, rules));
    refused.append(py::make_tuple(row_of(one.link), codes, one.why));
  }
  const py::object error = report.stopped && raised.is_none() ? error_of(*report.stopped) : raised;
  const py::object stopped = report.stopped ? error : py::none();
  return py::make_tuple(report.in_place, report.repeated, refused, report.left, stopped);
}

// Keeps the service, whose rules have the texts of its own reasons.
class Importing {
 public:
  Importing(const ServiceHandle& handle, const py::object& operator_id, const py::object& checked_at_use,
            const py::object& tell, const py::object& dry_run, const py::object& threads) {
    auto service = handle.get();
    if (!service) raise_closed("Service");
    rules_ = service->settings().host_rules;
    import_ = value_or_raise(
        LinkImport::begin(std::move(service), {.operator_id = argument<std::string>("operator_id", operator_id),
                                               .checked_at_use = argument<bool>("checked_at_use", checked_at_use),
                                               .tell = argument<bool>("tell", tell),
                                               .dry_run = argument<bool>("dry_run", dry_run),
                                               .threads = static_cast<int>(argument<std::uint32_t>("threads", threads))}));
  }

  py::tuple take(const py::object& rows) const {
    std::vector<ForeignLink> links;
    const Where where("links");
    for (const py::handle row : rows) links.push_back(link_of(row, Where(where, links.size())));
    HostCall call;
    const ImportReport report = [&] {
      const GilReleased released;
      return import_->take(links);
    }();
    auto raised = call.take();
    if (raised && call.interrupted()) throw py::error_already_set(std::move(*raised));
    return report_of(report, rules_, raised ? py::object(raised->value()) : py::none());
  }

 private:
  HostRules rules_;
  std::unique_ptr<LinkImport> import_;
};

py::list links_of(EventStore& store, const py::object& realm) {
  const auto of = argument<std::string>("realm", realm);
  py::list links;
  for (const ExportedLink& one : value_or_raise(without_gil([&] { return links_in(store, of); }))) {
    links.append(py::make_tuple(one.trustor, one.contact, Convert<Instant>::cast(one.since),
                                Convert<std::optional<Instant>>::cast(one.imported_at)));
  }
  return links;
}

py::str csv_of(EventStore& store, const py::object& realm) {
  const auto of = argument<std::string>("realm", realm);
  return to_csv(value_or_raise(without_gil([&] { return links_in(store, of); })));
}

}  // namespace

void bind_moving(py::module_& module) {
  py::class_<LinkTable>(module, "LinkTable", "What doverie.moving reads CSV with.")
      .def(py::init())
      .def(
          "add",
          [](LinkTable& table, const py::object& bytes) {
            value_or_raise(table.add(ConvertBytes::load(bytes, Where("bytes"))));
          },
          py::arg("bytes"))
      .def("end", [](LinkTable& table) { value_or_raise(table.end()); })
      .def("links", &rows_of);
  py::class_<Importing>(module, "LinkImport", "What doverie.moving imports with.")
      .def(py::init<const ServiceHandle&, const py::object&, const py::object&, const py::object&, const py::object&,
                    const py::object&>(),
           py::arg("service"), py::arg("operator_id"), py::arg("checked_at_use"), py::arg("tell"), py::arg("dry_run"),
           py::arg("threads"))
      .def("take", &Importing::take, py::arg("links"));
  module.def("links_in", &links_of, py::arg("store"), py::arg("realm"));
  module.def("links_csv", &csv_of, py::arg("store"), py::arg("realm"));
}

}  // namespace doverie::python
