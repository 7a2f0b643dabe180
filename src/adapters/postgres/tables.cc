// SPDX-License-Identifier: Apache-2.0
//
// The statements, and their rows as records.
#include "adapters/postgres/tables.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "adapters/not_text.h"
#include "adapters/postgres/migrations.h"

namespace doverie::postgres {
namespace {

constexpr const char* kRead = "SELECT * FROM {s}.read($1, $2, $3, $4, $5)";

// With the number of the transaction in every row, and in one that is there when nobody has lost.
constexpr const char* kAppend =
    "SELECT a.*, pg_catalog.pg_current_xact_id() FROM (VALUES (1)) AS v LEFT JOIN LATERAL"
    " {s}.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) AS a "
    "ON true";

constexpr const char* kResolve = "SELECT {s}.resolve($1, $2, $3, $4)";
constexpr const char* kLease = "SELECT * FROM {s}.lease($1, $2, $3, $4)";
constexpr const char* kSettle = "SELECT {s}.settle($1, $2, $3, $4, $5)";
constexpr const char* kLetGo = "SELECT {s}.let_go($1, $2)";
constexpr const char* kFeed = "SELECT * FROM {s}.feed($1, $2, $3, $4)";
constexpr const char* kRestoredAt =
    "SELECT m.value FROM {s}.meta AS m WHERE m.key OPERATOR(pg_catalog.=) 'restored_at'::pg_catalog.text";

enum class Kind : std::int8_t { store = 0, stream = 1, tag = 2, command = 3 };

Fault hole_in(const StreamRecord& stream) {
  return Fault{FaultCode::store_corrupt, "event store: stream " + stream.name + " has version " +
                                             std::to_string(stream.version) + ", but its events are not 1 to " +
                                             std::to_string(stream.version) + "; restore a backup"};
}

Fault found_one_way(const StreamRecord& stream) {
  return Fault{FaultCode::store_corrupt, "event store: stream " + stream.name +
                                             " has events and no row of its own: a page, a row or an index is damaged;"
                                             " restore a backup"};
}

// One row of a stream: its head, and an event unless it has none.
Status add_row(StreamRecord& stream, const Rows& rows, int row) {
  if (rows.is_null(row, 2)) return found_one_way(stream);
  stream.version = rows.number(row, 2);
  stream.erased = rows.flag(row, 5);
  if (rows.is_null(row, 3)) return Done{};
  if (rows.number(row, 3) != rows.number(row, 4) + stream.events.size()) return hole_in(stream);
  stream.events.push_back(EventRecord{rows.text(row, 6), rows.text(row, 7)});
  if (!is_text(stream.events.back())) return not_text("stream " + stream.name + ", version " + rows.text(row, 3));
  return rows.number(row, 3) <= stream.version ? Status(Done{}) : Status(hole_in(stream));
}

// Puts the rows of several requests where they belong.
class Reading {
 public:
  explicit Reading(std::span<const ReadRequest* const> requests);
  void add(const Rows& rows, int row);
  std::vector<Result<ReadResult>> results();

 private:
  struct Stream {
    std::size_t request;
    std::size_t place;       // among those of the request
    std::uint64_t last = 0;  // the version of its last event
  };
  struct Tag {
    std::size_t request;
    std::size_t place;
  };

  void add_stream(Stream& stream, const Rows& rows, int row);
  void add_tag(const Tag& tag, const Rows& rows, int row);
  void add_command(std::size_t request, const Rows& rows, int row);
  // The first thing that is wrong with a request's rows is its answer.
  void found(std::size_t request, Fault fault) {
    if (!faults_[request]) faults_[request] = std::move(fault);
  }
  StreamRecord& record(const Stream& stream) { return results_[stream.request].streams[stream.place]; }

  std::vector<ReadResult> results_;
  std::vector<std::optional<Fault>> faults_;  // one for each request
  std::vector<Stream> streams_;               // of all requests, as are tags and commands
  std::vector<Tag> tags_;
  std::vector<std::size_t> commands_;  // the requests that ask for one
};

Reading::Reading(std::span<const ReadRequest* const> requests) : results_(requests.size()), faults_(requests.size()) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const ReadRequest& request = *requests[i];
    for (const std::string& name : request.streams) {
      streams_.push_back(Stream{i, results_[i].streams.size()});
      results_[i].streams.push_back(StreamRecord{name, 0, false, {}});
    }
    for (const std::string& name : request.tags) {
      tags_.push_back(Tag{i, results_[i].tags.size()});
      results_[i].tags.push_back(ReadTag{name, {}});
    }
    if (request.command_id) commands_.push_back(i);
  }
}

