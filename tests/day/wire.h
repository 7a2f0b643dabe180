// SPDX-License-Identifier: Apache-2.0
//
// How do the people of the day reach an application server? A question and its answer over the loopback, a connection for each:
// words, and a zero byte at the end.
#ifndef DOVERIE_TESTS_DAY_WIRE_H_
#define DOVERIE_TESTS_DAY_WIRE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace doverie::day {

using Words = std::vector<std::string>;
Words words_of(const std::string& text);
// All of them with spaces between.
std::string joined(const Words& words);

// Nothing when nobody listens on that port, or the connection broke before the answer was whole.
std::optional<std::string> ask(int port, const Words& question);

// Answers on a free port of the loopback, each question in a thread of its own.
class QuestionServer {
 public:
  explicit QuestionServer(std::function<std::string(const Words&)> answer);
  // Takes nothing more, and answers what was asked.
  ~QuestionServer();
  QuestionServer(const QuestionServer&) = delete;
  QuestionServer& operator=(const QuestionServer&) = delete;

  int port() const { return port_; }

 private:
  void accept_all();
  void serve(int socket);

  std::function<std::string(const Words&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  int in_hand_ = 0;  // guarded by mutex_
  std::thread accepting_;
};

}  // namespace doverie::day

#endif  // DOVERIE_TESTS_DAY_WIRE_H_
