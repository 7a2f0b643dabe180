// SPDX-License-Identifier: Apache-2.0
// Which rules said no?
package doverie;

import java.util.List;

/** A rule said no: the answer to a question of the host's, not a failure. Every reason is told, in order of precedence. */
public final class Rejected extends DoverieException {
  private static final long serialVersionUID = 1;

  private final transient List<Reason> reasons;

  Rejected(String message, boolean retryable, List<Reason> reasons) {
    super(message, retryable);
    this.reasons = reasons;
  }

  /** Every rule that failed. Whoever is told of an age is the person whose it is, or an operator. */
  public List<Reason> reasons() {
    return reasons;
  }

  /** The one that a host shows if it shows only one. */
  public Reason reason() {
    return reasons.get(0);
  }

  public boolean isFor(ReasonCode code) {
    return reasons.stream().anyMatch(reason -> reason.code() == code);
  }
}
