// SPDX-License-Identifier: Apache-2.0
//
// Handles: what the incomplete types of doverie.h are. Each begins with a magic word that tells its type and that it is
// alive, so that NULL, a handle of another type and, as far as that can be found out, one already freed are told apart from
// good ones.
#ifndef DOVERIE_CAPI_HANDLES_H_
#define DOVERIE_CAPI_HANDLES_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "doverie/adapters/memory.h"
#include "doverie/core/answers.h"
#include "doverie/core/explain.h"
#include "doverie/population.h"
#include "doverie/service.h"
#include "doverie_operator.h"
#include "errors.h"

namespace doverie::capi {

template <std::uint64_t kWord>
class Handle {
 public:
  static constexpr std::uint64_t kMagic = kWord;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // From here on it is no longer alive, though its destructor has not run yet.
  void retire() { magic_ = 0; }

 private:
  volatile std::uint64_t magic_ = kWord;  // volatile: what retire() stores has to reach memory
};

// The word at `address`, read without the sanitizers' checks: the memory may have been freed, which is what is to be found
// out.
__attribute__((no_sanitize("address", "thread"), noinline)) inline std::uint64_t word_at(const void* address) {
  return *static_cast<const volatile std::uint64_t*>(address);
}

template <class T>
bool alive(const T* handle) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(handle);
  return address >= 4096 && address % alignof(T) == 0 && word_at(handle) == T::kMagic;
}

// The object behind a handle. `name` is the argument's, for the message.
template <class T>
T& use(T* handle, const char* name) {
  if (handle == nullptr) throw WrongArgument{std::string(name) + ": NULL"};
  if (!alive(handle)) throw WrongArgument{std::string(name) + ": not a handle of this type, or freed already"};
  return *handle;
}

template <class T>
void free_handle(T* handle) noexcept {
  if (!alive(handle)) return;
  handle->retire();
  delete handle;
}

// For functions that make a T. Runs `make`, which gives a Result<std::unique_ptr<T>>.
template <class T, class Make>
doverie_status give(T** out, doverie_error** error, Make&& make) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&]() -> Status {
    if (out == nullptr) throw WrongArgument{"out: NULL"};
    Result<std::unique_ptr<T>> made = make();
    if (!made) return made.template as<Done>();
    *out = std::move(made).value().release();
    return Done{};
  });
}

// A Result of a shared port as a Result of a handle that has it in `port`.
template <class T, class Port>
Result<std::unique_ptr<T>> handle_of(Result<std::shared_ptr<Port>> opened) {
  if (!opened) return opened.template as<std::unique_ptr<T>>();
  auto handle = std::make_unique<T>();
  handle->port = *std::move(opened);
  return handle;
}

// Who is told what a shadow would have done.
class ShadowListener {
 public:
  virtual ~ShadowListener() = default;
  virtual void differs(const ShadowDifference& difference) const = 0;
};

}  // namespace doverie::capi

// The words are letters, so that a dump of memory can be read.
struct doverie_error : doverie::capi::Handle<0x4552524f522e2e31> {
  doverie_status status = DOVERIE_STATUS_FAULT;
  std::int32_t code = 0;
  std::string message;
  std::vector<doverie::Reason> reasons;
};

struct doverie_clock : doverie::capi::Handle<0x434c4f434b2e2e31> {
  std::shared_ptr<doverie::Clock> port;
};

struct doverie_entropy : doverie::capi::Handle<0x454e54524f505931> {
  std::shared_ptr<doverie::Entropy> port;
};

struct doverie_key_ring : doverie::capi::Handle<0x4b45595352494e31> {
  std::shared_ptr<const doverie::KeyRing> port;
  std::shared_ptr<doverie::MemoryKeyRing> memory{};  // the same, unless the ring is the host's own
};

struct doverie_store : doverie::capi::Handle<0x53544f52452e2e31> {
  std::shared_ptr<doverie::EventStore> port;
};

struct doverie_directory : doverie::capi::Handle<0x4449524543542e31> {
  std::shared_ptr<doverie::AccountDirectory> port;
};

struct doverie_sms_sender : doverie::capi::Handle<0x534d5353454e4431> {
  std::shared_ptr<doverie::SmsSender> port;
};

struct doverie_notifier : doverie::capi::Handle<0x4e4f544946592e31> {
  std::shared_ptr<doverie::Notifier> port;
};

struct doverie_policy : doverie::capi::Handle<0x504f4c4943592e31> {
  doverie::Policy policy;
  std::string json;  // to_json() of it, for borrowing
  std::string hash;  // content_hash(), the same
};

struct doverie_account : doverie::capi::Handle<0x4143434f554e5431> {
  std::optional<doverie::AccountFacts> facts;
};

struct doverie_shadow : doverie::capi::Handle<0x534841444f572e31> {
  doverie::PolicySchedule policies;
  std::shared_ptr<const doverie::capi::ShadowListener> listener;
};

struct doverie_observer : doverie::capi::Handle<0x4f42534552564531> {
  std::shared_ptr<doverie::Observer> port;
};

struct doverie_host_rules : doverie::capi::Handle<0x484f535452554c31> {
  // The rules as they are now.
  doverie::HostRules now() const {
    const std::lock_guard lock(mutex);
    return sets.back();
  }

  mutable std::mutex mutex;  // of the sets
  // One more with each rule that was added. None goes: what was told of its rules is borrowed from here.
  std::vector<doverie::HostRules> sets{doverie::HostRules{}};
};

struct doverie_eligibility : doverie::capi::Handle<0x454c494749424c31> {
  explicit doverie_eligibility(doverie::CompiledPolicy of) : compiled(std::move(of)) {}
  doverie::CompiledPolicy compiled;
};

struct doverie_explanation : doverie::capi::Handle<0x4558504c41494e31> {
  std::vector<doverie::RuleExplanation> rows;
};

struct doverie_service : doverie::capi::Handle<0x534552564943452e> {
  std::shared_ptr<const doverie::Service> service;
};

struct doverie_answer : doverie::capi::Handle<0x414e535745522e31> {
  doverie::Answer answer;
};

#endif  // DOVERIE_CAPI_HANDLES_H_
