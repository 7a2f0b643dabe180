// SPDX-License-Identifier: Apache-2.0
//
// What can a role of his own in the same database do for somebody who means harm?
#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "support/batches.h"
#include "support/postgres_server.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

using namespace std::chrono_literals;  // NOLINT: durations

// --- traps

// Everything that the store and its operators say to the server, said once.
void say_everything(const PostgresOptions& owner, const PostgresOptions& application) {
  REQUIRE_OK(PostgresStore::create_tables(owner));
  REQUIRE_OK(PostgresStore::grant(owner, "application", PostgresRole::application));
  {
    const auto store = PostgresStore::open(application);
    REQUIRE_OK(store);
    REQUIRE_OK((*store)->append(BatchBuilder("1").append("a", 0, {"one", "two"}).tag("t", "a").put(message("m"))));
    REQUIRE_OK((*store)->append(BatchBuilder("1").append("a", 0, {"one"})));  // already
    REQUIRE_OK((*store)->append(BatchBuilder("2").append("a", 0, {"one"})));  // a conflict
    REQUIRE_OK((*store)->append(BatchBuilder("3").append("a", 2, {"x"}).append("b", 0, {"y"}).put(message("n"))));
    REQUIRE_OK((*store)->append(BatchBuilder("4").loaded("b", 1).erase("b")));
    REQUIRE_OK((*store)->read({.streams = {"a", "b", "c"}, .tags = {"t"}, .command_id = "1"}));
    const auto leased = (*store)->lease_messages("", kStart, kMinute, 10);
    REQUIRE_OK(leased);
    CHECK(leased->size() == 2);
    REQUIRE_OK((*store)->settle_messages(
        {{"m", leased->at(0).lease, SettleAs::later, kStart}, {"n", leased->at(1).lease, SettleAs::sent, {}}}));
    const auto feed = (*store)->feed({}, 10);
    REQUIRE_OK(feed);
    REQUIRE_OK((*store)->feed(feed->front().cursor, 10));
  }
  const RawPostgres host(application.conninfo);
  PostgresBorrowedStore borrowed(host.get(), application.schema);
  REQUIRE_OK(borrowed.read({.streams = {"a"}}));
  host.run("BEGIN");
  REQUIRE_OK(borrowed.append(BatchBuilder("5").append("a", 3, {"z"}).tag("u", "a")));
  host.run("COMMIT");
  REQUIRE_OK(borrowed.feed({}, 10));
  REQUIRE_OK(PostgresStore::raise_epoch(owner));
  REQUIRE_OK(PostgresStore::accept_server(owner));
}

// The words and operators in everything that was said to the server, and in the bodies of the functions.
struct Said {
  std::set<std::string> words;
  std::set<std::string> operators;

  void take(const std::string& text) {
    constexpr const char* kOperator = "+-*/<>=~!@#%^&|?";
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      if (std::isalpha(static_cast<unsigned char>(text[at]))) {
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
        words.insert(text.substr(at, end - at));
      } else {
        end = std::min(text.find_first_not_of(kOperator, at), text.size());
        if (end > at) operators.insert(text.substr(at, end - at));
      }
      at = std::max(end, at + 1);
    }
  }
};

Said said_to(const PostgresServer& server) {
  Said said;
  std::ifstream log(server.directory() + "/log");
  std::ostringstream text;
  text << log.rdbuf();
  said.take(text.str());
  said.take(RawPostgres(server.conninfo())
                .value("SELECT string_agg(prosrc, ' ') FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace"
                       " WHERE n.nspname = 'first'"));
  return said;
}

std::string list_of(const std::set<std::string>& all) {
  std::string list;
  for (const std::string& one : all) list.append(list.empty() ? "" : ",").append("'" + one + "'");
  return "ARRAY[" + list + "]";
}

