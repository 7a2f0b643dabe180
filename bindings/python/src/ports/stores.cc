// SPDX-License-Identifier: Apache-2.0
//
// EventStore, for hosts to subclass, and the stores that ship with the library.
#include "ports/stores.h"

#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/ports/batch.h"
#include "ports/closable_store.h"
#include "ports/host_call.h"
#include "ports/ports.h"

namespace doverie::python {

namespace {

using Leased = std::vector<LeasedMessage>;
using Feed = std::vector<FeedEntry>;

// What settle_messages() returns.
struct ConvertNone {
  static bool load(py::handle value, const Where& where) {
    if (!value.is_none()) throw_type_error(where, "None", value);
    return true;
  }
};

class HostStore final : public EventStore, public py::trampoline_self_life_support {
 public:
  Result<ReadResult> read(const ReadRequest& request) override {
    return answered(ask_host<Convert<ReadResult>>(base(), "read", request));
  }
  Result<AppendResult> append(const Batch& batch) override {
    if (auto flaw = flaw_of(batch)) return *std::move(flaw);
    return answered(ask_host<Convert<AppendResult>>(base(), "append", batch));
  }
  Result<Leased> lease_messages(std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) override {
    return answered(ask_host<Convert<Leased>>(base(), "lease_messages", std::string(queue), now, lease_for, limit));
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    if (ask_host<ConvertNone>(base(), "settle_messages", settlements)) return Done{};
    return raised();
  }
  Result<Feed> feed(std::string_view after, std::uint32_t limit) override {
    return answered(ask_host<Convert<Feed>>(base(), "feed", std::string(after), limit));
  }

 private:
  const EventStore& base() const { return *this; }
  static Fault raised() { return {FaultCode::store_unavailable, "the host's event store raised an exception"}; }

  template <class T>
  static Result<T> answered(std::optional<T> answer) {
    if (!answer) return raised();
    return *std::move(answer);
  }
};

class ClosableSqliteStore final : public ClosableStore<SqliteStore> {
 public:
  explicit ClosableSqliteStore(std::shared_ptr<SqliteStore> store) : ClosableStore(std::move(store), "SqliteStore") {}

