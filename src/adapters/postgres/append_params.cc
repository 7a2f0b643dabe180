// SPDX-License-Identifier: Apache-2.0
//
// How do many batches become the parameters of one statement? Table by table, member by member, as arrays.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "adapters/postgres/tables.h"
#include "doverie/ports/batch.h"

namespace doverie::postgres {
namespace {

std::string milliseconds(std::optional<Duration> time) {
  return time ? std::to_string(std::chrono::ceil<std::chrono::milliseconds>(*time).count()) : std::string();
}

std::set<std::string_view> changed_by(const Batch& batch) {
  std::set<std::string_view> streams(batch.erase.begin(), batch.erase.end());
  for (const StreamAppend& one : batch.appends) streams.insert(one.stream);
  for (const TagChange& one : batch.tags) streams.insert(one.stream);
  return streams;
}

// The rows of all batches, member by member: for every table an array of texts and one of numbers (schema_1.cc).
class Columns {
 public:
  // `member` counts from 1.
  void add(std::uint64_t member, const Batch& batch);
  Params params(const Terms& terms);

 private:
  // A stream to lock, and the version it has to have; nullopt: any.
  struct Lock {
    std::string_view stream;
    std::uint64_t member;
    std::optional<std::uint64_t> version;
    bool changes = false;  // the member changes the stream
  };
  // What an append makes of a stream.
  struct Head {
    std::uint64_t member = 0;
    std::uint64_t version = 0;
    std::uint64_t summary = 0;  // 0: as it is
  };

  void add_command(const Batch& batch);
  void add_locks(std::uint64_t member, const Batch& batch);
  void add_append(std::uint64_t member, const Batch& batch, const StreamAppend& append);
  void add_tags(std::uint64_t member, const Batch& batch);
  void add_messages(std::uint64_t member, const Batch& batch);
  void put_locks(Params& params);
  void put_heads(Params& params) const;

