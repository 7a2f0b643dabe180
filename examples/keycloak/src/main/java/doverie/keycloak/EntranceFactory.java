// SPDX-License-Identifier: Apache-2.0
// What lives as long as the server, and where is the entrance to the cabinets?
package doverie.keycloak;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Takes the options of the server (`--spi-realm-restapi-extension--doverie--NAME=VALUE`), and holds the services. */
public final class EntranceFactory implements RealmResourceProviderFactory {
  static final String ID = "doverie";

  private Realms realms;

  Realms realms() {
    return realms;
  }

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new Entrance(session);
  }

  @Override
  public void init(Config.Scope options) {
    realms = new Realms(options);
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    realms.use(factory);
    factory.register(event -> {
      if (event instanceof PostMigrationEvent) KeycloakModelUtils.runJobInTransaction(factory, realms::resume);
    });
  }

  @Override
  public void close() {
    realms.close();
  }

  @Override
  public String getId() {
    return ID;
  }
}
