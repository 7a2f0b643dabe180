// SPDX-License-Identifier: Apache-2.0
//
// A queue for each contested stream, in the order of arrival.
#include "adapters/postgres/turns.h"

#include <algorithm>

namespace doverie::postgres {
namespace {

// For how long a stream counts as contested after a race, and how long a turn lasts at most.
constexpr Duration kContested = std::chrono::seconds(1);
constexpr Duration kTurn = std::chrono::milliseconds(50);

}  // namespace

void Turns::before(const ReadRequest& request, Deadline patience) {
  if (!request.command_id) return;
  Lock lock(mutex_);
  if (streams_.empty()) return;
  give_up_those_of(std::this_thread::get_id(), *request.command_id);
  if (has_turn(*request.command_id)) return;
  Contested* const stream = most_contested(request);
  if (!stream) return;
  wait_for_turn(*stream, patience, lock);
  stream->command = *request.command_id;
  stream->thread = std::this_thread::get_id();
  stream->turn_ends = in(kTurn);
}

void Turns::after(const Batch& batch, bool lost_a_race) {
  const Lock lock(mutex_);
  if (lost_a_race) contest(batch);
  for (auto& [name, stream] : streams_) {
    if (stream.command != batch.command_id) continue;
    const bool changes = std::ranges::find(batch.appends, name, &StreamAppend::stream) != batch.appends.end();
    changes ? pass_on(stream) : let_all_go(stream);
  }
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(streams_, [now](const auto& one) {
    const Contested& stream = one.second;
    return stream.until < now && stream.queue.empty() && stream.command.empty();
  });
}

// What the batch would have changed: of the streams that it only looked at there is no race.
void Turns::contest(const Batch& batch) {
  for (const StreamAppend& one : batch.appends) {
    Contested& stream = streams_[one.stream];
    stream.until = in(kContested);
    ++stream.races;
  }
}

void Turns::give_up_those_of(std::thread::id thread, const std::string& command) {
  for (auto& [name, stream] : streams_) {
    if (!stream.command.empty() && stream.thread == thread && stream.command != command) pass_on(stream);
  }
}

bool Turns::has_turn(const std::string& command) const {
  return std::ranges::any_of(streams_, [&](const auto& one) { return one.second.command == command; });
}

// Which of them has lost it the race is not known: it is likely the one for which most have been lost.
auto Turns::most_contested(const ReadRequest& request) -> Contested* {
  const auto now = std::chrono::steady_clock::now();
  Contested* most = nullptr;
  for (const std::string& name : request.streams) {
    const auto at = streams_.find(name);
    if (at == streams_.end() || (at->second.until < now && at->second.queue.empty())) continue;
    if (!most || at->second.races > most->races) most = &at->second;
  }
  return most;
}

void Turns::pass_on(Contested& stream) {
  stream.command.clear();
  if (stream.queue.empty()) return;
  stream.queue.front()->is_called = true;
  stream.queue.front()->called.notify_one();
}

// Whoever had the turn has only looked at the stream, as every command does at the realm's: the others will not change it either.
void Turns::let_all_go(Contested& stream) {
  stream.command.clear();
  stream.until = {};
  stream.races = 0;
  for (const auto& waiting : stream.queue) {
    waiting->is_called = true;
    waiting->called.notify_one();
  }
}

// The first of the queue goes when it is called, or when the turn before has ended by itself.
void Turns::wait_for_turn(Contested& stream, Deadline patience, Lock& lock) {
  if (stream.command.empty() && stream.queue.empty()) return;
  stream.until = in(kContested);
  const auto mine = std::make_shared<Waiting>();
  stream.queue.push_back(mine);
  while (!mine->is_called && std::chrono::steady_clock::now() < patience) {
    const bool is_first = stream.queue.front() == mine;
    if (is_first && (stream.command.empty() || std::chrono::steady_clock::now() >= stream.turn_ends)) break;
    mine->called.wait_until(lock, is_first ? std::min(stream.turn_ends, patience) : patience);
  }
  std::erase(stream.queue, mine);
  if (!stream.queue.empty()) stream.queue.front()->called.notify_one();  // it is the first now
}

}  // namespace doverie::postgres
