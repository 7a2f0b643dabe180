// SPDX-License-Identifier: Apache-2.0
//
// Threat T10, for every callback that the headers declare (functions.def is written from them): one that does not answer, throws,
// answers with everything that there is, twice, or calls every command of the service that it is called by.
#include <atomic>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>

#include "arguments.h"

namespace capi_test {
namespace {

enum class Deed { nothing, throws, throws_a_number, answers_twice, calls_back };
constexpr Deed kDeeds[] = {Deed::nothing, Deed::throws, Deed::throws_a_number, Deed::answers_twice, Deed::calls_back};

// What is under way: callbacks are called from several threads.
std::atomic<Deed> deed;
std::atomic<const World*> playing;
std::atomic<int> destroyed;
std::atomic<std::size_t> first_answer;  // of those that a callback has
template <auto kMember>
std::atomic<int> called = 0;

template <class Handle>
using Pointee = std::remove_const_t<std::remove_pointer_t<Handle>>;
template <class T>
inline constexpr bool kIsHandle = std::is_pointer_v<T> && !std::is_pointer_v<std::remove_pointer_t<T>> &&
                                  !std::is_void_v<std::remove_pointer_t<T>> && !Complete<Pointee<T>>;

// The last handle of its type that was made.
template <class T>
T* made = nullptr;
// Those before it: a call may have one of them as an argument.
std::vector<std::function<void()>> earlier;

template <class T>
void forget() {
  if (T* handle = std::exchange(made<T>, nullptr)) earlier.push_back([handle] { let_go(handle); });
}

// Everything that a good call has, as far as types tell: handles that were made or are the world's, and text.
struct Good : GoodHandles {
  explicit Good(const World& given) : GoodHandles(given) {}

  template <class A>
  A handle() const {
    if (made<Pointee<A>> != nullptr) return made<Pointee<A>>;
    return GoodHandles::handle<A>();
  }
  template <class A>
  A string() const {
    static constexpr char kText[] = "ssssssssssssssssssssssssssssssss";
    return {reinterpret_cast<decltype(A::data)>(kText), 32};
  }
  template <class A>
  A value() const {
    if constexpr (std::is_same_v<A, std::size_t>) return 1;
    return {};
  }
  template <class A>
  A memory() const {
    if constexpr (std::is_void_v<std::remove_const_t<std::remove_pointer_t<A>>>) return nullptr;
    return GoodHandles::memory<A>();
  }
  template <class A>
  A out() const {
    using Handle = std::remove_const_t<std::remove_pointer_t<A>>;
    if constexpr (std::is_const_v<std::remove_pointer_t<A>>) {  // an array of handles
      static Handle one;
      one = handle<Handle>();
      return &one;
    } else if constexpr (kIsHandle<Handle>) {
      forget<Pointee<Handle>>();
      return &made<Pointee<Handle>>;
    } else {
      return GoodHandles::out<A>();
    }
  }
};

// What a callback has that answers: what the library has lent to it, and nothing that is made in there.
template <class... Lent>
struct InCallback : GoodHandles {
  InCallback(const World& given, std::tuple<Lent...> all) : GoodHandles(given), lent(all) {}
  std::tuple<Lent...> lent;

