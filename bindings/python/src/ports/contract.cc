// SPDX-License-Identifier: Apache-2.0
//
// The contract of event stores, run against stores that a host wrote in Python. The suite runs without the GIL, on threads of
// its own, too: what a store raises there is collected, and comes out with the explanation of the clause.
#include <algorithm>
#include <atomic>
#include <mutex>

#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/testing/event_store_contract.h"
#include "ports/host_call.h"
#include "ports/ports.h"

namespace doverie::python {

namespace {

using testing::ClauseOutcome;
using testing::ContractClause;
using testing::StoreClaim;

// What each claim is called, and the method of doverie.testing.EventStoreContract that makes it.
struct ClaimName {
  StoreClaim claim;
  const char* method;
};
constexpr ClaimName kClaims[] = {{StoreClaim::none, "make_store"},
                                 {StoreClaim::reopen, "reopen_store"},
                                 {StoreClaim::open_again, "open_store_again"},
                                 {StoreClaim::lose_answer, "lose_answer"},
                                 {StoreClaim::restore, "restore_store"}};

// What stores have raised, on any thread.
class Raised {
 public:
  // The fault that stands for it. REQUIRES: the GIL.
  Fault keep(py::error_already_set error) {
    if (!error.matches(PyExc_Exception)) interrupted_ = true;
    const py::object value = error.value();
    const std::lock_guard lock(mutex_);
    all_.push_back(value);
    return {code_of(value), words_of(value)};
  }
  // A KeyboardInterrupt or the like: the suite should end.
  bool interrupted() const { return interrupted_; }
  // REQUIRES: the GIL.
  py::tuple all() const {
    py::list list;
    for (const py::object& one : all_) list.append(one);
    return list;
  }

 private:
  static FaultCode code_of(const py::object& raised) {
    const py::object fault = py::module_::import("doverie._errors").attr("Fault");
    if (py::isinstance(raised, fault)) return static_cast<FaultCode>(raised.attr("code").cast<std::int32_t>());
    return py::isinstance(raised, PyExc_ValueError) ? FaultCode::invalid_argument : FaultCode::store_unavailable;
  }
  static std::string words_of(const py::object& raised) {
    return "raised " + py::type::of(raised).attr("__qualname__").cast<std::string>() + ": " +
           py::str(raised).cast<std::string>();
  }

  std::mutex mutex_;
  std::vector<py::object> all_;  // guarded by mutex_
  std::atomic<bool> interrupted_ = false;
};

// A store of the host's that is watched: what it raises is kept, and it is closed at the end.
class WatchedStore final : public EventStore {
 public:
  WatchedStore(py::object maker, const char* method, py::object store, Raised& raised)
      : maker_(std::move(maker)),
        object_(std::move(store)),
        store_(needed_port<EventStore>(Where(method), object_)),
        raised_(raised) {}
  ~WatchedStore() override {
    const GilHeld gil;
    store_.reset();
    try {
      maker_.attr("close_store")(object_);
    } catch (py::error_already_set& error) {
      raised_.keep(std::move(error));
    }
    object_ = py::object();
    maker_ = py::object();
  }
  WatchedStore(const WatchedStore&) = delete;
  WatchedStore& operator=(const WatchedStore&) = delete;

  Result<ReadResult> read(const ReadRequest& request) override {
    return watched([&] { return store_->read(request); });
  }
  Result<AppendResult> append(const Batch& batch) override {
    return watched([&] { return store_->append(batch); });
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    return watched([&] { return store_->lease_messages(queue, now, lease_for, limit); });
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    return watched([&] { return store_->settle_messages(settlements); });
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return watched([&] { return store_->feed(after, limit); });
  }

 private:
  template <class Work>
  auto watched(Work work) -> decltype(work()) {
    if (raised_.interrupted()) return Fault{FaultCode::store_unavailable, "interrupted"};
    HostCall call;
    auto result = work();
    auto error = call.take();
    if (!error) return result;
    const GilHeld gil;
    return raised_.keep(*std::move(error));
  }

  py::object maker_;
  py::object object_;
  std::shared_ptr<EventStore> store_;
  Raised& raised_;
};

// The maker that a host's subclass of doverie.testing.EventStoreContract is.
class PythonMaker final : public testing::StoreMaker {
 public:
  PythonMaker(py::object maker, Raised& raised) : maker_(std::move(maker)), raised_(raised) {}

  bool claims(StoreClaim) const override { return true; }  // the Python side asks for what is claimed only
  std::shared_ptr<EventStore> make() override { return ask("make_store"); }
  std::shared_ptr<EventStore> reopen() override { return ask("reopen_store"); }
  std::shared_ptr<EventStore> open_again() override { return ask("open_store_again"); }
  std::shared_ptr<EventStore> restore() override { return ask("restore_store"); }
  void lose_answer() override {
    call([&] { maker_.attr("lose_answer")(); });
  }

 private:
  std::shared_ptr<EventStore> ask(const char* method) {
    std::shared_ptr<EventStore> made;
    call([&] { made = std::make_shared<WatchedStore>(maker_, method, maker_.attr(method)(), raised_); });
    return made;
  }
  template <class Work>
  void call(Work work) {
    const GilHeld gil;
    try {
      work();
    } catch (py::error_already_set& error) {
      raised_.keep(std::move(error));
    } catch (py::builtin_exception& error) {
      error.set_error();
      raised_.keep(py::error_already_set());
    }
  }

  py::object maker_;
  Raised& raised_;
};

py::tuple clauses() {
  py::list rows;
  for (const ContractClause& clause : testing::event_store_contract()) {
    const auto claim = std::ranges::find(kClaims, clause.claim, &ClaimName::claim);
    if (claim == std::end(kClaims)) continue;  // of forked processes, which Python's threads do not survive
    rows.append(py::make_tuple(std::string(clause.name), std::string(clause.sentence), claim->method));
  }
  return rows;
}

const ContractClause& clause_named(const std::string& name) {
  const auto all = testing::event_store_contract();
  const auto found = std::ranges::find(all, name, &ContractClause::name);
  if (found == all.end()) throw_value_error(Where("name"), "is not the name of a clause");
  return *found;
}

py::tuple run_clause(const py::object& maker, const py::object& name, const py::object& threads, const py::object& rounds,
                     const py::object& streams) {
  const ContractClause& clause = clause_named(argument<std::string>("name", name));
  testing::ContractOptions options;
  options.threads = argument<std::uint32_t>("threads", threads);
  options.rounds = argument<std::uint32_t>("rounds", rounds);
  options.streams = argument<std::uint32_t>("streams", streams);
  Raised raised;
  PythonMaker python(maker, raised);
  const auto result = without_gil([&] { return clause.run(python, options); });
  return py::make_tuple(result.outcome != ClauseOutcome::failed, result.explanation, raised.all());
}

}  // namespace

void bind_contract(py::module_& module) {
  module.def(
      "contract_clauses", &clauses,
      "contract_clauses() -> tuple[tuple[str, str, str], ...]\n\nEvery clause: name, sentence, the method that claims "
      "what it is about.");
  module.def("run_contract_clause", &run_clause, py::arg("maker"), py::arg("name"), py::arg("threads"), py::arg("rounds"),
             py::arg("streams"),
             "run_contract_clause(maker, name, threads, rounds, streams) -> tuple[bool, str, tuple[BaseException, ...]]\n\n"
             "Whether it passed, why not, and what stores have raised.");
}

}  // namespace doverie::python
