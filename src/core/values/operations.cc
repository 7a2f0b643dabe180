// SPDX-License-Identifier: Apache-2.0
//
// The rows of operations.def, and how operations may be called.
#include "doverie/core/operations.h"

#include <algorithm>
#include <array>

#include "doverie/core/texts.h"

namespace doverie {

namespace {

constexpr std::size_t kMostBytesOfOperation = 32;

struct OperationRow {
  std::string_view name;
  std::string_view english;
  std::string_view russian;
};
constexpr auto kOperations = std::to_array<OperationRow>({
#define DOVERIE_OPERATION(name, english, russian, meaning, source) {#name, english, russian},
#include "doverie/core/operations.def"
});

}  // namespace

// [O1]
bool is_operation_name(std::string_view name) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= kMostBytesOfOperation && std::ranges::all_of(name, good);
}

// [A25a]
std::optional<std::string_view> operation_text(std::string_view operation, Language language) {
  const auto* row = std::ranges::find(kOperations, operation, &OperationRow::name);
  if (row == kOperations.end()) return std::nullopt;
  return language == Language::russian ? row->russian : row->english;
}

}  // namespace doverie
