// SPDX-License-Identifier: Apache-2.0
//
// AccountDirectory, for hosts to subclass, and the directories that ship with the library.
#include "ports/directories.h"

#include <mutex>

#include "convert/accounts.h"
#include "convert/bind.h"
#include "convert/errors.h"
#include "doverie/adapters/memory.h"
#include "doverie/adapters/sqlite.h"
#include "doverie/adapters/system.h"
#include "ports/closable.h"
#include "ports/host_call.h"

namespace doverie::python {

namespace {

using Found = Result<std::optional<AccountFacts>>;

// Whether the directory is down: only then a mark stands in for it. Whatever else comes out of find() may say that there is no such
// account.
bool says_unavailable(const py::error_already_set& raised) {
  if (raised.matches(PyExc_ConnectionError) || raised.matches(PyExc_TimeoutError)) return true;
  if (!raised.matches(py::module_::import("doverie._errors").attr("DirectoryError"))) return false;
  return py::int_(raised.value().attr("code")).cast<int>() == static_cast<int>(FaultCode::directory_unavailable);
}

class HostDirectory final : public AccountDirectory, public py::trampoline_self_life_support {
 public:
  Found find(std::string_view account) override {
    using Answer = Convert<std::optional<AccountFacts>>;
    const auto failed = [&](const py::error_already_set* raised) {
      unsaid_ = raised && says_unavailable(*raised) ? nullptr : this;
    };
    auto answer = ask_host_or<Answer>(failed, static_cast<const AccountDirectory&>(*this), "find", std::string(account));
    if (!answer) return Fault{FaultCode::directory_unavailable, "the host's account directory raised an exception"};
    if (*answer && (*answer)->as_of == Instant{}) (*answer)->as_of = SystemClock().now();
    return *std::move(answer);
  }

  // Asked right after find(), by the same thread. What find() has raised is no matter of the command's when the mark stands in for it.
  bool has_no_contact(std::string_view account) override {
    if (unsaid_ == this) return false;
    const auto& base = static_cast<const AccountDirectory&>(*this);
    {
      const GilHeld gil;
      if (!py::get_override(&base, "has_no_contact")) return false;
    }
    const bool marked = ask_host<Convert<bool>>(base, "has_no_contact", std::string(account)).value_or(false);
    if (marked && HostCall::current()) {
      const GilHeld gil;
      std::ignore = HostCall::current()->take();
    }
    return marked;
  }

  ToldChanges tells() const override {
    const std::scoped_lock lock(telling_);
    return told_;
  }
  void tell(ToldChanges told) {
    const std::scoped_lock lock(telling_);
    told_ = told;
  }