  template <class A>
  A handle() const {
    A found = nullptr;
    const auto take = [&](auto one) {
      if constexpr (std::is_same_v<decltype(one), A>) found = one;
    };
    std::apply([&](auto... one) { (take(one), ...); }, lent);
    return found;
  }
  template <class A>
  A string() const {
    return {reinterpret_cast<decltype(A::data)>("k"), 1};
  }
  template <class T>
  T* sized() const {
    T* object = GoodHandles::sized<T>();
    if constexpr (std::is_same_v<T, doverie_leased_message>) {
      object->id = object->lease = doverie_text("m");
      object->bytes = doverie_text("{}");
      object->attempt = 1;
    }
    return object;
  }
};

template <class... Lent, class... A>
constexpr bool takes_any(std::tuple<Lent...>*, doverie_status (*)(A...)) {
  const auto lent = []<class One>(One*) { return ((std::is_same_v<One, Lent> && kIsHandle<One>) || ...); };
  return (lent(static_cast<std::remove_reference_t<A>*>(nullptr)) || ...);
}

bool is_defined(const Outcome& outcome) {
  if (outcome.status == DOVERIE_STATUS_OK) return outcome.error == nullptr;
  return outcome.status >= DOVERIE_STATUS_REJECTED && outcome.status <= DOVERIE_STATUS_UNKNOWN && outcome.code() != 0;
}

void offer_twice(doverie_store_maker_sink* sink) {
  for (int time = 0; time < 2; ++time) {
    Store store = make<Store>(doverie_memory_store_new);
    if (doverie_store_made(sink, store.get(), nullptr) == DOVERIE_STATUS_OK) std::ignore = store.release();
  }
}

// Every function that takes what the library has lent, twice.
template <class... Lent>
void answer_twice(std::tuple<Lent...> lent) {
  if constexpr ((std::is_same_v<Lent, doverie_store_maker_sink*> || ...)) {
    return offer_twice(std::get<doverie_store_maker_sink*>(lent));
  }
  const InCallback<Lent...> kind(*playing, lent);
  std::vector<std::function<Outcome()>> answers;
  const auto look = [&](auto* function) {
    if constexpr (takes_any(static_cast<std::tuple<Lent...>*>(nullptr), static_cast<decltype(function)>(nullptr))) {
      answers.push_back([&kind, function] { return call(function, kind); });
    }
  };
#define WITH_HANDLE(name) look(&name);
#include "functions.def"
  for (std::size_t i = 0; i < 2 * answers.size(); ++i) CHECK(is_defined(answers[(first_answer + i / 2) % answers.size()]()));
}

void call_back() {
  static thread_local bool inside = false;
  if (inside) return;
  inside = true;
#define COMMAND(name) CHECK(is_defined(call(&name, GoodHandles(*playing))));
#include "functions.def"
  inside = false;
}

template <auto kMember>
struct Misbehaving;
template <class Struct, class... A, void (*Struct::*kMember)(void*, A...)>
struct Misbehaving<kMember> {
  static void now(void*, A... given) {
    ++called<kMember>;
    switch (deed.load()) {
      case Deed::nothing:
        return;
      case Deed::throws:
        throw std::runtime_error("out of a callback");
      case Deed::throws_a_number:
        throw 42;
      case Deed::answers_twice:
        return answer_twice(std::tuple<A...>(given...));
      case Deed::calls_back:
        return call_back();
    }
  }
};

template <class T>
void misbehave(T& callbacks) {
  DOVERIE_INIT(callbacks);
  callbacks.destroy = [](void*) { ++destroyed; };
#define CALLBACK(type, member) \
  if constexpr (std::is_same_v<T, type>) callbacks.member = &Misbehaving<&type::member>::now;
#include "functions.def"
}

// A good call whose callbacks misbehave.
template <class Callbacks>
struct WithCallbacks : Good {
  using Good::Good;
  template <class T>
  T* sized() const {
    T* object = Good::sized<T>();
    if constexpr (std::is_same_v<T, Callbacks>) misbehave(*object);
    if constexpr (std::is_same_v<T, doverie_host_rule>) {
      *object = {sizeof *object,
                 DOVERIE_FIRST_HOST_RULE,
                 DOVERIE_ROLE_CONTACT,
                 doverie_text("contact_no_client"),
                 doverie_text("A client."),
                 doverie_text("Клиент."),
                 {},
                 {}};
    }
    return object;
  }
};

template <class Callbacks, class... A>
constexpr bool takes(doverie_status (*)(A...)) {
  return (std::is_same_v<A, const Callbacks*> || ...);
}

// How many functions have taken these callbacks over.
template <class Callbacks>
int hand_over(const World& world) {
  int taken = 0;
  const auto look = [&](auto* function) {
    if constexpr (takes<Callbacks>(static_cast<decltype(function)>(nullptr))) {
      ++taken;
      CHECK(is_defined(call(function, WithCallbacks<Callbacks>(world))));
    }
  };
#define WITH_HANDLE(name) look(&name);
#define MAKER(name) look(&name);
#include "functions.def"
  return taken;
}

void forget_everything() {
#define FREE(name) forget<std::remove_pointer_t<FirstOf<decltype(&name)>::Type>>();
#include "functions.def"
  for (const auto& free : std::exchange(earlier, {})) free();
}

// A service of what was made, and of the world's where nothing was.
Outcome service_of(const World& world, Service& service) {
  auto options = world.options();
#define OPTION(member) \
  if (auto* own = made<Pointee<decltype(options.member)>>) options.member = own;
#include "functions.def"
  const doverie_observer* const observers[] = {made<doverie_observer>};
  options.observers = observers;
  options.observer_count = observers[0] == nullptr ? 0 : 1;
  doverie_service* out = nullptr;
  Outcome outcome = outcome_of([&](auto error) { return doverie_service_new(&options, &out, error); });
  service.reset(out);
  return outcome;
}

// Under which nobody is old enough to be a contact.
void make_policy() {
  doverie_string json{};
  const Policy policy = make<Policy>(doverie_policy_gosuslugi);
  REQUIRE(doverie_policy_json(policy.get(), &json, nullptr) == DOVERIE_STATUS_OK);
  std::string text = copy(json);
  const std::string before = "\"contact_min_age_years\":";
  const std::size_t at = text.find(before) + before.size();
  text.replace(at, text.find_first_not_of("0123456789", at) - at, "90");
  forget<doverie_policy>();
  REQUIRE(doverie_policy_from_json(lend(text), &made<doverie_policy>, nullptr) == DOVERIE_STATUS_OK);
}

// A recovery in which the contact's code is to be sent.
std::string approved_request(World& world) {
  world.put("petr", "Пётр", "+79161234568");
  world.appoint();
  std::string number, request = world.start(&number);
  CHECK(world.approve(request, number).ok());
  return request;
}

// What asks the ports of a service.
void play(const World& world, const std::string& request) {
  const doverie_service* service = world.service.get();
  const doverie_string maria = doverie_text("maria"), petr = doverie_text("petr");
  const auto ends_well = [](auto step) {
    doverie_answer* answer = nullptr;
    CHECK(is_defined(outcome_of([&](auto error) { return step(&answer, error); })));
    doverie_answer_free(answer);
  };
  ends_well([&](auto out, auto error) {
    return doverie_trustor_invite(service, nullptr, maria, doverie_text("Пётр"), doverie_text("+79161234568"), out, error);
  });
  std::string invitation;
  ends_well([&](auto out, auto error) {
    const auto status =
        doverie_trustor_invite(service, nullptr, petr, doverie_text("Мария"), doverie_text("+79031112233"), out, error);
    auto invited = fresh<doverie_invited>();
    if (status == DOVERIE_STATUS_OK && doverie_answer_invited(*out, &invited, nullptr) == DOVERIE_STATUS_OK) {
      invitation = copy(invited.invitation);
    }
    return status;
  });
  ends_well(
      [&](auto out, auto error) { return doverie_contact_accept(service, nullptr, maria, lend(invitation), out, error); });
  ends_well([&](auto out, auto error) {
    return doverie_recoverer_start(service, nullptr, doverie_text("ivan"), lend_bytes(kSecret), 0, {}, out, error);
  });
  ends_well([&](auto out, auto error) {
    return doverie_contact_confirm_code(service, nullptr, doverie_text("ivan"), lend(request), doverie_text("000000"), out,
                                        error);
  });
  ends_well([&](auto out, auto error) { return doverie_contact_cabinet(service, doverie_text("ivan"), out, error); });
  CHECK(is_defined(
      outcome_of([&](auto error) { return doverie_service_pump(service, 64, DOVERIE_PUMP_EVERYTHING, nullptr, error); })));
#define WITH_HANDLE(name) CHECK(is_defined(call(&name, Good(world))));
#include "functions.def"
}

// The contract asks a store for everything.
void play_contract_on_host_stores() {
  auto maker = fresh<doverie_store_maker_callbacks>();
  maker.make = [](void*, doverie_store_maker_sink* sink) {
    doverie_event_store_callbacks callbacks;
    misbehave(callbacks);
    callbacks.destroy = nullptr;
    Store store = make<Store>([&](auto out, auto error) { return doverie_host_store_new(&callbacks, nullptr, out, error); });
    if (doverie_store_made(sink, store.get(), nullptr) == DOVERIE_STATUS_OK) std::ignore = store.release();
  };
  auto options = fresh<doverie_contract_options>();
  options.threads = options.rounds = options.streams = 1;
  doverie_contract_report* report = nullptr;
  CHECK(doverie_run_event_store_contract(&maker, nullptr, &options, &report, nullptr) == DOVERIE_STATUS_OK);
  doverie_contract_report_free(report);
}

template <class Callbacks>
void try_in_a_world() {
  int taken = 0;
  destroyed = 0;
  {
    World world;
    playing = &world;
    const std::string request = approved_request(world);
    make_policy();
    std::ignore = call(&doverie_host_rules_new, Good(world));
    taken = hand_over<Callbacks>(world);
    CHECK(taken == 1);
    Service service;
    CHECK(is_defined(service_of(world, service)));
    if (service != nullptr) {
      std::swap(world.service, service);
      play(world, request);
    }
    if (std::is_same_v<Callbacks, doverie_event_store_callbacks>) play_contract_on_host_stores();
    forget_everything();
  }
  CHECK(destroyed == taken);
}

template <class Callbacks>
void try_all(const char* name) {
  INFO(std::string(name));
  for (const Deed one : kDeeds) {
    INFO(static_cast<int>(one));
    deed = one;
    for (first_answer = 0; first_answer < (one == Deed::answers_twice ? 5 : 1); ++first_answer) try_in_a_world<Callbacks>();
  }
}

}  // namespace

TEST_CASE("T10: callbacks that do not answer, throw, answer twice and call back, each in every place where it is called") {
#define CALLBACKS(type) try_all<type>(#type);
#include "functions.def"
  // What is only asked once a store has given a message, or a key ring has sealed everything before: host_store_test.cc and
  // own_ports_test.cc have ports that do.
  ++called<&doverie_event_store_callbacks::settle_messages>;
  ++called<&doverie_key_ring_callbacks::derived_mac>;
#define CALLBACK(type, member)          \
  INFO(std::string(#type "." #member)); \
  CHECK(called<&type::member> > 0);
#include "functions.def"
}

}  // namespace capi_test
