// SPDX-License-Identifier: Apache-2.0
//
// What kind of column it is, whether it can be read where it lies, and what to say when it is none.
#include "columns/columns.h"

#include <cstring>

#include "columns/arrow_types.h"

namespace doverie::python {

namespace {

struct Types {
  std::size_t item_size;
  std::string_view formats;  // of PEP 3118, native
  const char* expected;
};

Types types_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::birth_days:
      return {4, "il", "a column of int32, or of dates in Arrow's date32"};
    case ColumnKind::flags:
      return {1, "B", "a column of uint8"};
    case ColumnKind::facts:
      return {1, "?B", "a column of bool or uint8"};
    case ColumnKind::rows:
      return {4, "IL", "a column of uint32"};
    case ColumnKind::instants:
      return {8, "lq", "a column of int64, or of timestamps in microseconds with a time zone in Arrow"};
  }
  return {};
}

[[noreturn]] void refuse(const Where& where, const Types& types, std::string_view got) {
  throw py::type_error(where.text() + " must be " + types.expected + ", not " + std::string(got));
}

// What hosts call the type of their column.
std::string description(py::handle value) {
  const std::string type = py::type::of(value).attr("__qualname__").cast<std::string>();
  for (const char* attribute : {"dtype", "type"}) {
    if (py::hasattr(value, attribute)) return type + " of " + py::str(value.attr(attribute)).cast<std::string>();
  }
  return type;
}

bool is_native(const std::string& format, std::string_view allowed) {
  const std::string_view code =
      format.starts_with('@') || format.starts_with('=') ? std::string_view(format).substr(1) : std::string_view(format);
  return code.size() == 1 && allowed.find(code) != std::string_view::npos;
}

// --- Arrow ---

bool is_null(const ArrowArray& array, std::int64_t row) {
  const auto* valid = static_cast<const std::uint8_t*>(array.buffers[0]);
  const std::int64_t bit = array.offset + row;
  return valid != nullptr && (valid[bit / 8] >> bit % 8 & 1) == 0;
}

bool has_nulls(const ArrowArray& array) {
  return array.null_count != 0 && array.buffers[0] != nullptr;
}

bool arrow_fits(std::string_view format, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::birth_days:
      return format == "tdD" || format == "i";
    case ColumnKind::flags:
      return format == "C";
    case ColumnKind::facts:
      return format == "b" || format == "C";
    case ColumnKind::rows:
      return format == "I";
    case ColumnKind::instants:
      return format == "l" || (format.starts_with("tsu:") && format.size() > 4);
  }
  return false;
}

template <class T>
void append(std::vector<T>& values, const ArrowArray& array, T null) {
  const T* data = static_cast<const T*>(array.buffers[1]) + array.offset;
  for (std::int64_t row = 0; row < array.length; ++row) values.push_back(is_null(array, row) ? null : data[row]);
}

void append_bits(std::vector<std::uint8_t>& values, const ArrowArray& array) {
  const auto* bits = static_cast<const std::uint8_t*>(array.buffers[1]);
  for (std::int64_t row = 0; row < array.length; ++row) {
    const std::int64_t bit = array.offset + row;
    values.push_back(is_null(array, row) ? 0 : bits[bit / 8] >> bit % 8 & 1);
  }
}

template <class T>
T* capsule_pointer(const py::capsule& capsule, const char* name) {
  if (std::strcmp(capsule.name() == nullptr ? "" : capsule.name(), name) != 0) {
    throw py::type_error(std::string("a capsule of ") + name + " was expected");
  }
  return capsule.get_pointer<T>();
}

}  // namespace

LoadedColumn LoadedColumn::load(py::handle value, ColumnKind kind, const Where& where) {
  const bool buffer = PyObject_CheckBuffer(value.ptr()) != 0;
  if (!buffer && py::hasattr(value, "__arrow_c_array__")) {
    const py::tuple pair = value.attr("__arrow_c_array__")();
    Arrow<ArrowSchema> schema(capsule_pointer<ArrowSchema>(pair[0], "arrow_schema"));
    std::vector<Arrow<ArrowArray>> chunks;
    chunks.emplace_back(capsule_pointer<ArrowArray>(pair[1], "arrow_array"));
    return from_arrow(std::move(chunks), *schema.get(), kind, value, where);
  }
  if (!buffer && py::hasattr(value, "__arrow_c_stream__")) {
    const py::capsule capsule = value.attr("__arrow_c_stream__")();
    Arrow<ArrowArrayStream> stream(capsule_pointer<ArrowArrayStream>(capsule, "arrow_array_stream"));
    Arrow<ArrowSchema> schema;
    std::vector<Arrow<ArrowArray>> chunks;
    if (stream->get_schema(stream.get(), schema.get()) != 0) throw_value_error(where, "could not be read as Arrow data");
    for (;;) {
      Arrow<ArrowArray> chunk;
      if (stream->get_next(stream.get(), chunk.get()) != 0) throw_value_error(where, "could not be read as Arrow data");
      if (chunk.empty()) break;
      chunks.push_back(std::move(chunk));
    }
    return from_arrow(std::move(chunks), *schema.get(), kind, value, where);
  }
  if (!buffer) refuse(where, types_of(kind), description(value));
  return from_buffer(value, kind, where);
}

