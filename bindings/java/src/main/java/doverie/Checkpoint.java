// SPDX-License-Identifier: Apache-2.0
// Who can show later what the records were?
package doverie;

import static doverie.raw.Values.bytes;

import com.sun.jna.Pointer;
import doverie.raw.CheckpointFactsStruct;
import doverie.raw.CheckpointOptionsStruct;
import doverie.raw.Constants;
import doverie.raw.Frame;
import doverie.raw.Raw;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A signature under what the records are. Keep its text byte for byte, away from the store: {@link AuditVerifier} compares with it.
 *
 * @param text canonical JSON, one line, without a newline
 * @param number from 1
 * @param events since the previous one
 * @param more there were more of them than one checkpoint takes: make the next one at once
 * @param publicKey of the key that signed it, PEM
 */
public record Checkpoint(String text, long number, long events, boolean more, String publicKey) {
  /** Signs which streams have changed since the previous checkpoint; `previous`: its text, empty for the first one. */
  public static Checkpoint make(Store store, byte[] privateKey, Instant at, String previous) {
    return make(store, privateKey, at, previous, 0, false);
  }

  /**
   * The same.
   *
   * @param privateKey PEM (PKCS #8, not encrypted), or 32 bytes of Ed25519
   * @param maxEvents about so many, or up to 999 more; 0: 10000
   * @param acceptRestore the store's epoch is higher because a backup was restored, and what is lost by that is accepted
   */
  public static Checkpoint make(Store store, byte[] privateKey, Instant at, String previous, int maxEvents, boolean acceptRestore) {
    long pointer = store.hold();
    try (Frame frame = Frame.open()) {
      long options = new CheckpointOptionsStruct(frame).previous(previous).maxEvents(maxEvents)
          .acceptRestore(Flags.number(acceptRestore)).address();
      long made = Calls.made((out, error) -> Raw.doverie_checkpoint_make(pointer, bytes(privateKey), Times.microseconds(at), options,
          out, error));
      return read(frame, made);
    } finally {
      store.release();
    }
  }

  private static Checkpoint read(Frame frame, long made) {
    try {
      CheckpointFactsStruct at = new CheckpointFactsStruct(frame);
      Calls.done((out, error) -> Raw.doverie_checkpoint_get(made, at.address(), error));
      return new Checkpoint(at.text(), at.number(), at.events(), at.more() != 0, at.publicKey());
    } finally {
      Raw.doverie_checkpoint_free(made);
    }
  }

  /** The public key of a private one, PEM, for who has to trust it. */
  public static String publicKeyOf(byte[] privateKey) {
    try (Frame frame = Frame.open()) {
      long room = frame.take(Constants.PUBLIC_KEY_SIZE);
      Calls.done((out, error) -> Raw.doverie_checkpoint_public_key(bytes(privateKey), room, Constants.PUBLIC_KEY_SIZE, error));
      return new Pointer(room).getString(0, StandardCharsets.US_ASCII.name());
    }
  }
}
