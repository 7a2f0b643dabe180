// SPDX-License-Identifier: Apache-2.0
// What do the pages of the cabinets show? The library's views as maps, in the words of the reader's language.
package doverie.keycloak;

import doverie.CodeView;
import doverie.ContactEntry;
import doverie.ContactView;
import doverie.InvitationView;
import doverie.RequestView;
import doverie.Texts;
import doverie.TrustorEntry;
import doverie.TrustorView;
import doverie.Viewer;
import doverie.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** For one reader. */
final class CabinetView {
  /** Statements that an attestation has members for. */
  static final List<String> FIRST_TWO = List.of("spoke_with_trustor", "nobody_misleads");

  private final Words words;
  private final RealmModel realm;

  CabinetView(KeycloakSession session, RealmModel realm, UserModel reader) {
    this.realm = realm;
    words = new Words(session, reader);
  }

  Map<String, Object> mine(TrustorView view) {
    Map<String, Object> mine = new HashMap<>();
    mine.put("contacts", view.contacts().stream().map(this::contact).toList());
    mine.put("invitations", view.invitations().stream().map(one -> invitation(one, Viewer.TRUSTOR)).toList());
    mine.put("requests", view.requests().stream().map(one -> request(one, Viewer.TRUSTOR)).toList());
    mine.put("locked", view.recoveryLocked());
    mine.put("frozen", view.freeze().map(freeze -> state(Vocabulary.FREEZE_CAUSE, freeze.by().number(), Viewer.TRUSTOR)).orElse(""));
    mine.put("able", view.contactsAble() >= view.contactsRequired());
    mine.put("mayInvite", view.freePlaces() > 0 && view.invitationsLeft() > 0);
    return mine;
  }

  Map<String, Object> helping(ContactView view) {
    Map<String, Object> helping = new HashMap<>();
    helping.put("invitations", view.invitations().stream().map(one -> invitation(one, Viewer.CONTACT)).toList());
    helping.put("requests", view.requests().stream().map(one -> request(one, Viewer.CONTACT)).toList());
    helping.put("trustors", view.trustors().stream().map(this::trustor).toList());
    helping.put("locked", view.lockedUntil().map(words::when).orElse(""));
    return helping;
  }

  private Map<String, Object> contact(ContactEntry entry) {
    return Map.of("id", entry.contact(), "name", words.name(realm, entry.contact()), "state",
        state(Vocabulary.LINK_STATE, entry.state().number(), Viewer.TRUSTOR), "leaving",
        entry.removalFrom().isPresent() || entry.removalSuspended());
  }

  private Map<String, Object> trustor(TrustorEntry entry) {
    return Map.of("id", entry.trustor(), "name", words.name(realm, entry.trustor()), "state",
        state(Vocabulary.LINK_STATE, entry.state().number(), Viewer.CONTACT), "leaving",
        entry.resignationFrom().isPresent() || entry.resignationSuspended());
  }

  private Map<String, Object> invitation(InvitationView view, Viewer viewer) {
    return Map.of("id", view.id(), "name", viewer == Viewer.TRUSTOR ? view.name() : words.name(realm, view.trustor()), "phone",
        view.phoneMasked(), "until", words.when(view.expiresAt()), "state",
        state(Vocabulary.INVITATION_STATE, view.state().number(), viewer));
  }

  private Map<String, Object> request(RequestView view, Viewer viewer) {
    Map<String, Object> shown = new HashMap<>();
    shown.put("id", view.id());
    shown.put("name", words.name(realm, view.trustor()));
    shown.put("operation", Texts.operation(view.operation(), words.language()));
    shown.put("trustor", view.trustor());
    shown.put("until", words.when(view.expiresAt()));
    shown.put("open", view.end().isEmpty());
    shown.put("state", stateOf(view, viewer));
    shown.put("step", view.step().map(Enum::name).orElse(""));
    shown.put("statements", view.attestationVersion() == 2 ? List.of("spoke_with_trustor", "nobody_misleads", "nobody_dictates")
        : FIRST_TWO);
    view.code().ifPresent(code -> shown.put("code", code(code)));
    return shown;
  }

  private String stateOf(RequestView view, Viewer viewer) {
    if (view.step().isPresent()) return state(Vocabulary.CONTACT_STEP, view.step().get().number(), viewer);
    if (view.end().isPresent()) return state(Vocabulary.REQUEST_END, view.end().get().number(), viewer);
    return state(Vocabulary.REQUEST_STATE, view.state().number(), viewer);
  }

  private Map<String, Object> code(CodeView code) {
    return Map.of("sms", state(Vocabulary.SMS_STATE, code.sms().number(), Viewer.CONTACT), "phone", code.phoneMasked(), "left",
        code.attemptsLeft(), "again", code.resendFrom().isPresent());
  }

  private String state(Vocabulary vocabulary, int number, Viewer viewer) {
    return Texts.state(vocabulary, number, viewer, words.language());
  }
}
