// SPDX-License-Identifier: Apache-2.0
// Are the records what they were?
package doverie;

import static doverie.raw.Values.bytes;
import static doverie.raw.Values.text;

import doverie.raw.AuditCountsStruct;
import doverie.raw.AuditFindingStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import java.util.List;

/**
 * Verifies events and checkpoints, in any order, and says at the end what does not fit. One thread at a time.
 *
 * <pre>{@code
 * try (AuditVerifier verifier = AuditVerifier.of(keys)) {
 *   verifier.trust(publicKey).checkpoint(text).store(store);
 *   verifier.finish().findings().forEach(System.out::println);
 * }
 * }</pre>
 */
public final class AuditVerifier extends Handle {
  /**
   * What does not fit.
   *
   * @param stream empty when it is about a checkpoint or a line
   * @param version the first event that does not fit; 0 when it is not about one
   * @param checkpoint the number of the one that tells, or is wrong itself; 0: none
   * @param message the whole, in English, for people
   */
  public record Finding(AuditFindingKind kind, String stream, long version, long checkpoint, String message) {}

  /**
   * What came out.
   *
   * @param findings none: everything fits
   * @param streams that have events
   * @param checkpoints that were signed and in their chain
   * @param erased invitations that a checkpoint has seen and that were erased since
   * @param leftOut findings beyond the first 1000
   */
  public record Report(List<Finding> findings, long events, long streams, long checkpoints, long erased, long leftOut) {}

  private AuditVerifier(long pointer) {
    super(pointer, Raw::doverie_audit_verifier_free);
  }

  /** The ring has to have every audit key that ever sealed an event, at least to verify. */
  public static AuditVerifier of(KeyRing keys) {
    long ring = keys.hold();
    try {
      return new AuditVerifier(Calls.made((out, error) -> Raw.doverie_audit_verifier_new(ring, out, error)));
    } finally {
      keys.release();
    }
  }

  /** A key that checkpoints may be signed with: PEM, or its 32 bytes. */
  public AuditVerifier trust(byte[] publicKey) {
    return with((pointer, error) -> Raw.doverie_audit_verifier_trust(pointer, bytes(publicKey), error));
  }

  /** The text of a checkpoint. */
  public AuditVerifier checkpoint(String text) {
    return with((pointer, error) -> Raw.doverie_audit_verifier_checkpoint(pointer, text(text), error));
  }

  /** A line of an export. Any bytes: what is no such line is a finding. */
  public AuditVerifier line(byte[] line) {
    return with((pointer, error) -> Raw.doverie_audit_verifier_line(pointer, bytes(line), error));
  }

  /** All events of a store, and which of its streams are erased. */
  public AuditVerifier store(Store store) {
    long events = store.hold();
    try {
      return with((pointer, error) -> Raw.doverie_audit_verifier_store(pointer, events, error));
    } finally {
      store.release();
    }
  }

  /** What was found so far. Without a store, an invitation of which nothing is there counts as erased. */
  public Report finish() {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      return read(frame, Calls.made((out, error) -> Raw.doverie_audit_verifier_finish(pointer, out, error)));
    } finally {
      release();
    }
  }

  private static Report read(Frame frame, long report) {
    try {
      AuditCountsStruct counts = new AuditCountsStruct(frame);
      Calls.done((out, error) -> Raw.doverie_audit_report_get(report, counts.address(), error));
      return new Report(findings(report, counts.findingCount()), counts.events(), counts.streams(), counts.checkpoints(),
          counts.erased(), counts.leftOut());
    } finally {
      Raw.doverie_audit_report_free(report);
    }
  }

  private static List<Finding> findings(long report, long count) {
    return Calls.list(count, AuditFindingStruct::new,
        (index, out, error) -> Raw.doverie_audit_report_finding_at(report, index, out, error),
        at -> new Finding(AuditFindingKind.of(at.kind()), at.stream(), at.version(), at.checkpoint(), at.message()));
  }

  private interface Use {
    int at(long verifier, long error);
  }

  private AuditVerifier with(Use use) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> use.at(pointer, error));
      return this;
    } finally {
      release();
    }
  }
}
