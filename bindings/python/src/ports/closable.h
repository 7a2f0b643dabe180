// SPDX-License-Identifier: Apache-2.0
//
// How is something closed while other threads are using it?
#ifndef DOVERIE_BINDINGS_PYTHON_CLOSABLE_H_
#define DOVERIE_BINDINGS_PYTHON_CLOSABLE_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "ports/host_call.h"

namespace doverie::python {

// Holds something that can be closed while other threads use it: they finish with what they got, and the last one lets it
// go.
//
// Threads: any method from any thread at once; none waits.
template <class T>
class Closable {
 public:
  explicit Closable(std::shared_ptr<T> open) : open_(std::move(open)) {}

  // nullptr once closed.
  std::shared_ptr<T> get() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::shared_ptr<T> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(open_, nullptr);
  }
  bool closed() const { return get() == nullptr; }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<T> open_;  // guarded by mutex_
};

// Closes without the GIL, as writing the last pages may wait. Again does nothing.
template <class T>
void close(T& closable) {
  without_gil([&] {
    closable.take().reset();
    return true;
  });
}

template <class T>
bool closed(const T& closable) {
  return closable.closed();
}

// str, bytes or os.PathLike as the bytes that the system calls a file by.
std::string file_path(const py::object& path);

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_CLOSABLE_H_
