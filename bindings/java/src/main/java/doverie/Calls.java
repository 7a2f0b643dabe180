// SPDX-License-Identifier: Apache-2.0
// How does a call into C end in Java: with a value, with the library's no, or with what the host's own code threw?
package doverie;

import doverie.raw.Block;
import doverie.raw.Constants;
import doverie.raw.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Calls with the two words that they answer in, `out` and `error`, and with what callbacks threw meanwhile. */
final class Calls {
  /** A call that says whether it worked; `error` is where it puts its error. */
  interface Call {
    int at(long out, long error);
  }

  /** What tests do between every two calls: nothing, or collecting garbage. */
  static volatile Runnable between = () -> {};

  /** What reads one element of a list into the struct at `out`. */
  interface Element {
    int at(long index, long out, long error);
  }

  private static final int WORD = 8;

  private Calls() {}

  /** A call that makes something: the handle. */
  static long made(Call call) {
    return run(call, 0, null);
  }

  /** The same for a call whose reasons the service has the texts of. */
  static long made(Call call, long service) {
    return run(call, service, null);
  }

  /** A call that only can go wrong. */
  static void done(Call call) {
    run(call, 0, null);
  }

  static void done(Call call, long service) {
    run(call, service, null);
  }

  /** The elements of a list of the library's, all read through one struct: a record has nothing of it any more. */
  static <S extends Block, T> List<T> list(long count, Function<Frame, S> made, Element element, Function<S, T> record) {
    List<T> all = new ArrayList<>();
    try (Frame frame = Frame.open()) {
      S each = made.apply(frame);
      for (long index = 0; index < count; ++index) {
        long at = index;
        done((out, error) -> element.at(at, each.address(), error));
        all.add(record.apply(each));
      }
    }
    return List.copyOf(all);
  }

  /** How a call ended that does what it can, whatever goes wrong meanwhile. */
  static final class Ended {
    DoverieException fault;
    Throwable thrown;
  }

  static Ended ended(Call call) {
    Ended ended = new Ended();
    run(call, 0, ended);
    return ended;
  }

  private static long run(Call call, long service, Ended ended) {
    try (Frame frame = Frame.open()) {
      long out = frame.take(2 * WORD);
      int status = call.at(out, out + WORD);
      long error = frame.word(out + WORD);
      if (ended != null) ended.thrown = frame.thrown();
      if (ended != null && error != 0) ended.fault = DoverieException.read(error, service);
      else if (status != StatusNumbers.OK) throw failure(error, service, frame.thrown());
      return frame.word(out);
    } finally {
      between.run();
    }
  }

  /** What the host threw comes back as itself, and the library's fault, which only says that it was thrown, with it. */
  private static RuntimeException failure(long error, long service, Throwable host) {
    DoverieException refused = DoverieException.read(error, service);
    if (host == null || refused instanceof Rejected) return refused;
    return Calls.<RuntimeException>as(host);
  }

  /** Checked exceptions of ports come out as they are: whoever wrote the port knows them. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException as(Throwable host) throws E {
    throw (E) host;
  }

  /** No number of a reason. */
  static boolean absent(long number) {
    return number == Constants.ABSENT;
  }
}
