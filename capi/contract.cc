// SPDX-License-Identifier: Apache-2.0
//
// The contract of event stores, run against stores of the host's.
#include <algorithm>

#include "doverie/testing/event_store_contract.h"
#include "doverie_testing.h"
#include "host.h"
#include "text.h"

struct doverie_store_maker_sink : doverie::capi::Handle<0x4d414b2e53494e4b>,
                                  doverie::capi::Sink<std::shared_ptr<doverie::EventStore>> {
  using Sink::Sink;
};

struct doverie_contract_report : doverie::capi::Handle<0x5245504f52542e31> {
  doverie::testing::ContractReport report;
  std::string text;
  std::vector<std::string> names;  // of the clauses, with a NUL behind each, and so their sentences
  std::vector<std::string> sentences;
};

namespace doverie::capi {
namespace {

using testing::ClauseOutcome;
using testing::StoreClaim;

class HostMaker final : public testing::StoreMaker {
 public:
  HostMaker(const doverie_store_maker_callbacks& callbacks, HostSelf self, bool processes)
      : callbacks_(callbacks), self_(std::move(self)), processes_(processes) {}

  bool claims(StoreClaim claim) const override {
    switch (claim) {
      case StoreClaim::none:
        return true;
      case StoreClaim::reopen:
        return callbacks_.reopen != nullptr;
      case StoreClaim::open_again:
        return callbacks_.open_again != nullptr;
      case StoreClaim::processes:
        return callbacks_.open_again != nullptr && processes_;
      case StoreClaim::lose_answer:
        return callbacks_.lose_answer != nullptr;
      case StoreClaim::restore:
        return callbacks_.restore != nullptr;
    }
    return false;
  }
  std::shared_ptr<EventStore> make() override { return ask(callbacks_.make); }
  std::shared_ptr<EventStore> reopen() override { return ask(callbacks_.reopen); }
  std::shared_ptr<EventStore> open_again() override { return ask(callbacks_.open_again); }
  std::shared_ptr<EventStore> restore() override { return ask(callbacks_.restore); }
  void lose_answer() override {
    call_host([&] { callbacks_.lose_answer(self_.get()); });
  }

 private:
  using Make = decltype(doverie_store_maker_callbacks::make);

  std::shared_ptr<EventStore> ask(Make callback) {
    doverie_store_maker_sink sink{nullptr};
    call_host([&] { callback(self_.get(), &sink); });
    sink.retire();
    return sink.take();
  }

  doverie_store_maker_callbacks callbacks_;
  HostSelf self_;
  bool processes_;
};

testing::ContractOptions contract_options(const doverie_contract_options& given) {
  testing::ContractOptions options;
  options.only = text(given.only, "options.only");
  const auto clauses = testing::event_store_contract();
  const bool known = std::ranges::find(clauses, options.only, &testing::ContractClause::name) != clauses.end();
  if (!options.only.empty() && !known) wrong("options.only", "there is no such clause");
  if (given.threads != 0) options.threads = given.threads;
  if (given.rounds != 0) options.rounds = given.rounds;
  if (given.streams != 0) options.streams = given.streams;
  return options;
}

std::unique_ptr<doverie_contract_report> report_of(testing::ContractReport run) {
  auto handle = std::make_unique<doverie_contract_report>();
  handle->report = std::move(run);
  handle->text = handle->report.text();
  for (const auto& entry : handle->report.entries) {
    handle->names.emplace_back(entry.clause->name);
    handle->sentences.emplace_back(entry.clause->sentence);
  }
  return handle;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_store_made(doverie_store_maker_sink* sink, doverie_store* store, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& waiting = use(sink, "sink");
    waiting.answer(use(store, "store").port);
    free_handle(store);
    return doverie::Done{};
  });
}

doverie_status doverie_run_event_store_contract(const doverie_store_maker_callbacks* callbacks, void* self,
                                                const doverie_contract_options* options, doverie_contract_report** out,
                                                doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_contract_report>> {
    const auto wanted = read(callbacks, "callbacks");
    if (wanted.make == nullptr) throw WrongArgument{"callbacks: one that is required is NULL"};
    const auto given = read_or_default(options, "options");
    const auto chosen = contract_options(given);
    HostMaker maker(wanted, std::move(owned), flag(given.processes, "options.processes"));
    return report_of(doverie::testing::run_event_store_contract(maker, chosen));
  });
}

doverie_status doverie_contract_report_get(const doverie_contract_report* report, doverie_contract_counts* out,
                                           doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& run = use(report, "report").report;
    write(out, doverie_contract_counts{.clause_count = run.entries.size(),
                                       .passed = run.count(ClauseOutcome::passed),
                                       .failed = run.count(ClauseOutcome::failed),
                                       .not_claimed = run.count(ClauseOutcome::not_claimed)});
    return doverie::Done{};
  });
}

doverie_status doverie_contract_report_clause_at(const doverie_contract_report* report, size_t index,
                                                 doverie_contract_clause* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto& all = use(report, "report");
    const auto& [clause, result] = element(all.report.entries, index);
    write(out, doverie_contract_clause{.outcome = static_cast<doverie_clause_outcome>(result.outcome),
                                       .name = borrowed(all.names[index]),
                                       .sentence = borrowed(all.sentences[index]),
                                       .explanation = borrowed(result.explanation)});
    return doverie::Done{};
  });
}

doverie_string doverie_contract_report_text(const doverie_contract_report* report) {
  return alive(report) ? borrowed(report->text) : doverie_string{};
}

doverie_string doverie_clause_outcome_name(doverie_clause_outcome outcome) {
  switch (outcome) {
    case DOVERIE_CLAUSE_PASSED:
      return doverie_text("passed");
    case DOVERIE_CLAUSE_FAILED:
      return doverie_text("failed");
    case DOVERIE_CLAUSE_NOT_CLAIMED:
      return doverie_text("not_claimed");
    default:
      return doverie_text("");
  }
}

void doverie_contract_report_free(doverie_contract_report* report) {
  free_handle(report);
}
