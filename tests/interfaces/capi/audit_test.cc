// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints, exports and the verifier over the C interface; tests/threats/audit_test.cc goes through what is found.
#include "world.h"

namespace capi_test {
namespace {

using Checkpoint = std::unique_ptr<doverie_checkpoint, Free<doverie_checkpoint_free>>;
using Export = std::unique_ptr<doverie_export, Free<doverie_export_free>>;
using Verifier = std::unique_ptr<doverie_audit_verifier, Free<doverie_audit_verifier_free>>;
using Report = std::unique_ptr<doverie_audit_report, Free<doverie_audit_report_free>>;

const std::string kSigner(32, 'k');

struct Made {
  std::string text, public_key;
  std::uint64_t number = 0, events = 0;
  bool more = false;
};

Made checkpoint(const World& world, const std::string& previous = "") {
  auto options = fresh<doverie_checkpoint_options>();
  options.previous = lend(previous);
  const auto made = make<Checkpoint>([&](auto out, auto error) {
    return doverie_checkpoint_make(world.store.get(), lend_bytes(kSigner), kMorning, &options, out, error);
  });
  auto facts = fresh<doverie_checkpoint_facts>();
  REQUIRE(doverie_checkpoint_get(made.get(), &facts, nullptr) == DOVERIE_STATUS_OK);
  return {copy(facts.text), copy(facts.public_key), facts.number, facts.events, facts.more == 1};
}

Verifier verifier(const World& world, const std::vector<Made>& checkpoints) {
  auto made = make<Verifier>([&](auto out, auto error) { return doverie_audit_verifier_new(world.keys.get(), out, error); });
  for (const Made& each : checkpoints) {
    CHECK(doverie_audit_verifier_trust(made.get(), lend_bytes(each.public_key), nullptr) == DOVERIE_STATUS_OK);
    CHECK(doverie_audit_verifier_checkpoint(made.get(), lend(each.text), nullptr) == DOVERIE_STATUS_OK);
  }
  return made;
}

doverie_audit_counts counts(const Verifier& verifier, doverie_audit_finding* first = nullptr, Report* keep = nullptr) {
  auto report =
      make<Report>([&](auto out, auto error) { return doverie_audit_verifier_finish(verifier.get(), out, error); });
  auto all = fresh<doverie_audit_counts>();
  REQUIRE(doverie_audit_report_get(report.get(), &all, nullptr) == DOVERIE_STATUS_OK);
  if (first != nullptr) CHECK(doverie_audit_report_finding_at(report.get(), 0, first, nullptr) == DOVERIE_STATUS_OK);
  if (keep != nullptr) *keep = std::move(report);
  return all;
}

TEST_CASE("audit: checkpoints of a store that nobody has touched verify") {
  World world;
  world.appoint();
  const Made first = checkpoint(world);
  CHECK(first.number == 1);
  CHECK(first.events == 8);  // one of them is of the realm's own record
  CHECK(!first.more);
  std::string number;
  world.start(&number);
  const Made second = checkpoint(world, first.text);
  CHECK(second.number == 2);
  CHECK(second.events == 2);
  const Verifier whole = verifier(world, {first, second});
  CHECK(doverie_audit_verifier_store(whole.get(), world.store.get(), nullptr) == DOVERIE_STATUS_OK);
  const auto found = counts(whole);
  CHECK(found.finding_count == 0);
  CHECK(found.events == 10);
  CHECK(found.streams == 5);
  CHECK(found.checkpoints == 2);
}

TEST_CASE("audit: an export verifies line by line, and says which event does not fit") {
  World world;
  world.appoint();
  const Made only = checkpoint(world);
  const Verifier good = verifier(world, {only});
  const Verifier bad = verifier(world, {only});
  std::string cursor;
  while (true) {
    const auto page = make<Export>(
        [&](auto out, auto error) { return doverie_store_export(world.store.get(), lend(cursor), 1, out, error); });
    auto got = fresh<doverie_export_page>();
    REQUIRE(doverie_export_get(page.get(), &got, nullptr) == DOVERIE_STATUS_OK);
    if (got.events == 0) break;
    cursor = copy(got.cursor);
    std::string line = copy(got.lines);
    CHECK(doverie_audit_verifier_line(good.get(), lend_bytes(line), nullptr) == DOVERIE_STATUS_OK);
    const auto maria = line.find("contact_appointed");
    if (maria != std::string::npos) line.replace(maria, 7, "CONTACT");
    CHECK(doverie_audit_verifier_line(bad.get(), lend_bytes(line), nullptr) == DOVERIE_STATUS_OK);
  }
  CHECK(counts(good).finding_count == 0);
  Report report;
  auto finding = fresh<doverie_audit_finding>();
  CHECK(counts(bad, &finding, &report).finding_count == 1);
  CHECK(finding.kind == DOVERIE_FOUND_EVENT_CHANGED);
  CHECK(copy(finding.stream) == "circle/maria");
  CHECK(finding.version == 2);
  CHECK(finding.checkpoint == 0);
  CHECK(copy(finding.message).starts_with("stream circle/maria, version 2: the seal does not fit"));
  CHECK(doverie_audit_report_finding_at(report.get(), 1, &finding, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("audit: what is wrong with keys, times and options is said") {
  World world;
  const auto message = [&](const std::string& key, std::int64_t at, std::uint32_t max_events, std::int32_t accept) {
    auto options = fresh<doverie_checkpoint_options>();
    options.max_events = max_events;
    options.accept_restore = accept;
    doverie_checkpoint* out = nullptr;
    const auto outcome = outcome_of(
        [&](auto error) { return doverie_checkpoint_make(world.store.get(), lend_bytes(key), at, &options, &out, error); });
    CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    CHECK(out == nullptr);
    return outcome.message();
  };
  CHECK(message("short", kMorning, 1, 0).starts_with("checkpoint: the private key is neither"));
  CHECK(message(kSigner, 0, 1, 0) == "at: 0; it is needed");
  CHECK(message(kSigner, kMorning, 20001, 0) == "checkpoint: max_events is 20001, not 1 to 20000");
  CHECK(message(kSigner, kMorning, 1, 2) == "options.accept_restore: 2 is not a flag, 0 or 1");
  const Verifier nobody = verifier(world, {});
  CHECK(doverie_audit_verifier_trust(nobody.get(), lend_bytes("short"), nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_audit_verifier_checkpoint(nobody.get(), doverie_text("rubbish"), nullptr) == DOVERIE_STATUS_OK);
  auto finding = fresh<doverie_audit_finding>();
  CHECK(counts(nobody, &finding).finding_count == 1);
  CHECK(finding.kind == DOVERIE_FOUND_CHECKPOINT_UNSIGNED);
  CHECK(finding.checkpoint == 1);
}

}  // namespace
}  // namespace capi_test
