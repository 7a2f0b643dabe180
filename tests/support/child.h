// SPDX-License-Identifier: Apache-2.0
//
// Child processes of a test. What they run must not use doctest: they tell what they found by their exit code.
#ifndef DOVERIE_TESTS_SUPPORT_CHILD_H_
#define DOVERIE_TESTS_SUPPORT_CHILD_H_

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace doverie::testing {

// A forked child with a pipe each way. Killed, if need be, and waited for at the end.
class Child {
 public:
  // Runs `work(in, out)` in the child, with its ends of the pipes; what it returns is the exit code.
  template <class Work>
  explicit Child(Work work) {
    int down[2];
    int up[2];
    if (pipe(down) != 0 || pipe(up) != 0) std::abort();
    id_ = fork();
    if (id_ == 0) {
      close(down[1]);
      close(up[0]);
      _exit(work(down[0], up[1]));
    }
    close(down[0]);
    close(up[1]);
    to_ = down[1];
    from_ = up[0];
  }
  ~Child() {
    if (id_ > 0) kill();
    close(from_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int from() const { return from_; }
  int to() const { return to_; }

  // Closes the child's input, waits, and gives its exit code; -1 when it was killed.
  int finish() {
    if (to_ >= 0) close(to_);
    to_ = -1;
    int status = 0;
    waitpid(id_, &status, 0);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // -1, unless it had ended by itself.
  int kill() {
    ::kill(id_, SIGKILL);
    return finish();
  }

 private:
  pid_t id_ = 0;
  int to_ = -1;
  int from_ = -1;
};

inline bool write_number(int pipe, std::uint64_t number) {
  return write(pipe, &number, sizeof number) == sizeof number;
}

// All numbers until the other end is closed.
inline std::vector<std::uint64_t> read_numbers(int pipe) {
  std::vector<std::uint64_t> numbers;
  std::uint64_t number = 0;
  while (read(pipe, &number, sizeof number) == sizeof number) numbers.push_back(number);
  return numbers;
}

// Waits until the other end has written a number or is closed.
inline bool read_number(int pipe, std::uint64_t& number) {
  return read(pipe, &number, sizeof number) == sizeof number;
}

// Waits until the other end is closed.
inline void wait_for_end(int pipe) {
  read_numbers(pipe);
}

}  // namespace doverie::testing

#endif  // DOVERIE_TESTS_SUPPORT_CHILD_H_
