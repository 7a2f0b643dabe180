// SPDX-License-Identifier: Apache-2.0
//
// libdoverie_postgres_c: the PostgreSQL store behind the callbacks of doverie_host_store_new(). It meets libdoverie in C only, so
// that no object of C++ passes from one library to the other.
#include "doverie_postgres.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "beside.h"
#include "doverie/adapters/postgres.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {

template <>
inline constexpr std::size_t kFirstSize<doverie_postgres_options> =
    offsetof(doverie_postgres_options, require_standby) + sizeof(doverie_postgres_options::require_standby);
template <>
inline constexpr std::size_t kFirstSize<doverie_postgres_connections> =
    offsetof(doverie_postgres_connections, waited) + sizeof(doverie_postgres_connections::waited);

namespace {

// What the server says in another encoding than UTF-8 loses its letters, but not its meaning.
std::string readable(std::string message) {
  if (!simdjson::validate_utf8(message)) {
    std::ranges::replace_if(message, [](char one) { return static_cast<unsigned char>(one) >= 0x80; }, '?');
  }
  return message;
}

template <class T>
doverie_status fail(doverie_error** error, const Result<T>& result) {
  return fail_with(error, result.fault().code, readable(result.fault().message));
}

Duration duration(std::int64_t microseconds, Duration otherwise) {
  return microseconds == 0 ? otherwise : Duration{microseconds};
}

PostgresRole role_of(std::int32_t given, const char* name) {
  if (given < DOVERIE_POSTGRES_APPLICATION || given > DOVERIE_POSTGRES_OPERATOR) wrong(name, "no DOVERIE_POSTGRES_… role");
  return static_cast<PostgresRole>(given);
}

PostgresOptions options_of(const doverie_postgres_options* options) {
  const auto given = read(options, "options");
  PostgresOptions wanted;
  wanted.conninfo = text(given.conninfo, "options.conninfo");
  if (given.schema.size > 0) wanted.schema = text(given.schema, "options.schema");
  if (given.pool_size < 0 || given.pool_size > 1000) wrong("options.pool_size", "has to be 1 to 1000");
  if (given.pool_size > 0) wanted.pool_size = static_cast<std::uint32_t>(given.pool_size);
  wanted.connect_timeout = duration(given.connect_timeout, wanted.connect_timeout);
  wanted.call_timeout = duration(given.call_timeout, wanted.call_timeout);
  wanted.identity = store_identity(given.identity, "options.identity");
  if (given.role != 0) wanted.role = role_of(given.role, "options.role");
  wanted.any_role = given.any_role != 0;
  wanted.require_standby = given.require_standby != 0;
  return wanted;
}

// --- What libdoverie asks, in C++.

// Thrown when libdoverie has refused something: there is no answer then, which it understands.
struct Refused {};

void must(doverie_status status) {
  if (status != DOVERIE_STATUS_OK) throw Refused{};
}

template <class T>
T fresh() {
  T made{};
  made.struct_size = sizeof(T);
  return made;
}

std::string string_of(doverie_string string) {
  return string.size == 0 ? std::string() : std::string(string.data, string.size);
}

Instant instant_of(std::int64_t microseconds) {
  return Instant{Duration{microseconds}};
}

// Element `index` of `from`, as `ask` gives it.
template <class T, class From>
T element_of(doverie_status (*ask)(const From*, std::size_t, T*, doverie_error**), const From* from, std::size_t index) {
  T out = [] {
    if constexpr (requires(T any) { any.struct_size; }) {
      return fresh<T>();
    } else {
      return T{};
    }
  }();
  must(ask(from, index, &out, nullptr));
  return out;
}

ReadRequest request_of(const doverie_read_request* asked) {
  auto view = fresh<doverie_read_view>();
  must(doverie_read_request_get(asked, &view, nullptr));
  ReadRequest request;
  for (std::size_t i = 0; i < view.stream_count; ++i) {
    request.streams.push_back(string_of(element_of(&doverie_read_request_stream_at, asked, i)));
  }
  for (std::size_t i = 0; i < view.tag_count; ++i) {
    request.tags.push_back(string_of(element_of(&doverie_read_request_tag_at, asked, i)));
  }
  request.tags_since = instant_of(view.tags_since);
  request.whole = view.whole != 0;
  if (view.has_command != 0) request.command_id = string_of(view.command_id);
  return request;
}

StreamAppend append_of(const doverie_batch* given, std::size_t index) {
  const auto append = element_of(&doverie_batch_append_at, given, index);
  StreamAppend made{string_of(append.stream), {}, append.summary};
  for (std::size_t i = 0; i < append.event_count; ++i) {
    auto event = fresh<doverie_event>();
    must(doverie_batch_event_at(given, index, i, &event, nullptr));
    made.events.push_back({string_of(event.bytes), string_of(event.seal)});
  }
  return made;
}

MessageRecord message_of(const doverie_message& given) {
  return {string_of(given.queue), string_of(given.id), string_of(given.bytes), instant_of(given.not_before),
          instant_of(given.useless_after)};
}

Batch batch_of(const doverie_batch* given) {
  auto view = fresh<doverie_batch_view>();
  must(doverie_batch_get(given, &view, nullptr));
  Batch batch;
  batch.command_id = string_of(view.command_id);
  batch.command = {string_of(view.fingerprint), string_of(view.answer)};
  batch.at = instant_of(view.at);
  for (std::size_t i = 0; i < view.expected_count; ++i) {
    const auto expected = element_of(&doverie_batch_expected_at, given, i);
    batch.expected.push_back({string_of(expected.stream), expected.version});
  }
  for (std::size_t i = 0; i < view.append_count; ++i) batch.appends.push_back(append_of(given, i));
  for (std::size_t i = 0; i < view.tag_count; ++i) {
    const auto change = element_of(&doverie_batch_tag_at, given, i);
    batch.tags.push_back({string_of(change.tag), string_of(change.stream), change.set != 0});
  }
  for (std::size_t i = 0; i < view.message_count; ++i) {
    batch.messages.push_back(message_of(element_of(&doverie_batch_message_at, given, i)));
  }
  for (std::size_t i = 0; i < view.withdrawn_count; ++i) {
    const auto gone = element_of(&doverie_batch_withdrawn_at, given, i);
    batch.withdrawn.push_back({string_of(gone.queue), string_of(gone.id), instant_of(gone.not_before)});
  }
  for (std::size_t i = 0; i < view.erase_count; ++i) {
    batch.erase.push_back(string_of(element_of(&doverie_batch_erase_at, given, i)));
  }
  return batch;
}

// --- What it is answered, in C.

doverie_event event_of(const EventRecord& record) {
  auto event = fresh<doverie_event>();
  event.bytes = borrowed(record.bytes);
  event.seal = borrowed(record.seal);
  return event;
}

void give_stream(doverie_store_sink* sink, std::size_t index, const StreamRecord& stream) {
  auto state = fresh<doverie_stream_state>();
  state.erased = stream.erased ? 1 : 0;
  state.version = stream.version;
  must(doverie_store_give_stream(sink, index, &state, nullptr));
  for (const EventRecord& record : stream.events) {
    const auto event = event_of(record);
    must(doverie_store_give_event(sink, index, &event, nullptr));
  }
}

void give(doverie_store_sink* sink, const ReadResult& found) {
  for (std::size_t i = 0; i < found.streams.size(); ++i) give_stream(sink, i, found.streams[i]);
  for (std::size_t i = 0; i < found.tags.size(); ++i) {
    for (const TagEntry& entry : found.tags[i].entries) {
      must(doverie_store_give_tag(sink, i, borrowed(entry.stream), number(entry.set_at), nullptr));
    }
  }
  if (found.command) {
    must(doverie_store_give_command(sink, borrowed(found.command->fingerprint), borrowed(found.command->answer), nullptr));
  }
  auto facts = fresh<doverie_store_facts>();
  facts.store_now = number(found.store_now);
  facts.epoch = found.epoch;
  facts.restored_at = number(found.restored_at);
  facts.last_at = number(found.last_at);
  facts.undoable = found.undoable ? 1 : 0;
  must(doverie_store_give_facts(sink, &facts, nullptr));
}

void give(doverie_store_sink* sink, const LeasedMessage& leased) {
  auto given = fresh<doverie_leased_message>();
  given.queue = borrowed(leased.message.queue);
  given.id = borrowed(leased.message.id);
  given.bytes = borrowed(leased.message.bytes);
  given.not_before = number(leased.message.not_before);
  given.useless_after = number(leased.message.useless_after);
  given.attempt = leased.attempt;
  given.lease = borrowed(leased.lease);
  must(doverie_store_give_lease(sink, &given, nullptr));
}

void give(doverie_store_sink* sink, const FeedEntry& entry) {
  auto given = fresh<doverie_feed_entry>();
  given.cursor = borrowed(entry.cursor);
  given.stream = borrowed(entry.stream);
  given.version = entry.version;
  given.event = borrowed(entry.event.bytes);
  given.seal = borrowed(entry.event.seal);
  must(doverie_store_give_entry(sink, &given, nullptr));
}

template <class T>
void give(doverie_store_sink* sink, const std::vector<T>& all) {
  for (const T& one : all) give(sink, one);
}

void give(doverie_store_sink*, Done) {}

void end_append(doverie_store_sink* sink, const AppendResult& result) {
  switch (result.outcome) {
    case AppendOutcome::appended:
      return must(doverie_store_appended(sink, nullptr));
    case AppendOutcome::conflict:
      return must(doverie_store_conflict(sink, nullptr));
    case AppendOutcome::unknown:
      return must(doverie_store_unknown(sink, nullptr));
    case AppendOutcome::already:
      return must(
          doverie_store_already(sink, borrowed(result.command.fingerprint), borrowed(result.command.answer), nullptr));
  }
}

template <class T>
bool has_failed(doverie_store_sink* sink, const Result<T>& result) {
  if (result.ok()) return false;
  const std::string why = readable(result.fault().message);
  must(doverie_store_failed(sink, static_cast<std::int32_t>(result.fault().code), borrowed(why), nullptr));
  return true;
}

// --- The callbacks. What they throw ends in call_host(), and the call remains unanswered.

EventStore& store_of(void* self) {
  return **static_cast<std::shared_ptr<EventStore>*>(self);
}

// Answers with what `ask` gives.
template <class Ask>
void answer(doverie_store_sink* sink, Ask&& ask) {
  call_host([&] {
    const auto result = ask();
    if (has_failed(sink, result)) return;
    give(sink, *result);
    must(doverie_store_done(sink, nullptr));
  });
}

// The stores behind the handles, as long as anybody uses them: libdoverie tells nobody what is behind a handle of its own.
class Opened {
 public:
  void add(const doverie_store* handle, const std::shared_ptr<PostgresStore>& store) {
    const std::lock_guard lock(mutex_);
    std::erase_if(stores_, [](const auto& one) { return one.second.expired(); });
    stores_[handle] = store;
  }
  std::shared_ptr<PostgresStore> behind(const doverie_store* handle) {
    const std::lock_guard lock(mutex_);
    const auto at = stores_.find(handle);
    return at == stores_.end() ? nullptr : at->second.lock();
  }

