// SPDX-License-Identifier: Apache-2.0
//
// How do streams, events, tags and command records lie in tables?
#ifndef DOVERIE_SRC_ADAPTERS_SQLITE_EVENTS_H_
#define DOVERIE_SRC_ADAPTERS_SQLITE_EVENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cursor.h"
#include "adapters/sqlite/heads.h"
#include "adapters/sqlite/messages.h"
#include "adapters/sqlite/statement.h"
#include "doverie/ports/event_store.h"

namespace doverie::sqlite {

// Streams, events, tags and commands. REQUIRES of every method: called inside a transaction, which the caller keeps or
// undoes.
class EventTables {
 public:
  // Who else may write between two calls: then nothing is remembered from one to the next.
  enum class Others : bool { none, may_write };
  EventTables(sqlite3* connection, Others others) : connection_(connection), others_(others) {}

  // What was written last is undone.
  void forget() {
    heads_.forget();
    position_.reset();
    mark_.reset();
  }

  // 32 hex digits, made with the tables.
  Result<std::string> identity();

  Result<ReadResult> read(const ReadRequest& request);
  // The caller keeps the transaction when the outcome is `appended`, and undoes it otherwise.
  Result<AppendResult> append(const Batch& batch, MessageTable& messages);
  Result<std::uint32_t> let_go_of_commands(Instant before, std::uint32_t limit);
  // `all` also gives what is no text any more, for whoever looks for it.
  enum class Texts : bool { good, all };
  Result<std::vector<FeedEntry>> feed(std::string_view after, std::uint32_t limit, Texts texts = Texts::good);

 private:
  using StreamIds = std::vector<std::int64_t>;

  // What doverie_meta says, read once: restoring a backup, which alone changes it, makes another file.
  struct Meta {
    std::uint64_t epoch = 0;
    std::optional<Instant> restored_at;
    std::string identity;
    CursorCheck cursors;
  };
  Result<const Meta*> meta();
  // A value that every store has; a fault when the row is gone.
  Result<std::int64_t> meta(const char* key);
  Result<std::optional<CommandRecord>> command(const std::string& id);
  Result<StreamRecord> stream(const std::string& name, bool whole, std::optional<std::uint64_t> known);
  Result<StreamRecord> stream(const std::string& name, bool whole);
  // Whether that is still the stream's version.
  Result<bool> unchanged(const std::string& name, std::uint64_t known);
  Result<ReadTag> tag(const std::string& name, Instant since);
  // The row ids of the streams of `expected`, 0 for those that are not there yet; nullopt when it is a conflict.
  Result<std::optional<StreamIds>> heads(const Batch& batch);
  Result<Head> head(const std::string& stream);
  // Asked when a stream is not found by its name. store_corrupt when it is there by another way.
  Status confirm_absent(const std::string& stream);
  Result<AppendResult> already_or_conflict(const std::string& command_id);
  bool write(const Batch& batch, const StreamIds& ids, MessageTable& messages);
  bool put_events(const Batch& batch, const StreamIds& ids);
  bool append(const StreamAppend& append, std::uint64_t version, std::int64_t id);
  std::optional<std::int64_t> put_head(const StreamAppend& append, std::uint64_t version, std::int64_t id);
  bool put_tags(const Batch& batch);
  // nullopt when it cannot be written.
  std::optional<std::int64_t> new_row(const std::string& stream, std::uint64_t version, std::optional<std::uint64_t> summary,
                                      bool erased);
  bool erase(const std::vector<std::string>& streams);
  bool bury(const std::string& stream);
  // The mark of the last time: written only when it is a second behind, as every page costs.
  bool mark(Instant at);
  Status load_mark();
  // Where to go on behind the cursor: 0 for the empty one.
  Result<std::int64_t> position_behind(std::string_view cursor);
  std::optional<std::int64_t> last_position();
  // Where others write, the epoch can be raised, too, while this connection is open.
  void forget_unless_alone() {
    if (others_ == Others::none) return;
    forget();
    meta_.reset();
  }

