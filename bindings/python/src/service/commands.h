// SPDX-License-Identifier: Apache-2.0
//
// How are commands taken from Python, and their answers given back?
#ifndef DOVERIE_BINDINGS_PYTHON_COMMANDS_H_
#define DOVERIE_BINDINGS_PYTHON_COMMANDS_H_

#include "convert/convert.h"
#include "doverie/core/answers.h"
#include "doverie/core/commands.h"

namespace doverie::python {

// A command of doverie.commands; TypeError for anything else.
Command command_of(py::handle value);
CommandMeta meta_of(py::handle command_id, py::handle context);
py::object answer_to_python(const Answer& answer);
// The one command that an operation gives out.
py::object refusal_to_python(const NoteRefusal& refusal);

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_COMMANDS_H_
