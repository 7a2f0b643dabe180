// SPDX-License-Identifier: Apache-2.0
// What do the tests play on? A service in memory, two people, and a clock that stands still.
package doverie;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small portal. */
final class World implements AutoCloseable {
  static final Instant MORNING = Instant.parse("2026-03-02T09:00:00Z");
  static final byte[] MASTER = "a master key of the tests' own, at least 32 bytes".getBytes(StandardCharsets.UTF_8);

  final Map<String, Account> accounts = new ConcurrentHashMap<>();
  final List<String> texts = new CopyOnWriteArrayList<>();
  final Clock clock = Clock.fake(MORNING);
  final Service service;

  World() {
    this(builder -> builder);
  }

  World(java.util.function.UnaryOperator<Service.Builder> more) {
    this(Store.memory(), null, more);
  }

  World(Store store, AccountDirectory directory, java.util.function.UnaryOperator<Service.Builder> more) {
    accounts.put("maria", person("Мария", "1955-08-12", "+79031112233").build());
    accounts.put("ivan", person("Иван", "1991-06-15", "+79161234567").build());
    AccountDirectory own = directory != null ? directory : id -> Optional.ofNullable(accounts.get(id));
    try (store; Directory people = Directory.of(own); KeyRing keys = KeyRing.fromMaster(MASTER)) {
      service = more.apply(Service.with(store, people, keys).clock(clock).sms(this::send)).build();
    }
  }

  static Account.Builder person(String name, String born, String phone) {
    return Account.builder(name, LocalDate.parse(born)).citizen(true).confirmed(true).passportCurrent(true).phone(phone);
  }

  private SmsOutcome send(String messageId, String to, String text) {
    texts.add(text);
    return SmsOutcome.ACCEPTED;
  }

  /** Мария's contact is Иван. */
  World appointed() {
    String invitation = service.trustor("maria").invite("Иван", "+79161234567").id();
    service.contact("ivan").accept(invitation);
    return this;
  }

  @Override
  public void close() {
    service.close();
    clock.close();
  }
}
