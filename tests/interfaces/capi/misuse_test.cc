// SPDX-License-Identifier: Apache-2.0
//
// Threat T11: NULL, freed or foreign handles, invalid UTF-8, length overflow. A defined error, never a crash.
#include <limits>

#include "arguments.h"

namespace capi_test {
namespace {

template <class Function, class Kind>
void must_be_invalid(const char* name, Function* function, const Kind& kind) {
  INFO(std::string(name));
  const Outcome outcome = call(function, kind);
  INFO(outcome.message());
  CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
}

template <class Kind>
void every_function_with_handles(const Kind& kind) {
#define COMMAND(name) must_be_invalid(#name, &name, kind);
#define WITH_HANDLE(name) must_be_invalid(#name, &name, kind);
#include "functions.def"
}

// Frees what is no handle of that type.
template <class T>
void free_stray(void (*free)(T*), void* stray) {
  free(static_cast<T*>(stray));
}

std::uint64_t zeros[16] = {};

}  // namespace

TEST_CASE("T11: nothing at all, for every function") {
  every_function_with_handles(Nothing{});
#define MAKER(name) must_be_invalid(#name, &name, Nothing{});
#include "functions.def"
}

TEST_CASE("T11: the error object is not asked for") {
#define COMMAND(name) CHECK(call_without_error(&name, Nothing{}) == DOVERIE_STATUS_FAULT);
#define WITH_HANDLE(name) CHECK(call_without_error(&name, Nothing{}) == DOVERIE_STATUS_FAULT);
#define MAKER(name) CHECK(call_without_error(&name, Nothing{}) == DOVERIE_STATUS_FAULT);
#include "functions.def"
}

TEST_CASE("T11: handles of another type, addresses of nothing") {
  World world;
  every_function_with_handles(StrayHandles{world.sender.get()});
  every_function_with_handles(StrayHandles{zeros});
  every_function_with_handles(StrayHandles{reinterpret_cast<char*>(zeros) + 1});
  every_function_with_handles(StrayHandles{reinterpret_cast<void*>(8)});
}

TEST_CASE("T11: freed handles (best effort)") {
  World world;
  doverie_service* service = world.service.release();
  doverie_service_free(service);
#define COMMAND(name) must_be_invalid(#name, &name, StrayHandles{service});
#include "functions.def"
  doverie_service_free(service);
  doverie_clock* clock = world.clock.release();
  doverie_clock_free(clock);
  CHECK(doverie_fake_clock_set(clock, kMorning, nullptr) == DOVERIE_STATUS_FAULT);
  doverie_clock_free(clock);
}

TEST_CASE("T11: freeing nothing, something else, and something twice") {
  World world;
  void* const strays[] = {nullptr, zeros, reinterpret_cast<void*>(8), &world};
  for (void* stray : strays) {
#define FREE(name) free_stray(&name, stray);
#include "functions.def"
  }
  CHECK(world.invite() != "");
}

TEST_CASE("T11: strings that are none, in every command") {
  World world;
  const std::string too_long(DOVERIE_MAX_STRING + 1, 'x');
  const struct {
    const char* data;
    std::size_t size;
  } bad[] = {{nullptr, 5},
             {"x", std::numeric_limits<std::size_t>::max()},
             {"x", static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max())},
             {too_long.data(), too_long.size()},
             {"\xff", 1},
             {"Иван", 7},
             {"\xed\xa0\x80", 3},
             {"\xc0\x80", 2},
             {"\xf4\x90\x80\x80", 4}};
  for (const auto& string : bad) {
#define COMMAND(name) must_be_invalid(#name, &name, BadStrings(world.service.get(), string.data, string.size));
#include "functions.def"
  }
}

TEST_CASE("T11: the message names the argument") {
  World world;
  const auto invite = [&](doverie_string trustor, doverie_string name, doverie_string phone) {
    doverie_answer* answer = nullptr;
    return outcome_of([&](auto error) {
             return doverie_trustor_invite(world.service.get(), nullptr, trustor, name, phone, &answer, error);
           })
        .message();
  };
  const doverie_string good = doverie_text("maria");
  CHECK(invite({"\xff", 1}, good, good) == "trustor: not valid UTF-8");
  CHECK(invite(good, {nullptr, 3}, good) == "name: NULL with a length of 3");
  CHECK(invite(good, good, {"x", 99999999}) == "phone: a length of 99999999 bytes, more than DOVERIE_MAX_STRING");
  CHECK(outcome_of([&](auto error) { return doverie_trustor_cabinet(nullptr, good, nullptr, error); }).message() ==
        "out: NULL");
  doverie_answer* answer = nullptr;
  CHECK(outcome_of([&](auto error) { return doverie_trustor_cabinet(nullptr, good, &answer, error); }).message() ==
        "service: NULL");
}

