// SPDX-License-Identifier: Apache-2.0
// Which service answers for a realm? Made when it is first asked for, on records that were made when the realm was configured.
package doverie.keycloak;

import doverie.Directory;
import doverie.KeyRing;
import doverie.Policy;
import doverie.Service;
import doverie.Sms;
import doverie.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resource.RealmResourceProvider;

/** The services of all realms of this server, and what pumps for them. */
final class Realms implements AutoCloseable {
  /** The realm remembers which store is its own: a file that was lost or exchanged does not say "nobody is protected". */
  static final String STORE = "doverie.store";

  /** What is open for a realm. A change of its settings makes another service on the same store. */
  private record Open(Store store, Settings settings, Service service, Pump pump) {}

  private final Config.Scope options;
  private final Map<String, Open> open = new HashMap<>();
  private KeycloakSessionFactory factory;

  Realms(Config.Scope options) {
    this.options = options;
  }

  static Realms of(KeycloakSession session) {
    return of(session.getKeycloakSessionFactory());
  }

  static Realms of(KeycloakSessionFactory factory) {
    return ((EntranceFactory) factory.getProviderFactory(RealmResourceProvider.class, EntranceFactory.ID)).realms();
  }

  void use(KeycloakSessionFactory made) {
    factory = made;
  }

  /** The realm's. Throws when there are no records of it, or others than those it was configured with. */
  synchronized Service service(RealmModel realm) {
    Settings settings = Settings.of(realm);
    Open now = open.get(realm.getId());
    if (now == null || !now.settings().equals(settings)) {
      now = opened(realm, settings, now);
      open.put(realm.getId(), now);
    }
    return now.service();
  }

  /** Something may be due in the realm. */
  synchronized void wake(RealmModel realm) {
    Open now = open.get(realm.getId());
    if (now != null) now.pump().wake();
  }

  /** Opens services that nobody has asked for since the start: codes that were due before it are due still. */
  void resume(KeycloakSession session) {
    session.realms().getRealmsStream().filter(realm -> realm.getAttribute(STORE) != null).forEach(this::service);
  }

  /** For an administrator who configures the realm: makes its records and their key, once. */
  synchronized void prepare(RealmModel realm) {
    if (realm.getAttribute(STORE) != null || open.containsKey(realm.getId())) {
      service(realm);
      return;
    }
    master(realm, true);
    realm.setAttribute(STORE, records().prepare(realm.getId()));
  }

  private Open opened(RealmModel realm, Settings settings, Open before) {
    Store store = before == null ? store(realm) : before.store();
    try (Directory directory = Directory.of(new Accounts(factory, realm.getId(), settings));
        KeyRing keys = KeyRing.fromMaster(master(realm, false)); Sms sms = sms()) {
      Service.Builder builder = Service.with(store, directory, keys).sms(sms).notifier(new Mail(factory, realm.getId()));
      if (!settings.smsOrigin().isEmpty()) builder.smsOrigin(settings.smsOrigin());
      Service service = built(builder);
      if (before != null) before.pump().close();
      return new Open(store, settings, service, new Pump(service, realm.getName()));
    } catch (RuntimeException error) {
      if (before == null) store.close();
      throw error;
    }
  }

  private Service built(Service.Builder builder) {
    String document = options.get("policy");
    if (document == null) return builder.build();
    try (Policy policy = Policy.fromJson(text(Path.of(document)))) {
      return builder.policies(policy).build();
    }
  }

  private Store store(RealmModel realm) {
    String expected = realm.getAttribute(STORE);
    if (expected == null) throw new IllegalStateException("the required action " + CabinetFactory.ID + " is not configured in this realm");
    Records.Found found = records().open(realm.getId());
    if (found.identity().equals(expected)) return found.store();
    found.store().close();
    throw new IllegalStateException("store " + found.identity() + " is not the one that realm " + realm.getName()
        + " was configured with, which is " + expected);
  }

  private Sms sms() {
    String file = options.get("sms-file");
    if (file != null) return Sms.file(Path.of(file));
    String gateway = options.get("sms-gateway");
    if (gateway != null) return Sms.gateway(text(Path.of(gateway)));
    throw new IllegalStateException("nothing says how codes get to phones: give the option sms-gateway, or sms-file to try it");
  }

  /** The key of the realm's codes, tags and seals. Whoever has it and the records can make codes. */
  byte[] master(RealmModel realm, boolean make) {
    Path file = directory().resolve(realm.getId() + ".key");
    try {
      if (make && !Files.exists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, SecureRandom.getSeed(32), StandardOpenOption.SYNC);
      }
      return Files.readAllBytes(file);
    } catch (IOException error) {
      throw new UncheckedIOException("the key " + file + " cannot be read or made", error);
    }
  }

  private Records records() {
    String conninfo = options.get("postgres");
    return conninfo == null ? Records.files(directory()) : Records.postgres(conninfo);
  }

  private Path directory() {
    String chosen = options.get("directory");
    if (chosen == null) throw new IllegalStateException("the option directory is missing: where keys are, and files with records");
    return Path.of(chosen);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException error) {
      throw new UncheckedIOException(file + " cannot be read", error);
    }
  }

  @Override
  public synchronized void close() {
    for (Open each : open.values()) {
      each.pump().close();
      each.store().close();
    }
    open.clear();
  }
}
