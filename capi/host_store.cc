// SPDX-License-Identifier: Apache-2.0
//
// Event stores of the host's.
#include "host_store.h"

#include "doverie/ports/batch.h"
#include "host.h"
#include "text.h"

namespace doverie::capi {
namespace {

class HostStore final : public EventStore {
 public:
  HostStore(const doverie_event_store_callbacks& callbacks, HostSelf self) : callbacks_(callbacks), self_(std::move(self)) {}

  Result<ReadResult> read(const ReadRequest& request) override {
    doverie_read_request lent(request);
    doverie_store_sink sink{StoreCall::read};
    for (const std::string& name : request.streams) sink.read.streams.push_back({name});
    for (const std::string& tag : request.tags) sink.read.tags.push_back({tag, {}});
    ask(sink, [&] { callbacks_.read(self_.get(), &lent, &sink); });
    lent.retire();
    return answer(sink, sink.read);
  }

  Result<AppendResult> append(const Batch& batch) override {
    if (auto flaw = flaw_of(batch)) return *std::move(flaw);
    doverie_batch lent(batch);
    doverie_store_sink sink{StoreCall::append};
    ask(sink, [&] { callbacks_.append(self_.get(), &lent, &sink); });
    lent.retire();
    sink.answered = true;  // without an answer the outcome is unknown, which is one
    return answer(sink, sink.append);
  }

  Result<std::vector<LeasedMessage>> lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                    std::uint32_t limit) override {
    const std::string whose(queue);
    doverie_store_sink sink{StoreCall::lease_messages};
    ask(sink,
        [&] { callbacks_.lease_messages(self_.get(), borrowed(whose), number(now), lease_for.count(), limit, &sink); });
    return answer(sink, sink.leases);
  }

  Status settle_messages(const std::vector<Settlement>& settlements) override {
    doverie_settlements lent(settlements);
    doverie_store_sink sink{StoreCall::settle_messages};
    ask(sink, [&] { callbacks_.settle_messages(self_.get(), &lent, &sink); });
    lent.retire();
    Done done;
    return answer(sink, done);
  }

  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit) override {
    const std::string cursor(after);
    doverie_store_sink sink{StoreCall::feed};
    ask(sink, [&] { callbacks_.feed(self_.get(), borrowed(cursor), limit, &sink); });
    return answer(sink, sink.entries);
  }

 private:
  template <class Call>
  static void ask(doverie_store_sink& sink, Call&& call) {
    call_host(std::forward<Call>(call));
    sink.retire();
  }

  template <class T>
  static Result<T> answer(doverie_store_sink& sink, T& given) {
    if (sink.fault) return *std::move(sink.fault);
    if (!sink.answered) return Fault{FaultCode::store_unavailable, "the event store's callback did not answer"};
    return std::move(given);
  }

  doverie_event_store_callbacks callbacks_;
  HostSelf self_;
};

void require(const doverie_event_store_callbacks& callbacks) {
  if (!callbacks.read || !callbacks.append || !callbacks.lease_messages || !callbacks.settle_messages || !callbacks.feed) {
    throw WrongArgument{"callbacks: one that is required is NULL"};
  }
}

// Runs `work` on a sink that waits for an answer. Rubbish is an answer, too: the call then fails for good.
template <class Work>
doverie_status with(doverie_store_sink* sink, doverie_error** error, Work&& work) {
  return guarded(error, [&]() -> Status {
    auto& waiting = use(sink, "sink");
    if (waiting.answered) wrong("sink", "answered already");
    try {
      work(waiting);
    } catch (const WrongArgument& rubbish) {
      waiting.answered = true;
      waiting.fault = Fault{FaultCode::internal, "the event store's callback answered rubbish: " + rubbish.message};
      throw;
    }
    return Done{};
  });
}

// The same for a part, or the end, of an answer to `call`.
template <class Work>
doverie_status with(doverie_store_sink* sink, StoreCall call, doverie_error** error, Work&& work) {
  return with(sink, error, [&](doverie_store_sink& waiting) {
    if (waiting.call != call) wrong("sink", "of another callback than this function is for");
    work(waiting);
  });
}

doverie_status end_append(doverie_store_sink* sink, doverie_error** error, AppendOutcome outcome) {
  return with(sink, StoreCall::append, error, [&](doverie_store_sink& waiting) {
    waiting.append.outcome = outcome;
    waiting.answered = true;
  });
}

template <class T>
T& element_to_fill(std::vector<T>& list, std::size_t index) {
  return const_cast<T&>(element(list, index));
}

Instant instant_or_none(std::int64_t microseconds, const char* name) {
  return instant(microseconds, name).value_or(Instant{});
}

