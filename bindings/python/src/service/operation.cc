// SPDX-License-Identifier: Apache-2.0
//
// One command that Python drives: what it needs, what it writes, what it answers.
#include "doverie/core/operation.h"

#include <array>
#include <atomic>

#include "convert/accounts.h"
#include "convert/bind.h"
#include "convert/enum.h"
#include "doverie/adapters/system.h"
#include "doverie/civil.h"
#include "doverie/fetch.h"
#include "doverie/ports/needs.h"
#include "ports/ports.h"
#include "ports/stores.h"
#include "service/commands.h"
#include "service/service.h"

namespace doverie::python {

namespace {

enum class OperationState : std::uint8_t { loading = 1, writing = 2, done = 3 };

[[noreturn]] void misused(const char* problem) {
  raise_fault({FaultCode::invalid_argument, std::string("operation: ") + problem});
}

class OperationHandle {
 public:
  OperationHandle(std::shared_ptr<const Service> service, Command command, CommandMeta meta, std::string_view randomness)
      : service_(std::move(service)), operation_(service_->settings(), std::move(command), std::move(meta), randomness) {}

  // For one call at a time: the GIL does not keep others away, since steps let go of it.
  class Use {
   public:
    explicit Use(OperationHandle& of) : of_(of) {
      if (of_.used_.exchange(true)) misused("in use by another call");
    }
    ~Use() { of_.used_ = false; }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Operation* operator->() const { return &of_.operation_; }

    OperationState state() const {
      if (of_.operation_.done()) return OperationState::done;
      return of_.operation_.writes() ? OperationState::writing : OperationState::loading;
    }
    void must_be(OperationState wanted) const {
      static constexpr const char* kProblems[] = {"not loading", "not writing", "not done"};
      if (state() != wanted) misused(kProblems[static_cast<std::size_t>(wanted) - 1]);
    }

   private:
    OperationHandle& of_;
  };

  const HostRules& rules() const { return service_->settings().host_rules; }

 private:
  std::shared_ptr<const Service> service_;  // whose settings the operation borrows
  std::atomic<bool> used_ = false;
  Operation operation_;
};

std::string randomness_of(const py::object& given) {
  if (given.is_none()) {
    std::array<std::uint8_t, kRandomnessBytes> drawn{};
    if (!SystemEntropy().fill(drawn)) raise_fault({FaultCode::entropy_unavailable, "no random bytes"});
    return {drawn.begin(), drawn.end()};
  }
  auto random = ConvertBytes::load(given, Where("randomness"));
  if (random.size() != kRandomnessBytes) throw_value_error(Where("randomness"), "is not 64 bytes");
  return random;
}

std::shared_ptr<OperationHandle> operation_of(const ServiceHandle& handle, const py::object& given,
                                              const py::object& command_id, const py::object& context,
                                              const py::object& randomness) {
  auto service = handle.get();
  if (!service) raise_closed("Service");
  Command command = command_of(given);
  CommandMeta meta = meta_of(command_id, context);
  return std::make_shared<OperationHandle>(std::move(service), std::move(command), std::move(meta),
                                           randomness_of(randomness));
}

// Makes a step without the GIL; what a port or a rule has raised in it comes out.
template <class Step>
void advance(const OperationHandle::Use& operation, Step step) {
  std::ignore = without_gil([&]() -> Status {
    step();
    if (operation->done() && operation->answer().faulted()) return operation->answer().fault();
    return Done{};
  });
}

void fetch_from(OperationHandle& handle, const py::object& store_given, const py::object& directory_given,
                const py::object& clock_given) {
  const auto store = needed_port<EventStore>(Where("store"), store_given);
  const auto directory = needed_port<AccountDirectory>(Where("directory"), directory_given);
  const auto clock = port<Clock>("clock", clock_given);
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::loading);
  advance(operation, [&] {
    SystemClock machine;
    auto supplies = doverie::fetch(operation->needs(), *store, *directory, clock ? *clock : machine);
    supplies ? operation->supply(*std::move(supplies)) : operation->fail(supplies.fault());
  });
}

// The facts that the host has of an account. Those without a time are of now, as a directory's.
AccountAnswer facts_of(const AccountId& account, const py::object& accounts) {
  auto facts = Convert<std::optional<AccountFacts>>::load(accounts[py::str(account)], Where("accounts"));
  if (facts && facts->as_of == Instant{}) facts->as_of = SystemClock().now();
  return {account, std::move(facts), false};
}

void supply(OperationHandle& handle, const py::object& read, const py::object& accounts, const py::object& now) {
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::loading);
  const Needs& needs = operation->needs();
  Supplies supplies;
  if (asks_store(needs)) take_in(argument<ReadResult>("read", read), supplies);
  for (const AccountId& account : needs.accounts) supplies.accounts.push_back(facts_of(account, accounts));
  if (needs.clock) {
    const auto instant = argument<Instant>("now", now);
    supplies.clock = ClockReading{instant, value_or_raise(civil_date(instant, needs.time_zone))};
  }
  advance(operation, [&] { operation->supply(std::move(supplies)); });
}

