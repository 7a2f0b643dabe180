// SPDX-License-Identifier: Apache-2.0
// How do columns of accounts come to C?
package doverie;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import doverie.raw.ColumnStruct;
import doverie.raw.Frame;
import doverie.raw.PopulationStruct;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Columns of accounts. Facts come as a byte of flags, or as a column of bytes for each fact (0: no); instants as microseconds since
 * 1970, 0: not known; birth days as days since 1970. Arrays of Java are copied once; direct buffers and Arrow's arrays are not, and
 * have to stay as they are while the population is in use.
 */
public final class Population {
  /** A column that can be given. */
  public enum Column {
    BIRTH_DAYS(Integer.BYTES, PopulationStruct::birthDays),
    FLAGS(1, PopulationStruct::flags),
    EXISTS(1, PopulationStruct::exists),
    CITIZEN(1, PopulationStruct::citizen),
    CONFIRMED(1, PopulationStruct::confirmed),
    PASSPORT_CURRENT(1, PopulationStruct::passportCurrent),
    PHONE_CONFIRMED(1, PopulationStruct::phoneConfirmed),
    PHONE_ALLOWED(1, PopulationStruct::phoneAllowed),
    PHONE_REPLACING(1, PopulationStruct::phoneReplacing),
    PHONE_SINCE(Long.BYTES, PopulationStruct::phoneSince),
    SIM_SINCE(Long.BYTES, PopulationStruct::simSince),
    RECOVERED_AT(Long.BYTES, PopulationStruct::recoveredAt);

    final int width;
    private final Function<PopulationStruct, ColumnStruct> at;

    Column(int width, Function<PopulationStruct, ColumnStruct> at) {
      this.width = width;
      this.at = at;
    }
  }

  private final long count;
  private final Map<Column, Pointer> columns = new EnumMap<>(Column.class);
  private final List<Buffer> buffers = new ArrayList<>(); // whose memory the columns are

  private Population(long count) {
    this.count = count;
  }

  public static Population of(long count) {
    return new Population(count);
  }

  public long count() {
    return count;
  }

  /** Good for as long as the frame is open and the population is reachable. */
  long struct(Frame frame) {
    PopulationStruct struct = new PopulationStruct(frame).count(count);
    if (count > 0) columns.forEach((column, values) -> column.at.apply(struct).data(Pointer.nativeValue(values)));
    return struct.address();
  }

  public Population with(Column column, byte[] values) {
    Memory copy = memory(column, values.length, 1);
    if (values.length > 0) copy.write(0, values, 0, values.length);
    return at(column, copy);
  }

  public Population with(Column column, int[] values) {
    check(column, values.length, Integer.BYTES);
    return at(column, copy(values));
  }

  public Population with(Column column, long[] values) {
    Memory copy = memory(column, values.length, Long.BYTES);
    if (values.length > 0) copy.write(0, values, 0, values.length);
    return at(column, copy);
  }

  /** A direct buffer from its beginning on, in the machine's order of bytes, without a copy. */
  public Population with(Column column, Buffer direct) {
    if (!direct.isDirect()) throw new IllegalArgumentException(column + ": a direct buffer is needed");
    int width = direct instanceof java.nio.IntBuffer ? Integer.BYTES : direct instanceof java.nio.LongBuffer ? Long.BYTES : 1;
    check(column, direct.capacity() / (width == 1 ? column.width : 1), width == 1 ? column.width : width);
    buffers.add(direct);
    return at(column, com.sun.jna.Native.getDirectBufferPointer(direct));
  }

  /** An array of Arrow's C data interface, without a copy: the addresses of its ArrowSchema and its ArrowArray. */
  public Population withArrow(Column column, long schema, long array) {
    ArrowArray read = ArrowArray.read(column, schema, array);
    check(column, read.length(), column.width);
    return at(column, read.values());
  }

  private Population at(Column column, Pointer values) {
    columns.put(column, values);
    return this;
  }

  private Memory memory(Column column, int length, int width) {
    check(column, length, width);
    return new Memory(Math.max(1, (long) length * width));
  }

  private void check(Column column, long length, int width) {
    if (width != column.width) {
      throw new IllegalArgumentException(column + ": values of " + column.width + " bytes are needed, not " + width);
    }
    if (length != count()) throw new IllegalArgumentException(column + ": " + count() + " values are needed, not " + length);
  }

  private static Memory copy(int[] values) {
    Memory copy = new Memory(Math.max(1, (long) values.length * Integer.BYTES));
    if (values.length > 0) copy.write(0, values, 0, values.length);
    return copy;
  }
}
