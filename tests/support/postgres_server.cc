// SPDX-License-Identifier: Apache-2.0
//
// initdb, starting, stopping, killing, and a standby that has to confirm.
#include "support/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

namespace doverie::testing {
namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "PostgreSQL for the tests: " << why << std::endl;
  std::_Exit(1);
}

// In the directory that DOVERIE_POSTGRES_BIN names, or of the newest version that is installed.
std::string find_program(const std::string& name) {
  std::vector<std::string> found;
  std::error_code ignored;
  if (const char* chosen = std::getenv("DOVERIE_POSTGRES_BIN"); chosen && *chosen) {
    const std::string path = std::string(chosen) + "/" + name;
    if (std::filesystem::exists(path, ignored)) return path;
    if (name == "postgres") give_up("there is no " + path + ", which DOVERIE_POSTGRES_BIN asks for");
  }
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    const std::string path = version.path().string() + "/bin/" + name;
    if (std::filesystem::exists(path, ignored)) found.push_back(path);
  }
  if (found.empty()) give_up("there is no " + name + " under /usr/lib/postgresql; install the package postgresql");
  return *std::ranges::max_element(found);
}

// The server refuses to run as root.
const passwd* server_user() {
  if (getuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  if (!user) give_up("tests that run as root need the user postgres; install the package postgresql");
  return user;
}

void become(const passwd* user) {
  if (!user) return;
  if (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) std::_Exit(126);
}

// Runs a program with its output in `log`. The child ends when this program does, however that ends.
pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
  const passwd* user = server_user();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t process = fork();
  if (process != 0) return process;
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(file, 1);
  dup2(file, 2);
  for (int descriptor = 3; descriptor < 256; ++descriptor) close(descriptor);
  if (chdir("/") != 0) std::_Exit(126);
  become(user);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  execv(arguments[0], arguments.data());
  std::_Exit(127);
}

int wait_for(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return status;
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void run(const std::vector<std::string>& command, const std::string& log) {
  if (wait_for(spawn(command, log)) != 0) give_up(command.front() + " failed:\n" + content(log));
}

// Somebody else's child: what is left of it has no memory any more.
void wait_until_gone(pid_t process) {
  for (int i = 0; i < 500; ++i) {
    const std::string stat = content("/proc/" + std::to_string(process) + "/stat");
    if (stat.empty() || stat.find(") Z") != std::string::npos) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    give_up("no free port");
  }
  close(socket);
  return ntohs(address.sin_port);
}

}  // namespace

PostgresServer::PostgresServer(Copy) {
  const passwd* user = server_user();
  if (user && chown(directory_.path().c_str(), user->pw_uid, user->pw_gid) != 0) give_up("cannot chown");
  port_ = free_port();
}

std::string PostgresServer::program(const std::string& name) {
  return find_program(name);
}

int PostgresServer::version() {
  static const int kMajor = [] {
    const std::string command = program("postgres") + " --version";  // postgres (PostgreSQL) 15.14 (Debian …)
    FILE* const output = popen(command.c_str(), "r");
    int major = 0;
    if (!output || std::fscanf(output, "%*s %*s %d", &major) != 1) give_up(command + " tells no version");
    pclose(output);
    return major;
  }();
  return kMajor;
}

// With what SQL offers: not every collection of binaries has pg_basebackup, and that of one version takes no later server.
std::unique_ptr<PostgresServer> PostgresServer::copy() const {
  std::unique_ptr<PostgresServer> copy(new PostgresServer(Copy{}));
  const RawPostgres here(conninfo());
  const bool renamed = version() >= 15;
  here.run(renamed ? "SELECT pg_backup_start('copy', true)" : "SELECT pg_start_backup('copy', true, false)");
  const std::string data = directory_.file("data"), log = copy->directory_.file("log");
  run({"/bin/cp", "-a", data, copy->directory_.file("data")}, log);
  const std::string label = here.value(renamed ? "SELECT labelfile FROM pg_backup_stop(false)"  //
                                               : "SELECT labelfile FROM pg_stop_backup(false)");
  run({"/bin/cp", "-a", data + "/pg_wal", copy->directory_.file("data")}, log);
  std::filesystem::remove(copy->directory_.file("data/postmaster.pid"));
  copy->put("backup_label", label);
  copy->configure("");
  return copy;
}

