// SPDX-License-Identifier: Apache-2.0
// Who else may not? A rule of the host's own.
package doverie;

import java.time.LocalDate;
import java.util.OptionalLong;

/**
 * A rule of the host's own. It is looked at wherever the library's rules of its role are, on the same facts, and never instead of them.
 * What its check throws comes out of the command as itself.
 *
 * @param number 10000 or more, for ever: it is in the records
 * @param name 1 to 64 of [a-z0-9_], for ever
 * @param english what it asks for, as a sentence for people
 * @param russian the same
 * @param fact what it looks at; may be empty
 */
public record HostRule(int number, Role role, String name, String english, String russian, String fact, Check check) {
  /** What a check may look at. */
  public record Input(Account account, LocalDate today) {}

  /** The answer of a check, with both sides where numbers were compared: they are recorded and told, so never personal data. */
  public record Verdict(boolean passed, OptionalLong needs, OptionalLong has) {
    public static Verdict of(boolean passed) {
      return new Verdict(passed, OptionalLong.empty(), OptionalLong.empty());
    }

    public static Verdict of(boolean passed, long needs, long has) {
      return new Verdict(passed, OptionalLong.of(needs), OptionalLong.of(has));
    }
  }

  /** Pure: no clock, no I/O, the same answer for the same input. Called by several threads at once. */
  @FunctionalInterface
  public interface Check {
    Verdict of(Input input) throws Exception;
  }
}
