// SPDX-License-Identifier: Apache-2.0
// How do C's instants become java.time, and back?
package doverie;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Microseconds since 1970, UTC; 0 is none. */
final class Times {
  private Times() {}

  static Instant instant(long microseconds) {
    return Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
  }

  static Optional<Instant> maybe(long microseconds) {
    return microseconds == 0 ? Optional.empty() : Optional.of(instant(microseconds));
  }

  static long microseconds(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static long microseconds(Duration duration) {
    return duration.toNanos() / 1000;
  }
}
