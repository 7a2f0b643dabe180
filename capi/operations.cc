// SPDX-License-Identifier: Apache-2.0
//
// One command, driven by the host: what it needs, what it writes, what it answers.
#include "doverie/core/operation.h"

#include <array>

#include "doverie/adapters/sqlite.h"
#include "doverie/adapters/system.h"
#include "doverie/fetch.h"
#include "host_store.h"
#include "operations.h"
#include "turns.h"

struct doverie_operation : doverie::capi::Handle<0x4f5045524154312e> {
  doverie_operation(std::shared_ptr<const doverie::Service> of, doverie::Command command, doverie::CommandMeta meta,
                    std::string_view randomness)
      : service(std::move(of)), operation(service->settings(), std::move(command), std::move(meta), randomness) {}

  std::shared_ptr<const doverie::Service> service;  // the operation borrows its settings
  mutable doverie::capi::Turns turns{};
  doverie::Operation operation;
  mutable std::unique_ptr<doverie_batch> batch{};  // what was lent of it
};

namespace doverie::capi {
namespace {

// Runs `work` with the operation, while no other call has it.
template <class Handle, class Work>
auto alone(Handle* handle, Work&& work) {
  auto& used = use(handle, "operation");
  const Turn turn(used.turns, "operation");
  return work(used);
}

const Needs& needs_of(const doverie_operation& handle) {
  if (handle.operation.done() || handle.operation.writes()) wrong("operation", "not loading");
  return handle.operation.needs();
}

const Operation& done(const doverie_operation& handle) {
  if (!handle.operation.done()) wrong("operation", "not done");
  return handle.operation;
}

std::string randomness_of(doverie_bytes given) {
  if (given.size == 0 && given.data == nullptr) {
    std::array<std::uint8_t, kRandomnessBytes> drawn{};
    if (!SystemEntropy().fill(drawn)) return {};
    return {drawn.begin(), drawn.end()};
  }
  const std::string_view random = bytes(given, "randomness");
  if (random.size() != kRandomnessBytes) wrong("randomness", std::to_string(random.size()) + " bytes instead of 64");
  return std::string(random);
}

Result<std::unique_ptr<doverie_answer>> answer_of(const Result<Answer>& answer) {
  if (!answer) return answer.as<std::unique_ptr<doverie_answer>>();
  auto handle = std::make_unique<doverie_answer>();
  handle->answer = *answer;
  return handle;
}

// What the host has as a sqlite3*.
sqlite3* database_of(const void* connection) {
  if (connection == nullptr) wrong("connection", "NULL");
  return static_cast<sqlite3*>(const_cast<void*>(connection));
}

template <class List>
doverie_status need_at(const doverie_operation* operation, std::size_t index, doverie_string* out, doverie_error** error,
                       List Needs::* list) {
  return guarded(error, [&]() -> Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = alone(operation, [&](auto& handle) { return borrowed(element(needs_of(handle).*list, index)); });
    return Done{};
  });
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;
using doverie::Done;
using doverie::Result;
using doverie::Status;

doverie_status doverie_service_run(const doverie_service* service, const doverie_command_meta* meta,
                                   const doverie_command* command, doverie_answer** out, doverie_error** error) {
  return ask(service, out, error,
             [&](const doverie::Service& running) { return running.run(use(command, "command").command, meta_of(meta)); });
}

doverie_status doverie_operation_new(const doverie_service* service, const doverie_command_meta* meta,
                                     const doverie_command* command, doverie_bytes randomness, doverie_operation** out,
                                     doverie_error** error) {
  return give(out, error, [&]() -> Result<std::unique_ptr<doverie_operation>> {
    const auto running = use(service, "service").service;
    const std::string random = randomness_of(randomness);
    if (random.empty()) return doverie::Fault{doverie::FaultCode::entropy_unavailable, "no random bytes"};
    return std::make_unique<doverie_operation>(running, use(command, "command").command, meta_of(meta), random);
  });
}

doverie_operation_state doverie_operation_state_of(const doverie_operation* operation) {
  doverie_operation_state state = 0;
  guarded(nullptr, [&]() -> Status {
    state = alone(operation, [](auto& handle) {
      if (handle.operation.done()) return DOVERIE_OPERATION_DONE;
      return handle.operation.writes() ? DOVERIE_OPERATION_WRITING : DOVERIE_OPERATION_LOADING;
    });
    return Done{};
  });
  return state;
}

doverie_status doverie_operation_get(const doverie_operation* operation, doverie_needs* out, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const auto told = alone(operation, [](auto& handle) {
      const doverie::Needs& needs = needs_of(handle);
      return doverie_needs{.stream_count = needs.streams.size(),
                           .tag_count = needs.tags.size(),
                           .account_count = needs.accounts.size(),
                           .tags_since = number(needs.tags_since),
                           .whole = needs.whole ? 1 : 0,
                           .clock = needs.clock ? 1 : 0,
                           .command_id = needs.command_id ? borrowed(*needs.command_id) : doverie_string{},
                           .time_zone = borrowed(needs.time_zone),
                           .mark_will_do = needs.mark_will_do ? 1 : 0};
    });
    write(out, told);
    return Done{};
  });
}

