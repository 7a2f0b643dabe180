// SPDX-License-Identifier: Apache-2.0
// Who may, among all accounts?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.ComparisonStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.RuleCountsStruct;
import doverie.raw.StrandedCirclesStruct;
import doverie.raw.Values;
import java.lang.ref.Reference;
import java.time.Instant;
import java.time.LocalDate;

/** A policy worked out for one role and one moment. Any number of threads may use it. */
public final class Eligibility extends Handle {
  private final Role role;

  private Eligibility(Role role, long pointer) {
    super(pointer, Raw::doverie_eligibility_free);
    this.role = role;
  }

  /** `today`: the civil date of `now` in the policy's time zone. */
  public static Eligibility of(Policy policy, Role role, LocalDate today, Instant now) {
    long pointer = policy.hold();
    try {
      return new Eligibility(role, Calls.made((out, error) -> Raw.doverie_eligibility_new(pointer, role.number(), Values.date(today),
          Times.microseconds(now), out, error)));
    } finally {
      policy.release();
    }
  }

  ReasonCode reason(int bit) {
    long pointer = hold();
    try {
      return ReasonCode.of((int) Calls.made((out, error) -> Raw.doverie_eligibility_reason(pointer, bit, out, error)));
    } finally {
      release();
    }
  }

  /** One account; null: there is no such account. */
  public Verdict check(Account account) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      long address = account == null ? 0 : account.facts(frame, "").address();
      return new Verdict(role, Calls.made((out, error) -> Raw.doverie_eligibility_check(pointer, address, out, error)));
    } finally {
      release();
    }
  }

  /** The same for an account that was prepared. */
  public Verdict check(PreparedAccount account) {
    long pointer = hold();
    try {
      long prepared = account.hold();
      try {
        return new Verdict(role, Calls.made((out, error) -> Raw.doverie_eligibility_check_account(pointer, prepared, out, error)));
      } finally {
        account.release();
      }
    } finally {
      release();
    }
  }

  /** What each account failed: DOVERIE_FAILED_…, a byte for each. */
  public byte[] check(Population population) {
    if (population.count() == 0) return new byte[0];
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      long failed = frame.take(population.count());
      long struct = population.struct(frame);
      Calls.done((out, error) -> Raw.doverie_population_check(pointer, struct, failed, 0, error));
      return new Pointer(failed).getByteArray(0, Math.toIntExact(population.count()));
    } finally {
      release();
      Reference.reachabilityFence(population);
    }
  }

  /** How many may, and how many each rule keeps out, by the number of its bit. */
  public record Counts(long rows, long eligible, long[] failed, long[] failedMore) {}

  public Counts count(Population population) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      RuleCountsStruct counts = new RuleCountsStruct(frame);
      long struct = population.struct(frame);
      Calls.done((out, error) -> Raw.doverie_population_count(pointer, struct, 0, counts.address(), error));
      return new Counts(counts.rows(), counts.eligible(), counts.failed(), counts.failedMore());
    } finally {
      release();
      Reference.reachabilityFence(population);
    }
  }

  /** Who gains and who loses by a change, by the bits of the rules that they failed before or fail after. */
  public record Comparison(long rows, long eligibleBefore, long eligibleAfter, long gained, long lost, long[] gainedBy, long[] lostBy) {}

  /** This policy before, the other one after, over the same facts. */
  public Comparison compare(Eligibility after, Population population) {
    long before = hold();
    long other = after.hold();
    try (Frame frame = Frame.open()) {
      ComparisonStruct struct = new ComparisonStruct(frame);
      long columns = population.struct(frame);
      Calls.done((out, error) -> Raw.doverie_population_compare(before, columns, other, 0, 0, 0, struct.address(), error));
      return new Comparison(struct.rows(), struct.eligibleBefore(), struct.eligibleAfter(), struct.gained(), struct.lost(),
          struct.gainedBy(), struct.lostBy());
    } finally {
      after.release();
      release();
      Reference.reachabilityFence(population);
    }
  }

  /** Circles with a contact at all, with an eligible one before and after, and those that would be left without. */
  public record Stranded(long circles, long servedBefore, long servedAfter, long stranded) {}

  /** Which circles a change would leave without an eligible contact: the account in row contacts[i] is one of row trustors[i]. */
  public Stranded stranded(Eligibility after, Population population, int[] trustors, int[] contacts) {
    if (trustors.length != contacts.length) throw new IllegalArgumentException("trustors and contacts: one of each for every pair");
    long before = hold();
    long other = after.hold();
    try (Frame frame = Frame.open()) {
      StrandedCirclesStruct struct = new StrandedCirclesStruct(frame);
      long columns = population.struct(frame);
      long first = copy(frame, trustors);
      long second = copy(frame, contacts);
      Calls.done((out, error) -> Raw.doverie_population_stranded(before, other, columns, first, second, trustors.length, 0, 0,
          struct.address(), error));
      return new Stranded(struct.circles(), struct.servedBefore(), struct.servedAfter(), struct.stranded());
    } finally {
      after.release();
      release();
      Reference.reachabilityFence(population);
    }
  }

  private static long copy(Frame frame, int[] rows) {
    Pointer copy = new Pointer(frame.take(Math.max(1, (long) rows.length * Integer.BYTES)));
    copy.write(0, rows, 0, rows.length);
    return Pointer.nativeValue(copy);
  }
}
