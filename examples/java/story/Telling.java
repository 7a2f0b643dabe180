// SPDX-License-Identifier: Apache-2.0
// How are the library's answers put into words?
package story;

import static story.Person.nameOf;

import doverie.Approved;
import doverie.ContactEntry;
import doverie.Invited;
import doverie.InvitationView;
import doverie.Reason;
import doverie.RecoveryStart;
import doverie.RecoveryView;
import doverie.Rejected;
import doverie.RequestView;
import doverie.StartStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Lines of the story. */
final class Telling {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder told = new StringBuilder();

  static String iso(Instant at) {
    return SECONDS.format(at);
  }

  private static String word(Enum<?> member) {
    return member.name().toLowerCase(Locale.ROOT);
  }

  void say(String line) {
    told.append(line).append('\n');
  }

  String text() {
    return told.toString();
  }

  void invited(Invited invited) {
    say("  Invitation to " + invited.phoneMasked() + ", until " + iso(invited.expiresAt()));
  }

  /** Whatever is asked, the answer has to be no. */
  void refused(Runnable command) {
    try {
      command.run();
    } catch (Rejected rejected) {
      for (Reason reason : rejected.reasons()) {
        say("  Refused: " + reason.name() + number(", needs ", reason.needs()) + number(", has ", reason.has()) + ". " + reason.english());
      }
      return;
    }
    throw new AssertionError("this was to be refused");
  }

  private static String number(String what, OptionalLong number) {
    return number.isPresent() ? what + number.getAsLong() : "";
  }

  void invitations(List<InvitationView> views) {
    for (InvitationView view : views) {
      String sender = view.trustor().isEmpty() ? "" : " from " + nameOf(view.trustor());
      say("  Invitation" + sender + " to " + view.name() + ", " + view.phoneMasked() + ": " + word(view.state()) + ", until "
          + iso(view.expiresAt()));
    }
  }

  void requests(List<RequestView> views) {
    for (RequestView view : views) {
      say("  " + view.operation() + " of " + nameOf(view.trustor()) + ", number " + view.number() + ": " + word(view.state()) + ", until "
          + iso(view.expiresAt()));
    }
  }

  void contacts(List<ContactEntry> entries) {
    for (ContactEntry entry : entries) {
      say("  Trusted contact: " + nameOf(entry.contact()) + ", appointed " + iso(entry.appointedAt()));
    }
  }

  void answer(RecoveryStart start) {
    String more = "";
    if (start instanceof RecoveryStart.Pending pending) more = ", number " + pending.number() + ", until " + iso(pending.until());
    if (start instanceof RecoveryStart.Frozen frozen) more = frozen.until().map(until -> ", until " + iso(until)).orElse("");
    say("  Answer: " + word(start.status()) + more);
  }

  void state(RecoveryView recovery) {
    String standing = recovery.standing() == StartStatus.PENDING ? "" : " (" + word(recovery.standing()) + ")";
    say("  The recovery is " + word(recovery.state()) + standing);
  }

  void onItsWay(Approved approved) {
    say("  A code goes to " + approved.phoneMasked() + ", good until " + iso(approved.codeExpiresAt()));
  }

  void sms(String text) {
    say("Иван's phone rings: an SMS.");
    for (String line : text.split("\n")) say("  | " + line);
  }
}
