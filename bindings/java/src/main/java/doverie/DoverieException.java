// SPDX-License-Identifier: Apache-2.0
// What does the library say when it does not do what it was asked to?
package doverie;

import doverie.raw.CodeInfoStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.util.function.Function;

/** The library's no: a rule's, {@link Rejected}, or because something broke, {@link Fault}. */
public abstract sealed class DoverieException extends RuntimeException permits Rejected, Fault {
  private static final long serialVersionUID = 1;

  private final boolean retryable;

  DoverieException(String message, boolean retryable) {
    super(message);
    this.retryable = retryable;
  }

  /** Whether the same command, with the same command id, may simply be sent again, or a refused one can succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** Reads the error and frees it. */
  static DoverieException read(long error, long service) {
    try {
      int status = Raw.doverie_error_status(error);
      String message = Values.text(Raw.doverie_error_message(error));
      boolean retryable = Raw.doverie_error_retryable(error) != 0;
      if (status == StatusNumbers.REJECTED) return new Rejected(message, retryable, Reason.all(error, service));
      FaultCode code = FaultCode.of(Raw.doverie_error_code(error));
      return status == StatusNumbers.UNKNOWN ? new OutcomeUnknown(message, code, retryable) : new Fault(message, code, retryable);
    } finally {
      Raw.doverie_error_free(error);
    }
  }

  /** What is said of a code; empty for one that this library does not know. */
  static String said(int code, long service, Function<CodeInfoStruct, String> what) {
    try (Frame frame = Frame.open()) {
      CodeInfoStruct info = new CodeInfoStruct(frame);
      int status = service == 0 ? Raw.doverie_code_find(code, info.address(), 0)
          : Raw.doverie_service_code_find(service, code, info.address(), 0);
      return status == StatusNumbers.OK ? what.apply(info) : "";
    }
  }
}
