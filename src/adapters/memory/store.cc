// SPDX-License-Identifier: Apache-2.0
//
// The store that the contract is easiest to see in: maps behind one mutex, and everything a batch needs is allocated
// before anything changes.
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "adapters/cursor.h"
#include "doverie/adapters/memory.h"
#include "doverie/ports/batch.h"

namespace doverie {
namespace {

struct Stream {
  std::uint64_t version = 0;
  bool erased = false;
  std::size_t summary = 0;  // index of the event that reads begin at
  std::vector<EventRecord> events;
};
using Streams = std::map<std::string, Stream, std::less<>>;

struct Command {
  CommandRecord record;
  Instant decided_at;
};
using Commands = std::map<std::string, Command, std::less<>>;

// A tag and the stream that carries it.
using TagKey = std::pair<std::string, std::string>;
using TagView = std::pair<std::string_view, std::string_view>;

struct TagOrder {
  using is_transparent = void;
  static TagView view(const TagKey& key) { return {key.first, key.second}; }
  static TagView view(const TagView& key) { return key; }
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return view(a) < view(b);
  }
};
using Tags = std::map<TagKey, Instant, TagOrder>;

struct Message {
  MessageRecord record;
  Instant available_at;  // when it is due; while it is leased, when the lease ends
  std::uint32_t attempt = 0;
  bool leased = false;
};
using Messages = std::map<std::string, Message, std::less<>>;
// When each is due, and its id, which lives in the other map: some are due in a month, and nobody looks at them until then.
using Due = std::set<std::pair<Instant, std::string_view>>;

struct FeedPosition {
  const Streams::value_type* stream;  // nodes of a map stay where they are
  std::uint64_t version;
};

// As std::vector grows by itself, but now: so that what follows cannot run out of memory.
template <class T>
void make_room(std::vector<T>& vector, std::size_t more) {
  const std::size_t needed = vector.size() + more;
  if (needed > vector.capacity()) vector.reserve(std::max(needed, 2 * vector.capacity()));
}

// A store in memory is another one each time. Without randomness it has to do with its place.
std::string random_identity() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return std::to_string(std::uintptr_t(bytes.data()));
  return {bytes.begin(), bytes.end()};
}

std::string lease_of(const Message& message) {
  return message.record.id + "/" + std::to_string(message.attempt);
}

// Copies of everything a batch brings, made before anything is changed.
struct Staged {
  Streams streams;
  std::vector<std::vector<EventRecord>> events;  // one for each append
  std::vector<Tags::node_type> tags;             // one for each tag change
  Messages messages;
  Due due;
  Commands command;
};

}  // namespace

struct MemoryStore::State {
  Streams streams;
  Tags tags;
  Messages messages;
  Due due;
  Commands commands;
  std::vector<FeedPosition> feed;  // in commit order; a cursor is an index into it
  std::optional<Instant> last_at;  // of all batches
  CursorCheck cursors;

  explicit State(std::string identity) : cursors(std::move(identity)) {}

  Result<std::size_t> behind(std::string_view cursor) const;
  StreamRecord record(const std::string& name, bool whole, std::optional<std::uint64_t> known) const;
  ReadTag listing(const std::string& tag, Instant since) const;
  bool conflicts(const Batch& batch) const;
  Staged stage(const Batch& batch);
  void commit(const Batch& batch, Staged staged);
  void append(const StreamAppend& append, std::vector<EventRecord> events);
  void change(const TagChange& change, Instant at, Tags::node_type node);
  void withdraw(const WithdrawnMessage& withdrawn);
  void erase(std::string_view name);
  Message* leased(const Settlement& settlement);
  void put_off(Message& message, Instant until);
  void drop(const Message& message);
};

// The index of the first event behind it.
Result<std::size_t> MemoryStore::State::behind(std::string_view cursor) const {
  if (cursor.empty()) return std::size_t{0};
  const auto place = cursors.place_in(cursor);
  if (!place) return place.fault();
  std::size_t position = 0;
  std::from_chars(place->data(), place->data() + place->size(), position);
  return position;
}

StreamRecord MemoryStore::State::record(const std::string& name, bool whole, std::optional<std::uint64_t> known) const {
  const auto at = streams.find(name);
  if (at == streams.end()) return StreamRecord{name, 0, false, {}, known == 0};
  const Stream& stream = at->second;
  if (known == stream.version && !stream.erased) return StreamRecord{name, stream.version, false, {}, true};
  const auto from = stream.events.begin() + static_cast<std::ptrdiff_t>(whole ? 0 : stream.summary);
  return StreamRecord{name, stream.version, stream.erased, {from, stream.events.end()}};
}