void PostgresServer::put(const std::string& name, const std::string& content) const {
  const std::string path = directory_.file("data/" + name);
  std::ofstream(path) << content;
  const passwd* user = server_user();
  if (user && chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) give_up("cannot chown");
}

// Under its socket's directory, too, which is how most tests connect.
void PostgresServer::take_port_of(const PostgresServer& other) {
  port_ = other.port_;
  std::filesystem::remove(other.directory() + "/.s.PGSQL." + std::to_string(port_));
  std::filesystem::remove(other.directory() + "/.s.PGSQL." + std::to_string(port_) + ".lock");
  configure("unix_socket_directories = '" + directory() + "," + other.directory() + "'\n");
  start();
}

PostgresServer::PostgresServer(const std::string& settings) : PostgresServer(Copy{}) {
  std::vector<std::string> initdb{
      program("initdb"), "-D", directory_.file("data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
      "--locale=C.UTF-8"};
  if (version() >= 15) initdb.insert(initdb.end(), {"--locale-provider=icu", "--icu-locale=en-US"});
  run(initdb, directory_.file("log"));
  configure(
      "fsync = on\nsynchronous_commit = on\nshared_buffers = 32MB\nmax_connections = 60\nwal_level = replica\n"
      "dynamic_shared_memory_type = mmap\nlog_min_messages = warning\n"
      "autovacuum = off\n" +  // a feed waits for open transactions, and these would come at any time
      settings +
      "\n");
  start();
}

PostgresServer::~PostgresServer() {
  stop();
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::configure(const std::string& settings) {
  std::ofstream file(directory_.file("data/postgresql.conf"), std::ios::app);
  file << "listen_addresses = '127.0.0.1'\nunix_socket_directories = '" << directory_.path() << "'\nport = " << port_ << "\n"
       << settings;
}

std::unique_ptr<PostgresServer> PostgresServer::synchronous_standby() {
  std::unique_ptr<PostgresServer> standby = copy();
  standby->put("standby.signal", "");
  standby->configure("cluster_name = 'b'\nprimary_conninfo = '" + conninfo() + "'\n");
  standby->start();
  const RawPostgres here(conninfo());
  here.run("ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (b)'");
  here.run("SELECT pg_reload_conf()");
  while (here.value("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1") {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return standby;
}

void PostgresServer::start() {
  process_ = spawn({program("postgres"), "-D", directory_.file("data")}, directory_.file("log"));
  wait_until_ready();
}

void PostgresServer::wait_until_ready() {
  for (int i = 0; i < 3000; ++i) {
    if (PQping(conninfo().c_str()) == PQPING_OK) return;
    if (waitpid(process_, nullptr, WNOHANG) == process_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  give_up("the server does not start:\n" + log());
}

void PostgresServer::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGSTOP);  // it has no more children then than are listed
  const std::vector<pid_t> all = processes();
  for (const pid_t one : all) ::kill(one, SIGKILL);
  wait_for(process_);
  process_ = 0;
  for (const pid_t one : all) wait_until_gone(one);
  remove_shared_memory();
}

// The first is the one that was started.
std::vector<pid_t> PostgresServer::processes() const {
  std::vector<pid_t> all{process_};
  std::ifstream listing("/proc/" + std::to_string(process_) + "/task/" + std::to_string(process_) + "/children");
  for (pid_t child = 0; listing >> child;) all.push_back(child);
  return all;
}

void PostgresServer::stop_process(bool stopped) const {
  for (const pid_t one : processes()) ::kill(one, stopped ? SIGSTOP : SIGCONT);
}

void PostgresServer::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGQUIT);
  wait_for(process_);
  process_ = 0;
}

// Who is killed leaves a System V segment behind; its id stands in line 7 of postmaster.pid.
void PostgresServer::remove_shared_memory() const {
  std::ifstream file(directory_.file("data/postmaster.pid"));
  std::string line;
  for (int i = 0; i < 7; ++i) std::getline(file, line);
  std::istringstream words(line);
  unsigned long key = 0;
  int segment = -1;
  if (words >> key >> segment) shmctl(segment, IPC_RMID, nullptr);
}

void PostgresServer::promote() {
  RawPostgres(conninfo()).run("SELECT pg_promote(true, 30)");
}

std::string PostgresServer::log() const {
  return content(directory_.file("log"));
}

std::string PostgresServer::conninfo(const std::string& user) const {
  return "host=" + directory_.path() + " port=" + std::to_string(port_) + " user=" + user + " dbname=postgres";
}

std::string PostgresServer::tcp_conninfo() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=postgres dbname=postgres";
}

PostgresOptions PostgresServer::options(const std::string& schema) const {
  return PostgresOptions{.conninfo = conninfo(), .schema = schema, .any_role = true};
}

PostgresOptions PostgresServer::with_tables() const {
  static std::atomic<int> number = 0;
  PostgresOptions options = this->options("Schema \"" + std::to_string(++number) + "\"");
  const Status created = PostgresStore::create_tables(options);
  if (!created) give_up(created.fault().message);
  return options;
}

PgBouncer::PgBouncer(const PostgresServer& server) : port_(free_port()) {
  if (!std::filesystem::exists("/usr/sbin/pgbouncer"))
    give_up("there is no /usr/sbin/pgbouncer; install the package pgbouncer");
  const passwd* user = server_user();
  if (user && chown(directory_.path().c_str(), user->pw_uid, user->pw_gid) != 0) give_up("cannot chown");
  std::ofstream(directory_.file("users")) << "\"postgres\" \"\"\n";
  std::ofstream(directory_.file("ini")) << "[databases]\npostgres = host=127.0.0.1 port=" << server.port()
                                        << "\n[pgbouncer]\npool_mode = transaction\ndefault_pool_size = 3\n"
                                        << "server_login_retry = 1\n"  // docs/guide/postgres.md tells why
                                        << "listen_addr = 127.0.0.1\nlisten_port = " << port_
                                        << "\nunix_socket_dir =\nauth_type = trust\nauth_file = " << directory_.file("users")
                                        << "\n";
  start();
}

void PgBouncer::start() {
  process_ = spawn({"/usr/sbin/pgbouncer", directory_.file("ini")}, directory_.file("log"));
  for (int i = 0; i < 1000; ++i) {
    if (PQping(conninfo().c_str()) == PQPING_OK) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  give_up("PgBouncer does not start:\n" + content(directory_.file("log")));
}

PgBouncer::~PgBouncer() {
  kill();
}

void PgBouncer::kill() {
  ::kill(process_, SIGKILL);
  wait_for(process_);
}

void PgBouncer::restart() {
  kill();
  start();
}

std::string PgBouncer::conninfo() const {
  return "host=127.0.0.1 port=" + std::to_string(port_) + " user=postgres dbname=postgres";
}

RawPostgres::RawPostgres(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) give_up(PQerrorMessage(connection_));
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
}

bool RawPostgres::try_run(const std::string& sql) const {
  PGresult* result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void RawPostgres::run(const std::string& sql) const {
  if (!try_run(sql)) give_up(sql + ": " + PQerrorMessage(connection_));
}

std::string RawPostgres::value(const std::string& sql) const {
  PGresult* result = PQexec(connection_, sql.c_str());
  if (PQresultStatus(result) != PGRES_TUPLES_OK) give_up(sql + ": " + PQerrorMessage(connection_));
  std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  return value;
}

}  // namespace doverie::testing