TEST_CASE("T11: getters of errors, notices and states with nothing or rubbish") {
  for (const auto* error : {static_cast<doverie_error*>(nullptr), reinterpret_cast<doverie_error*>(zeros)}) {
    CHECK(doverie_error_status(error) == DOVERIE_STATUS_OK);
    CHECK(doverie_error_code(error) == 0);
    CHECK(doverie_error_retryable(error) == 0);
    CHECK(copy(doverie_error_message(error)) == "");
    CHECK(doverie_error_reason_count(error) == 0);
    auto reason = fresh<doverie_reason>();
    CHECK(doverie_error_reason_at(error, 0, &reason, nullptr) == DOVERIE_STATUS_FAULT);
  }
  for (const auto* notice : {static_cast<doverie_notice*>(nullptr), reinterpret_cast<doverie_notice*>(zeros)}) {
    CHECK(copy(doverie_notice_account(notice)) == "");
    CHECK(doverie_notice_kind(notice) == 0);
    CHECK(copy(doverie_notice_name(notice)) == "");
    CHECK(doverie_notice_parameter_count(notice) == 0);
    CHECK(doverie_notice_parameter(notice, doverie_text("x")).data == nullptr);
  }
  for (const std::int32_t number :
       {std::numeric_limits<std::int32_t>::min(), -1, 0, 99, std::numeric_limits<std::int32_t>::max()}) {
    CHECK(copy(doverie_start_status_name(number)) == "");
    CHECK(copy(doverie_invitation_state_name(number)) == "");
    CHECK(copy(doverie_request_state_name(number)) == "");
    CHECK(doverie_code_find(number, nullptr, nullptr) == DOVERIE_STATUS_FAULT);
  }
  CHECK(doverie_text(nullptr).data == nullptr);
  doverie_init(nullptr, 8);
  doverie_init(zeros, 1);
}

TEST_CASE("T11: flags, enumerations, dates, phones and instants that are none") {
  World world;
  auto facts = fresh<doverie_account_facts>();
  const auto put = [&](const char* wrong_field) {
    const Outcome outcome = outcome_of(
        [&](auto error) { return doverie_directory_put(world.directory.get(), doverie_text("petr"), &facts, error); });
    CHECK(outcome.faulted(DOVERIE_FAULT_INVALID_ARGUMENT));
    INFO(outcome.message());
    CHECK(outcome.message().starts_with(std::string("facts.") + wrong_field + ":"));
  };
  put("birth_date");
  facts.birth_date = {2026, 2, 29};
  put("birth_date");
  facts.birth_date = {std::numeric_limits<std::int32_t>::max(), 1, 1};
  put("birth_date");
  facts.birth_date = {2000, 2, 29};
  facts.citizen = 2;
  put("citizen");
  facts.citizen = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  put("phone_state");
  facts.phone = doverie_text("12");
  put("phone");
  facts.phone = doverie_text("+79161234567");
  facts.phone_state = 9;
  put("phone_state");
  facts.phone_state = DOVERIE_PHONE_REPLACING;
  facts.phone_since = std::numeric_limits<std::int64_t>::max();
  put("phone_since");
  facts.phone_since = 0;
  facts.recovered_at = std::numeric_limits<std::int64_t>::min();
  put("recovered_at");
  facts.recovered_at = 0;
  CHECK(doverie_directory_put(world.directory.get(), doverie_text("petr"), &facts, nullptr) == DOVERIE_STATUS_OK);
  CHECK(doverie_directory_put(world.directory.get(), doverie_text(""), &facts, nullptr) == DOVERIE_STATUS_FAULT);
  CHECK(doverie_directory_put(world.directory.get(), doverie_text("+79161234567"), &facts, nullptr) == DOVERIE_STATUS_FAULT);
}

TEST_CASE("T11: paths that are none") {
  doverie_store* store = nullptr;
  for (const doverie_string path : {doverie_string{"", 0}, doverie_string{"a\0b", 3}, doverie_text("/nowhere/at/all.db")}) {
    CHECK(doverie_sqlite_store_open(path, nullptr, &store, nullptr) == DOVERIE_STATUS_FAULT);
    CHECK(store == nullptr);
  }
}

TEST_CASE("T2, T11: any number as the time of a clock") {
  World world;
  world.appoint();  // there are messages to send
  for (const std::int64_t now : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                 std::int64_t{253'402'300'800'000'000}, std::numeric_limits<std::int64_t>::max()}) {
    CHECK(doverie_fake_clock_set(world.clock.get(), now, nullptr) == DOVERIE_STATUS_OK);
    doverie_answer* answer = nullptr;
    const Outcome outcome = outcome_of([&](auto error) {
      return doverie_trustor_invite(world.service.get(), nullptr, doverie_text("maria"), doverie_text("Иван"),
                                    doverie_text("+79161234567"), &answer, error);
    });
    CHECK(outcome.faulted(DOVERIE_FAULT_CLOCK_SKEW));
    CHECK(outcome_of([&](auto error) {
            return doverie_service_pump(world.service.get(), 64, DOVERIE_PUMP_EVERYTHING, nullptr, error);
          }).status != DOVERIE_STATUS_REJECTED);
  }
  CHECK(doverie_fake_clock_advance(world.clock.get(), 1, nullptr) == DOVERIE_STATUS_FAULT);
}

}  // namespace capi_test
