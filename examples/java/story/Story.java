// SPDX-License-Identifier: Apache-2.0
// What happens when Мария appoints Иван, forgets her password, and Иван lets her in? And everything that can go otherwise.
package story;

import static story.Person.EVERYBODY;
import static story.Person.IVAN;
import static story.Person.MARIA;
import static story.Person.OLGA;
import static story.Person.PYOTR;
import static story.Person.SERGEY;

import doverie.Approved;
import doverie.Attestation;
import doverie.AuditEntry;
import doverie.CodeConfirmed;
import doverie.ContactSide;
import doverie.Grant;
import doverie.Invited;
import doverie.Operation;
import doverie.RecovererSide;
import doverie.RecoveryStart;
import doverie.RecoveryView;
import doverie.TrustorSide;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The story that examples/python/story.py tells as well, to the byte; here on a store, accounts and SMS of the host's own. */
public final class Story {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  // Scenes that others come back to: the invitations, and what was begun for Мария's account.
  private static final int INVITED = 2;
  private static final int FORGOTTEN = 6;
  private static final int OLGA_INVITED = 16;
  private static final int STRANGER = 19;
  private static final int UNANSWERED = 22;
  private static final int FRAUD = 25;
  private static final int CHANGED = 30;
  private static final int FORGOTTEN_AGAIN = 37;

  /** A sentence, how much time passes before it, beyond a minute, and what happens. */
  private record Scene(Duration later, String sentence, Runnable play) {}

  private final Stage stage;
  private final Telling tell = new Telling();

  private Story(Stage stage) {
    this.stage = stage;
  }

  // --- What more than one scene needs. A command is sent again by asking for it again: its id is that of its scene.

  private TrustorSide trustor(Person person) {
    return stage.service.trustor(person.id()).commandId(stage.command(stage.number));
  }

  private ContactSide contact(Person person) {
    return stage.service.contact(person.id()).commandId(stage.command(stage.number));
  }

  private RecovererSide recoverer(Person person) {
    return stage.service.recoverer(person.id()).commandId(stage.command(stage.number));
  }

  private Invited invite(int scene, Person from, Person to, String phone) {
    return trustor(from).commandId(stage.command(scene)).invite(to.name(), phone);
  }

  /** The portal has the contact confirm a change of the password as well. */
  private static String operation(int begun) {
    return begun == CHANGED ? Operation.PASSWORD_CHANGE : Operation.PASSWORD_RECOVERY;
  }

  private RecoveryStart start(int scene, Person whose) {
    return recoverer(whose).commandId(stage.command(scene)).start(stage.secret(scene), operation(scene), false);
  }

  private RecoveryStart.Pending begun(int scene) {
    return start(scene, MARIA).pending();
  }

  private RecoveryView status(int begun) {
    return recoverer(MARIA).status(begun(begun).request(), stage.secret(begun));
  }

  private Approved approve(int begun) {
    RecoveryStart.Pending request = begun(begun);
    return contact(IVAN).approve(request.request(), Attestation.of(request.number(), operation(begun)));
  }

  private void confirm(int begun, int sms) {
    String text = stage.sms(sms);
    CodeConfirmed confirmed = contact(IVAN).confirmCode(begun(begun).request(), text.substring(text.length() - 6));
    tell.say("  The request is approved, to be redeemed before " + Telling.iso(confirmed.redeemBefore().orElseThrow()));
  }

  private Grant redeem(int begun, String operation) {
    return recoverer(MARIA).redeem(begun(begun).request(), stage.secret(begun), operation);
  }

  // --- Scenes of more than a line.

  private void fivePeople() {
    for (Person person : EVERYBODY) {
      stage.accounts.put(person.id(), person.account(false));
      tell.say("  " + person.name() + ", born " + person.born() + ", " + person.phone());
    }
  }

  private void redeemTwice() {
    Grant grant = redeem(FORGOTTEN, Operation.PASSWORD_RECOVERY);
    Grant again = redeem(FORGOTTEN, Operation.PASSWORD_RECOVERY);
    tell.say("  Grant " + grant.id() + " for " + Person.nameOf(grant.trustor()));
    tell.say("  The same command again: " + (again.equals(grant) ? "the same grant" : "ANOTHER GRANT"));
  }

