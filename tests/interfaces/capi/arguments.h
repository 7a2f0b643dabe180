// SPDX-License-Identifier: Apache-2.0
//
// Calls of C functions with arguments made up by their types: so that every function of the interface, those to come included,
// is tried with every kind of nonsense.
#ifndef DOVERIE_TESTS_INTERFACES_CAPI_ARGUMENTS_H_
#define DOVERIE_TESTS_INTERFACES_CAPI_ARGUMENTS_H_

#include <type_traits>

#include "world.h"
#ifdef DOVERIE_TESTS_POSTGRES
#include "doverie_postgres.h"
#endif
#ifdef DOVERIE_TESTS_SENDERS
#include "doverie_senders.h"
#endif

namespace capi_test {

template <class T>
concept Complete = requires { sizeof(T); };
template <class T>
concept Sized = Complete<T> && requires(T object) { object.struct_size; };

template <class T>
inline constexpr bool kIsOutHandle = std::is_pointer_v<T> && std::is_pointer_v<std::remove_pointer_t<T>>;

template <class Function>
struct FirstOf;
template <class R, class First, class... More>
struct FirstOf<R (*)(First, More...)> {
  using Type = First;
};

// Ends what a function has made.
template <class T>
void let_go(T*) {}
#define FREE(name)                                            \
  inline void let_go(FirstOf<decltype(&name)>::Type handle) { \
    name(handle);                                             \
  }
#include "functions.def"

// One argument of type A. `Kind` says what handles, structs and strings are like; the error goes to `error`.
template <class Kind, class A>
A argument(doverie_error** error, const Kind& kind) {
  using Pointee = std::remove_const_t<std::remove_pointer_t<A>>;
  if constexpr (std::is_same_v<A, doverie_error**>) {
    return error;
  } else if constexpr (std::is_same_v<A, doverie_string> || std::is_same_v<A, doverie_bytes>) {
    return kind.template string<A>();
  } else if constexpr (!std::is_pointer_v<A>) {
    return kind.template value<A>();
  } else if constexpr (kIsOutHandle<A>) {
    return kind.template out<A>();
  } else if constexpr (Sized<Pointee>) {
    return kind.template sized<Pointee>();
  } else if constexpr (Complete<Pointee> || std::is_void_v<Pointee>) {
    return kind.template memory<A>();
  } else {
    return kind.template handle<A>();
  }
}

// The same without asking for an error object.
template <class Kind, class... A>
doverie_status call_without_error(doverie_status (*function)(A...), const Kind& kind) {
  return function(argument<Kind, A>(nullptr, kind)...);
}

template <class Kind, class... A>
Outcome call(doverie_status (*function)(A...), const Kind& kind) {
  return outcome_of([&](doverie_error** error) { return function(argument<Kind, A>(error, kind)...); });
}

// NULL and 0 for everything.
struct Nothing {
  template <class A>
  A string() const {
    return {};
  }
  template <class A>
  A value() const {
    return {};
  }
  template <class A>
  A out() const {
    return nullptr;
  }
  template <class T>
  T* sized() const {
    return nullptr;
  }
  template <class A>
  A memory() const {
    return nullptr;
  }
  template <class A>
  A handle() const {
    return nullptr;
  }
};

// Everything that a good call has, but that every handle is `stray`.
struct StrayHandles : Nothing {
  explicit StrayHandles(void* address) : stray(address) {}
  void* stray;

  template <class A>
  A out() const {
    static std::remove_pointer_t<A> out = nullptr;
    return &out;
  }
  template <class T>
  T* sized() const {
    static T object;
    DOVERIE_INIT(object);
    return &object;
  }
  template <class A>
  A memory() const {
    static std::array<std::uint64_t, 16> memory;
    return reinterpret_cast<A>(memory.data());
  }
  template <class A>
  A handle() const {
    return static_cast<A>(stray);
  }
};

// Good handles and structs, and every string `bad`.
struct BadStrings : StrayHandles {
  BadStrings(void* service, const char* data, std::size_t size) : StrayHandles(service), bad_data(data), bad_size(size) {}
  const char* bad_data;
  std::size_t bad_size;

  template <class A>
  A string() const {
    return {reinterpret_cast<decltype(A::data)>(bad_data), bad_size};
  }
};

// And good handles of the types that a world has; of others, none of that type.
struct GoodHandles : StrayHandles {
  explicit GoodHandles(const World& given) : StrayHandles(given.sender.get()), world(given) {}
  const World& world;

  template <class A>
  A handle() const {
    using Pointee = std::remove_const_t<std::remove_pointer_t<A>>;
    if constexpr (std::is_same_v<Pointee, doverie_service>) return world.service.get();
    if constexpr (std::is_same_v<Pointee, doverie_store>) return world.store.get();
    if constexpr (std::is_same_v<Pointee, doverie_directory>) return world.directory.get();
    if constexpr (std::is_same_v<Pointee, doverie_key_ring>) return world.keys.get();
    if constexpr (std::is_same_v<Pointee, doverie_clock>) return world.clock.get();
    if constexpr (std::is_same_v<Pointee, doverie_entropy>) return world.entropy.get();
    return StrayHandles::handle<A>();
  }
};

}  // namespace capi_test

#endif  // DOVERIE_TESTS_INTERFACES_CAPI_ARGUMENTS_H_
