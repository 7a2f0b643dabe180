// SPDX-License-Identifier: Apache-2.0
//
// Messages as lines of a file that only its owner can read: the codes are in it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <tuple>

#include "adapters/development/one_line.h"
#include "doverie/adapters/development.h"

namespace doverie {
namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The line is there, on disk, or no part of it is.
bool append_line(int file, std::string_view line) {
  struct stat before{};
  if (fstat(file, &before) != 0) return false;
  if (write_all(file, line) && fsync(file) == 0) return true;
  std::ignore = ftruncate(file, before.st_size);
  return false;
}

}  // namespace

SmsOutcome FileSmsSender::send(std::string_view message_id, std::string_view to, std::string_view text) {
  std::string line(message_id);
  line.append("\t").append(to).append("\t").append(one_line(text)).append("\n");
  const std::lock_guard lock(mutex_);
  // Readable by the owner alone: it holds codes.
  const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return SmsOutcome::try_later;
  const bool written = append_line(file, line);
  close(file);
  return written ? SmsOutcome::accepted : SmsOutcome::try_later;
}

}  // namespace doverie
