// SPDX-License-Identifier: Apache-2.0
//
// What tables are there, and how do they come to the newest version? A file of our own carries our application_id; the schema
// version stands in doverie_meta, so that tables inside a host's database have one too.
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_H_

#include <sqlite3.h>

#include <cstdint>
#include <span>
#include <string>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// What kind of file it is.
struct FileFormat {
  const char* name;             // for messages: "a doverie event store"
  std::int64_t application_id;  // four characters, as `file` shows them
  std::span<const char* const>
      migrations;  // migrations[i] leads from schema version i to i + 1; a new file goes all the way
};

extern const FileFormat kStoreFormat;
extern const FileFormat kDirectoryFormat;

// What a backup carries instead of the store's: nobody takes it for a store and forgets to raise the epoch.
inline constexpr std::int64_t kBackupApplicationId = 0x6476626b;  // dvbk

// store_wrong_format unless the file is of this format. Writes nothing.
Status check_format(sqlite3* connection, const FileFormat& format, const std::string& path);

// Makes a file of this format of a new one, which is empty.
Status make_tables(sqlite3* connection, const FileFormat& format, const std::string& path);

// Brings a file that check_format let pass to the newest schema.
Status migrate_file(sqlite3* connection, const FileFormat& format, const std::string& path);

// The same for the tables inside a host's database.
Status migrate_tables(sqlite3* connection, const FileFormat& format);
// store_wrong_format unless the tables are there, in the newest version of the format.
Status check_tables(sqlite3* connection, const FileFormat& format);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_SCHEMA_H_
