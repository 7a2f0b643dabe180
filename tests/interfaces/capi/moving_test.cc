// SPDX-License-Identifier: Apache-2.0
//
// Links of another system over the C interface: one by itself, a table in parts, and the table of what is there.
#include "world.h"

namespace capi_test {
namespace {

using Import = std::unique_ptr<doverie_import, Free<doverie_import_free>>;
using Links = std::unique_ptr<doverie_links, Free<doverie_links_free>>;

Import import_into(const World& world, bool dry_run) {
  auto options = fresh<doverie_import_options>();
  options.operator_id = doverie_text("anna");
  options.dry_run = dry_run ? 1 : 0;
  return make<Import>([&](auto out, auto error) { return doverie_import_new(world.service.get(), &options, out, error); });
}

std::string table_of(const World& world) {
  const auto links =
      make<Links>([&](auto out, auto error) { return doverie_links_of(world.store.get(), doverie_text(""), out, error); });
  auto table = fresh<doverie_link_table>();
  REQUIRE(doverie_links_get(links.get(), &table, nullptr) == DOVERIE_STATUS_OK);
  return copy(table.csv);
}

const std::string kTable = "trustor,contact,since\nmaria,ivan,2024-05-17\nmaria,maria,2024-05-17\nnobody,ivan,17.05.2024";

doverie_import_report taken(const Import& import) {
  for (const char c : kTable) {
    const std::string part(1, c);
    REQUIRE(doverie_import_take(import.get(), lend_bytes(part), nullptr) == DOVERIE_STATUS_OK);
  }
  REQUIRE(doverie_import_end(import.get(), nullptr) == DOVERIE_STATUS_OK);
  auto report = fresh<doverie_import_report>();
  REQUIRE(doverie_import_get(import.get(), &report, nullptr) == DOVERIE_STATUS_OK);
  return report;
}

TEST_CASE("moving: a table comes in, row by row, and what is refused is told") {
  World world;
  CHECK(taken(import_into(world, true)).in_place == 1);
  CHECK(table_of(world) == "trustor,contact,since,origin,imported_at\n");
  const Import import = import_into(world, false);
  const auto report = taken(import);
  CHECK(report.in_place == 1);
  REQUIRE(report.refusal_count == 2);
  auto refusal = fresh<doverie_import_refusal>();
  REQUIRE(doverie_import_refusal_at(import.get(), 0, &refusal, nullptr) == DOVERIE_STATUS_OK);
  CHECK(refusal.line == 3);
  CHECK(copy(refusal.trustor) == "maria");
  CHECK(copy(refusal.why).find("same_person") != std::string::npos);
  REQUIRE(doverie_import_refusal_at(import.get(), 1, &refusal, nullptr) == DOVERIE_STATUS_OK);
  CHECK(copy(refusal.why) == "since is \"17.05.2024\"; write 2024-05-17, or 2024-05-17T09:00:00Z");
  CHECK(table_of(world).find("\nmaria,ivan,2024-05-17T00:00:00.000000Z,imported,") != std::string::npos);
}

TEST_CASE("moving: one link by itself") {
  World world;
  const auto import = [&](std::int64_t since) {
    return outcome_of([&](doverie_error** error) {
      return doverie_operator_import_link(world.service.get(), nullptr, doverie_text("maria"), doverie_text("ivan"), since,
                                          doverie_text("anna"), 0, 0, error);
    });
  };
  CHECK(import(kMorning - kMinute).ok());
  CHECK(import(kMorning - kMinute).ok());
  CHECK(import(kMorning - 2 * kMinute).rejected(DOVERIE_REASON_ALREADY_CONTACT));
}

TEST_CASE("moving: what is no table, and options that are wrong") {
  World world;
  const Import import = import_into(world, false);
  const std::string names = "trustor,since\n";
  const auto wrong =
      outcome_of([&](doverie_error** error) { return doverie_import_take(import.get(), lend_bytes(names), error); });
  CHECK(wrong.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
  CHECK(wrong.message() == "line 1: no column contact; there have to be trustor, contact and since");
  auto options = fresh<doverie_import_options>();
  options.threads = 65;
  doverie_import* none = nullptr;
  const auto refused =
      outcome_of([&](doverie_error** error) { return doverie_import_new(world.service.get(), &options, &none, error); });
  CHECK(refused.message() == "options.threads: more than 64");
}

}  // namespace
}  // namespace capi_test
