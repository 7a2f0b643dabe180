// SPDX-License-Identifier: Apache-2.0
// Where are the records of a realm? In a file of this node's, or in PostgreSQL, where several nodes have the same ones.
package doverie.keycloak;

import doverie.Store;
import java.nio.file.Files;
import java.nio.file.Path;

/** A place that has a store for each realm, made once, and told from every other by its identity. */
interface Records {
  /** A store, and what tells it from every other. */
  record Found(Store store, String identity) {}

  /** The store of the realm that was made before. */
  Found open(String realm);

  /** Makes the store unless it is there; its identity. */
  String prepare(String realm);

  /** One file for each realm. It belongs to one node. */
  static Records files(Path directory) {
    return new Records() {
      private Path file(String realm) {
        return directory.resolve(realm + ".db");
      }

      @Override
      public Found open(String realm) {
        Store store = Store.openSqlite(file(realm));
        return new Found(store, store.identity());
      }

      @Override
      public String prepare(String realm) {
        try (Store store = Files.exists(file(realm)) ? Store.openSqlite(file(realm)) : Store.createSqlite(file(realm))) {
          return store.identity();
        }
      }
    };
  }

  /** One schema for each realm. Any number of nodes use it. */
  static Records postgres(String conninfo) {
    return new Records() {
      private String schema(String realm) {
        return "doverie_" + realm.replace("-", "");
      }

      @Override
      public Found open(String realm) {
        Store store = Store.openPostgres(conninfo, schema(realm), true); // the role that makes the tables owns them
        return new Found(store, Store.postgresIdentity(conninfo, schema(realm)));
      }

      @Override
      public String prepare(String realm) {
        Store.createPostgresTables(conninfo, schema(realm));
        return Store.postgresIdentity(conninfo, schema(realm));
      }
    };
  }
}
