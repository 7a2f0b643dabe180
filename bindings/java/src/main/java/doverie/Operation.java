// SPDX-License-Identifier: Apache-2.0
// What can a contact be asked to confirm?
package doverie;

import doverie.raw.Constants;

/** Operations by name; the policy may name others. */
public final class Operation {
  /** Somebody who cannot log in wants a new password. */
  public static final String PASSWORD_RECOVERY = Constants.OPERATION_PASSWORD_RECOVERY;
  /** Somebody who is logged in wants a new password. */
  public static final String PASSWORD_CHANGE = Constants.OPERATION_PASSWORD_CHANGE;

  private Operation() {}
}
