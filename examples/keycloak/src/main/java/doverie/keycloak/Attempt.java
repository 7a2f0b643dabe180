// SPDX-License-Identifier: Apache-2.0
// Who holds the secret of a recovery? The browser that has begun it, and nobody else.
package doverie.keycloak;

import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A recovery in this browser. It stands in the notes of the authentication session; and in a cookie, because Keycloak keeps those
 * sessions in memory: after a restart the same browser, with a new link from a letter, goes on with the same request.
 */
record Attempt(String request, byte[] secret) {
  private static final String COOKIE = "DOVERIE_RECOVERY";
  private static final String REQUEST = "doverie.request";
  private static final String SECRET = "doverie.secret";
  private static final int DAY = 24 * 60 * 60;
  private static final String TRIES = "doverie.tries";

  /** What this session has begun; null: nothing. */
  static Attempt of(AuthenticationSessionModel session) {
    String request = session.getAuthNote(REQUEST);
    return request == null ? null : new Attempt(request, HexFormat.of().parseHex(session.getAuthNote(SECRET)));
  }

  /** What the cookie says that this browser has begun; null: nothing that could be read. Whether it is true the library says. */
  static Attempt ofCookie(KeycloakSession session) {
    Cookie cookie = session.getContext().getHttpRequest().getHttpHeaders().getCookies().get(COOKIE);
    String[] parts = cookie == null ? new String[0] : cookie.getValue().split("\\.", 2);
    if (parts.length != 2 || parts[1].length() != 43) return null;
    try {
      String request = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
      return new Attempt(request, Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException error) {
      return null;
    }
  }

  /** The id of the one command of this kind that the request can have: its own is random, and too long by some characters. */
  String command(String kind) {
    return kind + "-" + request.substring(Math.max(0, request.length() - 48));
  }

  void keep(AuthenticationFlowContext context) {
    context.getAuthenticationSession().setAuthNote(REQUEST, request);
    context.getAuthenticationSession().setAuthNote(SECRET, HexFormat.of().formatHex(secret));
    Base64.Encoder plain = Base64.getUrlEncoder().withoutPadding(); // without characters that cookies would be quoted for
    String value = plain.encodeToString(request.getBytes(StandardCharsets.UTF_8)) + "." + plain.encodeToString(secret);
    set(context, value);
  }

  /** Another start may come. The cookie stays: what is over the library says. */
  static void forget(AuthenticationFlowContext context) {
    AuthenticationSessionModel session = context.getAuthenticationSession();
    session.removeAuthNote(REQUEST);
    session.removeAuthNote(SECRET);
    session.setAuthNote(TRIES, Integer.toString(tries(session) + 1));
  }

  private static void set(AuthenticationFlowContext context, String value) {
    var path = context.getUriInfo().getBaseUriBuilder().path("realms").path(context.getRealm().getName()).build();
    context.getSession().getContext().getHttpResponse().setCookieIfAbsent(new NewCookie.Builder(COOKIE).value(value).maxAge(DAY)
        .path(path.getPath() + "/").httpOnly(true).secure(path.getScheme().equals("https")).sameSite(NewCookie.SameSite.LAX).build());
  }

  /**
   * The secret of a start that has not been tried yet. It follows from the session and a key of the server's: a page that is asked for
   * again after a crash is the same start, with the same command id.
   */
  static byte[] secretOf(AuthenticationFlowContext context) {
    return derived(context, "secret");
  }

  static String startCommand(AuthenticationFlowContext context) {
    return "start-" + HexFormat.of().formatHex(derived(context, "command"), 0, 24);
  }

  private static byte[] derived(AuthenticationFlowContext context, String purpose) {
    AuthenticationSessionModel session = context.getAuthenticationSession();
    String name = String.join("|", "keycloak", purpose, session.getParentSession().getId(), session.getTabId(),
        context.getUser().getId(), Integer.toString(tries(session)));
    return mac(context.getSession(), context.getRealm(), name);
  }

  /** Under a key that is derived from the realm's own. */
  static byte[] mac(KeycloakSession session, RealmModel realm, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Realms.of(session).master(realm, false), "HmacSHA256"));
      mac.init(new SecretKeySpec(mac.doFinal("doverie-keycloak".getBytes(StandardCharsets.US_ASCII)), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  private static int tries(AuthenticationSessionModel session) {
    String tries = session.getAuthNote(TRIES);
    return tries == null ? 0 : Integer.parseInt(tries);
  }
}
