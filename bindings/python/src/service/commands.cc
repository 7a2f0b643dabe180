// SPDX-License-Identifier: Apache-2.0
//
// How are commands taken from Python, and their answers given back? A command is a dataclass of doverie.commands; what it holds is
// read by the rows of commands.def, one method here for each kind of field.
#include "service/commands.h"

#include <pybind11/gil_safe_call_once.h>

#include <unordered_map>

#include "convert/answers.h"
#include "convert/gil.h"

namespace doverie::python {

namespace {

struct AnswerToPython {
  py::object operator()(const Done&) const { return py::none(); }
  py::object operator()(const AuditTrail& trail) const { return to_python(trail.entries); }
  py::object operator()(const Timeline& timeline) const { return to_python(timeline.entries); }
  py::object operator()(const Holdings& holdings) const { return to_python(holdings.items); }
  // Not an answer of any command in doverie.commands.
  py::object operator()(const Delivery&) const { throw py::type_error("what to deliver is the pump's to ask"); }
  template <IsRecord T>
  py::object operator()(const T& answer) const {
    return to_python(answer);
  }
};

py::object commands_module() {
  return py::module_::import("doverie.commands");
}

// Reads the fields of a command, each under the name that Python has for it.
class FieldsOf {
 public:
  explicit FieldsOf(py::handle command) : command_(command) {}

  void invitation(const char* name, std::string& to) const { read((std::string(name) + "_id").c_str(), to); }
  void request(const char* name, std::string& to) const { invitation(name, to); }
  void only_invitation(const char*, const std::optional<InvitationId>&) const {}  // facades leave it out
  // A code is text that people type.
  void code(const char* name, Secret& to) const {
    std::string typed;
    read(name, typed);
    to = Secret::taken_from(typed);
  }
#define DOVERIE_PLAIN(kind)                  \
  template <class T>                         \
  void kind(const char* name, T& to) const { \
    read(name, to);                          \
  }
  DOVERIE_PLAIN(account)
  DOVERIE_PLAIN(text)
  DOVERIE_PLAIN(host_id)
  DOVERIE_PLAIN(second_host_id)
  DOVERIE_PLAIN(channel)
  DOVERIE_PLAIN(attestation)
  DOVERIE_PLAIN(secret)
  DOVERIE_PLAIN(operation)
  DOVERIE_PLAIN(flag)
  DOVERIE_PLAIN(change)
  DOVERIE_PLAIN(instant)
  DOVERIE_PLAIN(cursor)
  DOVERIE_PLAIN(limit)
  DOVERIE_PLAIN(stored)
#undef DOVERIE_PLAIN

 private:
  template <class T>
  void read(const char* name, T& to) const {
    to = argument<T>(name, command_.attr(name));
  }

  py::handle command_;
};

#define DOVERIE_FIELD(kind, name, text) fields_of.kind(#name, command.name);
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  Command load_##name(py::handle value) {                                                              \
    const FieldsOf fields_of(value);                                                                   \
    Type command{};                                                                                    \
    fields return command;                                                                             \
  }
#include "doverie/core/commands.def"

using Load = Command (*)(py::handle);

struct Loaders {
  std::unordered_map<const PyTypeObject*, Load> by_class;
  py::object module = commands_module();  // keeps the classes

  Loaders() {
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  add(#Type, &load_##name);
#include "doverie/core/commands.def"
  }

 private:
  // What the pump alone asks has no class in Python.
  void add(const char* name, Load load) {
    if (!py::hasattr(module, name)) return;
    by_class.emplace(reinterpret_cast<const PyTypeObject*>(module.attr(name).ptr()), load);
  }
};

const Loaders& loaders() {
  PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<Loaders> stored;
  return stored.call_once_and_store_result([] { return Loaders(); }).get_stored();
}

}  // namespace

Command command_of(py::handle value) {
  const auto& known = loaders().by_class;
  const auto found = known.find(Py_TYPE(value.ptr()));
  if (found == known.end()) throw_type_error(Where("command"), "one of doverie.commands", value);
  return found->second(value);
}

CommandMeta meta_of(py::handle command_id, py::handle context) {
  return {argument<std::optional<std::string>>("command_id", command_id), ConvertBytes::load(context, Where("context"))};
}

py::object answer_to_python(const Answer& answer) {
  return std::visit(AnswerToPython{}, answer);
}

py::object refusal_to_python(const NoteRefusal& refusal) {
  return call_python(commands_module().attr("NoteRefusal"), py::tuple(),
                     py::dict(py::arg("account") = refusal.account, py::arg("refusal") = refusal.refusal));
}

}  // namespace doverie::python
