// SPDX-License-Identifier: Apache-2.0
//
// What is a command that nobody has run yet?
#ifndef DOVERIE_CAPI_OPERATIONS_H_
#define DOVERIE_CAPI_OPERATIONS_H_

#include "commands.h"
#include "doverie_operation.h"

struct doverie_command : doverie::capi::Handle<0x434f4d4d414e4431> {
  explicit doverie_command(doverie::Command given) : command(std::move(given)) {}
  doverie::Command command;
};

namespace doverie::capi {

template <class Make>
doverie_status give_command(doverie_command** out, doverie_error** error, Make&& make) {
  return give(out, error,
              [&]() -> Result<std::unique_ptr<doverie_command>> { return std::make_unique<doverie_command>(make()); });
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_OPERATIONS_H_
