// SPDX-License-Identifier: Apache-2.0
//
// Event stores.
#include "doverie/adapters/sqlite.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

using namespace doverie::capi;

doverie_status doverie_memory_store_new(doverie_store** out, doverie_error** error) {
  return give(out, error,
              [] { return handle_of<doverie_store>(doverie::Result{std::make_shared<doverie::MemoryStore>()}); });
}

doverie_status doverie_sqlite_store_open(doverie_string path, const doverie_sqlite_options* options, doverie_store** out,
                                         doverie_error** error) {
  return give(out, error, [&] {
    const auto given = read_or_default(options, "options");
    doverie::SqliteStore::Options wanted;
    if (given.clock != nullptr) wanted.clock = use(given.clock, "options.clock").port;
    return handle_of<doverie_store>(doverie::SqliteStore::open(doverie::capi::path(path, "path"), std::move(wanted)));
  });
}

void doverie_store_free(doverie_store* store) {
  free_handle(store);
}
