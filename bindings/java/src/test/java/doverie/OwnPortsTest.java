// SPDX-License-Identifier: Apache-2.0
// Do a clock, entropy and keys of the host's own work as those of the library do?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class OwnPortsTest {
  private static Service over(Clock clock, Entropy entropy, KeyRing keys) {
    Account maria = World.person("Мария", "1955-08-12", "+79031112233").build();
    Account ivan = World.person("Иван", "1991-06-15", "+79161234567").build();
    AccountDirectory accounts = id -> id.equals("maria") ? Optional.of(maria) : id.equals("ivan") ? Optional.of(ivan) : Optional.empty();
    try (Store store = Store.memory(); Directory directory = Directory.of(accounts); clock; entropy; keys) {
      return Service.with(store, directory, keys).clock(clock).entropy(entropy).build();
    }
  }

  /** As a module would that keys never leave. */
  private static class Module implements KeyRing.Host {
    @Override
    public List<String> keys(KeyPurpose purpose) throws Exception {
      return List.of("hsm-1");
    }

    @Override
    public byte[] mac(KeyPurpose purpose, String id, byte[] bytes) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = (purpose + id + "a key of the module").getBytes(StandardCharsets.US_ASCII);
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes);
    }
  }

  @Test
  void aWholeRecovery() {
    Instant now = Instant.parse("2026-03-02T09:00:00Z");
    AtomicInteger asked = new AtomicInteger();
    SecureRandom random = new SecureRandom();
    Entropy entropy = Entropy.of(size -> {
      asked.incrementAndGet();
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      return bytes;
    });
    try (Service service = over(Clock.of(InstantSource.fixed(now)), entropy, KeyRing.of(new Module()))) {
      Invited invited = service.trustor("maria").invite("Иван", "+79161234567");
      Duration late = Duration.between(now.plusSeconds(24 * 3600), invited.expiresAt()); // what the machine has counted since
      assertTrue(!late.isNegative() && late.toMinutes() < 1, late.toString());
      service.contact("ivan").accept(invited.id());
      assertEquals(2, service.operator("maria").audit().size());
      assertTrue(asked.get() > 0);
    }
  }

  @Test
  void whatTheyThrowComesBackAsItself() {
    KeyStoreException thrown = new KeyStoreException("the module is locked");
    KeyRing locked = KeyRing.of(new Module() {
      @Override
      public List<String> keys(KeyPurpose purpose) throws Exception {
        throw thrown;
      }
    });
    assertSame(thrown, assertThrows(Exception.class, () -> {
      try (Service service = over(Clock.system(), Entropy.system(), locked)) {
        service.trustor("maria").invite("Иван", "+79161234567");
      }
    }));
    IllegalStateException broken = new IllegalStateException("no time");
    assertSame(broken, assertThrows(Exception.class, () -> {
      try (Service service = over(Clock.of(() -> {
        throw broken;
      }), Entropy.system(), KeyRing.fromMaster(World.MASTER))) {
        service.trustor("maria").cabinet();
      }
    }));
  }
}
