// SPDX-License-Identifier: Apache-2.0
//
// A network that breaks where the test says: between any two messages of PostgreSQL's protocol.
#ifndef DOVERIE_TESTS_SUPPORT_POSTGRES_PROXY_H_
#define DOVERIE_TESTS_SUPPORT_POSTGRES_PROXY_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace doverie::testing {

enum class Towards : std::uint8_t { server, client };

// Where to break, once.
struct Break {
  Towards towards = Towards::server;
  int messages = 0;  // so many of the next ones still pass
  // The client is cut off at once, while the server still gets what the client had sent: after this time. nullopt: never.
  std::optional<std::chrono::milliseconds> late{};
};

// Listens on 127.0.0.1 and passes everything on to another port there.
class PostgresProxy {
 public:
  explicit PostgresProxy(int server_port);
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  std::string conninfo() const;
  void break_at(Break where);
  // Cuts whatever link it is on both sides when so many bytes more have gone through in that direction.
  void cut_after(Towards towards, int bytes);
  // Whether the break has happened.
  bool broke() const { return broke_; }
  // Nothing gets through any more in either direction, and nobody is told; until it thaws.
  void freeze(bool frozen) { frozen_ = frozen; }
  int port() const { return port_; }
  // Cuts every client off; the server's sides stay open.
  void cut_clients();

 private:
  struct Link {
    int client;
    int server;
  };

  void accept_clients();
  void pump(Link link, Towards towards);
  bool pass(Link link, Towards towards, const std::string& message);
  std::optional<Break> breaks_here(Towards towards);
  // Of so many bytes, how many still get through before the cut; nullopt: all.
  std::optional<std::size_t> cut_within(Towards towards, std::size_t size);

  int server_port_;
  int listener_;
  int port_ = 0;
  std::mutex mutex_;
  std::optional<Break> break_;      // guarded by mutex_
  std::optional<Break> cut_;        // guarded by mutex_; its `messages` are bytes
  std::vector<Link> links_;         // guarded by mutex_
  std::vector<std::thread> pumps_;  // guarded by mutex_
  std::atomic<bool> broke_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> frozen_ = false;
  std::thread acceptor_;
};

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_POSTGRES_PROXY_H_
