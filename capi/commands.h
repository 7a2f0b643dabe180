// SPDX-License-Identifier: Apache-2.0
//
// What do the commands of all sides have in common?
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
  const bool has_id = given.command_id.data != nullptr;
  return {.command_id = has_id ? std::optional(text(given.command_id, "meta.command_id")) : std::nullopt,
          .context = std::string(bytes(given.context, "meta.context"))};
}

// What a wrong one names are its members; attestation.cc.
Attestation attestation_of(const doverie_attestation* attestation);

inline AccountChange change_of(doverie_account_change what, const char* name) {
  return enumerator(what, AccountChange::citizenship, name);
}

inline Instant instant_of(std::int64_t microseconds, const char* name) {
  return instant(microseconds, name).value_or(Instant{});
}

// Runs `body(service)`, which gives the answer of a command that has nothing to say but yes. The service is kept alive
// meanwhile: a callback may free its handle.
template <class Body>
doverie_status run(const doverie_service* service, doverie_error** error, Body&& body) {
  return guarded(error, [&]() -> Status {
    const std::shared_ptr<const Service> running = use(service, "service").service;
    const Result<Answer> answer = body(*running);
    return answer ? Status(Done{}) : answer.template as<Done>();
  });
}

// Runs `body(service)`, which gives the answer of a command. Room for it is made first: a command that has taken effect does
// not fail for want of it.
template <class Body>
doverie_status ask(const doverie_service* service, doverie_answer** out, doverie_error** error, Body&& body) {
  return give(out, error, [&]() -> Result<std::unique_ptr<doverie_answer>> {
    const std::shared_ptr<const Service> running = use(service, "service").service;
    auto handle = std::make_unique<doverie_answer>();
    Result<Answer> answer = body(*running);
    if (!answer) return answer.template as<std::unique_ptr<doverie_answer>>();
    handle->answer = *std::move(answer);
    return handle;
  });
}

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_COMMANDS_H_
