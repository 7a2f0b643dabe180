// SPDX-License-Identifier: Apache-2.0
//
// One table of privileges, which is granted by and held against.
#include "adapters/postgres/roles.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <tuple>
#include <vector>

#include "adapters/postgres/migrations.h"

namespace doverie::postgres {

// With search_path = pg_catalog, pg_temp.
const char* const kPrivileges = R"sql(
WITH s AS (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = $1)
SELECT 'SCHEMA', '', p FROM s, unnest('{USAGE,CREATE}'::text[]) AS p WHERE has_schema_privilege(s.oid, p)
UNION ALL
SELECT 'TABLE', c.relname::text, p FROM pg_class AS c JOIN s ON c.relnamespace = s.oid,
       unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS p
 WHERE c.relkind = 'r' AND has_table_privilege(c.oid, p)
UNION ALL
SELECT 'FUNCTION', f.proname::text, 'EXECUTE' FROM pg_proc AS f JOIN s ON f.pronamespace = s.oid
 WHERE has_function_privilege(f.oid, 'EXECUTE')
)sql";

namespace {

struct Rights {
  const char* kind;
  const char* name;
  // Who gets what, with spaces between.
  const char* application;
  const char* reader;
  const char* operator_;
};

constexpr std::array kRights{
    Rights{"SCHEMA", "", "USAGE", "USAGE", "USAGE"},
    Rights{"TABLE", "meta", "SELECT", "SELECT", "SELECT INSERT UPDATE"},
    Rights{"TABLE", "streams", "SELECT INSERT UPDATE", "SELECT", "SELECT"},
    Rights{"TABLE", "events", "SELECT INSERT DELETE", "SELECT", "SELECT"},
    Rights{"TABLE", "tags", "SELECT INSERT UPDATE DELETE", "SELECT", "SELECT"},
    Rights{"TABLE", "commands", "SELECT INSERT DELETE", "SELECT", "SELECT"},
    Rights{"TABLE", "messages", "SELECT INSERT UPDATE DELETE", "SELECT", "SELECT"},
    Rights{"TABLE", "voided", "SELECT INSERT DELETE", "SELECT", "SELECT"},
    Rights{"FUNCTION", "read", "EXECUTE", "EXECUTE", "EXECUTE"},
    Rights{"FUNCTION", "feed", "EXECUTE", "EXECUTE", "EXECUTE"},
    Rights{"FUNCTION", "append", "EXECUTE", "", ""},
    Rights{"FUNCTION", "make_durable", "EXECUTE", "", ""},
    Rights{"FUNCTION", "resolve", "EXECUTE", "", ""},
    Rights{"FUNCTION", "lease", "EXECUTE", "", ""},
    Rights{"FUNCTION", "settle", "EXECUTE", "", ""},
    Rights{"FUNCTION", "let_go", "EXECUTE", "", ""},
};

const char* rights_of(const Rights& rights, PostgresRole role) {
  switch (role) {
    case PostgresRole::application:
      return rights.application;
    case PostgresRole::reader:
      return rights.reader;
    case PostgresRole::operator_:
      return rights.operator_;
  }
  return "";
}

std::vector<std::string> words(const char* text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

using Privilege = std::tuple<std::string, std::string, std::string>;  // kind, name, which

std::set<Privilege> needed_by(PostgresRole role) {
  std::set<Privilege> needed;
  for (const Rights& one : kRights) {
    for (std::string& which : words(rights_of(one, role))) needed.emplace(one.kind, one.name, std::move(which));
  }
  return needed;
}

std::set<Privilege> had(const Rows& rows) {
  std::set<Privilege> all;
  for (int row = 0; row < rows.count(); ++row) all.emplace(rows.text(row, 0), rows.text(row, 1), rows.text(row, 2));
  return all;
}

// What is in one and not in the other, the first few by name; empty when there is nothing.
std::string only_in(const std::set<Privilege>& one, const std::set<Privilege>& other) {
  constexpr std::size_t kNamed = 6;
  std::vector<Privilege> rest;
  std::ranges::set_difference(one, other, std::back_inserter(rest));
  std::string list;
  for (std::size_t i = 0; i < std::min(rest.size(), kNamed); ++i) {
    const auto& [kind, name, which] = rest[i];
    list.append(list.empty() ? "" : ", ").append(which).append(" on ").append(name.empty() ? "the schema" : name);
  }
  if (rest.size() > kNamed) list.append(" and ").append(std::to_string(rest.size() - kNamed)).append(" more");
  return list;
}

std::string in_list(const char* text) {
  std::string list = text;
  for (std::size_t at = 0; (at = list.find(' ', at)) != std::string::npos; at += 2) list.replace(at, 1, ", ");
  return list;
}

}  // namespace

Status check_enough(const Rows& rows, PostgresRole role) {
  const std::string lacking = only_in(needed_by(role), had(rows));
  if (lacking.empty()) return Done{};
  return Fault{FaultCode::store_read_only,
               "event store: the role lacks " + lacking + "; have the owner of the tables call PostgresStore::grant"};
}

bool may_read_meta(const Rows& rows) {
  const std::set<Privilege> all = had(rows);
  return all.contains({"SCHEMA", "", "USAGE"}) && all.contains({"TABLE", "meta", "SELECT"});
}

Status check_no_more(const Rows& rows, PostgresRole role) {
  const std::string more = only_in(had(rows), needed_by(role));
  if (more.empty()) return Done{};
  return Fault{FaultCode::invalid_argument,
               "event store: the role has more than it needs: " + more +
                   "; connect as one that PostgresStore::grant has been called for, or say any_role"};
}

std::string grants_for(const std::string& name, PostgresRole role) {
  const std::string to = quoted(name);
  std::string sql = "REVOKE ALL ON ALL TABLES IN SCHEMA {s} FROM " + to +
                    "; REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {s} FROM " + to + "; REVOKE ALL ON SCHEMA {s} FROM " + to + ";";
  for (const Rights& one : kRights) {
    const std::string list = in_list(rights_of(one, role));
    if (list.empty()) continue;
    const std::string what = *one.name ? std::string("{s}.") + one.name : std::string("{s}");
    sql.append(" GRANT ").append(list).append(" ON ").append(one.kind).append(" ").append(what);
    sql.append(" TO ").append(to).append(";");
  }
  return sql;
}

}  // namespace doverie::postgres
