// SPDX-License-Identifier: Apache-2.0
//
// How do calls with one handle take turns? By a lock, and by a fault for a callback that calls back into the handle whose call it
// is in, which would wait for itself.
#ifndef DOVERIE_CAPI_TURNS_H_
#define DOVERIE_CAPI_TURNS_H_

#include <atomic>
#include <mutex>
#include <string>
#include <thread>

#include "errors.h"

namespace doverie::capi {

struct Turns {
  std::mutex mutex;
  std::atomic<std::thread::id> whose{};
};

class Turn {
 public:
  // `name` is the argument's. Throws WrongArgument when this thread has its turn already.
  Turn(Turns& turns, const char* name) : turns_(turns) {
    if (turns_.whose == std::this_thread::get_id()) {
      throw WrongArgument{std::string(name) + ": in use by the call that this callback is in"};
    }
    turns_.mutex.lock();
    turns_.whose = std::this_thread::get_id();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    turns_.whose = std::thread::id();
    turns_.mutex.unlock();
  }

 private:
  Turns& turns_;
};

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_TURNS_H_
