// SPDX-License-Identifier: Apache-2.0
// By which name does a realm turn the listener on?
package doverie.keycloak;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** `doverie`, in the list of event listeners of the realm. */
public final class ListenerFactory implements EventListenerProviderFactory {
  static final String ID = "doverie";

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    return new Listener(session);
  }

  @Override
  public void init(Config.Scope options) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }
}
