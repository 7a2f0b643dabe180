// SPDX-License-Identifier: Apache-2.0
// Does what the host's own code throws come back as itself?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import story.OwnStore;

class PortErrorsTest {
  /** A checked exception that no method of the library declares: it comes all the same. */
  private static Throwable thrownBy(Runnable call) {
    return assertThrows(Throwable.class, call::run);
  }

  @Test
  void ofADirectory() {
    IOException thrown = new IOException("the directory is on fire");
    try (World world = new World(Store.memory(), account -> {
      throw thrown;
    }, more -> more)) {
      assertSame(thrown, thrownBy(() -> world.service.trustor("maria").invite("Иван", "+79161234567")));
    }
  }

  @Test
  void ofADirectoryThatSaysWhichFaultItIs() {
    try (World world = new World(Store.memory(), account -> {
      throw new Fault(FaultCode.DIRECTORY_UNAVAILABLE, "maintenance");
    }, more -> more)) {
      Fault fault = assertThrows(Fault.class, () -> world.service.trustor("maria").invite("Иван", "+79161234567"));
      assertEquals(FaultCode.DIRECTORY_UNAVAILABLE, fault.code());
      assertTrue(fault.getMessage().contains("maintenance"), fault.getMessage());
      assertTrue(fault.russian().length() > 10);
    }
  }

  @Test
  void anErrorOfTheVirtualMachine() {
    StackOverflowError thrown = new StackOverflowError();
    try (World world = new World(Store.memory(), account -> {
      throw thrown;
    }, more -> more)) {
      assertSame(thrown, thrownBy(() -> world.service.trustor("maria").cabinet()));
    }
  }

  /** A store that throws where it is told to. */
  private static final class Failing implements EventStore {
    private final OwnStore store = new OwnStore();
    Exception onRead;
    Exception onAppend;

    @Override
    public ReadResult read(ReadRequest request) throws Exception {
      if (onRead != null) throw onRead;
      return store.read(request);
    }

    @Override
    public Appended append(Batch batch) throws Exception {
      if (onAppend != null) throw onAppend;
      return store.append(batch);
    }

    @Override
    public List<Leased> lease(String queue, Instant now, Duration leaseFor, int limit) {
      return store.lease(queue, now, leaseFor, limit);
    }

    @Override
    public void settle(List<Settlement> settlements) {
      store.settle(settlements);
    }

    @Override
    public List<FeedEntry> feed(String after, int limit) {
      return store.feed(after, limit);
    }
  }

  @Test
  void ofAStore() {
    Failing store = new Failing();
    try (World world = new World(Store.of(store), null, more -> more).appointed()) {
      store.onRead = new FileNotFoundException("no connection");
      assertSame(store.onRead, thrownBy(() -> world.service.trustor("maria").reportFraud()));
      store.onRead = null;
      store.onAppend = new FileNotFoundException("commit");
      assertSame(store.onAppend, thrownBy(() -> world.service.trustor("maria").reportFraud()));
      store.onAppend = new Fault(FaultCode.STORE_FULL, "no room");
      Fault fault = assertThrows(Fault.class, () -> world.service.trustor("maria").reportFraud());
      assertEquals(FaultCode.STORE_FULL, fault.code());
      store.onAppend = null;
      world.service.trustor("maria").reportFraud();
    }
  }

  @Test
  void ofARule() {
    IllegalStateException thrown = new IllegalStateException("the register of clients is away");
    HostRule rule = new HostRule(10001, Role.TRUSTOR, "client", "Only clients.", "Только клиенты.", "client", input -> {
      throw thrown;
    });
    try (World world = new World(more -> more.rules(rule))) {
      assertSame(thrown, thrownBy(() -> world.service.trustor("maria").invite("Иван", "+79161234567")));
    }
  }

  @Test
  void ofAGatewayAndANotifierInTheReportOfThePump() {
    RuntimeException thrown = new RuntimeException("the gateway is rude");
    try (World world = new World(more -> more.notifier((id, notice) -> {
      throw thrown;
    }))) {
      world.appointed();
      PumpReport report = world.service.pump();
      assertEquals(Optional.of(thrown), report.thrown());
      assertTrue(report.notices().postponed() > 0, report.toString());
    }
  }

  @Test
  void ofCallsThatNeverEnd() {
    World[] self = new World[1];
    try (World world = new World(Store.memory(), account -> {
      self[0].service.trustor("maria").cabinet();
      return Optional.empty();
    }, more -> more)) {
      self[0] = world;
      assertThrows(StackOverflowError.class, () -> world.service.trustor("maria").cabinet());
      assertThrows(StackOverflowError.class, () -> world.service.trustor("maria").cabinet(), "the frames were closed");
    }
  }

  @Test
  void ofWhatWasAskedInsideOfACallback() {
    IOException thrown = new IOException("outer");
    World[] inner = {new World()};
    try (World world = new World(Store.memory(), account -> {
      inner[0].service.trustor("maria").cabinet(); // a call inside of a call, which ends well
      throw thrown;
    }, more -> more)) {
      assertSame(thrown, thrownBy(() -> world.service.trustor("maria").cabinet()));
    } finally {
      inner[0].close();
    }
  }
}