// A schema of a stranger's that has something of the same name and of the same or a better fit for every function, operator
// and type that is said; each tells when it is run.
class Traps {
 public:
  Traps(const PostgresServer& server, const Said& said) : owner_(server.conninfo()), own_(server.conninfo("stranger")) {
    own_.run("CREATE SEQUENCE trap.caught");
    own_.run(
        "CREATE FUNCTION trap.spring() RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS"
        " 'BEGIN PERFORM nextval(''trap.caught''); RETURN true; END'");
    own_.run("GRANT USAGE ON SCHEMA trap TO PUBLIC; GRANT USAGE ON SEQUENCE trap.caught TO PUBLIC");
    lay("SELECT format('CREATE FUNCTION trap.%I(%s) RETURNS %s%s LANGUAGE plpgsql AS "
        "''BEGIN PERFORM trap.spring(); RETURN%s; END''', p.proname, pg_get_function_identity_arguments(p.oid),"
        " CASE WHEN p.proretset THEN 'SETOF ' ELSE '' END, format_type(p.prorettype, NULL),"
        " CASE WHEN p.proretset THEN '' ELSE ' NULL' END)"
        " FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind IN ('f', 'a')"
        " AND p.proname = ANY (" +
        list_of(said.words) + ")");
    lay("WITH types AS (SELECT unnest('{text,int8,int4,bool,xid8,name,oid,timestamptz,pg_snapshot,regrole,numeric,"
        "float8,interval,_text,_int8,_bool,char}'::text[]) AS t),"
        " signs AS (SELECT DISTINCT oprname FROM pg_operator WHERE oprname = ANY (" +
        list_of(said.operators) +
        "))"
        " SELECT format('CREATE FUNCTION trap.%I(pg_catalog.%I, pg_catalog.%I) RETURNS pg_catalog.%I LANGUAGE plpgsql AS "
        "''BEGIN PERFORM trap.spring(); RETURN NULL; END''; CREATE OPERATOR trap.%s (FUNCTION = trap.%I, LEFTARG = "
        "pg_catalog.%I,"
        " RIGHTARG = pg_catalog.%I)', n, l.t, r.t, CASE WHEN oprname ~ '^[<>=!~]' THEN 'bool' WHEN oprname = '||' THEN "
        "'text'"
        " ELSE l.t END, oprname, n, l.t, r.t)"
        " FROM signs, types AS l, types AS r, LATERAL (SELECT concat_ws('_', 'sign', md5(oprname), l.t, r.t) AS n) AS "
        "names");
    lay("SELECT format('CREATE DOMAIN trap.%I AS pg_catalog.%I CHECK (trap.spring())', t, t)"
        " FROM unnest('{text,int8,int4,bool,xid8,name,oid,timestamptz,interval,numeric}'::text[]) AS t");
    lay("SELECT format('CREATE VIEW trap.%I AS SELECT trap.spring()', t) FROM unnest('{pg_namespace,pg_class,pg_proc,"
        "pg_attribute,pg_index,pg_trigger,pg_rewrite,pg_policy,meta,streams,events,tags,commands,messages,voided}'::text[]) "
        "AS t");
    own_.run("GRANT SELECT ON ALL TABLES IN SCHEMA trap TO PUBLIC");
  }

  int laid() const { return laid_; }
  bool sprung() const { return owner_.value("SELECT is_called FROM trap.caught") == "t"; }
  void reset() const { owner_.run("ALTER SEQUENCE trap.caught RESTART"); }

 private:
  // Those that the server takes: nobody can make a function of some pseudo-types.
  void lay(const std::string& statements) {
    PGresult* result = PQexec(owner_.get(), statements.c_str());
    REQUIRE_MESSAGE(PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(owner_.get()));
    for (int row = 0; row < PQntuples(result); ++row) laid_ += own_.try_run(PQgetvalue(result, row, 0)) ? 1 : 0;
    PQclear(result);
  }

  RawPostgres owner_;
  RawPostgres own_;
  int laid_ = 0;
};

