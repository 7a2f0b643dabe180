/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An event store of the host's, in plain C: tables in memory under one lock, looked through from one end to the other. What a
 * store has to do is all here; a host puts its own database in the place of the tables. Then it runs the contract on it.
 */
#include <doverie_testing.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Tables ------------------------------------------------------------------------------------------------------------ */

typedef struct table {
  size_t row_size, count, room;
  char* rows;
} table;
typedef struct stream_row {
  doverie_string name;
  uint64_t version, summary;
  int erased;
} stream_row;
typedef struct event_row {
  size_t stream;
  uint64_t version;
  doverie_string bytes, seal;
} event_row;
typedef struct tag_row {
  doverie_string tag, stream;
  int64_t set_at;
} tag_row;
typedef struct command_row {
  doverie_string id, fingerprint, answer;
} command_row;
typedef struct message_row {
  doverie_string queue, id, bytes;
  int64_t not_before, useless_after, available_at;
  uint32_t attempt;
  int leased;
} message_row;

typedef struct own_store {
  pthread_mutex_t lock;
  table streams, events, tags, commands, messages; /* events: in commit order */
} own_store;

static void* checked(void* memory) {
  if (memory == NULL) abort(); /* a host that goes on without memory makes room before it changes anything */
  return memory;
}

/* Rows that are found by a name have it at their beginning. */
static void* row_at(const table* rows, size_t index) {
  return rows->rows + index * rows->row_size;
}

static void* add_row(table* rows) {
  if (rows->count == rows->room) {
    rows->room = rows->room * 2 + 16;
    rows->rows = checked(realloc(rows->rows, rows->room * rows->row_size));
  }
  return memset(row_at(rows, rows->count++), 0, rows->row_size);
}

static void remove_row(table* rows, size_t index) {
  memmove(row_at(rows, index), row_at(rows, rows->count - 1), rows->row_size);
  --rows->count;
}

