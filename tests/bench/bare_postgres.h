// SPDX-License-Identifier: Apache-2.0
//
// The baseline in PostgreSQL: recorded calls (bare_sqlite.h) once more, over the same tables, by a client that sends one
// statement, one round trip after the other, and prepares nothing. No rules, no JSON, no checks, no seals.
#ifndef DOVERIE_TESTS_BENCH_BARE_POSTGRES_H_
#define DOVERIE_TESTS_BENCH_BARE_POSTGRES_H_

#include <string>
#include <vector>

#include "bench/bare_sqlite.h"
#include "support/postgres_server.h"

namespace doverie::bench {

class BarePostgres {
 public:
  // `schema` needs no quotes.
  BarePostgres(const std::string& conninfo, const std::string& schema);

  void run(const RecordedCommand& command);

 private:
  void call(const ReadRequest& request);
  void call(const Batch& batch);
  void append(const StreamAppend& append, std::uint64_t version);
  // The rows that came. `$` and a number stand for values, `~` for the schema.
  int statement(std::string sql, const std::vector<std::string>& values = {});

  testing::RawPostgres connection_;
  std::string schema_;
};

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_BARE_POSTGRES_H_
