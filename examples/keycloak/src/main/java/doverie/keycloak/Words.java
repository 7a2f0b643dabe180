// SPDX-License-Identifier: Apache-2.0
// How is something said to a reader? In which language, when, and about whom.
package doverie.keycloak;

import doverie.Language;
import doverie.Rejected;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.stream.Collectors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** For one reader. */
final class Words {
  private final KeycloakSession session;
  private final Locale locale;

  Words(KeycloakSession session, UserModel reader) {
    this.session = session;
    locale = session.getContext().resolveLocale(reader);
  }

  Language language() {
    return locale.getLanguage().equals("ru") ? Language.RUSSIAN : Language.ENGLISH;
  }

  String when(Instant at) {
    Locale spoken = language() == Language.RUSSIAN ? Locale.forLanguageTag("ru") : Locale.UK;
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(spoken)
        .withZone(ZoneId.of("Europe/Moscow")).format(at);
  }

  /** How the other side is shown a person; a dash when there is no such user any more. */
  String name(RealmModel realm, String account) {
    UserModel user = account.isEmpty() ? null : session.users().getUserById(realm, account);
    if (user == null) return "—";
    String name = ((user.getFirstName() == null ? "" : user.getFirstName()) + " " + (user.getLastName() == null ? "" : user.getLastName()));
    return name.isBlank() ? user.getUsername() : name.strip();
  }

  /** Every reason of a no. */
  String reasons(Rejected no) {
    return no.reasons().stream().map(reason -> language() == Language.RUSSIAN ? reason.russian() : reason.english())
        .collect(Collectors.joining(" "));
  }
}