doverie_status doverie_operation_stream_at(const doverie_operation* operation, size_t index, doverie_string* out,
                                           doverie_error** error) {
  return need_at(operation, index, out, error, &doverie::Needs::streams);
}

doverie_status doverie_operation_tag_at(const doverie_operation* operation, size_t index, doverie_string* out,
                                        doverie_error** error) {
  return need_at(operation, index, out, error, &doverie::Needs::tags);
}

doverie_status doverie_operation_account_at(const doverie_operation* operation, size_t index, doverie_string* out,
                                            doverie_error** error) {
  return need_at(operation, index, out, error, &doverie::Needs::accounts);
}

doverie_status doverie_operation_fetch(doverie_operation* operation, const doverie_store* store,
                                       const doverie_directory* directory, const doverie_clock* clock,
                                       doverie_error** error) {
  return guarded(error, [&]() -> Status {
    return alone(operation, [&](doverie_operation& handle) -> Status {
      const doverie::Needs& needs = needs_of(handle);
      doverie::SystemClock machine;
      auto supplies = doverie::fetch(needs, *use(store, "store").port, *use(directory, "directory").port,
                                     clock == nullptr ? machine : *use(clock, "clock").port);
      supplies ? handle.operation.supply(*std::move(supplies)) : handle.operation.fail(supplies.fault());
      return Done{};
    });
  });
}

doverie_status doverie_operation_append(doverie_operation* operation, const doverie_store* store, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    return alone(operation, [&](doverie_operation& handle) -> Status {
      if (!handle.operation.writes()) wrong("operation", "not writing");
      handle.batch.reset();
      const auto appended = use(store, "store").port->append(handle.operation.batch());
      appended ? handle.operation.committed(*appended) : handle.operation.fail(appended.fault());
      return Done{};
    });
  });
}

const doverie_batch* doverie_operation_batch(const doverie_operation* operation) {
  const doverie_batch* lent = nullptr;
  guarded(nullptr, [&]() -> Status {
    lent = alone(operation, [](auto& handle) -> const doverie_batch* {
      if (!handle.operation.writes()) return nullptr;
      if (!handle.batch) handle.batch = std::make_unique<doverie_batch>(handle.operation.batch());
      return handle.batch.get();
    });
    return Done{};
  });
  return lent;
}

doverie_status doverie_operation_committed(doverie_operation* operation, doverie_append_outcome outcome,
                                           doverie_string fingerprint, doverie_string answer, doverie_error** error) {
  return guarded(error, [&]() -> Status {
    doverie::AppendResult result{enumerator(outcome, doverie::AppendOutcome::unknown, "outcome")};
    result.command = {text(fingerprint, "fingerprint"), text(answer, "answer")};
    return alone(operation, [&](doverie_operation& handle) -> Status {
      if (!handle.operation.writes()) wrong("operation", "not writing");
      handle.batch.reset();
      handle.operation.committed(result);
      return Done{};
    });
  });
}

doverie_status doverie_operation_fail(doverie_operation* operation, int32_t fault, doverie_string why,
                                      doverie_error** error) {
  return guarded(error, [&]() -> Status {
    const doverie::Fault given{fault_code(fault, "fault"), text(why, "why")};
    return alone(operation, [&](doverie_operation& handle) -> Status {
      if (handle.operation.done()) wrong("operation", "done already");
      handle.batch.reset();
      handle.operation.fail(given);
      return Done{};
    });
  });
}

uint32_t doverie_operation_conflicts(const doverie_operation* operation) {
  int conflicts = 0;
  guarded(nullptr, [&]() -> Status {
    conflicts = alone(operation, [](auto& handle) { return handle.operation.conflicts(); });
    return Done{};
  });
  return static_cast<std::uint32_t>(conflicts);
}

doverie_status doverie_operation_answer(const doverie_operation* operation, doverie_answer** out, doverie_error** error) {
  return give(out, error, [&] { return alone(operation, [](auto& handle) { return answer_of(done(handle).answer()); }); });
}

doverie_status doverie_operation_refusal(const doverie_operation* operation, doverie_command** out, doverie_error** error) {
  return give(out, error, [&]() -> Result<std::unique_ptr<doverie_command>> {
    auto noted = alone(operation, [](auto& handle) { return done(handle).refusal(); });
    if (!noted) return std::unique_ptr<doverie_command>{};
    return std::make_unique<doverie_command>(*std::move(noted));
  });
}

void doverie_operation_free(doverie_operation* operation) {
  free_handle(operation);
}

doverie_status doverie_sqlite_borrowed_create_tables(const void* connection, doverie_error** error) {
  return guarded(error, [&]() -> Status { return doverie::SqliteBorrowedStore::create_tables(database_of(connection)); });
}

doverie_status doverie_sqlite_borrowed_store_new(const void* connection, doverie_string identity, doverie_store** out,
                                                 doverie_error** error) {
  return give(out, error, [&]() -> Result<std::unique_ptr<doverie_store>> {
    auto handle = std::make_unique<doverie_store>();
    handle->port =
        std::make_shared<doverie::SqliteBorrowedStore>(database_of(connection), store_identity(identity, "identity"));
    return handle;
  });
}
