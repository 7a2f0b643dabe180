// SPDX-License-Identifier: Apache-2.0
//
// Loop devices, mounts that only this process sees, and an ioctl that stops the file system in the middle.
#include "stores/disk.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace doverie::testing {
namespace {

constexpr off_t kImageBytes = 48 << 20;
constexpr unsigned long kShutDown = 0x8004587d;  // EXT4_IOC_SHUTDOWN
constexpr std::uint32_t kWithoutLog = 2;         // what the journal still holds in memory is lost, too

std::string what(const char* doing) {
  return std::string(doing) + ": " + std::generic_category().message(errno);
}

// A loop device for the image; goes away when nobody has it open or mounted. -1 when there is none to be had.
int attach(int image, std::string& name) {
  const int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
  int device = -1;
  for (int tries = 0; control >= 0 && device < 0 && tries < 20; ++tries) {  // others may be faster
    name = "/dev/loop" + std::to_string(ioctl(control, LOOP_CTL_GET_FREE));
    device = open(name.c_str(), O_RDWR | O_CLOEXEC);
    loop_config config{};
    config.fd = static_cast<std::uint32_t>(image);
    config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
    if (device >= 0 && ioctl(device, LOOP_CONFIGURE, &config) != 0) {
      close(device);
      device = -1;
    }
  }
  if (control >= 0) close(control);
  return device;
}

int make_image() {
  const int image = memfd_create("doverie-disk", MFD_CLOEXEC);
  if (image < 0 || ftruncate(image, kImageBytes) != 0) return -1;
  return image;
}

bool has_mkfs() {
  return std::system("PATH=$PATH:/usr/sbin:/sbin command -v mkfs.ext4 >/dev/null") == 0;
}

}  // namespace

std::optional<std::string> flaw_of_mounting() {
  if (geteuid() != 0) return "mounting needs root";
  if (!has_mkfs()) return "mkfs.ext4 is missing (package e2fsprogs)";
  if (unshare(CLONE_NEWNS) != 0) return what("a mount namespace of its own");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return what("private mounts");
  const int image = make_image();
  std::string name;
  const int device = attach(image, name);
  const auto flaw = device >= 0 ? std::nullopt : std::optional(what("a loop device"));
  if (device >= 0) close(device);
  close(image);
  return flaw;
}

PowerDisk::PowerDisk() : image_(make_image()) {
  REQUIRE(image_ >= 0);
  std::string device_name;
  const int device = attach(image_, device_name);
  REQUIRE_MESSAGE(device >= 0, what("a loop device"));
  CHECK(std::system(("PATH=$PATH:/usr/sbin:/sbin mkfs.ext4 -q -F -E nodiscard -J size=4 " + device_name).c_str()) == 0);
  close(device);
}

PowerDisk::~PowerDisk() {
  if (mounted_) umount2(point_.path().c_str(), MNT_DETACH);
  close(image_);
}

// On a loop device of its own each time: one that stays open keeps blocks in memory that a real disk would have forgotten.
void PowerDisk::mount() {
  std::string device_name;
  const int device = attach(image_, device_name);
  REQUIRE_MESSAGE(device >= 0, what("a loop device"));
  const bool done = ::mount(device_name.c_str(), point_.path().c_str(), "ext4", 0, "") == 0;
  close(device);
  REQUIRE_MESSAGE(done, what("mount"));
  mounted_ = true;
}

void PowerDisk::unmount() {
  const bool done = umount(point_.path().c_str()) == 0;
  REQUIRE_MESSAGE(done, what("unmount"));
  mounted_ = false;
}

bool PowerDisk::cut_power() const {
  const int root = open(point_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  std::uint32_t how = kWithoutLog;
  const bool done = root >= 0 && ioctl(root, kShutDown, &how) == 0;
  if (root >= 0) close(root);
  return done;
}

SmallDisk::SmallDisk(std::uint64_t bytes) {
  const std::string options = "size=" + std::to_string(bytes);
  const bool done = ::mount("tmpfs", point_.path().c_str(), "tmpfs", 0, options.c_str()) == 0;
  REQUIRE_MESSAGE(done, what("mount"));
}

SmallDisk::~SmallDisk() {
  umount2(point_.path().c_str(), MNT_DETACH);
}

}  // namespace doverie::testing
