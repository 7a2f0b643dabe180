// SPDX-License-Identifier: Apache-2.0
// What does the admin console say of the cabinets, and of the realm's configuration, which stands here?
package doverie.keycloak;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.authentication.RequiredActionFactory;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** The required action `doverie`, which applications start by `kc_action=doverie`. */
public final class CabinetFactory implements RequiredActionFactory {
  static final String ID = "doverie";

  private static final Logger LOG = Logger.getLogger(CabinetFactory.class);

  @Override
  public RequiredActionProvider create(KeycloakSession session) {
    return new Cabinet();
  }

  @Override
  public String getDisplayText() {
    return "Trusted contact";
  }

  @Override
  public List<ProviderConfigProperty> getConfigMetadata() {
    List<ProviderConfigProperty> all = new ArrayList<>(RequiredActionFactory.MAX_AUTH_AGE_CONFIG_PROPERTIES);
    all.addAll(Settings.PROPERTIES);
    return all;
  }

  /** Refuses attributes that the realm does not have; then makes the records of the realm if there are none. */
  @Override
  public void validateConfig(KeycloakSession session, RealmModel realm, RequiredActionConfigModel model) {
    RequiredActionFactory.super.validateConfig(session, realm, model);
    Settings.of(model).validate(session);
    try {
      Realms.of(session).prepare(realm);
    } catch (RuntimeException | LinkageError error) {
      LOG.error("the records of a realm cannot be made or opened", error);
      throw new ValidationException(new ValidationError(ID, Settings.BIRTH_DATE, "doverieNoRecords", error.getMessage()));
    }
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
