// SPDX-License-Identifier: Apache-2.0
//
// Is the table of docs/spec/adversaries.md what the search finds? And the bounds that it promises, each reached and not passed.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "support/story.h"
#include "threats/search.h"

namespace doverie::testing {
namespace {

const std::string kPage = DOVERIE_TESTS_DIR "/../docs/spec/adversaries.md";
constexpr std::string_view kBegin = "<!-- BEGIN found: written by adversaries_test with DOVERIE_WRITE_GOLDEN -->\n";
constexpr std::string_view kEnd = "<!-- END found -->";

constexpr const char* kHead =
    "| adversary | policy | grant after | nobody asked after | wrong codes | frozen, of 960 h | locked, of 960 h | SMS | "
    "contact gone | can read "
    "|\n"
    "|---|---|---|---|---|---|---|---|---|---|\n";

Policy several() {
  Policy policy = Policy::gosuslugi();
  policy.id = "two-of-two";
  policy.max_contacts_per_trustor = policy.required_approvals = 2;
  return policy;
}

std::string cell(const Worst& worst, std::string_view unit) {
  return worst.amount == 0 ? "–" : std::to_string(worst.amount) + std::string(unit) + ": " + worst.by;
}

std::string listed(const std::set<std::string>& read) {
  std::string list;
  for (const std::string& what : read) list += (list.empty() ? "" : ", ") + what;
  return list.empty() ? "–" : list;
}

std::string row(const Adversary& adversary, const Policy& policy) {
  const Harms harms = worst_of(adversary, policy);
  std::string line = "| " + adversary.name + " | " + policy.id;
  line += " | " + cell(harms.grant, " moves");
  line += " | " + cell(harms.open, " moves");
  line += " | " + cell(harms.guesses, "");
  line += " | " + cell(harms.frozen, " h");
  line += " | " + cell(harms.locked, " h");
  line += " | " + cell(harms.sms, "");
  line += " | " + std::string(harms.removed.amount == 0 ? "–" : harms.removed.by);
  return line + " | " + listed(harms.read) + " |\n";
}

std::string rows(const Adversary& adversary) {
  std::string lines = row(adversary, Policy::gosuslugi()) + row(adversary, Policy::strict());
  return adversary.name == "contact" ? lines + row(adversary, several()) : lines;
}

std::string read_page() {
  std::ifstream file(kPage);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Written once, by the last of them; else each compares its own rows.
void check(const std::string& name) {
  if (std::getenv("DOVERIE_WRITE_GOLDEN")) return;
  const auto adversary = std::ranges::find(adversaries(), name, &Adversary::name);
  REQUIRE(adversary != adversaries().end());
  const std::string found = rows(*adversary);
  CHECK_MESSAGE(read_page().find(found) != std::string::npos, "found by playing, and not on the page:\n" << found);
}

std::set<std::string>& with_a_test() {
  static std::set<std::string> names;
  return names;
}

#define ADVERSARY(name)                                                                       \
  const bool DOCTEST_ANONYMOUS(has_a_test_) = with_a_test().insert(std::string(name)).second; \
  TEST_CASE("adversaries: " name) {                                                           \
    check(name);                                                                              \
  }

ADVERSARY("contact")
ADVERSARY("contact who guesses")
ADVERSARY("contact whom the owner has told no")
ADVERSARY("contact whom the owner has reported")
ADVERSARY("contact and one operator")
ADVERSARY("stranger with the account's name")
ADVERSARY("whoever knows the request alone")
ADVERSARY("thief of the owner's session")
ADVERSARY("thief of the contact's session")
ADVERSARY("swindler on the phone with the contact")
ADVERSARY("swindler who stays on the phone")
ADVERSARY("swindler who calls when the code is there")
ADVERSARY("swindler who says that it is a change")
ADVERSARY("operator by mistake")
ADVERSARY("host by mistake")

TEST_CASE("adversaries: the page has each of them once") {
  std::string page = read_page();
  const auto begin = page.find(kBegin) + kBegin.size();
  const auto end = page.find(kEnd);
  REQUIRE(end != std::string::npos);
  if (std::getenv("DOVERIE_WRITE_GOLDEN")) {
    std::string table = kHead;
    for (const Adversary& adversary : adversaries()) table += rows(adversary);
    std::ofstream(kPage) << page.replace(begin, end - begin, table);
    return;
  }
  const std::string table = page.substr(begin, end - begin);
  CHECK(std::ranges::count(table, '\n') == 2 + 2 * std::ssize(adversaries()) + 1);
  CHECK(table.starts_with(kHead));
  for (const Adversary& adversary : adversaries()) CHECK_MESSAGE(with_a_test().contains(adversary.name), adversary.name);
}

}  // namespace
}  // namespace doverie::testing
