// SPDX-License-Identifier: Apache-2.0
#include "adapters/postgres/writer.h"

#include <sys/random.h>

#include <array>
#include <thread>

namespace doverie::postgres {
namespace {

constexpr const char* kAppending = "event store: append";

// How often a transaction that lost a race is tried.
constexpr int kMostTries = 8;

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

std::string Parts::new_attempt() {
  return instance_ + "." + std::to_string(++attempts_);
}

std::vector<Result<AppendResult>> GroupWriter::write(const Batches& batches) {
  return write_together(batches);
}

GroupWriter::Results GroupWriter::write_together(Members members) {
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

GroupWriter::Results GroupWriter::write_alone(Members members) {
  Results results;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!recover({}))
      return results.insert(results.end(), members.size() - i,
                            Fault{FaultCode::store_unavailable, "event store: append: the connection was lost; try again"}),
             results;
    results.push_back(write_together(members.subspan(i, 1)).front());
  }
  return results;
}

Reply GroupWriter::try_once(Members members, const std::string& attempt) {
  const Params params = append_params(members, attempt, parts_.patience());
  const std::array queries{Query{kBegin}, Query{parts_.statements.append.c_str(), &params}, Query{"COMMIT"}};
  return lease_->round_trip(queries, in(parts_.patience() + kGrace));
}

bool GroupWriter::recover(const ServerError& error) {
  if (lease_.is_usable() && !error.read_only()) {
    if (PQtransactionStatus(lease_->get()) == PQTRANS_IDLE || lease_->roll_back(in(parts_.patience()))) return true;
  }
  lease_.drop();
  auto next = parts_.pool.take();
  if (next) lease_ = *std::move(next);
  return next.ok();
}

GroupWriter::Results GroupWriter::in_doubt(Members members, const std::string& attempt) {
  Attempt doubtful{attempt, {}};
  for (const Batch* batch : members) doubtful.command_ids.push_back(batch->command_id);
  parts_.doubts.add(std::move(doubtful));
  return all(members.size(), AppendResult{AppendOutcome::unknown});
}

}  // namespace doverie::postgres
