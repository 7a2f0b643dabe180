// SPDX-License-Identifier: Apache-2.0
//
// Written aside, synced, renamed, and the directory synced as well.
#include "adapters/sqlite/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <tuple>

namespace doverie::sqlite {
namespace {

Fault failed(const std::string& path) {
  const int cause = errno;
  const std::string what = path + ": " + std::generic_category().message(cause);
  if (cause == ENOSPC || cause == EDQUOT) return Fault{FaultCode::store_full, what + "; make room on the disk"};
  if (cause == EACCES || cause == EPERM || cause == EROFS) {
    return Fault{FaultCode::store_read_only, what + "; the process has to be allowed to write there"};
  }
  return Fault{FaultCode::store_unavailable, what};
}

// Also when it is empty, a link or a device: whoever put it there has a reason.
bool is_there(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0;
}

// An empty one says nothing.
bool is_journal(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0 && (!S_ISREG(status.st_mode) || status.st_size > 0);
}

Fault refuse(const std::string& path, const char* what) {
  return Fault{FaultCode::invalid_argument, path + ": is there already; " + what};
}

bool is_replaceable(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

// fsync of a file, or of a directory, which is what makes a name last.
bool sync(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool synced = fsync(file) == 0;
  const int cause = errno;
  close(file);
  errno = cause;
  return synced;
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void remove_journals(const std::string& path) {
  for (const char* journal : {"-wal", "-shm", "-journal"}) std::ignore = unlink((path + journal).c_str());
}

NewFile::~NewFile() {
  if (begun_) clear();
}

void NewFile::clear() const {
  remove_journals(partial_);
  std::ignore = unlink(partial_.c_str());
}

Status NewFile::look() const {
  if (is_there(path_)) return refuse(path_, "name a file that does not exist yet");
  for (const char* journal : {"-wal", "-journal"}) {
    if (is_journal(path_ + journal)) return refuse(path_ + journal, "it belongs to a file that is gone; move it away");
  }
  return Done{};
}

Status NewFile::begin(Over over) {
  if (over == Over::nothing) {
    if (Status free = look(); !free) return free;
  }
  if (!is_replaceable(path_)) return refuse(path_, "it is no file, and only a file gives way");
  const int file = open(partial_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return refuse(partial_, "remove what was left unfinished, if nobody is writing it");
  if (file < 0) return failed(partial_);
  close(file);
  begun_ = true;
  return Done{};
}

Status NewFile::keep() {
  if (!sync(partial_)) return failed(partial_);
  remove_journals(path_);  // of what was there before: they would be played into this one
  if (rename(partial_.c_str(), path_.c_str()) != 0) return failed(path_);
  begun_ = false;
  if (!sync(directory_of(path_))) return failed(path_);
  return Done{};
}

}  // namespace doverie::sqlite
