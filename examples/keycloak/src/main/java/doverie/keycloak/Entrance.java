// SPDX-License-Identifier: Apache-2.0
// Where does a link to the cabinets lead? To the login page of the realm, which goes on to them.
package doverie.keycloak;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resource.RealmResourceProvider;

/** `/realms/NAME/doverie`: for a link on the portal or in letters. It knows nobody and tells nothing. */
public final class Entrance implements RealmResourceProvider {
  private final KeycloakSession session;

  Entrance(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public Object getResource() {
    return this;
  }

  @GET
  public Response enter() {
    RealmModel realm = session.getContext().getRealm();
    UriBuilder base = session.getContext().getUri().getBaseUriBuilder().path("realms").path(realm.getName());
    String back = base.clone().path("account").build() + "/";
    return Response.seeOther(base.path("protocol/openid-connect/auth").queryParam("client_id", Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
        .queryParam("redirect_uri", back).queryParam("response_type", "code").queryParam("scope", "openid")
        .queryParam("kc_action", CabinetFactory.ID).build()).build();
  }

  @Override
  public void close() {}
}
