// SPDX-License-Identifier: Apache-2.0
// What does each rule say of an account, and by which number?
package doverie;

import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.RuleExplanationStruct;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one rule says of an account. The texts tell facts about it, its owner's age among them: show them to its owner, not to the other
 * side.
 *
 * @param rule what it gives when it fails
 * @param name of the rule
 * @param needs whole years for an age, whole hours since a change; 1 for yes; 0: the policy does not ask for it
 * @param has the other side; empty when the fact is not known
 * @param fact the name of the fact
 * @param limit the policy's parameter; empty where there is none
 * @param sentence of docs/spec/eligibility.md, with its number
 */
public record RuleExplanation(ReasonCode rule, String name, Role role, boolean passed, long needs, OptionalLong has, String fact,
    String limit, String sentence, String english, String russian) {

  /** Every rule of the policy about this account; null: there is no such account, and one row says so. */
  public static List<RuleExplanation> of(Policy policy, Role role, Account account, LocalDate today, Instant now) {
    long pointer = policy.hold();
    try (Frame frame = Frame.open()) {
      long facts = account == null ? 0 : account.facts(frame, "").address();
      long made = Calls.made((out, error) -> Raw.doverie_explain(pointer, role.number(), facts, doverie.raw.Values.date(today),
          Times.microseconds(now), out, error));
      return read(made);
    } finally {
      policy.release();
    }
  }

  private static List<RuleExplanation> read(long made) {
    try {
      return Calls.list(Raw.doverie_explanation_count(made), RuleExplanationStruct::new,
          (index, out, error) -> Raw.doverie_explanation_at(made, index, out, error),
          at -> new RuleExplanation(ReasonCode.of(at.rule()), at.name(), Role.of(at.role()), at.passed() != 0, at.needs(),
              Reason.number(at.has()), at.fact(), at.limit(), at.sentence(), at.english(), at.russian()));
    } finally {
      Raw.doverie_explanation_free(made);
    }
  }
}
