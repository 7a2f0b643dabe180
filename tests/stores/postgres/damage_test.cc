// SPDX-License-Identifier: Apache-2.0
//
// Whatever a database administrator, or whoever else can write in the tables and has no keys, changes there: every column of every
// table, every row deleted, doubled, or swapped with another one. No door opens, and what the seals can tell is noticed. The
// changes are made from the catalog, so that a table or column that is new is changed as well.
//
// DOVERIE_ROUNDS=N takes every change of N times as many; DOVERIE_ROUNDS=40 all of them.
#include "support/past.h"
#include "support/postgres_server.h"
#include "support/results.h"
#include "support/rounds.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// The story has a clock of its own, so the server's time is hidden.
std::shared_ptr<EventStore> timeless(const std::shared_ptr<EventStore>& inner) {
  auto store = std::make_shared<WrappedStore>(inner);
  store->on_read = [inner](const ReadRequest& request) {
    auto result = inner->read(request);
    if (result) result->store_now.reset();
    return result;
  };
  return store;
}

struct Change {
  std::string sql;
  bool sealed = false;  // of what an event's seal covers
};

// The tables, and a copy of all their rows.
class PastTables {
 public:
  PastTables() : past_(timeless(PostgresStore::open(options_).value())) {
    raw_.run("SET synchronous_commit = off");
    schema_ = raw_.value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options_.schema + "'");
    raw_.run("CREATE SCHEMA kept");
    tables_ = column(
        "SELECT relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE relkind = 'r' AND nspname "
        "= '" +
        options_.schema + "' ORDER BY relname");
    for (const std::string& table : tables_) raw_.run("CREATE TABLE kept." + table + " AS TABLE " + schema_ + "." + table);
  }

  std::vector<Change> changes() const {
    std::vector<Change> all;
    for (const std::string& table : tables_) add_changes(table, all);
    return all;
  }
  bool make(const Change& change) const {
    raw_.run("BEGIN");
    const bool made = raw_.try_run(change.sql);
    raw_.run(made ? "COMMIT" : "ROLLBACK");
    return made;
  }
  void restore() const {
    std::string sql = "BEGIN;";
    for (const std::string& table : tables_) {
      sql += "DELETE FROM " + schema_ + "." + table + ";INSERT INTO " + schema_ + "." + table + " TABLE kept." + table + ";";
    }
    raw_.run(sql + "COMMIT");
  }
  // Whether the rows of the events are others now.
  bool events_differ() const {
    const std::string events = schema_ + ".events";
    return raw_.value("SELECT count(*) FROM (TABLE " + events + " EXCEPT TABLE kept.events) AS x") != "0";
  }

  // What opens, and whether somebody has noticed.
  std::pair<std::string, bool> look() {
    const auto store = PostgresStore::open(options_);
    if (!store) return {"", true};
    const bool noticed = past_.noticed(**store);
    return {past_.opened(timeless(*store)), noticed};
  }

 private:
  std::vector<std::string> column(const std::string& sql) const {
    PGresult* result = PQexec(raw_.get(), sql.c_str());
    REQUIRE_MESSAGE(PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(raw_.get()));
    std::vector<std::string> values;
    for (int row = 0; row < PQntuples(result); ++row) values.emplace_back(PQgetvalue(result, row, 0));
    PQclear(result);
    return values;
  }

  static std::vector<std::string> values_of(const std::string& type) {
    if (type == "text") return {"''", "'x'", "'0'", "'1:0000'"};
    if (type == "boolean") return {"true", "false"};
    if (type == "bigint") return {"0", "1", "-1", "9223372036854775807", "-9223372036854775808"};
    if (type == "xid8") return {"'0'", "'9000000000000000000'"};
    return {"'infinity'"};
  }

  void add_changes(const std::string& table, std::vector<Change>& all) const {
    const std::string name = schema_ + "." + table;
    const std::string of = " FROM pg_attribute WHERE attnum > 0 AND attrelid = '" + name + "'::regclass ORDER BY attnum";
    const auto names = column("SELECT attname" + of);
    const auto types = column("SELECT format_type(atttypid, NULL)" + of);
    std::string list;
    for (const std::string& one : names) list += (list.empty() ? "" : ", ") + one;
    for (const std::string& row : column("SELECT ctid FROM kept." + table)) {
      const std::string where = " WHERE t = (SELECT k FROM kept." + table + " AS k WHERE k.ctid = '" + row + "')";
      all.push_back({"DELETE FROM " + name + " AS t" + where});
      for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& one = names[i];
        const bool sealed = table == "events" && (one == "stream" || one == "version" || one == "bytes" || one == "seal");
        const std::string other = "(SELECT o." + one + " FROM kept." + table + " AS o WHERE o.ctid <> '" + row +
                                  "' ORDER BY md5(o.ctid::text || '" + row + "') LIMIT 1)";
        auto values = values_of(types[i]);
        values.push_back(other);
        if (types[i] == "bigint") values.push_back(one + " + 1");
        for (const std::string& value : values) {
          all.push_back({"UPDATE " + name + " AS t SET " + one + " = " + value + where, sealed});
          // The same row once more, which differs in that.
          std::string doubled = list;
          doubled.replace(doubled.find(one), one.size(), value);
          all.push_back({"INSERT INTO " + name + " SELECT " + doubled + " FROM " + name + " AS t" + where});
        }
        const std::string next = "(SELECT min(o.ctid) FROM kept." + table + " AS o WHERE o.ctid > '" + row + "')";
        all.push_back({"UPDATE " + name + " AS t SET " + one + " = o." + one + " FROM kept." + table + " AS m, kept." +
                           table + " AS o WHERE (m.ctid, o.ctid) IN (('" + row + "', " + next + "), (" + next + ", '" + row +
                           "')) AND t = (SELECT k FROM kept." + table + " AS k WHERE k.ctid = m.ctid)",
                       sealed});
      }
    }
  }

  PostgresOptions options_ = PostgresServer::shared().with_tables();
  RawPostgres raw_{options_.conninfo};
  Past past_;
  std::string schema_;
  std::vector<std::string> tables_;
};

constexpr int kAll = 40;

TEST_CASE("KN4: KQ1: one column or row of the tables is another one, gone, doubled or swapped, and no door opens") {
  PastTables past;
  const auto changes = past.changes();
  REQUIRE(changes.size() > 1000);
  const auto step = static_cast<std::size_t>(std::max(1, kAll / rounds_or(1)));
  int made = 0;
  int noticed = 0;
  for (std::size_t i = seed_or(0) % step; i < changes.size(); i += step) {
    past.restore();
    if (!past.make(changes[i])) continue;
    ++made;
    const bool has_to_be_noticed = changes[i].sealed && past.events_differ();
    const auto [opened, was_noticed] = past.look();
    CHECK_MESSAGE(opened.empty(), changes[i].sql, ": ", opened);
    if (has_to_be_noticed) CHECK_MESSAGE(was_noticed, changes[i].sql, ": was not noticed");
    noticed += was_noticed ? 1 : 0;
  }
  MESSAGE(changes.size(), " changes, ", made, " made, ", noticed, " noticed");
  CHECK(made > 30);
}

}  // namespace
}  // namespace doverie::testing
