// SPDX-License-Identifier: Apache-2.0
// How do Java's values become those that go to C by value?
package doverie.raw;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** Strings, bytes and dates, in memory of the innermost frame: when a call returns, C has copied them. */
public final class Values {
  private Values() {}

  /** null: {NULL, 0}. */
  public static StringValue text(String text) {
    Frame frame = Frame.current();
    StringValue value = new StringValue(new Pointer(frame.take(StringStruct.SIZE)));
    if (text == null) return value;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    value.data = frame.copy(bytes);
    value.size = bytes.length;
    return value;
  }

  public static BytesValue bytes(byte[] bytes) {
    Frame frame = Frame.current();
    BytesValue value = new BytesValue(new Pointer(frame.take(BytesStruct.SIZE)));
    value.data = frame.copy(bytes);
    value.size = bytes.length;
    return value;
  }

  public static DateValue date(LocalDate date) {
    DateValue value = new DateValue(new Pointer(Frame.current().take(DateStruct.SIZE)));
    value.year = date.getYear();
    value.month = date.getMonthValue();
    value.day = date.getDayOfMonth();
    return value;
  }

  public static String text(StringValue value) {
    return Block.text(value.data, value.size);
  }

  public static byte[] bytes(BytesValue value) {
    return value.data == null ? new byte[0] : value.data.getByteArray(0, Math.toIntExact(value.size));
  }

  public static String text(StringStruct at) {
    return Block.text(at.data() == 0 ? null : new Pointer(at.data()), at.size());
  }

  /** An array of strings in the frame; 0 for none. */
  public static long array(Frame frame, List<String> texts) {
    if (texts.isEmpty()) return 0;
    Pointer array = new Pointer(frame.take((long) texts.size() * StringStruct.SIZE));
    for (int i = 0; i < texts.size(); ++i) {
      byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
      array.setPointer((long) i * StringStruct.SIZE, frame.copy(bytes));
      array.setLong((long) i * StringStruct.SIZE + Long.BYTES, bytes.length);
    }
    return Pointer.nativeValue(array);
  }
}
