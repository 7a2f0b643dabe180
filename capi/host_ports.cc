// SPDX-License-Identifier: Apache-2.0
//
// What time is it, what brings chance, and who computes with the keys, when the host says so?
#include <algorithm>

#include "doverie/adapters/system.h"
#include "handles.h"
#include "host.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {

// What a callback of a key ring gives: ids, or one digest.
struct KeyAnswer {
  std::vector<std::string> ids{};
  Digest mac{};
};
using KeyResult = Result<KeyAnswer>;

}  // namespace doverie::capi

struct doverie_clock_sink : doverie::capi::Handle<0x434c4f2e53494e4b>, doverie::capi::Sink<std::int64_t> {
  using Sink::Sink;
};

struct doverie_entropy_sink : doverie::capi::Handle<0x454e542e53494e4b>, doverie::capi::Sink<bool> {
  explicit doverie_entropy_sink(std::span<std::uint8_t> wanted) : Sink(false), room(wanted) {}
  std::span<std::uint8_t> room;
};

struct doverie_key_sink : doverie::capi::Handle<0x4b45592e53494e4b>, doverie::capi::Sink<doverie::capi::KeyResult> {
  explicit doverie_key_sink(bool wants_ids)
      : Sink(doverie::Fault{doverie::FaultCode::key_unavailable, "the host's key ring did not answer"}), of_ids(wants_ids) {}
  bool of_ids;
  std::vector<std::string> ids{};
};

namespace doverie::capi {
namespace {

class HostClock final : public Clock {
 public:
  HostClock(const doverie_clock_callbacks& callbacks, HostSelf self) : callbacks_(callbacks), self_(std::move(self)) {}

  Instant now() override { return Instant{Duration{ask(callbacks_.now)}}; }
  Duration elapsed() override {
    return callbacks_.elapsed == nullptr ? machine_.elapsed() : Duration{ask(callbacks_.elapsed)};
  }

 private:
  std::int64_t ask(decltype(doverie_clock_callbacks::now) callback) {
    doverie_clock_sink sink{0};
    call_host([&] { callback(self_.get(), &sink); });
    sink.retire();
    return sink.take();
  }

  doverie_clock_callbacks callbacks_;
  HostSelf self_;
  SystemClock machine_;
};

class HostEntropy final : public Entropy {
 public:
  HostEntropy(const doverie_entropy_callbacks& callbacks, HostSelf self) : fill_(callbacks.fill), self_(std::move(self)) {}

  bool fill(std::span<std::uint8_t> bytes) override {
    doverie_entropy_sink sink(bytes);
    call_host([&] { fill_(self_.get(), bytes.size(), &sink); });
    sink.retire();
    return sink.take();
  }

 private:
  decltype(doverie_entropy_callbacks::fill) fill_;
  HostSelf self_;
};

doverie_bytes lent_bytes(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

class HostKeyRing final : public KeyRing {
 public:
  HostKeyRing(const doverie_key_ring_callbacks& callbacks, HostSelf self) : callbacks_(callbacks), self_(std::move(self)) {}

  Result<std::string> active_key(KeyPurpose purpose) const override {
    auto ids = usable_keys(purpose);
    if (!ids) return ids.as<std::string>();
    if (ids->empty()) return Fault{FaultCode::key_unavailable, "the host's key ring has no active key"};
    return std::move(ids->front());
  }
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override {
    auto answer = ask(true, [&](doverie_key_sink& sink) { callbacks_.keys(self_.get(), number_of(purpose), &sink); });
    if (!answer) return answer.as<std::vector<std::string>>();
    return std::move(answer->ids);
  }
  Result<Digest> mac(KeyPurpose purpose, std::string_view key_id, std::string_view bytes) const override {
    const std::string id(key_id);
    return digest_of(ask(false, [&](doverie_key_sink& sink) {
      callbacks_.mac(self_.get(), number_of(purpose), borrowed(id), lent_bytes(bytes), &sink);
    }));
  }
  Result<Digest> derived_mac(KeyPurpose purpose, std::string_view key_id, std::string_view info,
                             std::string_view bytes) const override {
    if (callbacks_.derived_mac == nullptr) return KeyRing::derived_mac(purpose, key_id, info, bytes);
    const std::string id(key_id);
    return digest_of(ask(false, [&](doverie_key_sink& sink) {
      callbacks_.derived_mac(self_.get(), number_of(purpose), borrowed(id), lent_bytes(info), lent_bytes(bytes), &sink);
    }));
  }

 private:
  static doverie_key_purpose number_of(KeyPurpose purpose) { return static_cast<doverie_key_purpose>(purpose); }
  static Result<Digest> digest_of(KeyResult answer) {
    if (!answer) return answer.as<Digest>();
    return answer->mac;
  }
  template <class Call>
  KeyResult ask(bool of_ids, Call&& call) const {
    doverie_key_sink sink(of_ids);
    call_host([&] { call(sink); });
    sink.retire();
    return sink.take();
  }

  doverie_key_ring_callbacks callbacks_;
  HostSelf self_;
};

bool is_key_id(const std::string& id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '@' || c == '-';
  };
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, allowed);
}

// Answers for a callback that has answered rubbish, and says so to it.
[[noreturn]] void rubbish_from_ring(doverie_key_sink& sink, const std::string& what) {
  sink.answer(KeyResult{Fault{FaultCode::internal, "the host's key ring answered rubbish: " + what}});
  throw WrongArgument{what};
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_host_clock_new(const doverie_clock_callbacks* callbacks, void* self, doverie_clock** out,
                                      doverie_error** error) {
  return give_host_port<HostClock>(out, error, callbacks, &doverie_clock_callbacks::now, self);
}

doverie_status doverie_clock_tell(doverie_clock_sink* sink, int64_t microseconds, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(sink, "sink").answer(microseconds);
    return doverie::Done{};
  });
}

