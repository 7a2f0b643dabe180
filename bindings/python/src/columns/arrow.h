// SPDX-License-Identifier: Apache-2.0
//
// The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html): three structs, by which pyarrow, polars,
// pandas and others give columns away without knowing of each other. The layout of the structs is the interface.
#ifndef DOVERIE_BINDINGS_PYTHON_ARROW_H_
#define DOVERIE_BINDINGS_PYTHON_ARROW_H_

#include <cstdint>

extern "C" {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);
  int (*get_next)(ArrowArrayStream*, ArrowArray* out);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};
}

namespace doverie::python {

// One of the three, released at the end.
template <class T>
class Arrow {
 public:
  Arrow() = default;
  // Takes over what a capsule has, and leaves it empty, as the interface asks.
  explicit Arrow(T* from) : value_(*from) { from->release = nullptr; }
  Arrow(Arrow&& other) noexcept : value_(other.value_) { other.value_.release = nullptr; }
  Arrow& operator=(Arrow&&) = delete;
  Arrow(const Arrow&) = delete;
  Arrow& operator=(const Arrow&) = delete;
  ~Arrow() {
    if (value_.release != nullptr) value_.release(&value_);
  }

  bool empty() const { return value_.release == nullptr; }
  T* get() { return &value_; }
  const T* operator->() const { return &value_; }

 private:
  T value_{};
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_ARROW_H_
