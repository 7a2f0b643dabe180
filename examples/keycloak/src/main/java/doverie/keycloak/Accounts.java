// SPDX-License-Identifier: Apache-2.0
// What does the library learn of the realm's users? Their attributes, read anew for every decision.
package doverie.keycloak;

import doverie.Account;
import doverie.AccountDirectory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The users of a realm. An account's id is that of the user, which Keycloak never gives out twice. */
final class Accounts implements AccountDirectory {
  private final KeycloakSessionFactory factory;
  private final String realmId;
  private final Settings settings;

  Accounts(KeycloakSessionFactory factory, String realmId, Settings settings) {
    this.factory = factory;
    this.realmId = realmId;
    this.settings = settings;
  }

  /** In a session of its own: what a request has not committed yet is not true yet, and the pump has no request. */
  @Override
  public Optional<Account> find(String account) {
    return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
      RealmModel realm = session.realms().getRealm(realmId);
      if (realm == null) throw new IllegalStateException("there is no realm " + realmId);
      session.getContext().setRealm(realm);
      return Optional.ofNullable(session.users().getUserById(realm, account)).map(this::facts);
    });
  }

  @Override
  public Set<Told> tells() {
    Set<Told> told = EnumSet.noneOf(Told.class);
    if (!settings.attribute(Settings.PHONE_SINCE).isEmpty()) told.add(Told.PHONE_SINCE);
    if (!settings.attribute(Settings.SIM_SINCE).isEmpty()) told.add(Told.SIM_SINCE);
    return told;
  }

  /** Of somebody who may not log in nothing is confirmed; of whom no birth date is known it is today's, which is old enough for nothing. */
  private Account facts(UserModel user) {
    Instant now = Instant.now();
    String name = user.getFirstName() == null ? "" : user.getFirstName();
    return Account.builder(name, date(value(user, Settings.BIRTH_DATE), now)).citizen(yes(user, Settings.CITIZEN))
        .confirmed(user.isEnabled() && yes(user, Settings.CONFIRMED)).passportCurrent(yes(user, Settings.PASSPORT))
        .phone(value(user, Settings.PHONE)).phoneSince(instant(value(user, Settings.PHONE_SINCE)))
        .simSince(instant(value(user, Settings.SIM_SINCE))).asOf(now).build();
  }

  private boolean yes(UserModel user, String key) {
    return value(user, key).equals("true");
  }

  /** The attribute's value; empty when there is none. */
  String value(UserModel user, String key) {
    String name = settings.attribute(key);
    String value = name.isEmpty() ? null : user.getFirstAttribute(name);
    return value == null ? "" : value.strip();
  }

  private static LocalDate date(String written, Instant now) {
    try {
      return LocalDate.parse(written);
    } catch (DateTimeParseException error) {
      return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
  }

  /** What cannot be read happened just now: a pause after a change begins, it does not end. */
  private static Instant instant(String written) {
    if (written.isEmpty()) return null;
    try {
      return Instant.parse(written);
    } catch (DateTimeParseException error) {
      return Instant.now();
    }
  }
}