ReadTag MemoryStore::State::listing(const std::string& tag, Instant since) const {
  ReadTag listing{tag, {}};
  for (auto at = tags.lower_bound(TagView{tag, {}}); at != tags.end() && at->first.first == tag; ++at) {
    if (at->second >= since) listing.entries.push_back(TagEntry{at->first.second, at->second});
  }
  std::ranges::sort(listing.entries, {}, [](const TagEntry& entry) { return std::tie(entry.set_at, entry.stream); });
  return listing;
}

bool MemoryStore::State::conflicts(const Batch& batch) const {
  return std::ranges::any_of(batch.expected, [this](const StreamVersion& expected) {
    const auto at = streams.find(expected.stream);
    if (at == streams.end()) return expected.version != 0;
    return at->second.erased || at->second.version != expected.version;
  });
}

Staged MemoryStore::State::stage(const Batch& batch) {
  Staged staged;
  std::size_t events = 0;
  for (const StreamAppend& append : batch.appends) {
    staged.events.push_back(append.events);
    events += append.events.size();
    const auto at = streams.find(append.stream);
    Stream& stream = at != streams.end() ? at->second : staged.streams[append.stream];
    make_room(stream.events, append.events.size());
  }
  make_room(feed, events);
  for (const std::string& name : batch.erase) staged.streams.try_emplace(name);
  for (const TagChange& change : batch.tags) {
    Tags one;
    one.emplace(TagKey{change.tag, change.stream}, batch.at);
    staged.tags.push_back(one.extract(one.begin()));
  }
  for (const MessageRecord& message : batch.messages) {
    const auto [at, is_new] = staged.messages.emplace(message.id, Message{message, message.not_before});
    if (is_new) staged.due.emplace(message.not_before, at->first);
  }
  staged.command.emplace(batch.command_id, Command{batch.command, batch.at});
  return staged;
}

// Allocates nothing, so it happens all or not at all.
void MemoryStore::State::commit(const Batch& batch, Staged staged) {
  streams.merge(staged.streams);
  for (std::size_t i = 0; i < batch.appends.size(); ++i) append(batch.appends[i], std::move(staged.events[i]));
  for (std::size_t i = 0; i < batch.tags.size(); ++i) change(batch.tags[i], batch.at, std::move(staged.tags[i]));
  for (const WithdrawnMessage& gone : batch.withdrawn) withdraw(gone);
  messages.merge(staged.messages);  // nodes stay where they are, and what looks at their keys goes on to
  due.merge(staged.due);
  for (const std::string& name : batch.erase) erase(name);
  commands.merge(staged.command);
  last_at = std::max(last_at, std::optional(batch.at));
}

void MemoryStore::State::append(const StreamAppend& append, std::vector<EventRecord> events) {
  const auto at = streams.find(append.stream);
  for (EventRecord& event : events) {
    at->second.events.push_back(std::move(event));
    feed.push_back(FeedPosition{&*at, ++at->second.version});
  }
  if (append.summary != 0) at->second.summary = append.summary - 1;
}

void MemoryStore::State::change(const TagChange& change, Instant at, Tags::node_type node) {
  const auto found = tags.find(TagView{change.tag, change.stream});
  const auto stream = streams.find(change.stream);
  const bool erased = stream != streams.end() && stream->second.erased;
  if (!change.set) {
    if (found != tags.end()) tags.erase(found);
  } else if (found != tags.end()) {
    found->second = at;
  } else if (!erased) {
    tags.insert(std::move(node));
  }
}

void MemoryStore::State::withdraw(const WithdrawnMessage& withdrawn) {
  const auto at = messages.find(withdrawn.id);
  if (at != messages.end() && at->second.attempt == 0) drop(at->second);
}

void MemoryStore::State::erase(std::string_view name) {
  const auto at = streams.find(name);
  at->second.erased = true;
  at->second.events.clear();
  at->second.summary = 0;
  std::erase_if(tags, [name](const auto& tag) { return tag.first.second == name; });
}

Message* MemoryStore::State::leased(const Settlement& settlement) {
  const auto at = messages.find(settlement.message_id);
  if (at == messages.end() || !at->second.leased || lease_of(at->second) != settlement.lease) return nullptr;
  return &at->second;
}

