// SPDX-License-Identifier: Apache-2.0
//
// The lock file, and what becomes of it in a child.
#include "adapters/sqlite/file_lock.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <tuple>
#include <vector>

namespace doverie::sqlite {
namespace {

// The descriptors of all locks of this process, for its children to close. The one thing that is kept for the whole process,
// as what fork() copies is the whole process.
class Held {
 public:
  // Never destroyed: a child may be made while the process ends.
  static Held& all() {
    static Held& held = *new Held;
    return held;
  }

  // As open(); no child gets a descriptor that it does not know of.
  int open(const std::string& name, int how) {
    const std::lock_guard lock(mutex_);
    const int file = ::open(name.c_str(), how | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, S_IRUSR | S_IWUSR);
    if (file >= 0) files_.push_back(file);
    return file;
  }
  // Unlocked first: a child may have the descriptor for a moment longer.
  void close(int file) {
    const std::lock_guard lock(mutex_);
    std::erase(files_, file);
    flock(file, LOCK_UN);
    ::close(file);
  }

 private:
  Held() {
    std::ignore = pthread_atfork([] { all().mutex_.lock(); }, [] { all().mutex_.unlock(); },
                                 [] {
                                   for (const int file : all().files_) ::close(file);
                                   all().files_.clear();
                                   all().mutex_.unlock();
                                 });
  }

  std::mutex mutex_;
  std::vector<int> files_;  // guarded by mutex_
};

// `path` without symbolic links, also when nothing is there yet: two names of one file have one lock.
std::string real_name(const std::string& path) {
  const auto resolved = [](const std::string& name) {
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(name.c_str(), nullptr), &std::free);
    return real ? std::optional<std::string>(real.get()) : std::nullopt;
  };
  if (auto whole = resolved(path)) return *std::move(whole);
  const std::size_t slash = path.rfind('/');
  const auto directory = resolved(slash == std::string::npos ? "." : path.substr(0, slash + 1));
  return directory ? *directory + "/" + path.substr(slash == std::string::npos ? 0 : slash + 1) : path;
}

Fault cannot_make(const std::string& name, int cause) {
  const std::string what = name + ": " + std::generic_category().message(cause);
  if (cause == EACCES || cause == EPERM || cause == EROFS) {
    return Fault{FaultCode::store_read_only, what + "; the process has to be allowed to write there"};
  }
  return Fault{FaultCode::store_unavailable, what + "; its directory has to exist, on a file system that has locks"};
}

Fault is_held(const std::string& path) {
  return Fault{
      FaultCode::store_locked,
      path +
          ": another process, or this one, has the file open; one process at a time may: stop it first, or keep the "
          "records in PostgreSQL, which takes any number of processes"};
}

// Whether the name still is that of the open file.
bool is_named(const std::string& name, int file) {
  struct stat named{};
  struct stat open{};
  return stat(name.c_str(), &named) == 0 && fstat(file, &open) == 0 && named.st_dev == open.st_dev &&
         named.st_ino == open.st_ino;
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, IfMissing if_missing) {
  const std::string name = real_name(path) + "-lock";
  const int how = if_missing == IfMissing::make_it ? O_RDWR | O_CREAT : O_RDONLY;
  for (;;) {
    const int file = Held::all().open(name, how);
    if (file < 0 && errno == ENOENT && if_missing == IfMissing::hold_nothing) return FileLock();
    if (file < 0) return cannot_make(name, errno);
    FileLock lock(name, file);
    lock.held_ = flock(file, LOCK_EX | LOCK_NB) == 0;
    if (!lock.held_) return errno == EWOULDBLOCK ? is_held(path) : cannot_make(name, errno);
    if (is_named(name, file)) return lock;  // else its holder has removed it in between, and another may hold a new one
  }
}

// Of what is locked here nobody else has the name: see take().
FileLock::~FileLock() {
  if (file_ < 0) return;
  if (held_ && is_named(name_, file_)) std::ignore = unlink(name_.c_str());
  Held::all().close(file_);
}

}  // namespace doverie::sqlite
