// SPDX-License-Identifier: Apache-2.0
//
// How does a scenario go? Its sentences are told to a stage, one after the other, and the first answer that was not
// expected ends it.
#include "doverie/testing/scenario.h"

#include <optional>
#include <utility>
#include <vector>

#include "kit/stage.h"
#include "kit/words.h"

namespace doverie::testing {

namespace {

constexpr CivilDate kToday{std::chrono::year{2026} / 3 / 2};

struct Line {
  std::string_view keyword;
  std::string sentence;
  std::string answer;  // empty for what answers nothing
};

// Whether a given may be answered so. A code is mistyped in order to be refused.
bool went_well(std::string_view sentence, std::string_view answer) {
  const auto words = tokens(sentence);
  const bool mistyped = words.size() > 1 && words[1] == "mistypes";
  if (mistyped) return is_as_expected("refused: wrong_code", answer);
  if (words.size() > 1 && words[1] == "recovers") return answer == "pending";
  return !answer.starts_with("refused") && !answer.starts_with("fault");
}

}  // namespace

class Scenario::Told {
 public:
  Told(Policy policy, CivilDate today, HostRules rules) {
    auto stage = Stage::set_up(std::move(policy), today, std::move(rules));
    if (stage) {
      stage_ = *std::move(stage);
    } else {
      why_ = "the policy cannot be used: " + stage.fault().message;
    }
  }

  bool ok() const { return why_.empty(); }
  const std::string& answer() const { return answer_; }

  void given(std::string_view sentences) {
    for (const std::string& sentence : pieces(sentences, ',')) {
      const auto said = say("given", sentence);
      if (said && !went_well(sentence, *said))
        why_ = "this was given, so it has to succeed; but it was answered:\n  " + *said;
    }
  }

  void when(std::string_view sentence) {
    if (stage_) stage_->new_events();  // those of the givens are not asked for
    if (auto said = say("when", std::string(trimmed(sentence)))) answer_ = *std::move(said);
  }

  void then(std::string_view expected) {
    expected = trimmed(expected);
    if (!begin("then", expected)) return;
    if (answer_.empty()) {
      why_ = "there was no `when` yet";
    } else if (!is_as_expected(expected, answer_)) {
      why_ = difference(expected, answer_) + meanings(answer_);
    }
  }

  void then_events(std::string_view expected) {
    expected = trimmed(expected);
    if (!begin("then events:", expected)) return;
    const std::string written = stage_->new_events();
    if (!is_as_expected(expected, written)) why_ = difference(expected, written.empty() ? "(no event)" : written);
  }

  std::string failure() const {
    if (ok()) return {};
    std::string words;
    for (const Line& line : lines_) {
      words += "  " + std::string(line.keyword) + " " + line.sentence;
      words += line.answer.empty() ? "\n" : "   → " + line.answer + "\n";
    }
    return words + "  " + why_;
  }

 private:
  bool begin(std::string_view keyword, std::string_view sentence) {
    if (!ok()) return false;
    lines_.push_back({keyword, std::string(sentence), ""});
    return true;
  }

  std::optional<std::string> say(std::string_view keyword, const std::string& sentence) {
    if (!begin(keyword, sentence)) return std::nullopt;
    auto said = stage_->say(sentence);
    if (!said) {
      why_ = said.fault().message;
      return std::nullopt;
    }
    lines_.back().answer = *said;
    return *std::move(said);
  }

  std::unique_ptr<Stage> stage_;
  std::vector<Line> lines_;
  std::string answer_;
  std::string why_;
};

Scenario::Scenario(Policy policy) : Scenario(std::move(policy), kToday) {}
Scenario::Scenario(Policy policy, CivilDate today, HostRules rules)
    : told_(std::make_shared<Told>(std::move(policy), today, std::move(rules))) {}

Scenario& Scenario::given(std::string_view sentences) {
  told_->given(sentences);
  return *this;
}
Scenario& Scenario::when(std::string_view sentence) {
  told_->when(sentence);
  return *this;
}
Scenario& Scenario::then(std::string_view answer) {
  told_->then(answer);
  return *this;
}
Scenario& Scenario::then_events(std::string_view types) {
  told_->then_events(types);
  return *this;
}

bool Scenario::ok() const {
  return told_->ok();
}
std::string Scenario::failure() const {
  return told_->failure();
}
const std::string& Scenario::answer() const {
  return told_->answer();
}

}  // namespace doverie::testing
