// SPDX-License-Identifier: Apache-2.0
//
// What is tried again, what is doubted, and who of a group is told what.
#include "adapters/postgres/writer.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
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

// Between the server's own patience and giving the connection up: time for the commit, standbys included.
constexpr Duration kGrace = std::chrono::seconds(2);

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

std::vector<Result<AppendResult>> all(std::size_t count, const Result<AppendResult>& result) {
  return {count, result};
}

}  // namespace

Parts::Parts(PostgresOptions the_options)
    : options(std::move(the_options)), statements(options.schema), pool(options), instance_(random_name()) {}

std::string Parts::patience_text() const {
  return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(patience()).count());
}

std::string Parts::new_attempt() {
  return instance_ + "." + std::to_string(++attempts_);
}

Reads::Answers Reader::work(const Reads::Requests& requests) {
  return read(requests);
}

// A name that the server does not take fails the whole statement: then everybody reads for himself.
Reads::Answers Reader::read(std::span<const ReadRequest* const> requests) {
  const Reply reply = ask(read_params(requests));
  if (reply.good()) return read_results(requests, reply.rows.front());
  if (requests.size() == 1 || reply.kind == Reply::Kind::lost) return {requests.size(), reply.fault("event store: read")};
  Reads::Answers answers;
  for (std::size_t i = 0; i < requests.size(); ++i) answers.push_back(read(requests.subspan(i, 1)).front());
  return answers;
}

Reply Reader::ask(const Params& params) {
  Reply reply;
  for (int tries = 1; tries <= kMostReconnections; ++tries) {
    const NamedStatement& read = parts_.statements.read;
    reply = lease_.round_trip(Query{read.sql.c_str(), &params, read.name.c_str()}, in(parts_.patience()));
    const bool again = reply.kind == Reply::Kind::lost ? lease_.renew() : reply.error.lost_a_statement();
    if (!again) break;
  }
  return reply;
}

Appends::Answers Writer::work(const Appends::Requests& batches) {
  std::vector<std::size_t> order(batches.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::string_view(batches[i]->command_id); });
  std::vector<const Batch*> members;
  members.reserve(batches.size());
  for (const std::size_t i : order) members.push_back(batches[i]);
  const Results results = write_together(members);
  Results answers(results);
  for (std::size_t i = 0; i < order.size(); ++i) answers[order[i]] = results[i];
  return answers;
}

Writer::Results Writer::write_together(Members members) {
  for (int tries = 1;; ++tries) {
    const std::string attempt = parts_.new_attempt();
    const Reply reply = try_once(members, attempt);
    if (reply.good()) {
      const auto results = append_results(members.size(), reply.rows.at(1));
      return {results.begin(), results.end()};
    }
    if (reply.kind == Reply::Kind::lost) return in_doubt(members, attempt);
    // The server has refused the group, so nothing of it is or will be written.
    const bool ready = recover(reply.error);
    if (ready && reply.error.lost_a_statement() && tries < kMostTries) continue;
    const bool again = reply.error.lost_a_race() || (reply.error.read_only() && tries == 1);
    if (ready && again && tries < kMostTries) {
      back_off(tries);
    } else if (ready && members.size() > 1) {
      return write_alone(members);
    } else {
      return all(members.size(), reply.fault(kAppending));
    }
  }
}

Writer::Results Writer::write_alone(Members members) {
  Results results;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool ready = lease_.is_usable() || lease_.renew();
    results.push_back(ready ? write_together(members.subspan(i, 1)).front() : Result<AppendResult>(kNoConnection));
  }
  return results;
}

Reply Writer::try_once(Members members, const std::string& attempt) {
  const Params params = append_params(members, attempt, parts_.patience());
  const NamedStatement& append = parts_.statements.append;
  const std::array queries{Query{kBegin}, Query{append.sql.c_str(), &params, append.name.c_str()}, Query{"COMMIT"}};
  return lease_.round_trip(queries, in(parts_.patience() + kGrace));
}

bool Writer::recover(const ServerError& error) {
  return (!error.read_only() && lease_.roll_back(in(parts_.patience()))) || lease_.renew();
}

Writer::Results Writer::in_doubt(Members members, const std::string& attempt) {
  Attempt doubtful{attempt, {}};
  for (const Batch* batch : members) doubtful.command_ids.push_back(batch->command_id);
  parts_.doubts.add(std::move(doubtful));
  return all(members.size(), AppendResult{AppendOutcome::unknown});
}

}  // namespace doverie::postgres
