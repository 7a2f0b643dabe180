// SPDX-License-Identifier: Apache-2.0
//
// What the commands of all sides have in common.
#ifndef DOVERIE_CAPI_COMMANDS_H_
#define DOVERIE_CAPI_COMMANDS_H_

#include <memory>
#include <string>
#include <utility>

#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {

inline CommandMeta meta_of(const doverie_command_meta* meta) {
  const auto given = read_or_default(meta, "meta");
  return {.command_id = text(given.command_id, "meta.command_id"),
          .context = std::string(bytes(given.context, "meta.context"))};
}

// Runs `body(service)`, which gives a Status. The service is kept alive meanwhile: a callback may free its handle.
template <class Body>
doverie_status run(const doverie_service* service, doverie_error** error, Body&& body) {
  return guarded(error, [&]() -> Status {
    const std::shared_ptr<const Service> running = use(service, "service").service;
    return body(*running);
  });
}

// Runs `body(service)`, which gives a Result of one of the answers. Room for the answer is made first: a command that has
// taken effect does not fail for want of it.
template <class Body>
doverie_status ask(const doverie_service* service, doverie_answer** out, doverie_error** error, Body&& body) {
  return give(out, error, [&]() -> Result<std::unique_ptr<doverie_answer>> {
    const std::shared_ptr<const Service> running = use(service, "service").service;
    auto handle = std::make_unique<doverie_answer>();
    auto result = body(*running);
    if (!result) return result.template as<std::unique_ptr<doverie_answer>>();
    handle->answer = *std::move(result);
    return handle;
  });
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_COMMANDS_H_
