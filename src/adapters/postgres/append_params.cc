// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <tuple>

#include "adapters/batch.h"
#include "adapters/postgres/tables.h"

namespace doverie::postgres {
namespace {

std::string milliseconds(std::optional<Duration> time) {
  return time ? std::to_string(std::chrono::ceil<std::chrono::milliseconds>(*time).count()) : std::string();
}

// The columns of all batches, member by member.
class Columns {
 public:
  // `member` counts from 1.
  void add(std::int32_t member, const Batch& batch);
  Params params(std::string_view attempt, std::optional<Duration> patience);

 private:
  // A stream to lock, and the version it has to have; nullopt: any.
  struct Lock {
    std::string_view stream;
    std::int32_t member;
    std::optional<std::uint64_t> version;
  };
  // What an append makes of a stream.
  struct Head {
    std::int32_t member = 0;
    std::uint64_t version = 0;
    std::optional<std::uint64_t> summary;
  };

  void add_command(const Batch& batch);
  void add_locks(std::int32_t member, const Batch& batch);
  void add_append(std::int32_t member, const Batch& batch, const StreamAppend& append);
  void add_tags(std::int32_t member, const Batch& batch);
  void add_messages(std::int32_t member, const Batch& batch);
  void put_created(Params& params);
  void put_expected(Params& params) const;
  void put_heads(Params& params) const;

