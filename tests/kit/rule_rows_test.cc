// SPDX-License-Identifier: Apache-2.0
//
// The repository's own rows hold, and pin every limit of the policy; and the rows themselves are read as they are meant.
#include "doverie/testing/rule_rows.h"
#include "support/ages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace doverie::testing {
namespace {

RuleRows parsed(const std::string& text) {
  auto rows = RuleRows::parse(text, "rows");
  REQUIRE_MESSAGE(rows.ok(), rows.fault().message);
  return *rows;
}

std::string refused(const std::string& text) {
  const auto rows = RuleRows::parse(text, "rows");
  REQUIRE(rows.faulted());
  CHECK(rows.fault().code == FaultCode::invalid_argument);
  return rows.fault().message;
}

std::vector<RuleRows> own_rows() {
  std::vector<RuleRows> tables;
  for (const std::string name : {"eligibility.txt", "invitations.txt", "recovery.txt"}) {
    std::ifstream file(DOVERIE_RULE_ROWS_DIR "/" + name);
    auto rows = RuleRows::parse(std::string(std::istreambuf_iterator<char>(file), {}), name);
    REQUIRE_MESSAGE(rows.ok(), rows.fault().message);
    CHECK(rows->size() > 0);
    tables.push_back(*std::move(rows));
  }
  return tables;
}

TEST_CASE("rule rows: the repository's own hold under gosuslugi") {
  for (const RuleRows& rows : own_rows()) {
    for (const std::string& failure : rows.failures(Policy::gosuslugi())) FAIL_CHECK(failure);
  }
}

TEST_CASE("rule rows: they pin every limit of gosuslugi from both sides") {
  const auto coverage = boundary_coverage(own_rows(), Policy::gosuslugi());
  REQUIRE_MESSAGE(coverage.ok(), coverage.fault().message);
  CHECK_MESSAGE(coverage->complete(), coverage->in_words());
  CHECK(coverage->boundaries.size() > 50);
}

std::string unpinned(const std::string& text, std::string_view parameter) {
  const RuleRows rows = parsed(text);
  const auto coverage = boundary_coverage({&rows, 1}, with_ages(14, 18));
  REQUIRE_MESSAGE(coverage.ok(), coverage.fault().message);
  std::string words;
  for (const Boundary& boundary : coverage->boundaries) {
    if (boundary.parameter == parameter && !boundary.pinned()) words += boundary.in_words() + "\n";
  }
  return words;
}

TEST_CASE("boundary coverage: a limit is pinned from each side by itself") {
  CHECK(unpinned("contact | 19 years | may", "contact_min_age_years") ==
        "contact_min_age_years: no row fails when 18 becomes 17\ncontact_min_age_years: no row fails when 18 becomes 19\n");
  CHECK(unpinned("contact | 18 years | may", "contact_min_age_years") ==
        "contact_min_age_years: no row fails when 18 becomes 17\n");
  CHECK(unpinned("contact | 17 years 364 days | contact_too_young", "contact_min_age_years") ==
        "contact_min_age_years: no row fails when 18 becomes 19\n");
  CHECK(unpinned("contact | 18 years | may\ncontact | 17 years 364 days | contact_too_young", "contact_min_age_years")
            .empty());
  // The numbers of a reason pin both sides: the row says what the limit is.
  CHECK(unpinned("contact | 17 years 364 days | contact_too_young (needs 18, has 17)", "contact_min_age_years").empty());
}

TEST_CASE("boundary coverage: flags, calendars, phones and times") {
  CHECK(unpinned("contact | 18 years | may", "contact_citizen_required") ==
        "contact_citizen_required: no row fails when true becomes false\n");
  CHECK(unpinned("contact | 18 years | may", "age_reached").empty());
  CHECK(unpinned("contact | born 2008-02-29 | may", "leap_birthday") ==
        "leap_birthday: no row fails when march_1 becomes february_28\n");
  CHECK(unpinned("contact | phone +79161234567 | may", "phone_prefixes").find("when +79 becomes +7\n") != std::string::npos);
  CHECK(unpinned("contact | phone +79161234567 | may", "phone_prefixes").find("when +79 becomes +791\n") !=
        std::string::npos);
  CHECK(unpinned("scenario: early\n given maria invites ivan\n given 23h59m59s pass\n when ivan accepts maria\n then done",
                 "invitation_lifetime") == "invitation_lifetime: no row fails when 24h becomes 86401s\n");
}

TEST_CASE("boundary coverage: rows that fail under the policy itself cannot tell anything") {
  const RuleRows rows = parsed("contact | 17 years | may");
  const auto coverage = boundary_coverage({&rows, 1}, Policy::gosuslugi());
  REQUIRE(coverage.faulted());
  CHECK(coverage.fault().message.find("rows:1") != std::string::npos);
}

TEST_CASE("boundary coverage: says how much is pinned, and what is not") {
  const BoundaryCoverage coverage{{{"a", "1", "2", "rows:3"}, {"a", "1", "0", ""}}};
  CHECK(coverage.in_words() == "1 of 2 boundaries are pinned\na: no row fails when 1 becomes 0");
  CHECK(coverage.boundaries.front().in_words() == "a: rows:3 fails when 1 becomes 2");
  CHECK_FALSE(coverage.complete());
}

TEST_CASE("rule rows: a failure says where, and what differs") {
  const RuleRows rows = parsed(
      "# a comment\n"
      "contact | 17 years 364 days, not a citizen | contact_too_young (needs 21, has 17), contact_passport_outdated\n");
  const auto failures = rows.failures(with_ages(14, 18));
  REQUIRE(failures.size() == 1);
  CHECK(failures.front() ==
        "rows:2:\n"
        "  expected: contact_too_young (needs 21, has 17), contact_passport_outdated\n"
        "  got:      contact_too_young (needs 18, has 17), contact_not_citizen\n"
        "  missing: contact_too_young (needs 21, has 17), contact_passport_outdated\n"
        "  not expected: contact_too_young (needs 18, has 17), contact_not_citizen\n"
        "    contact_too_young: The contact has not reached the required age.\n"
        "    contact_not_citizen: The contact is not a citizen of the Russian Federation.");
}

TEST_CASE("rule rows: what is not understood is refused, with its line") {
  CHECK(refused("contact | 18 years").starts_with("rows:1: \"contact | 18 years\" is not understood"));
  CHECK(refused("\n\nowner | 18 years | may").starts_with("rows:3: \"owner\" is not understood"));
  CHECK(refused("contact | tall | may").starts_with("rows:1: \"tall\" is not understood"));
  CHECK(refused("contact | 18 years | maybe").starts_with("rows:1: \"maybe\" is not understood"));
  CHECK(refused("today tomorrow").starts_with("rows:1:"));
  CHECK(refused("when ivan accepts maria").starts_with("rows:1:"));
  CHECK(refused("scenario: nothing\n given maria invites ivan") ==
        "rows: the scenario \"nothing\" does not end with a `then`");
}

TEST_CASE("rule rows: rules of the host's own take part like the library's") {
  const HostRule client{.number = 10'001,
                        .name = "contact_no_client",
                        .role = Role::contact,
                        .english = "The contact has to be a client of the bank.",
                        .russian = "Контакт должен быть клиентом банка.",
                        .check = [](const HostRuleInput& in) -> Result<HostFinding> {
                          return HostFinding{.passed = in.account.host.contains("client")};
                        }};
  const std::string text =
      "contact | fact client 1 | may\n"
      "contact | 17 years | contact_too_young, contact_no_client\n"
      "trustor | eligible | may\n"
      "contact | no account | contact_account_missing\n"
      "scenario: a client\n given ivan is fact client 1\n given maria invites ivan\n when ivan accepts maria\n then done\n"
      "scenario: no client\n given maria invites ivan\n when ivan accepts maria\n then refused: contact_no_client\n";
  const auto rows = RuleRows::parse(text, "rows", *HostRules::of({client}));
  REQUIRE_MESSAGE(rows.ok(), rows.fault().message);
  for (const std::string& failure : rows->failures(Policy::gosuslugi())) FAIL_CHECK(failure);
  CHECK(refused(text).starts_with("rows:2: \"contact_no_client\" is not understood"));

  HostRule broken = client;
  broken.check = [](const HostRuleInput&) -> Result<HostFinding> { return Fault{FaultCode::internal, "cannot say"}; };
  const auto faulty = RuleRows::parse("contact | eligible | may", "rows", *HostRules::of({broken}));
  CHECK(faulty->failures(Policy::gosuslugi()).front() == "rows:1:\n  cannot say");
}

TEST_CASE("rule rows: the day may be set for all rows that follow") {
  const RuleRows rows = parsed(
      "today 2027-06-01\ncontact | born 2009-06-01 | may\ntoday 2027-05-31\n"
      "contact | born 2009-06-01 | contact_too_young\n");
  CHECK(rows.size() == 2);
  CHECK(rows.failures(with_ages(14, 18)).empty());
}

}  // namespace
}  // namespace doverie::testing
