// SPDX-License-Identifier: Apache-2.0
//
// What does a gateway see, and how may it behave? An HTTP server of the test's own on a free port of the loopback.
#ifndef DOVERIE_TESTS_SENDERS_LOOPBACK_SERVER_H_
#define DOVERIE_TESTS_SENDERS_LOOPBACK_SERVER_H_

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace doverie::testing {

struct SeenRequest {
  std::string method;
  std::string target;                          // as it was asked for, query included
  std::map<std::string, std::string> headers;  // names in small letters
  std::string body;
  int connection = 0;  // counted from 1

  // The fields of a form, or of the query.
  std::map<std::string, std::string> form() const;
  std::map<std::string, std::string> query() const;
};

struct Reply {
  int status = 200;
  std::string body{};
  std::string headers{};  // whole lines with \r\n
  bool hangs = false;     // reads and never answers
  bool hangs_up = false;  // reads, and closes the connection
};

// Keeps connections open. Answers as `reply` says, which is called from any number of threads.
class LoopbackServer {
 public:
  // `keeps` what it sees, for seen().
  explicit LoopbackServer(std::function<Reply(const SeenRequest&)> reply, bool keeps = true);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::vector<SeenRequest> seen() const;
  int connections() const;

 private:
  void accept_all();
  void serve(int socket, int connection);

  std::function<Reply(const SeenRequest&)> reply_;
  const bool keeps_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<SeenRequest> seen_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  int connections_ = 0;
  std::thread accepting_;
};

// A port of the loopback that nobody listens on.
int free_port();
// `%41+b` is `A b`.
std::string decoded(const std::string& text);

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SENDERS_LOOPBACK_SERVER_H_
