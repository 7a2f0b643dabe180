// SPDX-License-Identifier: Apache-2.0
// Where is what C reads and writes during a call? In memory that the next call uses again.
package doverie.raw;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory of the C heap for the length of a call: zeros when it is taken, and wiped and given back when the frame is closed. The frames
 * of a thread lie in each other, as its calls do; only the innermost one gives memory. Nothing waits for the garbage collector, which
 * knows nothing of this heap and may come too late for a host that asks much.
 */
public final class Frame implements AutoCloseable {
  private static final int DEEPEST = 200; // callbacks that call the library, whose callbacks call the library, …
  private static final ThreadLocal<Slot> MINE = ThreadLocal.withInitial(Slot::new);

  private final Slot slot;
  private final Frame outer;
  private final Stack stack;
  private final int from;
  private final int depth;
  private List<Larger> larger; // null: none
  private Throwable thrown;

  private Frame(Slot slot, Frame outer) {
    this.slot = slot;
    this.stack = slot.stack;
    this.outer = outer;
    from = stack.top;
    depth = outer == null ? 1 : outer.depth + 1;
    if (depth > DEEPEST) throw new StackOverflowError("doverie: callbacks call the library, whose callbacks call it, and so on");
    stack.innermost = this;
  }

  /** A frame inside of the one that the thread is in. */
  public static Frame open() {
    Slot slot = MINE.get();
    if (slot.stack != null) return new Frame(slot, slot.stack.innermost);
    slot.stack = Stack.take();
    return new Frame(slot, null);
  }

  /** The innermost one of the thread. */
  public static Frame current() {
    Frame innermost = innermost();
    if (innermost == null) throw new IllegalStateException("doverie: no frame is open");
    return innermost;
  }

  /** The same; null: none is open. */
  public static Frame innermost() {
    Stack stack = MINE.get().stack;
    return stack == null ? null : stack.innermost;
  }

  /** What a callback threw while C ran for this frame. */
  public Throwable thrown() {
    return thrown;
  }

  /** Keeps what a callback threw; the first one counts. */
  public void thrown(Throwable what) {
    if (thrown == null) thrown = what;
  }

  /** The address of so many bytes. */
  public long take(long size) {
    if (stack.innermost != this) throw new IllegalStateException("doverie: only the innermost frame gives memory");
    long rounded = (size + Stack.ALIGNED - 1) & -Stack.ALIGNED;
    if (rounded > Stack.SIZE - stack.top) return takeLarger(rounded);
    long address = stack.address + stack.top;
    stack.top += (int) rounded;
    return address;
  }

  private long takeLarger(long size) {
    if (larger == null) larger = new ArrayList<>();
    larger.add(new Larger(size));
    return larger.get(larger.size() - 1).address;
  }

  /** A copy of the bytes, with a byte behind it, as nothing has no address. */
  public Pointer copy(byte[] bytes) {
    Pointer copy = new Pointer(take(bytes.length + 1L));
    copy.write(0, bytes, 0, bytes.length);
    return copy;
  }

  /** The word at an address that was taken: mostly without a foreign call. */
  public long word(long address) {
    long offset = address - stack.address;
    return offset >= 0 && offset < Stack.SIZE ? stack.words.getLong((int) offset) : new Pointer(address).getLong(0);
  }

  private static long malloc(long size) {
    long address = Native.malloc(size);
    if (address == 0) throw new OutOfMemoryError("doverie: " + size + " bytes of the C heap");
    new Pointer(address).clear(size);
    return address;
  }

  @Override
  public void close() {
    if (larger != null) larger.forEach(Larger::free);
    for (int at = from; at < stack.top; at += Long.BYTES) stack.words.putLong(at, 0);
    stack.top = from;
    stack.innermost = outer;
    if (outer != null) return;
    slot.stack = null;
    stack.putBack();
  }

  /** Where a thread has its stack while a frame is open: one look at the thread for a call, not three. */
  private static final class Slot {
    Stack stack; // null: no frame is open
  }

  /** What a thread's frames are cut from. Threads take it for their outermost frame only, so that there are few, however many ask. */
  private static final class Stack {
    static final int SIZE = 16 * 1024;
    static final long ALIGNED = 16;
    private static final AtomicReferenceArray<Stack> IDLE = new AtomicReferenceArray<>(64);

    final long address = malloc(SIZE);
    final ByteBuffer words = new Pointer(address).getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());
    int top;
    Frame innermost;

    private static int mine() {
      return (int) Thread.currentThread().getId() & (IDLE.length() - 1);
    }

    static Stack take() {
      Stack idle = IDLE.getAndSet(mine(), null);
      return idle == null ? new Stack() : idle;
    }

    void putBack() {
      if (!IDLE.compareAndSet(mine(), null, this)) Native.free(address);
    }
  }

  /** What does not fit into the stack. */
  private static final class Larger {
    final long address;
    private final long size;

    Larger(long size) {
      this.size = size;
      address = malloc(size);
    }

    void free() {
      new Pointer(address).clear(size);
      Native.free(address);
    }
  }
}