  Status backup_to(const std::string& path) {
    const auto store = get();
    return store ? store->backup_to(path) : is_closed();
  }
  Result<std::string> identity() const {
    const auto store = get();
    return store ? Result<std::string>(store->identity()) : is_closed();
  }
};

std::shared_ptr<ClosableSqliteStore> open_sqlite(const py::object& path, const py::object& clock, const py::object& identity,
                                                 bool create) {
  const std::string file = file_path(path);
  SqliteStore::Options options{port<Clock>("clock", clock), identity_argument(identity)};
  return std::make_shared<ClosableSqliteStore>(value_or_raise(without_gil([&] {
    return create ? SqliteStore::create(file, std::move(options)) : SqliteStore::open(file, std::move(options));
  })));
}

std::string identity_of_sqlite(const ClosableSqliteStore& store) {
  return value_or_raise(without_gil([&] { return store.identity(); }));
}

void back_up_sqlite(ClosableSqliteStore& store, const py::object& path) {
  const std::string file = file_path(path);
  value_or_raise(without_gil([&] { return store.backup_to(file); }));
}

std::uint64_t restore_sqlite(const py::object& backup, const py::object& path, const py::object& above, bool replace,
                             bool another_store, bool dry_run, const py::object& at) {
  const std::string from = file_path(backup);
  const std::string to = file_path(path);
  const SqliteStore::RestoreOptions options{argument<std::uint64_t>("above", above), replace, another_store, dry_run,
                                            argument<std::optional<Instant>>("at", at)};
  return value_or_raise(without_gil([&] { return SqliteStore::restore(from, to, options); }));
}

std::uint64_t reset_clock_sqlite(const py::object& path, const py::object& at) {
  const std::string file = file_path(path);
  const auto now = argument<std::optional<Instant>>("at", at);
  return value_or_raise(without_gil([&] { return SqliteStore::reset_clock(file, now); }));
}

py::object read(EventStore& store, const py::object& request) {
  const auto wanted = argument<ReadRequest>("request", request);
  return to_python(value_or_raise(without_gil([&] { return store.read(wanted); })));
}

py::object append(EventStore& store, const py::object& batch) {
  const auto written = argument<Batch>("batch", batch);
  return to_python(value_or_raise(without_gil([&] { return store.append(written); })));
}

py::object lease_messages(EventStore& store, const py::object& queue, const py::object& now, const py::object& lease_for,
                          const py::object& limit) {
  const auto whose = argument<std::string>("queue", queue);
  const auto at = argument<Instant>("now", now);
  const auto length = argument<Duration>("lease_for", lease_for);
  const auto most = argument<std::uint32_t>("limit", limit);
  return to_python(value_or_raise(without_gil([&] { return store.lease_messages(whose, at, length, most); })));
}

void settle_messages(EventStore& store, const py::object& settlements) {
  const auto settled = argument<std::vector<Settlement>>("settlements", settlements);
  value_or_raise(without_gil([&] { return store.settle_messages(settled); }));
}

py::object feed(EventStore& store, const py::object& after, const py::object& limit) {
  const auto cursor = argument<std::string>("after", after);
  const auto most = argument<std::uint32_t>("limit", limit);
  return to_python(value_or_raise(without_gil([&] { return store.feed(cursor, most); })));
}

void ping_store(EventStore& store) {
  value_or_raise(without_gil([&] { return store.ping(); }));
}

py::object check_store(EventStore& store) {
  return to_python(value_or_raise(without_gil([&] { return store.check(); })));
}

void bind_base(py::module_& module) {
  py::class_<EventStore, HostStore, py::smart_holder> store(
      module, "EventStore",
      R"(Where events live. Subclass it to keep them in a database of the host's.

A store keeps streams of bytes, tags on them, the records of commands, and messages to be sent; it knows nothing of contacts.

Thread-safe: any method is called from any thread. What cannot be done raises, doverie.StoreError or whatever the host likes; the
command then ends with that very exception. A raising append() means that nothing was written; where that is not certain, return
AppendOutcome.UNKNOWN: the library then looks the command up. doverie.testing.EventStoreContract tests whether a store does what it
has to.)");
  store.def(py::init<>())
      .def("read", &read, py::arg("request"),
           "read(request: ReadRequest) -> ReadResult\n\nEverything of one consistent snapshot.")
      .def("append", &append, py::arg("batch"), R"(append(batch: Batch) -> AppendResult

All of the batch or nothing, durable when it returns APPENDED. In this order of precedence: ALREADY, with the record kept, when the
command id has been appended before (whatever the rest of the batch); CONFLICT when a stream of `expected` has another version or
is erased.)")
      .def("lease_messages", &lease_messages, py::arg("queue"), py::arg("now"), py::arg("lease_for"), py::arg("limit"),
           R"(lease_messages(queue: str, now: datetime, lease_for: timedelta, limit: int) -> Sequence[LeasedMessage]

Up to `limit` messages of `queue` that are due at `now` and not under somebody's lease, oldest due first; each is under lease until
`now + lease_for`.)")
      .def("settle_messages", &settle_messages, py::arg("settlements"),
           R"(settle_messages(settlements: Sequence[Settlement]) -> None

Ends leases. A lease that has run out and was taken over by somebody else is left alone.)")
      .def("feed", &feed, py::arg("after"), py::arg("limit"), R"(feed(after: str, limit: int) -> Sequence[FeedEntry]

Events in commit order behind the cursor `after` ("": from the beginning). No commit is ever skipped.)")
      .def("ping", &ping_store, R"(ping() -> None

Whether the store answers, for whoever watches the service: it reads nothing of anybody. Raises what read() raises, and a SqliteStore
StoreError when its file was moved, deleted or replaced.)")
      .def("check", &check_store, R"(check() -> Sequence[str]

What contradicts itself in there, in words; empty when nothing does. It takes as long as reading everything, and changes nothing. A
SqliteStore looks at every page, event and tag; a PostgresStore at server, role and schema, and like any other store, the host's own
included, whether every stream has its events in order, each once, as text, and whether the feed and reading tell the same.)");
  show_as_from(store);
}

}  // namespace

void bind_stores(py::module_& module) {
  bind_base(module);
  py::class_<MemoryStore, EventStore, py::smart_holder>(module, "MemoryStore", "The base of doverie.MemoryStore.",
                                                        py::release_gil_before_calling_cpp_dtor())
      .def(py::init<>());
  py::class_<ClosableSqliteStore, EventStore, py::smart_holder>(module, "SqliteStore", "The base of doverie.SqliteStore.",
                                                                py::release_gil_before_calling_cpp_dtor())
      .def(py::init(&open_sqlite), py::arg("path"), py::arg("clock"), py::arg("identity"), py::arg("create"))
      .def_property_readonly("identity", &identity_of_sqlite)
      .def("backup", &back_up_sqlite, py::arg("path"))
      .def("close", &close<ClosableSqliteStore>)
      .def_property_readonly("closed", &closed<ClosableSqliteStore>, "Whether it was closed.");
  module.attr("sqlite_schema_version") = SqliteStore::schema_version();
  module.def("reset_clock_sqlite", &reset_clock_sqlite, py::arg("path"), py::arg("at"),
             "reset_clock_sqlite(path: object, at: datetime | None) -> int\n\nThe mark of time is taken back to now.");
  module.def("restore_sqlite", &restore_sqlite, py::arg("backup"), py::arg("path"), py::arg("above"), py::arg("replace"),
             py::arg("another_store"), py::arg("dry_run"), py::arg("at"));
}

}  // namespace doverie::python
