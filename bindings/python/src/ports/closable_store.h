// SPDX-License-Identifier: Apache-2.0
//
// What does a service get from a store that was closed in Python? A fault; and no store goes away under a call.
#ifndef DOVERIE_BINDINGS_PYTHON_CLOSABLE_STORE_H_
#define DOVERIE_BINDINGS_PYTHON_CLOSABLE_STORE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "convert/bind.h"
#include "doverie/ports/event_store.h"
#include "ports/closable.h"

namespace doverie::python {

// Of the store that is meant; None: any. Not an empty one, which a setting that is not there would be.
inline std::string identity_argument(const py::object& given) {
  const auto identity = argument<std::optional<std::string>>("identity", given);
  if (identity && identity->empty()) throw_value_error(Where("identity"), "is empty; leave it out for any store");
  return identity.value_or("");
}

// A store that can be closed while services use it.
template <class Store>
class ClosableStore : public EventStore, public Closable<Store> {
 public:
  // `name`: of the Python class; a literal.
  ClosableStore(std::shared_ptr<Store> store, const char* name) : Closable<Store>(std::move(store)), name_(name) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    const auto store = this->get();
    return store ? store->read(request) : is_closed();
  }
  Result<AppendResult> append(const Batch& batch) override {
    const auto store = this->get();
    return store ? store->append(batch) : is_closed();
  }
  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    const auto store = this->get();
    return store ? store->lease_messages(queue, now, lease_for, limit) : is_closed();
  }
  Status settle_messages(const std::vector<Settlement>& settlements) override {
    const auto store = this->get();
    return store ? store->settle_messages(settlements) : is_closed();
  }
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    const auto store = this->get();
    return store ? store->feed(after, limit) : is_closed();
  }
  Result<std::vector<FeedEntry>> raw_feed(std::string_view after, std::uint32_t limit) override {
    const auto store = this->get();
    return store ? store->raw_feed(after, limit) : is_closed();
  }
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit) override {
    const auto store = this->get();
    return store ? store->let_go_of_commands(before, limit) : is_closed();
  }
  Status ping() override {
    const auto store = this->get();
    return store ? store->ping() : is_closed();
  }
  Result<std::vector<std::string>> check() override {
    const auto store = this->get();
    return store ? store->check() : is_closed();
  }
  std::optional<StoreConnections> connections() const override {
    const auto store = this->get();
    return store ? store->connections() : std::nullopt;
  }

  Fault is_closed() const { return {FaultCode::store_unavailable, std::string("this ") + name_ + " is closed"}; }

 private:
  const char* name_;
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_CLOSABLE_STORE_H_