 private:
  static thread_local const HostDirectory*
      unsaid_;                  // the last one whose find() failed in this thread and did not say that it is down
  mutable std::mutex telling_;  // an atomic of this size would be a call into libatomic, which nothing else needs
  ToldChanges told_;
};

thread_local const HostDirectory* HostDirectory::unsaid_ = nullptr;

ToldChanges told_changes(const py::object& names) {
  if (py::isinstance<py::str>(names)) throw_type_error(Where("tells"), "a collection of names", names);
  ToldChanges told;
  std::string known;
  for (const py::handle name : names) {
    const auto fact = Convert<std::string>::load(name, Where("tells"));
    bool found = false;
    known.clear();
#define DOVERIE_SINCE_FACT(name, words, meaning) \
  if (fact == #name) told.name = found = true;   \
  known += " " #name;
#include "doverie/core/facts.def"
    if (!found) throw_value_error(Where("tells"), "has no " + fact + "; there are" + known);
  }
  return told;
}

// A SqliteDirectory that can be closed while others use it.
class ClosableSqliteDirectory final : public AccountDirectory, public Closable<SqliteDirectory> {
 public:
  explicit ClosableSqliteDirectory(std::shared_ptr<SqliteDirectory> directory) : Closable(std::move(directory)) {}

  Found find(std::string_view account) override {
    const auto directory = get();
    if (!directory) return Fault{FaultCode::directory_unavailable, "this SqliteDirectory is closed"};
    return directory->find(account);
  }
};

py::object find(AccountDirectory& directory, const py::object& account) {
  const auto id = argument<std::string>("account", account);
  return to_python(value_or_raise(without_gil([&] { return directory.find(id); })));
}

std::string checked_id(const py::object& account) {
  auto id = argument<std::string>("account", account);
  value_or_raise(check_account_id(id, "account"));
  return id;
}

void put_in_memory(MemoryDirectory& directory, const py::object& account, const py::object& facts) {
  directory.put(checked_id(account), argument<AccountFacts>("facts", facts));
}

std::shared_ptr<ClosableSqliteDirectory> open_sqlite(const py::object& path, bool create) {
  const std::string file = file_path(path);
  return std::make_shared<ClosableSqliteDirectory>(
      value_or_raise(without_gil([&] { return create ? SqliteDirectory::create(file) : SqliteDirectory::open(file); })));
}

// Runs `work` on the directory, which is let go without the GIL, too: it may be the last to hold it.
template <class Work>
void with_open(const ClosableSqliteDirectory& closable, Work work) {
  auto directory = closable.get();
  if (!directory) raise_closed("SqliteDirectory");
  value_or_raise(without_gil([&] {
    const auto held = std::move(directory);
    return work(*held);
  }));
}

void put_in_sqlite(const ClosableSqliteDirectory& directory, const py::object& account, const py::object& facts) {
  const std::string id = checked_id(account);
  const auto loaded = argument<AccountFacts>("facts", facts);
  with_open(directory, [&](SqliteDirectory& open) { return open.put(id, loaded); });
}

void remove_from_sqlite(const ClosableSqliteDirectory& directory, const py::object& account) {
  const auto id = argument<std::string>("account", account);
  with_open(directory, [&](SqliteDirectory& open) { return open.remove(id); });
}

void bind_base(py::module_& module) {
  py::class_<AccountDirectory, HostDirectory, py::smart_holder> directory(
      module, "AccountDirectory", R"(Where facts about people come from: the host's accounts. Subclass it and define find().

    class Accounts(doverie.AccountDirectory):
        tells = {"phone_since", "sim_since"}

        def find(self, account: str) -> doverie.Account | None:
            row = database.account(account)
            return row and doverie.Account(id=row.id, given_name=row.name, birth_date=row.born, ...)

`tells` names those of phone_since, sim_since and recovered_at that it fills in where there was such a change: a policy with a
pause after one that is missing there is refused when the service is made.

Thread-safe: find() is called inside commands, from any thread, and may block. An exception that it raises makes the command
fail and comes out of it as itself: an unreachable directory never lets anything through.)");
  directory.def(py::init<>())
      .def("find", &find, py::arg("account"),
           "find(account: str) -> Account | None\n\n"
           "The facts as they are now, with the id that the account is known by; None when there is no such account.")
      .def(
          "has_no_contact", [](const AccountDirectory&, const py::object&) { return false; }, py::arg("account"),
          "has_no_contact(account: str) -> bool\n\n"
          "Whether a mark that the host keeps apart from the directory tells plainly that the account, known under this "
          "very id,\n"
          "has no trusted contact. Asked only at the start of a recovery, when find() has raised and the store has no "
          "contact\n"
          "either: True lets that start go on as NOT_PROTECTED. False unless overridden.");
  directory.attr("tells") = py::tuple();
  show_as_from(directory);
}

void bind_memory(py::module_& module) {
  py::class_<MemoryDirectory, AccountDirectory, py::smart_holder>(module, "MemoryDirectory",
                                                                  "The base of doverie.MemoryDirectory.")
      .def(py::init<>())
      .def("put", &put_in_memory, py::arg("account"), py::arg("facts"))
      .def(
          "remove",
          [](MemoryDirectory& self, const py::object& account) { self.remove(argument<std::string>("account", account)); },
          py::arg("account"))
      .def(
          "set_unavailable",
          [](MemoryDirectory& self, const py::object& flag) { self.set_unavailable(argument<bool>("unavailable", flag)); },
          py::arg("unavailable"));
}

void bind_sqlite(py::module_& module) {
  py::class_<ClosableSqliteDirectory, AccountDirectory, py::smart_holder>(
      module, "SqliteDirectory", "The base of doverie.SqliteDirectory.", py::release_gil_before_calling_cpp_dtor())
      .def(py::init(&open_sqlite), py::arg("path"), py::arg("create"))
      .def("put", &put_in_sqlite, py::arg("account"), py::arg("facts"))
      .def("remove", &remove_from_sqlite, py::arg("account"))
      .def("close", &close<ClosableSqliteDirectory>)
      .def_property_readonly("closed", &closed<ClosableSqliteDirectory>, "Whether it was closed.");
}

}  // namespace

void read_told_changes(const py::object& directory) {
  if (!py::isinstance<AccountDirectory>(directory)) return;
  auto* host = dynamic_cast<HostDirectory*>(directory.cast<AccountDirectory*>());
  if (host) host->tell(told_changes(directory.attr("tells")));
}

void bind_directories(py::module_& module) {
  bind_base(module);
  bind_memory(module);
  bind_sqlite(module);
  module.def("check_account_id", [](const py::object& account) { checked_id(account); }, py::arg("account"));
  module.def(
      "check_given_name",
      [](const py::object& name) { value_or_raise(check_given_name(argument<std::string>("given_name", name))); },
      py::arg("name"));
  module.def(
      "parse_phone",
      [](const py::object& typed) { return value_or_raise(Phone::parse(argument<std::string>("typed", typed))).e164(); },
      py::arg("typed"));
  module.def(
      "account_phone", [](const py::object& account) { return to_python(argument<AccountFacts>("account", account).phone); },
      py::arg("account"));
  module.def(
      "mask_phone", [](const py::object& phone) { return argument<Phone>("phone", phone).masked(); }, py::arg("phone"));
}

}  // namespace doverie::python