TEST_CASE("KQ1: nothing that is said to the server runs what a stranger has defined") {
  const PostgresServer server("log_statement = all");
  const RawPostgres raw(server.conninfo());
  raw.run("CREATE ROLE stranger LOGIN; CREATE ROLE application LOGIN; CREATE SCHEMA trap AUTHORIZATION stranger");
  PostgresOptions owner = server.options("first");
  PostgresOptions application{.conninfo = server.conninfo("application"), .schema = "first"};
  say_everything(owner, application);
  const Traps traps(server, said_to(server));
  MESSAGE(traps.laid(), " traps");
  CHECK(traps.laid() > 1000);

  raw.run("ALTER ROLE application SET search_path = trap, pg_catalog");
  for (const char* sql : {"SELECT 'a'::pg_catalog.text || 1::pg_catalog.int8", "SELECT current_setting('fsync')",
                          "SELECT 1::int8", "SELECT * FROM pg_class", "SELECT 1::pg_catalog.numeric * 2::pg_catalog.int4"}) {
    CAPTURE(std::string(sql));
    RawPostgres(application.conninfo).try_run(sql);
    CHECK(traps.sprung());
    traps.reset();
  }

  owner.schema = application.schema = "second";
  owner.conninfo += " options='-c search_path=trap,pg_catalog'";
  say_everything(owner, application);
  CHECK_FALSE(traps.sprung());
}

// --- a schema in other hands

std::string quoted(const PostgresOptions& options) {
  return RawPostgres(options.conninfo)
      .value("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname = '" + options.schema + "'");
}

std::string with_schema(std::string sql, const std::string& schema) {
  for (std::size_t at = 0; (at = sql.find("{s}", at)) != std::string::npos;) sql.replace(at, 3, schema);
  return sql;
}

PostgresServer& server() {
  return PostgresServer::shared();
}

void make_stranger() {
  const RawPostgres raw(server().conninfo());
  if (raw.value("SELECT 1 FROM pg_roles WHERE rolname = 'stranger'").empty()) raw.run("CREATE ROLE stranger LOGIN");
}

bool says(const Fault& fault, const std::string& words) {
  return fault.message.find(words) != std::string::npos;
}

TEST_CASE("KQ1: a schema that a stranger owns, owns a part of, or may put something into is refused") {
  make_stranger();
  for (const char* sql : {"ALTER SCHEMA {s} OWNER TO stranger", "ALTER TABLE {s}.events OWNER TO stranger",
                          "ALTER FUNCTION {s}.lease(text, bigint, bigint, bigint) OWNER TO stranger",
                          "GRANT CREATE ON SCHEMA {s} TO stranger", "GRANT CREATE ON SCHEMA {s} TO PUBLIC",
                          "GRANT TRIGGER ON {s}.events TO stranger", "GRANT SELECT ON {s}.events TO PUBLIC"}) {
    CAPTURE(std::string(sql));
    const PostgresOptions options = server().with_tables();
    const RawPostgres raw(options.conninfo);
    raw.run(with_schema(sql, quoted(options)));
    const auto refused = PostgresStore::open(options);
    CHECK_FAULT(refused, store_unavailable);
    CHECK(says(refused.fault(), std::string(sql).find("PUBLIC") == std::string::npos ? "stranger" : "PUBLIC"));
    CHECK_FAULT(PostgresStore::raise_epoch(options), store_unavailable);
    CHECK_FAULT(PostgresBorrowedStore(raw.get(), options.schema).read({}), store_unavailable);
  }
}

TEST_CASE("KQ1: no tables are made in a schema of somebody else's") {
  make_stranger();
  RawPostgres(server().conninfo()).run("CREATE SCHEMA laid AUTHORIZATION stranger");
  const Status refused = PostgresStore::create_tables(server().options("laid"));
  CHECK_FAULT(refused, store_read_only);
  CHECK(says(refused.fault(), "belongs to another role"));
}

// --- what is there

