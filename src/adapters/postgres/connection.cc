// SPDX-License-Identifier: Apache-2.0
//
// Every wait has a deadline, and a connection that was lost says so instead of blocking.
#include "adapters/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace doverie::postgres {
namespace {

// A lost connection as an error: its code is that of class 08, connection exceptions.
ServerError connection_error(const PGconn* connection) {
  return ServerError{"08006", what_libpq_says(connection, "the connection was lost")};
}

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

}  // namespace

bool wait_for(PGconn* connection, short events, Deadline deadline) {
  pollfd one{PQsocket(connection), events, 0};
  return poll(&one, 1, milliseconds_until(deadline)) > 0;
}

// Whatever the language of the server is.
void Connection::notice(void* self, const PGresult* result) {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity && std::string_view(severity) == "WARNING") static_cast<Connection*>(self)->warned_ = true;
}

Result<std::unique_ptr<Connection>> Connection::open(const PostgresOptions& options, Deadline deadline, Keeping* keeping) {
  auto raw = connect(options, deadline);
  if (!raw) return raw.as<std::unique_ptr<Connection>>();
  std::unique_ptr<Connection> connection(new Connection(*std::move(raw), keeping));
  PQsetNoticeReceiver(connection->get(), notice, connection.get());
  PQsetnonblocking(connection->get(), 1);
  return connection;
}

bool Connection::keeps(const Query& query) const {
  return query.name && keeping_ && keeping_->on();
}

bool Connection::prepare(const Query& query, const Params& params) {
  if (!keeps(query) || std::ranges::find(kept_, query.name) != kept_.end()) return true;
  sent_.push_back(query.name);
  return PQsendPrepare(get(), query.name, query.sql, params.count(), params.types()) == 1;
}

bool Connection::send(const Query& query) {
  const Params none;
  const Params& params = query.params ? *query.params : none;
  if (!prepare(query, params)) return false;
  const auto values = params.values();
  const auto lengths = params.lengths();
  const auto formats = params.formats();
  sent_.push_back(nullptr);
  if (keeps(query)) {
    return PQsendQueryPrepared(get(), query.name, params.count(), values.data(), lengths.data(), formats.data(), 0) == 1;
  }
  return PQsendQueryParams(get(), query.sql, params.count(), params.types(), values.data(), lengths.data(), formats.data(),
                           0) == 1;
}

bool Connection::send(std::span<const Query> queries) {
  sent_.clear();
  if (PQenterPipelineMode(get()) != 1) return false;
  const bool all = std::ranges::all_of(queries, [this](const Query& query) { return send(query); });
  return all && PQpipelineSync(get()) == 1;
}

// Until a result can be had without waiting.
bool Connection::flush_and_wait(Deadline deadline) {
  while (true) {
    const int unsent = PQflush(get());
    if (unsent < 0) return false;
    if (unsent == 0 && PQisBusy(get()) == 0) return true;
    const short events = unsent != 0 ? POLLIN | POLLOUT : POLLIN;
    if (!wait_for(get(), events, deadline) || PQconsumeInput(get()) != 1) return false;
  }
}

std::optional<Rows> Connection::next(Deadline deadline) {
  if (!flush_and_wait(deadline)) return std::nullopt;
  return Rows(PQgetResult(get()));
}

void Connection::take_in(Rows rows, const char* prepared, Reply& reply) {
  switch (PQresultStatus(rows.get())) {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      if (prepared) {
        kept_.emplace_back(prepared);
      } else {
        reply.rows.push_back(std::move(rows));
      }
      return;
    case PGRES_PIPELINE_ABORTED:
      return;
    default:
      if (reply.kind == Reply::Kind::good) reply.error = ServerError::of(rows.get());
      reply.kind = Reply::Kind::refused;
      if (keeping_ && reply.error.lost_a_statement()) keeping_->stop();
  }
}

void Connection::collect(Deadline deadline, Reply& reply) {
  std::size_t ended = 0;  // statements whose results are all here
  bool answered = true;
  reply.kind = Reply::Kind::good;
  while (answered) {
    std::optional<Rows> rows = next(deadline);
    if (!rows || PQstatus(get()) != CONNECTION_OK) break;
    if (!rows->get()) {
      answered = ++ended <= sent_.size();
    } else if (PQresultStatus(rows->get()) == PGRES_PIPELINE_SYNC) {
      if (PQexitPipelineMode(get()) == 1) return;
      answered = false;
    } else {
      answered = ended < sent_.size();
      if (answered) take_in(*std::move(rows), sent_[ended], reply);
    }
  }
  reply = lost();
}

Reply Connection::lost() {
  Reply reply{Reply::Kind::lost};
  reply.error = connection_error(get());
  connection_.reset();
  return reply;
}

Reply Connection::round_trip(std::span<const Query> queries, Deadline deadline) {
  warned_ = false;
  if (!connection_ || !send(queries)) return lost();
  Reply reply;
  collect(deadline, reply);
  reply.warned = warned_;
  return reply;
}

bool Connection::roll_back(Deadline deadline) {
  return connection_ && round_trip(Query{"ROLLBACK"}, deadline).good();
}

bool Connection::idle() {
  if (!connection_) return false;
  // What can be read while nothing was asked is a farewell, or a notice.
  while (wait_for(get(), POLLIN, Deadline{})) {
    if (PQconsumeInput(get()) != 1 || PQstatus(get()) != CONNECTION_OK) return false;
    std::ignore = Rows(PQgetResult(get()));
  }
  return PQstatus(get()) == CONNECTION_OK && PQtransactionStatus(get()) == PQTRANS_IDLE;
}

Reply ask(PGconn* connection, const Query& query) {
  const Params none;
  const Params& params = query.params ? *query.params : none;
  const auto values = params.values();
  const auto lengths = params.lengths();
  const auto formats = params.formats();
  Rows rows(
      PQexecParams(connection, query.sql, params.count(), params.types(), values.data(), lengths.data(), formats.data(), 0));
  Reply reply;
  const ExecStatusType status = PQresultStatus(rows.get());
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
    reply.kind = Reply::Kind::good;
    reply.rows.push_back(std::move(rows));
  } else if (PQstatus(connection) == CONNECTION_OK && rows.get()) {
    reply.kind = Reply::Kind::refused;
    reply.error = ServerError::of(rows.get());
  } else {
    reply.error = connection_error(connection);
  }
  return reply;
}

}  // namespace doverie::postgres
