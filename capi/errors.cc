// SPDX-License-Identifier: Apache-2.0
//
// Error objects: what a caller can ask of one. The one for lack of memory is there beforehand.
#include "errors.h"

#include "handles.h"
#include "spoken.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

// Made when the library is loaded: there has to be one when nothing can be allocated any more. The message fits into the
// string itself.
class OutOfMemory : public doverie_error {
 public:
  OutOfMemory() {
    status = DOVERIE_STATUS_UNKNOWN;
    code = static_cast<std::int32_t>(FaultCode::out_of_memory);
    message = "out of memory";
  }
};
OutOfMemory out_of_memory;  // never written after that

std::string sentence_of(const Reason& reason) {
  const CodeInfo& code = info(reason.code);
  std::string sentence(name_of(reason));
  sentence.append(": ").append(code.english);
  if (reason.needs) sentence.append(" Needs ").append(std::to_string(*reason.needs)).append(".");
  if (reason.has) sentence.append(" Has ").append(std::to_string(*reason.has)).append(".");
  return sentence;
}

template <class Fill>
doverie_status make_error(doverie_error** error, doverie_status status, Fill&& fill) noexcept {
  if (error == nullptr) return status;
  try {
    auto made = std::make_unique<doverie_error>();
    made->status = status;
    fill(*made);
    *error = made.release();
    return status;
  } catch (const std::bad_alloc&) {
    return report_out_of_memory(error);
  }
}

}  // namespace

doverie_status report(doverie_error** error, const Rejection& rejection) noexcept {
  return make_error(error, DOVERIE_STATUS_REJECTED, [&](doverie_error& made) {
    made.reasons = rejection.reasons;
    made.code = made.reasons.empty() ? 0 : static_cast<std::int32_t>(made.reasons.front().code);
    for (const Reason& reason : made.reasons) made.message += (made.message.empty() ? "" : " ") + sentence_of(reason);
  });
}

doverie_status report(doverie_error** error, FaultCode code, const char* message) noexcept {
  const bool unknown = info(code).effect == Effect::unknown;
  return make_error(error, unknown ? DOVERIE_STATUS_UNKNOWN : DOVERIE_STATUS_FAULT, [&](doverie_error& made) {
    made.code = static_cast<std::int32_t>(code);
    made.message = spoken_in_c(message);
  });
}

doverie_status report_out_of_memory(doverie_error** error) noexcept {
  if (error != nullptr) *error = &out_of_memory;
  return DOVERIE_STATUS_UNKNOWN;
}

doverie_reason reason_of(const Reason& reason) noexcept {
  return {.code = static_cast<std::int32_t>(reason.code),
          .retryable = info(reason.code).retryable ? 1 : 0,
          .unit = static_cast<std::int32_t>(info(reason.code).unit),
          .waits_for = static_cast<std::int32_t>(info(reason.code).waits_for),
          .needs = reason.needs.value_or(DOVERIE_ABSENT),
          .has = reason.has.value_or(DOVERIE_ABSENT),
          .name = reason.name.empty() ? borrowed_literal(info(reason.code).name) : borrowed(reason.name)};
}

}  // namespace doverie::capi

using doverie::capi::alive;

doverie_status doverie_error_new(int32_t fault, doverie_string message, doverie_error** error) {
  return doverie::capi::guarded(error, [&]() -> doverie::Status {
    return doverie::Fault{doverie::capi::fault_code(fault, "fault"), doverie::capi::text(message, "message")};
  });
}

doverie_status doverie_error_status(const doverie_error* error) {
  return alive(error) ? error->status : DOVERIE_STATUS_OK;
}

int32_t doverie_error_code(const doverie_error* error) {
  return alive(error) ? error->code : 0;
}

int32_t doverie_error_retryable(const doverie_error* error) {
  const doverie::CodeInfo* code = alive(error) ? doverie::capi::find_code(error->code) : nullptr;
  return code != nullptr && code->retryable ? 1 : 0;
}

doverie_string doverie_error_message(const doverie_error* error) {
  return alive(error) ? doverie::capi::borrowed(error->message) : doverie_text("");
}

size_t doverie_error_reason_count(const doverie_error* error) {
  return alive(error) ? error->reasons.size() : 0;
}

doverie_status doverie_error_reason_at(const doverie_error* of, size_t index, doverie_reason* out, doverie_error** error) {
  return doverie::capi::guarded(error, [&]() -> doverie::Status {
    const doverie::Reason& reason = doverie::capi::element(doverie::capi::use(of, "of").reasons, index);
    doverie::capi::write(out, doverie::capi::reason_of(reason));
    return doverie::Done{};
  });
}

void doverie_error_free(doverie_error* error) {
  if (error != &doverie::capi::out_of_memory) doverie::capi::free_handle(error);
}
