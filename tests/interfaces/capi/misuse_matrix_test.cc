// SPDX-License-Identifier: Apache-2.0
//
// Threat T11, for every function that the headers declare (functions.def is written from them): structs of a wrong size or with a
// tail that nobody knows, strings that are none, callbacks that are not there. With good handles, so that nothing else is wrong.
#include <cstdint>

#include "arguments.h"

namespace capi_test {
namespace {

// And every struct with a size that cannot be.
struct WrongSizes : GoodHandles {
  WrongSizes(const World& given, std::size_t wanted) : GoodHandles(given), size(wanted) {}
  std::size_t size;

  template <class T>
  T* sized() const {
    static T object;
    DOVERIE_INIT(object);
    object.struct_size = size;
    return &object;
  }
};

// And every struct with a tail that says something.
struct WrongTails : GoodHandles {
  using GoodHandles::GoodHandles;

  template <class T>
  T* sized() const {
    static struct {
      T object;
      std::uint64_t tail;
    } larger;
    DOVERIE_INIT(larger.object);
    larger.object.struct_size = sizeof larger;
    larger.tail = 1;
    return &larger.object;
  }
};

struct WrongStrings : GoodHandles {
  WrongStrings(const World& given, const char* data, std::size_t size)
      : GoodHandles(given), bad_data(data), bad_size(size) {}
  const char* bad_data;
  std::size_t bad_size;

  template <class A>
  A string() const {
    return {reinterpret_cast<decltype(A::data)>(bad_data), bad_size};
  }
};

// Whether a function takes a struct that grows, a string, callbacks.
template <class A>
inline constexpr bool kIsSized = std::is_pointer_v<A> && Sized<std::remove_const_t<std::remove_pointer_t<A>>>;
template <class... A>
constexpr bool takes_struct(doverie_status (*)(A...)) {
  return (kIsSized<A> || ...);
}
template <class... A>
constexpr bool takes_text(doverie_status (*)(A...)) {
  return (std::is_same_v<A, doverie_string> || ...);
}
template <class T>
concept Callbacks = Sized<T> && requires(T object) { object.destroy; };
template <class... A>
constexpr bool takes_callbacks(doverie_status (*)(A...)) {
  return (Callbacks<std::remove_const_t<std::remove_pointer_t<A>>> || ...);
}

template <class Function, class Kind>
void must_be_invalid(const char* name, Function* function, const Kind& kind) {
  INFO(std::string(name));
  const Outcome outcome = call(function, kind);
  INFO(outcome.message());
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

int destroyed = 0;

// Callbacks that are not there, but for `destroy`.
struct NoCallbacks : GoodHandles {
  using GoodHandles::GoodHandles;

  template <class T>
  T* sized() const {
    T* object = GoodHandles::sized<T>();
    if constexpr (Callbacks<T>) object->destroy = [](void*) { ++destroyed; };
    return object;
  }
};

}  // namespace

TEST_CASE("T11: structs that are too small, too large, or say what nobody knows, in every function that takes one") {
  World world;
  int tried = 0;
  const auto look = [&](const char* name, auto* function) {
    if constexpr (takes_struct(static_cast<decltype(function)>(nullptr))) {
      ++tried;
      for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{5000}, SIZE_MAX}) {
        must_be_invalid(name, function, WrongSizes(world, size));
      }
      must_be_invalid(name, function, WrongTails(world));
    }
  };
#define COMMAND(name) look(#name, &name);
#define WITH_HANDLE(name) look(#name, &name);
#define MAKER(name) look(#name, &name);
#include "functions.def"
  CHECK(tried > 100);
}

TEST_CASE("T11: text that is none, in every function that takes one") {
  World world;
  int tried = 0;
  const struct {
    const char* data;
    std::size_t size;
  } bad[] = {{nullptr, 5}, {"x", SIZE_MAX}, {"\xff", 1}, {"\xed\xa0\x80", 3}};
  const auto look = [&](const char* name, auto* function) {
    if constexpr (takes_text(static_cast<decltype(function)>(nullptr))) {
      ++tried;
      for (const auto& string : bad) must_be_invalid(name, function, WrongStrings(world, string.data, string.size));
    }
  };
#define COMMAND(name) look(#name, &name);
#define WITH_HANDLE(name) look(#name, &name);
#define MAKER(name) look(#name, &name);
#include "functions.def"
  CHECK(tried > 100);
}

TEST_CASE("T11: callbacks that are not there: a fault, or an object; `self` is destroyed once in both cases") {
  World world;
  int tried = 0;
  const auto look = [&](const char* name, auto* function) {
    if constexpr (takes_callbacks(static_cast<decltype(function)>(nullptr))) {
      INFO(std::string(name));
      ++tried;
      destroyed = 0;
      const Outcome outcome = call(function, NoCallbacks(world));
      INFO(outcome.message());
      // What needs none of its callbacks makes an object, which keeps `self`.
      CHECK((outcome.ok() || outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT)));
      CHECK(destroyed == (outcome.ok() ? 0 : 1));
    }
  };
#define WITH_HANDLE(name) look(#name, &name);
#define MAKER(name) look(#name, &name);
#include "functions.def"
  CHECK(tried > 8);
}

}  // namespace capi_test
