// SPDX-License-Identifier: Apache-2.0
//
// What a store shows, and values in words.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

constexpr std::size_t kMostText = 60;
constexpr std::size_t kMostItems = 8;

template <class T>
std::string listed(const std::vector<T>& items) {
  std::string text = "[";
  for (std::size_t i = 0; i < items.size() && i < kMostItems; ++i) text += (i == 0 ? "" : ", ") + words(items[i]);
  if (items.size() > kMostItems) text += ", … of " + std::to_string(items.size());
  return text + "]";
}

}  // namespace

void broken(std::string what) {
  throw Broken{std::move(what)};
}

std::string words(const std::string& text) {
  if (text.size() <= kMostText) return "\"" + text + "\"";
  std::size_t cut = kMostText;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;  // not inside of a character
  return "\"" + text.substr(0, cut) + "…\" of " + std::to_string(text.size()) + " bytes";
}

std::string words(const Names& names) {
  return listed(names);
}

std::string words(const EventRecord& event) {
  return words(event.bytes) + " sealed " + words(event.seal);
}

std::string words(const std::vector<EventRecord>& events) {
  return listed(events);
}

std::string words(AppendOutcome outcome) {
  switch (outcome) {
    case AppendOutcome::appended:
      return "appended";
    case AppendOutcome::already:
      return "already";
    case AppendOutcome::conflict:
      return "conflict";
    case AppendOutcome::unknown:
      return "unknown";
  }
  return "an outcome that does not exist";
}

std::string words(Instant at) {
  return std::to_string(at.time_since_epoch().count()) + " µs";
}

std::string words(const Fault& fault) {
  return std::string(info(fault.code).name) + " (" + fault.message + ")";
}

ReadResult Shown::read(const ReadRequest& request) {
  ReadResult result = good(store_->read(request), "read");
  expect_equal<std::uint64_t>("the number of streams in the answer of read", result.streams.size(), request.streams.size());
  expect_equal<std::uint64_t>("the number of tags in the answer of read", result.tags.size(), request.tags.size());
  for (std::size_t i = 0; i < request.streams.size(); ++i) {
    const StreamRecord& stream = result.streams[i];
    expect_equal("the name of stream " + std::to_string(i) + " of the answer", stream.name, request.streams[i]);
    expect(stream.events.size() <= stream.version, "stream " + words(stream.name) + " has " +
                                                       std::to_string(stream.events.size()) +
                                                       " events, but its version is " + std::to_string(stream.version));
  }
  for (std::size_t i = 0; i < request.tags.size(); ++i) {
    expect_equal("the name of tag " + std::to_string(i) + " of the answer", result.tags[i].tag, request.tags[i]);
  }
  return result;
}

StreamRecord Shown::stream(const std::string& name, bool whole) {
  return read({.streams = {name}, .whole = whole}).streams.front();
}

std::vector<TagEntry> Shown::entries(const std::string& tag, Instant since) {
  return read({.tags = {tag}, .tags_since = since}).tags.front().entries;
}

Names Shown::tagged(const std::string& tag, Instant since) {
  Names streams;
  for (const TagEntry& entry : entries(tag, since)) streams.push_back(entry.stream);
  return streams;
}

std::optional<CommandRecord> Shown::command(const std::string& id) {
  ReadRequest request;
  request.command_id = id;
  return read(request).command;
}

std::vector<FeedEntry> Shown::entries_behind(std::string_view cursor, std::uint32_t limit) {
  auto entries = good(store_->feed(cursor, limit), "feed");
  expect(entries.size() <= limit,
         "feed gave " + std::to_string(entries.size()) + " entries, though the limit was " + std::to_string(limit));
  return entries;
}

Names Shown::feed(std::string_view after) {
  Names events;
  for (const FeedEntry& entry : entries_behind(after, 1'000'000)) {
    events.push_back(entry.stream + "@" + std::to_string(entry.version));
  }
  return events;
}

AppendOutcome Shown::append(const Batch& batch) {
  return good(store_->append(batch), "append").outcome;
}

void Shown::appended(const Batch& batch) {
  expect_equal("the outcome of append " + words(batch.command_id), append(batch), AppendOutcome::appended);
}

void Shown::conflicts(const Batch& batch) {
  expect_equal("the outcome of append " + words(batch.command_id), append(batch), AppendOutcome::conflict);
}

void Shown::is_fault(const Batch& batch) {
  const auto result = store_->append(batch);
  if (result) broken("append " + words(batch.command_id) + ": expected a fault, but saw " + words(result->outcome));
}

std::vector<LeasedMessage> Shown::lease(Instant now, std::uint32_t limit, std::string_view queue) {
  auto leases = good(store_->lease_messages(queue, now, kMinute, limit), "lease_messages");
  expect(leases.size() <= limit, "lease_messages gave " + std::to_string(leases.size()) +
                                     " messages, though the limit was " + std::to_string(limit));
  return leases;
}

Names Shown::leased(Instant now, std::uint32_t limit) {
  Names ids;
  for (const LeasedMessage& leased : lease(now, limit)) ids.push_back(leased.message.id);
  return ids;
}

LeasedMessage Shown::lease_one(Instant now) {
  auto leases = lease(now, 1);
  expect_equal<std::uint64_t>("the number of messages that could be leased", leases.size(), 1);
  return std::move(leases.front());
}

void Shown::put(const std::string& id, Instant not_before) {
  appended(BatchBuilder("put " + id).put(message(id, not_before)));
}

void Shown::settle(const std::vector<Settlement>& settlements) {
  good(store_->settle_messages(settlements), "settle_messages");
}

void Shown::settle(const LeasedMessage& leased, SettleAs as, Instant retry_at) {
  settle({{leased.message.id, leased.lease, as, retry_at}});
}

}  // namespace doverie::testing::contract
