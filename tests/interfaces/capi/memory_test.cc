// SPDX-License-Identifier: Apache-2.0
//
// Threat T10: out of memory at any allocation. The story is told again and again, and each time one allocation later fails:
// every call that meets it answers with a fault, nothing is half done, and the story can be told to its end after that.
#include <atomic>
#include <cstdlib>
#include <new>

#include <utility>

#include "arguments.h"

namespace {

// How many allocations of this thread still succeed; negative: all.
thread_local long left = -1;
thread_local bool failed = false;

void* try_to_allocate(std::size_t size) noexcept {
  if (left == 0) {
    failed = true;
    return nullptr;
  }
  if (left > 0) --left;
  return std::malloc(size == 0 ? 1 : size);
}

void* allocate(std::size_t size) {
  void* memory = try_to_allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return try_to_allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return try_to_allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace capi_test {
namespace {

struct Ending {
  doverie_status status = DOVERIE_STATUS_OK;
  std::int32_t code = 0;
  bool operator==(const Ending&) const = default;
};
constexpr Ending kOutOfMemory{DOVERIE_STATUS_UNKNOWN, DOVERIE_FAULT_OUT_OF_MEMORY};

// Runs `call(&error)` with at most `allocations`; whether it failed for want of memory. A fault has to be a clear one.
template <class Call>
bool starves(long allocations, Call&& call, Ending plenty = {}) {
  doverie_error* error = nullptr;
  left = allocations;
  failed = false;
  const doverie_status status = call(&error);
  left = -1;
  const Ending ending{status, doverie_error_code(error)};
  doverie_error_free(error);
  if (!failed) return false;
  // Where the library can do without (a cache, say), the call may end as it does with plenty.
  CHECK((ending == plenty || ending == kOutOfMemory));
  return true;
}

// Repeats the call with one allocation more each time, until it has enough.
template <class Call>
void until_enough(const char* what, Call&& call) {
  long allocations = 0;
  while (starves(allocations, call)) ++allocations;
  INFO(std::string(what));
  CHECK(allocations > 0);
}

// Every account is maria; no other text, so that no file and no server is what a call means.
struct Plenty : GoodHandles {
  Plenty(const World& given, const char* every_text) : GoodHandles(given), text(every_text) {}
  std::string_view text;

  template <class A>
  A string() const {
    return {reinterpret_cast<decltype(A::data)>(text.data()), text.size()};
  }
  template <class A>
  A memory() const {
    if constexpr (std::is_void_v<std::remove_const_t<std::remove_pointer_t<A>>>) return nullptr;
    return GoodHandles::memory<A>();
  }
  // What was made the last time is let go.
  template <class A>
  A out() const {
    static std::remove_pointer_t<A> made = nullptr;
    if constexpr (!std::is_const_v<std::remove_pointer_t<A>>) let_go(std::exchange(made, nullptr));
    return &made;
  }
};

template <class... A>
void with_too_little(const char* name, doverie_status (*function)(A...), const Plenty& plenty) {
  INFO(std::string(name));
  const Outcome outcome = call(function, plenty);
  const auto again = [&](doverie_error** error) { return function(argument<Plenty, A>(error, plenty)...); };
  for (long allocations = 0; starves(allocations, again, {outcome.status, outcome.code()}); ++allocations) continue;
}

}  // namespace

TEST_CASE("T10: out of memory at each allocation of every function") {
  World world;
#define COMMAND(name) with_too_little(#name, &name, Plenty(world, "maria"));
#define WITH_HANDLE(name) with_too_little(#name, &name, Plenty(world, ""));
#define MAKER(name) with_too_little(#name, &name, Plenty(world, ""));
#include "functions.def"
}

TEST_CASE("T10: out of memory at any allocation") {
  World world;
  const doverie_service* service = world.service.get();
  doverie_answer* answer = nullptr;
  const auto again = [&] {
    doverie_answer_free(answer);
    answer = nullptr;
  };
  const doverie_string maria = doverie_text("maria"), ivan = doverie_text("ivan");

  // The same command id each time: what took effect in spite of the fault is not done twice.
  const auto invite_meta = meta_with("invite"), accept_meta = meta_with("accept"), start_meta = meta_with("start");
  const auto approve_meta = meta_with("approve"), confirm_meta = meta_with("confirm"), redeem_meta = meta_with("redeem");

  until_enough("invite", [&](auto error) {
    again();
    return doverie_trustor_invite(service, &invite_meta, maria, doverie_text("Иван"), doverie_text("+79161234567"), &answer,
                                  error);
  });
  auto invited = fresh<doverie_invited>();
  REQUIRE(doverie_answer_invited(answer, &invited, nullptr) == DOVERIE_STATUS_OK);
  const std::string invitation = copy(invited.invitation);

  until_enough("accept", [&](auto error) {
    again();
    return doverie_contact_accept(service, &accept_meta, ivan, lend(invitation), &answer, error);
  });
  until_enough("start", [&](auto error) {
    again();
    return doverie_recoverer_start(service, &start_meta, maria, lend_bytes(kSecret), 0, {}, &answer, error);
  });
  auto started = fresh<doverie_recovery_started>();
  REQUIRE(doverie_answer_recovery_started(answer, &started, nullptr) == DOVERIE_STATUS_OK);
  const std::string request = copy(started.request), number = copy(started.number);

  auto attestation = fresh<doverie_attestation>();
  attestation.spoke_with_trustor = attestation.nobody_misleads = 1;
  attestation.number = lend(number);
  until_enough("approve", [&](auto error) {
    again();
    return doverie_contact_approve(service, &approve_meta, ivan, lend(request), &attestation, &answer, error);
  });
  world.pump();
  REQUIRE(world.sms.size() == 1);
  const std::string code = world.last_code();
  until_enough("confirm", [&](auto error) {
    again();
    return doverie_contact_confirm_code(service, &confirm_meta, ivan, lend(request), lend(code), &answer, error);
  });
  until_enough("redeem", [&](auto error) {
    again();
    return doverie_recoverer_redeem(service, &redeem_meta, maria, lend(request), lend_bytes(kSecret), {}, &answer, error);
  });
  auto grant = fresh<doverie_grant>();
  REQUIRE(doverie_answer_grant(answer, &grant, nullptr) == DOVERIE_STATUS_OK);

  until_enough("cabinet", [&](auto error) {
    again();
    return doverie_trustor_cabinet(service, maria, &answer, error);
  });
  auto view = fresh<doverie_trustor_view>();
  REQUIRE(doverie_answer_trustor_view(answer, &view, nullptr) == DOVERIE_STATUS_OK);
  CHECK(view.contact_count == 1);
  CHECK(view.request_count == 1);
  until_enough("audit", [&](auto error) {
    again();
    return doverie_operator_audit(service, maria, &answer, error);
  });
  again();
}

TEST_CASE("T10: out of memory while a message is sent: it is sent all the same, and never with another code") {
  bool starved = true;
  // Every allocation at first, then one in seven: each try takes a world of its own.
  for (long allocations = 0; starved; allocations += allocations < 100 ? 1 : 7) {
    World world;
    world.appoint();
    std::string number;
    const std::string request = world.start(&number);
    REQUIRE(world.approve(request, number).ok());
    const auto pump = [&](auto error) {
      return doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_EVERYTHING, nullptr, error);
    };
    starved = starves(allocations, pump);
    // What was leased and not sent comes again when the lease has run out.
    CHECK(doverie_fake_clock_advance(world.clock.get(), 3 * kMinute, nullptr) == DOVERIE_STATUS_OK);
    world.pump();
    INFO(allocations);
    REQUIRE(!world.sms.empty());
    for (const Sms& sms : world.sms) CHECK(sms.text == world.sms.front().text);
    CHECK(world.confirm(request, world.last_code()).ok());
  }
}

TEST_CASE("T10: out of memory while things are made") {
  World world;
  const auto options = world.options();
  until_enough("service", [&](auto error) {
    doverie_service* service = nullptr;
    const auto status = doverie_service_new(&options, &service, error);
    CHECK((service != nullptr) == (status == DOVERIE_STATUS_OK));
    doverie_service_free(service);
    return status;
  });
  static int destroyed = 0;
  int made = 0;
  auto callbacks = fresh<doverie_directory_callbacks>();
  callbacks.destroy = [](void*) { ++destroyed; };
  callbacks.find = [](void*, doverie_string, doverie_facts_sink*) {};
  until_enough("directory", [&](auto error) {
    doverie_directory* directory = nullptr;
    const auto status = doverie_host_directory_new(&callbacks, nullptr, &directory, error);
    doverie_directory_free(directory);
    ++made;
    return status;
  });
  CHECK(destroyed == made);
  until_enough("policy", [&](auto error) {
    doverie_policy* policy = nullptr;
    const auto status = doverie_policy_gosuslugi(&policy, error);
    doverie_policy_free(policy);
    return status;
  });
}

}  // namespace capi_test
