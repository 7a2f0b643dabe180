// SPDX-License-Identifier: Apache-2.0
//
// How has a request ended? By the word that the event has for it.
#include <algorithm>
#include <span>

#include "core/records/evolve.h"

namespace doverie {

namespace {

struct WordOfEnd {
  std::string_view word;
  RequestEnd end;
};

std::optional<RequestEnd> end_in(std::span<const WordOfEnd> words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &WordOfEnd::word);
  return found == words.end() ? std::nullopt : std::optional(found->end);
}

}  // namespace

std::optional<RequestEnd> end_of_denial(std::string_view by) {
  static constexpr WordOfEnd kWords[] = {{"trustor", RequestEnd::denied_by_trustor},
                                         {"contact", RequestEnd::denied_by_contact},
                                         {"approval", RequestEnd::another_approved}};
  return end_in(kWords, by);
}

std::optional<RequestEnd> end_of_void(std::string_view why) {
  static constexpr WordOfEnd kWords[] = {{"fraud", RequestEnd::fraud},
                                         {"operator", RequestEnd::frozen},
                                         {"other_means", RequestEnd::other_means},
                                         {"account_changed", RequestEnd::phone_changed},
                                         {"account_closed", RequestEnd::account_closed}};
  return end_in(kWords, why);
}

}  // namespace doverie
