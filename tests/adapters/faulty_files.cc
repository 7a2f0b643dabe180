// SPDX-License-Identifier: Apache-2.0
#include "adapters/faulty_files.h"

#include <cstddef>

namespace doverie::testing {
namespace {

FaultyFiles files;
sqlite3_vfs* real_vfs = nullptr;

// The real file lies behind this one, in the room that SQLite allocates for both.
struct FaultyFile {
  sqlite3_file base;
  bool is_wal;
};
constexpr std::size_t kRealOffset = (sizeof(FaultyFile) + 15) / 16 * 16;

FaultyFile* faulty(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<unsigned char*>(file) + kRealOffset);
}

int sync_file(sqlite3_file* file, int flags) {
  const int fault = faulty(file)->is_wal ? files.sync_of_wal : files.sync_of_database;
  if (fault != SQLITE_OK) return fault;
  ++files.syncs;
  return real(file)->pMethods->xSync(real(file), flags);
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (faulty(file)->is_wal && files.write_to_wal != SQLITE_OK) return files.write_to_wal;
  return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}

// Version 1: no shared memory, so a WAL works only in exclusive locking mode.
const sqlite3_io_methods kMethods{
    .iVersion = 1,
    .xClose = [](sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); },
    .xRead = [](sqlite3_file* file, void* to, int count,
                sqlite3_int64 offset) { return real(file)->pMethods->xRead(real(file), to, count, offset); },
    .xWrite = write_file,
    .xTruncate = [](sqlite3_file* file, sqlite3_int64 size) { return real(file)->pMethods->xTruncate(real(file), size); },
    .xSync = sync_file,
    .xFileSize = [](sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); },
    .xLock = [](sqlite3_file* file, int lock) { return real(file)->pMethods->xLock(real(file), lock); },
    .xUnlock = [](sqlite3_file* file, int lock) { return real(file)->pMethods->xUnlock(real(file), lock); },
    .xCheckReservedLock = [](sqlite3_file* file,
                             int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); },
    .xFileControl = [](sqlite3_file* file, int what,
                       void* argument) { return real(file)->pMethods->xFileControl(real(file), what, argument); },
    .xSectorSize = [](sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); },
    .xDeviceCharacteristics = [](sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); },
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  faulty(file)->base.pMethods = real(file)->pMethods ? &kMethods : nullptr;
  faulty(file)->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
  return code;
}

}  // namespace

FaultyFiles& FaultyFiles::install() {
  if (real_vfs) return files;
  real_vfs = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = static_cast<int>(kRealOffset) + real_vfs->szOsFile;
  vfs.xOpen = open_file;
  sqlite3_vfs_register(&vfs, 1);
  return files;
}

}  // namespace doverie::testing