// Allocates nothing.
void MemoryStore::State::put_off(Message& message, Instant until) {
  auto node = due.extract({message.available_at, message.record.id});
  node.value().first = until;
  due.insert(std::move(node));
  message.available_at = until;
}

void MemoryStore::State::drop(const Message& message) {
  due.erase({message.available_at, message.record.id});
  messages.erase(messages.find(message.record.id));
}

MemoryStore::MemoryStore() : state_(std::make_unique<State>(random_identity())) {}
MemoryStore::~MemoryStore() = default;

Result<ReadResult> MemoryStore::read(const ReadRequest& request) {
  const std::lock_guard lock(mutex_);
  ReadResult result;
  result.last_at = state_->last_at;
  for (std::size_t place = 0; place < request.streams.size(); ++place) {
    result.streams.push_back(state_->record(request.streams[place], request.whole, known_version(request, place)));
  }
  for (const std::string& tag : request.tags) result.tags.push_back(state_->listing(tag, request.tags_since));
  if (request.command_id) {
    const auto at = state_->commands.find(*request.command_id);
    if (at != state_->commands.end()) result.command = at->second.record;
  }
  return result;
}

Result<AppendResult> MemoryStore::append(const Batch& batch) {
  if (auto flaw = flaw_of(batch)) return *std::move(flaw);
  const std::lock_guard lock(mutex_);
  const auto before = state_->commands.find(batch.command_id);
  if (before != state_->commands.end()) return AppendResult{AppendOutcome::already, before->second.record};
  if (state_->conflicts(batch)) return AppendResult{AppendOutcome::conflict};
  Staged staged = state_->stage(batch);
  const bool repeated = staged.messages.size() != batch.messages.size() ||
                        std::ranges::any_of(batch.messages, [this](const MessageRecord& message) {
                          return state_->messages.contains(message.id);
                        });
  if (repeated) return Fault{FaultCode::internal, "batch: a message id is not unique"};
  state_->commit(batch, std::move(staged));
  return AppendResult{.outcome = AppendOutcome::appended, .together = 1};
}

Result<std::uint32_t> MemoryStore::let_go_of_commands(Instant before, std::uint32_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Commands::iterator> old;
  for (auto at = state_->commands.begin(); at != state_->commands.end(); ++at) {
    if (at->second.decided_at < before) old.push_back(at);
  }
  std::ranges::sort(old, {}, [](const auto& at) { return at->second.decided_at; });
  if (old.size() > limit) old.resize(limit);
  for (const auto& at : old) state_->commands.erase(at);
  return static_cast<std::uint32_t>(old.size());
}

Result<std::vector<LeasedMessage>> MemoryStore::lease_messages(std::string_view queue, Instant now, Duration lease_for,
                                                               std::uint32_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<Message*> due;
  for (auto at = state_->due.begin(); at != state_->due.end() && at->first <= now && due.size() < limit; ++at) {
    Message& message = state_->messages.find(at->second)->second;
    if (message.record.queue == queue) due.push_back(&message);
  }
  std::vector<LeasedMessage> leases;
  for (Message* message : due) {
    ++message->attempt;
    message->leased = true;
    state_->put_off(*message, now + lease_for);
    leases.push_back(LeasedMessage{message->record, message->attempt, lease_of(*message)});
  }
  return leases;
}

Status MemoryStore::settle_messages(const std::vector<Settlement>& settlements) {
  const std::lock_guard lock(mutex_);
  for (const Settlement& settlement : settlements) {
    Message* message = state_->leased(settlement);
    if (!message) continue;
    if (settlement.as == SettleAs::later) {
      message->leased = false;
      if (!settlement.queue.empty()) message->record.queue = settlement.queue;
      state_->put_off(*message, settlement.retry_at);
    } else {
      state_->drop(*message);
    }
  }
  return Done{};
}

Result<std::vector<FeedEntry>> MemoryStore::feed(std::string_view after, std::uint32_t limit) {
  const std::lock_guard lock(mutex_);
  const Result<std::size_t> begin = state_->behind(after);
  if (!begin) return begin.fault();
  std::vector<FeedEntry> entries;
  for (std::size_t i = *begin; i < state_->feed.size() && entries.size() < limit; ++i) {
    const auto& [stream, version] = state_->feed[i];
    if (stream->second.erased) continue;
    const EventRecord& event = stream->second.events[version - 1];
    entries.push_back(FeedEntry{state_->cursors.cursor(std::to_string(i + 1), event.seal), stream->first, version, event});
  }
  return entries;
}

}  // namespace doverie
