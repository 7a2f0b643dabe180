// SPDX-License-Identifier: Apache-2.0
//
// In which words is a state shown? The rows of state_texts.def, by state and reader.
#include <algorithm>
#include <array>

#include "doverie/core/texts.h"

namespace doverie {

namespace {

struct StateText {
  Vocabulary vocabulary;
  std::int32_t state;
  Viewer viewer;
  std::string_view english;
  std::string_view russian;
};

constexpr auto kStateTexts = std::to_array<StateText>({
#define DOVERIE_STATE_TEXT(Type, state, viewer, english, russian) \
  {vocabulary_of(Type::state), static_cast<std::int32_t>(Type::state), Viewer::viewer, english, russian},
#include "doverie/core/state_texts.def"
});

}  // namespace

std::optional<std::string_view> state_text(Vocabulary vocabulary, std::int32_t state, Viewer viewer, Language language) {
  const auto wanted = [&](const StateText& row) {
    return row.vocabulary == vocabulary && row.state == state && row.viewer == viewer;
  };
  const auto* found = std::ranges::find_if(kStateTexts, wanted);
  if (found == kStateTexts.end()) return std::nullopt;
  return language == Language::russian ? found->russian : found->english;
}

}  // namespace doverie
