// SPDX-License-Identifier: Apache-2.0
// How is a struct of C read and written from Java? At offsets that the description tells.
package doverie.raw;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** A struct of C: memory of a frame, which keeps what was written into it, or a view of the library's. */
public abstract class Block {
  private static final int WORD = 8;

  protected final Pointer at;
  protected final Frame frame; // null: a view, to be read only

  protected Block(Frame frame, int size, boolean grows) {
    this.frame = frame;
    at = new Pointer(frame.take(size));
    if (grows) at.setLong(0, size);
  }

  protected Block(Frame frame, Pointer at) {
    this.frame = frame;
    this.at = at;
  }

  public final long address() {
    return Pointer.nativeValue(at);
  }

  /** The text at an address, which may be 0. */
  public static String text(Pointer data, long size) {
    return data == null ? "" : new String(data.getByteArray(0, Math.toIntExact(size)), StandardCharsets.UTF_8);
  }

  protected final String text(long offset) {
    return text(at.getPointer(offset), at.getLong(offset + WORD));
  }

  /** null: {NULL, 0}; otherwise the text, also when it is empty. */
  protected final void text(long offset, String value) {
    bytes(offset, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  protected final byte[] bytes(long offset) {
    Pointer data = at.getPointer(offset);
    return data == null ? new byte[0] : data.getByteArray(0, Math.toIntExact(at.getLong(offset + WORD)));
  }

  protected final void bytes(long offset, byte[] value) {
    at.setPointer(offset, value == null ? null : frame.copy(value));
    at.setLong(offset + WORD, value == null ? 0 : value.length);
  }

  protected final LocalDate date(long offset) {
    return LocalDate.of(at.getInt(offset), at.getInt(offset + 4), at.getInt(offset + 8));
  }

  protected final void date(long offset, LocalDate value) {
    at.setInt(offset, value.getYear());
    at.setInt(offset + 4, value.getMonthValue());
    at.setInt(offset + 8, value.getDayOfMonth());
  }

  /** The function has to be kept by whoever gives it. */
  protected final void function(long offset, Callback value) {
    at.setPointer(offset, CallbackReference.getFunctionPointer(value));
  }
}
