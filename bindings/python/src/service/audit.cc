// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints, exports and the verifier.
#include "doverie/audit.h"

#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/record.h"
#include "doverie/adapters/memory.h"
#include "ports/host_call.h"

namespace doverie::python {

template <>
struct Record<MadeCheckpoint> {
  static constexpr const char* kModule = "doverie.audit";
  static constexpr const char* kClass = "Checkpoint";
  static constexpr auto kFields = std::tuple{field("text", &MadeCheckpoint::text), field("number", &MadeCheckpoint::number),
                                             field("events", &MadeCheckpoint::events), field("more", &MadeCheckpoint::more)};
};

namespace {

std::string public_key(const py::object& private_key) {
  return value_or_raise(checkpoint_public_key(argument<Secret>("private_key", private_key)));
}

py::object make(EventStore& store, const py::object& private_key, const py::object& at, const py::object& previous,
                const py::object& max_events, bool accept_restore) {
  const auto key = argument<Secret>("private_key", private_key);
  const auto now = argument<Instant>("at", at);
  if (now < kEarliestNow || now >= kLatestNow) throw_value_error(Where("at"), "must be in the years 2020 to 2199");
  const CheckpointOptions options{.previous = argument<std::string>("previous", previous),
                                  .max_events = argument<std::uint32_t>("max_events", max_events),
                                  .accept_restore = accept_restore};
  return to_python(value_or_raise(without_gil([&] { return make_checkpoint(store, key, now, options); })));
}

py::tuple export_of(EventStore& store, const py::object& after, const py::object& limit) {
  const auto cursor = argument<std::string>("after", after);
  const auto most = argument<std::uint32_t>("limit", limit);
  const ExportPage page = value_or_raise(without_gil([&] { return export_page(store, cursor, most); }));
  return py::make_tuple(page.lines, page.cursor, page.events);
}

void verify_store(AuditVerifier& verifier, EventStore& store) {
  value_or_raise(without_gil([&] { return verifier.store(store); }));
}

py::tuple finish(AuditVerifier& verifier) {
  const AuditReport report = verifier.finish();
  py::list findings;
  for (const AuditFinding& finding : report.findings) {
    findings.append(py::make_tuple(static_cast<int>(finding.kind), finding.stream, finding.version, finding.checkpoint,
                                   finding.message));
  }
  return py::make_tuple(report.events, report.streams, report.checkpoints, report.erased, findings, report.left_out);
}

}  // namespace

void bind_audit(py::module_& module) {
  module.def("audit_public_key", &public_key, py::arg("private_key"));
  module.def("audit_make_checkpoint", &make, py::arg("store"), py::arg("private_key"), py::arg("at"), py::arg("previous"),
             py::arg("max_events"), py::arg("accept_restore"));
  module.def("audit_export", &export_of, py::arg("store"), py::arg("after"), py::arg("limit"));
  py::class_<AuditVerifier>(module, "AuditVerifier", "What doverie.audit.verify() works with.")
      .def(py::init([](const std::shared_ptr<Macs>& keys) { return AuditVerifier(keys); }), py::arg("keys"))
      .def(
          "trust",
          [](AuditVerifier& self, const py::object& key) {
            value_or_raise(self.trust(ConvertBytes::load(key, Where("public_keys"))));
          },
          py::arg("public_key"))
      .def(
          "checkpoint",
          [](AuditVerifier& self, const py::object& text) { self.checkpoint(argument<std::string>("checkpoints", text)); },
          py::arg("text"))
      .def(
          "line", [](AuditVerifier& self, const py::object& line) { self.line(ConvertBytes::load(line, Where("lines"))); },
          py::arg("line"))
      .def("store", &verify_store, py::arg("store"))
      .def("finish", &finish);
}

}  // namespace doverie::python
