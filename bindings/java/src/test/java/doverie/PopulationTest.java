// SPDX-License-Identifier: Apache-2.0
// Do columns say what accounts say one by one, from arrays, buffers and Arrow?
package doverie;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PopulationTest {
  private static final int ROWS = 2000;
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final int EXISTS = 0x01;
  private static final int CITIZEN = 0x04;
  private static final int CONFIRMED = 0x08;
  private static final int PHONE = 0x10;
  private static final int PASSPORT = 0x20;
  private static final int ALLOWED = 0x40;

  private final long seed = Long.getLong("doverie.seed", System.nanoTime());
  private final int[] born = new int[ROWS];
  private final byte[] flags = new byte[ROWS];
  private final long[] since = new long[ROWS];
  private final Account[] accounts = new Account[ROWS];

  PopulationTest() {
    System.out.println("doverie.seed=" + seed);
    Random dice = new Random(seed);
    for (int i = 0; i < ROWS; ++i) {
      born[i] = -20_000 + dice.nextInt(38_000);
      int bits = dice.nextInt(256) & (CITIZEN | CONFIRMED | PHONE | PASSPORT);
      flags[i] = (byte) (EXISTS | ALLOWED | bits);
      Account.Builder account = Account.builder("Иван", LocalDate.ofEpochDay(born[i])).citizen((bits & CITIZEN) != 0)
          .confirmed((bits & CONFIRMED) != 0).passportCurrent((bits & PASSPORT) != 0);
      accounts[i] = ((bits & PHONE) != 0 ? account.phone("+79161234567") : account).build();
    }
  }

  private static Eligibility of(Policy policy) {
    return Eligibility.of(policy, Role.CONTACT, TODAY, TODAY.atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private Population arrays() {
    return Population.of(ROWS).with(Population.Column.BIRTH_DAYS, born).with(Population.Column.FLAGS, flags);
  }

  @Test
  void arraysSayWhatAccountsSay() {
    try (Policy policy = Policy.gosuslugi(); Eligibility contact = of(policy)) {
      byte[] failed = contact.check(arrays());
      long eligible = 0;
      for (int i = 0; i < ROWS; ++i) {
        Verdict verdict = contact.check(accounts[i]);
        assertEquals(verdict.failed(), failed[i] & 0xff, "row " + i + " with seed " + seed);
        eligible += verdict.passed() ? 1 : 0;
      }
      Eligibility.Counts counts = contact.count(arrays());
      assertEquals(ROWS, counts.rows());
      assertEquals(eligible, counts.eligible());
    }
  }

  @Test
  void anAccountIsToldItsReasons() {
    try (Policy policy = Policy.gosuslugi(); Eligibility contact = of(policy)) {
      Account young = Account.builder("Пётр", TODAY.minusYears(17)).citizen(true).confirmed(true).phone("+79261112244").build();
      Verdict verdict = contact.check(PreparedAccount.of(young));
      assertEquals(List.of(ReasonCode.CONTACT_TOO_YOUNG, ReasonCode.CONTACT_PASSPORT_OUTDATED), verdict.reasons(contact));
      assertEquals(List.of(ReasonCode.CONTACT_ACCOUNT_MISSING), contact.check((Account) null).reasons(contact));
    }
  }

  @Test
  void buffersAreNotCopied() {
    ByteBuffer direct = ByteBuffer.allocateDirect(ROWS * Integer.BYTES).order(ByteOrder.nativeOrder());
    direct.asIntBuffer().put(born);
    try (Policy policy = Policy.gosuslugi(); Eligibility contact = of(policy)) {
      Population population = Population.of(ROWS).with(Population.Column.BIRTH_DAYS, direct.asIntBuffer())
          .with(Population.Column.FLAGS, flags);
      assertArrayEquals(contact.check(arrays()), contact.check(population));
      direct.asIntBuffer().put(0, (int) TODAY.toEpochDay());
      assertTrue((contact.check(population)[0] & 0x02) != 0, "a change of the buffer is seen");
    }
  }

  /** The two structs of Arrow's C data interface, about a part of an array. */
  private static Memory schema(String format) {
    Memory text = new Memory(16);
    text.setString(0, format);
    Memory schema = new Memory(72);
    schema.clear();
    schema.setPointer(0, text);
    KEPT.add(text);
    return schema;
  }

  private static Memory array(Memory values, int offset, int length, int nulls) {
    Memory buffers = new Memory(16);
    buffers.setPointer(0, Pointer.NULL);
    buffers.setPointer(8, values);
    Memory array = new Memory(80);
    array.clear();
    array.setLong(0, length);
    array.setLong(8, nulls);
    array.setLong(16, offset);
    array.setLong(24, 2);
    array.setPointer(40, buffers);
    KEPT.add(buffers);
    return array;
  }

  private static final List<Memory> KEPT = new java.util.ArrayList<>();

  @Test
  void arraysOfArrowAreNotCopied() {
    Memory values = new Memory((long) (ROWS + 3) * Integer.BYTES);
    values.write(3L * Integer.BYTES, born, 0, ROWS);
    Memory schema = schema("tdD");
    Memory array = array(values, 3, ROWS, 0);
    try (Policy policy = Policy.gosuslugi(); Eligibility contact = of(policy)) {
      Population population = Population.of(ROWS)
          .withArrow(Population.Column.BIRTH_DAYS, Pointer.nativeValue(schema), Pointer.nativeValue(array))
          .with(Population.Column.FLAGS, flags);
      assertArrayEquals(contact.check(arrays()), contact.check(population));
      values.setInt(3L * Integer.BYTES, (int) TODAY.toEpochDay());
      assertTrue((contact.check(population)[0] & 0x02) != 0, "a change of the array is seen");
    }
    Memory wrong = schema("g");
    IllegalArgumentException told = assertThrows(IllegalArgumentException.class, () -> Population.of(ROWS)
        .withArrow(Population.Column.BIRTH_DAYS, Pointer.nativeValue(wrong), Pointer.nativeValue(array)));
    assertTrue(told.getMessage().contains("not g"), told.getMessage());
    Memory holes = array(values, 3, ROWS, 1);
    assertThrows(IllegalArgumentException.class, () -> Population.of(ROWS)
        .withArrow(Population.Column.BIRTH_DAYS, Pointer.nativeValue(schema), Pointer.nativeValue(holes)));
  }

  @Test
  void changesAreCompared() {
    try (Policy before = Policy.gosuslugi();
        Policy after = Policy.fromJson(before.toJson().replace("\"contact_min_age_years\":18", "\"contact_min_age_years\":30"));
        Eligibility then = of(before); Eligibility now = of(after)) {
      Eligibility.Comparison comparison = then.compare(now, arrays());
      assertEquals(0, comparison.gained());
      assertEquals(comparison.eligibleBefore() - comparison.eligibleAfter(), comparison.lost());
      assertTrue(comparison.lost() > 0, before.toJson());
      int[] first = {0, 1, 2};
      int[] second = {3, 4, 5};
      assertEquals(3, then.stranded(now, arrays(), first, second).circles());
    }
  }

  @Test
  void wrongColumnsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> Population.of(3).with(Population.Column.FLAGS, new byte[2]));
    assertThrows(IllegalArgumentException.class, () -> Population.of(3).with(Population.Column.SIM_SINCE, new int[3]));
    try (Policy policy = Policy.gosuslugi(); Eligibility contact = of(policy)) {
      Fault fault = assertThrows(Fault.class, () -> contact.check(Population.of(3).with(Population.Column.FLAGS, new byte[3])));
      assertTrue(fault.getMessage().contains("birth_days"), fault.getMessage());
    }
  }
}