 private:
  std::mutex mutex_;
  std::map<const doverie_store*, std::weak_ptr<PostgresStore>> stores_;  // guarded by mutex_
};

Opened& opened_stores() {
  static Opened stores;
  return stores;
}

void destroy(void* self) {
  delete static_cast<std::shared_ptr<EventStore>*>(self);
}

void read_streams(void* self, const doverie_read_request* request, doverie_store_sink* sink) {
  answer(sink, [&] { return store_of(self).read(request_of(request)); });
}

void append(void* self, const doverie_batch* batch, doverie_store_sink* sink) {
  call_host([&] {
    const auto result = store_of(self).append(batch_of(batch));
    if (!has_failed(sink, result)) end_append(sink, *result);
  });
}

void lease_messages(void* self, doverie_string queue, std::int64_t now, std::int64_t lease_for, std::uint32_t limit,
                    doverie_store_sink* sink) {
  answer(sink, [&] { return store_of(self).lease_messages(string_of(queue), instant_of(now), Duration{lease_for}, limit); });
}

void settle_messages(void* self, const doverie_settlements* settlements, doverie_store_sink* sink) {
  answer(sink, [&] {
    std::vector<Settlement> all;
    for (std::size_t i = 0; i < doverie_settlements_count(settlements); ++i) {
      const auto one = element_of(&doverie_settlements_at, settlements, i);
      all.push_back({string_of(one.message_id), string_of(one.lease), static_cast<SettleAs>(one.settle_as),
                     instant_of(one.retry_at), string_of(one.queue)});
    }
    return store_of(self).settle_messages(all);
  });
}

void feed(void* self, doverie_string after, std::uint32_t limit, doverie_store_sink* sink) {
  answer(sink, [&] { return store_of(self).feed(string_of(after), limit); });
}

doverie_status hand_over(std::shared_ptr<EventStore> store, doverie_store** out, doverie_error** error) {
  auto callbacks = fresh<doverie_event_store_callbacks>();
  callbacks.destroy = &destroy;
  callbacks.read = &read_streams;
  callbacks.append = &append;
  callbacks.lease_messages = &lease_messages;
  callbacks.settle_messages = &settle_messages;
  callbacks.feed = &feed;
  return doverie_host_store_new(&callbacks, new std::shared_ptr(std::move(store)), out, error);
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_postgres_store_open(const doverie_postgres_options* options, doverie_store** out,
                                           doverie_error** error) {
  if (out != nullptr) *out = nullptr;
  return ending(error, [&] {
    if (out == nullptr) wrong("out", "NULL");
    auto opened = doverie::PostgresStore::open(options_of(options));
    if (!opened) return fail(error, opened);
    const doverie_status made = hand_over(*opened, out, error);
    if (made == DOVERIE_STATUS_OK) opened_stores().add(*out, *opened);
    return made;
  });
}

doverie_status doverie_postgres_borrowed_store_new(const void* connection, doverie_string schema, doverie_string identity,
                                                   doverie_store** out, doverie_error** error) {
  if (out != nullptr) *out = nullptr;
  return ending(error, [&] {
    if (out == nullptr) wrong("out", "NULL");
    if (connection == nullptr) wrong("connection", "NULL");
    const std::string in = text(schema, "schema");
    auto* const borrowed_connection = static_cast<pg_conn*>(const_cast<void*>(connection));
    return hand_over(std::make_shared<doverie::PostgresBorrowedStore>(borrowed_connection, in.empty() ? "doverie" : in,
                                                                      store_identity(identity, "identity")),
                     out, error);
  });
}

doverie_status doverie_postgres_store_connections(const doverie_store* store, doverie_postgres_connections* out,
                                                  doverie_error** error) {
  return ending(error, [&] {
    const auto opened = opened_stores().behind(store);
    if (!opened) wrong("store", "was not opened by doverie_postgres_store_open(), or was freed");
    const auto now = opened->connections().value_or(doverie::StoreConnections{});
    write(out, doverie_postgres_connections{.most = now.most,
                                            .open = now.open,
                                            .in_use = now.in_use,
                                            .opened = now.opened,
                                            .refused = now.refused,
                                            .waited = now.waited});
    return DOVERIE_STATUS_OK;
  });
}

doverie_status doverie_postgres_create_tables(const doverie_postgres_options* options, doverie_error** error) {
  return ending(error, [&] {
    const auto created = doverie::PostgresStore::create_tables(options_of(options));
    return created ? DOVERIE_STATUS_OK : fail(error, created);
  });
}

doverie_status doverie_postgres_accept_server(const doverie_postgres_options* options, doverie_error** error) {
  return ending(error, [&] {
    const auto accepted = doverie::PostgresStore::accept_server(options_of(options));
    return accepted ? DOVERIE_STATUS_OK : fail(error, accepted);
  });
}

doverie_status doverie_postgres_grant(const doverie_postgres_options* options, doverie_string role, doverie_postgres_role as,
                                      doverie_error** error) {
  return ending(error, [&] {
    const auto wanted = role_of(as, "as");
    const auto granted = doverie::PostgresStore::grant(options_of(options), text(role, "role"), wanted);
    return granted ? DOVERIE_STATUS_OK : fail(error, granted);
  });
}

doverie_status doverie_postgres_raise_epoch(const doverie_postgres_options* options, uint64_t above, uint64_t* epoch,
                                            doverie_error** error) {
  return ending(error, [&] {
    if (epoch == nullptr) wrong("epoch", "NULL");
    const auto raised = doverie::PostgresStore::raise_epoch(options_of(options), std::max<std::uint64_t>(above, 1));
    if (!raised) return fail(error, raised);
    *epoch = *raised;
    return DOVERIE_STATUS_OK;
  });
}

doverie_status doverie_postgres_identity(const doverie_postgres_options* options, char* identity, size_t size,
                                         doverie_error** error) {
  return ending(error, [&] {
    if (identity == nullptr) wrong("identity", "NULL");
    if (size != 33) wrong("size", "has to be 33");
    const auto opened = doverie::PostgresStore::open(options_of(options));
    if (!opened) return fail(error, opened);
    const std::string own = (*opened)->identity();
    identity[own.copy(identity, size - 1)] = '\0';
    return DOVERIE_STATUS_OK;
  });
}

doverie_string doverie_postgres_role_name(doverie_postgres_role role) {
  switch (role) {
    case DOVERIE_POSTGRES_APPLICATION:
      return doverie_text("application");
    case DOVERIE_POSTGRES_READER:
      return doverie_text("reader");
    case DOVERIE_POSTGRES_OPERATOR:
      return doverie_text("operator");
    default:
      return doverie_text("");
  }
}
