// SPDX-License-Identifier: Apache-2.0
//
// Reading and appending, in as few pages as it takes.
#include "adapters/sqlite/events.h"

#include <algorithm>

#include "adapters/cursor.h"
#include "adapters/sqlite/error.h"
#include "doverie/ports/batch.h"

namespace doverie::sqlite {
namespace {

constexpr const char* kReading = "event store: read";
// How far the mark of the last time may lag behind: what ReadResult::last_at allows.
constexpr Duration kMarkStep = std::chrono::seconds(1);

constexpr const char* kAppending = "event store: append";

Fault hole_in(const StreamRecord& stream) {
  return Fault{FaultCode::store_corrupt, "event store: stream " + stream.name + " has version " +
                                             std::to_string(stream.version) + ", but its events are not 1 to " +
                                             std::to_string(stream.version) + "; restore a backup"};
}

}  // namespace

Result<ReadResult> EventTables::read(const ReadRequest& request) {
  forget_unless_alone();
  ReadResult result;
  const auto own_epoch = epoch();
  if (!own_epoch) return own_epoch.fault();
  result.epoch = *own_epoch;
  result.restored_at = restored_at_;
  if (!load_mark()) return last_fault(connection_, Doing::reading, kReading);
  if (*mark_ != 0) result.last_at = Instant(Duration(*mark_));
  for (std::size_t place = 0; place < request.streams.size(); ++place) {
    // Where others write, and roll back what was appended, a version may come again with other events.
    const auto known = others_ == Others::none ? known_version(request, place) : std::nullopt;
    auto record = stream(request.streams[place], request.whole, known);
    if (!record) return record.fault();
    result.streams.push_back(*std::move(record));
  }
  for (const std::string& name : request.tags) {
    auto listing = tag(name, request.tags_since);
    if (!listing) return listing.fault();
    result.tags.push_back(*std::move(listing));
  }
  if (request.command_id) {
    auto record = command(*request.command_id);
    if (!record) return record.fault();
    result.command = *std::move(record);
  }
  return result;
}

Result<std::uint64_t> EventTables::epoch() {
  if (epoch_) return *epoch_;
  const auto kept = integer_of(connection_, "SELECT coalesce((SELECT value FROM doverie_meta WHERE key = 'epoch'), -1)");
  if (!kept) return last_fault(connection_, Doing::reading, kReading);
  if (*kept < 0) {
    return Fault{FaultCode::store_corrupt, "event store: doverie_meta does not tell the epoch; restore a backup"};
  }
  const auto at = integer_of(connection_, "SELECT coalesce((SELECT value FROM doverie_meta WHERE key = 'restored_at'), 0)");
  if (!at) return last_fault(connection_, Doing::reading, kReading);
  if (*at != 0) restored_at_ = Instant(Duration(*at));
  epoch_ = static_cast<std::uint64_t>(*kept);
  return *epoch_;
}

Result<std::optional<CommandRecord>> EventTables::command(const std::string& id) {
  std::optional<CommandRecord> record;
  Query query(command_, id);
  if (query.next()) record = CommandRecord{query.text(0), query.text(1)};
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  return record;
}

Result<StreamRecord> EventTables::stream(const std::string& name, bool whole, std::optional<std::uint64_t> known) {
  if (known) {
    const auto same = unchanged(name, *known);
    if (!same) return same.fault();
    if (*same) return StreamRecord{name, *known, false, {}, true};
  }
  return stream(name, whole);
}

Result<bool> EventTables::unchanged(const std::string& name, std::uint64_t known) {
  const auto now = head(name);
  if (!now) return last_fault(connection_, Doing::reading, kReading);
  return now->version == known && !now->erased;
}

std::optional<Head> EventTables::head(const std::string& stream) {
  if (const Head* known = heads_.find(stream)) return *known;
  Query row(head_, stream);
  Head head;
  if (row.next()) head = {row.integer(0), row.count(1), row.integer(2) != 0};
  if (!row.ok()) return std::nullopt;
  heads_.put(stream, head);
  return head;
}

Result<StreamRecord> EventTables::stream(const std::string& name, bool whole) {
  StreamRecord record{name, 0, false, {}};
  std::uint64_t next = 0;
  Query query(stream_, name, std::int64_t{whole});
  while (query.next()) {
    record.version = query.count(0);
    record.erased = query.integer(1) != 0;
    if (query.is_null(2)) continue;  // a tombstone: the head without events
    if (record.events.empty()) next = query.count(5);
    if (query.count(2) != next++) return hole_in(record);
    record.events.push_back(EventRecord{query.text(3), query.text(4)});
  }
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  const std::uint64_t end = record.events.empty() ? 0 : next - 1;
  if (end != (record.erased ? 0 : record.version)) return hole_in(record);
  return record;
}

Result<ReadTag> EventTables::tag(const std::string& name, Instant since) {
  ReadTag listing{name, {}};
  Query query(tag_, name, since);
  while (query.next()) listing.entries.push_back(TagEntry{query.text(0), query.instant(1)});
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  return listing;
}

Result<AppendResult> EventTables::append(const Batch& batch, MessageTable& messages) {
  if (auto flaw = flaw_of(batch)) return *std::move(flaw);
  forget_unless_alone();
  const auto ids = heads(batch);
  if (!ids) return ids.fault();
  if (!*ids) return already_or_conflict(batch.command_id);
  const auto failed = [this] { return last_fault(connection_, Doing::writing, kAppending); };
  if (!put_command_.run(batch.command_id, batch.command.fingerprint, batch.command.answer, batch.at)) return failed();
  if (sqlite3_changes(connection_) == 0) return already_or_conflict(batch.command_id);
  if (!write(batch, **ids, messages)) return failed();
  return AppendResult{AppendOutcome::appended};
}

Result<AppendResult> EventTables::already_or_conflict(const std::string& command_id) {
  auto before = command(command_id);
  if (!before) return before.fault();
  if (*before) return AppendResult{AppendOutcome::already, **std::move(before)};
  return AppendResult{AppendOutcome::conflict};
}

bool EventTables::write(const Batch& batch, const StreamIds& ids, MessageTable& messages) {
  return put_events(batch, ids) && put_tags(batch) && messages.put(batch.messages) && erase(batch.erase) && mark(batch.at);
}

Result<std::optional<EventTables::StreamIds>> EventTables::heads(const Batch& batch) {
  StreamIds ids;
  for (const StreamVersion& expected : batch.expected) {
    const auto now = head(expected.stream);
    if (!now) return last_fault(connection_, Doing::writing, kAppending);
    if (now->erased || now->version != expected.version) return std::optional<StreamIds>();
    ids.push_back(now->id);
  }
  return std::optional(std::move(ids));
}

bool EventTables::put_events(const Batch& batch, const StreamIds& ids) {
  return std::ranges::all_of(batch.appends, [&](const StreamAppend& one) {
    if (one.events.empty()) return true;
    const auto expected = std::ranges::find(batch.expected, one.stream, &StreamVersion::stream);
    const auto place = static_cast<std::size_t>(expected - batch.expected.begin());
    return append(one, expected->version, ids[place]);
  });
}

bool EventTables::append(const StreamAppend& append, std::uint64_t version, std::int64_t id) {
  const std::uint64_t end = version + append.events.size();
  const auto stream = put_head(append, end, id);
  const auto position = last_position();
  if (!stream || !position) return false;
  heads_.put(append.stream, {*stream, end, false});
  position_ = *position + std::ssize(append.events);
  return std::ranges::all_of(append.events, [&, next = *position](const EventRecord& event) mutable {
    return put_event_.run(++next, *stream, ++version, event.bytes, event.seal);
  });
}

std::optional<std::int64_t> EventTables::last_position() {
  if (position_) return position_;
  Query last(last_position_);
  if (last.next()) position_ = last.integer(0);
  return position_;
}

// The row id of the stream, also when it is a new one.
std::optional<std::int64_t> EventTables::put_head(const StreamAppend& append, std::uint64_t version, std::int64_t id) {
  const auto summary = append.summary == 0 ? std::nullopt : std::optional(append.summary);
  if (id != 0) return move_head_.run(id, version, summary) ? std::optional(id) : std::nullopt;
  if (!new_head_.run(append.stream, version, summary)) return std::nullopt;
  return sqlite3_last_insert_rowid(connection_);
}

bool EventTables::put_tags(const Batch& batch) {
  return std::ranges::all_of(batch.tags, [&](const TagChange& change) {
    return change.set ? set_tag_.run(change.tag, change.stream, batch.at) : drop_tag_.run(change.tag, change.stream);
  });
}

bool EventTables::erase(const std::vector<std::string>& streams) {
  if (streams.empty()) return true;
  const auto last = last_position();
  if (!last || !remember_position_.run(*last)) return false;
  return std::ranges::all_of(streams, [this](const std::string& stream) {
    heads_.forget();
    return bury_.run(stream) && erase_events_.run(stream) && erase_tags_.run(stream);
  });
}

bool EventTables::load_mark() {
  if (mark_) return true;
  Query row(last_at_);
  const std::int64_t kept = row.next() ? row.integer(0) : 0;
  if (row.ok()) mark_ = kept;
  return row.ok();
}

bool EventTables::mark(Instant at) {
  if (!load_mark()) return false;
  const std::int64_t now = at.time_since_epoch().count();
  if (now <= *mark_ || (*mark_ != 0 && now - *mark_ < kMarkStep.count())) return true;
  mark_ = now;
  return set_last_at_.run(at);
}

Result<std::vector<FeedEntry>> EventTables::feed(std::string_view after, std::uint32_t limit) {
  const Result<std::uint64_t> own_epoch = epoch();
  if (!own_epoch) return own_epoch.fault();
  const Result<std::int64_t> position = position_of(after, *own_epoch);
  if (!position) return position.fault();
  std::vector<FeedEntry> entries;
  Query query(feed_, *position, std::int64_t{limit});
  while (query.next()) {
    entries.push_back(FeedEntry{cursor_of(query.integer(0), *own_epoch), query.text(1), query.count(2),
                                EventRecord{query.text(3), query.text(4)}});
  }
  if (!query.ok()) return last_fault(connection_, Doing::reading, "event store: feed");
  return entries;
}

}  // namespace doverie::sqlite
