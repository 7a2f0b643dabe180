// SPDX-License-Identifier: Apache-2.0
// What would another policy have answered?
package doverie;

import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.ReasonStruct;
import doverie.raw.ShadowCallbacksStruct;
import doverie.raw.ShadowViewStruct;
import java.util.List;
import java.util.function.Consumer;

/** Policies that decide along with those in force, and enforce nothing: given to {@link Service.Builder#shadow}. */
public final class Shadow extends Handle {
  /**
   * A command that the shadow would have answered otherwise.
   *
   * @param command its name: "start_recovery"
   * @param commandId finds its events, if it wrote any
   * @param policy id of the policy in force
   * @param shadowPolicy id of the shadow's
   * @param status that a start was answered; otherwise UNRECOGNIZED
   * @param shadowStatus and that the shadow would have answered
   * @param reasons why it was refused; none: it was not
   * @param shadowReasons why the shadow would have
   * @param fault of a shadow that failed; otherwise empty
   */
  public record Difference(ShadowKind kind, String command, String commandId, String policy, String shadowPolicy, StartStatus status,
      StartStatus shadowStatus, List<Reason> reasons, List<Reason> shadowReasons, String fault) {}

  private static final ShadowCallbacksStruct.Differs DIFFERS = (self, difference) -> Callbacks.<Consumer<Difference>>run(self,
      host -> host.accept(read(difference)));
  private static final ShadowCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private Shadow(long pointer) {
    super(pointer, Raw::doverie_shadow_free);
  }

  /** Tells the host of every difference, by the thread of the command before it returns. What the host throws is the command's. */
  public static Shadow of(Consumer<Difference> host, Policy... policies) {
    return Handle.over(List.of(policies), (frame, array) -> {
      long callbacks = new ShadowCallbacksStruct(frame).differs(DIFFERS).destroy(DESTROY).address();
      return new Shadow(Calls.made((out, error) -> Raw.doverie_shadow_new(array, policies.length, callbacks, Callbacks.self(host), out,
          error)));
    });
  }

  private static Difference read(long difference) {
    try (Frame frame = Frame.open()) {
      ShadowViewStruct at = new ShadowViewStruct(frame);
      Calls.done((out, error) -> Raw.doverie_shadow_difference_get(difference, at.address(), error));
      return new Difference(ShadowKind.of(at.kind()), at.command(), at.commandId(), at.policy(), at.shadowPolicy(),
          StartStatus.of(at.status()), StartStatus.of(at.shadowStatus()), reasons(difference, 0, at.reasonCount()),
          reasons(difference, 1, at.shadowReasonCount()), at.fault());
    }
  }

  private static List<Reason> reasons(long difference, int ofShadow, long count) {
    return Calls.list(count, ReasonStruct::new,
        (index, out, error) -> Raw.doverie_shadow_difference_reason_at(difference, ofShadow, index, out, error),
        at -> Reason.of(at, 0));
  }
}
