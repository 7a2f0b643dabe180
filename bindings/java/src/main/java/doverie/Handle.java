// SPDX-License-Identifier: Apache-2.0
// How long does an object of the library live? Until it is closed and the last call with it has returned.
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.Frame;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/**
 * An object of the library. Close it when it is needed no more; a service keeps what it works with, so that stores and other ports
 * may be closed as soon as it is made. Any thread may close it, at any time: calls that are under way end undisturbed, later ones
 * are an IllegalStateException. One that is lost unclosed is freed when the garbage collector finds it.
 */
public abstract class Handle implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long CLOSED = Long.MIN_VALUE;

  private final Life life;
  private final Cleaner.Cleanable cleanable;

  Handle(long pointer, LongConsumer free) {
    life = new Life(pointer, free);
    cleanable = CLEANER.register(this, life);
  }

  /** The pointer, good until release(). */
  final long hold() {
    if (!life.hold()) throw new IllegalStateException(getClass().getSimpleName() + " is closed");
    return life.pointer;
  }

  final void release() {
    life.release();
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** What is done with an array of them in C; none of them is freed meanwhile. */
  static <T> T over(List<? extends Handle> handles, BiFunction<Frame, Long, T> use) {
    List<Handle> held = new ArrayList<>();
    try (Frame frame = Frame.open()) {
      return use.apply(frame, array(frame, handles, held));
    } finally {
      held.forEach(Handle::release);
    }
  }

  /** The array itself, 0 for none; `held` gets those that have to be released. */
  static long array(Frame frame, List<? extends Handle> handles, List<Handle> held) {
    if (handles.isEmpty()) return 0;
    Pointer array = new Pointer(frame.take((long) handles.size() * Long.BYTES));
    for (int i = 0; i < handles.size(); ++i) {
      array.setLong((long) i * Long.BYTES, handles.get(i).hold());
      held.add(handles.get(i));
    }
    return Pointer.nativeValue(array);
  }

  /** How many calls use it, and whether it is closed; whoever comes last frees. Knows nothing of the handle, which may be lost. */
  private static final class Life implements Runnable {
    private final AtomicLong users = new AtomicLong();
    private final long pointer;
    private final LongConsumer free;

    Life(long pointer, LongConsumer free) {
      this.pointer = pointer;
      this.free = free;
    }

    boolean hold() {
      if (users.incrementAndGet() > 0) return true;
      release();
      return false;
    }

    void release() {
      if (users.decrementAndGet() == CLOSED) free();
    }

    @Override
    public void run() {
      if (users.getAndAdd(CLOSED) == 0) free();
    }

    /** Once: whoever comes back to CLOSED after this finds another number. */
    private void free() {
      if (users.compareAndSet(CLOSED, CLOSED / 2)) free.accept(pointer);
    }
  }
}