  private void redeemTheChange() {
    Grant grant = redeem(CHANGED, Operation.PASSWORD_CHANGE);
    tell.say("  Grant " + grant.id() + " for " + Person.nameOf(grant.trustor()) + ", good for " + grant.operation());
  }

  private void reportFraud() {
    contact(IVAN).reportFraud(MARIA.id());
    tell.state(status(FRAUD));
    trustor(MARIA).cabinet().freeze().flatMap(freeze -> freeze.until())
        .ifPresent(until -> tell.say("  Frozen until " + Telling.iso(until)));
  }

  private void deny() {
    contact(IVAN).deny(begun(STRANGER).request());
    tell.state(status(STRANGER));
  }

  private void accept() {
    var accepted = contact(IVAN).accept(invite(INVITED, MARIA, IVAN, "8 (916) 123-45-67").id());
    tell.say("  Trusted contact of " + Person.nameOf(accepted.trustor()) + " from " + Telling.iso(accepted.activeFrom()));
  }

  private void loseThePhone() {
    stage.accounts.put(IVAN.id(), IVAN.account(true));
    tell.state(status(FORGOTTEN_AGAIN));
  }

  private void audit() {
    List<AuditEntry> entries = stage.service.operator(MARIA.id()).audit();
    for (AuditEntry entry : entries) tell.say("  " + entry.version() + " " + Telling.iso(entry.at()) + " " + entry.type());
    tell.say("  Verified: " + entries.size() + " events, none changed, none missing");
  }

  // --- The story.

  private static Scene scene(String sentence, Runnable play) {
    return new Scene(Duration.ZERO, sentence, play);
  }

  private List<Scene> beginning() {
    return List.of(
        scene("Five people have accounts at the portal.", this::fivePeople),
        scene("Мария, 70, invites Иван to be her trusted contact. She writes his number as she always does.",
            () -> tell.invited(invite(INVITED, MARIA, IVAN, "8 (916) 123-45-67"))),
        scene("Иван, 34, opens his cabinet.", () -> tell.invitations(contact(IVAN).cabinet().invitations())),
        scene("Иван accepts.", this::accept),
        scene("Мария opens her cabinet.", () -> tell.contacts(trustor(MARIA).cabinet().contacts())),
        scene("Мария has forgotten her password and begins to recover it.", () -> tell.answer(start(FORGOTTEN, MARIA))),
        scene("Иван opens his cabinet.", () -> tell.requests(contact(IVAN).cabinet().requests())),
        scene("Иван is in a hurry and approves without having spoken with her.", () -> tell.refused(
            () -> contact(IVAN).approve(begun(FORGOTTEN).request(), new Attestation(false, false, "", "", 1, List.of())))),
        scene("Иван calls Мария. It is she, nobody is misleading her, and she reads him her number. He approves.",
            () -> tell.onItsWay(approve(FORGOTTEN))),
        scene(null, () -> tell.sms(stage.sms(1))),
        new Scene(MINUTE.multipliedBy(6), "A while later Иван mistypes the code. The attempt is counted.",
            () -> tell.refused(() -> contact(IVAN).confirmCode(begun(FORGOTTEN).request(), "000000"))),
        scene("Иван types the code.", () -> confirm(FORGOTTEN, 1)),
        scene("The portal redeems the approval and lets Мария set a new password. It loses the answer and asks again.",
            this::redeemTwice),
        scene("Somebody tries to redeem it a second time.",
            () -> tell.refused(() -> redeem(FORGOTTEN, Operation.PASSWORD_RECOVERY))),
        scene("The operator reads the audit trail of Мария's circle.", this::audit));
  }

