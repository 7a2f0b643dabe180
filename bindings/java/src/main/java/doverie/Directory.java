// SPDX-License-Identifier: Apache-2.0
// Which account directories come with the library?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.Frame;
import doverie.raw.Raw;
import java.nio.file.Path;

/** An account directory: one of those that ship, or the host's own. */
public class Directory extends Handle {
  Directory(long pointer) {
    super(pointer, Raw::doverie_directory_free);
  }

  /** Of the host's own. */
  public static Directory of(AccountDirectory host) {
    return new HostDirectory(host);
  }

  /** In memory, empty. */
  public static Directory memory() {
    return new Directory(Calls.made(Raw::doverie_memory_directory_new));
  }

  /** A table in a new file of its own, for examples and small hosts. */
  public static Directory createSqlite(Path path) {
    return new Directory(Calls.made((out, error) -> Raw.doverie_sqlite_directory_create(text(path.toString()), out, error)));
  }

  /** The same in a file that is there. */
  public static Directory openSqlite(Path path) {
    return new Directory(Calls.made((out, error) -> Raw.doverie_sqlite_directory_open(text(path.toString()), out, error)));
  }

  /** Adds or replaces an account; not in a directory of the host's. */
  public void put(String id, Account account) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      var facts = account.facts(frame, "");
      Calls.done((out, error) -> Raw.doverie_directory_put(pointer, text(id), facts.address(), error));
    } finally {
      release();
    }
  }

  /** Removes an account if it is there. */
  public void remove(String id) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> Raw.doverie_directory_remove(pointer, text(id), error));
    } finally {
      release();
    }
  }
}
