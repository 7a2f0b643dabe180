// SPDX-License-Identifier: Apache-2.0
//
// How does a file appear whole or not at all?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_NEW_FILE_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_NEW_FILE_H_

#include <string>

#include "doverie/core/result.h"

namespace doverie::sqlite {

// A file that appears under its name only when it is whole and on the disk: it is written as `<path>.partial`, readable by
// its owner alone. Unless it was kept, nothing of it stays.
class NewFile {
 public:
  enum class Over { nothing, whatever_is_there };

  explicit NewFile(std::string path) : path_(std::move(path)), partial_(path_ + ".partial") {}
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // invalid_argument when anything is at `path`, or a journal that would be played into the new file.
  Status look() const;
  // Removes what was left unfinished. REQUIRES: nobody else is making it.
  void clear() const;
  // Creates the partial file, after a look unless `over` says otherwise.
  Status begin(Over over);
  const std::string& partial() const { return partial_; }
  // Whether there is anything in its place.
  bool is_over_something() const;
  // Gives it its name. REQUIRES: nobody has it open, and it is over nothing.
  Status keep();
  // The same, over whatever is there, which is kept as `aside`, journals included. Whoever is killed meanwhile leaves the old file
  // or the new one, and the old one twice at most; where the old one has a journal, perhaps neither, and the old one as `aside`.
  Status keep_over(const std::string& aside);

 private:
  Status take_name();

  std::string path_;
  std::string partial_;
  bool begun_ = false;
};

// Removes the journals that a database of this name would bring along.
void remove_journals(const std::string& path);

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_NEW_FILE_H_
