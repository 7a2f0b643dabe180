// SPDX-License-Identifier: Apache-2.0
// What does the library hear from Keycloak? Logins, changes of phone, resets by an administrator, users who are no more.
package doverie.keycloak;

import doverie.AccountChange;
import doverie.DoverieException;
import doverie.HostSide;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Nobody is kept out because something could not be reported: it is logged, and the next event says it again. */
final class Listener implements EventListenerProvider {
  /** A user attribute: under which key of the server's the phone was last seen. Nobody but this class writes it. */
  static final String PHONE_MARK = "doverie_phone_mark";

  private static final Logger LOG = Logger.getLogger(Listener.class);
  private static final Pattern USER = Pattern.compile("users/([^/]+)(/reset-password)?");
  private static final Set<EventType> ABOUT_USERS = Set.of(EventType.LOGIN, EventType.REGISTER, EventType.UPDATE_PROFILE);

  private final KeycloakSession session;

  Listener(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public void onEvent(Event event) {
    RealmModel realm = event.getUserId() == null ? null : session.realms().getRealm(event.getRealmId());
    if (realm == null || realm.getAttribute(Realms.STORE) == null) return;
    if (ABOUT_USERS.contains(event.getType())) report(() -> phone(realm, event.getUserId()));
    if (event.getType() == EventType.LOGIN && Settings.of(realm).loginCounts() && withCredentials()) {
      report(() -> host(realm, event.getUserId()).ownerSeen());
    }
    if (event.getType() == EventType.DELETE_ACCOUNT) report(() -> closed(realm, event.getUserId()));
  }

  @Override
  public void onEvent(AdminEvent event, boolean includeRepresentation) {
    Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
    RealmModel realm = session.realms().getRealm(event.getRealmId());
    if (event.getResourceType() != ResourceType.USER || !path.matches() || realm == null) return;
    if (realm.getAttribute(Realms.STORE) == null) return;
    String user = path.group(1);
    if (path.group(2) != null) report(() -> host(realm, user).recoveredByOtherMeans("administrator"));
    else if (event.getOperationType() == OperationType.DELETE) report(() -> closed(realm, user));
    else report(() -> phone(realm, user));
  }

  /** Not by a session that goes on, and not by a password that was just recovered. */
  private boolean withCredentials() {
    AuthenticationSessionModel login = session.getContext().getAuthenticationSession();
    return login != null && !"true".equals(login.getAuthNote(AuthenticationManager.SSO_AUTH))
        && login.getAuthNote(RecoveryStep.RECOVERED) == null;
  }

  private void phone(RealmModel realm, String id) {
    UserModel user = session.users().getUserById(realm, id);
    String name = Settings.of(realm).attribute(Settings.PHONE);
    String phone = user == null ? null : user.getFirstAttribute(name);
    if (phone == null) return;
    String mark = HexFormat.of().formatHex(Attempt.mac(session, realm, "phone|" + id + "|" + phone), 0, 16);
    String before = user.getFirstAttribute(PHONE_MARK);
    if (mark.equals(before)) return;
    if (before != null) host(realm, id).accountChanged(AccountChange.PHONE, Instant.now());
    user.setSingleAttribute(PHONE_MARK, mark);
  }

  private void closed(RealmModel realm, String user) {
    host(realm, user).commandId("closed-" + user).accountClosed();
  }

  private HostSide host(RealmModel realm, String user) {
    Realms.of(session).wake(realm);
    return Realms.of(session).service(realm).host(user);
  }

  private static void report(Runnable what) {
    try {
      what.run();
    } catch (DoverieException | IllegalStateException | java.io.UncheckedIOException error) {
      LOG.warnf("an event was not reported: %s", error.getMessage());
    }
  }

  @Override
  public void close() {}
}
