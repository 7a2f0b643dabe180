// SPDX-License-Identifier: Apache-2.0
// Which recorded decisions would have come out otherwise under another policy?
package doverie;

import static doverie.raw.Values.bytes;

import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.ReplayBlindSpotStruct;
import doverie.raw.ReplayCountsStruct;
import doverie.raw.ReplayMissingStruct;
import doverie.raw.ReplayRowStruct;
import doverie.raw.ReplayedStruct;
import doverie.raw.StringStruct;
import doverie.raw.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Decides a history again under another policy; docs/guide/replay.md tells what that can say, and what not. One thread at a time. */
public final class Replay extends Handle {
  /** What is missing where the history cannot tell; rule: of a fact or an age, otherwise UNRECOGNIZED. */
  public record Missing(ReplayGap gap, ReasonCode rule) {}

  /** An event. */
  public record Place(String stream, long version) {}

  /**
   * A decision that does not come out the same.
   *
   * @param place of the event that records it
   * @param decision the type of that event: "recovery_started"
   * @param reason refused, fallen: the first one
   * @param missing untold: one or more
   * @param because the earlier decision, if it is for that
   * @param message the whole, in English, for people
   */
  public record Decision(Place place, String decision, String commandId, Instant at, ReplayOutcome outcome, Optional<ReasonCode> reason,
      OptionalLong needs, OptionalLong has, List<Missing> missing, Optional<Place> because, String message) {}

  /** How many decisions of a kind came out in one way for one cause; why may be empty. */
  public record Row(String decision, ReplayOutcome outcome, String why, long count) {}

  /**
   * Sums.
   *
   * @param decisions recorded; the sum of the five
   * @param vainStarts recorded starts that nobody could confirm: taken as they are
   * @param unseenChanges parameters in which the policies differ, and whose change no recorded decision can show
   */
  public record Report(long events, long decisions, long same, long refused, long further, long fallen, long untold, long vainStarts,
      List<Row> rows, List<String> unseenChanges) {}

  /** A parameter whose change no recorded decision can show. */
  public record BlindSpot(String parameter, String why) {}

  private Replay(long pointer) {
    super(pointer, Raw::doverie_replay_free);
  }

  /** `history`: the policies that the records were made under; `other`: one policy, or several with their dates. */
  public static Replay of(List<Policy> history, List<Policy> other) {
    return Handle.over(history, (frame, first) -> Handle.over(other, (inner, second) -> new Replay(Calls.made((out, error) ->
        Raw.doverie_replay_new(first, history.size(), second, other.size(), out, error)))));
  }

  /** The whole history of a store: tells of every decision that does not come out the same, and sums up. */
  public Report run(Store store, Consumer<Decision> told) {
    while (page(store) > 0) tell(told);
    return finish(told);
  }

  /** A line of an export; a Fault names the line that cannot be a history. */
  public void line(byte[] line, Consumer<Decision> told) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> Raw.doverie_replay_line(pointer, bytes(line), error));
    } finally {
      release();
    }
    tell(told);
  }

  /** No more events: decides the last command, and sums up. */
  public Report finish(Consumer<Decision> told) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      Report report = report(frame, Calls.made((out, error) -> Raw.doverie_replay_finish(pointer, out, error)));
      tell(told);
      return report;
    } finally {
      release();
    }
  }

  private long page(Store store) {
    long pointer = hold();
    long events = store.hold();
    try {
      return Calls.made((out, error) -> Raw.doverie_replay_page(pointer, events, out, error));
    } finally {
      store.release();
      release();
    }
  }

  private void tell(Consumer<Decision> told) {
    long pointer = hold();
    try {
      for (long one = next(pointer); one != 0; one = next(pointer)) told.accept(decision(one));
    } finally {
      release();
    }
  }

  private static long next(long replay) {
    return Calls.made((out, error) -> Raw.doverie_replay_next(replay, out, error));
  }

  private static Decision decision(long one) {
    try (Frame frame = Frame.open()) {
      ReplayedStruct at = new ReplayedStruct(frame);
      Calls.done((out, error) -> Raw.doverie_replay_decision_get(one, at.address(), error));
      return new Decision(new Place(at.stream(), at.version()), at.decision(), at.commandId(), Times.instant(at.at()),
          ReplayOutcome.of(at.outcome()), at.reason() == 0 ? Optional.empty() : Optional.of(ReasonCode.of(at.reason())),
          at.hasNeeds() == 0 ? OptionalLong.empty() : OptionalLong.of(at.needs()),
          at.hasHas() == 0 ? OptionalLong.empty() : OptionalLong.of(at.has()), missing(one, at.missingCount()),
          at.becauseStream().isEmpty() ? Optional.empty() : Optional.of(new Place(at.becauseStream(), at.becauseVersion())),
          at.message());
    } finally {
      Raw.doverie_replay_decision_free(one);
    }
  }

  private static List<Missing> missing(long decision, long count) {
    return Calls.list(count, ReplayMissingStruct::new,
        (index, out, error) -> Raw.doverie_replay_decision_missing_at(decision, index, out, error),
        at -> new Missing(ReplayGap.of(at.gap()), ReasonCode.of(at.rule())));
  }

  private static Report report(Frame frame, long report) {
    try {
      ReplayCountsStruct at = new ReplayCountsStruct(frame);
      Calls.done((out, error) -> Raw.doverie_replay_report_get(report, at.address(), error));
      return new Report(at.events(), at.decisions(), at.same(), at.refused(), at.further(), at.fallen(), at.untold(), at.vainStarts(),
          rows(report, at.rowCount()), unseen(report, at.unseenChangeCount()));
    } finally {
      Raw.doverie_replay_report_free(report);
    }
  }

  private static List<Row> rows(long report, long count) {
    return Calls.list(count, ReplayRowStruct::new,
        (index, out, error) -> Raw.doverie_replay_report_row_at(report, index, out, error),
        at -> new Row(at.decision(), ReplayOutcome.of(at.outcome()), at.why(), at.count()));
  }

  private static List<String> unseen(long report, long count) {
    return Calls.list(count, StringStruct::new,
        (index, out, error) -> Raw.doverie_replay_report_unseen_change_at(report, index, out, error), Values::text);
  }

  /** Every other parameter of a policy is replayed. */
  public static List<BlindSpot> blindSpots() {
    return Calls.list(Raw.doverie_replay_blind_spot_count(), ReplayBlindSpotStruct::new, Raw::doverie_replay_blind_spot_at,
        at -> new BlindSpot(at.parameter(), at.why()));
  }
}