static int compare(doverie_string a, doverie_string b) {
  const size_t both = a.size < b.size ? a.size : b.size;
  const int order = both == 0 ? 0 : memcmp(a.data, b.data, both);
  return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int same(doverie_string a, doverie_string b) {
  return a.size == b.size && compare(a, b) == 0;
}

static doverie_string copy(doverie_string text) {
  char* data = checked(malloc(text.size + 1));
  doverie_string made;
  if (text.size > 0) memcpy(data, text.data, text.size);
  made.data = data;
  made.size = text.size;
  return made; /* a test's memory: it goes with the process */
}

static void* find_named(const table* rows, doverie_string name) {
  size_t i;
  for (i = 0; i < rows->count; ++i) {
    if (same(*(doverie_string*)row_at(rows, i), name)) return row_at(rows, i);
  }
  return NULL;
}

static stream_row* stream_named(own_store* store, doverie_string name) {
  stream_row* stream = find_named(&store->streams, name);
  if (stream == NULL) {
    stream = add_row(&store->streams);
    stream->name = copy(name);
  }
  return stream;
}

static size_t index_of(const own_store* store, const stream_row* stream) {
  return (size_t)(stream - (stream_row*)store->streams.rows);
}

/* --- The store --------------------------------------------------------------------------------------------------------- */

static int by_time_then_name(const void* a, const void* b) {
  const tag_row *one = *(tag_row* const*)a, *other = *(tag_row* const*)b;
  if (one->set_at != other->set_at) return one->set_at < other->set_at ? -1 : 1;
  return compare(one->stream, other->stream);
}

static void give_stream(own_store* store, size_t index, doverie_string name, int whole, doverie_store_sink* sink) {
  const stream_row* stream = find_named(&store->streams, name);
  doverie_stream_state state;
  size_t i;
  if (stream == NULL) return;
  DOVERIE_INIT(state);
  state.version = stream->version;
  state.erased = stream->erased;
  doverie_store_give_stream(sink, index, &state, NULL);
  for (i = 0; i < store->events.count && !stream->erased; ++i) {
    const event_row* row = row_at(&store->events, i);
    doverie_event event;
    if (row->stream != index_of(store, stream) || (!whole && row->version < stream->summary)) continue;
    DOVERIE_INIT(event);
    event.bytes = row->bytes;
    event.seal = row->seal;
    doverie_store_give_event(sink, index, &event, NULL);
  }
}

static void give_tag(own_store* store, size_t index, doverie_string tag, int64_t since, doverie_store_sink* sink) {
  tag_row** found = checked(malloc((store->tags.count + 1) * sizeof(tag_row*)));
  size_t i, count = 0;
  for (i = 0; i < store->tags.count; ++i) {
    tag_row* row = row_at(&store->tags, i);
    if (same(row->tag, tag) && row->set_at >= since) found[count++] = row;
  }
  qsort(found, count, sizeof(tag_row*), by_time_then_name);
  for (i = 0; i < count; ++i) doverie_store_give_tag(sink, index, found[i]->stream, found[i]->set_at, NULL);
  free(found);
}

static void own_read(void* self, const doverie_read_request* request, doverie_store_sink* sink) {
  own_store* store = self;
  doverie_read_view view;
  doverie_string name;
  size_t i;
  DOVERIE_INIT(view);
  doverie_read_request_get(request, &view, NULL);
  pthread_mutex_lock(&store->lock);
  for (i = 0; i < view.stream_count; ++i) {
    doverie_read_request_stream_at(request, i, &name, NULL);
    give_stream(store, i, name, view.whole, sink);
  }
  for (i = 0; i < view.tag_count; ++i) {
    doverie_read_request_tag_at(request, i, &name, NULL);
    give_tag(store, i, name, view.tags_since, sink);
  }
  if (view.has_command) {
    const command_row* command = find_named(&store->commands, view.command_id);
    if (command != NULL) doverie_store_give_command(sink, command->fingerprint, command->answer, NULL);
  }
  pthread_mutex_unlock(&store->lock);
  doverie_store_done(sink, NULL);
}

static int conflicts(own_store* store, const doverie_batch* batch, size_t count) {
  size_t i;
  for (i = 0; i < count; ++i) {
    const stream_row* stream;
    doverie_stream_version expected;
    DOVERIE_INIT(expected);
    doverie_batch_expected_at(batch, i, &expected, NULL);
    stream = find_named(&store->streams, expected.stream);
    if (stream == NULL ? expected.version != 0 : stream->erased || stream->version != expected.version) return 1;
  }
  return 0;
}

static message_row* message_named(own_store* store, doverie_string id) {
  size_t i;
  for (i = 0; i < store->messages.count; ++i) {
    message_row* row = row_at(&store->messages, i);
    if (same(row->id, id)) return row;
  }
  return NULL;
}

static void remove_message(own_store* store, const message_row* row) {
  remove_row(&store->messages, (size_t)(row - (message_row*)store->messages.rows));
}

static void write_events(own_store* store, const doverie_batch* batch, size_t index) {
  doverie_stream_append append;
  stream_row* stream;
  size_t i;
  DOVERIE_INIT(append);
  doverie_batch_append_at(batch, index, &append, NULL);
  stream = stream_named(store, append.stream);
  for (i = 0; i < append.event_count; ++i) {
    event_row* row = add_row(&store->events);
    doverie_event event;
    DOVERIE_INIT(event);
    doverie_batch_event_at(batch, index, i, &event, NULL);
    row->stream = index_of(store, stream);
    row->version = ++stream->version;
    row->bytes = copy(event.bytes);
    row->seal = copy(event.seal);
  }
  if (append.summary != 0) stream->summary = append.summary;
}

static void drop_tags(own_store* store, const doverie_string* tag, doverie_string stream) {
  size_t i = 0;
  while (i < store->tags.count) {
    const tag_row* row = row_at(&store->tags, i);
    if (same(row->stream, stream) && (tag == NULL || same(row->tag, *tag))) {
      remove_row(&store->tags, i);
    } else {
      ++i;
    }
  }
}

static void change_tag(own_store* store, const doverie_batch* batch, size_t index, int64_t at) {
  const stream_row* stream;
  doverie_tag_change change;
  tag_row* row;
  DOVERIE_INIT(change);
  doverie_batch_tag_at(batch, index, &change, NULL);
  drop_tags(store, &change.tag, change.stream);
  stream = find_named(&store->streams, change.stream);
  if (!change.set || (stream != NULL && stream->erased)) return;
  row = add_row(&store->tags);
  row->tag = copy(change.tag);
  row->stream = copy(change.stream);
  row->set_at = at;
}

/* Writes message after message; gives 0, with nothing left of them, when one of the same id is there. */
static int put_messages(own_store* store, const doverie_batch* batch, size_t count) {
  const size_t before = store->messages.count;
  size_t i;
  for (i = 0; i < count; ++i) {
    message_row* row;
    doverie_message message;
    DOVERIE_INIT(message);
    doverie_batch_message_at(batch, i, &message, NULL);
    if (message_named(store, message.id) != NULL) {
      store->messages.count = before;
      return 0;
    }
    row = add_row(&store->messages);
    row->queue = copy(message.queue);
    row->id = copy(message.id);
    row->bytes = copy(message.bytes);
    row->not_before = row->available_at = message.not_before;
    row->useless_after = message.useless_after;
  }
  return 1;
}

/* One that has ever been leased stays. */
static void withdraw_message(own_store* store, const doverie_batch* batch, size_t index) {
  const message_row* row;
  doverie_withdrawn_message gone;
  DOVERIE_INIT(gone);
  doverie_batch_withdrawn_at(batch, index, &gone, NULL);
  row = message_named(store, gone.id);
  if (row != NULL && row->attempt == 0) remove_message(store, row);
}

static void write_batch(own_store* store, const doverie_batch* batch, const doverie_batch_view* view) {
  command_row* command = add_row(&store->commands);
  size_t i;
  command->id = copy(view->command_id);
  command->fingerprint = copy(view->fingerprint);
  command->answer = copy(view->answer);
  for (i = 0; i < view->append_count; ++i) write_events(store, batch, i);
  for (i = 0; i < view->tag_count; ++i) change_tag(store, batch, i, view->at);
  for (i = 0; i < view->withdrawn_count; ++i) withdraw_message(store, batch, i);
  for (i = 0; i < view->erase_count; ++i) {
    doverie_string name;
    doverie_batch_erase_at(batch, i, &name, NULL);
    stream_named(store, name)->erased = 1;
    drop_tags(store, NULL, name);
  }
}

static void own_append(void* self, const doverie_batch* batch, doverie_store_sink* sink) {
  own_store* store = self;
  const command_row* before;
  doverie_batch_view view;
  DOVERIE_INIT(view);
  doverie_batch_get(batch, &view, NULL);
  pthread_mutex_lock(&store->lock);
  before = find_named(&store->commands, view.command_id);
  if (before != NULL) {
    doverie_store_already(sink, before->fingerprint, before->answer, NULL);
  } else if (conflicts(store, batch, view.expected_count)) {
    doverie_store_conflict(sink, NULL);
  } else if (!put_messages(store, batch, view.message_count)) {
    doverie_store_failed(sink, DOVERIE_FAULT_INTERNAL, doverie_text("a message id is not unique"), NULL);
  } else {
    write_batch(store, batch, &view);
    doverie_store_appended(sink, NULL);
  }
  pthread_mutex_unlock(&store->lock);
}

static message_row* next_due(own_store* store, doverie_string queue, int64_t now) {
  message_row* next = NULL;
  size_t i;
  for (i = 0; i < store->messages.count; ++i) {
    message_row* row = row_at(&store->messages, i);
    if (row->available_at > now || !same(row->queue, queue)) continue;
    if (next == NULL || row->available_at < next->available_at) next = row;
  }
  return next;
}

static void own_lease_messages(void* self, doverie_string queue, int64_t now, int64_t lease_for, uint32_t limit,
                               doverie_store_sink* sink) {
  own_store* store = self;
  message_row* row;
  pthread_mutex_lock(&store->lock);
  while (limit-- > 0 && (row = next_due(store, queue, now)) != NULL) {
    doverie_leased_message leased;
    char lease[16];
    row->leased = 1;
    row->available_at = now + lease_for;
    sprintf(lease, "%lu", (unsigned long)++row->attempt);
    DOVERIE_INIT(leased);
    leased.queue = row->queue;
    leased.id = row->id;
    leased.bytes = row->bytes;
    leased.not_before = row->not_before;
    leased.useless_after = row->useless_after;
    leased.attempt = row->attempt;
    leased.lease = doverie_text(lease);
    doverie_store_give_lease(sink, &leased, NULL);
  }
  pthread_mutex_unlock(&store->lock);
  doverie_store_done(sink, NULL);
}

static void settle(own_store* store, const doverie_settlement* settlement) {
  message_row* row = message_named(store, settlement->message_id);
  char lease[16];
  if (row == NULL || !row->leased) return;
  sprintf(lease, "%lu", (unsigned long)row->attempt);
  if (!same(settlement->lease, doverie_text(lease))) return;
  if (settlement->settle_as == DOVERIE_SETTLE_LATER) {
    row->leased = 0;
    row->available_at = settlement->retry_at;
    if (settlement->queue.size > 0) row->queue = copy(settlement->queue);
  } else {
    remove_message(store, row);
  }
}

static void own_settle_messages(void* self, const doverie_settlements* settlements, doverie_store_sink* sink) {
  own_store* store = self;
  size_t i;
  pthread_mutex_lock(&store->lock);
  for (i = 0; i < doverie_settlements_count(settlements); ++i) {
    doverie_settlement settlement;
    DOVERIE_INIT(settlement);
    doverie_settlements_at(settlements, i, &settlement, NULL);
    settle(store, &settlement);
  }
  pthread_mutex_unlock(&store->lock);
  doverie_store_done(sink, NULL);
}

/* A cursor tells how many events are up to it, and which one is the last: one that was changed, or is of another history, fits
 * no event. The number is FNV-1a of the seal. */
static void make_cursor(const own_store* store, size_t position, char cursor[48]) {
  const event_row* last = row_at(&store->events, position - 1);
  uint64_t hash = UINT64_C(14695981039346656037);
  size_t i;
  for (i = 0; i < last->seal.size; ++i) hash = (hash ^ (unsigned char)last->seal.data[i]) * UINT64_C(1099511628211);
  sprintf(cursor, "%lu.%08lx%08lx", (unsigned long)position, (unsigned long)(hash >> 32),
          (unsigned long)(hash & 0xffffffffU));
}

static int position_of(const own_store* store, doverie_string cursor, size_t* position) {
  char made[48];
  size_t i;
  *position = 0;
  if (cursor.size == 0) return 1;
  for (i = 0; i < cursor.size && cursor.data[i] >= '0' && cursor.data[i] <= '9' && *position <= store->events.count; ++i) {
    *position = *position * 10 + (size_t)(cursor.data[i] - '0');
  }
  if (*position == 0 || *position > store->events.count) return 0;
  make_cursor(store, *position, made);
  return same(cursor, doverie_text(made));
}

/* Locks, unless the cursor is none. */
static int lock_at(own_store* store, doverie_string cursor, size_t* position) {
  pthread_mutex_lock(&store->lock);
  if (position_of(store, cursor, position)) return 1;
  pthread_mutex_unlock(&store->lock);
  return 0;
}

static void own_feed(void* self, doverie_string after, uint32_t limit, doverie_store_sink* sink) {
  own_store* store = self;
  size_t at;
  if (!lock_at(store, after, &at)) {
    doverie_store_failed(sink, DOVERIE_FAULT_INVALID_ARGUMENT, doverie_text("not a cursor of this store"), NULL);
    return;
  }
  for (; at < store->events.count && limit > 0; ++at) {
    const event_row* row = row_at(&store->events, at);
    const stream_row* stream = row_at(&store->streams, row->stream);
    doverie_feed_entry entry;
    char cursor[48];
    if (stream->erased) continue;
    make_cursor(store, at + 1, cursor);
    DOVERIE_INIT(entry);
    entry.cursor = doverie_text(cursor);
    entry.stream = stream->name;
    entry.version = row->version;
    entry.event = row->bytes;
    entry.seal = row->seal;
    doverie_store_give_entry(sink, &entry, NULL);
    --limit;
  }
  pthread_mutex_unlock(&store->lock);
  doverie_store_done(sink, NULL);
}

static void own_destroy(void* self) {
  own_store* store = self;
  free(store->streams.rows);
  free(store->events.rows);
  free(store->tags.rows);
  free(store->commands.rows);
  free(store->messages.rows);
  pthread_mutex_destroy(&store->lock);
  free(store);
}

static own_store* own_new(void) {
  own_store* store = checked(calloc(1, sizeof *store));
  pthread_mutex_init(&store->lock, NULL);
  store->streams.row_size = sizeof(stream_row);
  store->events.row_size = sizeof(event_row);
  store->tags.row_size = sizeof(tag_row);
  store->commands.row_size = sizeof(command_row);
  store->messages.row_size = sizeof(message_row);
  return store;
}

/* --- Trying it --------------------------------------------------------------------------------------------------------- */

static void make_store(void* self, doverie_store_maker_sink* sink) {
  doverie_event_store_callbacks callbacks;
  doverie_store* store = NULL;
  (void)self;
  DOVERIE_INIT(callbacks);
  callbacks.destroy = own_destroy;
  callbacks.read = own_read;
  callbacks.append = own_append;
  callbacks.lease_messages = own_lease_messages;
  callbacks.settle_messages = own_settle_messages;
  callbacks.feed = own_feed;
  if (doverie_host_store_new(&callbacks, own_new(), &store, NULL) == DOVERIE_STATUS_OK) {
    doverie_store_made(sink, store, NULL);
  }
}

int main(void) {
  doverie_store_maker_callbacks maker;
  doverie_contract_counts counts;
  doverie_contract_report* report = NULL;
  doverie_error* error = NULL;
  DOVERIE_INIT(maker);
  DOVERIE_INIT(counts);
  maker.make = make_store;
  if (doverie_run_event_store_contract(&maker, NULL, NULL, &report, &error) != DOVERIE_STATUS_OK) {
    puts(doverie_error_message(error).data);
    doverie_error_free(error);
    return 1;
  }
  doverie_contract_report_get(report, &counts, NULL);
  fputs(doverie_contract_report_text(report).data, stdout);
  doverie_contract_report_free(report);
  return counts.failed == 0 && counts.passed > 0 ? 0 : 1;
}
