// SPDX-License-Identifier: Apache-2.0
// Where are the events kept?
package doverie;

import static doverie.raw.Values.text;

import com.sun.jna.Pointer;
import doverie.raw.Frame;
import doverie.raw.PostgresOptionsStruct;
import doverie.raw.Raw;
import doverie.raw.RawPostgres;
import doverie.raw.SqliteOptionsStruct;
import doverie.raw.StringStruct;
import doverie.raw.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An event store: one of those that ship, or the host's own. Any number of services may use it. */
public final class Store extends Handle {
  private static final int IDENTITY_SIZE = 33;

  private Store(long pointer) {
    super(pointer, Raw::doverie_store_free);
  }

  /** A store that C has made. */
  static Store made(long pointer) {
    return new Store(pointer);
  }

  /** Of the host's own. */
  public static Store of(EventStore host) {
    return new Store(HostStore.make(host));
  }

  /** Everything is gone when its last user is. */
  public static Store memory() {
    return new Store(Calls.made(Raw::doverie_memory_store_new));
  }

  /** A new store in a new file: once, as an empty store says of everybody that nobody protects him. */
  public static Store createSqlite(Path path) {
    return createSqlite(path, null);
  }

  /** The same with a clock of its own, which is compared with the service's. */
  public static Store createSqlite(Path path, Clock clock) {
    return sqlite(path, clock, Raw::doverie_sqlite_store_create);
  }

  /** Opens the store in the file, and never makes one. It belongs to this process until the store's last user is gone. */
  public static Store openSqlite(Path path) {
    return openSqlite(path, null);
  }

  public static Store openSqlite(Path path, Clock clock) {
    return sqlite(path, clock, Raw::doverie_sqlite_store_open);
  }

  private interface Opening {
    int at(doverie.raw.StringValue path, long options, long out, long error);
  }

  private static Store sqlite(Path path, Clock clock, Opening opening) {
    long held = clock == null ? 0 : clock.hold();
    try (Frame frame = Frame.open()) {
      SqliteOptionsStruct options = new SqliteOptionsStruct(frame).clock(held);
      return new Store(Calls.made((out, error) -> opening.at(text(path.toString()), options.address(), out, error)));
    } finally {
      if (clock != null) clock.release();
    }
  }

  /**
   * A store in PostgreSQL 13 or later, for hosts with several processes or machines; needs libpq on the machine.
   *
   * @param conninfo as libpq takes it; never appears in a message
   * @param schema that the tables are in; empty: doverie
   */
  public static Store openPostgres(String conninfo, String schema) {
    return openPostgres(conninfo, schema, false);
  }

  /** The same; anyRole: also by a role that may do more with the tables than it needs, as their owner may. */
  public static Store openPostgres(String conninfo, String schema, boolean anyRole) {
    return new Store(Calls.made((out, error) -> RawPostgres.doverie_postgres_store_open(postgres(conninfo, schema)
        .anyRole(Flags.number(anyRole)).address(), out, error)));
  }

  /** Makes the schema with its tables, or migrates it: for an operator, with no process on them meanwhile. */
  public static void createPostgresTables(String conninfo, String schema) {
    Calls.done((out, error) -> RawPostgres.doverie_postgres_create_tables(postgres(conninfo, schema).address(), error));
  }

  /** What tells the store in PostgreSQL from every other, made with its tables: 32 hex digits. Copies of the database have it, too. */
  public static String postgresIdentity(String conninfo, String schema) {
    try (Frame frame = Frame.open()) {
      long room = frame.take(IDENTITY_SIZE);
      Calls.done((out, error) -> RawPostgres.doverie_postgres_identity(postgres(conninfo, schema).anyRole(1).address(), room,
          IDENTITY_SIZE, error));
      return new Pointer(room).getString(0, StandardCharsets.US_ASCII.name());
    }
  }

  private static PostgresOptionsStruct postgres(String conninfo, String schema) {
    return new PostgresOptionsStruct(Frame.current()).conninfo(conninfo).schema(schema);
  }

  /** Whether the store answers: it reads nothing of anybody. */
  public void ping() {
    with((pointer, error) -> Raw.doverie_store_ping(pointer, error));
  }

  /** Whether every event is as it was written. */
  public void check() {
    with((pointer, error) -> Raw.doverie_store_check(pointer, error));
  }

  /** Writes a backup of a SQLite store while commands go on. Keys are not in it. */
  public void backup(Path path) {
    with((pointer, error) -> Raw.doverie_sqlite_store_backup(pointer, text(path.toString()), error));
  }

  /** Up to `limit` events behind the cursor (empty: from the beginning), in commit order, to be kept or verified elsewhere. */
  public ExportPage export(String after, int limit) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      return ExportPage.read(frame, Calls.made((out, error) -> Raw.doverie_store_export(pointer, text(after), limit, out, error)));
    } finally {
      release();
    }
  }

  /** What tells a SQLite store from every other: 32 hex digits. */
  public String identity() {
    try (Frame frame = Frame.open()) {
      StringStruct identity = new StringStruct(frame);
      with((pointer, error) -> Raw.doverie_sqlite_store_identity(pointer, identity.address(), error));
      return Values.text(identity);
    }
  }

  private interface Use {
    int at(long store, long error);
  }

  private void with(Use use) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> use.at(pointer, error));
    } finally {
      release();
    }
  }
}
