// SPDX-License-Identifier: Apache-2.0
//
// A layer over the methods of SQLite's own files.
#include "adapters/sqlite/wal_writes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <new>

namespace doverie::sqlite {
namespace {

// Some thirty pages, three commands' worth; more take several calls. SQLite's Unix files take less than 128 KiB at once.
constexpr std::size_t kMostGathered = std::size_t{120} * 1024;

// Takes the place of a file's methods. They come first: a file knows no more of us than where they are.
struct Gathered {
  sqlite3_io_methods methods;
  const sqlite3_io_methods* real;
  // Written by SQLite and not yet handed on: [begin, begin + size) of the file.
  sqlite3_int64 begin;
  std::size_t size;
  // What could not be written is gone, and so is whatever SQLite would write behind it: that fails, too, until SQLite, having
  // rolled back, writes at this place or before it again.
  int lost;
  std::array<unsigned char, kMostGathered> bytes;
};

Gathered& gathered(sqlite3_file* file) {
  return *reinterpret_cast<Gathered*>(const_cast<sqlite3_io_methods*>(file->pMethods));
}

int hand_on(sqlite3_file* file) {
  Gathered& to = gathered(file);
  if (to.lost != SQLITE_OK || to.size == 0) return to.lost;
  to.lost = to.real->xWrite(file, to.bytes.data(), static_cast<int>(to.size), to.begin);
  to.size = 0;
  return to.lost;
}

// Whether the bytes can be put among those that are there, or right behind them.
bool joins(const Gathered& to, std::size_t count, sqlite3_int64 offset) {
  if (to.size == 0 || offset < to.begin || offset > to.begin + static_cast<sqlite3_int64>(to.size)) return false;
  return static_cast<std::size_t>(offset - to.begin) + count <= to.bytes.size();
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  Gathered& to = gathered(file);
  const auto length = static_cast<std::size_t>(count);
  if (to.lost != SQLITE_OK && offset > to.begin) return to.lost;
  to.lost = SQLITE_OK;
  if (!joins(to, length, offset)) {
    if (const int code = hand_on(file); code != SQLITE_OK) return code;
    if (length > to.bytes.size()) return to.real->xWrite(file, bytes, count, offset);
    to.begin = offset;
  }
  const auto at = static_cast<std::size_t>(offset - to.begin);
  std::memcpy(to.bytes.data() + at, bytes, length);
  to.size = std::max(to.size, at + length);
  return SQLITE_OK;
}

// SQLite reads whole pages, and writes them whole: what it reads is either all here, or none of it.
int read(sqlite3_file* file, void* into, int count, sqlite3_int64 offset) {
  const Gathered& from = gathered(file);
  const sqlite3_int64 end = from.begin + static_cast<sqlite3_int64>(from.size);
  if (offset >= from.begin && offset + count <= end) {
    std::memcpy(into, from.bytes.data() + (offset - from.begin), static_cast<std::size_t>(count));
    return SQLITE_OK;
  }
  if (offset < end && offset + count > from.begin) {
    if (const int code = hand_on(file); code != SQLITE_OK) return code;
  }
  return from.real->xRead(file, into, count, offset);
}

// Does the rest as the real file does it, once everything before it has been done.
template <auto Method, class... Args>
int after_all(sqlite3_file* file, Args... args) {
  const int code = hand_on(file);
  return code != SQLITE_OK ? code : (gathered(file).real->*Method)(file, args...);
}

// SQLite has synced what it wants to keep: what is left was never committed.
int close(sqlite3_file* file) {
  const Gathered* const mine = &gathered(file);
  file->pMethods = mine->real;
  delete mine;
  return file->pMethods->xClose(file);
}

}  // namespace

void gather_wal_writes(sqlite3* connection) {
  sqlite3_file* wal = nullptr;
  const int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&wal));
  if (code != SQLITE_OK || !wal || !wal->pMethods) return;
  auto* const mine = new (std::nothrow) Gathered;
  if (!mine) return;
  mine->methods = *wal->pMethods;
  mine->methods.xClose = close;
  mine->methods.xRead = read;
  mine->methods.xWrite = write;
  mine->methods.xTruncate = after_all<&sqlite3_io_methods::xTruncate, sqlite3_int64>;
  mine->methods.xSync = after_all<&sqlite3_io_methods::xSync, int>;
  mine->methods.xFileSize = after_all<&sqlite3_io_methods::xFileSize, sqlite3_int64*>;
  mine->real = wal->pMethods;
  mine->begin = 0;
  mine->size = 0;
  mine->lost = SQLITE_OK;
  wal->pMethods = &mine->methods;
}

}  // namespace doverie::sqlite
