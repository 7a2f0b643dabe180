// SPDX-License-Identifier: Apache-2.0
// How does C look at the host's rules?
package doverie;

import doverie.raw.AccountFactsStruct;
import doverie.raw.Constants;
import doverie.raw.DateStruct;
import doverie.raw.Frame;
import doverie.raw.HostRuleCallbacksStruct;
import doverie.raw.HostRuleStruct;
import doverie.raw.Raw;
import java.time.LocalDate;
import java.util.List;

/** A set of the host's rules, as C has it. */
final class HostRules extends Handle {
  private static final HostRuleCallbacksStruct.Check CHECK = (self, input, sink) -> Callbacks.<HostRule.Check>run(self,
      host -> answer(host.of(read(input)), sink));
  private static final HostRuleCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private HostRules(long pointer) {
    super(pointer, Raw::doverie_host_rules_free);
  }

  static HostRules of(List<HostRule> rules) {
    HostRules set = new HostRules(Calls.made(Raw::doverie_host_rules_new));
    rules.forEach(set::add);
    return set;
  }

  private void add(HostRule rule) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      HostRuleStruct struct = new HostRuleStruct(frame).number(rule.number()).role(rule.role().number()).name(rule.name())
          .english(rule.english()).russian(rule.russian()).fact(rule.fact());
      HostRuleCallbacksStruct callbacks = new HostRuleCallbacksStruct(frame).check(CHECK).destroy(DESTROY);
      Calls.done((out, error) -> Raw.doverie_host_rules_add(pointer, struct.address(), callbacks.address(),
          Callbacks.self(rule.check()), error));
    } finally {
      release();
    }
  }

  private static HostRule.Input read(long input) {
    try (Frame frame = Frame.open()) {
      AccountFactsStruct facts = new AccountFactsStruct(frame);
      DateStruct today = new DateStruct(frame);
      Calls.done((out, error) -> Raw.doverie_rule_input_facts(input, facts.address(), error));
      Calls.done((out, error) -> Raw.doverie_rule_input_today(input, today.address(), error));
      return new HostRule.Input(Account.of(facts), LocalDate.of(today.year(), today.month(), today.day()));
    }
  }

  private static void answer(HostRule.Verdict verdict, long sink) {
    long needs = verdict.needs().orElse(Constants.ABSENT);
    long has = verdict.has().orElse(Constants.ABSENT);
    if (verdict.passed()) Raw.doverie_rule_passed(sink, needs, has, 0);
    else Raw.doverie_rule_failed(sink, needs, has, 0);
  }
}
