// SPDX-License-Identifier: Apache-2.0
//
// Reading and appending, in as few pages as it takes.
#include "adapters/sqlite/events.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/identity.h"
#include "adapters/not_text.h"
#include "adapters/sqlite/error.h"
#include "doverie/ports/batch.h"

namespace doverie::sqlite {
namespace {

constexpr const char* kReading = "event store: read";
// How far the mark of the last time may lag behind: what ReadResult::last_at allows.
constexpr Duration kMarkStep = std::chrono::seconds(1);

// So many free pages stay for what comes next, and so many are given back in one go. Our choice.
constexpr std::int64_t kFreePagesKept = 256;
constexpr const char* kGiveBack = "PRAGMA incremental_vacuum(256)";

constexpr const char* kFeeding = "event store: feed";
constexpr const char* kAppending = "event store: append";

Fault hole_in(const StreamRecord& stream) {
  return Fault{FaultCode::store_corrupt, "event store: stream " + stream.name + " has version " +
                                             std::to_string(stream.version) + ", but its events are not 1 to " +
                                             std::to_string(stream.version) + "; restore a backup"};
}

// More than any store has written: a position beyond it was put there by somebody else.
constexpr std::int64_t kMostEvents = std::int64_t{1} << 62;

Fault no_position_left(std::int64_t last) {
  return Fault{FaultCode::store_corrupt, "event store: an event has the position " + std::to_string(last) +
                                             ", which no store reaches; restore a backup"};
}

Fault found_one_way(const std::string& stream) {
  return Fault{FaultCode::store_corrupt, "event store: stream " + legible(stream) +
                                             " is found one way and not the other: a page, a row or an index is damaged;"
                                             " restore a backup"};
}

}  // namespace

Result<std::string> EventTables::identity() {
  const auto kept = meta();
  return kept ? Result<std::string>((*kept)->identity) : kept.as<std::string>();
}

Result<ReadResult> EventTables::read(const ReadRequest& request) {
  forget_unless_alone();
  ReadResult result;
  const auto kept = meta();
  if (!kept) return kept.fault();
  result.epoch = (*kept)->epoch;
  result.restored_at = (*kept)->restored_at;
  if (Status loaded = load_mark(); !loaded) return loaded.fault();
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

Result<std::uint32_t> EventTables::let_go_of_commands(Instant before, std::uint32_t limit) {
  const auto failed = [this] { return last_fault(connection_, Doing::writing, "event store: let go of commands"); };
  if (!let_go_.run(before, std::int64_t{limit})) return failed();
  const auto gone = static_cast<std::uint32_t>(sqlite3_changes(connection_));
  const auto free = integer_of(connection_, "PRAGMA freelist_count");
  if (!free || (*free > kFreePagesKept && !execute(connection_, kGiveBack))) return failed();
  return gone;
}

Result<std::int64_t> EventTables::meta(const char* key) {
  Query row(meta_value_, std::string_view(key));
  if (row.next()) return row.integer(0);
  if (!row.ok()) return last_fault(connection_, Doing::reading, kReading);
  return Fault{FaultCode::store_corrupt,
               "event store: doverie_meta does not tell '" + std::string(key) + "'; restore a backup"};
}

Result<const EventTables::Meta*> EventTables::meta() {
  if (meta_) return &*meta_;
  std::array<std::int64_t, 5> values{};
  for (std::size_t i = 0; const char* key : {"epoch", "restored_at", "identity_high", "identity_low", "erased_position"}) {
    const auto value = meta(key);
    if (!value) return value.as<const Meta*>();
    values.at(i++) = *value;
  }
  const auto [epoch, restored_at, high, low, erased_position] = values;
  if (epoch < 0 || restored_at < 0 || erased_position < 0) {
    return Fault{FaultCode::store_corrupt, "event store: doverie_meta: one of its values is less than 0; restore a backup"};
  }
  std::string identity = identity_of(high, low);
  meta_.emplace(Meta{static_cast<std::uint64_t>(epoch),
                     restored_at == 0 ? std::nullopt : std::optional(Instant(Duration(restored_at))), identity,
                     CursorCheck(identity)});
  return &*meta_;
}

Result<std::optional<CommandRecord>> EventTables::command(const std::string& id) {
  std::optional<CommandRecord> record;
  Query query(command_, id);
  if (query.next()) record = CommandRecord{query.text(0), query.text(1)};
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  if (record && !(valid_utf8(record->fingerprint) && valid_utf8(record->answer))) return not_text("command " + id);
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
  if (!now) return now.as<bool>();
  return now->version == known && !now->erased;
}

Result<Head> EventTables::head(const std::string& stream) {
  if (const Head* known = heads_.find(stream)) return *known;
  Query row(head_, stream);
  Head head;
  if (row.next()) {
    if (row.integer(3) == 0) return found_one_way(stream);
    head = {row.integer(0), row.count(1), row.integer(2) != 0};
  } else if (row.ok()) {
    if (Status absent = confirm_absent(stream); !absent) return absent.as<Head>();
  }
  if (!row.ok()) return last_fault(connection_, Doing::reading, kReading);
  heads_.put(stream, head);
  return head;
}

Status EventTables::confirm_absent(const std::string& stream) {
  Query row(other_way_, stream);
  if (row.next()) return found_one_way(stream);
  return row.ok() ? Status(Done{}) : Status(last_fault(connection_, Doing::reading, kReading));
}

Result<StreamRecord> EventTables::stream(const std::string& name, bool whole) {
  StreamRecord record{name, 0, false, {}};
  std::uint64_t next = 0;
  bool found = false;
  Query query(stream_, name, std::int64_t{whole});
  for (; query.next(); found = true) {
    if (query.integer(6) == 0) return found_one_way(name);
    record.version = query.count(0);
    record.erased = query.integer(1) != 0;
    if (query.is_null(2)) continue;  // a tombstone: the head without events
    if (record.events.empty()) next = query.count(5);
    if (query.count(2) != next++) return hole_in(record);
    record.events.push_back(EventRecord{query.text(3), query.text(4)});
    if (!is_text(record.events.back())) return not_text("stream " + name + ", version " + std::to_string(query.count(2)));
  }
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  if (!found) {
    if (Status absent = confirm_absent(name); !absent) return absent.as<StreamRecord>();
  }
  const std::uint64_t end = record.events.empty() ? 0 : next - 1;
  if (end != (record.erased ? 0 : record.version)) return hole_in(record);
  return record;
}

Result<ReadTag> EventTables::tag(const std::string& name, Instant since) {
  ReadTag listing{name, {}};
  Query query(tag_, name, since);
  while (query.next()) listing.entries.push_back(TagEntry{query.text(0), query.instant(1)});
  if (!query.ok()) return last_fault(connection_, Doing::reading, kReading);
  for (const TagEntry& entry : listing.entries) {
    if (!valid_utf8(entry.stream)) return not_text("tag " + name + ", stream " + entry.stream);
  }
  return listing;
}

Result<AppendResult> EventTables::append(const Batch& batch, MessageTable& messages) {
  if (auto flaw = flaw_of(batch)) return *std::move(flaw);
  forget_unless_alone();
  if (Status loaded = load_mark(); !loaded) return loaded.fault();
  const auto failed = [this] { return last_fault(connection_, Doing::writing, kAppending); };
  const auto last = last_position();
  if (!last) return failed();
  if (*last > kMostEvents) return no_position_left(*last);
  const auto ids = heads(batch);
  if (!ids) return ids.fault();
  if (!*ids) return already_or_conflict(batch.command_id);
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
  return put_events(batch, ids) && put_tags(batch) && messages.withdraw(batch.withdrawn) && messages.put(batch.messages) &&
         erase(batch.erase) && mark(batch.at);
}

Result<std::optional<EventTables::StreamIds>> EventTables::heads(const Batch& batch) {
  StreamIds ids;
  for (const StreamVersion& expected : batch.expected) {
    const auto now = head(expected.stream);
    if (!now) return now.as<std::optional<StreamIds>>();
    if (now->erased || now->version != expected.version) return std::optional<StreamIds>();
    ids.push_back(now->id);
  }
  for (const std::string& stream : batch.erase) {
    if (const auto now = head(stream); !now) return now.as<std::optional<StreamIds>>();
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
  return new_row(append.stream, version, summary, false);
}

std::optional<std::int64_t> EventTables::new_row(const std::string& stream, std::uint64_t version,
                                                 std::optional<std::uint64_t> summary, bool erased) {
  if (!new_head_.run(stream, version, summary, std::int64_t{erased})) return std::nullopt;
  const std::int64_t id = sqlite3_last_insert_rowid(connection_);
  return new_name_.run(stream, id) ? std::optional(id) : std::nullopt;
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
  return std::ranges::all_of(streams, [this](const std::string& stream) { return bury(stream); });
}

bool EventTables::bury(const std::string& stream) {
  const auto now = head(stream);
  heads_.forget();
  if (!now) return false;
  if (now->id == 0) return new_row(stream, 0, std::nullopt, true).has_value();
  return bury_.run(now->id) && erase_events_.run(now->id) && erase_tags_.run(stream);
}

Status EventTables::load_mark() {
  if (mark_) return Done{};
  const auto kept = meta("last_at");
  if (!kept) return kept.as<Done>();
  mark_ = *kept;
  return Done{};
}

// REQUIRES: load_mark() went well.
bool EventTables::mark(Instant at) {
  const std::int64_t now = at.time_since_epoch().count();
  if (now <= *mark_ || (*mark_ != 0 && now - *mark_ < kMarkStep.count())) return true;
  mark_ = now;
  return set_last_at_.run(at);
}

Result<std::int64_t> EventTables::position_behind(std::string_view cursor) {
  if (cursor.empty()) return std::int64_t{0};
  const auto kept = meta();
  if (!kept) return kept.as<std::int64_t>();
  const auto place = (*kept)->cursors.place_in(cursor);
  if (!place) return place.as<std::int64_t>();
  std::uint64_t epoch = 0;
  std::int64_t position = 0;
  const char* const end = place->data() + place->size();
  const auto [dot, error] = std::from_chars(place->data(), end, epoch);
  std::from_chars(dot + 1, end, position);
  if (epoch < (*kept)->epoch) return CursorCheck::from_before_restore();
  const auto last = last_position();
  if (!last) return last_fault(connection_, Doing::reading, kFeeding);
  if (epoch > (*kept)->epoch || position > *last) return CursorCheck::of_another_history();
  Query row(seal_at_, position);
  if (row.next() && !CursorCheck::is_of(cursor, row.text(0))) return CursorCheck::of_another_history();
  if (!row.ok()) return last_fault(connection_, Doing::reading, kFeeding);
  return position;  // an event that is not there any more was erased
}

Result<std::vector<FeedEntry>> EventTables::feed(std::string_view after, std::uint32_t limit, Texts texts) {
  forget_unless_alone();
  const Result<std::int64_t> position = position_behind(after);
  if (!position) return position.fault();
  const auto kept = meta();
  if (!kept) return kept.fault();
  const std::string epoch = std::to_string((*kept)->epoch) + ".";
  std::vector<FeedEntry> entries;
  Query query(feed_, *position, std::int64_t{limit});
  while (query.next()) {
    FeedEntry entry{{}, query.text(1), query.count(2), EventRecord{query.text(3), query.text(4)}};
    if (texts == Texts::good && !(valid_utf8(entry.stream) && is_text(entry.event))) {
      return not_text("stream " + entry.stream + ", version " + std::to_string(entry.version));
    }
    entry.cursor = (*kept)->cursors.cursor(epoch + std::to_string(query.integer(0)), entry.event.seal);
    entries.push_back(std::move(entry));
  }
  if (!query.ok()) return last_fault(connection_, Doing::reading, kFeeding);
  return entries;
}

}  // namespace doverie::sqlite
