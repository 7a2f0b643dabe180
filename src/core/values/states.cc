// SPDX-License-Identifier: Apache-2.0
//
// What is a state called? The rows of states.def, by number.
#include "doverie/core/states.h"

#include <array>

namespace doverie {

namespace {

struct StateName {
  std::int32_t number;
  std::string_view name;
};

#define DOVERIE_STATE(number, name, meaning) StateName{number, #name},
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) \
  constexpr auto k##Type = std::to_array<StateName>({states});
#include "doverie/core/states.def"

template <std::size_t Size>
std::string_view name_in(const std::array<StateName, Size>& names, std::int32_t number) {
  for (const StateName& each : names) {
    if (each.number == number) return each.name;
  }
  return {};
}

}  // namespace

#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) \
  std::string_view name_of(Type state) {                             \
    return name_in(k##Type, static_cast<std::int32_t>(state));       \
  }
#include "doverie/core/states.def"

std::string_view name_of(Vocabulary vocabulary, std::int32_t state) {
  switch (vocabulary) {
#define DOVERIE_VOCABULARY(number, name, Type, prefix, text, states) \
  case Vocabulary::name:                                             \
    return name_in(k##Type, state);
#include "doverie/core/states.def"
  }
  return {};
}

}  // namespace doverie