doverie_status doverie_host_entropy_new(const doverie_entropy_callbacks* callbacks, void* self, doverie_entropy** out,
                                        doverie_error** error) {
  return give_host_port<HostEntropy>(out, error, callbacks, &doverie_entropy_callbacks::fill, self);
}

doverie_status doverie_entropy_give(doverie_entropy_sink* sink, doverie_bytes given, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& waiting = use(sink, "sink");
    const std::string_view random = bytes(given, "bytes");
    if (random.size() != waiting.room.size()) {
      wrong("bytes",
            std::to_string(random.size()) + " bytes, and " + std::to_string(waiting.room.size()) + " were asked for");
    }
    waiting.answer(true);
    std::ranges::copy(random, waiting.room.begin());
    return doverie::Done{};
  });
}

doverie_status doverie_host_key_ring_new(const doverie_key_ring_callbacks* callbacks, void* self, doverie_key_ring** out,
                                         doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_key_ring>> {
    const auto wanted = read(callbacks, "callbacks");
    if (wanted.keys == nullptr || wanted.mac == nullptr) wrong("callbacks", "one that is required is NULL");
    auto handle = std::make_unique<doverie_key_ring>();
    handle->port = std::make_shared<const HostKeyRing>(wanted, std::move(owned));
    return handle;
  });
}

doverie_status doverie_key_give_id(doverie_key_sink* sink, doverie_string id, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& waiting = use(sink, "sink");
    if (!waiting.of_ids) wrong("sink", "not of a callback that was asked for keys");
    const std::string given = text(id, "id");
    if (!is_key_id(given)) rubbish_from_ring(waiting, "id: \"" + given + "\" cannot be one of a key");
    waiting.ids.push_back(given);
    return doverie::Done{};
  });
}

doverie_status doverie_key_done(doverie_key_sink* sink, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& waiting = use(sink, "sink");
    if (!waiting.of_ids) wrong("sink", "not of a callback that was asked for keys");
    waiting.answer(KeyAnswer{.ids = waiting.ids});
    return doverie::Done{};
  });
}

doverie_status doverie_key_give_mac(doverie_key_sink* sink, doverie_bytes mac, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    auto& waiting = use(sink, "sink");
    if (waiting.of_ids) wrong("sink", "of a callback that was asked for keys");
    const std::string_view given = bytes(mac, "mac");
    KeyAnswer answer;
    if (given.size() != answer.mac.size()) {
      rubbish_from_ring(waiting, "mac: " + std::to_string(given.size()) + " bytes instead of 32");
    }
    std::ranges::copy(given, answer.mac.begin());
    waiting.answer(std::move(answer));
    return doverie::Done{};
  });
}

doverie_status doverie_key_unavailable(doverie_key_sink* sink, doverie_string why, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    use(sink, "sink").answer(KeyResult{doverie::Fault{doverie::FaultCode::key_unavailable, text(why, "why")}});
    return doverie::Done{};
  });
}