TEST_CASE("KQ8: what is missing, changed or foreign in the schema is told when a store is opened") {
  struct Row {
    const char* sql;
    FaultCode code;
    const char* words;
  };
  const std::vector<Row> rows{
      {"DROP INDEX {s}.tags_by_stream", FaultCode::store_corrupt, "index tags_by_stream is missing"},
      {"DROP TABLE {s}.voided", FaultCode::store_corrupt, "table voided is missing"},
      {"DROP FUNCTION {s}.resolve(text, text[], text, boolean)", FaultCode::store_corrupt, "function resolve is missing"},
      {"ALTER TABLE {s}.streams ENABLE ROW LEVEL SECURITY", FaultCode::store_corrupt, "table streams is with row security"},
      {"ALTER TABLE {s}.commands SET UNLOGGED", FaultCode::store_corrupt, "table commands is not logged"},
      {"ALTER TABLE {s}.events ADD COLUMN more text", FaultCode::store_corrupt, "table events is not as"},
      {"ALTER TABLE {s}.tags ALTER set_at TYPE int", FaultCode::store_corrupt, "table tags is not as"},
      {"ALTER TABLE {s}.messages DROP CONSTRAINT messages_pkey", FaultCode::store_corrupt, "index messages_pkey is missing"},
      {"CREATE INDEX foreign_one ON {s}.events (length(bytes))", FaultCode::store_corrupt, "index foreign_one is not the"},
      {"CREATE POLICY p ON {s}.events USING (false)", FaultCode::store_corrupt, "policy p on events is not the library's"},
      {"CREATE RULE r AS ON DELETE TO {s}.tags DO INSTEAD NOTHING", FaultCode::store_corrupt, "rule r on tags is not"},
      {"CREATE VIEW {s}.v AS SELECT 1", FaultCode::store_corrupt, "table v is not the library's"},
      {"CREATE FUNCTION {s}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", FaultCode::store_corrupt, "function f is not the"},
      {"CREATE FUNCTION {s}.read(int) RETURNS int LANGUAGE sql AS 'SELECT 1'", FaultCode::store_corrupt,
       "function read is not"},
      {"CREATE OR REPLACE FUNCTION {s}.make_durable(standby boolean) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'",
       FaultCode::store_corrupt, "function make_durable is not as"},
      {"ALTER FUNCTION {s}.read(text[], boolean[], text[], bigint[], text[]) RESET search_path", FaultCode::store_corrupt,
       "function read is without its search_path"},
      {"ALTER FUNCTION {s}.read(text[], boolean[], text[], bigint[], text[]) SECURITY DEFINER", FaultCode::store_corrupt,
       "function read is as its owner"},
      {"CREATE TRIGGER t BEFORE UPDATE ON {s}.meta EXECUTE FUNCTION suppress_redundant_updates_trigger()",
       FaultCode::store_corrupt, "trigger t on meta is not the library's"},
      {"DROP TABLE {s}.meta", FaultCode::store_wrong_format, "create_tables"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.sql));
    const PostgresOptions options = server().with_tables();
    const RawPostgres raw(options.conninfo);
    raw.run(with_schema(row.sql, quoted(options)));
    const auto refused = PostgresStore::open(options);
    REQUIRE(refused.faulted());
    CHECK(refused.fault().code == row.code);
    CHECK_MESSAGE(says(refused.fault(), row.words), refused.fault().message);
    CHECK(PostgresBorrowedStore(raw.get(), options.schema).read({}).faulted());
  }
}

// --- roles

// A role that was made ready for `as` in new tables, and the options to connect as it.
PostgresOptions ready(PostgresRole as, const std::string& name) {
  PostgresOptions options = server().with_tables();
  RawPostgres(options.conninfo).run("CREATE ROLE \"" + name + "\" LOGIN");
  REQUIRE_OK(PostgresStore::grant(options, name, as));
  options.conninfo = server().conninfo(name);
  options.any_role = false;
  return options;
}