void Reading::add(const Rows& rows, int row) {
  const auto place = static_cast<std::size_t>(rows.number(row, 1)) - 1;
  switch (static_cast<Kind>(rows.integer(row, 0))) {
    case Kind::store:
      for (ReadResult& result : results_) {
        result.store_now = rows.instant(row, 2);
        result.epoch = rows.number(row, 3);
      }
      break;
    case Kind::stream:
      return add_stream(streams_.at(place), rows, row);
    case Kind::tag:
      return add_tag(tags_.at(place), rows, row);
    case Kind::command:
      return add_command(commands_.at(place), rows, row);
  }
}

void Reading::add_stream(Stream& stream, const Rows& rows, int row) {
  if (Status added = add_row(record(stream), rows, row); !added) found(stream.request, added.fault());
  stream.last = rows.is_null(row, 3) ? 0 : rows.number(row, 3);
}

void Reading::add_tag(const Tag& tag, const Rows& rows, int row) {
  ReadTag& listing = results_[tag.request].tags[tag.place];
  const TagEntry& entry = listing.entries.emplace_back(TagEntry{rows.text(row, 6), rows.instant(row, 2)});
  if (!valid_utf8(entry.stream)) found(tag.request, not_text("tag " + listing.tag + ", stream " + entry.stream));
}

void Reading::add_command(std::size_t request, const Rows& rows, int row) {
  const CommandRecord& record = results_[request].command.emplace(CommandRecord{rows.text(row, 6), rows.text(row, 7)});
  const bool good = valid_utf8(record.fingerprint) && valid_utf8(record.answer);
  if (!good) found(request, not_text("the record of a command"));
}

std::vector<Result<ReadResult>> Reading::results() {
  for (const Stream& stream : streams_) {
    const StreamRecord& read = record(stream);
    const bool whole = stream.last == (read.erased ? 0 : read.version);
    if (!whole) found(stream.request, hole_in(read));
  }
  std::vector<Result<ReadResult>> results;
  results.reserve(results_.size());
  for (std::size_t i = 0; i < results_.size(); ++i) {
    results.push_back(faults_[i] ? Result<ReadResult>(*std::move(faults_[i])) : Result<ReadResult>(std::move(results_[i])));
  }
  return results;
}

}  // namespace

NamedStatement::NamedStatement(std::string text)
    : sql(std::move(text)), name("doverie_" + std::to_string(std::hash<std::string>()(sql))) {}

Statements::Statements(const std::string& schema)
    : read(in_schema(kRead, schema)),
      append(in_schema(kAppend, schema)),
      resolve(in_schema(kResolve, schema)),
      lease(in_schema(kLease, schema)),
      settle(in_schema(kSettle, schema)),
      let_go(in_schema(kLetGo, schema)),
      feed(in_schema(kFeed, schema)),
      restored_at(in_schema(kRestoredAt, schema)) {}

Params read_params(std::span<const ReadRequest* const> requests) {
  Array streams{kTexts}, wholes{kFlags}, tags{kTexts}, sinces{kNumbers}, commands{kTexts};
  for (const ReadRequest* request : requests) {
    for (const std::string& name : request->streams) {
      streams.add(name);
      wholes.add(request->whole);
    }
    for (const std::string& name : request->tags) {
      tags.add(name);
      sinces.add(request->tags_since);
    }
    if (request->command_id) commands.add(*request->command_id);
  }
  Params params;
  for (const Array* array : {&streams, &wholes, &tags, &sinces, &commands}) params.add(*array);
  return params;
}

std::vector<Result<ReadResult>> read_results(std::span<const ReadRequest* const> requests, const Rows& rows) {
  Reading reading(requests);
  for (int row = 0; row < rows.count(); ++row) reading.add(rows, row);
  return reading.results();
}

Params lease_params(std::string_view queue, Instant now, Duration lease_for, std::uint32_t limit) {
  Params params;
  params.add(queue);
  params.add(now);
  params.add(now + lease_for);
  params.add(std::int64_t{limit});
  return params;
}

