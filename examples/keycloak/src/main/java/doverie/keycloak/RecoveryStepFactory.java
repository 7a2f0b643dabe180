// SPDX-License-Identifier: Apache-2.0
// What does the admin console say of the step?
package doverie.keycloak;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Required or not there: a step that may be left out protects nobody. */
public final class RecoveryStepFactory implements AuthenticatorFactory {
  static final String ID = "doverie-recovery";

  @Override
  public Authenticator create(KeycloakSession session) {
    return new RecoveryStep();
  }

  @Override
  public String getDisplayType() {
    return "Trusted contact";
  }

  @Override
  public String getHelpText() {
    return "Waits until the trusted contact of the user has confirmed. Place it right after Send Reset Email, and before every step that "
        + "resets something. It is configured at the required action Trusted contact.";
  }

  @Override
  public String getReferenceCategory() {
    return "trusted-contact";
  }

  @Override
  public Requirement[] getRequirementChoices() {
    return new Requirement[] {Requirement.REQUIRED, Requirement.DISABLED};
  }

  @Override
  public boolean isConfigurable() {
    return false;
  }

  @Override
  public boolean isUserSetupAllowed() {
    return false;
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.of();
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
