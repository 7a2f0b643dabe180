// SPDX-License-Identifier: Apache-2.0
// What does whoever recovers an account hold?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.Constants;
import doverie.raw.Frame;
import doverie.raw.Raw;

/** Secrets of recoveries: the host makes one for each, keeps it in the session, and wipes it afterwards. */
public final class Secrets {
  private Secrets() {}

  /** A new secret. */
  public static byte[] create() {
    return fill(0);
  }

  /** The same out of other entropy than the machine's. */
  public static byte[] create(Entropy entropy) {
    long pointer = entropy.hold();
    try {
      return fill(pointer);
    } finally {
      entropy.release();
    }
  }

  private static byte[] fill(long entropy) {
    try (Frame frame = Frame.open()) {
      long secret = frame.take(Constants.SECRET_SIZE);
      Calls.done((out, error) -> Raw.doverie_new_recovery_secret(entropy, secret, Constants.SECRET_SIZE, error));
      return new Pointer(secret).getByteArray(0, Constants.SECRET_SIZE);
    }
  }
}
