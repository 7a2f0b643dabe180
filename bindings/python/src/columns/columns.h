// SPDX-License-Identifier: Apache-2.0
//
// Columns of Python's: numpy arrays and whatever else has the buffer protocol, and whatever offers the Arrow C data interface.
// Read where they lie whenever the layouts agree; the rest is copied once, here.
//
// Threads: the GIL is held while a column is made and destroyed, and not needed to read it.
#ifndef DOVERIE_BINDINGS_PYTHON_COLUMNS_H_
#define DOVERIE_BINDINGS_PYTHON_COLUMNS_H_

#include <memory>
#include <optional>
#include <vector>

#include "columns/arrow.h"
#include "convert/convert.h"
#include "doverie/population.h"

namespace doverie::python {

// What a column is for, and so which types it may have.
enum class ColumnKind : std::uint8_t {
  birth_days,  // int32; Arrow: date32 or int32
  flags,       // uint8
  facts,       // bool or uint8; Arrow: bool, a bitmap that is copied into bytes, or uint8
  rows,        // uint32
  instants,    // int64; Arrow: int64 or timestamp in microseconds with a time zone
};

// One column, kept alive as long as this is.
class LoadedColumn {
 public:
  // TypeError or ValueError, naming the column, for other types and shapes.
  static LoadedColumn load(py::handle value, ColumnKind kind, const Where& where);

  std::size_t size() const { return size_; }
  template <class T>
  Column<T> as() const {
    return {static_cast<const T*>(data_), stride_};
  }

 private:
  static LoadedColumn from_buffer(py::handle value, ColumnKind kind, const Where& where);
  static LoadedColumn from_arrow(std::vector<Arrow<ArrowArray>> chunks, const ArrowSchema& schema, ColumnKind kind,
                                 py::handle value, const Where& where);

  const void* data_ = nullptr;
  std::ptrdiff_t stride_ = 0;
  std::size_t size_ = 0;
  std::shared_ptr<void> owner_;  // what `data_` points into
};

// A one-dimensional, dense, writable buffer of as many numbers as there are rows: std::uint8_t or std::uint32_t.
template <class T>
std::span<T> writable(const py::buffer_info& info, std::size_t rows, const Where& where);
template <class T>
py::buffer_info request_writable(py::handle value, const Where& where);

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_COLUMNS_H_