  Array ids_{kTexts}, fingerprints_{kTexts}, answers_{kTexts}, decided_{kNumbers};
  std::vector<Lock> locks_;
  std::map<std::string_view, Head> heads_;
  Array event_by_{kMembers}, event_streams_{kTexts}, event_versions_{kNumbers}, event_bytes_{kTexts}, event_seals_{kTexts};
  Array tag_by_{kMembers}, tags_{kTexts}, tag_streams_{kTexts}, tag_sets_{kFlags};
  Array message_by_{kMembers}, message_realms_{kTexts}, message_ids_{kTexts}, message_bytes_{kTexts};
  Array message_starts_{kNumbers}, message_ends_{kNumbers};
  Array erased_by_{kMembers}, erased_{kTexts};
};

void Columns::add(std::int32_t member, const Batch& batch) {
  add_command(batch);
  add_locks(member, batch);
  for (const StreamAppend& append : batch.appends) {
    if (!append.events.empty()) add_append(member, batch, append);
  }
  add_tags(member, batch);
  add_messages(member, batch);
  for (const std::string& stream : batch.erase) {
    erased_by_.add(member);
    erased_.add(stream);
  }
}

void Columns::add_command(const Batch& batch) {
  ids_.add(batch.command_id);
  fingerprints_.add(batch.command.fingerprint);
  answers_.add(batch.command.answer);
  decided_.add(batch.at);
}

// Besides what is expected, what is erased or tagged: a tag may not come to a stream while that becomes a tombstone.
void Columns::add_locks(std::int32_t member, const Batch& batch) {
  for (const StreamVersion& expected : batch.expected) locks_.push_back({expected.stream, member, expected.version});
  const auto lock = [&](std::string_view stream) {
    if (!expected_version(batch, stream)) locks_.push_back({stream, member, std::nullopt});
  };
  for (const std::string& stream : batch.erase) lock(stream);
  for (const TagChange& change : batch.tags) lock(change.stream);
}

void Columns::add_append(std::int32_t member, const Batch& batch, const StreamAppend& append) {
  std::uint64_t version = expected_version(batch, append.stream)->version;
  const auto summary = append.summary == 0 ? std::nullopt : std::optional(append.summary);
  heads_.emplace(append.stream, Head{member, version + append.events.size(), summary});
  for (const EventRecord& event : append.events) {
    event_by_.add(member);
    event_streams_.add(append.stream);
    event_versions_.add(++version);
    event_bytes_.add(event.bytes);
    event_seals_.add(event.seal);
  }
}

// Of several changes of one tag on one stream, only the last one shows.
void Columns::add_tags(std::int32_t member, const Batch& batch) {
  std::map<std::pair<std::string_view, std::string_view>, bool> changes;
  for (const TagChange& change : batch.tags) changes[{change.tag, change.stream}] = change.set;
  for (const auto& [key, set] : changes) {
    tag_by_.add(member);
    tags_.add(key.first);
    tag_streams_.add(key.second);
    tag_sets_.add(set);
  }
}

void Columns::add_messages(std::int32_t member, const Batch& batch) {
  for (const MessageRecord& message : batch.messages) {
    message_by_.add(member);
    message_realms_.add(message.realm);
    message_ids_.add(message.id);
    message_bytes_.add(message.bytes);
    message_starts_.add(message.not_before);
    message_ends_.add(message.useless_after);
  }
}

// Takes the heads of streams that are new out of heads_.
void Columns::put_created(Params& params) {
  Array by{kMembers}, streams{kTexts}, versions{kNumbers}, summaries{kNumbers};
  Array claim_by{kMembers}, claims{kTexts}, musts{kFlags};
  std::string_view last;
  for (const Lock& lock : locks_) {
    if (lock.version.value_or(0) != 0) continue;
    claim_by.add(lock.member);
    claims.add(lock.stream);
    musts.add(lock.version.has_value());
    if (std::exchange(last, lock.stream) == lock.stream) continue;
    const auto head = heads_.extract(lock.stream);
    by.add(head ? head.mapped().member : 0);
    streams.add(lock.stream);
    versions.add(head ? head.mapped().version : std::uint64_t{0});
    summaries.add(head ? head.mapped().summary.value_or(1) : std::uint64_t{1});
  }
  for (const Array* array : {&by, &streams, &versions, &summaries, &claim_by, &claims, &musts}) params.add(*array);
}

void Columns::put_expected(Params& params) const {
  Array by{kMembers}, streams{kTexts}, versions{kNumbers};
  for (const Lock& lock : locks_) {
    if (lock.version.value_or(0) == 0) continue;
    by.add(lock.member);
    streams.add(lock.stream);
    versions.add(*lock.version);
  }
  for (const Array* array : {&by, &streams, &versions}) params.add(*array);
}

void Columns::put_heads(Params& params) const {
  Array by{kMembers}, streams{kTexts}, versions{kNumbers}, summaries{kNumbers};
  for (const auto& [stream, head] : heads_) {
    by.add(head.member);
    streams.add(stream);
    versions.add(head.version);
    summaries.add(head.summary);
  }
  for (const Array* array : {&by, &streams, &versions, &summaries}) params.add(*array);
}

Params Columns::params(std::string_view attempt, std::optional<Duration> patience) {
  Params params;
  params.add(attempt);
  params.add(milliseconds(patience));
  for (const Array* array : {&ids_, &fingerprints_, &answers_, &decided_}) params.add(*array);
  std::ranges::sort(locks_, {}, [](const Lock& lock) { return std::tie(lock.stream, lock.member); });
  put_created(params);
  put_expected(params);
  put_heads(params);
  for (const Array* array : {&event_by_, &event_streams_, &event_versions_, &event_bytes_, &event_seals_, &tag_by_, &tags_,
                             &tag_streams_, &tag_sets_, &message_by_, &message_realms_, &message_ids_, &message_bytes_,
                             &message_starts_, &message_ends_, &erased_by_, &erased_}) {
    params.add(*array);
  }
  return params;
}

}  // namespace

Params append_params(std::span<const Batch* const> batches, std::string_view attempt, std::optional<Duration> patience) {
  Columns columns;
  std::int32_t member = 0;
  for (const Batch* batch : batches) columns.add(++member, *batch);
  return columns.params(attempt, patience);
}

std::vector<AppendResult> append_results(std::size_t batches, const Rows& rows) {
  std::vector<AppendResult> results(batches, AppendResult{AppendOutcome::appended});
  for (int row = 0; row < rows.count(); ++row) {
    AppendResult& result = results.at(static_cast<std::size_t>(rows.number(row, 0)) - 1);
    if (rows.flag(row, 1)) {
      result.outcome = AppendOutcome::conflict;
    } else {
      result = AppendResult{AppendOutcome::already, CommandRecord{rows.text(row, 2), rows.text(row, 3)}};
    }
  }
  return results;
}

}  // namespace doverie::postgres
