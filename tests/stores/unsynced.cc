// SPDX-License-Identifier: Apache-2.0
//
// Sectors of every write since the last sync, kept or lost as the seed says.
#include "stores/unsynced.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace doverie::testing {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::ranges::copy(bytes, content.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

void UnsyncedFiles::opened(const std::string& path) {
  if (const auto known = files_.find(path); known != files_.end() && !known->second.removed) return;
  std::ifstream file(path, std::ios::binary);
  File fresh;
  fresh.durable.assign(std::istreambuf_iterator<char>(file), {});
  fresh.name_is_durable = !fresh.durable.empty() || !path.ends_with("-wal");  // the database's name is synced with its WAL's
  files_[path] = std::move(fresh);
}

void UnsyncedFiles::written(const std::string& path, const void* bytes, std::size_t count, std::size_t offset) {
  files_[path].changes.push_back({false, offset, std::string(static_cast<const char*>(bytes), count)});
}

void UnsyncedFiles::truncated(const std::string& path, std::size_t size) {
  files_[path].changes.push_back({true, size, {}});
}

void UnsyncedFiles::synced(const std::string& path, bool with_directory) {
  File& file = files_[path];
  if (with_directory) std::erase_if(files_, [](const auto& entry) { return entry.second.removed; });
  for (const Change& change : file.changes) apply(file.durable, change);
  file.changes.clear();
  file.name_is_durable = file.name_is_durable || with_directory;
}

void UnsyncedFiles::removed(const std::string& path, bool directory_synced) {
  if (directory_synced) {
    files_.erase(path);
  } else {
    files_[path].removed = true;
  }
}

void UnsyncedFiles::apply(std::string& content, const Change& change) {
  if (change.truncates) {
    content.resize(change.offset);
  } else {
    put(content, change.offset, change.bytes);
  }
}

std::string UnsyncedFiles::left_of(const File& file, std::mt19937_64& random) {
  std::string content = file.durable;
  // Everything, nothing, or any sectors; the last change that arrived may be cut off in the middle of all that.
  const std::uint64_t percent = std::vector<std::uint64_t>{0, 30, 70, 100}.at(random() % 4);
  const std::size_t changes = random() % (file.changes.size() + 1);
  for (std::size_t i = 0; i < (percent == 100 ? changes : file.changes.size()); ++i) {
    const Change& change = file.changes[i];
    if (change.truncates) {
      if (random() % 100 < percent) apply(content, change);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {
      const std::size_t size = std::min(change.bytes.size() - at, kSector - (change.offset + at) % kSector);
      if (random() % 100 < percent) put(content, change.offset + at, std::string_view(change.bytes).substr(at, size));
      at += size;
    }
  }
  return content;
}

void UnsyncedFiles::cut_power(std::mt19937_64& random) {
  for (const auto& [path, file] : files_) {
    const bool lost = (file.removed || !file.name_is_durable) && random() % 2 == 0;
    if (lost) {
      std::filesystem::remove(path);
    } else {
      std::ofstream(path, std::ios::binary | std::ios::trunc) << left_of(file, random);
    }
  }
  files_.clear();
}

}  // namespace doverie::testing
