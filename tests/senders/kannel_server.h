// SPDX-License-Identifier: Apache-2.0
//
// What does the real Kannel do with a message? Its bearerbox and smsbox as child processes in a temporary directory, with its fake
// centre, at which this program is the phone.
#ifndef DOVERIE_TESTS_SENDERS_KANNEL_SERVER_H_
#define DOVERIE_TESTS_SENDERS_KANNEL_SERVER_H_

#include <sys/types.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "doverie/adapters/kannel.h"
#include "support/temp_dir.h"

namespace doverie::testing {

struct PhoneSms {
  std::string to;
  std::string text;  // UTF-8
  bool ucs2 = false;
  int segments = 1;
};

// Reads what the fake centre sends, line by line, and puts segments together. A centre that went away is looked for again.
class Phone {
 public:
  // REQUIRES: somebody listens on `port`, now or soon.
  explicit Phone(int port);
  ~Phone();
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;

  std::vector<PhoneSms> received() const;

 private:
  void read_all();
  bool read_until_it_ends();
  void take(const std::string& line);

  const int port_;
  std::atomic<bool> ending_ = false;
  std::atomic<int> socket_ = -1;
  mutable std::mutex mutex_;
  std::vector<PhoneSms> received_;
  std::string first_segment_;
  std::thread reading_;
};

// Keeps what it has taken on disk (store-type = spool). When the package is missing or it does not start, the program ends and
// says why. Made, started and stopped by one thread.
class KannelServer {
 public:
  KannelServer();
  ~KannelServer();
  KannelServer(const KannelServer&) = delete;
  KannelServer& operator=(const KannelServer&) = delete;

  void start();
  // As an operator does; Kannel finishes what it has begun.
  void stop();
  // As a machine does that loses power.
  void kill();
  // It goes on taking connections, and does nothing.
  void freeze() const;

  // Username, password and url are right; numbers have to begin with +7.
  KannelOptions options() const;
  int phone_port() const { return centre_port_; }

 private:
  void end(int signal);
  void write_configuration() const;

  TempDir directory_;
  int admin_port_;
  int box_port_;
  int centre_port_;
  int send_port_;
  pid_t bearerbox_ = 0;
  pid_t smsbox_ = 0;
};

// Waits until `condition` holds; false when it does not in half a minute.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 3000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return condition();
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SENDERS_KANNEL_SERVER_H_
