// SPDX-License-Identifier: Apache-2.0
// Who is told what the service does?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.CommandSeenStruct;
import doverie.raw.Frame;
import doverie.raw.ObserverCallbacksStruct;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Is told what the service does, without anybody's name, for metrics, traces and logs. */
public class Observer extends Handle {
  /**
   * One command or question.
   *
   * @param command "start_recovery"
   * @param reason the first one of a refusal, or the fault: "wrong_code"; else empty
   * @param status what a start was answered: "pending"; else empty
   */
  public record Seen(String command, CommandOutcome outcome, String reason, String operation, String status, Duration took) {}

  private static final ObserverCallbacksStruct.Command COMMAND = (self, seen) -> Callbacks.<Consumer<Seen>>run(self,
      host -> host.accept(read(new CommandSeenStruct(null, new Pointer(seen)))));
  private static final ObserverCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private Observer(long pointer) {
    super(pointer, Raw::doverie_observer_free);
  }

  /** Calls the host after every command, before it is answered, by its thread. What the host throws is dropped. */
  public static Observer of(Consumer<Seen> host) {
    try (Frame frame = Frame.open()) {
      ObserverCallbacksStruct callbacks = new ObserverCallbacksStruct(frame).command(COMMAND).destroy(DESTROY);
      return new Observer(Calls.made((out, error) -> Raw.doverie_host_observer_new(callbacks.address(), Callbacks.self(host), out,
          error)));
    }
  }

  /** Counts what it is told, for Prometheus and whatever else reads OpenMetrics 1.0. */
  public static OpenMetrics openMetrics() {
    return new OpenMetrics(Calls.made(Raw::doverie_open_metrics_new));
  }

  private static Seen read(CommandSeenStruct at) {
    return new Seen(at.command(), CommandOutcome.of(at.outcome()), at.reason(), at.operation(), at.status(),
        Duration.of(at.took(), ChronoUnit.MICROS));
  }

  /** All metrics. */
  public static final class OpenMetrics extends Observer {
    private OpenMetrics(long pointer) {
      super(pointer);
    }

    /** To be answered as application/openmetrics-text; version=1.0.0; charset=utf-8. */
    public String page() {
      long pointer = hold();
      try {
        long page = Calls.made((out, error) -> Raw.doverie_metrics_page_new(pointer, out, error));
        try {
          return Values.text(Raw.doverie_metrics_page_text(page));
        } finally {
          Raw.doverie_metrics_page_free(page);
        }
      } finally {
        release();
      }
    }
  }
}
