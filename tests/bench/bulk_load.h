// SPDX-License-Identifier: Apache-2.0
//
// Stores with millions of circles, made fast. The bytes are the library's own: a real service appoints contacts over a store
// in memory, and what it appends is written to the file by plain SQLite, without a journal, in big transactions, in order of
// keys. What comes out is what SqliteStore would have written, but that identifiers rise with the circles' numbers (they
// are spread over the whole range all the same), and that nothing waits to be sent.
#ifndef DOVERIE_TESTS_BENCH_BULK_LOAD_H_
#define DOVERIE_TESTS_BENCH_BULK_LOAD_H_

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "doverie/ports/event_store.h"

namespace doverie::bench {

// When all circles were made.
Instant appointed_at();

// The realm of a file begins once: takes what others of these batches say of it out of them.
void leave_the_realm_out(std::vector<Batch>& batches);

// What appointing the contacts of `count` circles from `first` on appends, of a store that has `total`, then. The same
// arguments give the same bytes.
std::vector<Batch> appointments(std::uint64_t first, std::uint64_t count, std::uint64_t total,
                                Instant then = appointed_at());

// All of them, in order, a thousand circles at a time. Says now and then how far it is, and gives the seconds that it took.
double each_chunk(std::uint64_t total, Instant then, const std::function<void(const std::vector<Batch>&)>& write);

// A new file at `path` with `total` circles, numbered from 0; what was there goes.
void bulk_load(const std::string& path, std::uint64_t total);

// Writes batches to a file that has no streams of theirs.
class BulkWriter {
 public:
  // Makes the file; what was there goes.
  explicit BulkWriter(const std::string& path);
  ~BulkWriter();
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;

  // One transaction. REQUIRES: all batches of a stream are in one call, in order.
  void write(const std::vector<Batch>& batches);
  // Everything is in the file after this.
  void finish();

 private:
  class Insert;
  struct Inserts;
  void execute(const std::string& sql);

  sqlite3* connection_ = nullptr;
  std::string staging_;  // the file of tags, until they can be sorted
  std::unique_ptr<Inserts> inserts_;
  std::int64_t streams_ = 0;
};

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_BULK_LOAD_H_
