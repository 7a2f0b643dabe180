// SPDX-License-Identifier: Apache-2.0
//
// What is tried again, what is doubted, and who of a group is told what.
#include "adapters/postgres/writer.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <thread>

namespace doverie::postgres {
namespace {

constexpr const char* kAppending = "event store: append";

// How often a transaction that lost a race is tried.
constexpr int kMostTries = 8;

// How often a read is sent anew after its connection was lost; it does no harm when it is done twice.
constexpr int kMostReconnections = 3;

const Fault kNoConnection{FaultCode::store_unavailable, "event store: append: the connection was lost; try again"};

// How long a group waits for what others insert at the same time, before it goes on without whoever has to wait; and how long he
// then waits in a queue of the server's, with nobody else, before he comes again.
constexpr Duration kPatience = std::chrono::milliseconds(30);

constexpr const char* kBegin = "BEGIN ISOLATION LEVEL READ COMMITTED";

std::string random_name() {
  constexpr const char* kDigits = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
  std::string name;
  for (const unsigned char byte : bytes) name.append({kDigits[byte >> 4], kDigits[byte & 15]});
  return name;
}

// Longer every time, and not the same for all who lost.
void back_off(int tries) {
  std::array<unsigned char, 1> random{};
  if (getrandom(random.data(), random.size(), 0) < 0) random[0] = 0;
  std::this_thread::sleep_for(std::chrono::microseconds((1 + random[0]) * (20 << tries)));
}

Appends::Answers all(std::size_t count, const std::optional<Result<AppendResult>>& result) {
  return Appends::Answers(count, result);
}

}  // namespace

Parts::Parts(PostgresOptions the_options)
    : options(std::move(the_options)), statements(options.schema), pool(options), instance_(random_name()) {}

std::string Parts::new_attempt() {
  return instance_ + "." + std::to_string(++attempts_);
}

Reads::Answers Reader::work(const Reads::Requests& requests, Deadline deadline) {
  return read(requests, deadline);
}

// A name that the server does not take fails the whole statement: then everybody reads for himself.
Reads::Answers Reader::read(std::span<const ReadRequest* const> requests, Deadline deadline) {
  const Reply reply = ask(read_params(requests), deadline);
  if (reply.good()) {
    auto results = read_results(requests, reply.rows.front());
    return {std::make_move_iterator(results.begin()), std::make_move_iterator(results.end())};
  }
  if (requests.size() == 1 || reply.kind == Reply::Kind::lost) {
    return Reads::Answers(requests.size(), Result<ReadResult>(reply.fault("event store: read")));
  }
  Reads::Answers answers;
  for (std::size_t i = 0; i < requests.size(); ++i) answers.push_back(read(requests.subspan(i, 1), deadline).front());
  return answers;
}

Reply Reader::ask(const Params& params, Deadline deadline) {
  Reply reply;
  for (int tries = 1; tries <= kMostReconnections; ++tries) {
    const NamedStatement& read = parts_.statements.read;
    reply = lease_.round_trip(Query{read.sql.c_str(), &params, read.name.c_str()}, deadline);
    const bool has_time = std::chrono::steady_clock::now() < deadline;
    const bool again = reply.kind == Reply::Kind::lost ? has_time && lease_.renew(deadline) : reply.error.lost_a_statement();
    if (!again) break;
  }
  return reply;
}

Appends::Answers Writer::work(const Appends::Requests& batches, Deadline deadline) {
  deadline_ = deadline;
  std::vector<std::size_t> order(batches.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::string_view(batches[i]->command_id); });
  std::vector<const Batch*> members;
  members.reserve(batches.size());
  for (const std::size_t i : order) members.push_back(batches[i]);
  Results results = write_together(members);
  Results answers(results.size());
  for (std::size_t i = 0; i < order.size(); ++i) answers[order[i]] = std::move(results[i]);
  return answers;
}

Writer::Results Writer::write_together(Members members) {
  for (int tries = 1;; ++tries) {
    const std::string attempt = parts_.new_attempt();
    const Reply reply = try_once(members, attempt);
    if (reply.kind == Reply::Kind::lost || (reply.good() && reply.warned)) return in_doubt(members, attempt);
    if (reply.good()) {
      parts_.pool.wrote(transaction_of(reply.rows.at(1)));
      return append_results(members.size(), reply.rows.at(1));
    }
    if (auto results = refused(members, reply.error, tries)) return *std::move(results);
  }
}

std::optional<Writer::Results> Writer::refused(Members members, const ServerError& error, int tries) {
  const bool ready = recover(error);
  const bool may_try = ready && tries < kMostTries && std::chrono::steady_clock::now() < deadline_;
  if (may_try && error.lost_a_statement()) return std::nullopt;
  if (may_try && (error.lost_a_race() || (error.read_only() && tries == 1))) return back_off(tries), std::nullopt;
  if (ready && members.size() > 1) return write_alone(members);
  if (error.is_held_up()) return all(members.size(), std::nullopt);
  return all(members.size(), Result<AppendResult>(fault_of(error, kAppending)));
}

Writer::Results Writer::write_alone(Members members) {
  Results results;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool ready = lease_.is_usable() || lease_.renew(deadline_);
    results.push_back(ready ? write_together(members.subspan(i, 1)).front() : Result<AppendResult>(kNoConnection));
  }
  return results;
}

Reply Writer::try_once(Members members, const std::string& attempt) {
  const Params params =
      append_params(members, Terms{attempt, kPatience, members.size() == 1, parts_.options.require_standby});
  const NamedStatement& append = parts_.statements.append;
  const std::array queries{Query{kBegin}, Query{append.sql.c_str(), &params, append.name.c_str()}, Query{"COMMIT"}};
  return lease_.round_trip(queries, deadline_);
}

bool Writer::recover(const ServerError& error) {
  return (!error.read_only() && lease_.roll_back(deadline_)) || lease_.renew(deadline_);
}

Writer::Results Writer::in_doubt(Members members, const std::string& attempt) {
  Attempt doubtful{attempt, {}};
  for (const Batch* batch : members) doubtful.command_ids.push_back(batch->command_id);
  parts_.doubts.add(std::move(doubtful));
  return all(members.size(), Result<AppendResult>(AppendResult{AppendOutcome::unknown}));
}

}  // namespace doverie::postgres
