// SPDX-License-Identifier: Apache-2.0
//
// The version, and the list of codes.
#include "handles.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

// CMake says which version is built; the header says which one it describes.
static_assert(DOVERIE_BUILT_NUMBER == DOVERIE_VERSION_NUMBER);

void write_code(doverie_code_info* out, const CodeInfo& code) {
  write(out, {.code = code.number,
              .is_fault = code.is_fault ? 1 : 0,
              .retryable = code.retryable ? 1 : 0,
              .unit = static_cast<std::int32_t>(code.unit),
              .waits_for = static_cast<std::int32_t>(code.waits_for),
              .outcome_unknown = code.effect == Effect::unknown ? 1 : 0,
              .name = borrowed_literal(code.name),
              .english = borrowed_literal(code.english),
              .russian = borrowed_literal(code.russian)});
}

}  // namespace

void write_known_code(doverie_code_info* out, std::int32_t code) {
  const CodeInfo* row = find_code(code);
  if (row == nullptr) wrong("code", std::to_string(code) + " is not known");
  write_code(out, *row);
}

const CodeInfo* find_code(std::int32_t code) {
  for (const CodeInfo& row : all_codes()) {
    if (row.number == code) return &row;
  }
  return nullptr;
}

FaultCode fault_code(std::int32_t number, const char* name) {
  const CodeInfo* code = find_code(number);
  if (code == nullptr || !code->is_fault) wrong(name, std::to_string(number) + " is not one of DOVERIE_FAULT_…");
  return static_cast<FaultCode>(number);
}

}  // namespace doverie::capi

using namespace doverie::capi;

int32_t doverie_version_number(void) {
  return DOVERIE_VERSION_NUMBER;
}

const char* doverie_version(void) {
  return DOVERIE_BUILT_VERSION;
}

size_t doverie_code_count(void) {
  size_t count = 0;
  guarded(nullptr, [&]() -> doverie::Status {
    count = doverie::all_codes().size();
    return doverie::Done{};
  });
  return count;
}

doverie_status doverie_code_at(size_t index, doverie_code_info* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    write_code(out, element(doverie::all_codes(), index));
    return doverie::Done{};
  });
}

doverie_status doverie_code_find(int32_t code, doverie_code_info* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    write_known_code(out, code);
    return doverie::Done{};
  });
}

doverie_status doverie_code_named(doverie_string name, doverie_code_info* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const std::string wanted = text(name, "name");
    for (const doverie::CodeInfo& code : doverie::all_codes()) {
      if (code.name != wanted) continue;
      write_code(out, code);
      return doverie::Done{};
    }
    wrong("name", "\"" + wanted + "\" is no code of this library");
  });
}
