// SPDX-License-Identifier: Apache-2.0
// What can somebody do who has logged in? Both cabinets on one page: of the own account, and of those whom one helps.
package doverie.keycloak;

import doverie.Attestation;
import doverie.ContactSide;
import doverie.DoverieException;
import doverie.Rejected;
import doverie.RequestView;
import doverie.Service;
import doverie.TrustorSide;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.forms.login.LoginFormsProvider;

/**
 * An action that an application starts. Keycloak logs people in for it, asks again for the password of whom it has not seen for five
 * minutes, and takes forms from its own page only.
 */
final class Cabinet implements RequiredActionProvider {
  private static final Logger LOG = Logger.getLogger(Cabinet.class);

  /** What cannot be taken back wants one tick more. */
  private static final Set<String> GRAVE = Set.of("remove", "resign", "fraud", "fraud-contact");

  @Override
  public InitiatedActionSupport initiatedActionSupport() {
    return InitiatedActionSupport.SUPPORTED;
  }

  @Override
  public void evaluateTriggers(RequiredActionContext context) {}

  @Override
  public void requiredActionChallenge(RequiredActionContext context) {
    show(context, context.form());
  }

  @Override
  public void processAction(RequiredActionContext context) {
    MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
    String what = form.getFirst("do");
    if (what == null || what.equals("leave")) {
      context.success();
      return;
    }
    show(context, done(context, what, form));
  }

  /** Does it, and answers the page with what is to be said of it. */
  private static LoginFormsProvider done(RequiredActionContext context, String what, MultivaluedMap<String, String> form) {
    if (GRAVE.contains(what) && !"yes".equals(form.getFirst("sure"))) return context.form().setError("doverieSure");
    try {
      command(context, what, form);
      Realms.of(context.getSession()).wake(context.getRealm());
      return context.form().setSuccess("doverieDone");
    } catch (Rejected no) {
      return context.form().setError(new Words(context.getSession(), context.getUser()).reasons(no));
    } catch (DoverieException | IllegalStateException | java.io.UncheckedIOException broken) {
      LOG.error("a command of the cabinet was not done", broken);
      return context.form().setError("doverieUnavailable");
    }
  }

  private static void command(RequiredActionContext context, String what, MultivaluedMap<String, String> form) {
    Service service = Realms.of(context.getSession()).service(context.getRealm());
    String id = value(form, "id");
    String command = commandId(context, what, form);
    TrustorSide trustor = service.trustor(context.getUser().getId()).commandId(command);
    ContactSide contact = service.contact(context.getUser().getId()).commandId(command);
    switch (what) {
      case "invite" -> trustor.invite(value(form, "name"), value(form, "phone"));
      case "withdraw" -> trustor.cancelInvitation(id);
      case "remove" -> trustor.removeContact(id, true);
      case "keep" -> trustor.keepContact(id);
      case "deny" -> trustor.deny(id);
      case "fraud" -> trustor.reportFraud();
      case "accept" -> contact.accept(id);
      case "decline" -> contact.decline(id);
      case "approve" -> contact.approve(id, attestation(contact, id, form));
      case "confirm" -> contact.confirmCode(id, value(form, "code").replaceAll("\\s", ""));
      case "resend" -> contact.resendCode(id);
      case "deny-contact" -> contact.deny(id);
      case "fraud-contact" -> contact.reportFraud(id);
      case "resign" -> contact.resign(id, true);
      case "stay" -> contact.stay(id);
      default -> throw new IllegalStateException("a form asks for " + what);
    }
  }

  /** A form pressed twice is one command; the same form with another content is another one. */
  private static String commandId(RequiredActionContext context, String what, MultivaluedMap<String, String> form) {
    String content = String.join("\n", List.of(what, value(form, "command"), value(form, "id"), value(form, "name"), value(form, "phone"),
        value(form, "number"), value(form, "code"), form.getOrDefault("agree", List.of()).toString()));
    byte[] mac = Attempt.mac(context.getSession(), context.getRealm(), context.getUser().getId() + "\n" + content);
    return "cabinet-" + java.util.HexFormat.of().formatHex(mac, 0, 24);
  }

  /** Says what was ticked, and of the version that the request asks for: what is missing the library refuses by name. */
  private static Attestation attestation(ContactSide contact, String id, MultivaluedMap<String, String> form) {
    Map<String, RequestView> all = new java.util.HashMap<>();
    contact.cabinet().requests().forEach(one -> all.put(one.id(), one));
    RequestView asked = all.get(id);
    List<String> agreed = form.getOrDefault("agree", List.of());
    String number = value(form, "number").strip();
    if (asked == null) return Attestation.of(number, "");
    List<String> others = agreed.stream().filter(one -> !CabinetView.FIRST_TWO.contains(one)).toList();
    return new Attestation(agreed.contains("spoke_with_trustor"), agreed.contains("nobody_misleads"), number, asked.operation(),
        asked.attestationVersion(), others);
  }

  private static String value(MultivaluedMap<String, String> form, String name) {
    String value = form.getFirst(name);
    return value == null ? "" : value;
  }

  private static void show(RequiredActionContext context, LoginFormsProvider form) {
    try {
      Service service = Realms.of(context.getSession()).service(context.getRealm());
      CabinetView view = new CabinetView(context.getSession(), context.getRealm(), context.getUser());
      form.setAttribute("mine", view.mine(service.trustor(context.getUser().getId()).cabinet()));
      form.setAttribute("helping", view.helping(service.contact(context.getUser().getId()).cabinet()));
    } catch (DoverieException | IllegalStateException | java.io.UncheckedIOException | LinkageError broken) {
      LOG.error("a cabinet cannot be shown", broken);
      form.setError("doverieUnavailable");
    }
    context.challenge(form.setAttribute("command", UUID.randomUUID().toString()).createForm("doverie-cabinet.ftl"));
  }

  @Override
  public void close() {}
}
