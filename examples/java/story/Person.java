// SPDX-License-Identifier: Apache-2.0
// Who are the people of the story?
package story;

import doverie.Account;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Somebody with an account at the portal. */
record Person(String id, String name, LocalDate born, String phone, boolean passportCurrent) {
  static final Instant MORNING = Instant.parse("2026-03-02T09:00:00Z");
  static final Person MARIA = new Person("maria", "Мария", LocalDate.of(1955, 8, 12), "+79031112233", true);
  static final Person IVAN = new Person("ivan", "Иван", LocalDate.of(1991, 6, 15), "+79161234567", true);
  static final Person OLGA = new Person("olga", "Ольга", LocalDate.of(1980, 9, 30), "+79057654321", true);
  static final Person PYOTR = new Person("pyotr", "Пётр", LocalDate.of(2008, 5, 20), "+79261112244", false);
  static final Person SERGEY = new Person("sergey", "Сергей", LocalDate.of(1973, 12, 5), "+79109998877", true);
  static final List<Person> EVERYBODY = List.of(MARIA, IVAN, OLGA, PYOTR, SERGEY);

  static String nameOf(String account) {
    return EVERYBODY.stream().filter(person -> person.id.equals(account)).map(Person::name).findFirst().orElse("somebody");
  }

  /** What the portal knows about this person. */
  Account account(boolean phoneLost) {
    Account.Builder known = Account.builder(name, born).id(id).citizen(true).confirmed(true).passportCurrent(passportCurrent);
    if (!phoneLost) known.phone(phone).phoneSince(MORNING.minus(Duration.ofDays(400)));
    return known.build();
  }
}
