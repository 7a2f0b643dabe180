// SPDX-License-Identifier: Apache-2.0
//
// Which batches may be under way at the same time?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_TRAFFIC_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_TRAFFIC_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "adapters/postgres/gathering.h"
#include "doverie/core/records.h"

namespace doverie::postgres {

// Those that do not repeat a command id, and of which none changes a stream that another one names. So one statement can write
// them together; and a stream that somebody else holds takes up one connection at most. Who has to wait would wait in the
// database, or lose; who has lost already is told so as soon as the winner has been written.
class Traffic final : public Rule<Batch, AppendResult> {
 public:
  bool may_go(const Batch& batch) const override;
  void goes(const Batch& batch) override;
  void ended(const Batch& batch, const Result<AppendResult>* answer) override;
  std::optional<AppendResult> foreseen(const Batch& batch) const override;

 private:
  struct Use {
    std::uint32_t by = 0;  // so many batches
    bool changes = false;
  };

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  template <class Value>
  using Map = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;
  using Set = std::unordered_set<std::string, Hash, std::equal_to<>>;

  Set ids_;
  Map<Use> streams_;
  // What has been written since the last batch was admitted: versions that streams have at least, and who has written.
  Map<std::uint64_t> versions_;
  Set written_;
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_TRAFFIC_H_
