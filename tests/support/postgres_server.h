// SPDX-License-Identifier: Apache-2.0
//
// Throw-away PostgreSQL servers: made in a temporary directory, started as a child process, gone at the end.
#ifndef DOVERIE_TESTS_SUPPORT_POSTGRES_SERVER_H_
#define DOVERIE_TESTS_SUPPORT_POSTGRES_SERVER_H_

#include <libpq-fe.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "doverie/adapters/postgres.h"
#include "support/temp_dir.h"

namespace doverie::testing {

// Durable like a real one (fsync, synchronous_commit), and from version 15 on sorting texts by ICU, unlike what the store needs.
// REQUIRES: made on the main thread. When the packages are missing, or the server does not start, the program ends and says why.
// DOVERIE_POSTGRES_BIN names a directory with initdb and postgres of another version than the newest that is installed.
class PostgresServer {
 public:
  // `settings`: lines of postgresql.conf.
  explicit PostgresServer(const std::string& settings = "");
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // The one server of this program.
  static PostgresServer& shared();
  // Where the program of that name is: in DOVERIE_POSTGRES_BIN, or the newest that is installed.
  static std::string program(const std::string& name);
  // Of `postgres`: 15.
  static int version();
  // A copy as it is now, which goes on by itself; not started.
  std::unique_ptr<PostgresServer> copy() const;
  // Starts this one where another one was. REQUIRES: that has ended.
  void take_port_of(const PostgresServer& other);
  // A copy that follows this one, which from then on commits nothing that the copy has not got.
  std::unique_ptr<PostgresServer> synchronous_standby();

  void start();
  // Stops like a machine that loses power: nothing is finished, nobody is told.
  void kill();
  void promote();
  // Freezes all its processes, or lets them go on.
  void stop_process(bool stopped) const;

  int port() const { return port_; }
  // Where everything is that the server writes: `data`, and `log`.
  const std::string& directory() const { return directory_.path(); }
  std::string conninfo(const std::string& user = "postgres") const;
  // Over 127.0.0.1 instead of a socket file.
  std::string tcp_conninfo() const;
  // As the store takes it, as a superuser.
  PostgresOptions options(const std::string& schema = "doverie") const;
  // A schema of its own with the tables in it.
  PostgresOptions with_tables() const;

 private:
  struct Copy {};
  explicit PostgresServer(Copy);

  // A file beside the data.
  void put(const std::string& name, const std::string& content) const;
  void stop();
  std::vector<pid_t> processes() const;
  void remove_shared_memory() const;
  void configure(const std::string& settings);
  void wait_until_ready();
  std::string log() const;

  TempDir directory_;
  int port_ = 0;
  pid_t process_ = 0;
};

// PgBouncer in transaction mode, with fewer connections to the server than clients have to it.
class PgBouncer {
 public:
  explicit PgBouncer(const PostgresServer& server);
  ~PgBouncer();
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;

  std::string conninfo() const;
  // As after a crash.
  void restart();

 private:
  void start();
  void kill();

  TempDir directory_;
  int port_ = 0;
  pid_t process_ = 0;
};

// A plain connection.
class RawPostgres {
 public:
  explicit RawPostgres(const std::string& conninfo);
  ~RawPostgres() { PQfinish(connection_); }
  RawPostgres(const RawPostgres&) = delete;
  RawPostgres& operator=(const RawPostgres&) = delete;

  PGconn* get() const { return connection_; }
  bool try_run(const std::string& sql) const;
  void run(const std::string& sql) const;
  // The first column of the first row as text; empty when there is none.
  std::string value(const std::string& sql) const;

 private:
  PGconn* connection_ = nullptr;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_POSTGRES_SERVER_H_
