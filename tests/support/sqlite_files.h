// SPDX-License-Identifier: Apache-2.0
//
// A SQLite store or directory for a test that does not mind whether it is a new one.
#ifndef DOVERIE_TESTS_SUPPORT_SQLITE_FILES_H_
#define DOVERIE_TESTS_SUPPORT_SQLITE_FILES_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "doverie/adapters/sqlite.h"

namespace doverie::testing {

// Opens what is at the path, or makes it.
inline Result<std::shared_ptr<SqliteStore>> sqlite_store(const std::string& path, SqliteStore::Options options = {}) {
  return std::filesystem::exists(path) ? SqliteStore::open(path, std::move(options))
                                       : SqliteStore::create(path, std::move(options));
}
inline Result<std::shared_ptr<SqliteDirectory>> sqlite_directory(const std::string& path) {
  return std::filesystem::exists(path) ? SqliteDirectory::open(path) : SqliteDirectory::create(path);
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_SQLITE_FILES_H_
