// SPDX-License-Identifier: Apache-2.0
//
// How is a file of rule rows read and run? Each row is a person or a scenario with the verdict that it expects; mutants
// of the policy must make some row fail.
#include "doverie/testing/rule_rows.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "core/bytes/json.h"
#include "core/eligibility/eligibility.h"
#include "doverie/testing/accounts.h"
#include "doverie/testing/scenario.h"
#include "kit/mutants.h"
#include "kit/words.h"

namespace doverie::testing {

namespace {

struct PersonRow {
  Role role;
  AccountInWords person;
  std::string verdict;
};

enum class Keyword : std::uint8_t { given, when, then, then_events };
struct Line {
  Keyword keyword;
  std::string sentence;
};
struct ScenarioRow {
  std::string name;
  CivilDate today;
  std::vector<Line> lines;
};

struct Row {
  std::size_t line;
  std::variant<PersonRow, ScenarioRow> content;
};

// A fault of a host's rule is told in the place of the verdict. It is now when the account was read: "just now" is that instant.
Result<std::vector<Reason>> failed_rules(const PersonRow& row, const Policy& policy, const HostRules& rules) {
  const auto& account = row.person.account;
  const Instant now = account ? account->as_of : Instant{};
  Verdicts verdicts = check_eligibility(row.role, account, policy, row.person.today, now);
  if (!account) return failures(verdicts);
  const Status status = check_host_rules(row.role, {*account, policy, row.person.today, now}, rules, verdicts);
  if (!status) return status.as<std::vector<Reason>>();
  return failures(verdicts);
}

std::string failure_of(const PersonRow& row, const Policy& policy, const HostRules& rules) {
  const auto reasons = failed_rules(row, policy, rules);
  if (!reasons) return "  " + reasons.fault().message;
  const std::string verdict = reasons->empty() ? "may" : in_words(*reasons);
  return is_as_expected(row.verdict, verdict) ? "" : "  " + difference(row.verdict, verdict) + meanings(verdict);
}

void add(Scenario& scenario, const Line& line) {
  switch (line.keyword) {
    case Keyword::given:
      scenario.given(line.sentence);
      return;
    case Keyword::when:
      scenario.when(line.sentence);
      return;
    case Keyword::then:
      scenario.then(line.sentence);
      return;
    case Keyword::then_events:
      scenario.then_events(line.sentence);
      return;
  }
}

std::string failure_of(const ScenarioRow& row, const Policy& policy, const HostRules& rules) {
  Scenario scenario(policy, row.today, rules);
  for (const Line& line : row.lines) {
    add(scenario, line);
    if (!scenario.ok()) return "scenario: " + row.name + "\n" + scenario.failure();
  }
  return {};
}

std::string failure_of(const Row& row, const Policy& policy, const HostRules& rules) {
  return std::visit([&](const auto& content) { return failure_of(content, policy, rules); }, row.content);
}

// Reads a text line by line.
class Parser {
 public:
  explicit Parser(const HostRules& host_rules) : host_rules_(host_rules) {}
  std::vector<Row> rows;

  Status read(std::string_view line) {
    ++number_;
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return Done{};
    if (line.starts_with("today ")) return read_today(line.substr(6));
    if (line.starts_with("scenario:")) {
      rows.push_back({number_, ScenarioRow{std::string(trimmed(line.substr(9))), today_, {}}});
      return Done{};
    }
    if (line.find('|') != std::string_view::npos) return read_person(line);
    return read_scenario_line(line);
  }
  std::size_t number() const { return number_; }

  // A scenario that looks at nothing cannot fail, and was not meant so.
  Status finish() const {
    for (const Row& row : rows) {
      const auto* scenario = std::get_if<ScenarioRow>(&row.content);
      if (scenario && (scenario->lines.empty() || scenario->lines.back().keyword < Keyword::then)) {
        return Fault{FaultCode::invalid_argument, "the scenario \"" + scenario->name + "\" does not end with a `then`"};
      }
    }
    return Done{};
  }

 private:
  Status read_today(std::string_view text) {
    const auto date = date_from_iso(trimmed(text));
    if (!date) return not_understood(text, "write a day as: today 2026-03-02");
    today_ = *date;
    return Done{};
  }

  Status read_person(std::string_view line) {
    const auto columns = pieces(line, '|');
    if (columns.size() != 3) return not_understood(line, "write three columns: contact | 17 years | contact_too_young");
    const std::string& role = columns[0];
    if (role != "contact" && role != "trustor") return not_understood(role, "a role is contact or trustor");
    auto person = account_of(columns[1], today_);
    if (!person) return person.as<Done>();
    if (auto status = check_verdict(columns[2]); !status) return status;
    rows.push_back({number_, PersonRow{role == "contact" ? Role::contact : Role::trustor, *std::move(person), columns[2]}});
    return Done{};
  }

