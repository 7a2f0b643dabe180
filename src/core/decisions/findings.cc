// SPDX-License-Identifier: Apache-2.0
//
// The rows of findings.def, filled in.
#include "core/decisions/findings.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/values/said.h"
#include "core/values/value_words.h"
#include "doverie/core/host_rules.h"
#include "doverie/core/texts.h"

namespace doverie {

namespace {

enum class OwnerSees : std::uint8_t { shown, hidden, as_cannot };

struct FindingRow {
  std::string_view name;
  OwnerSees owner;
  std::string_view english;
  std::string_view russian;
};
constexpr auto kFindings = std::to_array<FindingRow>({
#define DOVERIE_FINDING(name, owner, english, russian) {#name, OwnerSees::owner, english, russian},
#include "doverie/core/findings.def"
});

const FindingRow& row_of(FindingKind kind) {
  return kFindings[static_cast<std::size_t>(kind)];
}

// Sentences of rules and reasons stand inside of other ones.
std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<std::string> unless_empty(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> member(const Finding& found, std::string_view name, Language language) {
  const auto number = [](const auto& n) { return n ? std::optional(std::to_string(*n)) : std::nullopt; };
  const auto instant = [](const auto& at) { return at ? std::optional(to_the_minute(*at)) : std::nullopt; };
  if (name == "account") return unless_empty(found.account);
  if (name == "request") return unless_empty(found.request);
  if (name == "detail") return unless_empty(found.detail);
  if (name == "state" || name == "what") return value_words(name, found.detail, language);
  if (name == "needs") return number(found.needs);
  if (name == "has") return number(found.has);
  if (name == "since") return instant(found.since);
  return name == "until" ? instant(found.until) : std::nullopt;
}

std::string told(const FindingRow& row, const Finding& found, const InBothLanguages& words, Language language) {
  const bool in_english = language == Language::english;
  return said(in_english ? row.english : row.russian, [&](std::string_view name) -> std::optional<std::string> {
    if (name == "reason" || name == "rule") return without_full_stop(in_english ? words.english : words.russian);
    return member(found, name, language);
  });
}

Finding in_words(FindingKind kind, Finding found, const InBothLanguages& words) {
  const FindingRow& row = row_of(kind);
  found.kind = row.name;
  found.english = told(row, found, words, Language::english);
  found.russian = told(row, found, words, Language::russian);
  return found;
}

}  // namespace

InBothLanguages words_of(const Reason& reason, const HostRules& rules) {
  if (const HostRule* own = rules.find(reason.code)) return {own->english, own->russian};
  const CodeInfo& code = info(reason.code);
  return {std::string(code.english), std::string(code.russian)};
}

InBothLanguages words_of(const std::vector<Reason>& reasons, const HostRules& rules) {
  InBothLanguages all;
  std::set<std::string> told;
  for (const Reason& reason : reasons) {
    InBothLanguages words = words_of(reason, rules);
    if (!told.insert(words.english).second) continue;
    const std::string_view between = all.english.empty() ? "" : "; ";
    all.english.append(between).append(without_full_stop(std::move(words.english)));
    all.russian.append(between).append(without_full_stop(std::move(words.russian)));
  }
  return all;
}

void Findings::add(FindingKind kind, Finding found, InBothLanguages words) {
  rows_.push_back({kind, in_words(kind, std::move(found), words)});
}

bool Findings::has(FindingKind kind) const {
  return std::ranges::any_of(rows_, [&](const Row& row) { return row.kind == kind; });
}

bool Findings::tells(std::string_view reason, std::optional<std::string_view> account) const {
  return std::ranges::any_of(rows_, [&](const Row& row) {
    return row.kind != FindingKind::start_refused && row.found.reason == reason &&
           (!account || row.found.account == *account);
  });
}

std::vector<Finding> Findings::take() && {
  std::vector<Finding> found;
  found.reserve(rows_.size());
  const auto take_in = [&](auto belongs) {
    for (Row& row : rows_) {
      if (belongs(row)) found.push_back(std::move(row.found));
    }
  };
  const auto is_first = [&](const Row& row) { return &row == &rows_.front(); };
  take_in(is_first);
  take_in([&](const Row& row) { return !is_first(row) && row.found.against; });
  take_in([&](const Row& row) { return !is_first(row) && !row.found.against; });
  return found;
}

// Once for each contact, whatever there is against him. Which of the operators it was is no concern of the owner's.
std::vector<Finding> Findings::take_for_owner() && {
  Findings seen;
  std::vector<AccountId> told_of;
  for (Row& row : rows_) {
    const OwnerSees sees = row_of(row.kind).owner;
    if (row.kind == FindingKind::frozen_by_operator) {
      row.found.detail.clear();
      row.found = in_words(row.kind, std::move(row.found), {});
    }
    if (sees == OwnerSees::shown) seen.rows_.push_back(std::move(row));
    if (sees != OwnerSees::as_cannot || std::ranges::find(told_of, row.found.account) != told_of.end()) continue;
    told_of.push_back(row.found.account);
    seen.add(FindingKind::contact_cannot, {.against = row.found.against, .account = row.found.account});
  }
  return std::move(seen).take();
}

}  // namespace doverie
