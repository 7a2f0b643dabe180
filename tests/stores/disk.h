// SPDX-License-Identifier: Apache-2.0
//
// A disk whose power can be cut, and one that is soon full. Both need root and Linux. They leave nothing behind, however the
// test ends: the mounts are seen by this process and its children alone, and the image has no name.
#ifndef DOVERIE_TESTS_STORES_DISK_H_
#define DOVERIE_TESTS_STORES_DISK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "support/temp_dir.h"

namespace doverie::testing {

// What mounting needs. Call it before the first disk is made; says what is missing, if something is.
std::optional<std::string> flaw_of_mounting();

// An ext4 file system in memory, behind a loop device. Unmounted at first.
class PowerDisk {
 public:
  PowerDisk();
  ~PowerDisk();
  PowerDisk(const PowerDisk&) = delete;
  PowerDisk& operator=(const PowerDisk&) = delete;

  void mount();
  // REQUIRES: no process has a file of it open.
  void unmount();
  std::string file(const std::string& name) const { return point_.file(name); }

  // As if the power failed: what has not been synced is lost, and nothing works until it is mounted again. May be called in
  // a child process.
  bool cut_power() const;

 private:
  TempDir point_;
  int image_ = -1;
  bool mounted_ = false;
};

// A file system in memory of so many bytes, mounted while this lives.
class SmallDisk {
 public:
  explicit SmallDisk(std::uint64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  std::string file(const std::string& name) const { return point_.file(name); }

 private:
  TempDir point_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_STORES_DISK_H_
