// SPDX-License-Identifier: Apache-2.0
//
// What a disk may show after its power went off: of every write since the last sync of a file any sectors may have arrived, in
// any order, and the others not.
#ifndef DOVERIE_TESTS_STORES_UNSYNCED_H_
#define DOVERIE_TESTS_STORES_UNSYNCED_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace doverie::testing {

class UnsyncedFiles {
 public:
  // What SQLite does, after it was done.
  void opened(const std::string& path);
  void written(const std::string& path, const void* bytes, std::size_t count, std::size_t offset);
  void truncated(const std::string& path, std::size_t size);
  // With the directory: then removed names are gone for good, too.
  void synced(const std::string& path, bool with_directory);
  void removed(const std::string& path, bool directory_synced);

  // Rewrites the files to what could be left of them, and forgets them. REQUIRES: nobody has one open.
  void cut_power(std::mt19937_64& random);
  void forget() { files_.clear(); }

 private:
  struct Change {
    bool truncates;
    std::size_t offset;  // or the new size
    std::string bytes;
  };
  struct File {
    std::string durable;
    bool name_is_durable = false;
    bool removed = false;
    std::vector<Change> changes;  // since the last sync
  };
  static void apply(std::string& content, const Change& change);
  static std::string left_of(const File& file, std::mt19937_64& random);

  std::map<std::string, File> files_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_UNSYNCED_H_
