// SPDX-License-Identifier: Apache-2.0
//
// What passes between the library and a store of the host's: requests that are lent to a callback, and the sink of its answer.
#ifndef DOVERIE_CAPI_HOST_STORE_H_
#define DOVERIE_CAPI_HOST_STORE_H_

#include <optional>
#include <vector>

#include "handles.h"

struct doverie_read_request : doverie::capi::Handle<0x524541442e524551> {
  explicit doverie_read_request(const doverie::ReadRequest& all) : request(all) {}
  const doverie::ReadRequest& request;
};

struct doverie_batch : doverie::capi::Handle<0x42415443482e2e31> {
  explicit doverie_batch(const doverie::Batch& all) : batch(all) {}
  const doverie::Batch& batch;
};

struct doverie_settlements : doverie::capi::Handle<0x534554544c452e31> {
  explicit doverie_settlements(const std::vector<doverie::Settlement>& given) : all(given) {}
  const std::vector<doverie::Settlement>& all;
};

namespace doverie::capi {

enum class StoreCall : std::uint8_t { read, append, lease_messages, settle_messages, feed };

}  // namespace doverie::capi

// Collects the parts of an answer until it is complete. Parts of other calls than `call` are refused.
struct doverie_store_sink : doverie::capi::Handle<0x53544f2e53494e4b> {
  explicit doverie_store_sink(doverie::capi::StoreCall what) : call(what) {}

  const doverie::capi::StoreCall call;
  bool answered = false;
  std::optional<doverie::Fault> fault;
  doverie::ReadResult read;
  doverie::AppendResult append{doverie::AppendOutcome::unknown, {}};
  std::vector<doverie::LeasedMessage> leases;
  std::vector<doverie::FeedEntry> entries;
};

#endif  // DOVERIE_CAPI_HOST_STORE_H_
