// SPDX-License-Identifier: Apache-2.0
//
// The module doverie._postgres: private to the package. It is apart from doverie._native, which it finds its base class in, so
// that libpq is loaded only when somebody asks for the store.
#include "doverie/adapters/postgres.h"

#include "convert/bind.h"
#include "convert/convert.h"
#include "convert/errors.h"
#include "ports/closable_store.h"

namespace doverie::python {

namespace {

class ClosablePostgresStore final : public ClosableStore<PostgresStore> {
 public:
  explicit ClosablePostgresStore(std::shared_ptr<PostgresStore> store) : ClosableStore(std::move(store), "PostgresStore") {}

  Result<std::string> identity() const {
    const auto store = get();
    return store ? Result<std::string>(store->identity()) : is_closed();
  }
};

PostgresOptions options_of(const py::object& conninfo, const py::object& schema) {
  PostgresOptions options;
  options.conninfo = argument<std::string>("conninfo", conninfo);
  options.schema = argument<std::string>("schema", schema);
  return options;
}

PostgresRole role_of(const char* name, const py::object& given) {
  const auto role = argument<std::string>(name, given);
  if (role == "application") return PostgresRole::application;
  if (role == "reader") return PostgresRole::reader;
  if (role == "operator") return PostgresRole::operator_;
  raise_fault(Fault{FaultCode::invalid_argument, std::string(name) + ": has to be application, reader or operator"});
}

std::shared_ptr<ClosablePostgresStore> open_postgres(const py::object& conninfo, const py::object& schema,
                                                     const py::object& pool_size, const py::object& connect_timeout,
                                                     const py::object& call_timeout, const py::object& identity,
                                                     const py::object& role, const py::object& any_role,
                                                     const py::object& require_standby) {
  PostgresOptions options = options_of(conninfo, schema);
  options.pool_size = argument<std::uint32_t>("pool_size", pool_size);
  options.connect_timeout = argument<Duration>("connect_timeout", connect_timeout);
  options.call_timeout = argument<Duration>("call_timeout", call_timeout);
  options.identity = identity_argument(identity);
  options.role = role_of("role", role);
  options.any_role = argument<bool>("any_role", any_role);
  options.require_standby = argument<bool>("require_standby", require_standby);
  return std::make_shared<ClosablePostgresStore>(
      value_or_raise(without_gil([&] { return PostgresStore::open(std::move(options)); })));
}

std::string identity_of(const ClosablePostgresStore& store) {
  return value_or_raise(without_gil([&] { return store.identity(); }));
}

void create_tables(const py::object& conninfo, const py::object& schema) {
  const PostgresOptions options = options_of(conninfo, schema);
  value_or_raise(without_gil([&] { return PostgresStore::create_tables(options); }));
}

std::uint64_t raise_epoch(const py::object& conninfo, const py::object& schema, const py::object& above) {
  const PostgresOptions options = options_of(conninfo, schema);
  const auto least = argument<std::uint64_t>("above", above);
  return value_or_raise(without_gil([&] { return PostgresStore::raise_epoch(options, least); }));
}

void accept_server(const py::object& conninfo, const py::object& schema) {
  const PostgresOptions options = options_of(conninfo, schema);
  value_or_raise(without_gil([&] { return PostgresStore::accept_server(options); }));
}

void grant(const py::object& conninfo, const py::object& role, const py::object& as, const py::object& schema) {
  const PostgresOptions options = options_of(conninfo, schema);
  const auto name = argument<std::string>("role", role);
  const PostgresRole wanted = role_of("to", as);
  value_or_raise(without_gil([&] { return PostgresStore::grant(options, name, wanted); }));
}

py::dict connections(const ClosablePostgresStore& store) {
  const auto known = store.connections();
  if (!known) raise_fault(store.is_closed());
  const StoreConnections now = *known;
  py::dict counts;
  counts["most"] = now.most;
  counts["open"] = now.open;
  counts["in_use"] = now.in_use;
  counts["opened"] = now.opened;
  counts["refused"] = now.refused;
  counts["waited"] = now.waited;
  return counts;
}

}  // namespace

}  // namespace doverie::python

PYBIND11_MODULE(_postgres, module) {
  using namespace doverie::python;
  py::options options;
  options.disable_function_signatures();
  import_datetime();
  py::module_::import("doverie._native");  // where the base class is
  py::class_<ClosablePostgresStore, doverie::EventStore, py::smart_holder>(
      module, "PostgresStore", "The base of doverie.PostgresStore.", py::release_gil_before_calling_cpp_dtor())
      .def(py::init(&open_postgres), py::arg("conninfo"), py::arg("schema"), py::arg("pool_size"),
           py::arg("connect_timeout"), py::arg("call_timeout"), py::arg("identity"), py::arg("role"), py::arg("any_role"),
           py::arg("require_standby"))
      .def("connections", &connections)
      .def_property_readonly("identity", &identity_of)
      .def("close", &close<ClosablePostgresStore>)
      .def_property_readonly("closed", &closed<ClosablePostgresStore>, "Whether it was closed.");
  module.def("create_tables", &create_tables, py::arg("conninfo"), py::arg("schema"));
  module.def("accept_server", &accept_server, py::arg("conninfo"), py::arg("schema"));
  module.def("grant", &grant, py::arg("conninfo"), py::arg("role"), py::arg("to"), py::arg("schema"));
  module.def("raise_epoch", &raise_epoch, py::arg("conninfo"), py::arg("schema"), py::arg("above"));
  refuse_unmade(module);
}
