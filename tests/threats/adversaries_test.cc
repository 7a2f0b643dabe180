// SPDX-License-Identifier: Apache-2.0
//
// Is the table of docs/spec/adversaries.md what the search finds? And the bounds that it promises, each reached and not passed.
#include <fstream>
#include <iterator>

#include "support/story.h"
#include "threats/search.h"

namespace doverie::testing {
namespace {

const std::string kPage = DOVERIE_TESTS_DIR "/../docs/spec/adversaries.md";
constexpr std::string_view kBegin = "<!-- BEGIN found: written by adversaries_test with DOVERIE_WRITE_GOLDEN -->\n";
constexpr std::string_view kEnd = "<!-- END found -->";

Policy several() {
  Policy policy = Policy::gosuslugi();
  policy.id = "two-of-two";
  policy.max_contacts_per_trustor = policy.required_approvals = 2;
  return policy;
}

std::string cell(const Worst& worst, std::string_view unit) {
  return worst.amount == 0 ? "–" : std::to_string(worst.amount) + std::string(unit) + ": " + worst.by;
}

std::string row(const Adversary& adversary, const Policy& policy) {
  const Harms harms = worst_of(adversary, policy);
  std::string line = "| " + adversary.name + " | " + policy.id;
  line += " | " + cell(harms.grant, " moves");
  line += " | " + cell(harms.frozen, " h");
  line += " | " + cell(harms.locked, " h");
  line += " | " + cell(harms.sms, "");
  line += " | " + std::string(harms.removed.amount == 0 ? "–" : harms.removed.by);
  return line + " |\n";
}

std::string table() {
  std::string lines = "| adversary | policy | grant after | frozen, of 960 h | locked, of 960 h | SMS | contact gone |\n";
  lines += "|---|---|---|---|---|---|---|\n";
  for (const Adversary& adversary : adversaries()) {
    for (const Policy& policy : {Policy::gosuslugi(), Policy::strict()}) lines += row(adversary, policy);
    if (adversary.name == "contact") {
      Adversary one = adversary;
      one.name = "one dishonest contact of two";
      lines += row(one, several());
    }
  }
  return lines;
}

std::string read_page() {
  std::ifstream file(kPage);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("adversaries: the page has the worst that the search finds") {
  std::string page = read_page();
  const auto begin = page.find(kBegin) + kBegin.size();
  const auto end = page.find(kEnd);
  REQUIRE(end != std::string::npos);
  const std::string found = table();
  if (std::getenv("DOVERIE_WRITE_GOLDEN")) {
    std::ofstream(kPage) << page.replace(begin, end - begin, found);
    return;
  }
  CHECK(page.substr(begin, end - begin) == found);
}

}  // namespace
}  // namespace doverie::testing
