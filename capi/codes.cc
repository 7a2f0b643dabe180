// SPDX-License-Identifier: Apache-2.0
//
// The version, the list of codes, and the names of states.
#include "doverie/core/answers.h"
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

template <class Enum>
doverie_string name_in(std::int32_t value, Enum last) {
  if (value < 1 || value > static_cast<std::int32_t>(last)) return doverie_text("");
  return borrowed_literal(name_of(static_cast<Enum>(value)));
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

doverie_string doverie_shadow_kind_name(doverie_shadow_kind kind) {
  return name_in(kind, doverie::ShadowKind::failed);
}

doverie_string doverie_state_name(doverie_vocabulary vocabulary, int32_t state) {
  if (vocabulary < 1 || vocabulary > DOVERIE_VOCABULARY_HISTORY_KIND) return doverie_text("");
  const std::string_view name = doverie::name_of(doverie::Vocabulary(vocabulary), state);
  return name.empty() ? doverie_text("") : borrowed_literal(name);
}