LeasedMessage leased_message(const doverie_leased_message& given) {
  return {
      {text(given.queue, "leased.queue"), text(given.id, "leased.id"), text(given.bytes, "leased.bytes"),
       instant_or_none(given.not_before, "leased.not_before"), instant_or_none(given.useless_after, "leased.useless_after")},
      given.attempt,
      text(given.lease, "leased.lease")};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_host_store_new(const doverie_event_store_callbacks* callbacks, void* self, doverie_store** out,
                                      doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_store>> {
    const auto wanted = read(callbacks, "callbacks");
    require(wanted);
    auto handle = std::make_unique<doverie_store>();
    handle->port = std::make_shared<HostStore>(wanted, std::move(owned));
    return handle;
  });
}

doverie_status doverie_store_give_stream(doverie_store_sink* sink, size_t index, const doverie_stream_state* state,
                                         doverie_error** error) {
  return with(sink, StoreCall::read, error, [&](doverie_store_sink& waiting) {
    const auto given = read(state, "state");
    auto& stream = element_to_fill(waiting.read.streams, index);
    stream.erased = flag(given.erased, "state.erased");
    stream.version = given.version;
  });
}

doverie_status doverie_store_give_event(doverie_store_sink* sink, size_t index, const doverie_event* event,
                                        doverie_error** error) {
  return with(sink, StoreCall::read, error, [&](doverie_store_sink& waiting) {
    const auto given = read(event, "event");
    auto& stream = element_to_fill(waiting.read.streams, index);
    stream.events.push_back({text(given.bytes, "event.bytes"), text(given.seal, "event.seal")});
  });
}

doverie_status doverie_store_give_tag(doverie_store_sink* sink, size_t index, doverie_string stream, int64_t set_at,
                                      doverie_error** error) {
  return with(sink, StoreCall::read, error, [&](doverie_store_sink& waiting) {
    auto& tag = element_to_fill(waiting.read.tags, index);
    tag.entries.push_back({text(stream, "stream"), instant_or_none(set_at, "set_at")});
  });
}

doverie_status doverie_store_give_command(doverie_store_sink* sink, doverie_string fingerprint, doverie_string answer,
                                          doverie_error** error) {
  return with(sink, StoreCall::read, error, [&](doverie_store_sink& waiting) {
    waiting.read.command = {text(fingerprint, "fingerprint"), text(answer, "answer")};
  });
}

doverie_status doverie_store_give_facts(doverie_store_sink* sink, const doverie_store_facts* facts, doverie_error** error) {
  return with(sink, StoreCall::read, error, [&](doverie_store_sink& waiting) {
    const auto given = read(facts, "facts");
    waiting.read.store_now = instant(given.store_now, "facts.store_now");
    waiting.read.epoch = given.epoch;
    waiting.read.restored_at = instant(given.restored_at, "facts.restored_at");
    waiting.read.last_at = instant(given.last_at, "facts.last_at");
    if (given.reserved != 0) wrong("facts.reserved", "not 0");
    waiting.read.undoable = flag(given.undoable, "facts.undoable");
  });
}

doverie_status doverie_store_give_lease(doverie_store_sink* sink, const doverie_leased_message* leased,
                                        doverie_error** error) {
  return with(sink, StoreCall::lease_messages, error,
              [&](doverie_store_sink& waiting) { waiting.leases.push_back(leased_message(read(leased, "leased"))); });
}

doverie_status doverie_store_give_entry(doverie_store_sink* sink, const doverie_feed_entry* entry, doverie_error** error) {
  return with(sink, StoreCall::feed, error, [&](doverie_store_sink& waiting) {
    const auto given = read(entry, "entry");
    waiting.entries.push_back({text(given.cursor, "entry.cursor"),
                               text(given.stream, "entry.stream"),
                               given.version,
                               {text(given.event, "entry.event"), text(given.seal, "entry.seal")}});
  });
}

doverie_status doverie_store_done(doverie_store_sink* sink, doverie_error** error) {
  return with(sink, error, [&](doverie_store_sink& waiting) {
    if (waiting.call == StoreCall::append) wrong("sink", "of append, which has to say how it ended");
    waiting.answered = true;
  });
}

doverie_status doverie_store_appended(doverie_store_sink* sink, doverie_error** error) {
  return end_append(sink, error, doverie::AppendOutcome::appended);
}

doverie_status doverie_store_conflict(doverie_store_sink* sink, doverie_error** error) {
  return end_append(sink, error, doverie::AppendOutcome::conflict);
}

doverie_status doverie_store_unknown(doverie_store_sink* sink, doverie_error** error) {
  return end_append(sink, error, doverie::AppendOutcome::unknown);
}

doverie_status doverie_store_already(doverie_store_sink* sink, doverie_string fingerprint, doverie_string answer,
                                     doverie_error** error) {
  return with(sink, StoreCall::append, error, [&](doverie_store_sink& waiting) {
    waiting.append = {doverie::AppendOutcome::already, {text(fingerprint, "fingerprint"), text(answer, "answer")}};
    waiting.answered = true;
  });
}

doverie_status doverie_store_failed(doverie_store_sink* sink, int32_t fault, doverie_string why, doverie_error** error) {
  return with(sink, error, [&](doverie_store_sink& waiting) {
    waiting.fault = {fault_code(fault, "fault"), text(why, "why")};
    waiting.answered = true;
  });
}
