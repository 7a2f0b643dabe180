// SPDX-License-Identifier: Apache-2.0
//
// History under another policy: what doverie.replay works with.
#include "doverie/replay.h"

#include "convert/bind.h"
#include "convert/errors.h"
#include "convert/policy.h"
#include "ports/host_call.h"
#include "service/shadow.h"

namespace doverie::python {

namespace {

py::object place(const std::optional<ReplayPlace>& place) {
  if (!place) return py::none();
  return py::make_tuple(place->stream, place->version);
}

py::object missing(const ReplayMissing& missing) {
  const py::object rule = missing.rule ? py::object(py::int_(static_cast<int>(*missing.rule))) : py::none();
  return py::make_tuple(static_cast<int>(missing.gap), rule);
}

py::list taken(Replay& replay) {
  py::list decisions;
  for (const ReplayedDecision& decision : replay.take()) {
    py::list gaps;
    for (const ReplayMissing& one : decision.missing) gaps.append(missing(one));
    decisions.append(py::make_tuple(decision.place.stream, decision.place.version, decision.decision, decision.command,
                                    Convert<Instant>::cast(decision.at), static_cast<int>(decision.outcome),
                                    Convert<std::optional<Reason>>::cast(decision.reason), gaps, place(decision.because),
                                    decision.message));
  }
  return decisions;
}

py::list line(Replay& replay, const py::object& text) {
  value_or_raise(replay.line(ConvertBytes::load(text, Where("lines"))));
  return taken(replay);
}

py::tuple page(Replay& replay, EventStore& store) {
  const std::uint64_t events = value_or_raise(without_gil([&] { return replay.page(store); }));
  return py::make_tuple(events, taken(replay));
}

py::tuple finish(Replay& replay) {
  const ReplayReport report = value_or_raise(replay.finish());
  py::list counts;
  for (const ReplayCount& row : report.counts) {
    counts.append(py::make_tuple(row.decision, static_cast<int>(row.outcome), row.why, row.count));
  }
  const py::tuple sums = py::make_tuple(report.events, report.decisions, report.same, report.refused, report.further,
                                        report.fallen, report.untold, report.vain_starts);
  py::list unseen;
  for (const std::string& parameter : report.unseen_changes) unseen.append(parameter);
  return py::make_tuple(taken(replay), sums, counts, unseen);
}

py::list blind_spots() {
  py::list spots;
  for (const ReplayBlindSpot& spot : replay_blind_spots()) spots.append(py::make_tuple(spot.parameter, spot.why));
  return spots;
}

}  // namespace

void bind_replay(py::module_& module) {
  module.def("replay_blind_spots", &blind_spots);
  py::class_<Replay>(module, "Replay", "What doverie.replay works with.")
      .def(py::init([](const py::object& history, const py::object& other) {
             return value_or_raise(
                 Replay::create(argument<PolicySchedule>("history", history), argument<PolicySchedule>("other", other)));
           }),
           py::arg("history"), py::arg("other"))
      .def("line", &line, py::arg("line"))
      .def("page", &page, py::arg("store"))
      .def("finish", &finish);
}

}  // namespace doverie::python
