// SPDX-License-Identifier: Apache-2.0
//
// The contract of event stores as test cases: one for each subject and clause that it claims, so that the numbers in the
// report of a test run count what was run. A program has them by one line:
//
//   const int kRegistered = register_clauses<MySubject, MyOtherSubject>();
#ifndef DOVERIE_TESTS_STORES_CONTRACT_CLAUSES_H_
#define DOVERIE_TESTS_STORES_CONTRACT_CLAUSES_H_

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string_view>

#include "doverie/testing/event_store_contract.h"
#include "support/wrapped_store.h"

namespace doverie::testing {

// Loses the answers of appends, with and without their effect by turns.
class LosingStore final : public WrappedStore {
 public:
  LosingStore(std::shared_ptr<EventStore> inner, std::atomic<int>* lost) : WrappedStore(std::move(inner)) {
    on_append = [this, lost](const Batch& batch) -> Result<AppendResult> {
      const int turn = lost->exchange(0);
      if (turn != kBefore) {
        auto result = this->inner().append(batch);
        if (turn != kAfter || !result) return result;
      }
      return AppendResult{AppendOutcome::unknown};
    };
  }
  static constexpr int kBefore = 1;
  static constexpr int kAfter = 2;
};

// A maker over a subject: default-constructible, empty, and gives its store out by store(). What more it can do, it says by
// having it: close() and open(), open_again(), kProcesses, lose_answer(), restore().
template <class Subject>
class SubjectMaker final : public StoreMaker {
 public:
  static constexpr bool kReopens = requires(Subject subject) {
    subject.close();
    subject.open();
  };
  static constexpr bool kOpensAgain = requires(Subject subject) { subject.open_again(); };
  static constexpr bool kProcesses = requires { Subject::kProcesses; };
  static constexpr bool kRestores = requires(Subject subject) { subject.restore(); };

  std::shared_ptr<EventStore> make() override {
    subject_.reset();
    subject_ = std::make_shared<Subject>();
    return given();
  }
  bool claims(StoreClaim claim) const override {
    switch (claim) {
      case StoreClaim::none:
      case StoreClaim::lose_answer:
        return true;
      case StoreClaim::reopen:
        return kReopens;
      case StoreClaim::open_again:
        return kOpensAgain;
      case StoreClaim::processes:
        return kProcesses;
      case StoreClaim::restore:
        return kRestores;
    }
    return false;
  }
  std::shared_ptr<EventStore> reopen() override {
    if constexpr (kReopens) subject_->open();
    return given();
  }
  std::shared_ptr<EventStore> open_again() override {
    if constexpr (kOpensAgain) return subject_->open_again();
    return nullptr;
  }
  std::shared_ptr<EventStore> restore() override {
    if constexpr (kRestores) subject_->restore();
    return given();
  }
  void lose_answer() override {
    if constexpr (requires { subject_->lose_answer(); }) {
      subject_->lose_answer();
    } else {
      lost_ = ++times_ % 2 == 0 ? LosingStore::kBefore : LosingStore::kAfter;
    }
  }

 private:
  // The subject's store, closed when the suite lets go of it.
  std::shared_ptr<EventStore> given() {
    const auto close = [subject = subject_](EventStore*) {
      if constexpr (kReopens) subject->close();
    };
    return std::make_shared<LosingStore>(std::shared_ptr<EventStore>(&subject_->store(), close), &lost_);
  }

  std::shared_ptr<Subject> subject_;
  std::atomic<int> lost_ = 0;
  int times_ = 0;
};

inline const ContractClause& clause_named(std::string_view name) {
  return *std::ranges::find(event_store_contract(), name, &ContractClause::name);
}

// The body of every test case: the clause is the one that the case is named after.
template <class Subject>
void run_clause() {
  const std::string_view case_name = doctest::getContextOptions()->currentTest->m_name;  // `clause<Subject>`
  const ContractClause& clause = clause_named(case_name.substr(0, case_name.find('<')));
  SubjectMaker<Subject> maker;
  const ClauseResult result = clause.run(maker);
  CHECK_MESSAGE(result.outcome == ClauseOutcome::passed, result.explanation);
}

template <class... Subjects>
int register_clauses() {
  int registered = 0;
  const auto add = [&]<class Subject>(const ContractClause& clause, Subject*) {
    if (!SubjectMaker<Subject>().claims(clause.claim)) return;
    doctest::detail::TestCase test(run_clause<Subject>, __FILE__, __LINE__,
                                   doctest_detail_test_suite_ns::getCurrentTestSuite(), doctest::toString<Subject>(),
                                   registered++);
    doctest::detail::regTest(test * clause.name.data());
  };
  for (const ContractClause& clause : event_store_contract()) (add(clause, static_cast<Subjects*>(nullptr)), ...);
  return registered;
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_CONTRACT_CLAUSES_H_
