// SPDX-License-Identifier: Apache-2.0
//
// Event stores: those that come with the library, their backups and their checks.
#include "doverie/adapters/sqlite.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

using namespace doverie::capi;

namespace {

doverie::SqliteStore& sqlite_store(const doverie_store* store) {
  auto* sqlite = dynamic_cast<doverie::SqliteStore*>(use(store, "store").port.get());
  if (sqlite == nullptr) wrong("store", "not a SQLite store");
  return *sqlite;
}

doverie::SqliteStore::Options options_of(const doverie_sqlite_options* options) {
  const auto given = read_or_default(options, "options");
  doverie::SqliteStore::Options wanted;
  if (given.clock != nullptr) wanted.clock = use(given.clock, "options.clock").port;
  wanted.identity = store_identity(given.identity, "options.identity");
  return wanted;
}

}  // namespace

doverie_status doverie_memory_store_new(doverie_store** out, doverie_error** error) {
  return give(out, error,
              [] { return handle_of<doverie_store>(doverie::Result{std::make_shared<doverie::MemoryStore>()}); });
}

doverie_status doverie_sqlite_store_create(doverie_string path, const doverie_sqlite_options* options, doverie_store** out,
                                           doverie_error** error) {
  return give(out, error, [&] {
    auto wanted = options_of(options);
    return handle_of<doverie_store>(doverie::SqliteStore::create(doverie::capi::path(path, "path"), std::move(wanted)));
  });
}

doverie_status doverie_sqlite_store_open(doverie_string path, const doverie_sqlite_options* options, doverie_store** out,
                                         doverie_error** error) {
  return give(out, error, [&] {
    auto wanted = options_of(options);
    return handle_of<doverie_store>(doverie::SqliteStore::open(doverie::capi::path(path, "path"), std::move(wanted)));
  });
}

doverie_status doverie_sqlite_store_identity(const doverie_store* store, doverie_string* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = borrowed(sqlite_store(store).identity());
    return doverie::Done{};
  });
}

doverie_status doverie_store_ping(const doverie_store* store, doverie_error** error) {
  return guarded(error, [&] { return use(store, "store").port->ping(); });
}

doverie_status doverie_store_check(const doverie_store* store, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const auto findings = use(store, "store").port->check();
    if (!findings) return findings.fault();
    if (findings->empty()) return doverie::Done{};
    std::string message = "event store: check";
    for (const std::string& finding : *findings) message.append("\n").append(finding);
    return doverie::Fault{doverie::FaultCode::store_corrupt, std::move(message)};
  });
}

doverie_status doverie_sqlite_store_backup(const doverie_store* store, doverie_string path, doverie_error** error) {
  return guarded(error, [&] { return sqlite_store(store).backup_to(doverie::capi::path(path, "path")); });
}

doverie_status doverie_sqlite_restore(doverie_string backup, doverie_string path,
                                      const doverie_sqlite_restore_options* options, uint64_t* epoch,
                                      doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (epoch == nullptr) wrong("epoch", "NULL");
    const auto given = read_or_default(options, "options");
    const std::string from = doverie::capi::path(backup, "backup");
    const std::string to = doverie::capi::path(path, "path");
    const auto raised = doverie::SqliteStore::restore(from, to,
                                                      {.above = given.above,
                                                       .replace = flag(given.replace, "options.replace"),
                                                       .another_store = flag(given.another_store, "options.another_store"),
                                                       .dry_run = flag(given.dry_run, "options.dry_run"),
                                                       .at = instant(given.at, "options.at")});
    if (!raised) return raised.as<doverie::Done>();
    *epoch = *raised;
    return doverie::Done{};
  });
}

doverie_status doverie_sqlite_reset_clock(doverie_string path, uint64_t* epoch, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (epoch == nullptr) wrong("epoch", "NULL");
    const auto raised = doverie::SqliteStore::reset_clock(doverie::capi::path(path, "path"));
    if (!raised) return raised.as<doverie::Done>();
    *epoch = *raised;
    return doverie::Done{};
  });
}

void doverie_store_free(doverie_store* store) {
  free_handle(store);
}