std::vector<LeasedMessage> lease_result(const Rows& rows) {
  std::vector<LeasedMessage> leases;
  for (int row = 0; row < rows.count(); ++row) {
    MessageRecord message{rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.instant(row, 3),
                          rows.instant(row, 4)};
    const auto attempt = static_cast<std::uint32_t>(rows.number(row, 5));
    std::string lease = message.id + "/" + std::to_string(attempt);
    // Nobody can be told of what is no text. It has its lease as the others, and so is in nobody's way.
    if (!valid_utf8(message.id) || !valid_utf8(message.bytes)) continue;
    leases.push_back(LeasedMessage{std::move(message), attempt, std::move(lease)});
  }
  return leases;
}

// In order of id, so that two of these lock in the same order; of several about one lease, which ends once, the first.
Params settle_params(const std::vector<Settlement>& settlements) {
  const auto before = [](const Settlement* a, const Settlement* b) {
    return std::tie(a->message_id, a->lease) < std::tie(b->message_id, b->lease);
  };
  std::set<const Settlement*, decltype(before)> once(before);
  for (const Settlement& settlement : settlements) once.insert(&settlement);
  Array ids{kTexts};
  Array leases{kTexts};
  Array laters{kFlags};
  Array retries{kNumbers};
  Array queues{kTexts};
  for (const Settlement* settlement : once) {
    ids.add(settlement->message_id);
    leases.add(settlement->lease);
    laters.add(settlement->as == SettleAs::later);
    retries.add(settlement->retry_at);
    queues.add(settlement->queue);
  }
  Params params;
  for (const Array* array : {&ids, &leases, &laters, &retries, &queues}) params.add(*array);
  return params;
}

// Four numbers with dots between them.
Result<FeedCursor> FeedCursor::parse(const CursorCheck& cursors, std::string_view text) {
  FeedCursor cursor;
  if (text.empty()) return cursor;
  const auto place = cursors.place_in(text);
  if (!place) return place.as<FeedCursor>();
  const char* at = place->data();
  const char* const end = at + place->size();
  const auto take = [&](auto& value) { at = std::from_chars(at, end, value).ptr + 1; };
  take(cursor.store_epoch);
  take(cursor.epoch);
  take(cursor.xid);
  take(cursor.position);
  return cursor;
}

std::string FeedCursor::place() const {
  return std::to_string(store_epoch) + "." + std::to_string(epoch) + "." + std::to_string(xid) + "." +
         std::to_string(position);
}

Params feed_params(const FeedCursor& after, std::uint32_t limit) {
  Params params;
  params.add(after.epoch);
  params.add(std::to_string(after.xid));
  params.add(after.position);
  params.add(std::int64_t{limit});
  return params;
}

namespace {

// Of the first row, which is there even when there is no event.
Status check_history(const FeedCursor& after, std::string_view cursor, const Rows& rows) {
  if (rows.count() == 0 || cursor.empty()) return Done{};
  const std::int64_t epoch = rows.integer(0, 0);
  if (after.store_epoch < epoch) return CursorCheck::from_before_restore();
  const bool has_another = !rows.is_null(0, 9) && !CursorCheck::is_of(cursor, rows.view(0, 9));
  if (after.store_epoch > epoch || rows.flag(0, 8) || has_another) return CursorCheck::of_another_history();
  return Done{};
}

}  // namespace

Result<std::vector<FeedEntry>> feed_result(const CursorCheck& cursors, std::string_view cursor, const Rows& rows,
                                           FeedTexts texts) {
  const auto after = FeedCursor::parse(cursors, cursor);
  if (!after) return after.fault();
  if (Status same = check_history(*after, cursor, rows); !same) return same.fault();
  std::vector<FeedEntry> entries;
  for (int row = 0; row < rows.count(); ++row) {
    if (rows.is_null(row, 1)) continue;
    const FeedCursor place{rows.integer(row, 0), rows.integer(row, 1), rows.number(row, 2), rows.integer(row, 3)};
    FeedEntry entry{{}, rows.text(row, 4), rows.number(row, 5), EventRecord{rows.text(row, 6), rows.text(row, 7)}};
    if (texts == FeedTexts::good && !(valid_utf8(entry.stream) && is_text(entry.event))) {
      return not_text("stream " + entry.stream + ", version " + std::to_string(entry.version));
    }
    entry.cursor = cursors.cursor(place.place(), entry.event.seal);
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace doverie::postgres
