// SPDX-License-Identifier: Apache-2.0
//
// Schemas of PostgreSQL with millions of circles, made fast: what bulk_load.h makes of them, by COPY into tables without
// indexes, which are made afterwards as they had been. What comes out is what PostgresStore would have written, but that one
// transaction has written everything.
#ifndef DOVERIE_TESTS_BENCH_BULK_LOAD_POSTGRES_H_
#define DOVERIE_TESTS_BENCH_BULK_LOAD_POSTGRES_H_

#include <cstdint>
#include <string>

#include "doverie/adapters/postgres.h"

namespace doverie::bench {

// Fills the schema of `options`, whose name needs no quotes, with circles that were appointed then. REQUIRES: its tables were
// just made, and nobody else uses them.
void bulk_load(const PostgresOptions& options, std::uint64_t total, Instant then);

}  // namespace doverie::bench

#endif  // DOVERIE_TESTS_BENCH_BULK_LOAD_POSTGRES_H_
