// SPDX-License-Identifier: Apache-2.0
// Who pumps, in a host without a loop of its own?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.Frame;
import doverie.raw.PumpReportStruct;
import doverie.raw.PumpRunnerCallbacksStruct;
import doverie.raw.PumpRunnerOptionsStruct;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.time.Duration;
import java.util.function.Consumer;

/** Threads of the library's that pump. Close it before the process ends; closing waits for the runs that have begun. */
public final class PumpRunner extends Handle {
  private static final PumpRunnerCallbacksStruct.Reported REPORTED = (self, report, fault) -> Callbacks.<Consumer<PumpReport>>run(self,
      host -> host.accept(read(report, fault)));
  private static final PumpRunnerCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private PumpRunner(long pointer) {
    super(pointer, Raw::doverie_pump_runner_free);
  }

  /** Starts two threads for codes and one for the rest; `reported` is told of every run that had messages in hand or a fault. */
  public static PumpRunner start(Service service, Duration idle, Consumer<PumpReport> reported) {
    long pointer = service.hold();
    try (Frame frame = Frame.open()) {
      PumpRunnerOptionsStruct options = new PumpRunnerOptionsStruct(frame).idle(Times.microseconds(idle));
      PumpRunnerCallbacksStruct callbacks = new PumpRunnerCallbacksStruct(frame).reported(REPORTED).destroy(DESTROY);
      return new PumpRunner(Calls.made((out, error) -> Raw.doverie_pump_runner_start(pointer, options.address(), callbacks.address(),
          Callbacks.self(reported), out, error)));
    } finally {
      service.release();
    }
  }

  /** Something may be due: call it after a command, so that its code goes out at once. */
  public void wake() {
    long pointer = hold();
    try {
      Calls.done((out, error) -> Raw.doverie_pump_runner_wake(pointer, error));
    } finally {
      release();
    }
  }

  private static PumpReport read(long report, long fault) {
    PumpReportStruct at = new PumpReportStruct(null, new Pointer(report));
    return PumpReport.of(at, fault == 0 ? null : fault(fault), null);
  }

  /** Borrowed: it is read, and not freed. */
  private static DoverieException fault(long error) {
    return new Fault(Values.text(Raw.doverie_error_message(error)), FaultCode.of(Raw.doverie_error_code(error)),
        Raw.doverie_error_retryable(error) != 0);
  }
}