LoadedColumn LoadedColumn::from_buffer(py::handle value, ColumnKind kind, const Where& where) {
  const Types types = types_of(kind);
  std::shared_ptr<py::buffer_info> info;
  try {
    info = std::make_shared<py::buffer_info>(py::reinterpret_borrow<py::buffer>(value).request());
  } catch (py::error_already_set& error) {  // numpy's dates have no buffer
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_BufferError)) throw;
    refuse(where, types, description(value));
  }
  if (static_cast<std::size_t>(info->itemsize) != types.item_size || !is_native(info->format, types.formats)) {
    refuse(where, types, description(value));
  }
  if (info->ndim != 1) throw_value_error(where, "must have one dimension, not " + std::to_string(info->ndim));
  LoadedColumn column;
  column.data_ = info->ptr;
  column.stride_ = info->strides[0];
  column.size_ = static_cast<std::size_t>(info->size);
  column.owner_ = std::move(info);
  return column;
}

LoadedColumn LoadedColumn::from_arrow(std::vector<Arrow<ArrowArray>> chunks, const ArrowSchema& schema, ColumnKind kind,
                                      py::handle value, const Where& where) {
  const std::string_view encoded = encoding_of(schema);
  if (!encoded.empty() || !arrow_fits(schema.format, kind)) {
    refuse(where, types_of(kind), description(value) + std::string(encoded.empty() ? hint_for(schema.format) : encoded));
  }
  const bool bits = std::string_view(schema.format) == "b";
  const std::size_t item_size = types_of(kind).item_size;
  LoadedColumn column;
  column.stride_ = static_cast<std::ptrdiff_t>(item_size);
  for (const Arrow<ArrowArray>& chunk : chunks) column.size_ += static_cast<std::size_t>(chunk->length);
  if (chunks.size() == 1 && !bits && !has_nulls(*chunks.front().get())) {
    const ArrowArray& array = *chunks.front().get();
    column.data_ = static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(array.offset) * item_size;
    column.owner_ = std::make_shared<std::vector<Arrow<ArrowArray>>>(std::move(chunks));
    return column;
  }
  const auto keep = [&](auto values, const auto& append_chunk) {
    values->reserve(column.size_ + 1);  // one more, so that there is an address for no rows at all
    for (Arrow<ArrowArray>& chunk : chunks) append_chunk(*values, *chunk.get());
    column.data_ = values->data();
    column.owner_ = std::move(values);
  };
  if (kind == ColumnKind::birth_days) {
    keep(std::make_shared<std::vector<std::int32_t>>(),
         [](auto& values, const ArrowArray& array) { append<std::int32_t>(values, array, kNoBirthDay); });
  } else if (kind == ColumnKind::instants) {
    keep(std::make_shared<std::vector<std::int64_t>>(),
         [](auto& values, const ArrowArray& array) { append<std::int64_t>(values, array, kNoInstant); });
  } else if (kind == ColumnKind::rows) {
    for (Arrow<ArrowArray>& chunk : chunks) {
      if (has_nulls(*chunk.get())) throw_value_error(where, "has nulls, and every pair needs a row");
    }
    keep(std::make_shared<std::vector<std::uint32_t>>(),
         [](auto& values, const ArrowArray& array) { append<std::uint32_t>(values, array, 0); });
  } else {
    keep(std::make_shared<std::vector<std::uint8_t>>(), [&](auto& values, const ArrowArray& array) {
      if (bits) {
        append_bits(values, array);
      } else {
        append<std::uint8_t>(values, array, 0);
      }
    });
  }
  return column;
}

// What an array of these numbers is called, and its format.
template <class T>
constexpr const char* kArray = nullptr;
template <>
constexpr const char* kArray<std::uint8_t> = "an array of uint8";
template <>
constexpr const char* kArray<std::uint32_t> = "an array of uint32";

template <class T>
py::buffer_info request_writable(py::handle value, const Where& where) {
  if (PyObject_CheckBuffer(value.ptr()) == 0) throw_type_error(where, kArray<T>, value);
  Py_buffer* view = new Py_buffer();
  if (PyObject_GetBuffer(value.ptr(), view, PyBUF_RECORDS) != 0) {
    delete view;
    PyErr_Clear();
    throw_value_error(where, "is read-only");
  }
  return py::buffer_info(view);
}

template <class T>
std::span<T> writable(const py::buffer_info& info, std::size_t rows, const Where& where) {
  const bool fits =
      sizeof(T) == 1 ? is_native(info.format, "B") : is_native(info.format, "I") || is_native(info.format, "L");
  if (info.itemsize != sizeof(T) || !fits) throw py::type_error(where.text() + " must be " + kArray<T>);
  if (info.ndim != 1 || (info.size > 1 && info.strides[0] != sizeof(T))) {
    throw_value_error(where, "must have one dimension and no gaps");
  }
  if (static_cast<std::size_t>(info.size) != rows) {
    throw_value_error(
        where, "has " + std::to_string(info.size) + " elements, and the population " + std::to_string(rows) + " rows");
  }
  return {static_cast<T*>(info.ptr), rows};
}

template py::buffer_info request_writable<std::uint8_t>(py::handle, const Where&);
template py::buffer_info request_writable<std::uint32_t>(py::handle, const Where&);
template std::span<std::uint8_t> writable<std::uint8_t>(const py::buffer_info&, std::size_t, const Where&);
template std::span<std::uint32_t> writable<std::uint32_t>(const py::buffer_info&, std::size_t, const Where&);

}  // namespace doverie::python
