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

bool is_same(const std::string& one, const std::string& other) {
  struct stat first{}, second{};
  return lstat(one.c_str(), &first) == 0 && lstat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

// A second name, which it may have already, of a process that was killed.
Status name_also(const std::string& path, const std::string& other) {
  if (link(path.c_str(), other.c_str()) == 0 || is_same(path, other)) return Done{};
  return errno == EEXIST ? refuse(other, "move it away") : failed(other);
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

bool NewFile::is_over_something() const {
  return is_there(path_);
}

Status NewFile::keep() {
  if (!sync(partial_)) return failed(partial_);
  return take_name();
}

// Until the new file has its name the old one has two. A journal cannot go in the same moment: it would be played into the new
// file, and without it the old one would be opened as if nothing were missing. So nothing is there while it goes.
Status NewFile::keep_over(const std::string& aside) {
  if (!sync(partial_)) return failed(partial_);
  bool with_journal = false;
  for (const char* part : {"-wal", "-journal", ""}) {
    if (!is_there(path_ + part)) continue;
    with_journal = with_journal || *part != '\0';
    if (Status named = name_also(path_ + part, aside + part); !named) return named;
  }
  if (!sync(directory_of(path_))) return failed(path_);
  if (with_journal) std::ignore = unlink(path_.c_str());
  remove_journals(path_);
  return take_name();
}

Status NewFile::take_name() {
  if (rename(partial_.c_str(), path_.c_str()) != 0) return failed(path_);
  begun_ = false;
  if (!sync(directory_of(path_))) return failed(path_);
  return Done{};
}

}  // namespace doverie::sqlite
