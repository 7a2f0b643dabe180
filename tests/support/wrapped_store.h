// SPDX-License-Identifier: Apache-2.0
//
// A store around a store: tests change what goes in and what comes out.
#ifndef DOVERIE_TESTS_SUPPORT_WRAPPED_STORE_H_
#define DOVERIE_TESTS_SUPPORT_WRAPPED_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/ports/event_store.h"

namespace doverie::testing {

class WrappedStore : public EventStore {
 public:
  explicit WrappedStore(std::shared_ptr<EventStore> inner) : inner_(std::move(inner)) {}

  // Called with every record that was read.
  std::function<void(StreamRecord&)> on_record;
  // Called instead of an append; `inner()` does the real one.
  std::function<Result<AppendResult>(const Batch&)> on_append;
  std::function<Result<ReadResult>(const ReadRequest&)> on_read;
  std::function<Status(const std::vector<Settlement>&)> on_settle;
  std::optional<Instant> store_now;
  bool undoable = false;  // as in a transaction of the host's

  EventStore& inner() { return *inner_; }

  Result<ReadResult> read(const ReadRequest& request) override {
    ReadRequest asked = request;
    if (on_record) asked.known.clear();  // it shows something else than what anybody knows
    auto result = on_read ? on_read(asked) : inner_->read(asked);
    if (!result) return result;
    if (on_record) {
      for (StreamRecord& record : result->streams) on_record(record);
    }
    if (store_now) result->store_now = store_now;
    result->undoable = result->undoable || undoable;
    return result;
  }
  Result<AppendResult> append(const Batch& batch) override { return on_append ? on_append(batch) : inner_->append(batch); }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    return inner_->lease_messages(queue, now, lease_for, limit);
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    return on_settle ? on_settle(settlements) : inner_->settle_messages(settlements);
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    return inner_->feed(after, limit);
  }
  Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) override {
    return inner_->raw_feed(after, limit);
  }
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit) override {
    return inner_->let_go_of_commands(before, limit);
  }
  Status ping() override { return inner_->ping(); }
  Result<std::vector<std::string>> check() override { return inner_->check(); }
  std::optional<StoreConnections> connections() const override { return inner_->connections(); }

 private:
  std::shared_ptr<EventStore> inner_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_WRAPPED_STORE_H_