  Array commands_{kTexts, 3}, decided_{kNumbers};
  std::vector<Lock> locks_;
  std::map<std::string_view, Head> heads_;
  Array events_{kTexts, 3}, event_numbers_{kNumbers, 2};
  Array tags_{kTexts, 2}, tag_numbers_{kNumbers, 2};
  Array messages_{kTexts, 3}, message_numbers_{kNumbers, 3};
  Array withdrawn_{kTexts}, withdrawn_by_{kNumbers};
  Array erased_{kTexts}, erased_by_{kNumbers};
};

void Columns::add(std::uint64_t member, const Batch& batch) {
  add_command(batch);
  add_locks(member, batch);
  for (const StreamAppend& append : batch.appends) {
    if (!append.events.empty()) add_append(member, batch, append);
  }
  add_tags(member, batch);
  add_messages(member, batch);
  for (const WithdrawnMessage& message : batch.withdrawn) {
    withdrawn_.add(message.id);
    withdrawn_by_.add(member);
  }
  for (const std::string& stream : batch.erase) {
    erased_.add(stream);
    erased_by_.add(member);
  }
}

void Columns::add_command(const Batch& batch) {
  commands_.row(batch.command_id, batch.command.fingerprint, batch.command.answer);
  decided_.add(batch.at);
}

// Besides what is expected, what is erased or tagged: a tag may not come to a stream while that becomes a tombstone.
void Columns::add_locks(std::uint64_t member, const Batch& batch) {
  const std::set<std::string_view> changed = changed_by(batch);
  for (const StreamVersion& expected : batch.expected) {
    locks_.push_back({expected.stream, member, expected.version, changed.contains(expected.stream)});
  }
  for (const std::string_view stream : changed) {
    if (!expected_version(batch, stream)) locks_.push_back({stream, member, std::nullopt, true});
  }
}

void Columns::add_append(std::uint64_t member, const Batch& batch, const StreamAppend& append) {
  std::uint64_t version = expected_version(batch, append.stream)->version;
  heads_.emplace(append.stream, Head{member, version + append.events.size(), append.summary});
  for (const EventRecord& event : append.events) {
    events_.row(append.stream, event.bytes, event.seal);
    event_numbers_.row(member, ++version);
  }
}

// Of several changes of one tag on one stream, only the last one shows.
void Columns::add_tags(std::uint64_t member, const Batch& batch) {
  std::map<std::pair<std::string_view, std::string_view>, bool> changes;
  for (const TagChange& change : batch.tags) changes[{change.tag, change.stream}] = change.set;
  for (const auto& [key, set] : changes) {
    tags_.row(key.first, key.second);
    tag_numbers_.row(member, std::uint64_t{set ? 1U : 0U});
  }
}

void Columns::add_messages(std::uint64_t member, const Batch& batch) {
  for (const MessageRecord& message : batch.messages) {
    messages_.row(message.queue, message.id, message.bytes);
    message_numbers_.add(member);
    message_numbers_.row(message.not_before, message.useless_after);
  }
}

// What is to be created, and everything that is to be locked. Takes the heads of streams that are new out of heads_.
void Columns::put_locks(Params& params) {
  std::ranges::sort(locks_, {}, [](const Lock& lock) { return std::tie(lock.stream, lock.member); });
  Array created{kTexts}, created_numbers{kNumbers, 3};
  Array claims{kTexts}, claim_numbers{kNumbers, 3};
  std::optional<std::string_view> last;
  for (const Lock& lock : locks_) {
    claims.add(lock.stream);
    claim_numbers.row(lock.member, lock.version ? static_cast<std::int64_t>(*lock.version) : std::int64_t{-1},
                      std::uint64_t{lock.changes ? 1U : 0U});
    if (lock.version.value_or(0) != 0 || last == lock.stream) continue;
    last = lock.stream;
    const auto found = heads_.extract(lock.stream);
    const Head head = found ? found.mapped() : Head{};
    created.add(lock.stream);
    created_numbers.row(head.member, head.version, std::max<std::uint64_t>(head.summary, 1));
  }
  for (const Array* array : {&created, &created_numbers, &claims, &claim_numbers}) params.add(*array);
}

void Columns::put_heads(Params& params) const {
  Array streams{kTexts}, numbers{kNumbers, 3};
  for (const auto& [stream, head] : heads_) {
    streams.add(stream);
    numbers.row(head.member, head.version, head.summary);
  }
  params.add(streams);
  params.add(numbers);
}

Params Columns::params(const Terms& terms) {
  Params params;
  params.add(terms.attempt);
  params.add(milliseconds(terms.patience));
  params.add(terms.waits);
  params.add(terms.require_standby);
  params.add(commands_);
  params.add(decided_);
  put_locks(params);
  put_heads(params);
  for (const Array* array : {&events_, &event_numbers_, &tags_, &tag_numbers_, &messages_, &message_numbers_, &withdrawn_,
                             &withdrawn_by_, &erased_, &erased_by_}) {
    params.add(*array);
  }
  return params;
}

}  // namespace

Params append_params(std::span<const Batch* const> batches, const Terms& terms) {
  Columns columns;
  std::uint64_t member = 0;
  for (const Batch* batch : batches) columns.add(++member, *batch);
  return columns.params(terms);
}

std::vector<std::optional<Result<AppendResult>>> append_results(std::size_t batches, const Rows& rows) {
  constexpr std::int64_t kHeld = 4;  // the others are outcomes
  std::vector<std::optional<Result<AppendResult>>> results(batches, Result(AppendResult{AppendOutcome::appended}));
  for (int row = 0; row < rows.count(); ++row) {
    if (rows.is_null(row, 0)) continue;  // the one that is always there
    auto& result = results.at(static_cast<std::size_t>(rows.number(row, 0)) - 1);
    if (rows.integer(row, 1) == kHeld) {
      result.reset();
    } else {
      const auto outcome = static_cast<AppendOutcome>(rows.integer(row, 1));
      result = Result(AppendResult{outcome, CommandRecord{rows.text(row, 2), rows.text(row, 3)}});
    }
  }
  const auto appended = [](const auto& one) { return one && (*one)->outcome == AppendOutcome::appended; };
  const auto together = static_cast<std::uint32_t>(std::ranges::count_if(results, appended));
  for (auto& one : results) {
    if (appended(one)) (*one)->together = together;
  }
  return results;
}

std::int64_t transaction_of(const Rows& rows) {
  return rows.integer(0, 4);
}

}  // namespace doverie::postgres
