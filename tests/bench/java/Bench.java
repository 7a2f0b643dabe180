// SPDX-License-Identifier: Apache-2.0
// What does a check of one account cost from Java, beside a foreign call of the same shape that does nothing? For java_bench.py.
package doverie;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import doverie.raw.Raw;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Bench LIBRARY_DIR EMPTY_LIBRARY ROUNDS CALLS: prints nanoseconds for each call, as medians over the rounds. */
public final class Bench {
  /** The empty call, mapped as the raw layer is. */
  static final class Empty {
    static native int empty_call(long eligibility, long facts, long failed, long error);

    static native long time_in_c(long check, long eligibility, long facts, long calls);
  }

  private interface Run {
    long of(int calls);
  }

  public static void main(String[] arguments) {
    Native.register(Empty.class, NativeLibrary.getInstance(arguments[1]));
    int rounds = Integer.parseInt(arguments[2]);
    int calls = Integer.parseInt(arguments[3]);
    LocalDate today = LocalDate.of(2026, 3, 2);
    PreparedAccount account = PreparedAccount.of(Account.builder("Иван", LocalDate.of(1991, 6, 15)).citizen(true).confirmed(true)
        .passportCurrent(true).phone("+79161234567").build());
    try (Policy policy = Policy.gosuslugi();
        Eligibility contact = Eligibility.of(policy, Role.CONTACT, today, today.atStartOfDay().toInstant(ZoneOffset.UTC))) {
      long handle = contact.hold();
      long prepared = account.hold();
      Memory out = new Memory(32);
      long at = Pointer.nativeValue(out);
      long check = Pointer.nativeValue(Function.getFunction(arguments[0] + "/libdoverie.so", "doverie_eligibility_check_account"));
      String[] names = {"empty", "raw", "check", "c"};
      Run[] runs = {
        n -> timed(n, () -> Empty.empty_call(handle, prepared, at, at + 8)),
        n -> timed(n, () -> Raw.doverie_eligibility_check_account(handle, prepared, at, at + 8)),
        n -> timed(n, () -> (int) contact.check(account).failed()),
        n -> Empty.time_in_c(check, handle, prepared, n)};
      measure(names, runs, rounds, calls);
      account.release();
      contact.release();
    }
  }

  private interface Call {
    int of();
  }

  private static long timed(int calls, Call call) {
    long sum = 0;
    long begin = System.nanoTime();
    for (int i = 0; i < calls; ++i) sum += call.of();
    long took = System.nanoTime() - begin;
    if (sum != 0) throw new AssertionError("the account passes");
    return took;
  }

  private static void measure(String[] names, Run[] runs, int rounds, int calls) {
    double[][] took = new double[runs.length][rounds];
    for (Run run : runs) run.of(calls); // compiles
    for (int round = 0; round < rounds; ++round) {
      for (int i = 0; i < runs.length; ++i) took[i][round] = (double) runs[i].of(calls) / calls;
    }
    for (int i = 0; i < runs.length; ++i) {
      Arrays.sort(took[i]);
      System.out.println(names[i] + " " + took[i][rounds / 2]);
    }
  }
}
