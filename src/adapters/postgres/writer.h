// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/postgres/doubts.h"
#include "adapters/postgres/groups.h"
#include "adapters/postgres/pool.h"
#include "adapters/postgres/tables.h"

namespace doverie::postgres {

// What a store is made of, shared by all its calls. Thread-safe.
struct Parts {
  explicit Parts(PostgresOptions the_options);

  // A name that no other attempt of any process has.
  std::string new_attempt();
  Duration patience() const { return options.statement_timeout; }

  const PostgresOptions options;
  const Statements statements;
  Pool pool;
  Doubts doubts;

 private:
  const std::string instance_;  // random
  std::atomic<std::uint64_t> attempts_ = 0;
};

// Writes groups on one connection. When a group cannot be written as a whole because of one of its members, the members are
// written one by one, so that only the one fails.
class GroupWriter final : public Groups::Writer {
 public:
  GroupWriter(Parts& parts, Pool::Lease lease) : parts_(parts), lease_(std::move(lease)) {}

  std::vector<Result<AppendResult>> write(const Batches& batches) override;

 private:
  using Results = std::vector<Result<AppendResult>>;
  using Members = std::span<const Batch* const>;

  Results write_together(Members members);
  Results write_alone(Members members);
  Reply try_once(Members members, const std::string& attempt);
  // Makes the connection ready for another try after an error; false when there is none any more.
  bool recover(const ServerError& error);
  Results in_doubt(Members members, const std::string& attempt);

  Parts& parts_;
  Pool::Lease lease_;
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_