  private List<Scene> whatGoesWrong() {
    return List.of(
        scene("Ольга, 45, invites her nephew Пётр.", () -> tell.invited(invite(OLGA_INVITED, OLGA, PYOTR, PYOTR.phone()))),
        scene("Пётр is 17, and his passport data are out of date. He accepts, and learns everything that stands against it.",
            () -> tell.refused(() -> contact(PYOTR).accept(invite(OLGA_INVITED, OLGA, PYOTR, PYOTR.phone()).id()))),
        scene("Ольга's cabinet does not tell whether the number belongs to an account.",
            () -> tell.invitations(trustor(OLGA).cabinet().invitations())),
        scene("A stranger begins to recover Мария's account.", () -> tell.answer(start(STRANGER, MARIA))),
        scene("Иван calls Мария, who knows nothing of it. He denies.", this::deny),
        scene("The stranger tries to redeem all the same.",
            () -> tell.refused(() -> redeem(STRANGER, Operation.PASSWORD_RECOVERY))),
        scene("Another recovery is begun while Иван is on a flight.", () -> tell.answer(start(UNANSWERED, MARIA))),
        new Scene(Duration.ofHours(25), "25 hours later nobody has answered. Silence never approves.",
            () -> tell.state(status(UNANSWERED))),
        scene("Иван has landed and approves, too late.", () -> tell.refused(() -> approve(UNANSWERED))),
        scene("A fraudster begins to recover Мария's account and talks her into helping him.",
            () -> tell.answer(start(FRAUD, MARIA))),
        scene("Иван reports fraud. Every open request dies, and the account freezes.", this::reportFraud),
        scene("The fraudster begins again.", () -> tell.answer(start(stage.number, MARIA))),
        scene("He has Мария take Иван away.", () -> tell.refused(() -> trustor(MARIA).removeContact(IVAN.id()))),
        new Scene(Duration.ofHours(73), "73 hours later the freeze is over, and Иван is still there.",
            () -> tell.contacts(trustor(MARIA).cabinet().contacts())));
  }

  private List<Scene> end() {
    return List.of(
        scene("Мария is logged in and wants another password. The portal asks Иван about that, too.",
            () -> tell.answer(start(CHANGED, MARIA))),
        scene("Иван's cabinet says what it is about.", () -> tell.requests(contact(IVAN).cabinet().requests())),
        scene("He calls her, and approves what he was shown.", () -> tell.onItsWay(approve(CHANGED))),
        scene(null, () -> tell.sms(stage.sms(2))),
        new Scene(MINUTE.multipliedBy(6), "Иван types the code.", () -> confirm(CHANGED, 2)),
        scene("Somebody who got hold of Мария's session has the portal recover the password with it.",
            () -> tell.refused(() -> redeem(CHANGED, Operation.PASSWORD_RECOVERY))),
        scene("The portal redeems what was confirmed, and Мария sets the new password.", this::redeemTheChange),
        scene("Мария has forgotten the new password, too.", () -> tell.answer(start(FORGOTTEN_AGAIN, MARIA))),
        scene("They speak, and Иван approves.", () -> tell.onItsWay(approve(FORGOTTEN_AGAIN))),
        scene(null, () -> tell.sms(stage.sms(3))),
        new Scene(MINUTE.multipliedBy(6), "Иван types the code.", () -> confirm(FORGOTTEN_AGAIN, 3)),
        scene("Before it is redeemed, Иван's number is taken out of his account.", this::loseThePhone),
        scene("The portal redeems. Everything is checked again at the last moment.",
            () -> tell.refused(() -> redeem(FORGOTTEN_AGAIN, Operation.PASSWORD_RECOVERY))),
        scene("A new recovery is not possible either: losing the contact is no way around him.",
            () -> tell.answer(start(stage.number, MARIA))),
        scene("Сергей, 52, never appointed anybody. The portal recovers his account as it always did.",
            () -> tell.answer(start(stage.number, SERGEY))),
        scene("The operator reads the audit trail of Мария's circle.", this::audit));
  }

  private String told() {
    Instant now = Person.MORNING;
    int number = 0;
    for (List<Scene> part : List.of(beginning(), whatGoesWrong(), end())) {
      for (Scene scene : part) {
        now = now.plus(MINUTE).plus(scene.later());
        stage.begin(++number, now);
        tell.say(String.format("%02d  %s", number, Telling.iso(now)));
        if (scene.sentence() != null) tell.say(scene.sentence());
        scene.play().run();
        tell.say("");
      }
    }
    return tell.text();
  }

  /** The whole story. */
  public static String tell() {
    try (Stage stage = new Stage()) {
      return new Story(stage).told();
    }
  }

  /** Prints it. */
  public static void main(String[] arguments) {
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(tell());
  }
}