void append_to(OperationHandle& handle, const py::object& given) {
  const auto store = needed_port<EventStore>(Where("store"), given);
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::writing);
  advance(operation, [&] {
    const auto appended = store->append(operation->batch());
    appended ? operation->committed(*appended) : operation->fail(appended.fault());
  });
}

void committed(OperationHandle& handle, const py::object& given) {
  const auto result = argument<AppendResult>("result", given);
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::writing);
  operation->committed(result);
}

void give_up(OperationHandle& handle, const py::object& code, const py::object& why) {
  const Fault fault{static_cast<FaultCode>(argument<std::int32_t>("code", code)), argument<std::string>("why", why)};
  const OperationHandle::Use operation(handle);
  if (operation->done()) misused("done already");
  operation->fail(fault);
}

py::object needs_of(OperationHandle& handle) {
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::loading);
  const Needs& needs = operation->needs();
  const py::object request = asks_store(needs) ? to_python(read_request(needs)) : py::none();
  return call_python(py::module_::import("doverie").attr("Needs"), py::tuple(),
                     py::dict(py::arg("request") = request, py::arg("accounts") = to_python(needs.accounts),
                              py::arg("clock") = needs.clock, py::arg("mark_will_do") = needs.mark_will_do));
}

py::object batch_of(OperationHandle& handle) {
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::writing);
  return to_python(operation->batch());
}

py::object answer_of(OperationHandle& handle) {
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::done);
  return answer_to_python(value_or_raise(operation->answer(), handle.rules()));
}

py::object refusal_of(OperationHandle& handle) {
  const OperationHandle::Use operation(handle);
  operation.must_be(OperationState::done);
  const auto refusal = operation->refusal();
  return refusal ? refusal_to_python(*refusal) : py::none();
}

}  // namespace

void bind_operation(py::module_& module) {
  bind_enum<OperationState>(module, "OperationState", "What an operation waits for.",
                            {{"LOADING", OperationState::loading, "To be told what it needs."},
                             {"WRITING", OperationState::writing, "That its batch is written."},
                             {"DONE", OperationState::done, "Nothing more: it has an answer."}});
  py::class_<OperationHandle, py::smart_holder>(module, "Operation", "What doverie.Operation works with.",
                                                py::release_gil_before_calling_cpp_dtor())
      .def(py::init(&operation_of), py::arg("service"), py::arg("command"), py::arg("command_id"), py::arg("context"),
           py::arg("randomness"))
      .def_property_readonly("state", [](OperationHandle& handle) { return OperationHandle::Use(handle).state(); })
      .def_property_readonly("needs", &needs_of)
      .def_property_readonly("batch", &batch_of)
      .def_property_readonly("conflicts", [](OperationHandle& handle) { return OperationHandle::Use(handle)->conflicts(); })
      .def("fetch", &fetch_from, py::arg("store"), py::arg("directory"), py::arg("clock"))
      .def("supply", &supply, py::arg("read"), py::arg("accounts"), py::arg("now"))
      .def("append", &append_to, py::arg("store"))
      .def("committed", &committed, py::arg("result"))
      .def("fail", &give_up, py::arg("code"), py::arg("why"))
      .def("answer", &answer_of)
      .def("refusal", &refusal_of);
}

}  // namespace doverie::python
