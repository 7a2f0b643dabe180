// SPDX-License-Identifier: Apache-2.0
// May whoever has opened the link of the letter set a new password? Not before the trusted contact has said so.
package doverie.keycloak;

import doverie.DoverieException;
import doverie.Operation;
import doverie.RecovererSide;
import doverie.RecoveryStart;
import doverie.RecoveryView;
import doverie.Rejected;
import doverie.RequestState;
import doverie.StartStatus;
import doverie.Texts;
import doverie.Viewer;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.Authenticator;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** A step of the reset-credentials flow, after that of the e-mail. What is not known opens nothing. */
final class RecoveryStep implements Authenticator {
  /** In the session's notes: its password was forgotten. Such a login is none that the owner was seen by. */
  static final String RECOVERED = "doverie.recovered";

  private static final Logger LOG = Logger.getLogger(RecoveryStep.class);
  private static final Set<RequestState> OPEN = Set.of(RequestState.PENDING, RequestState.AWAITING_CODE, RequestState.APPROVED);
  private static final Set<RequestState> USABLE = Set.of(RequestState.APPROVED, RequestState.REDEEMED);

  @Override
  public void authenticate(AuthenticationFlowContext context) {
    guarded(context, () -> ask(context));
  }

  @Override
  public void action(AuthenticationFlowContext context) {
    String pressed = context.getHttpRequest().getDecodedFormParameters().getFirst("do");
    guarded(context, () -> {
      if ("cancel".equals(pressed)) cancel(context);
      else if ("again".equals(pressed)) Attempt.forget(context);
      ask(context);
    });
  }

  /** Without proof of the ordinary factor nobody is asked about anybody, and every page is the same. */
  private void guarded(AuthenticationFlowContext context, Runnable asking) {
    if (!proved(context)) {
      context.clearUser(); // the layout shows whom a flow has found
      stop(context, context.form().setAttribute("text", context.form().getMessage("doverieNoProof")), false);
      return;
    }
    context.getAuthenticationSession().setAuthNote(RECOVERED, "true");
    try {
      asking.run();
    } catch (Rejected no) {
      stop(context, context.form().setAttribute("text", words(context).reasons(no)), true);
    } catch (DoverieException | IllegalStateException | java.io.UncheckedIOException | LinkageError broken) {
      LOG.error("a recovery could not be asked about, so nobody is let through", broken);
      stop(context, context.form().setAttribute("text", context.form().getMessage("doverieUnavailable")), true);
    }
  }

  /** A link that was sent to this user's address was opened in this session; a flow that only asked for a name has no such note. */
  private static boolean proved(AuthenticationFlowContext context) {
    String opened = context.getAuthenticationSession().getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID);
    return context.getUser() != null && context.getUser().getId().equals(opened);
  }

  private void ask(AuthenticationFlowContext context) {
    Attempt attempt = Attempt.of(context.getAuthenticationSession());
    if (attempt == null) attempt = earlier(context);
    if (attempt == null) start(context);
    else follow(context, attempt);
  }

  /** What this browser has begun before the server was restarted, when that is still open. */
  private Attempt earlier(AuthenticationFlowContext context) {
    Attempt attempt = Attempt.ofCookie(context.getSession());
    try {
      if (attempt == null || !OPEN.contains(recoverer(context).status(attempt.request(), attempt.secret()).state())) return null;
    } catch (Rejected notTheirs) {
      return null;
    }
    attempt.keep(context);
    return attempt;
  }

  private void start(AuthenticationFlowContext context) {
    byte[] secret = Attempt.secretOf(context);
    RecoveryStart started = recoverer(context).commandId(Attempt.startCommand(context)).start(secret, Operation.PASSWORD_RECOVERY, true);
    Realms.of(context.getSession()).wake(context.getRealm());
    if (started instanceof RecoveryStart.NotProtected || started instanceof RecoveryStart.NotNeeded) {
      context.success();
    } else if (started instanceof RecoveryStart.Pending pending) {
      Attempt attempt = new Attempt(pending.request(), secret);
      attempt.keep(context);
      follow(context, attempt);
    } else {
      stop(context, context.form().setAttribute("text", Texts.state(started.status(), Viewer.RECOVERER, words(context).language())), true);
    }
  }

  private void follow(AuthenticationFlowContext context, Attempt attempt) {
    RecoveryView view = recoverer(context).status(attempt.request(), attempt.secret());
    if (usable(view)) redeem(context, attempt);
    else if (OPEN.contains(view.state())) wait(context, view);
    else stop(context, context.form().setAttribute("text", text(context, view)), true);
  }

  private static boolean usable(RecoveryView view) {
    return USABLE.contains(view.state()) && view.standing() == StartStatus.PENDING
        && view.redeemFrom().map(from -> !from.isAfter(Instant.now())).orElse(true);
  }

  /** Everything is checked once more. The command follows from the request: a page that is asked for again gets the same grant. */
  private void redeem(AuthenticationFlowContext context, Attempt attempt) {
    recoverer(context).commandId(attempt.command("redeem")).redeem(attempt.request(), attempt.secret());
    Realms.of(context.getSession()).wake(context.getRealm());
    context.success();
  }

  private void cancel(AuthenticationFlowContext context) {
    Attempt attempt = Attempt.of(context.getAuthenticationSession());
    if (attempt != null) recoverer(context).commandId(attempt.command("cancel")).cancel(attempt.request(), attempt.secret());
  }

  private void wait(AuthenticationFlowContext context, RecoveryView view) {
    Words words = words(context);
    LoginFormsProvider form = context.form().setAttribute("number", view.number()).setAttribute("text", text(context, view))
        .setAttribute("until", words.when(view.expiresAt())).setAttribute("refresh", context.getRefreshExecutionUrl().toString())
        .setAttribute("from", view.redeemFrom().map(words::when).orElse(""));
    context.challenge(form.createForm("doverie-wait.ftl"));
  }

  private static String text(AuthenticationFlowContext context, RecoveryView view) {
    return view.standing() == StartStatus.PENDING ? Texts.state(view.state(), Viewer.RECOVERER, words(context).language())
        : Texts.state(view.standing(), Viewer.RECOVERER, words(context).language());
  }

  private static void stop(AuthenticationFlowContext context, LoginFormsProvider form, boolean again) {
    Response page = form.setAttribute("again", again).createForm("doverie-stop.ftl");
    if (again) context.challenge(page);
    else context.failureChallenge(AuthenticationFlowError.ACCESS_DENIED, page);
  }

  private static RecovererSide recoverer(AuthenticationFlowContext context) {
    return Realms.of(context.getSession()).service(context.getRealm()).recoverer(context.getUser().getId());
  }

  private static Words words(AuthenticationFlowContext context) {
    return new Words(context.getSession(), context.getUser());
  }

  @Override
  public boolean requiresUser() {
    return false;
  }

  @Override
  public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
    return true;
  }

  @Override
  public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

  @Override
  public void close() {}
}
