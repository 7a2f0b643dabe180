// SPDX-License-Identifier: Apache-2.0
// Where are the values of an array of Arrow's C data interface?
package doverie;

import com.sun.jna.Pointer;
import java.util.Map;

/** An array as `struct ArrowSchema` and `struct ArrowArray` tell of it: its values, one right after the other, and how many. */
record ArrowArray(Pointer values, long length) {
  /** Formats whose values are as wide as the column wants them; dates are days, and timestamps microseconds. */
  private static final Map<Integer, String> FORMATS = Map.of(1, "[cC]", Integer.BYTES, "i|tdD", Long.BYTES, "l|tsu:.*");
  private static final int LENGTH = 0;
  private static final int NULL_COUNT = 8;
  private static final int OFFSET = 16;
  private static final int BUFFERS = 40;

  static ArrowArray read(Population.Column column, long schema, long array) {
    String format = new Pointer(schema).getPointer(0).getString(0);
    if (!format.matches(FORMATS.get(column.width))) {
      String needed = ": an array of Arrow's format " + FORMATS.get(column.width);
      throw new IllegalArgumentException(column + needed + " is needed, not " + format);
    }
    Pointer at = new Pointer(array);
    if (at.getLong(NULL_COUNT) != 0) throw new IllegalArgumentException(column + ": an array without nulls is needed");
    Pointer values = at.getPointer(BUFFERS).getPointer(Long.BYTES);
    return new ArrowArray(values.share(at.getLong(OFFSET) * column.width), at.getLong(LENGTH));
  }
}
