// SPDX-License-Identifier: Apache-2.0
//
// How does a group of callers get its reads and its appends done on one connection?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/postgres/doubts.h"
#include "adapters/postgres/gathering.h"
#include "adapters/postgres/pool.h"
#include "adapters/postgres/tables.h"
#include "adapters/postgres/traffic.h"
#include "adapters/postgres/turns.h"

namespace doverie::postgres {

// What a store is made of, shared by all its calls. Thread-safe.
struct Parts {
  explicit Parts(PostgresOptions the_options);

  // A name that no other attempt of any process has.
  std::string new_attempt();
  // When a call that begins now has to have ended.
  Deadline deadline() const { return in(options.call_timeout); }

  const PostgresOptions options;
  const Statements statements;
  Pool pool;
  Doubts doubts;
  Turns turns;

 private:
  const std::string instance_;  // random
  std::atomic<std::uint64_t> attempts_ = 0;
};

using Reads = Gathering<ReadRequest, ReadResult>;
using Appends = Gathering<Batch, AppendResult>;

// Reads for several callers on one connection. REQUIRES of both: the parts outlive it.
class Reader final : public Reads::Worker {
 public:
  Reader(Parts& parts, Pool::Lease lease) : parts_(parts), lease_(std::move(lease)) {}

  Reads::Answers work(const Reads::Requests& requests, Deadline deadline) override;

 private:
  Reads::Answers read(std::span<const ReadRequest* const> requests, Deadline deadline);
  Reply ask(const Params& params, Deadline deadline);

  Parts& parts_;
  Pool::Lease lease_;
};

// Writes groups on one connection, until the group's deadline. When a group cannot be written as a whole because of one of its
// members, the members are written one by one, so that only the one fails; whoever of them would have to wait for somebody
// else's transaction comes again later.
class Writer final : public Appends::Worker {
 public:
  Writer(Parts& parts, Pool::Lease lease) : parts_(parts), lease_(std::move(lease)) {}

  Appends::Answers work(const Appends::Requests& batches, Deadline deadline) override;

 private:
  using Results = Appends::Answers;
  using Members = std::span<const Batch* const>;

  // REQUIRES of members: in ascending order of command id.
  Results write_together(Members members);
  Results write_alone(Members members);
  // After an error of the server, which has written nothing: the results, or nullopt when it is to be tried again.
  std::optional<Results> refused(Members members, const ServerError& error, int tries);
  Reply try_once(Members members, const std::string& attempt);
  // Makes the connection ready for another try after an error; false when there is none any more.
  bool recover(const ServerError& error);
  Results in_doubt(Members members, const std::string& attempt);

  Parts& parts_;
  Pool::Lease lease_;
  Deadline deadline_{};
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_WRITER_H_
