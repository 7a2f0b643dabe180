// SPDX-License-Identifier: Apache-2.0
// What did a command or a question answer? C's answers, read into records and freed.
package doverie;

import doverie.raw.Block;
import doverie.raw.Frame;
import doverie.raw.Raw;
import java.util.List;
import java.util.function.Function;

/** Reads answers: one struct of it, or as many elements as it says. */
final class Answers {
  /** A getter of C's: fills the struct at `out` from the answer. */
  interface Getter {
    int at(long answer, long out, long error);
  }

  interface Element {
    int at(long answer, long index, long out, long error);
  }

  private final long answer;
  private final Frame frame;

  private Answers(long answer, Frame frame) {
    this.answer = answer;
    this.frame = frame;
  }

  /** Reads the answer, and frees it whatever happens. */
  static <T> T read(long answer, Frame frame, Function<Answers, T> reading) {
    try {
      return reading.apply(new Answers(answer, frame));
    } finally {
      Raw.doverie_answer_free(answer);
    }
  }

  <S extends Block> S get(Function<Frame, S> made, Getter getter) {
    S struct = made.apply(frame);
    Calls.done((out, error) -> getter.at(answer, struct.address(), error));
    return struct;
  }

  /** One struct for all elements: a record has nothing of it any more. */
  <S extends Block, T> List<T> list(long count, Function<Frame, S> made, Element element, Function<S, T> record) {
    return Calls.list(count, made, (index, out, error) -> element.at(answer, index, out, error), record);
  }
}
