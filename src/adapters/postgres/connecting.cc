// SPDX-License-Identifier: Apache-2.0
//
// How is a connection made, within a time that is kept? libpq's own time-out counts for each address, in whole seconds; here
// every host gets what is left of the time for it, and no call to libpq blocks but the look-up of a name.
#include <poll.h>

#include <algorithm>
#include <array>
#include <map>

#include "adapters/postgres/connection.h"

namespace doverie::postgres {
namespace {

struct FreeConninfo {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

using Given = std::map<std::string, std::string>;

// What the connection string says; nullopt when it cannot be read.
std::optional<Given> read(const std::string& conninfo) {
  char* error = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeConninfo> options(PQconninfoParse(conninfo.c_str(), &error));
  PQfreemem(error);  // would quote from the string, passwords included
  if (!options) return std::nullopt;
  Given given;
  for (const PQconninfoOption* one = options.get(); one->keyword; ++one) {
    if (one->val) given.emplace(one->keyword, one->val);
  }
  return given;
}

// What counts unless the string says otherwise. A peer that has gone without a word is given up by the system, too.
Given defaults(const PostgresOptions& options) {
  const auto bound = std::chrono::ceil<std::chrono::milliseconds>(options.call_timeout).count();
  return {{"target_session_attrs", "read-write"},
          {"fallback_application_name", "doverie"},
          {"keepalives_idle", "10"},
          {"keepalives_interval", "5"},
          {"keepalives_count", "3"},
          {"tcp_user_timeout", std::to_string(bound)}};
}

std::vector<std::string> list_of(const Given& given, const char* keyword) {
  const auto at = given.find(keyword);
  std::vector<std::string> list;
  if (at == given.end()) return list;
  for (std::size_t begin = 0; begin <= at->second.size();) {
    const std::size_t end = std::min(at->second.find(',', begin), at->second.size());
    list.push_back(at->second.substr(begin, end - begin));
    begin = end + 1;
  }
  return list;
}

// The string for each of its hosts.
std::vector<Given> one_by_one(const Given& given) {
  constexpr std::array kLists{"host", "hostaddr", "port"};
  std::array<std::vector<std::string>, 3> lists;
  for (std::size_t i = 0; i < kLists.size(); ++i) lists[i] = list_of(given, kLists[i]);
  const std::size_t hosts = std::max({lists[0].size(), lists[1].size(), std::size_t{1}});
  std::vector<Given> all(hosts, given);
  for (std::size_t host = 0; host < hosts && hosts > 1; ++host) {
    for (std::size_t i = 0; i < kLists.size(); ++i) {
      if (lists[i].size() == hosts) all[host][kLists[i]] = lists[i][host];  // else libpq says what is wrong with it
    }
  }
  return all;
}

using Raw = std::unique_ptr<PGconn, CloseConnection>;

Raw start(const Given& given) {
  std::vector<const char*> keys;
  std::vector<const char*> values;
  for (const auto& [key, value] : given) {
    keys.push_back(key.c_str());
    values.push_back(value.c_str());
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  return Raw(PQconnectStartParams(keys.data(), values.data(), 0));
}

void ignore_notices(void*, const PGresult*) {}

Fault too_long(Duration limit) {
  return Fault{FaultCode::store_unavailable,
               "event store: no server has answered within " +
                   std::to_string(std::chrono::ceil<std::chrono::milliseconds>(limit).count()) +
                   " ms; check the network and the server"};
}

Result<Raw> try_host(const Given& given, Deadline deadline) {
  const Duration limit = std::chrono::duration_cast<Duration>(deadline - std::chrono::steady_clock::now());
  Raw connection = start(given);
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) return fault_of_connecting(connection.get());
  PQsetNoticeReceiver(connection.get(), ignore_notices, nullptr);  // else libpq writes them to stderr
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) return fault_of_connecting(connection.get());
    if (!wait_for(connection.get(), state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline)) return too_long(limit);
    state = PQconnectPoll(connection.get());
  }
  return connection;
}

}  // namespace

Result<Raw> connect(const PostgresOptions& options, Deadline deadline) {
  auto given = read(options.conninfo);
  if (!given) {
    return Fault{FaultCode::invalid_argument,
                 "conninfo: cannot be read; write it as \"host=… dbname=… user=…\" or as a URI"};
  }
  given->merge(defaults(options));
  (*given)["client_encoding"] = "UTF8";  // the string may not switch it
  const auto hosts = one_by_one(*given);
  Result<Raw> connection = too_long(Duration{0});
  for (std::size_t i = 0; i < hosts.size() && !connection; ++i) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) break;
    const auto share = (deadline - now) / static_cast<std::int64_t>(hosts.size() - i);
    connection = try_host(hosts[i], now + std::min<Deadline::duration>(options.connect_timeout, share));
  }
  return connection;
}

}  // namespace doverie::postgres