  sqlite3* connection_;
  Others others_;
  Heads heads_;
  std::optional<std::int64_t> position_;  // the highest that is or ever was
  std::optional<Meta> meta_;
  std::optional<std::int64_t> mark_;  // microseconds; 0: there is none
  Statement command_{connection_, "SELECT fingerprint, answer FROM doverie_commands WHERE id = ?1"};
  Statement meta_value_{connection_, "SELECT value FROM doverie_meta WHERE key = ?1"};
  // The name in the row is compared with the one that led there.
  Statement stream_{connection_,
                    "SELECT s.version, s.erased, e.version, e.bytes, e.seal, iif(?2, 1, s.summary), s.name IS ?1"
                    " FROM doverie_names AS n LEFT JOIN doverie_streams AS s ON s.id = n.stream"
                    " LEFT JOIN doverie_events AS e ON e.stream = n.stream AND e.version >= iif(?2, 1, s.summary)"
                    " WHERE n.name = ?1 ORDER BY e.version"};
  Statement tag_{connection_,
                 "SELECT stream, set_at FROM doverie_tags WHERE tag = ?1 AND set_at >= ?2 ORDER BY set_at, stream"};
  Statement head_{connection_,
                  "SELECT s.id, s.version, s.erased, s.name IS ?1 FROM doverie_names AS n"
                  " LEFT JOIN doverie_streams AS s ON s.id = n.stream WHERE n.name = ?1"};
  // By the index of the table itself, which shares no page with doverie_names.
  Statement other_way_{connection_, "SELECT id FROM doverie_streams WHERE name = ?1"};
  Statement put_command_{connection_, "INSERT INTO doverie_commands VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"};
  Statement let_go_{connection_,
                    "DELETE FROM doverie_commands WHERE id IN"
                    " (SELECT id FROM doverie_commands WHERE decided_at < ?1 ORDER BY decided_at LIMIT ?2)"};
  Statement new_head_{connection_,
                      "INSERT INTO doverie_streams (name, version, summary, erased) VALUES (?1, ?2, coalesce(?3, 1), ?4)"};
  Statement new_name_{connection_, "INSERT INTO doverie_names (name, stream) VALUES (?1, ?2)"};
  Statement move_head_{connection_,
                       "UPDATE doverie_streams SET version = ?2, summary = coalesce(?3, summary) WHERE id = ?1"};
  // The highest position that is or ever was.
  Statement last_position_{connection_,
                           "SELECT max(coalesce((SELECT max(position) FROM doverie_events), 0), coalesce((SELECT value"
                           " FROM doverie_meta WHERE key = 'erased_position'), 0))"};
  Statement put_event_{connection_,
                       "INSERT INTO doverie_events (position, stream, version, bytes, seal) VALUES (?1, ?2, ?3, ?4, ?5)"};
  // No tag can be set on a tombstone, whatever the order in which things happened.
  Statement set_tag_{connection_,
                     "INSERT INTO doverie_tags SELECT ?1, ?2, ?3"
                     " WHERE NOT EXISTS (SELECT 1 FROM doverie_streams WHERE name = ?2 AND erased = 1)"
                     " ON CONFLICT (tag, stream) DO UPDATE SET set_at = excluded.set_at"};
  Statement drop_tag_{connection_, "DELETE FROM doverie_tags WHERE tag = ?1 AND stream = ?2"};
  Statement bury_{connection_, "UPDATE doverie_streams SET erased = 1 WHERE id = ?1"};
  Statement remember_position_{connection_, "UPDATE doverie_meta SET value = ?1 WHERE key = 'erased_position'"};
  Statement set_last_at_{connection_, "UPDATE doverie_meta SET value = ?1 WHERE key = 'last_at'"};
  Statement erase_events_{connection_, "DELETE FROM doverie_events WHERE stream = ?1"};
  Statement erase_tags_{connection_, "DELETE FROM doverie_tags WHERE stream = ?1"};
  Statement seal_at_{connection_, "SELECT seal FROM doverie_events WHERE position = ?1"};
  // CROSS JOIN keeps SQLite from sorting: it walks the events by position.
  Statement feed_{connection_,
                  "SELECT e.position, s.name, e.version, e.bytes, e.seal FROM doverie_events AS e"
                  " CROSS JOIN doverie_streams AS s ON s.id = e.stream WHERE e.position > ?1 ORDER BY e.position LIMIT ?2"};
};

}  // namespace doverie::sqlite

#endif  // DOVERIE_SRC_ADAPTERS_SQLITE_EVENTS_H_