TEST_CASE("KQ8: an application role lacks nothing, and what is taken away is named at opening") {
  const PostgresOptions options = ready(PostgresRole::application, "app");
  PostgresOptions owner = options;
  owner.conninfo = server().conninfo();
  const std::string schema = quoted(owner);
  {
    const auto store = PostgresStore::open(options);
    REQUIRE_OK(store);
    CHECK_OK((*store)->append(BatchBuilder("c").append("a", 0, {"one"}).tag("t", "a").put(message("m"))));
    CHECK(lease_ids(**store, kStart) == std::vector<std::string>{"m"});
    CHECK(feed_of(**store) == std::vector<std::string>{"a@1"});
  }
  for (const auto& [taken, named] : std::vector<std::pair<std::string, std::string>>{
           {"EXECUTE ON FUNCTION {s}.resolve(text, text[], text, boolean)", "EXECUTE on resolve"},
           {"DELETE ON {s}.events", "DELETE on events"},
           {"SELECT ON {s}.meta", "SELECT on meta"},
           {"USAGE ON SCHEMA {s}", "USAGE on the schema"}}) {
    CAPTURE(taken);
    RawPostgres(owner.conninfo).run(with_schema("REVOKE " + taken + " FROM app", schema));
    const auto refused = PostgresStore::open(options);
    CHECK_FAULT(refused, store_read_only);
    CHECK_MESSAGE(says(refused.fault(), named), refused.fault().message);
    REQUIRE_OK(PostgresStore::grant(owner, "app", PostgresRole::application));
  }
  CHECK_OK(PostgresStore::open(options));
}

TEST_CASE("KQ1: what an application role has beside is named at opening, unless the host says any_role") {
  PostgresOptions options = ready(PostgresRole::application, "mighty");
  PostgresOptions owner = options;
  owner.conninfo = server().conninfo();
  for (const auto& [given, named] :
       std::vector<std::pair<std::string, std::string>>{{"GRANT UPDATE ON {s}.events TO mighty", "UPDATE on events"},
                                                        {"GRANT INSERT ON {s}.meta TO mighty", "INSERT on meta"},
                                                        {"GRANT TRUNCATE ON {s}.tags TO mighty", "TRUNCATE on tags"}}) {
    CAPTURE(given);
    RawPostgres(owner.conninfo).run(with_schema(given, quoted(owner)));
    options.any_role = false;
    const auto refused = PostgresStore::open(options);
    CHECK_FAULT(refused, invalid_argument);
    CHECK_MESSAGE(says(refused.fault(), named), refused.fault().message);
    options.any_role = true;
    CHECK_OK(PostgresStore::open(options));
    REQUIRE_OK(PostgresStore::grant(owner, "mighty", PostgresRole::application));
  }
  CHECK_FAULT(PostgresStore::open(owner), invalid_argument);  // a superuser
  CHECK_FAULT(PostgresStore::grant(owner, "nobody there", PostgresRole::application), invalid_argument);
}

TEST_CASE("KQ1: a reader reads and does no more; an operator raises the epoch and writes nothing else") {
  PostgresOptions reading = ready(PostgresRole::reader, "auditor");
  CHECK_FAULT(PostgresStore::open(reading), store_read_only);
  reading.role = PostgresRole::reader;
  const auto store = PostgresStore::open(reading);
  REQUIRE_OK(store);
  CHECK_OK((*store)->read({.streams = {"a"}, .command_id = "1"}));
  CHECK_OK((*store)->feed({}, 10));
  CHECK_FAULT((*store)->append(BatchBuilder("1").append("a", 0, {"one"})), store_read_only);
  CHECK_FAULT((*store)->lease_messages("", kStart, kMinute, 1), store_read_only);
  CHECK_FAULT((*store)->settle_messages({{"m", "l", SettleAs::sent, {}}}), store_read_only);
  CHECK(PostgresStore::raise_epoch(reading).faulted());
  PostgresOptions operating = ready(PostgresRole::operator_, "caretaker");
  CHECK(PostgresStore::raise_epoch(operating).value() == 2);
  CHECK_FAULT(PostgresStore::open(operating), store_read_only);
  CHECK_FAULT(PostgresStore::create_tables(operating), store_read_only);
}

}  // namespace
}  // namespace doverie::testing
