// SPDX-License-Identifier: Apache-2.0
// How do the host's objects answer C? One function for each question, and a number that says whom it is for.
package doverie;

import doverie.raw.Frame;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The objects of the host's that C calls back. C has a number as `self`, and never an address in a heap that moves; the functions that
 * it calls are static and stay. An object is let go when C says that its last user is gone.
 */
final class Callbacks {
  /** What a callback does for the host's object; whatever it throws is kept for the call of the host's that is under way. */
  interface Body<T> {
    void run(T host) throws Throwable;
  }

  private static final ConcurrentHashMap<Long, Object> HOSTS = new ConcurrentHashMap<>();
  private static final AtomicLong LAST = new AtomicLong();

  private Callbacks() {}

  /** A number for the object; C takes it over, whether its constructor succeeds or not. */
  static long self(Object host) {
    long self = LAST.incrementAndGet();
    HOSTS.put(self, host);
    return self;
  }

  static void destroy(long self) {
    HOSTS.remove(self);
  }

  /** How many objects C has now. */
  static int held() {
    return HOSTS.size();
  }

  @SuppressWarnings("unchecked")
  static <T> void run(long self, Body<T> body) {
    Frame call = Frame.innermost();
    try {
      inFrame(body, (T) HOSTS.get(self));
    } catch (Throwable thrown) {
      threw(call, thrown);
    }
  }

  private static <T> void inFrame(Body<T> body, T host) throws Throwable {
    Frame frame = Frame.open();
    try {
      body.run(host);
    } finally {
      frame.close();
    }
  }

  /** On a thread of the library's no call is under way that it could come out of. */
  private static void threw(Frame call, Throwable thrown) {
    if (call != null) call.thrown(thrown);
    else System.getLogger("doverie").log(System.Logger.Level.WARNING, "a callback threw", thrown);
  }
}
