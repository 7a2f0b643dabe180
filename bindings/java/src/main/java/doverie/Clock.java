// SPDX-License-Identifier: Apache-2.0
// What time is it?
package doverie;

import doverie.raw.ClockCallbacksStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.RawTesting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock: the machine's, the host's own, or one for tests that stands still until it is told to move. */
public final class Clock extends Handle {
  private Clock(long pointer) {
    super(pointer, Raw::doverie_clock_free);
  }

  public static Clock system() {
    return new Clock(Calls.made(Raw::doverie_system_clock_new));
  }

  private static final ClockCallbacksStruct.Now NOW = (self, sink) -> Callbacks.<InstantSource>run(self,
      host -> Raw.doverie_clock_tell(sink, Times.microseconds(host.instant()), 0));
  private static final ClockCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  /** Of the host's own: the time of day. What has really gone by is the machine's. */
  public static Clock of(InstantSource host) {
    try (Frame frame = Frame.open()) {
      ClockCallbacksStruct callbacks = new ClockCallbacksStruct(frame).now(NOW).destroy(DESTROY);
      return new Clock(Calls.made((out, error) -> Raw.doverie_host_clock_new(callbacks.address(), Callbacks.self(host), out, error)));
    }
  }

  /** For tests. */
  public static Clock fake(Instant start) {
    return new Clock(Calls.made((out, error) -> RawTesting.doverie_fake_clock_new(Times.microseconds(start), out, error)));
  }

  /** Moves a clock of tests, for services that use it already, too. */
  public void set(Instant now) {
    with((pointer, error) -> RawTesting.doverie_fake_clock_set(pointer, Times.microseconds(now), error));
  }

  public void advance(Duration by) {
    with((pointer, error) -> RawTesting.doverie_fake_clock_advance(pointer, Times.microseconds(by), error));
  }

  public Instant now() {
    long pointer = hold();
    try {
      return Times.instant(Calls.made((out, error) -> Raw.doverie_clock_now(pointer, out, error)));
    } finally {
      release();
    }
  }

  private interface Change {
    int at(long clock, long error);
  }

  private void with(Change change) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> change.at(pointer, error));
    } finally {
      release();
    }
  }
}
