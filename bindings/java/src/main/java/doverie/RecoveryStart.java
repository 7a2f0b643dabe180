// SPDX-License-Identifier: Apache-2.0
// How was a start of a recovery answered, and how does the host go on?
package doverie;

import doverie.raw.RecoveryStartedStruct;
import java.time.Instant;
import java.util.Optional;

/** How a start was answered. Only NotProtected and NotNeeded let the host go on as without a contact. */
public sealed interface RecoveryStart {
  /** The status as a number with a name, for logs. */
  StartStatus status();

  /**
   * The contact has been asked; go on by asking for the status.
   *
   * @param request its id
   * @param number to show to whoever started this
   * @param until when the request expires
   */
  record Pending(String request, String number, Instant until) implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.PENDING;
    }
  }

  /**
   * Fraud was reported, or an operator has frozen the account.
   *
   * @param until no start until then; empty: until operators lift it
   */
  record Frozen(Optional<Instant> until) implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.FROZEN;
    }
  }

  /** There is a contact, but he cannot confirm now: do NOT fall back to ordinary recovery. */
  record ContactUnavailable() implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.CONTACT_UNAVAILABLE;
    }
  }

  /**
   * No contact was appointed, or the policy only observes: the host uses its ordinary recovery.
   *
   * @param observed what would have been asked, where the policy only observes this account: for the host alone
   */
  record NotProtected(Optional<Pending> observed) implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.NOT_PROTECTED;
    }
  }

  /** The policy does not ask the contact about this operation: the host goes on as without one. */
  record NotNeeded() implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.NOT_NEEDED;
    }
  }

  /** A status of a later library: do NOT fall back to ordinary recovery. */
  record Unrecognized(int number) implements RecoveryStart {
    @Override
    public StartStatus status() {
      return StartStatus.UNRECOGNIZED;
    }
  }

  /** The request that was opened, if one was. */
  default Pending pending() {
    if (this instanceof Pending pending) return pending;
    throw new IllegalStateException("no request was opened: " + status());
  }

  static RecoveryStart of(RecoveryStartedStruct at) {
    return switch (StartStatus.of(at.status())) {
      case PENDING -> request(at);
      case FROZEN -> new Frozen(Times.maybe(at.until()));
      case CONTACT_UNAVAILABLE -> new ContactUnavailable();
      case NOT_PROTECTED -> new NotProtected(at.request().isEmpty() ? Optional.empty() : Optional.of(request(at)));
      case NOT_NEEDED -> new NotNeeded();
      default -> new Unrecognized(at.status());
    };
  }

  private static Pending request(RecoveryStartedStruct at) {
    return new Pending(at.request(), at.number(), Times.instant(at.until()));
  }
}
