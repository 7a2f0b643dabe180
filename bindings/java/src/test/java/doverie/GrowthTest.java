// SPDX-License-Identifier: Apache-2.0
// Does a process that asks a million times stay as it was?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import doverie.raw.Frame;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import story.OwnStore;

class GrowthTest {
  /** When what is no longer used has been freed, which takes the cleaner a moment. */
  private static long residentKilobytes() throws IOException, InterruptedException {
    for (int i = 0; i < 5; ++i) {
      System.gc();
      Thread.sleep(50);
    }
    String status = Files.readString(Path.of("/proc/self/status"));
    return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1"));
  }

  @Test
  void aMillionChecks() throws IOException, InterruptedException {
    LocalDate today = LocalDate.of(2026, 3, 2);
    PreparedAccount account = PreparedAccount.of(World.person("Иван", "1991-06-15", "+79161234567").build());
    try (Policy policy = Policy.gosuslugi();
        Eligibility contact = Eligibility.of(policy, Role.CONTACT, today, today.atStartOfDay().toInstant(ZoneOffset.UTC))) {
      for (int i = 0; i < 100_000; ++i) contact.check(account);
      long before = residentKilobytes();
      for (int i = 0; i < 1_000_000; ++i) assertTrue(contact.check(account).passed());
      long grown = residentKilobytes() - before;
      assertTrue(grown < 16_000, grown + " KB");
    }
  }

  @Test
  void answersErrorsAndServices() throws IOException, InterruptedException {
    try (World world = new World().appointed()) {
      ask(world, 2500);
      long before = residentKilobytes();
      ask(world, 2500);
      long grown = residentKilobytes() - before;
      assertTrue(grown < 12_000, grown + " KB");
    }
  }

  /** JNA frees its memory when the collector has come to it, and a host that asks much is faster than that. */
  @Test
  void callsTakeNoMemoryThatWaitsForTheCollector() throws ReflectiveOperationException {
    Map<?, ?> allocated;
    try {
      Field field = Memory.class.getDeclaredField("allocatedMemory");
      field.setAccessible(true);
      allocated = (Map<?, ?>) field.get(null);
    } catch (NoSuchFieldException none) {
      Assumptions.abort("not run: a JNA that has no list of what it has taken, before 5.10");
      return;
    }
    try (World world = new World(Store.of(new OwnStore()), null, more -> more).appointed()) {
      ask(world, 10);
      Set<Object> before = new HashSet<>(allocated.keySet());
      ask(world, 10);
      world.service.trustor("maria").commandId("fraud-1").context(new byte[3]).reportFraud();
      Set<Object> after = new HashSet<>(allocated.keySet());
      after.removeAll(before);
      assertEquals(Set.of(), after);
    }
  }

  /** A callback's frame lies in that of the call, and large texts do not fit into either. */
  @Test
  void framesLieInEachOther() {
    try (Frame outer = Frame.open()) {
      long first = outer.take(5);
      try (Frame inner = Frame.open()) {
        assertEquals(first + 16, inner.take(1));
        assertEquals(inner, Frame.current());
        assertThrows(IllegalStateException.class, () -> outer.take(1));
        new Pointer(inner.take(100_000)).setLong(99_992, 7);
        new Pointer(inner.take(8)).setLong(0, 7);
      }
      assertEquals(outer, Frame.current());
      assertEquals(first + 16, outer.take(32));
      assertEquals(0, outer.word(first + 32), "what was taken before is wiped");
    }
    assertThrows(IllegalStateException.class, Frame::current);
  }

  private static void ask(World world, int times) {
    for (int i = 0; i < times; ++i) {
      world.service.trustor("maria").cabinet();
      try {
        world.service.trustor("maria").cancelInvitation("inv_00000000000000000000000000000000");
      } catch (Rejected | Fault no) {
        assertTrue(no.getMessage().length() > 3);
      }
      if (i % 100 == 0) new World().close();
    }
  }
}
