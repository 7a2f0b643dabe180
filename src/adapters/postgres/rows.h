// SPDX-License-Identifier: Apache-2.0
//
// What did a statement give?
#ifndef DOVERIE_SRC_ADAPTERS_POSTGRES_ROWS_H_
#define DOVERIE_SRC_ADAPTERS_POSTGRES_ROWS_H_

#include <libpq-fe.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "doverie/core/time.h"

namespace doverie::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

// The rows that a statement gave, in text format. REQUIRES of every getter: the row and the column are there.
class Rows {
 public:
  Rows() = default;
  explicit Rows(PGresult* result) : result_(result) {}

  PGresult* get() const { return result_.get(); }
  int count() const { return PQntuples(get()); }
  bool is_null(int row, int column) const { return PQgetisnull(get(), row, column) != 0; }
  std::string_view view(int row, int column) const {
    return {PQgetvalue(get(), row, column), static_cast<std::size_t>(PQgetlength(get(), row, column))};
  }
  std::string text(int row, int column) const { return std::string(view(row, column)); }
  std::int64_t integer(int row, int column) const {
    std::int64_t number = 0;
    const std::string_view digits = view(row, column);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  std::uint64_t number(int row, int column) const { return static_cast<std::uint64_t>(integer(row, column)); }
  bool flag(int row, int column) const { return view(row, column) == "t"; }
  Instant instant(int row, int column) const { return Instant(Duration(integer(row, column))); }

 private:
  std::unique_ptr<PGresult, ClearResult> result_;
};

}  // namespace doverie::postgres

#endif  // DOVERIE_SRC_ADAPTERS_POSTGRES_ROWS_H_
