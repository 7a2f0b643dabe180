// SPDX-License-Identifier: Apache-2.0
//
// The names of outcomes, and what a replay can never see, parameter by parameter.
#include "replay/report.h"

#include <algorithm>

#include "core/policy/parameters.h"

namespace doverie {

namespace {

constexpr std::string_view kOutcomes[] = {"same", "refused", "further", "fallen", "untold"};
constexpr std::string_view kGaps[] = {"fact",  "age",    "policy",  "number", "approvals",
                                      "login", "person", "earlier", "erased"};

constexpr ReplayBlindSpot kBlindSpots[] = {
    {"code_digits", "nobody can say what people would have typed; a longer code changes no decision by itself"},
    {"grant_lifetime", "a repeated redemption is not recorded"},
    {"invitation_retention", "it decides nothing: what was erased is missing from the history all the same"},
    {"refusals_kept", "it decides nothing: what was refused is told to operators"},
    {"refusals_per_kind", "it decides nothing: what was refused is told to operators"},
    {"invitation_notices_per_sender_per_day", "whether a notice was sent is the host's, and not recorded"},
    {"invitation_notices_per_phone_per_day", "whether a notice was sent is the host's, and not recorded"},
};

std::string name_of_missing(const ReplayMissing& missing) {
  std::string name(name_of(missing.gap));
  if (missing.rule) name += " " + std::string(info(*missing.rule).name);
  return name;
}

std::string list(const std::vector<ReplayMissing>& all) {
  std::string text;
  for (const ReplayMissing& missing : all) text += (text.empty() ? "" : ", ") + name_of_missing(missing);
  return text;
}

std::string numbers_of(const Reason& reason) {
  std::string text;
  if (reason.needs) text += "needs " + std::to_string(*reason.needs);
  if (reason.has) text += (text.empty() ? "has " : ", has ") + std::to_string(*reason.has);
  return text.empty() ? text : " (" + text + ")";
}

std::string why(const ReplayedDecision& decision) {
  if (decision.outcome == ReplayOutcome::untold) return name_of_missing(decision.missing.front());
  return decision.reason ? std::string(name_of(*decision.reason)) : std::string();
}

std::string place_in_words(const ReplayPlace& place) {
  return place.stream + ", version " + std::to_string(place.version);
}

bool differ(const PolicySchedule& history, const PolicySchedule& other, const Parameter& parameter) {
  const auto differs = [&](const Policy* a, const Policy* b) { return !same_value(*a, *b, parameter); };
  for (const Policy* before : history.all()) {
    for (const Policy* after : other.all()) {
      if (differs(before, after)) return true;
    }
  }
  return false;
}

}  // namespace

std::string_view name_of(ReplayOutcome outcome) {
  return kOutcomes[static_cast<std::size_t>(outcome) - 1];
}

std::string_view name_of(ReplayGap gap) {
  return kGaps[static_cast<std::size_t>(gap) - 1];
}

std::span<const ReplayBlindSpot> replay_blind_spots() {
  return kBlindSpots;
}

}  // namespace doverie

namespace doverie::replay {

void Tally::add(const ReplayedDecision& decision) {
  ++report_.decisions;
  std::uint64_t* const counts[] = {&report_.same, &report_.refused, &report_.further, &report_.fallen, &report_.untold};
  ++*counts[static_cast<std::size_t>(decision.outcome) - 1];
  if (decision.outcome != ReplayOutcome::same) ++counts_[{decision.decision, decision.outcome, why(decision)}];
}

ReplayReport Tally::report(const PolicySchedule& history, const PolicySchedule& other) const {
  ReplayReport report = report_;
  for (const auto& [key, count] : counts_) {
    const auto& [decision, outcome, cause] = key;
    report.counts.push_back({decision, outcome, cause, count});
  }
  for (const Parameter& parameter : kParameters) {
    const auto blind = std::ranges::find(kBlindSpots, name_of(parameter), &ReplayBlindSpot::parameter);
    if (blind == std::end(kBlindSpots) || !differ(history, other, parameter)) continue;
    report.unseen_changes.emplace_back(blind->parameter);
  }
  return report;
}

std::string in_words(const ReplayedDecision& decision) {
  std::string text = place_in_words(decision.place) + ": " + decision.decision + " ";
  switch (decision.outcome) {
    case ReplayOutcome::same:
      return text + "comes out the same";
    case ReplayOutcome::refused:
      text += "would have been refused";
      if (decision.reason) text += ": " + why(decision) + numbers_of(*decision.reason);
      return decision.missing.empty() ? text
                                      : text + "; what goes before it cannot be told, for want of " + list(decision.missing);
    case ReplayOutcome::further:
      return text + "would have gone further";
    case ReplayOutcome::fallen:
      text += "would have had nothing to go on, since " + place_in_words(*decision.because) + " comes out otherwise";
      return decision.reason ? text + ": " + why(decision) + numbers_of(*decision.reason) : text;
    case ReplayOutcome::untold:
      break;
  }
  text += "cannot be told, for want of " + list(decision.missing);
  return decision.because ? text + ": " + place_in_words(*decision.because) : text;
}

}  // namespace doverie::replay
