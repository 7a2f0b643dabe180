// SPDX-License-Identifier: Apache-2.0
// Where do the functions come from? Out of the jar, or out of the directory that a host names.
package doverie.raw;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Loads the shared libraries. */
public final class Libraries {
  /** A system property: the directory of the libraries, instead of those inside of the jar. */
  public static final String DIRECTORY = "doverie.library.path";

  private Libraries() {}

  static void register(Class<?> raw, String library) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) throw new UnsatisfiedLinkError("doverie: needs a little-endian processor");
    if (raw != Raw.class) Raw.doverie_version_number(); // the others stand on it
    String directory = System.getProperty(DIRECTORY);
    if (directory != null) load(raw, Path.of(directory, "lib" + library + ".so"));
    else unpacked(raw, library);
  }

  private static void load(Class<?> raw, Path file) {
    try {
      Native.register(raw, NativeLibrary.getInstance(file.toString()));
    } catch (UnsatisfiedLinkError error) {
      throw new UnsatisfiedLinkError("doverie: " + file + " cannot be loaded; what it needs is in docs/dependencies.md: "
          + error.getMessage());
    }
  }

  /** A file has to be there while it is loaded, and no longer. */
  private static void unpacked(Class<?> raw, String library) {
    String resource = "/" + Platform.RESOURCE_PREFIX + "/lib" + library + ".so";
    try (InputStream packed = Libraries.class.getResourceAsStream(resource)) {
      if (packed == null) throw missing(library, resource);
      Path file = Files.createTempFile("lib" + library, ".so");
      try {
        Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING); // with debug information it is larger than many a heap
        load(raw, file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException error) {
      throw new UnsatisfiedLinkError("doverie: " + resource + " could not be unpacked: " + error);
    }
  }

  private static UnsatisfiedLinkError missing(String library, String resource) {
    return new UnsatisfiedLinkError("doverie: there is no lib" + library + " for " + Platform.RESOURCE_PREFIX + " in this jar ("
        + resource + "); build it for this platform and name its directory by -D" + DIRECTORY + "=DIR");
  }
}
