// SPDX-License-Identifier: Apache-2.0
// Was it done? Nobody knows yet.
package doverie;

/** Something broke, and nobody knows whether the command took effect: repeat it with the same command id, which settles it. */
public final class OutcomeUnknown extends Fault {
  private static final long serialVersionUID = 1;

  OutcomeUnknown(String message, FaultCode code, boolean retryable) {
    super(message, code, retryable);
  }
}
