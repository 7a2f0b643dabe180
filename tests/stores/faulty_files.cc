// SPDX-License-Identifier: Apache-2.0
//
// A VFS over the real one, which counts calls and does to one of them what the test has planned.
#include "stores/faulty_files.h"

#include <cstddef>
#include <utility>

namespace doverie::testing {
namespace {

FaultyFiles files;
sqlite3_vfs* real_vfs = nullptr;

// The real file lies behind this one, in the room that SQLite allocates for both.
struct FaultyFile {
  sqlite3_file base;
  const char* name;  // SQLite's, which lives as long as the file is open; nullptr for files without one
  bool is_wal;
  bool directory_synced;
};
constexpr std::size_t kRealOffset = (sizeof(FaultyFile) + 15) / 16 * 16;

FaultyFile* faulty(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<unsigned char*>(file) + kRealOffset);
}

// What a call has to answer instead of being done; SQLITE_OK: it is done.
int planned(FileCall call) {
  const PlannedFault& plan = files.plan;
  if (files.hit && plan.for_ever) return plan.code;
  if ((plan.calls & call) == 0 || ++files.counted != plan.at) return SQLITE_OK;
  files.hit = true;
  return plan.code;
}

bool is_remembered(sqlite3_file* file) {
  return files.remember_unsynced && faulty(file)->name != nullptr;
}

int sync_file(sqlite3_file* file, int flags) {
  const int fault = faulty(file)->is_wal ? files.sync_of_wal : files.sync_of_database;
  if (fault != SQLITE_OK) return fault;
  if (const int code = planned(kSync); code != SQLITE_OK) return code;
  ++files.syncs;
  // As SQLite on Unix does: the first sync of a journal is one of its directory, too.
  const bool with_directory = !std::exchange(faulty(file)->directory_synced, true);
  if (is_remembered(file)) files.unsynced.synced(faulty(file)->name, with_directory);
  return files.sync_for_real ? real(file)->pMethods->xSync(real(file), flags) : SQLITE_OK;
}

int do_write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (is_remembered(file)) {
    files.unsynced.written(faulty(file)->name, bytes, static_cast<std::size_t>(count), static_cast<std::size_t>(offset));
  }
  return real(file)->pMethods->xWrite(real(file), bytes, count, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (faulty(file)->is_wal && files.write_to_wal != SQLITE_OK) return files.write_to_wal;
  const bool was_hit = files.hit;
  const int code = planned(kWrite);
  if (code == SQLITE_OK) return do_write(file, bytes, count, offset);
  if (files.plan.half && !was_hit) do_write(file, bytes, count / 2, offset);
  return code;
}

int read_file(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
  const int code = planned(kRead);
  return code != SQLITE_OK ? code : real(file)->pMethods->xRead(real(file), to, count, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = planned(kTruncate); code != SQLITE_OK) return code;
  if (is_remembered(file)) files.unsynced.truncated(faulty(file)->name, static_cast<std::size_t>(size));
  return real(file)->pMethods->xTruncate(real(file), size);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  const int code = planned(kSize);
  return code != SQLITE_OK ? code : real(file)->pMethods->xFileSize(real(file), size);
}

int lock_file(sqlite3_file* file, int lock) {
  const int code = planned(kLock);
  return code != SQLITE_OK ? code : real(file)->pMethods->xLock(real(file), lock);
}

// Version 1: no shared memory, so a WAL works only in exclusive locking mode.
const sqlite3_io_methods kMethods{
    .iVersion = 1,
    .xClose = [](sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); },
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = [](sqlite3_file* file, int lock) { return real(file)->pMethods->xUnlock(real(file), lock); },
    .xCheckReservedLock = [](sqlite3_file* file,
                             int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); },
    .xFileControl = [](sqlite3_file* file, int what,
                       void* argument) { return real(file)->pMethods->xFileControl(real(file), what, argument); },
    .xSectorSize = [](sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); },
    .xDeviceCharacteristics = [](sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); },
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  faulty(file)->base.pMethods = nullptr;
  if (const int code = planned(kOpen); code != SQLITE_OK) return code;
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  faulty(file)->base.pMethods = real(file)->pMethods ? &kMethods : nullptr;
  faulty(file)->name = name;
  faulty(file)->is_wal = (flags & SQLITE_OPEN_WAL) != 0;
  faulty(file)->directory_synced = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) == 0;
  if (code == SQLITE_OK && is_remembered(file)) files.unsynced.opened(name);
  return code;
}

int remove_file(sqlite3_vfs*, const char* name, int sync_directory) {
  if (const int code = planned(kRemove); code != SQLITE_OK) return code;
  if (files.remember_unsynced) files.unsynced.removed(name, sync_directory != 0);
  return real_vfs->xDelete(real_vfs, name, files.sync_for_real ? sync_directory : 0);
}

int access_file(sqlite3_vfs*, const char* name, int flags, int* answer) {
  const int code = planned(kAccess);
  return code != SQLITE_OK ? code : real_vfs->xAccess(real_vfs, name, flags, answer);
}

}  // namespace

FaultyFiles& FaultyFiles::install() {
  if (real_vfs) return files;
  real_vfs = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = static_cast<int>(kRealOffset) + real_vfs->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = remove_file;
  vfs.xAccess = access_file;
  sqlite3_vfs_register(&vfs, 1);
  return files;
}

}  // namespace doverie::testing
