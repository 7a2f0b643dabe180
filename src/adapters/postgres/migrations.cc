// SPDX-License-Identifier: Apache-2.0
//
// The list of steps, of which there is one, and the name of the schema put into their SQL.
#include "adapters/postgres/migrations.h"

#include <algorithm>

namespace doverie::postgres {

Migrations migrations() {
  static const std::vector<std::string> all = {schema_1()};
  return all;
}

std::string quoted(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted += '"';
}

std::string in_schema(std::string_view sql, std::string_view schema) {
  const std::string name = quoted(schema);
  std::string named;
  for (std::size_t at = 0; at < sql.size();) {
    const std::size_t mark = std::min(sql.find("{s}", at), sql.size());
    named.append(sql.substr(at, mark - at));
    if (mark < sql.size()) named.append(name);
    at = mark + 3;
  }
  return named;
}

}  // namespace doverie::postgres