  bool is_rule(std::string_view name) const {
    return reason_named(name) || std::ranges::find(host_rules_.all(), name, &HostRule::name) != host_rules_.all().end();
  }

  Status check_verdict(std::string_view verdict) const {
    if (verdict == "may") return Done{};
    for (const std::string& reason : pieces(verdict, ',')) {
      const std::string_view name = std::string_view(reason).substr(0, reason.find(" ("));
      if (!is_rule(name)) return not_understood(name, "a verdict is `may`, or reasons by their names");
    }
    return Done{};
  }

  Status read_scenario_line(std::string_view line) {
    constexpr std::pair<std::string_view, Keyword> kKeywords[] = {{"given ", Keyword::given},
                                                                  {"when ", Keyword::when},
                                                                  {"then events:", Keyword::then_events},
                                                                  {"then ", Keyword::then}};
    auto* scenario = rows.empty() ? nullptr : std::get_if<ScenarioRow>(&rows.back().content);
    for (const auto& [word, keyword] : kKeywords) {
      if (!scenario || !line.starts_with(word)) continue;
      scenario->lines.push_back({keyword, std::string(trimmed(line.substr(word.size())))});
      return Done{};
    }
    return not_understood(line, "write a row with `|`, `scenario: …`, or in a scenario `given …`, `when …`, `then …`");
  }

  const HostRules& host_rules_;
  std::size_t number_ = 0;
  CivilDate today_{std::chrono::year{2026} / 3 / 2};
};

}  // namespace

struct RuleRows::Parsed {
  std::string source;
  HostRules rules;
  std::vector<Row> rows;
};

struct RowsAccess {
  static const RuleRows::Parsed& of(const RuleRows& rows) { return *rows.parsed_; }
};

Result<RuleRows> RuleRows::parse(std::string_view text, std::string source, HostRules rules) {
  Parser parser(rules);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (auto status = parser.read(text.substr(0, end)); !status) {
      return Fault{FaultCode::invalid_argument,
                   source + ":" + std::to_string(parser.number()) + ": " + status.fault().message};
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  if (auto status = parser.finish(); !status) {
    return Fault{FaultCode::invalid_argument, source + ": " + status.fault().message};
  }
  return RuleRows(std::make_shared<const Parsed>(Parsed{std::move(source), rules, std::move(parser.rows)}));
}

std::size_t RuleRows::size() const {
  return parsed_->rows.size();
}

std::vector<std::string> RuleRows::failures(const Policy& policy) const {
  std::vector<std::string> found;
  for (const Row& row : parsed_->rows) {
    const std::string failure = failure_of(row, policy, parsed_->rules);
    if (!failure.empty()) found.push_back(parsed_->source + ":" + std::to_string(row.line) + ":\n" + failure);
  }
  return found;
}

namespace {

// The first row that notices the change. Rows about people come first: they cost next to nothing.
std::string pinned_by(std::span<const RuleRows> tables, const Policy& policy) {
  for (const bool scenarios : {false, true}) {
    for (const RuleRows& table : tables) {
      for (const Row& row : RowsAccess::of(table).rows) {
        if (std::holds_alternative<ScenarioRow>(row.content) != scenarios) continue;
        if (!failure_of(row, policy, RowsAccess::of(table).rules).empty())
          return RowsAccess::of(table).source + ":" + std::to_string(row.line);
      }
    }
  }
  return {};
}

}  // namespace

std::string Boundary::in_words() const {
  const std::string found = pinned() ? pinned_by + " fails" : "no row fails";
  return parameter + ": " + found + " when " + from + " becomes " + to;
}

std::size_t BoundaryCoverage::pinned() const {
  std::size_t count = 0;
  for (const Boundary& boundary : boundaries) count += boundary.pinned() ? 1 : 0;
  return count;
}

std::string BoundaryCoverage::in_words() const {
  std::string words = std::to_string(pinned()) + " of " + std::to_string(boundaries.size()) + " boundaries are pinned";
  for (const Boundary& boundary : boundaries) {
    if (!boundary.pinned()) words += "\n" + boundary.in_words();
  }
  return words;
}

Result<BoundaryCoverage> boundary_coverage(std::span<const RuleRows> rows, const Policy& policy) {
  for (const RuleRows& table : rows) {
    const auto failed = table.failures(policy);
    if (!failed.empty()) {
      return Fault{FaultCode::invalid_argument, "a row fails under the policy itself; correct it first\n" + failed.front()};
    }
  }
  BoundaryCoverage coverage;
  for (Mutant& mutant : mutants_of(policy)) {
    std::string noticed = pinned_by(rows, mutant.policy);
    coverage.boundaries.push_back(
        {std::move(mutant.parameter), std::move(mutant.from), std::move(mutant.to), std::move(noticed)});
  }
  return coverage;
}

}  // namespace doverie::testing
