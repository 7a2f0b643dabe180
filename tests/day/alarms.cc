// SPDX-License-Identifier: Apache-2.0
//
// The rules, as a host would give them to what watches its metrics; a minute is ten seconds here.
#include "day/alarms.h"

#include <algorithm>
#include <sstream>

#include "day/wire.h"

namespace doverie::day {
namespace {

constexpr double kLate = 10;  // seconds

struct Rule {
  const char* alarm;
  const char* metric;
  std::vector<const char*> labels;
};

// Counters that must not rise.
const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules{
      {"gateway", "doverie_pump_messages_total", {"kind=\"codes\"", "outcome=\"postponed\""}},
      {"codes refused", "doverie_pump_messages_total", {"kind=\"codes\"", "outcome=\"refused\""}},
      {"codes expired", "doverie_pump_messages_total", {"kind=\"codes\"", "outcome=\"expired\""}},
      {"set aside", "doverie_pump_messages_total", {"outcome=\"set_aside\""}},
      {"outcome unknown", "doverie_commands_total", {"outcome=\"unknown\""}},
      {"outcome unknown", "doverie_pump_runs_total", {"fault=\"outcome_unknown\""}},
      {"store", "doverie_commands_total", {"reason=\"store_unavailable\""}},
      {"store", "doverie_pump_runs_total", {"fault=\"store_unavailable\""}},
      {"directory", "doverie_commands_total", {"reason=\"directory_unavailable\""}},
      {"directory", "doverie_pump_runs_total", {"fault=\"directory_unavailable\""}},
      {"clock", "doverie_commands_total", {"reason=\"clock_skew\""}},
      {"too old", "doverie_commands_total", {"reason=\"level_unknown\""}},
      {"too old", "doverie_pump_runs_total", {"fault=\"level_unknown\""}},
      {"keys", "doverie_commands_total", {"reason=\"key_unavailable\""}},
      {"not protected", "doverie_starts_total", {"status=\"not_protected\""}},
      {"damage", "doverie_commands_total", {"reason=\"store_corrupt\""}},
      {"damage", "doverie_commands_total", {"reason=\"audit_broken\""}},
      {"damage", "doverie_pump_runs_total", {"fault=\"store_corrupt\""}},
  };
  return kRules;
}

// Whatever no rule names.
const Rule kOthers[] = {{"another fault", "doverie_commands_total", {"outcome=\"faulted\""}},
                        {"another fault", "doverie_pump_runs_total", {"fault=\""}}};
constexpr const char* kWentWell = "doverie_pump_runs_total{fault=\"\"}";

bool is_of(const std::string& line, const Rule& rule) {
  if (!line.starts_with(rule.metric)) return false;
  return std::ranges::all_of(rule.labels, [&](const char* label) { return line.find(label) != std::string::npos; });
}

std::set<std::string> alarms_of(const std::string& line) {
  std::set<std::string> alarms;
  const auto look = [&](const auto& among) {
    for (const Rule& rule : among) {
      if (is_of(line, rule)) alarms.insert(rule.alarm);
    }
  };
  look(rules());
  if (alarms.empty() && line != kWentWell) look(kOthers);
  return alarms;
}

}  // namespace

std::map<std::string, double> numbers_of(const std::string& page) {
  std::map<std::string, double> numbers;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.rfind(' ');
    if (!line.starts_with('#') && space != std::string::npos)
      numbers[line.substr(0, space)] = std::stod(line.substr(space + 1));
  }
  return numbers;
}

std::set<std::string> alarms_between(const std::map<std::string, double>& before, const std::map<std::string, double>& now) {
  std::set<std::string> alarms;
  for (const auto& [line, value] : now) {
    const auto earlier = before.find(line);
    const bool rose = value > (earlier == before.end() ? 0 : earlier->second);
    if (rose) alarms.merge(alarms_of(line));
    const bool is_late = line == "doverie_pump_oldest_due_seconds{kind=\"codes\"}" && value > kLate;
    if (is_late) alarms.insert("codes late");
  }
  return alarms;
}

Watch::Watch(const Places& places) : places_(places), watching_([this] { watch(); }) {}

Watch::~Watch() {
  ending_ = true;
  watching_.join();
}

void Watch::watch() {
  while (!ending_) {
    look();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

void Watch::look() {
  std::map<int, std::map<std::string, double>> seen;
  for (const int port : places_.all()) {
    if (port == 0) continue;
    if (const auto page = ask(port, {"metrics"})) seen[port] = numbers_of(*page);
  }
  const std::lock_guard lock(mutex_);
  for (const auto& [port, numbers] : seen) {
    const std::set<std::string> alarms = alarms_between(last_numbers_[port], numbers);
    if (!alarms.empty()) last_ = Clock::now();
    raised_[part_].insert(alarms.begin(), alarms.end());
  }
  last_numbers_ = std::move(seen);
}

void Watch::begin(const std::string& part) {
  const std::lock_guard lock(mutex_);
  part_ = part;
  last_ = Clock::now();
}

std::set<std::string> Watch::raised(const std::string& part) const {
  const std::lock_guard lock(mutex_);
  const auto found = raised_.find(part);
  return found == raised_.end() ? std::set<std::string>{} : found->second;
}

bool Watch::quiet_for(std::chrono::seconds so_long, std::chrono::seconds within) const {
  for (const auto until = Clock::now() + within; Clock::now() < until;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const std::lock_guard lock(mutex_);
    if (Clock::now() - last_ > so_long) return true;
  }
  return false;
}

bool Watch::comes(const std::string& alarm, std::chrono::seconds within) const {
  for (const auto until = Clock::now() + within; Clock::now() < until;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const std::lock_guard lock(mutex_);
    const auto found = raised_.find(part_);
    if (found != raised_.end() && found->second.contains(alarm)) return true;
  }
  return false;
}

std::vector<double> Watch::numbers(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  std::vector<double> found;
  for (const auto& [port, numbers] : last_numbers_) {
    if (const auto one = numbers.find(name); one != numbers.end()) found.push_back(one->second);
  }
  return found;
}

}  // namespace doverie::day
