// SPDX-License-Identifier: Apache-2.0
//
// What the host brings: its `self` and the callbacks that go with it.
#ifndef DOVERIE_CAPI_HOST_H_
#define DOVERIE_CAPI_HOST_H_

#include <cstddef>
#include <memory>
#include <utility>

#include "errors.h"
#include "handles.h"
#include "structs.h"

namespace doverie::capi {

// Owns `self`: destroys it once, whatever happens.
class HostSelf {
 public:
  HostSelf(void* self, void (*destroy)(void*)) : self_(self), destroy_(destroy) {}
  HostSelf(HostSelf&& other) noexcept : self_(other.self_), destroy_(std::exchange(other.destroy_, nullptr)) {}
  HostSelf& operator=(HostSelf&&) = delete;
  ~HostSelf() {
    if (destroy_ != nullptr) call_host([&] { destroy_(self_); });
  }

  void* get() const { return self_; }

 private:
  void* self_;
  void (*destroy_)(void*);
};

// Takes `self` over, before anything is checked that could fail.
template <class Callbacks>
HostSelf take_self(const Callbacks* callbacks, void* self) {
  const bool readable =
      fault_of_struct(callbacks, alignof(Callbacks), offsetof(Callbacks, destroy) + sizeof(callbacks->destroy),
                      kLargestStruct) == nullptr;
  return {self, readable ? callbacks->destroy : nullptr};
}

// Makes a T whose port is a Port of the host's callbacks. `callback` is the one that has to be there.
template <class Port, class T, class Callbacks, class Callback>
doverie_status give_host_port(T** out, doverie_error** error, const Callbacks* callbacks, Callback Callbacks::* callback,
                              void* self) {
  HostSelf owned = take_self(callbacks, self);
  return give(out, error, [&]() -> Result<std::unique_ptr<T>> {
    const Callbacks wanted = read(callbacks, "callbacks");
    if (wanted.*callback == nullptr) throw WrongArgument{"callbacks: one that is required is NULL"};
    auto handle = std::make_unique<T>();
    handle->port = std::make_shared<Port>(wanted, std::move(owned));
    return handle;
  });
}

// The sink of a callback: takes the first answer.
template <class Answer>
class Sink {
 public:
  explicit Sink(Answer unanswered) : answer_(std::move(unanswered)) {}

  void answer(Answer answer) {
    if (answered_) throw WrongArgument{"sink: answered already"};
    answered_ = true;
    answer_ = std::move(answer);
  }
  bool answered() const { return answered_; }
  Answer take() { return std::move(answer_); }

 private:
  bool answered_ = false;
  Answer answer_;
};

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_HOST_H_
