// SPDX-License-Identifier: Apache-2.0
// What broke, so that nothing was done?
package doverie;

import doverie.raw.CodeInfoStruct;

/**
 * Something broke, and nothing was done. Ports throw it, too, to say which fault it is: `throw new
 * Fault(FaultCode.STORE_UNAVAILABLE, "the database is being moved")`.
 */
public sealed class Fault extends DoverieException permits OutcomeUnknown {
  private static final long serialVersionUID = 1;

  private final FaultCode code;

  /** For ports of the host's own. */
  public Fault(FaultCode code, String why) {
    this(why, code, false);
  }

  Fault(String message, FaultCode code, boolean retryable) {
    super(message, retryable);
    this.code = code;
  }

  public FaultCode code() {
    return code;
  }

  /** What it means, as a sentence for people. */
  public String english() {
    return said(code.number(), 0, CodeInfoStruct::english);
  }

  /** The same in Russian. */
  public String russian() {
    return said(code.number(), 0, CodeInfoStruct::russian);
  }
}
