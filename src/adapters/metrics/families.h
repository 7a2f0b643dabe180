// SPDX-License-Identifier: Apache-2.0
//
// What kinds of metrics are there, and how is each written down? OpenMetrics 1.0, sections "Metric Types" and "Text Format".
#ifndef DOVERIE_SRC_ADAPTERS_METRICS_FAMILIES_H_
#define DOVERIE_SRC_ADAPTERS_METRICS_FAMILIES_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doverie/core/time.h"

namespace doverie::metrics {

// Values of labels, in the order of the family's names.
template <std::size_t kLabels>
using Labels = std::array<std::string_view, kLabels>;

// Of the length and three letters of each: what labels are made of mostly differs there, and counting must cost next to nothing.
template <std::size_t kLabels>
std::uint64_t hash_of(const Labels<kLabels>& labels) {
  std::uint64_t hash = 0;
  for (const std::string_view label : labels) {
    std::uint64_t seen = label.size();
    if (!label.empty()) {
      for (const char letter : {label.front(), label[label.size() / 2], label.back()}) {
        seen = seen << 8U | static_cast<unsigned char>(letter);
      }
    }
    hash = (hash ^ seen) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 29U;
  }
  return hash;
}

// So many observations, and what they add up to.
template <std::size_t kBounds>
struct Distribution {
  std::array<std::uint64_t, kBounds + 1> between{};  // the bound before, and the one of this place; the last: above all
  std::uint64_t count = 0;
  std::int64_t sum = 0;

  void add(std::int64_t value, const std::array<std::int64_t, kBounds>& bounds) {
    std::size_t place = 0;
    while (place < kBounds && value > bounds[place]) ++place;
    ++between[place];
    ++count;
    sum += value;
  }
  // Those of at most the bound at `place`.
  std::uint64_t up_to(std::size_t place) const {
    return std::accumulate(between.begin(), between.begin() + static_cast<std::ptrdiff_t>(place) + 1, std::uint64_t{0});
  }
};

// One family of metrics, by its labels. Each combination of values gets a place when it first comes up. A table by hand, since
// standard ones take several times as many instructions to find one of twenty, and every command looks for a dozen.
template <class Value, std::size_t kLabels>
class Family {
 public:
  Value& at(const Labels<kLabels>& labels) {
    const std::uint64_t hash = hash_of(labels);
    for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      Entry* const entry = slots_[slot];
      if (entry == nullptr) return add(labels, hash);
      if (entry->hash == hash && std::ranges::equal(entry->labels, labels)) return entry->value;
    }
  }
  // In the order of their labels.
  auto values() const {
    std::map<Kept, Value> sorted;
    for (const Entry& entry : entries_) sorted.emplace(entry.labels, entry.value);
    return sorted;
  }

 private:
  using Kept = std::array<std::string, kLabels>;
  struct Entry {
    std::uint64_t hash;
    Kept labels;
    Value value{};
  };

  Value& add(const Labels<kLabels>& labels, std::uint64_t hash) {
    Kept kept;
    std::ranges::copy(labels, kept.begin());
    entries_.push_back({hash, std::move(kept), {}});
    if (2 * entries_.size() > slots_.size()) mask_ = 2 * slots_.size() - 1;
    slots_.assign(mask_ + 1, nullptr);
    for (Entry& entry : entries_) {
      std::size_t slot = entry.hash & mask_;
      while (slots_[slot] != nullptr) slot = (slot + 1) & mask_;
      slots_[slot] = &entry;
    }
    return entries_.back().value;
  }

  std::deque<Entry> entries_;  // which stay where they are
  std::size_t mask_ = 31;
  std::vector<Entry*> slots_ = std::vector<Entry*>(32);  // nullptr: free
};

// A page of families.
class Page {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help, bool seconds = false);
  // One line: the metric, its labels and one more, and its value.
  void line(std::string_view suffix, std::span<const std::string_view> names, std::span<const std::string> values,
            std::string_view number, std::string_view extra_name = {}, std::string_view extra_value = {});
  std::string end() &&;

 private:
  void label(std::string_view name, std::string_view value, bool& first);
  std::string_view name_;
  std::string text_;
};

std::string number(std::uint64_t count);
std::string seconds(std::int64_t microseconds);

}  // namespace doverie::metrics

#endif  // DOVERIE_SRC_ADAPTERS_METRICS_FAMILIES_H_
